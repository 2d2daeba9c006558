#include "ports/store.h"
#include <assert.h>
#include "base/buf.h"
#include "base/faults.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/store/adapter.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

str ids_text(struct arena *a, ids which)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < which.n; i++) {
        if (i)
            buf_byte(&b, ',');
        buf_i64(&b, which.at[i].v);
    }
    return buf_str(&b);
}

ids ids_of_text(struct arena *a, str text)
{
    ids out = { NULL, 0 };
    str one;
    i64 v;

    if (!text.n)
        return out;
    out.at = arena_array(a, id, text.n / 2 + 1);
    while (str_cut(&text, ',', &one)) {
        out.at[out.n].v = str_to_i64(one, &v) ? v : 0;
        out.n += out.at[out.n].v != 0;
    }
    return out;
}

str strs_text(struct arena *a, strs which)
{
    struct buf b = BUF_ON(a);

    buf_byte(&b, '[');
    for (size_t i = 0; i < which.n; i++) {
        if (i)
            buf_byte(&b, ',');
        json_text(&b, which.at[i]);
    }
    buf_byte(&b, ']');
    return buf_str(&b);
}

static const struct store_adapter *adapter_of(str url)
{
    if (str_eq(url, S("sqlite")))
        return &sqlite_adapter;
    if (str_starts(url, S("postgres://")) || str_starts(url, S("postgresql://")))
        return &postgres_adapter;
    return NULL;
}

static err open_as(struct world *w, struct failure *failure, bool visits, bool makes, struct store **out)
{
    const struct store_adapter *adapter = adapter_of(w->settings->store);

    if (!adapter)
        return failure_with(failure, ERR_INVALID,
                            "store: \"" STR_FMT "\" is neither sqlite nor postgres://user:password@host/database.",
                            STR_ARG(setting_shown(failure->arena, SETTING_URL, w->settings->store)));
    struct store *s = memory_new(struct store);
    s->adapter = adapter;
    s->world = w;
    s->visits = visits;
    s->makes = makes;
    err e = adapter->open(w, failure, s);
    if (e == OK)
        *out = s;
    else
        memory_free(s);
    return e;
}

err store_open(struct world *w, struct failure *failure, struct store **out)
{
    return open_as(w, failure, false, true, out);
}

err store_prepare(struct world *w, struct failure *failure, struct store **out)
{
    return open_as(w, failure, true, true, out);
}

err store_visit(struct world *w, struct failure *failure, struct store **out)
{
    return open_as(w, failure, true, false, out);
}

void store_close(struct store **s)
{
    if (!*s)
        return;
    (*s)->adapter->close(*s);
    memory_free(*s);
    *s = NULL;
}

enum dialect store_dialect(const struct store *s)
{
    return s->adapter->dialect;
}

bool store_writable(const struct store *s)
{
    return !atomic_load(&s->failing);
}

void store_on_events(struct store *s, struct store_ear ear)
{
    s->ear = ear;
}

void store_hear(struct store *s, const struct tx *t)
{
    if (s->ear.hear)
        for (const struct told_event *e = t->told; e; e = e->next)
            s->ear.hear(s->ear.arg, &e->told);
}

void store_doubt(struct store *s, const struct tx *t)
{
    if (s->ear.doubt)
        for (const struct told_event *e = t->told; e; e = e->next)
            s->ear.doubt(s->ear.arg, &e->told);
}

void store_listen(ctx *c)
{
    struct store *s = c->world->store;

    if (s->adapter->listen)
        s->adapter->listen(s, c);
}

void store_tell(struct store *s)
{
    if (s->ear.tell)
        s->ear.tell(s->ear.arg);
}

void store_news(struct store *s, str words)
{
    if (s->ear.news)
        s->ear.news(s->ear.arg, words);
}

u64 store_commits(struct store *s)
{
    return s->adapter->commits ? s->adapter->commits(s) : 0;
}

void store_others_wrote(struct store *s)
{
    if (s->adapter->others_wrote)
        s->adapter->others_wrote(s);
}

void store_wrote(struct store *s, err e)
{
    bool failing = e == ERR_FULL || e == ERR_IO;

    if ((e != OK && !failing) || atomic_load(&s->failing) == failing || atomic_exchange(&s->failing, failing) == failing)
        return;
    if (failing)
        log_line(&s->world->log, LOG_ERROR, "the store cannot write", KV_STR("error", str_of(error_facts[e].code)));
    else
        log_line(&s->world->log, LOG_WARN, "the store writes again");
}

/* Is it still worth beginning something for this ctx? */
static err in_time(const ctx *c)
{
    if (c->cancelled)
        return ERR_CANCELLED;
    return c->deadline_ms && loop_mono_ms(c->loop) >= c->deadline_ms ? ERR_TIMEOUT : OK;
}

/* An unexpected error is counted and logged where it happened; a refusal by a rule is expected. */
static err surprise(ctx *c, err e, const char *what, const char *name)
{
    if (LIKELY(e == OK || e == ERR_NOT_FOUND || e == ERR_CANCELLED))
        return e;
    metric_add(c->world->metrics, M_STORE_ERRORS, 0, 1);
    ctx_log(c, error_facts[e].level, what, KV_STR("statement", str_of(name)), KV_STR("error", str_of(error_facts[e].code)),
            KV_STR("cause", c->failure.cause));
    return e;
}

err store_read(ctx *c, const struct statement *st, const struct value *values, void *out)
{
    struct store *s = c->world->store;

    assert(!st->writes);
    ctx_chaos(c);
    TRY(in_time(c));
    metric_add(c->world->metrics, M_STORE_READS, 0, 1);
    return surprise(c, s->adapter->read(s, c, st, values, out), "a read failed", st->name);
}

err transact(ctx *c, tx_fn *run, void *arg)
{
    struct store *s = c->world->store;

    assert(!c->stage || !c->stage->committed);
    ctx_chaos(c);
    TRY(in_time(c));
    TRY(s->adapter->transact(s, c, run, arg));
    if (c->stage)
        c->stage->committed = true;
    metric_add(c->world->metrics, M_STORE_COMMITS, 0, 1);
    return OK;
}

err transact_aside(ctx *c, tx_fn *run, void *arg)
{
    struct tx_stage *stage = c->stage;

    c->stage = NULL;
    err e = transact(c, run, arg);
    c->stage = stage;
    return e;
}

static void try_again(tx *t)
{
    arena_rewind(&t->c->arena, t->mark);
    failure_begin(&t->c->failure, &t->c->arena);
    metric_add(t->store->world->metrics, M_STORE_RETRIES, 0, 1);
}

err tx_call(tx *t, tx_fn *run, void *arg)
{
    struct tx_stage *stage = t->c->stage;

    if (t->tries++)
        try_again(t);
    else
        t->mark = arena_mark(&t->c->arena);
    t->broken = OK;
    t->events = false;
    t->told = NULL;
    t->told_end = &t->told;
    t->now = (when){ clock_ms(t->store->world->clock) };
    err e = run(t, arg);
    if (e == OK && stage)
        e = stage->run(t, stage);
    return t->broken ? t->broken : e;
}

/* The outcome of a statement of the transaction; a failure is kept, so that nothing runs after it. */
static err tx_ended(tx *t, err e)
{
    if (UNLIKELY(e != OK && e != ERR_NOT_FOUND)) {
        t->broken = e;
        metric_add(t->store->world->metrics, M_STORE_ERRORS, 0, 1);
    }
    return e;
}

err tx_run(tx *t, const struct statement *st, const struct value *values, void *out)
{
    TRY(t->broken);
    return tx_ended(t, t->store->adapter->run(t, st, values, out));
}

err tx_script(tx *t, str sql)
{
    TRY(t->broken);
    return tx_ended(t, t->store->adapter->script(t, sql));
}

struct arena *tx_arena(tx *t)
{
    return &t->c->arena;
}

struct failure *tx_failure(tx *t)
{
    return &t->c->failure;
}

struct world *tx_world(tx *t)
{
    return t->store->world;
}

when tx_now(tx *t)
{
    return t->now;
}

id tx_new_id(tx *t)
{
    return id_next(&t->store->world->ids, t->now.ms);
}

enum dialect tx_dialect(tx *t)
{
    return t->store->adapter->dialect;
}

i64 tx_row_made(tx *t)
{
    return t->store->adapter->row_made ? t->store->adapter->row_made(t) : 0;
}

bool tx_hopes(tx *t)
{
    return t->store->adapter->hopes && t->store->adapter->hopes(t);
}

void tx_has_events(tx *t)
{
    t->events = true;
}

void tx_tells(tx *t, const struct event *told)
{
    struct told_event *e = arena_new(&t->c->arena, struct told_event);

    *e = (struct told_event){ .told = *told };
    *t->told_end = e;
    t->told_end = &e->next;
    t->events = true;
}

err tx_fail(tx *t, const struct problem *p)
{
    return failure_set(&t->c->failure, p);
}

err tx_fail_saying(tx *t, const struct problem *p, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    err e = failure_vsaying(&t->c->failure, p, detail, args);
    va_end(args);
    return e;
}

err tx_fail_with(tx *t, err e, const char *detail, ...)
{
    va_list args;

    va_start(args, detail);
    e = failure_vsaying(&t->c->failure, PLAIN(e), detail, args);
    va_end(args);
    return e;
}

/* Kinds that a column can hold; the others are structs and lists. */
static bool of_a_column(enum kind k)
{
    return k <= K_MAYBE_WHEN || k == K_RAW;
}

err columns_match(struct failure *failure, const struct statement *st, const char *const *names, int n, struct arena *a,
                  struct column_map *out)
{
    *out = (struct column_map){ arena_array(a, const struct field *, (size_t)n), n };
    for (int i = 0; i < n; i++) {
        const struct field *f = shape_field(st->row, str_of(names[i]));
        if (!f || !of_a_column(f->kind))
            return failure_with(failure, ERR_INTERNAL, "%s: no member of %s takes the column %s.", st->name, st->row->name, names[i]);
        for (int j = 0; j < i; j++)
            if (out->fields[j] == f)
                return failure_with(failure, ERR_INTERNAL, "%s: the column %s is there twice.", st->name, names[i]);
        out->fields[i] = f;
    }
    return OK;
}

err store_check(ctx *c, const struct statement *const *statements, size_t n)
{
    struct store *s = c->world->store;

    for (size_t i = 0; i < n; i++)
        TRY(s->adapter->check(s, c, statements[i]));
    return OK;
}

/* The smallest statement that reads the database itself. */
struct ping { i64 n; };
static SHAPE(ping, FIELD(ping, n));
static const struct statement ping_sql = {
    .name = "store_ping",
    .sql = { "SELECT count(*) AS n FROM sqlite_schema", "SELECT CAST(1 AS bigint) AS n" },
    .result = RESULT_ONE,
    .row = &ping_shape,
};

err store_ping(ctx *c)
{
    struct ping p;

    return store_read(c, &ping_sql, NULL, &p);
}
