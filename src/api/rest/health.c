/*
 * Health, for monitoring: live says that the process answers, ready that it can do its work,
 * and the overview gives the state of everything it needs. Never limited, never cached.
 * Metrics are limited only while anybody may read them.
 */
#include "api/front/problems.h"
#include "api/rest/rest_own.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "ports/blob.h"
#include "ports/store.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum { CHECK_MS = 2000 };

struct liveness { str status; };
struct health_check { str status, detail; };
struct health_checks { struct health_check server, store, cache, bus, blob; };
struct health { str status, version; struct health_checks checks; };

static const char *const live_words[] = { "ok", NULL };
static const char *const check_words[] = { "ok", "failing", "off", NULL };
static const char *const health_words[] = { "ok", "failing", NULL };

SHAPE(liveness,
    FIELD(liveness, status, .words = live_words));
SHAPE(health_check,
    FIELD(health_check, status, .words = check_words),
    FIELD(health_check, detail, .doc = "Its kind, or what is wrong with it"));
SHAPE(health_checks,
    FIELD(health_checks, server, .of = &health_check_shape, .doc = "Starting, serving, or finishing"),
    FIELD(health_checks, store,  .of = &health_check_shape, .doc = "The database: reachable and writable"),
    FIELD(health_checks, cache,  .of = &health_check_shape, .doc = "Optional: without it everything is slower"),
    FIELD(health_checks, bus,    .of = &health_check_shape, .doc = "The event log, which lives in the store"),
    FIELD(health_checks, blob,   .of = &health_check_shape,
          .doc = "Where files are. While it is away the server is ok all the same: only what needs files is not"));
SHAPE(health,
    FIELD(health, status,  .words = health_words),
    FIELD(health, version),
    FIELD(health, checks,  .of = &health_checks_shape));

static err health_live(ctx *c, const struct nothing *in, struct liveness *out)
{
    (void)c, (void)in;
    out->status = S("ok");
    return OK;
}

static struct health_check check_server(ctx *c)
{
    if (c->world->draining)
        return (struct health_check){ S("failing"), S("finishing: take it out of rotation") };
    if (!call_of(c)->front->ready)
        return (struct health_check){ S("failing"), S("starting: waiting for the store") };
    return (struct health_check){ S("ok"), S("serving") };
}

static struct health_check check_store(ctx *c)
{
    str kind = store_dialect(c->world->store) == ON_POSTGRES ? S("PostgreSQL") : S("SQLite");

    if (store_ping(c) != OK)
        return (struct health_check){ S("failing"), arena_format(&c->arena, STR_FMT " cannot be reached", STR_ARG(kind)) };
    if (!store_writable(c->world->store))
        return (struct health_check){ S("failing"), arena_format(&c->arena, STR_FMT " cannot be written: it is full or failing",
                                                                        STR_ARG(kind)) };
    return (struct health_check){ S("ok"), kind };
}

/* Without telling a stranger where the bucket is. */
static struct health_check check_blob(ctx *c)
{
    const char *kind = blob_kind(c->world->blob);

    if (blob_answers(c, c->world->blob) != OK)
        return (struct health_check){ S("failing"), arena_format(&c->arena, "%s does not answer", kind) };
    return (struct health_check){ S("ok"), str_of(kind) };
}

static bool fine(struct health_check c) { return !str_eq(c.status, S("failing")); }

static err health_of_all(ctx *c, const struct nothing *in, struct raw_answer *out)
{
    struct health h = { .version = str_of(program_version) };
    struct buf body = BUF_ON(&c->arena);

    (void)in;
    c->deadline_ms = loop_mono_ms(c->loop) + CHECK_MS;
    h.checks.server = check_server(c);
    h.checks.store = check_store(c);
    h.checks.bus = (struct health_check){ h.checks.store.status, S("events in the store") };
    h.checks.cache = c->world->cache ? (struct health_check){ S("ok"), S("in this process") } : (struct health_check){ S("off"), S("") };
    h.checks.blob = check_blob(c);
    bool good = fine(h.checks.server) && fine(h.checks.store);
    h.status = good ? S("ok") : S("failing");
    json_write(&body, &health_shape, &h);
    *out = (struct raw_answer){ buf_str(&body), good ? 200 : 503 };
    return OK;
}

/* By its hash: the time of the comparison reveals nothing about the token. */
static err metrics_permitted(ctx *c)
{
    str wanted = c->world->settings->metrics_token, token;
    u8 told[SHA256_SIZE], expected[SHA256_SIZE];

    if (!wanted.n)
        return OK;
    if (!request_bearer(c, &token))
        return fail_with(c, ERR_SIGN_IN, "Metrics need their token.");
    sha256(token, told);
    sha256(wanted, expected);
    return memcmp(told, expected, sizeof told) == 0 ? OK : fail_with(c, ERR_SIGN_IN, "That is not the token for metrics.");
}

static err metrics_text(ctx *c, const struct nothing *in, struct raw_answer *out)
{
    struct buf body = BUF_ON(&c->arena);

    (void)in;
    TRY(metrics_permitted(c));
    metrics_print(c->world->metrics, &body);
    out->body = buf_str(&body);
    return OK;
}

static err openapi_document(ctx *c, const struct nothing *in, struct raw_answer *out)
{
    const struct rest *r = route_arg(c);

    (void)in;
    *out = (struct raw_answer){ .body = r->openapi, .document = r->openapi_document };
    return OK;
}

CALLS(health_live, nothing, liveness)
CALLS(health_of_all, nothing, raw_answer)
CALLS(metrics_text, nothing, raw_answer)
CALLS(openapi_document, nothing, raw_answer)

const struct route rest_routes[] = {
    { METHOD_GET, "/health",       health_of_all_entry, &anyone, RATE_SHOWN, 200, GIVES_RAW(NULL), .out = &health_shape, .no_etag = true,
      .operations = true, .audience = FOR_ALL,
      .tag = "operations",
      .tag_says = "For operators: health, metrics and this description",
      .summary = "The state of the server and of everything it needs; 503 while something it needs is down",
      .problems = PROBLEMS(&failing) },
    { METHOD_GET, "/health/live",  health_live_entry,   &anyone, RATE_SHOWN, 200, GIVES(liveness), .no_etag = true,
      .operations = true, .audience = FOR_ALL,
      .tag = "operations", .summary = "Does the process answer?" },
    { METHOD_GET, "/health/ready", health_of_all_entry, &anyone, RATE_SHOWN, 200, GIVES_RAW(NULL), .out = &health_shape, .no_etag = true,
      .operations = true, .audience = FOR_ALL,
      .tag = "operations", .summary = "Is it ready for requests? 503 while something it needs is down, and while it stops" },
    { METHOD_GET, "/openapi.json", openapi_document_entry, &anyone, RATE_READS, 200, GIVES_RAW(NULL),
      .operations = true,
      .tag = "operations", .summary = "This description" },
    { METHOD_GET, "!/metrics",     metrics_text_entry,  &anyone, RATE_READS, 200, GIVES_RAW("text/plain; version=0.0.4; charset=utf-8"),
      .operations = true, .audience = FOR_WATCHERS, .problems = PROBLEMS(PLAIN(ERR_SIGN_IN)),
      .no_etag = true, .no_log = true, .tag = "operations", .summary = "Metrics, as Prometheus reads them" },
    {0}
};
