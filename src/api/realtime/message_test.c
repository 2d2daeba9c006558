/* Messages of clients as far as all have the same; how many may come; how many connections somebody has. */
#include "api/realtime/message.h"
#include <pthread.h>
#include "api/realtime/crowd.h"
#include "base/arena.h"
#include "base/problems.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena arena;
static struct failure failure;

static err read(const char *text, struct message *out)
{
    arena_clear(&arena);
    failure_begin(&failure, &arena);
    return message_read(&arena, &failure, str_of(text), out);
}

static void expect_about(const char *text, err is, const char *ref)
{
    struct message m;

    expect_eq(read(text, &m), is);
    expect_eq(m.about.ref.p != NULL, ref != NULL);
    if (ref)
        expect_str(m.about.ref, str_of(ref));
}

TEST(a_message_says_what_it_is_and_what_its_answer_refers_to)
{
    struct message m;

    expect_ok(read("{\"type\":\"subscribe\",\"channelId\":\"45\",\"topic\":\"feed\",\"ref\":\"r\",\"more\":[{}]}", &m));
    expect_str(m.type, S("subscribe"));
    expect_str(m.about.ref, S("r"));
    expect_str(m.about.topic, S("feed"));
    expect_str(m.about.channel_id, S("45"));
}

TEST(a_message_that_is_wrong_still_says_what_its_answer_refers_to)
{
    expect_about("{\"type\":7,\"ref\":\"r\"}", ERR_INVALID, "r");
    expect_about("{\"channelId\":\"x\",\"ref\":\"r\"}", ERR_INVALID, "r");
    expect_about("{\"ref\":7}", ERR_INVALID, NULL);
    expect_about("{\"ref\":null}", OK, NULL);
    expect_about("{\"ref\":\"r\"", ERR_JSON, NULL);
    expect_about("7", ERR_INVALID, NULL);
    expect_about("", ERR_JSON, NULL);
    expect_about("{}", OK, NULL);
}

TEST(a_ref_has_at_most_64_characters)
{
    expect_about("{\"ref\":\"0123456789012345678901234567890123456789012345678901234567890123\"}", OK,
                 "0123456789012345678901234567890123456789012345678901234567890123");
    expect_about("{\"ref\":\"01234567890123456789012345678901234567890123456789012345678901234\"}", ERR_INVALID, NULL);
}

TEST(an_error_has_a_code_what_it_refers_to_and_when_to_try_again)
{
    struct about of = { .ref = S("r"), .topic = S("channel:45"), .channel_id = S("45") };

    arena_clear(&arena);
    failure_begin(&failure, &arena);
    err e = failure_with(&failure, ERR_UNAVAILABLE, "The store is \"away\".");
    expect_str(message_error(&arena, &failure, e, &of, 0),
               S("{\"type\":\"error\",\"code\":\"unavailable\",\"ref\":\"r\",\"detail\":\"The store is \\\"away\\\".\","
                 "\"topic\":\"channel:45\",\"channelId\":\"45\",\"retryMs\":1000}"));
    failure_begin(&failure, &arena);
    e = failure_with(&failure, ERR_NOT_FOUND, "There is none.");
    expect_str(message_error(&arena, &failure, e, &(struct about){ 0 }, 0),
               S("{\"type\":\"error\",\"code\":\"not_found\",\"ref\":null,\"detail\":\"There is none.\"}"));
}

TEST(an_error_names_members_as_messages_do)
{
    struct about of = { S("r"), { 0 }, { 0 } };

    arena_clear(&arena);
    failure_begin(&failure, &arena);
    err e = failure_field(&failure, S("reply_to_id"), &required);
    str said = message_error(&arena, &failure, e, &of, 0);
    expect(str_find(said, S("\"detail\":\"replyToId: ")) >= 0);
}

/* ---- how many ---- */

TEST(a_socket_takes_a_burst_and_then_as_many_as_time_brings)
{
    struct allowance a = { 0 };
    i64 now = 1000000;

    for (int i = 0; i < 100; i++)
        expect_eq(allowance_take(&a, now, 20), 0);
    expect_eq(allowance_take(&a, now, 20), 50);
    expect_eq(allowance_take(&a, now + 49, 20), 1);
    expect_eq(allowance_take(&a, now + 50, 20), 0);
    expect_eq(allowance_take(&a, now + 50, 20), 50);
    for (int i = 0; i < 100; i++)
        expect_eq(allowance_take(&a, now + 3600 * 1000, 20), 0);
    expect_eq(allowance_take(&a, now + 3600 * 1000, 20), 50);
}

TEST(what_costs_more_than_a_message_is_charged)
{
    struct allowance a = { 0 };
    i64 now = 1000000;

    expect_eq(allowance_take(&a, now, 20), 0);
    allowance_charge(&a, 98);
    expect_eq(allowance_take(&a, now, 20), 0);
    allowance_charge(&a, 50);
    expect_eq(allowance_take(&a, now, 20), 2550);
    expect_eq(allowance_take(&a, now + 2550, 20), 0);
    allowance_charge(&a, 1000000);
    expect_eq(allowance_take(&a, now + 2550, 20), 5050);
}

TEST(the_largest_allowance_is_as_exact_as_the_smallest)
{
    struct allowance most = { 0 }, least = { 0 };

    for (int i = 0; i < 500000; i++)
        expect_eq(allowance_take(&most, 5, 100000), 0);
    expect_eq(allowance_take(&most, 5, 100000), 1);
    for (int i = 0; i < 5; i++)
        expect_eq(allowance_take(&least, 5, 1), 0);
    expect_eq(allowance_take(&least, 5, 1), 1000);
    expect_eq(allowance_take(&least, 5, 0), 0);
}

TEST(five_hundred_refusals_in_ten_seconds_are_a_flood)
{
    struct allowance a = { 0 };
    i64 now = 1000000;

    for (int i = 0; i < 499; i++)
        expect(!allowance_flooded(&a, now));
    expect(!allowance_flooded(&a, now + 10001));
    for (int i = 0; i < 498; i++)
        expect(!allowance_flooded(&a, now + 12000));
    expect(allowance_flooded(&a, now + 12000));
}

/* ---- the crowd ---- */

TEST(an_account_has_so_many_connections_of_both_kinds)
{
    struct crowd *c = crowd_open(3);
    id ann = { 1 }, bob = { 1 << 12 };

    expect(crowd_enter(c, ann, CROWD_SOCKETS) && crowd_enter(c, ann, CROWD_SOCKETS) && crowd_enter(c, ann, CROWD_STREAMS));
    expect(!crowd_enter(c, ann, CROWD_STREAMS) && crowd_enter(c, bob, CROWD_SOCKETS));
    expect_eq(crowd_of(c, ann).of[CROWD_SOCKETS], 2);
    expect_eq(crowd_of(c, ann).of[CROWD_STREAMS], 1);
    crowd_leave(c, ann, CROWD_SOCKETS);
    expect(crowd_enter(c, ann, CROWD_STREAMS));
    crowd_leave(c, ann, CROWD_SOCKETS);
    crowd_leave(c, ann, CROWD_STREAMS);
    crowd_leave(c, ann, CROWD_STREAMS);
    crowd_leave(c, bob, CROWD_SOCKETS);
    expect_eq(crowd_of(c, ann).of[CROWD_SOCKETS], 0);
    crowd_close(&c);
}

enum { THREADS = 4, ROUNDS = 2000, PLACES = 10 };

static void *come_and_go(void *arg)
{
    struct crowd *c = arg;

    for (int i = 0; i < ROUNDS; i++) {
        id who = { 1 + i % 3 };
        if (!crowd_enter(c, who, CROWD_SOCKETS))
            continue;
        expect(crowd_of(c, who).of[CROWD_SOCKETS] <= PLACES);
        crowd_leave(c, who, CROWD_SOCKETS);
    }
    return NULL;
}

TEST(of_many_threads_none_takes_a_place_too_many)
{
    struct crowd *c = crowd_open(PLACES);
    pthread_t all[THREADS];

    for (int i = 0; i < THREADS; i++)
        expect_eq(pthread_create(&all[i], NULL, come_and_go, c), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(all[i], NULL);
    crowd_close(&c);
}
