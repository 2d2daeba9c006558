/* For tests of media, and of what refers to them: a world with people, and media that are ready without having been made. */
#pragma once
#include "domain/account/testbed.h"
#include "domain/media/media.h"
#include "kit/house.h"
#include "kit/test.h"

void in_gallery(err (*run)(ctx *, void *));      /* a case's body, on a running clock, with the workers */
struct house gallery_open(bool idle);
struct house gallery_open_with(const struct test_setting *);
struct house gallery_open_still(const struct test_setting *);     /* the clock stands, and nothing is done by itself */


/* Ready, of one file of so many octets, which is in the blob store. */
id a_media(ctx *, id me, enum media_kind kind);
/* In any other state. */
id a_media_in(ctx *, id me, enum media_kind kind, enum media_state state);
id a_brief_media(ctx *, id me, i64 lives_ms);    /* an image that is ready, and ends then unless something takes it */

/* Ready, and its time as one to which nothing refers is over: the next sweep takes it. */
id a_media_that_ends(ctx *, id me, enum media_kind kind);
void medias_sweep(ctx *);

bool media_is_there(ctx *, id);
i64 media_refs(ctx *, id);
void medias_agree(ctx *);                        /* media_check finds nothing wrong */
void medias_soon(ctx *, bool (*is)(ctx *, const void *), const void *arg);

/* The same verbs, each in a transaction of its own. */
err attached(ctx *, id me, ids which, const struct media_take *);
err let_go(ctx *, ids which, struct media_thing);
err shared(ctx *, ids which, struct media_thing to, bool open);
