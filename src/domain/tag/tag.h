/*
 * Tags: which public posts use them, by how many people, and who follows them. A tag is its name, folded (`#Café` is
 * `cafe`); it comes into being with its first use, and one that nobody uses has zeros.
 *
 * Posts report themselves in their own transactions, only public ones, and the counts change there. This capability knows
 * nothing more of posts: `tag_posts` gives ids, and posts decide who sees them. Posts by hidden accounts are kept but not
 * counted; what changes is done by a job, within seconds.
 *
 * Numbers: of all time; of each of the last days (UTC, by the time in the post's id); and of the last 24 hours, for trends.
 */
#pragma once
#include "domain/account/account.h"
#include "domain/permit/permit.h"
#include "ports/reach.h"
#include "domain/tag/problems.h"

enum { TAG_DAYS = 7, TAGS_FOLLOWED_MOST = 200 };

struct tag_day { str day; i64 posts, accounts; };            /* 2026-11-29 */
typedef PAGE(tag_day) tag_day_page;
struct tag {
    str name;
    i64 post_count, account_count;
    tag_day_page history;            /* the last TAG_DAYS days, today first */
    bool following;
};
typedef PAGE(tag) tag_page;
extern const struct shape tag_shape, tag_day_shape;

/* ---- for posts: names are folded, and all different ---- */

err tag_use(tx *, id post, id author, strs names);           /* a public post was published with these, each once */
err tag_change(tx *, id post, id author, strs before, strs after);       /* its text was edited */
err tag_forget(tx *, id post, id author, strs names);        /* it was deleted */

/* Posts with a tag, or with one of at most TAGS_FOLLOWED_MOST, each once; newest first, older than `before` (0: from the newest). */
err tag_posts(ctx *, str name, id before, i64 most, ids *out);
/* Of many tags, in one statement (ports/reach.h): `list` counts from 1, by the names. */
err tags_reached(ctx *, strs names, const id *from, enum reach_way, i64 most, reached_page *out);
err tags_posts(ctx *, strs names, id before, i64 most, ids *out);

/* ---- what people see of them; `me` 0: nobody is signed in ---- */

err tag_of_spelling(ctx *, str spelling, str *out);                 /* any spelling, with or without #. ERR_NOT_FOUND tag_not_found */
err tag_get(ctx *, id me, str spelling, struct tag *out);    /* likewise */
err tags_get(ctx *, id me, strs names, tag_page *out);       /* in the order asked, each once; two statements */
/* Any spelling of it; most posts first, then by name; so many of them are skipped. */
err tags_by_prefix(ctx *, id me, str spelling, i64 offset, i64 most, tag_page *out);
err tags_trending(ctx *, id me, i64 most, tag_page *out);    /* at most 50; at most 10 s old */

/* ERR_NOT_FOUND tag_not_found; ERR_CONFLICT too_many_tags. Repeats are harmless. */
err tag_follow(ctx *, id me, str spelling, struct tag *out);
err tag_unfollow(ctx *, id me, str spelling, struct tag *out);
err tags_followed(ctx *, id me, strs *out);                  /* the names, last followed first */
/* the same as tags, in pages: from `at` (0: the top); `next` 0: this is the last */
err tag_follows(ctx *, id me, id at, i64 most, tag_page *out, id *next);

/* The names alone, each with its place in that list: one page of it, either way (ports/reach.h). */
struct tag_followed { str name; id made; };
typedef PAGE(tag_followed) tag_followed_page;
err tag_follows_reached(ctx *, id me, id from, enum reach_way, i64 most, tag_followed_page *out);

/* Those of some accounts who follow one of the tags, rising. One statement. */
err tags_followers_among(ctx *, strs names, ids who, ids *out);

/* ---- for commands ---- */

/* Uses made up for a trial, all at once: new ones, by accounts that are shown; counted with them. Without events. */
struct planted_use { str name; id post, author; };
err tags_plant(tx *, const struct planted_use *, size_t n);

/* Somebody follows other tags than before, for caches. Key: their id. */
EVENT(tag_refollowed, nothing_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define TAG_PERMISSIONS(X) \
    X(may_follow_tags, "follow_tags", USERS, UNTIL_LEAVING, "Follow tags")
PERMISSIONS_DECLARE(tag_permissions, TAG_PERMISSIONS);

extern const struct capability tag_capability;
