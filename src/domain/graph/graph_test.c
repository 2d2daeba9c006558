/* The rules of the graph: who may follow, block and mute whom, and what each sees of it afterwards. */
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/testbed.h"
#include "ports/bus.h"

static void expect_refused(ctx *c, err is, err wanted, const char *code)
{
    expect_eq(is, wanted);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
}

struct mark { str key, text; };

static err mark(tx *t, void *arg)
{
    const struct mark *m = arg;

    return event_add(t, &test_mark, m->key, m->text);
}

/* The number of events of a subject with this key: counted once an event added after them has its place. */
static int events_of(ctx *c, str subject, id key)
{
    str key_text = arena_format(&c->arena, "%lld", (long long)key.v);
    str text = arena_format(&c->arena, "%lld", (long long)ctx_new_id(c).v);
    bool marked = false;
    event_page page;
    int n = 0;

    expect_ok(transact(c, mark, &(struct mark){ key_text, text }));
    for (int tries = 0; !marked && tries < 2000; tries++) {
        n = 0;
        expect_ok(bus_fetch(c, bus_partition(key_text), 0, 1000, &page));
        for (size_t i = 0; i < page.n; i++)
            n += str_eq(page.at[i].subject, subject) && str_eq(page.at[i].key, key_text);
        marked = page.n && str_eq(page.at[page.n - 1].payload, text);
        expect_ok(marked ? OK : ctx_sleep(c, 5));
    }
    expect(marked);
    return n;
}

static err followed(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct follow first, again;

    (void)arg;
    TRY(graph_follow(c, ann, bob, &first));
    expect_eq(first.follower_id.v, ann.v);
    expect_eq(first.following_id.v, bob.v);
    expect_eq(first.created_at.is, GIVEN);
    expect_eq(first.requested.is, ABSENT);
    expect(ctx_now(c).ms - first.created_at.v.ms < 60000 && ctx_now(c).ms >= first.created_at.v.ms - 1000);
    TRY(ctx_sleep(c, 5));
    TRY(graph_follow(c, ann, bob, &again));
    expect_eq(again.created_at.v.ms, first.created_at.v.ms);
    expect_counts(c, ann, 0, 1);
    expect_counts(c, bob, 1, 0);
    expect(relation_to(c, ann, bob).following && !relation_to(c, ann, bob).followed_by);
    expect(relation_to(c, bob, ann).followed_by && !relation_to(c, bob, ann).following);
    expect_eq(events_of(c, S("graph.followed"), bob), 1);
    expect_right(c);
    return OK;
}

TEST(a_follow_counts_once_however_often_it_is_said)
{
    in_town(followed);
}

static err unfollowed(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct follow f;

    (void)arg;
    follows(c, ann, bob);
    for (int i = 0; i < 2; i++) {
        TRY(graph_unfollow(c, ann, bob, &f));
        expect_eq(f.created_at.is, NULLED);
        expect_eq(f.following_id.v, bob.v);
    }
    expect_counts(c, ann, 0, 0);
    expect_counts(c, bob, 0, 0);
    expect_eq(events_of(c, S("graph.unfollowed"), bob), 1);
    expect(!relation_to(c, ann, bob).following);
    expect_right(c);
    return OK;
}

TEST(an_unfollow_counts_once_too)
{
    in_town(unfollowed);
}

static err refused(ctx *c, void *arg)
{
    id ann = a_person(c), gone = a_person(c), nobody = { 77 };
    struct follow f;
    struct graph_page page;

    (void)arg;
    suspend(c, gone, true);
    expect_refused(c, graph_follow(c, ann, ann, &f), ERR_INVALID, "cannot_follow_yourself");
    expect_refused(c, graph_unfollow(c, ann, ann, &f), ERR_INVALID, "cannot_follow_yourself");
    expect_refused(c, graph_block(c, ann, ann), ERR_INVALID, "cannot_block_yourself");
    expect_refused(c, graph_unblock(c, ann, ann), ERR_INVALID, "cannot_block_yourself");
    expect_refused(c, graph_mute(c, ann, ann), ERR_INVALID, "cannot_mute_yourself");
    expect_refused(c, graph_unmute(c, ann, ann), ERR_INVALID, "cannot_mute_yourself");
    for (int i = 0; i < 2; i++, nobody = gone) {
        expect_refused(c, graph_follow(c, ann, nobody, &f), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_unfollow(c, ann, nobody, &f), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_block(c, ann, nobody), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_mute(c, ann, nobody), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_list(c, FOLLOWERS, nobody, ann, (id){ 0 }, 0, 20, &page), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_list(c, FOLLOWING, nobody, (id){ 0 }, (id){ 0 }, 0, 20, &page), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_common(c, ann, nobody, (id){ 0 }, 20, &page), ERR_NOT_FOUND, "user_not_found");
        expect_refused(c, graph_accept(c, ann, nobody), ERR_NOT_FOUND, "follow_request_not_found");
        expect_refused(c, graph_reject(c, ann, nobody), ERR_NOT_FOUND, "follow_request_not_found");
    }
    expect_refused(c, graph_follow(c, gone, ann, &f), ERR_FORBIDDEN, "account_suspended");
    expect_right(c);
    return OK;
}

static err leave_in(tx *t, void *arg)
{
    return account_leave(t, *(const id *)arg, (when){ tx_now(t).ms + 1000000 });
}

/* A request that was under way when the account began to leave. */
static err leaving(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), cleo = a_person(c);
    struct follow f;

    (void)arg;
    lock_account(c, ann, true);
    expect_ok(graph_follow(c, bob, ann, &f));
    expect_ok(transact(c, leave_in, &ann));
    expect_refused(c, graph_accept(c, ann, bob), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_reject(c, ann, bob), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_follow(c, ann, cleo, &f), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_unfollow(c, ann, cleo, &f), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_block(c, ann, cleo), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_unblock(c, ann, cleo), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_mute(c, ann, cleo), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_unmute(c, ann, cleo), ERR_FORBIDDEN, "account_leaving");
    expect_refused(c, graph_follow(c, cleo, ann, &f), ERR_NOT_FOUND, "user_not_found");
    lock_account(c, cleo, true);
    expect_ok(graph_follow(c, bob, cleo, &f));
    expect_ok(transact(c, leave_in, &bob));
    expect_refused(c, graph_accept(c, cleo, bob), ERR_NOT_FOUND, "follow_request_not_found");
    expect_refused(c, graph_reject(c, cleo, bob), ERR_NOT_FOUND, "follow_request_not_found");
    expect_counts(c, ann, 0, 0);
    expect_right(c);
    return OK;
}

TEST(nothing_is_done_in_the_name_of_an_account_that_is_leaving_nor_to_it) { in_town(leaving); }

TEST(oneself_and_those_who_are_not_there_are_refused)
{
    in_town(refused);
}

/* ---- locked accounts ---- */

static err asked(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct follow f;

    (void)arg;
    lock_account(c, bob, true);
    for (int i = 0; i < 2; i++) {
        TRY(graph_follow(c, ann, bob, &f));
        expect_eq(f.created_at.is, NULLED);
        expect(f.requested.is == GIVEN && f.requested.v);
    }
    expect_counts(c, ann, 0, 0);
    expect_counts(c, bob, 0, 0);
    expect(relation_to(c, ann, bob).requested && !relation_to(c, ann, bob).following);
    expect(!relation_to(c, bob, ann).followed_by);
    expect_list(c, REQUESTS, bob, bob, &ann, 1);
    expect_list(c, FOLLOWERS, bob, ann, NULL, 0);
    expect_list(c, FOLLOWING, ann, bob, NULL, 0);
    expect_eq(events_of(c, S("graph.requested"), bob), 1);
    TRY(graph_accept(c, bob, ann));
    expect_refused(c, graph_accept(c, bob, ann), ERR_NOT_FOUND, "follow_request_not_found");
    expect_counts(c, bob, 1, 0);
    expect_list(c, REQUESTS, bob, bob, NULL, 0);
    expect_list(c, FOLLOWERS, bob, ann, &ann, 1);
    expect_eq(events_of(c, S("graph.followed"), bob), 1);
    TRY(graph_follow(c, ann, bob, &f));
    expect_eq(f.created_at.is, GIVEN);
    expect_right(c);
    return OK;
}

TEST(a_locked_account_is_asked_and_its_yes_makes_the_follow)
{
    in_town(asked);
}

static err not_accepted(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c);
    struct follow f;

    (void)arg;
    lock_account(c, bob, true);
    follows(c, ann, bob);
    TRY(graph_reject(c, bob, ann));
    expect_refused(c, graph_reject(c, bob, ann), ERR_NOT_FOUND, "follow_request_not_found");
    follows(c, ann, bob);                        /* asks again */
    TRY(graph_unfollow(c, ann, bob, &f));        /* and withdraws it */
    expect_refused(c, graph_accept(c, bob, ann), ERR_NOT_FOUND, "follow_request_not_found");
    follows(c, ann, bob);
    TRY(graph_block(c, bob, ann));
    expect_refused(c, graph_accept(c, bob, ann), ERR_NOT_FOUND, "follow_request_not_found");
    follows(c, eve, bob);
    suspend(c, eve, true);
    expect_refused(c, graph_accept(c, bob, eve), ERR_NOT_FOUND, "follow_request_not_found");
    expect_counts(c, bob, 0, 0);
    expect_eq(events_of(c, S("graph.followed"), bob), 0);
    expect_right(c);
    return OK;
}

TEST(a_request_that_was_rejected_taken_back_or_blocked_is_gone)
{
    in_town(not_accepted);
}

static err unlocked(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c);
    struct follow f;

    (void)arg;
    lock_account(c, bob, true);
    follows(c, ann, bob);
    follows(c, eve, bob);
    lock_account(c, bob, false);
    expect(relation_to(c, ann, bob).requested);
    TRY(graph_accept(c, bob, eve));
    TRY(graph_follow(c, ann, bob, &f));
    expect_eq(f.created_at.is, GIVEN);
    expect_eq(f.requested.is, ABSENT);
    expect_counts(c, bob, 2, 0);
    lock_account(c, bob, true);
    TRY(graph_follow(c, ann, bob, &f));
    expect_eq(f.created_at.is, GIVEN);
    expect_right(c);
    return OK;
}

TEST(unlocking_leaves_requests_and_asking_again_follows_at_once)
{
    in_town(unlocked);
}

/* ---- blocks and mutes ---- */

static err blocked(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct follow f;
    struct graph_page page;

    (void)arg;
    follows(c, ann, bob);
    follows(c, bob, ann);
    TRY(graph_block(c, ann, bob));
    TRY(graph_block(c, ann, bob));
    expect_counts(c, ann, 0, 0);
    expect_counts(c, bob, 0, 0);
    expect(relation_to(c, ann, bob).blocking && !relation_to(c, ann, bob).blocked_by);
    expect(relation_to(c, bob, ann).blocked_by && !relation_to(c, bob, ann).blocking);
    expect_refused(c, graph_follow(c, bob, ann, &f), ERR_NOT_FOUND, "user_not_found");
    expect_refused(c, graph_unfollow(c, bob, ann, &f), ERR_NOT_FOUND, "user_not_found");
    expect_refused(c, graph_mute(c, bob, ann), ERR_NOT_FOUND, "user_not_found");
    expect_refused(c, graph_block(c, bob, ann), ERR_NOT_FOUND, "user_not_found");
    expect_refused(c, graph_list(c, FOLLOWERS, ann, bob, (id){ 0 }, 0, 20, &page), ERR_NOT_FOUND, "user_not_found");
    expect_refused(c, graph_follow(c, ann, bob, &f), ERR_FORBIDDEN, "blocking");
    TRY(graph_list(c, FOLLOWERS, bob, ann, (id){ 0 }, 0, 20, &page));        /* the blocker may look */
    expect_list(c, BLOCKS, ann, ann, &bob, 1);
    expect_eq(events_of(c, S("graph.blocked"), ann), 1);
    expect_eq(events_of(c, S("graph.unfollowed"), bob), 1);
    expect_right(c);
    TRY(graph_unblock(c, ann, bob));
    TRY(graph_unblock(c, ann, bob));
    expect(!relation_to(c, ann, bob).blocking && !relation_to(c, bob, ann).blocked_by);
    expect_list(c, BLOCKS, ann, ann, NULL, 0);
    expect_counts(c, ann, 0, 0);                 /* nothing is restored */
    follows(c, bob, ann);
    expect_right(c);
    return OK;
}

TEST(a_block_ends_follows_both_ways_and_hides_the_blocker)
{
    in_town(blocked);
}

static err muted(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c), wanted[2] = { eve, bob };

    (void)arg;
    follows(c, ann, bob);
    TRY(graph_mute(c, ann, bob));
    TRY(graph_mute(c, ann, bob));
    TRY(graph_mute(c, ann, eve));
    expect(relation_to(c, ann, bob).muting && relation_to(c, ann, bob).following);
    expect(!relation_to(c, bob, ann).muting);
    expect_list(c, MUTES, ann, ann, wanted, 2);
    TRY(graph_block(c, ann, bob));
    expect(relation_to(c, ann, bob).muting && relation_to(c, ann, bob).blocking);
    TRY(graph_unmute(c, ann, bob));
    TRY(graph_unmute(c, ann, eve));
    TRY(graph_unmute(c, ann, eve));
    expect_list(c, MUTES, ann, ann, NULL, 0);
    expect(relation_to(c, ann, bob).blocking);
    expect_right(c);
    return OK;
}

TEST(a_mute_changes_nothing_but_itself)
{
    in_town(muted);
}

/* ---- the check finds what is wrong ---- */

struct damage { id who, other; int kind; };

/* What half of a transaction would leave. */
static err spoil(tx *t, void *arg)
{
    const struct damage *d = arg;
    struct edge edge;

    switch (d->kind) {
    case 0:
        return q_count_add(t, d->who, 1, 0);
    case 1:
        TRY(q_edge_get(t, d->who, d->other, &edge));
        return q_edge_drop_in(t, d->other, edge.edge);
    case 2:
        return q_edge_drop_out(t, d->who, d->other, &edge);
    case 3:
        return q_edge_hide_out(t, d->who, d->other, FOLLOWER_HIDDEN);
    case 4:
        return q_stance_set(t, d->who, d->other, (id){ 0 }, (id){ 0 }, tx_new_id(t), (id){ 0 });
    case 5:
        TRY(q_stance_set(t, d->who, d->other, (id){ 7 }, (id){ 0 }, (id){ 0 }, (id){ 0 }));
        return q_stance_set(t, d->other, d->who, (id){ 0 }, (id){ 7 }, (id){ 0 }, (id){ 0 });
    default:
        return q_count_drop(t, d->other);
    }
}

enum { DAMAGES = 7 };

static err found_out(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), eve = a_person(c), wrong;
    i64 accounts;

    follows(c, ann, bob);
    follows(c, eve, ann);
    TRY(graph_mute(c, eve, ann));
    TRY(graph_check(c, &accounts, &wrong));
    expect_eq(accounts, 3);
    expect_eq(wrong.v, 0);
    TRY(transact(c, spoil, &(struct damage){ ann, bob, *(int *)arg }));
    TRY(graph_check(c, &accounts, &wrong));
    expect(wrong.v == ann.v || wrong.v == bob.v);
    return OK;
}

TEST(the_check_finds_what_does_not_agree)
{
    for (int kind = 0; kind < DAMAGES; kind++)
        in_town_with(found_out, &kind);
}
