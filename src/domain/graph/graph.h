/*
 * The follow graph: who follows, asks to follow, blocks and mutes whom, and how many. Counts are kept beside the edges
 * and change in the same transaction. Edges with a hidden account are kept but not counted; they come back with it.
 *
 * A block removes follows both ways; unblocking restores none. Who may see whom as a result is in sight.h. Events, key:
 * the followed one's id: graph.followed, graph.unfollowed, graph.requested; graph.blocked (key: the blocker's);
 * graph.recounted, whose `users` have other counts because an account came or went; graph.restanced (key: who did it), for caches.
 */
#pragma once
#include "domain/account/account.h"
#include "domain/graph/problems.h"
#include "domain/permit/permit.h"
#include "ports/reach.h"

struct follow { id follower_id, following_id; maybe_when created_at; maybe_bool requested; };        /* created_at null: not following */
extern const struct shape follow_shape;

struct follow_told { id follower_id, following_id; };
struct recount_told { ids users; };
EVENT(graph_followed, follow_told);
EVENT(graph_unfollowed, follow_told);
EVENT(graph_requested, follow_told);
EVENT(graph_blocked, follow_told);               /* the blocker is in the follower's place */
EVENT(graph_restanced, follow_told);             /* likewise, for caches: a mute, or the end of a mute or block */
EVENT(graph_recounted, recount_told);

/*
 * `me` is the caller. ERR_NOT_FOUND user_not_found; ERR_INVALID cannot_follow_yourself; ERR_FORBIDDEN blocking (unblock
 * first). Repeats are harmless, and return the first created_at. Unlocking an account keeps its requests: they may
 * still be answered, and a repeated request follows at once.
 */
err graph_follow(ctx *, id me, id other, struct follow *out);        /* a locked account: a request */
err graph_unfollow(ctx *, id me, id other, struct follow *out);      /* also withdraws a request */
err graph_accept(ctx *, id me, id who);                              /* ERR_NOT_FOUND follow_request_not_found */
err graph_reject(ctx *, id me, id who);
err graph_block(ctx *, id me, id other);                             /* ERR_INVALID cannot_block_yourself */
err graph_unblock(ctx *, id me, id other);
err graph_mute(ctx *, id me, id other);                              /* ERR_INVALID cannot_mute_yourself */
err graph_unmute(ctx *, id me, id other);

struct graph_counts { id user_id; i64 followers, following; };
typedef PAGE(graph_counts) graph_counts_page;
err graph_counts(ctx *, ids users, graph_counts_page *out);          /* one statement; users without counts may be missing */
err graph_counts_of(ctx *, id user, struct graph_counts *out);       /* also for a user without counts */

/*
 * Lists, newest first. Entries that `me` may not see (because of blocks) are left out, and each page is full as long as
 * there is more. `at.v` 0 begins at the newest; `next` 0: this is the last page. `offset` skips that many first.
 */
enum graph_side { FOLLOWERS, FOLLOWING, REQUESTS, BLOCKS, MUTES, MUTUALS };  /* requests: to follow `of`; mutuals: follow each other */
struct graph_page { ids users; id next; };
err graph_list(ctx *, enum graph_side, id of, id me, id at, i64 offset, i64 most, struct graph_page *out);
err graph_common(ctx *, id me, id other, id at, i64 most, struct graph_page *out);   /* those I follow who follow them */

/*
 * What many of these lists have, in one statement (ports/reach.h). Whether `me` may see an entry is still to be asked (sight.h).
 * MUTUALS of somebody: those whom `me` follows and who follow them.
 */
err graph_reached(ctx *, enum graph_side, id me, const struct reach *, size_t n, enum reach_way, i64 most, reached_page *out);

/*
 * For code that brings things to followers, whatever state the accounts are in: those whom somebody follows, by rising id, after
 * one; and the followers of somebody, oldest first, after an edge (`next`: the last one's edge; 0: these are all).
 */
err graph_followees(ctx *, id of, id after, i64 most, ids *out);
err graph_followers_in(tx *, id of, id after, i64 most, struct graph_page *out);
err graph_followers_of_each_in(tx *, ids of, i64 most, struct graph_page *out);      /* the first page of each of some, sorted by id */
err graph_counts_of_each_in(tx *, ids users, graph_counts_page *out);

/* Suggestions: people followed by many of those that I follow; never those that I follow, asked, blocked or muted, nor myself. */
struct suggestion { id user_id; i64 common; };
typedef PAGE(suggestion) suggestion_page;
err graph_suggestions(ctx *, id me, i64 most, suggestion_page *out);

/* Do counts and edges agree? The first account where they do not, or 0. In short pages, even while a server runs. */
err graph_check(ctx *, i64 *accounts, id *wrong);

/*
 * Follows made up for a trial, all at once: new ones, between accounts that are shown. Their ids give their times. The
 * array is reordered. There are no events for them.
 */
struct planted { id follower_id, following_id, edge; };
err graph_plant(tx *, struct planted *, size_t n);

/* X(name, word, who, leaving, what it allows): permit.h */
#define GRAPH_PERMISSIONS(X) \
    X(may_follow, "follow", USERS, UNTIL_LEAVING, "Follow people, and answer requests to follow them") \
    X(may_block,  "block",  USERS, UNTIL_LEAVING, "Block and mute people")
PERMISSIONS_DECLARE(graph_permissions, GRAPH_PERMISSIONS);

extern const struct capability graph_capability;
