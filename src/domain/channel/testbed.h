/* For tests of channels: a world with people in channels. */
#pragma once
#include "domain/account/testbed.h"
#include "domain/channel/channel_own.h"
#include "hub/ear.h"
#include "kit/house.h"
#include "kit/test.h"

struct house channels_open(const struct test_setting *);     /* NULL: without limits */
struct house channels_idle(void);                /* no consumer, job or schedule runs */
struct house channels_in_standing_time(void);    /* the same, and time stands still */
void in_channels(err (*run)(ctx *, void *));     /* runs a case's body on a fiber of such a world, without limits */
void channels_agree(ctx *);                      /* the check finds nothing wrong */

void wants_requests(ctx *, id who);              /* messages only from people whom they follow */

id a_channel(ctx *, id owner, const char *kind);             /* public, private, or a group */
id a_group(ctx *, id owner, str name);
id a_channel_of(ctx *, id owner, const struct channel_draft *);
id a_direct(ctx *, id me, id other);
void comes_in(ctx *, id channel, id owner, id who, enum channel_role);       /* whatever the rules say */
err says(ctx *, id channel, id who);             /* a message takes its number */
void is_said(ctx *, id channel, id who);         /* the same; it may */

struct channel_kept now(ctx *, id me, id channel);           /* who reads it */
enum channel_role role_now(ctx *, id channel, id who);       /* of a member */
bool is_member(ctx *, id channel, id who);
bool reads(ctx *, id channel, id who);

err fresh(ctx *, err);                           /* the same, and the failure is forgotten: each deed is a request of its own */
void expect_refused(ctx *, err, const struct problem *);     /* that is why; and it is forgotten */
void expect_soon(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);        /* asks, for some seconds, until it is */

/* ---- ears_testbed.c: what is heard on open connections, by one that writes down all of it ---- */

enum { HEARD_MOST = 6000 };
struct listener { struct ear ear; char text[HEARD_MOST]; size_t n; };

struct listener *listens(ctx *, id who, const char *topic, str cursor);      /* `topic` NULL, `cursor` "": none */
struct listener *listens_to_content(ctx *, id who, const char *topic, str cursor);    /* include=content */
str heard(const struct listener *);
void expect_heard(ctx *, struct listener *, str what);       /* an event begins so; from then on, only what comes after it */
void expect_unheard(ctx *, struct listener *, id who, str what);     /* it has not come until now: `who` is who listens */
