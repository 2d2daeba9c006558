/* Requests: every state, for everybody, and every call. */
#include <stdatomic.h>
#include "base/buf.h"
#include "base/str.h"
#include "domain/talk/testbed.h"

/* ---- states x who x call ---- */

enum state { ORDINARY, EMPTY, PENDING, DECLINED, ACCEPTED, STATES };
enum party { MAKER, RECEIVER, STRANGER, PARTIES };
enum call { SHOW, ACCEPT, DECLINE, SEND, READ, RECEIPTS, UNLIST, CALLS };

static const char *const state_words[] = { "ordinary", "empty", "pending", "declined", "accepted" };
static const char *const party_words[] = { "maker", "receiver", "stranger" };
static const char *const call_words[] = { "show", "accept", "decline", "send", "read", "receipts", "unlist" };

struct scene { id people[PARTIES], channel; };

static struct scene scene_make(ctx *c, enum state state)
{
    static _Atomic int n;
    struct scene s = { 0 };
    int at = atomic_fetch_add(&n, 1);

    for (int i = 0; i < PARTIES; i++)
        s.people[i] = a_person(c, arena_format(&c->arena, "%s_%c%c%c", party_words[i], '2' + at / 64, '2' + at / 8 % 8, '2' + at % 8).p);
    if (state != ORDINARY)
        wants_requests(c, s.people[RECEIVER]);
    s.channel = direct(c, s.people[MAKER], s.people[RECEIVER]);
    if (state != EMPTY)
        said(c, s.people[MAKER], s.channel, "hello");
    if (state == DECLINED)
        expect_ok(request_decline(c, s.people[RECEIVER], s.channel));
    if (state == ACCEPTED)
        expect_ok(request_accept(c, s.people[RECEIVER], s.channel));
    return s;
}

static err call_make(ctx *c, id me, id channel, enum call call)
{
    struct read_state read;
    receipt_page receipts;
    struct channel out;
    struct seat seat;

    switch (call) {
    case SHOW: return channel_show(c, me, channel, &out);
    case ACCEPT: return conversation_accept(c, me, channel, &out);
    case DECLINE: return request_decline(c, me, channel);
    case SEND: return sends(c, me, channel, "hi", NULL);
    case READ: return reads_to(c, me, channel, 1, &read);
    case UNLIST: return conversation_unlist(c, me, channel);
    default: TRY(channel_seat(c, me, channel, &seat)); return channel_receipts(c, &seat, &receipts);
    }
}

/* What a call is refused with; NULL: it succeeds. */
static const struct problem *refusal(enum state state, enum party who, enum call call)
{
    if (who == STRANGER)
        return &channel_not_found;
    if (call == ACCEPT)
        return who == MAKER || state == ORDINARY ? &no_request : NULL;
    if (call == DECLINE)
        return who == MAKER || state == ORDINARY || state == ACCEPTED ? &no_request : NULL;
    return NULL;
}

/* Once, and again. */
static void cell_try(ctx *c, enum state state, enum party who, enum call call)
{
    struct scene s = scene_make(c, state);
    const struct problem *wanted = refusal(state, who, call);

    for (int i = 0; i < 2; i++) {
        err e = call_make(c, s.people[who], s.channel, call);
        if (c->failure.problem != wanted || (e == OK) != !wanted)
            test_fail(__FILE__, __LINE__, "%s, %s, %s: %s", state_words[state], party_words[who], call_words[call],
                      e == OK ? "it succeeds" : c->failure.problem ? c->failure.problem->code : "it fails");
        failure_begin(&c->failure, &c->arena);
    }
}

static err every_call_is_answered_by_the_state_and_by_who_calls(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);

    (void)arg;
    for (int state = 0; state < STATES; state++)
        for (int who = 0; who < PARTIES; who++)
            for (int call = 0; call < CALLS; call++) {
                cell_try(c, (enum state)state, (enum party)who, (enum call)call);
                arena_rewind(&c->arena, mark);
            }
    hall_agrees(c);
    return OK;
}

/* ---- what each of the two has of it ---- */

/* "list requests unread request_count request receipts" */
static str sight_text(ctx *c, id me, id channel)
{
    struct channel shown = channel_of_mine(c, me, channel);
    struct unread_sum sum;
    receipt_page receipts;
    struct seat seat;

    expect_ok(talk_unread(c, me, &sum));
    expect_ok(channel_seat(c, me, channel, &seat));
    expect_ok(channel_receipts(c, &seat, &receipts));
    return arena_format(&c->arena, "%d %d %lld/%zu %lld %.*s %zu", lists(c, me, false, channel), lists(c, me, true, channel),
                        (long long)sum.unread_count, sum.channels.n, (long long)sum.request_count,
                        STR_ARG(shown.request.is == GIVEN ? shown.request.v : S("-")), receipts.n);
}

static const char *const sights[STATES][2] = {
    [ORDINARY] = { "1 0 0/0 0 - 1",    "1 0 1/1 0 - 1" },
    [EMPTY]    = { "1 0 0/0 0 sent 0", "0 0 0/0 0 received 0" },
    [PENDING]  = { "1 0 0/0 0 sent 0", "0 1 0/0 1 received 0" },
    [DECLINED] = { "1 0 0/0 0 sent 0", "0 0 0/0 0 received 0" },
    [ACCEPTED] = { "1 0 0/0 0 - 1",    "1 0 1/1 0 - 1" },
};

static err a_request_is_apart_until_it_is_accepted(ctx *c, void *arg)
{
    (void)arg;
    for (int state = 0; state < STATES; state++) {
        struct scene s = scene_make(c, (enum state)state);
        for (int who = MAKER; who <= RECEIVER; who++)
            expect_str(sight_text(c, s.people[who], s.channel), str_of(sights[state][who]));
    }
    return OK;
}

/* Whatever accepts it, both have an ordinary conversation. */
static void is_ordinary(ctx *c, const struct scene *s, const char *receiver)
{
    expect_str(sight_text(c, s->people[MAKER], s->channel).n ? channel_of_mine(c, s->people[MAKER], s->channel).request.v : S(""), S(""));
    expect_str(sight_text(c, s->people[RECEIVER], s->channel), str_of(receiver));
}

static err to_send_into_it_accepts_it(ctx *c, void *arg)
{
    (void)arg;
    for (enum state state = PENDING; state <= DECLINED; state++) {
        struct scene s = scene_make(c, state);
        said(c, s.people[RECEIVER], s.channel, "hi");
        is_ordinary(c, &s, "1 0 0/0 0 - 2");
        expect_ok(call_make(c, s.people[RECEIVER], s.channel, ACCEPT));
    }
    return OK;
}

static bool is_listed(ctx *c, const void *arg)
{
    const struct scene *s = arg;

    return lists(c, s->people[RECEIVER], false, s->channel);
}

static err to_follow_its_maker_accepts_it(ctx *c, void *arg)
{
    (void)arg;
    for (enum state state = PENDING; state <= DECLINED; state++) {
        struct scene s = scene_make(c, state);
        follows(c, s.people[RECEIVER], s.people[MAKER]);
        expect_soon(c, is_listed, &s);
        is_ordinary(c, &s, "1 0 1/1 0 - 1");
    }
    return OK;
}

static err who_is_followed_begins_no_request(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");

    (void)arg;
    wants_requests(c, bob);
    follows(c, bob, ann);
    id channel = direct(c, ann, bob);
    expect(channel_of_mine(c, ann, channel).request.is == NULLED);
    expect(!lists(c, bob, false, channel));
    said(c, ann, channel, "hello");
    expect(lists(c, bob, false, channel));
    return OK;
}

static err a_setting_that_changes_touches_no_conversation(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = direct(c, ann, bob);

    (void)arg;
    wants_requests(c, bob);
    for (int i = 0; i < 5; i++)
        said(c, ann, channel, "hello");
    expect(lists(c, bob, false, channel));
    return OK;
}

/* One that was declined stays unseen, whatever comes. */
static err what_comes_after_it_was_declined_is_not_seen(ctx *c, void *arg)
{
    struct scene s = scene_make(c, DECLINED);

    (void)arg;
    said(c, s.people[MAKER], s.channel, "two");
    said(c, s.people[MAKER], s.channel, "three");
    expect_str(sight_text(c, s.people[RECEIVER], s.channel), S("0 0 0/0 0 received 0"));
    expect_eq(sends(c, s.people[MAKER], s.channel, "four", NULL), ERR_FORBIDDEN);
    expect(c->failure.problem == &request_pending);
    return OK;
}

static bool is_read(ctx *c, id me, id which)
{
    struct message out;

    expect_ok(message_get(c, me, which, &out));
    return out.is_read;
}

static err reading_shows_once_it_is_accepted(ctx *c, void *arg)
{
    struct scene s = scene_make(c, EMPTY);
    id maker = s.people[MAKER], receiver = s.people[RECEIVER], one = said(c, maker, s.channel, "one");
    struct read_state out;

    (void)arg;
    TRY(reads_to(c, receiver, s.channel, 1, &out));
    expect(is_read(c, receiver, one) && !is_read(c, maker, one));
    TRY(request_accept(c, receiver, s.channel));
    expect(is_read(c, maker, one));
    shows_reading(c, maker, false);
    expect(!is_read(c, maker, one));
    shows_reading(c, maker, true);
    shows_reading(c, receiver, false);
    expect(!is_read(c, maker, one));
    return OK;
}

/* ---- how many ---- */

enum { WRITERS = 16 };

struct crowd { struct scene scene; _Atomic int sent; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *all = arg;

    all->scene = scene_make(c, EMPTY);
    atomic_store(&all->sent, 0);
    return OK;
}

static err writes(ctx *c, int which, void *arg)
{
    struct crowd *all = arg;
    err e = sends(c, all->scene.people[MAKER], all->scene.channel, "hello", NULL);

    (void)which;
    if (e == OK)
        atomic_fetch_add(&all->sent, 1);
    else
        expect(e == ERR_FORBIDDEN && c->failure.problem == &request_pending);
    return OK;
}

static err three_were_sent(ctx *c, void *arg)
{
    struct crowd *all = arg;

    expect_eq(atomic_load(&all->sent), 3);
    expect_eq(channel_of_mine(c, all->scene.people[MAKER], all->scene.channel).last_seq, 3);
    expect_ok(request_accept(c, all->scene.people[RECEIVER], all->scene.channel));
    said(c, all->scene.people[MAKER], all->scene.channel, "more");
    return OK;
}

TEST(three_messages_go_before_it_is_accepted_at_any_concurrency)
{
    static struct crowd all;
    struct house h = hall_open(NULL);

    expect_ok(test_world_call(h.world, crowd_make, &all));
    expect_ok(test_world_crowd(h.world, WRITERS, writes, &all));
    expect_ok(test_world_call(h.world, three_were_sent, &all));
    house_close(&h);
}

TEST(every_call_is_answered_by_the_state_and_by_who_calls) { in_hall(every_call_is_answered_by_the_state_and_by_who_calls); }
TEST(a_request_is_apart_until_it_is_accepted) { in_hall(a_request_is_apart_until_it_is_accepted); }
TEST(to_send_into_it_accepts_it) { in_hall(to_send_into_it_accepts_it); }
TEST(to_follow_its_maker_accepts_it) { in_hall(to_follow_its_maker_accepts_it); }
TEST(who_is_followed_begins_no_request) { in_hall(who_is_followed_begins_no_request); }
TEST(a_setting_that_changes_touches_no_conversation) { in_hall(a_setting_that_changes_touches_no_conversation); }
TEST(what_comes_after_it_was_declined_is_not_seen) { in_hall(what_comes_after_it_was_declined_is_not_seen); }
TEST(reading_shows_once_it_is_accepted) { in_hall(reading_shows_once_it_is_accepted); }
