/* The surface as a client meets it: a server in the process, asked over a socket. */
#include <fcntl.h>
#include <stdatomic.h>
#include "api/front/call.h"
#include "api/testbed.h"
#include "runtime/runtime.h"

/* ---- routes of the test ---- */

#define POT_PROBLEMS(X) \
    X(pot_taken, ERR_CONFLICT, "That pot is taken.") \
    X(pot_not_found, ERR_NOT_FOUND, "There is no such pot.")
PROBLEMS_DECLARE(pot_problems, POT_PROBLEMS)
PROBLEMS_DEFINE(pot_problems, POT_PROBLEMS)

struct pot { id id; str name; i64 uses; };
struct pot_draft { str name; i64 uses; };
struct pot_key { id id; };
struct pot_change { id id; maybe_str name; };
struct pot_query { i64 limit; str cursor; };
typedef PAGE(pot) pot_page;

SHAPE(pot, FIELD(pot, id), FIELD(pot, name), FIELD(pot, uses));
SHAPE(pot_draft,
    FIELD(pot_draft, name, .min = 1, .max = 5),
    FIELD(pot_draft, uses, .optional = true, .min = 0, .max = 9, .standard = 7));
SHAPE(pot_key, FIELD(pot_key, id));
SHAPE(pot_change, FIELD(pot_change, id), FIELD(pot_change, name, .min = 1, .max = 5));
SHAPE(pot_query,
    FIELD(pot_query, limit, .optional = true, .min = 1, .max = 100, .standard = 20),
    FIELD(pot_query, cursor, .optional = true));

static _Atomic int made;

static err pot_put(tx *t, void *arg)
{
    struct pot *p = arg;

    (void)t;
    p->id.v = 1000 + ++made;
    return OK;
}

/* The name selects what it does: "slow" sleeps, "busy" and "taken" are refused, "still" writes nothing. */
static err pot_make(ctx *c, const struct pot_draft *in, struct pot *out)
{
    *out = (struct pot){ .name = in->name, .uses = in->uses };
    if (str_eq(in->name, S("slow")))
        TRY(ctx_sleep(c, 300));
    if (str_eq(in->name, S("busy")))
        return fail_with(c, ERR_BUSY, "Busy %d.", ++made);
    if (str_eq(in->name, S("taken")))
        return fail_saying(c, &pot_taken, "Taken %d.", ++made);
    if (str_eq(in->name, S("still"))) {
        out->id.v = 1000 + ++made;
        return OK;
    }
    return transact(c, pot_put, out);
}

static err pot_get(ctx *c, const struct pot_key *in, struct pot *out)
{
    if (in->id.v > 100)
        return fail(c, &pot_not_found);
    *out = (struct pot){ in->id, S("one"), 1 };
    return OK;
}

/* Of what was made, the first is gone. */
static err pot_again(ctx *c, const struct caller *me, id which, struct pot *out)
{
    (void)me;
    *out = (struct pot){ which, S("now"), 2 };
    return which.v == 1001 ? fail(c, &pot_not_found) : OK;
}

/* Of what is read again, only the id is there when the transaction is. */
static err pot_shared(ctx *c, const struct pot_draft *in, struct pot *out)
{
    TRY(pot_make(c, in, out));
    out->name = S("shown afterwards");
    return OK;
}

/* Its answer is made after the transaction; "awry": of a fault that passes; "long": much about nothing done. */
static err pot_later(ctx *c, const struct pot_draft *in, struct raw_answer *out)
{
    struct pot pot = { .id.v = 0 };

    if (str_eq(in->name, S("awry"))) {
        *out = (struct raw_answer){ .body = arena_format(&c->arena, "awry %d", ++made), .passing = true };
        return OK;
    }
    if (str_eq(in->name, S("long"))) {
        *out = (struct raw_answer){ .body = arena_format(&c->arena, "long %d%*s", ++made, 20000, "") };
        return OK;
    }
    TRY(transact(c, pot_put, &pot));
    *out = (struct raw_answer){ .body = arena_format(&c->arena, "made %lld", (long long)pot.id.v) };
    return OK;
}

static str pot_note_make(struct call *k, struct arena *a)
{
    (void)k;
    return arena_format(a, "pot %d", made);
}

static err pot_note_repeat(struct call *k, str note, void *out)
{
    *(struct raw_answer *)out = (struct raw_answer){ .body = arena_format(&k->c->arena, "made: " STR_FMT, STR_ARG(note)) };
    return OK;
}

static const struct route_note pot_note = { pot_note_make, pot_note_repeat };

static err pot_change(ctx *c, const struct pot_change *in, struct pot *out)
{
    (void)c;
    *out = (struct pot){ in->id, in->name.is == GIVEN ? in->name.v : in->name.is == NULLED ? S("null") : S("absent"), 0 };
    return OK;
}

static err pot_list(ctx *c, const struct pot_query *in, pot_page *out)
{
    struct cursor at;

    TRY(cursor_read(c, in->cursor, &at));
    *out = (pot_page){ arena_array(&c->arena, struct pot, (size_t)in->limit), (size_t)in->limit, S("") };
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = (struct pot){ { at.a + (i64)i + 1 }, S("one"), 1 };
    if (at.a < 50)
        out->next = cursor_make(c, (struct cursor){ .a = at.a + in->limit });
    return OK;
}

static err pot_drop(ctx *c, const struct pot_key *in, struct nothing *out)
{
    (void)c, (void)in, (void)out;
    return OK;
}

CALLS(pot_make, pot_draft, pot)
CALLS(pot_shared, pot_draft, pot)
CALLS_AGAIN(pot_again, pot)
CALLS(pot_later, pot_draft, raw_answer)
CALLS(pot_get, pot_key, pot)
CALLS(pot_change, pot_change, pot)
CALLS(pot_list, pot_query, pot_page)
CALLS(pot_drop, pot_key, nothing)

static const struct route pot_routes[] = {
    { METHOD_POST,   "/pots",        pot_make_entry,   &anyone, RATE_WRITES, 201, TAKES(pot_draft),  GIVES(pot), .summary = "Make" },
    { METHOD_POST,   "/pots/shared", pot_shared_entry, &anyone, RATE_WRITES, 201, TAKES(pot_draft),  GIVES(pot), AGAIN(pot_again, pot),
      .summary = "Make one for all" },
    { METHOD_POST,   "/pots/later",  pot_later_entry,  &anyone, RATE_WRITES, 201, TAKES(pot_draft),  GIVES_RAW("text/plain"),
      .note = &pot_note, .summary = "Make one, and answer afterwards" },
    { METHOD_GET,    "/pots",        pot_list_entry,   &anyone, RATE_READS,  200, TAKES(pot_query),  GIVES_PAGE(pot), .summary = "List" },
    { METHOD_GET,    "/shelf",       pot_list_entry,   &anyone, RATE_READS,  200, TAKES(pot_query),  GIVES_PAGE(pot), .summary = "Shelf" },
    { METHOD_GET,    "/pots/{id}",   pot_get_entry,    &anyone, RATE_READS,  200, TAKES(pot_key),    GIVES(pot), .summary = "Read",
      .problems = PROBLEMS(&pot_not_found) },
    { METHOD_PATCH,  "/pots/{id}",   pot_change_entry, &anyone, RATE_WRITES, 200, TAKES(pot_change), GIVES(pot), .summary = "Change" },
    { METHOD_DELETE, "/pots/{id}",   pot_drop_entry,   &anyone, RATE_WRITES, 204, TAKES(pot_key),    .summary = "Drop" },
    { METHOD_GET,    "/cellar",      pot_get_entry,    &any_member, RATE_READS,  200, TAKES(pot_key),    GIVES(pot),
      .summary = "Members'" },
    { METHOD_GET,    "!/rooted",     pot_get_entry,    &anyone, RATE_READS,  200, TAKES(pot_key),    GIVES(pot), .summary = "At the root" },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, pot_routes, NULL } };

static struct testbed bed(const struct test_setting *settings)
{
    static const struct test_setting usual[] = { { "limits", "off" }, { "access_log", "off" }, {0} };

    made = 0;
    return testbed_open(&program, settings ? settings : usual);
}

/* ---- input ---- */

TEST(path_query_and_body_land_in_one_struct)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "POST /api/v1/pots", "", "{\"name\":\"a\",\"other\":[1]}"), "\"name\":\"a\",\"uses\":7"));
    expect(says(ask(&b, "GET /api/v1/pots/7", "", ""), "{\"id\":\"7\""));
    expect(says(ask(&b, "PATCH /api/v1/pots/7", "", "{\"name\":null,\"id\":\"9\"}"), "{\"id\":\"7\",\"name\":\"null\""));
    expect(says(ask(&b, "PATCH /api/v1/pots/7", "", "{}"), "absent"));
    expect(says(ask(&b, "GET /rooted?id=5", "", ""), "{\"id\":\"5\""));
    expect_eq(ask(&b, "GET /api/v1/rooted?id=5", "", "").status, 404);
    expect_eq(ask(&b, "DELETE /api/pots/7", "", "{\"a\":").status, 204);
    testbed_close(&b);
}

TEST(what_is_wrong_is_told_member_by_member)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "POST /api/v1/pots", "", "{\"name\":\"toolong\",\"uses\":10}");

    expect_eq(h.status, 422);
    expect(says(h, "\"field\":\"name\"") && says(h, "\"field\":\"uses\""));
    h = ask(&b, "POST /api/v1/pots", "", "");
    expect_eq(h.status, 422);
    expect(says(h, "\"field\":\"name\""));
    expect_eq(ask(&b, "GET /api/v1/pots?limit=1&limit=2", "", "").status, 422);
    expect_eq(ask(&b, "GET /api/v1/pots?limit=%zz", "", "").status, 400);
    expect_eq(ask(&b, "GET /api/v1/pots?other=1&other=2", "", "").status, 200);
    expect_eq(ask(&b, "GET /rooted", "", "").status, 422);
    testbed_close(&b);
}

TEST(an_id_of_odd_form_is_not_found_by_the_routes_own_word)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "GET /api/v1/pots/x", "", ""), "\"code\":\"pot_not_found\""));
    expect_eq(ask(&b, "PATCH /api/v1/pots/0", "", "{\"name\":\"toolong\"}").status, 404);
    expect_eq(ask(&b, "PATCH /api/v1/pots/01", "", "{\"name\":").status, 404);
    testbed_close(&b);
}

TEST(a_body_is_json_in_utf_8_and_plain)
{
    struct testbed b = bed(NULL);

    expect_eq(ask(&b, "POST /api/v1/pots", "Content-Encoding: gzip\r\n", "{\"name\":\"a\"}").status, 415);
    expect_eq(ask(&b, "POST /api/v1/pots", "Content-Encoding: identity\r\n", "{\"name\":\"a\"}").status, 201);
    expect_eq(ask(&b, "POST /api/v1/pots", "Content-Length: 2\r\nContent-Type: text/json\r\n\r\n{}", "").status, 415);
    expect_eq(ask(&b, "POST /api/v1/pots", "Content-Length: 2\r\n\r\n{}", "").status, 415);
    expect_eq(ask(&b, "POST /api/v1/pots", "Content-Length: 12\r\nContent-Type: application/vnd.pot+json;charset=UTF-8\r\n\r\n"
                  "{\"name\":\"a\"}", "").status, 201);
    expect_eq(ask(&b, "POST /api/v1/pots", "Content-Length: 12\r\nContent-Type: application/json;charset=utf-16\r\n\r\n"
                  "{\"name\":\"a\"}", "").status, 415);
    testbed_close(&b);
}

/* ---- answers ---- */

TEST(pages_lead_on_until_the_last)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/pots?limit=40&q=a%20b", "", "");
    str link = head_of(h, "Link");

    expect(str_starts(link, S("<http://kith.example/api/v1/pots?limit=40&q=a%20b&cursor=")) && str_ends(link, S(">; rel=\"next\"")));
    str target = str_to(str_from(link, sizeof "<http://kith.example" - 1), link.n - (sizeof "<http://kith.example" - 1) - 13);
    h = ask(&b, arena_cstr(&b.arena, arena_format(&b.arena, "GET " STR_FMT, STR_ARG(target))), "", "");
    expect(says(h, "[{\"id\":\"41\""));
    expect(head_of(h, "Link").n > 0);
    testbed_close(&b);
}

TEST(a_cursor_of_another_list_is_invalid)
{
    struct testbed b = bed(NULL);
    str link = head_of(ask(&b, "GET /api/v1/shelf", "", ""), "Link");
    str cursor = str_from(link, (size_t)str_find(link, S("cursor=")) + 7);
    const char *mine = arena_cstr(&b.arena, arena_format(&b.arena, "GET /api/shelf?cursor=%.32s", cursor.p));
    const char *other = arena_cstr(&b.arena, arena_format(&b.arena, "GET /api/v1/pots?cursor=%.32s", cursor.p));

    expect_eq(ask(&b, mine, "", "").status, 200);
    expect_eq(ask(&b, other, "", "").status, 422);
    expect_eq(ask(&b, "GET /api/v1/pots?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", "").status, 422);
    expect_eq(ask(&b, "GET /api/v1/pots?cursor=", "", "").status, 200);
    testbed_close(&b);
}

TEST(an_answer_that_the_client_has_is_not_sent_again)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/pots/1", "", "");
    const char *tag = arena_cstr(&b.arena, head_of(h, "ETag"));
    const char *matching = arena_cstr(&b.arena, arena_format(&b.arena, "If-None-Match: \"x\"\r\nIf-None-Match: \"y\", W/%s\r\n", tag));

    h = ask(&b, "GET /api/v1/pots/1", matching, "");
    expect_eq(h.status, 304);
    expect_eq(h.body.n, 0);
    expect_str(head_of(h, "ETag"), str_of(tag));
    expect_eq(ask(&b, "GET /api/v1/pots/2", matching, "").status, 200);
    expect_eq(ask(&b, "GET /api/v1/pots/2", "If-None-Match: *\r\n", "").status, 304);
    expect_eq(ask(&b, "GET /api/v1/pots/200", "If-None-Match: *\r\n", "").status, 404);
    testbed_close(&b);
}

TEST(no_browser_takes_an_answer_for_another_type_than_it_says)
{
    static const char *const requests[] = {
        "GET /api/v1/pots/1", "HEAD /api/v1/pots/1", "OPTIONS /api/v1/pots", "GET /api/v1/pots/200", "GET /nowhere",
        "PUT /api/v1/pots", "GET /api/v1/cellar?id=1", "GET /api/v1/openapi.json", "GET /metrics"
    };
    struct testbed b = bed(NULL);

    for (size_t i = 0; i < COUNT(requests); i++)
        expect_str(head_of(ask(&b, requests[i], "", ""), "X-Content-Type-Options"), S("nosniff"));
    testbed_close(&b);
}

TEST(who_needs_to_sign_in_is_told_how)
{
    struct testbed b = bed(NULL);
    struct heard h = ask(&b, "GET /api/v1/cellar?id=1", "", "");

    expect_eq(h.status, 401);
    expect_str(head_of(h, "WWW-Authenticate"), S("Bearer"));
    expect(says(h, "\"code\":\"not_signed_in\""));
    testbed_close(&b);
}

TEST(too_many_requests_are_refused_until_the_window_ends)
{
    static const struct test_setting few[] = { { "rate_per_minute", "2" }, { "access_log", "off" }, {0} };
    struct testbed b = bed(few);

    expect_str(head_of(ask(&b, "GET /api/v1/pots/1", "", ""), "RateLimit-Remaining"), S("1"));
    expect_eq(ask(&b, "DELETE /api/v1/pots/1", "", "").status, 204);
    struct heard h = ask(&b, "GET /api/v1/pots/1", "", "");
    expect_eq(h.status, 429);
    expect(head_of(h, "Retry-After").n > 0);
    expect_eq(ask(&b, "GET /api/v1/health/live", "", "").status, 200);
    fake_clock_move(&b.world->clock, 60 * 1000000);
    expect_eq(ask(&b, "GET /api/v1/pots/1", "", "").status, 200);
    testbed_close(&b);
}

/* ---- idempotency ---- */

#define KEY "Idempotency-Key: a-key\r\n"

TEST(the_same_key_gives_the_first_answer_again)
{
    struct testbed b = bed(NULL);
    struct heard first = ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"a\"}");
    struct heard again = ask(&b, "POST /api/pots", KEY, "{\"name\":\"a\"}");

    expect_eq(first.status, 201);
    expect_eq(again.status, 201);
    expect_str(again.body, first.body);
    expect_str(head_of(again, "Idempotency-Replayed"), S("true"));
    expect_eq(made, 1);
    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"b\"}").status, 201);
    expect_eq(ask(&b, "POST /api/v1/pots", "Idempotency-Key: another\r\n", "{\"name\":\"a\"}").status, 201);
    expect_eq(made, 3);
    testbed_close(&b);
}

TEST(of_an_answer_that_comes_after_its_transaction_a_note_is_kept)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "POST /api/v1/pots/later", KEY, "{\"name\":\"a\"}"), "made 1001"));
    for (int i = 0; i < 2; i++) {
        struct heard again = ask(&b, "POST /api/v1/pots/later", KEY, "{\"name\":\"a\"}");
        expect_eq(again.status, 201);
        expect(says(again, "made: pot 1"));
        expect_str(head_of(again, "Idempotency-Replayed"), S("true"));
    }
    expect_eq(made, 1);
    testbed_close(&b);
}

TEST(an_answer_that_tells_of_a_passing_fault_is_not_kept)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "POST /api/v1/pots/later", KEY, "{\"name\":\"awry\"}"), "awry 1"));
    expect(says(ask(&b, "POST /api/v1/pots/later", KEY, "{\"name\":\"awry\"}"), "awry 2"));
    testbed_close(&b);
}

TEST(a_long_answer_is_not_kept_if_nothing_was_done)
{
    struct testbed b = bed(NULL);

    expect(says(ask(&b, "POST /api/v1/pots/later", KEY, "{\"name\":\"long\"}"), "long 1"));
    expect(says(ask(&b, "POST /api/v1/pots/later", KEY, "{\"name\":\"long\"}"), "long 2"));
    testbed_close(&b);
}

TEST(what_may_change_is_read_again_and_not_kept)
{
    struct testbed b = bed(NULL);
    static const char *const names[] = { "gone", "is", "still" };

    for (int i = 0; i < 3; i++) {
        const char *key = arena_cstr(&b.arena, arena_format(&b.arena, "Idempotency-Key: %s\r\n", names[i]));
        const char *body = arena_cstr(&b.arena, arena_format(&b.arena, "{\"name\":\"%s\"}", names[i]));
        struct heard first = ask(&b, "POST /api/v1/pots/shared", key, body);
        expect(first.status == 201 && says(first, "shown afterwards"));
        struct heard again = ask(&b, "POST /api/v1/pots/shared", key, body);
        expect_eq(again.status, i ? 201 : 404);
        expect(says(again, i ? "\"name\":\"now\",\"uses\":2" : "pot_not_found"));
        expect_str(head_of(again, "Idempotency-Replayed"), S("true"));
        expect(!says(again, names[i]));
    }
    expect_eq(made, 3);
    testbed_close(&b);
}

TEST(an_answer_without_a_transaction_is_kept_too)
{
    struct testbed b = bed(NULL);
    struct heard first = ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"still\"}");

    expect_str(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"still\"}").body, first.body);
    expect_eq(made, 1);
    testbed_close(&b);
}

TEST(a_refusal_is_kept_and_a_failure_is_not)
{
    struct testbed b = bed(NULL);
    struct heard first = ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"taken\"}");

    expect_eq(first.status, 409);
    expect(says(first, "Taken 1") && says(first, "pot_taken"));
    expect_str(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"taken\"}").body, first.body);
    expect(says(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"busy\"}"), "Busy 2"));
    expect(says(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"busy\"}"), "Busy 3"));
    testbed_close(&b);
}

TEST(while_the_first_runs_the_second_is_sent_away)
{
    struct testbed b = bed(NULL);
    static const char slow[] = "POST /api/v1/pots HTTP/1.1\r\nHost: a\r\n" KEY
                               "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"name\":\"slow\"}";
    int fd = testbed_connect(&b);
    char answer[16];

    expect_eq(send(fd, slow, sizeof slow - 1, MSG_NOSIGNAL), sizeof slow - 1);
    usleep(100 * 1000);
    struct heard h = ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"slow\"}");
    expect_eq(h.status, 409);
    expect(head_of(h, "Retry-After").n > 0);
    expect(says(h, "idempotency_key_in_use"));
    expect(recv(fd, answer, sizeof answer, 0) > 12 && memcmp(answer, "HTTP/1.1 201", 12) == 0);
    close(fd);
    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"slow\"}").status, 201);
    expect_eq(made, 1);
    testbed_close(&b);
}

TEST(a_run_that_lost_its_lease_cannot_commit)
{
    struct testbed b = bed(NULL);
    static const char slow[] = "POST /api/v1/pots HTTP/1.1\r\nHost: a\r\n" KEY
                               "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"name\":\"slow\"}";
    int fd = testbed_connect(&b);
    char answer[16];

    expect_eq(send(fd, slow, sizeof slow - 1, MSG_NOSIGNAL), sizeof slow - 1);
    usleep(100 * 1000);
    fake_clock_move(&b.world->clock, 31 * 1000000);
    struct heard second = ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"slow\"}");
    expect_eq(second.status, 201);
    expect(recv(fd, answer, sizeof answer, 0) > 12 && memcmp(answer, "HTTP/1.1 503", 12) == 0);
    close(fd);
    expect_str(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"slow\"}").body, second.body);
    testbed_close(&b);
}

TEST(a_claim_of_a_clock_that_was_ahead_holds_nobody_up)
{
    struct testbed b = bed(NULL);
    static const char slow[] = "POST /api/v1/pots HTTP/1.1\r\nHost: a\r\n" KEY
                               "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"name\":\"slow\"}";
    char answer[16];

    fake_clock_move(&b.world->clock, (i64)3 * 3600 * 1000000);
    int fd = testbed_connect(&b);
    expect_eq(send(fd, slow, sizeof slow - 1, MSG_NOSIGNAL), sizeof slow - 1);
    usleep(100 * 1000);
    fake_clock_move(&b.world->clock, (i64)-3 * 3600 * 1000000);
    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"slow\"}").status, 201);
    expect(recv(fd, answer, sizeof answer, 0) > 12 && memcmp(answer, "HTTP/1.1 503", 12) == 0);
    close(fd);
    testbed_close(&b);
}

TEST(a_key_whose_process_died_is_free_at_once)
{
    struct testbed b = bed(NULL);
    static const char slow[] = "POST /api/v1/pots HTTP/1.1\r\nHost: a\r\n" KEY
                               "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"name\":\"slow\"}";
    int fd = testbed_connect(&b);

    expect_eq(send(fd, slow, sizeof slow - 1, MSG_NOSIGNAL), sizeof slow - 1);
    usleep(100 * 1000);
    struct id_source *source = &b.world->world.ids;
    id_source_floor(source, id_ms(id_next(source, 0)));      /* as at a start after a kill */
    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"slow\"}").status, 201);
    close(fd);
    testbed_close(&b);
}

TEST(after_a_day_a_key_is_new)
{
    struct testbed b = bed(NULL);

    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"a\"}").status, 201);
    fake_clock_move(&b.world->clock, (i64)25 * 3600 * 1000000);
    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"a\"}").status, 201);
    expect_eq(made, 2);
    testbed_close(&b);
}

TEST(a_key_is_some_visible_text)
{
    struct testbed b = bed(NULL);

    expect_eq(ask(&b, "POST /api/v1/pots", "Idempotency-Key: \r\n", "{\"name\":\"a\"}").status, 422);
    expect_eq(ask(&b, "POST /api/v1/pots", "Idempotency-Key: a b\r\n", "{\"name\":\"a\"}").status, 422);
    expect_eq(ask(&b, "POST /api/v1/pots", KEY KEY, "{\"name\":\"a\"}").status, 422);
    expect_eq(ask(&b, "GET /api/v1/pots/1", "Idempotency-Key: \r\n", "").status, 200);
    expect_eq(made, 0);
    testbed_close(&b);
}

static size_t count_of(str text, const char *what)
{
    size_t n = 0;

    for (ptrdiff_t at; (at = str_find(text, str_of(what))) >= 0; n++)
        text = str_from(text, (size_t)at + 1);
    return n;
}

TEST(a_crowd_that_is_refused_does_not_get_a_line_each_in_the_log)
{
    enum { CROWD = 200 };
    struct testbed b = bed(NULL);
    struct log *log = &b.world->world.log;
    static char text[CROWD * 512];
    int ends[2], before = log->fd;
    i64 began = mono_ms();

    expect(pipe(ends) == 0 && fcntl(ends[1], F_SETPIPE_SZ, sizeof text) >= 0);
    log->fd = ends[1];
    for (int i = 0; i < CROWD; i++)
        expect_eq(ask(&b, "POST /api/v1/pots", "", "{\"name\":\"busy\"}").status, 503);
    log->fd = before;
    close(ends[1]);
    i64 seconds = (mono_ms() - began) / 1000 + 2;            /* that were touched, at most */
    ssize_t n = read(ends[0], text, sizeof text);
    close(ends[0]);
    str said = { text, n > 0 ? (size_t)n : 0 };
    size_t lines = count_of(said, "overloaded");
    expect(lines >= 1 && (i64)lines <= seconds * runtime_loops(b.world->world.runtime));
    testbed_close(&b);
}

static err sweep_run(ctx *c, void *arg)
{
    (void)arg;
    return rest_capability.schedules[0].run(c);
}

TEST(keys_of_yesterday_are_swept_away)
{
    struct testbed b = bed(NULL);

    expect_eq(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"a\"}").status, 201);
    expect_ok(test_world_call(b.world, sweep_run, NULL));
    expect_str(head_of(ask(&b, "POST /api/v1/pots", KEY, "{\"name\":\"a\"}"), "Idempotency-Replayed"), S("true"));
    fake_clock_move(&b.world->clock, (i64)25 * 3600 * 1000000);
    expect_ok(test_world_call(b.world, sweep_run, NULL));
    testbed_close(&b);
}
