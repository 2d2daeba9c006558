#include "api/front/endpoint.h"
#include "api/rest/openapi.h"
#include "api/rest/route.h"
#include "base/json.h"
#include "base/str.h"
#include "kit/test.h"
#include "net/router.h"

struct thing { id id; str name; };
struct leaky { id id; struct secret password; };
struct welcome { str token; struct secret cookie; };
struct thing_draft { id id; str name; };

SHAPE(thing, FIELD(thing, id), FIELD(thing, name, .doc = "With \"quotes\""));
SHAPE(leaky, FIELD(leaky, id), FIELD(leaky, password));
SHAPE(welcome, FIELD(welcome, token), FIELD(welcome, cookie, .cookie = true));
SHAPE(thing_draft, FIELD(thing_draft, id), FIELD(thing_draft, name, .min = 1, .max = 9));

static err nothing_done(ctx *c, const void *in, void *out)
{
    (void)c, (void)in, (void)out;
    return OK;
}

static struct arena arena;
static struct failure failure;

/* The complaint about a program with these routes; "" if there is none. */
static str complaint(const struct route *table)
{
    const struct route *const tables[] = { table, NULL };
    struct router *router = router_open();
    struct endpoints all;

    arena_close(&arena);
    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    err e = endpoints_make(&arena, &failure, tables, NULL, &all);
    if (e == OK)
        e = endpoints_route(&failure, router, &all, 0);
    router_close(&router);
    return e == OK ? S("") : failure.detail;
}

#define ROW(method, path, ...) { method, path, nothing_done, &anyone, RATE_READS, 200, .summary = "A row", __VA_ARGS__ }
#define TABLE(...) (const struct route[]){ __VA_ARGS__, {0} }

TEST(a_table_in_order_is_taken)
{
    expect_str(complaint(TABLE(ROW(METHOD_GET, "/things/{id}", TAKES(thing), GIVES(thing)),
                               ROW(METHOD_PUT, "/things/{id}", TAKES(thing), GIVES(thing)))), S(""));
    arena_close(&arena);
}

TEST(a_wrong_table_stops_the_start_and_is_named)
{
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things/{key}", TAKES(thing), GIVES(thing)))), S("\"key\"")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things/{id}", GIVES(thing)))), S("\"id\"")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things", GIVES(leaky)))), S("leaky")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things", GIVES(thing)), ROW(METHOD_GET, "/things", GIVES(thing)))),
                    S("GET /api/v1/things")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things", .form = ANSWER_SHAPE))), S("no shape")) >= 0);
    expect(complaint(TABLE({ METHOD_GET, "/things", NULL, &anyone, RATE_READS, 200, .summary = "No handler" })).n > 0);
    expect(complaint(TABLE({ METHOD_GET, "/things", nothing_done, NULL, RATE_READS, 200, .summary = "No permission" })).n > 0);
    arena_close(&arena);
}

static err taken(struct exchange *x, const void *in, void *arg)
{
    (void)x, (void)in, (void)arg;
    return OK;
}

#define EXCHANGE_ROW(method, path, ...) { method, path, NULL, &anyone, RATE_READS, 200, .exchange = taken, .summary = "A row", __VA_ARGS__ }

TEST(a_row_is_of_one_form)
{
    expect_str(complaint(TABLE(EXCHANGE_ROW(METHOD_GET, "/echo", .socket = true))), S(""));
    expect_str(complaint(TABLE(EXCHANGE_ROW(METHOD_PUT, "/things/{id}", TAKES(thing_draft), .body_type = "image/png",
                                            .body_streams = true))),
               S(""));
    expect_str(complaint(TABLE(ROW(METHOD_GET, "/ticks", GIVES_STREAM), ROW(METHOD_GET, "/things", GIVES_PIECES_PAGE(thing)))), S(""));
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things", .exchange = taken))), S("none or two handlers")) >= 0);
    expect(str_find(complaint(TABLE(EXCHANGE_ROW(METHOD_GET, "/things", GIVES(thing)))), S("no typed answer")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things", GIVES(thing), .socket = true))), S("only an exchange")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_PUT, "/things", GIVES(thing), .body_streams = true))), S("only an exchange")) >= 0);
    expect_str(complaint(TABLE(EXCHANGE_ROW(METHOD_POST, "/echo", .keyed = true))), S(""));
    expect(str_find(complaint(TABLE(EXCHANGE_ROW(METHOD_PUT, "/echo", .keyed = true))), S("for POST")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_POST, "/things", GIVES(thing), .keyed = true))), S("only an exchange")) >= 0);
    expect(str_find(complaint(TABLE(EXCHANGE_ROW(METHOD_POST, "/echo", .socket = true))), S("for GET")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_POST, "/ticks", GIVES_STREAM))), S("for GET")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_POST, "/things", GIVES_PIECES(thing)))), S("for GET")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_GET, "/things", .form = ANSWER_PIECES))), S("no shape")) >= 0);
    arena_close(&arena);
}

TEST(a_cookie_and_a_route_that_sends_none_stop_the_start)
{
    expect_str(complaint(TABLE(ROW(METHOD_POST, "/login", GIVES(welcome), .tokens = TOKENS_SET))), S(""));
    expect(str_find(complaint(TABLE(ROW(METHOD_POST, "/login", GIVES(thing), .tokens = TOKENS_SET))), S(".cookie")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_POST, "/login", GIVES(welcome)))), S("TOKENS_SET")) >= 0);
    expect(str_find(complaint(TABLE(ROW(METHOD_POST, "/login", GIVES(welcome), .tokens = TOKENS_CLEAR))), S("TOKENS_SET")) >= 0);
    expect(complaint(TABLE(ROW(METHOD_POST, "/login", TAKES(welcome), GIVES(welcome), .tokens = TOKENS_SET))).n > 0);
    expect(complaint(TABLE(ROW(METHOD_GET, "/logins", GIVES_PAGE(welcome), .tokens = TOKENS_SET))).n > 0);
    arena_close(&arena);
}

TEST(the_description_is_json_and_tells_every_route)
{
    const struct route *table = TABLE(
        ROW(METHOD_GET, "/things/{id}", TAKES(thing), GIVES(thing)),
        ROW(METHOD_POST, "/things", TAKES(thing_draft), GIVES(thing)),
        ROW(METHOD_PUT, "/things/{id}", TAKES(thing_draft), GIVES(thing)),
        ROW(METHOD_GET, "/things", GIVES_PAGE(thing)),
        ROW(METHOD_POST, "/login", GIVES(welcome), .tokens = TOKENS_SET));
    const struct route *const tables[] = { table, NULL };
    struct endpoints all;

    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    expect_ok(endpoints_make(&arena, &failure, tables, NULL, &all));
    str document = openapi_make(&arena, all.at, all.count);
    expect_ok(json_accepts(&failure, document));
    expect(str_find(document, S("\"/api/v1/things/{id}\":{\"get\":{\"operationId\":\"get_things_by_id\"")) >= 0);
    expect(str_find(document, S("\"put\":{\"operationId\":\"put_things_by_id\"")) >= 0);
    expect(str_find(document, S("\"maxLength\":9")) >= 0);
    expect(str_find(document,
                    S("\"welcome\":{\"type\":\"object\",\"properties\":{\"token\":{\"type\":\"string\"}},\"required\":[\"token\"]}")) >= 0);
    expect(str_find(document, S("idempotency_answer_gone")) >= 0);
    expect(str_find(document, S("With \\\"quotes\\\"")) >= 0);
    arena_close(&arena);
}
