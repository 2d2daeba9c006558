/*
 * How a connection opens. What its request says is checked before anything is answered, and the place of its account is taken.
 * Then it is a socket or a stream, and a fiber of its own enters it into the hub; hello is the first that it hears.
 */
#include "api/front/caller.h"
#include "api/realtime/own.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/router.h"
#include "runtime/settings.h"

static const char *const include_words[] = { "content", NULL };

SHAPE(open_query,
    FIELD(open_query, ticket,   .optional = true, .doc = "From POST /realtime/ticket; for clients that send neither a token nor a cookie"),
    FIELD(open_query, channels, .optional = true, .min = 0, .max = TOPICS_MOST,
          .doc = "Ids of channels: 45,72 is topics=channel:45,channel:72"),
    FIELD(open_query, topics,   .optional = true, .doc = "What to listen to from the start: feed,channel:45"),
    FIELD(open_query, cursor,   .optional = true, .doc = "Of the last event that arrived: go on after it"),
    FIELD(open_query, include,  .optional = true, .words = include_words, .doc = "content: messages with what they say"));

static size_t topics_in(str topics)
{
    str piece;
    size_t n = 0;

    while (str_cut(&topics, ',', &piece))
        n += str_trim(piece).n > 0;
    return n;
}

static err topics_check(ctx *c, const struct open_query *q)
{
    if (q->channels.n + topics_in(q->topics) > TOPICS_MOST)
        return fail_field(c, q->topics.n ? S("topics") : S("channels"), &too_many_topics);
    return OK;
}

err open_read(ctx *c, str query, struct open_query *out)
{
    str name, value;
    bool bad = false;

    shape_clear(&open_query_shape, out);
    while (query_next(&c->arena, &query, &name, &value, &bad)) {
        const struct field *f = shape_field(&open_query_shape, name);
        if (f)
            TRY(shape_set_text(&c->arena, &c->failure, f, value, out));
    }
    return OK;
}

void open_copy(struct arena *a, const struct open_query *q, struct open_query *out)
{
    *out = (struct open_query){ .topics = arena_copy(a, q->topics), .include = arena_copy(a, q->include) };
    out->channels = (ids){ arena_array(a, id, q->channels.n), q->channels.n };
    for (size_t i = 0; i < q->channels.n; i++)
        out->channels.at[i] = q->channels.at[i];
}

/* ---- admission ---- */

struct connection *connection_new(ctx *c, struct realtime *home, const struct voice *voice, size_t size)
{
    struct connection *n = memory_zero(size);

    n->home = home;
    n->loop = c->loop;
    n->voice = voice;
    n->opened_ms = ctx_now(c).ms;
    metric_add(home->world->metrics, M_SOCKETS, home->kinds[voice->kind], 1);
    return n;
}

err connection_take(ctx *c, struct connection *n, const struct caller *who, when ends)
{
    if (!crowd_enter(n->home->crowd, who->account, n->voice->kind))
        return fail(c, &too_many_sockets);
    n->counted = true;
    n->caller = *who;
    n->ends_ms = ends.ms;
    return OK;
}

err open_admit(ctx *c, struct realtime *home, const struct voice *voice, const struct open_query *q, struct connection **out)
{
    when ends = { 0 };
    struct caller who;
    str token;

    TRY(topics_check(c, q));
    if (request_bearer(c, &token))
        TRY(session_check_until(c, token, &who, &ends));
    struct connection *n = connection_new(c, home, voice, sizeof *n);
    err e = connection_take(c, n, &c->caller, ends);
    if (e != OK)
        connection_free(n, WS_ABNORMAL);
    else
        *out = n;
    return e;
}

/* ---- the beginning, on its fiber ---- */

static strs topics_of(ctx *c, const struct open_query *q)
{
    size_t most = q->channels.n + topics_in(q->topics);
    strs all = { arena_array(&c->arena, str, most), 0 };
    str rest = q->topics, piece;

    for (size_t i = 0; i < q->channels.n; i++)
        all.at[all.n++] = arena_format(&c->arena, "channel:%lld", (long long)q->channels.at[i].v);
    while (str_cut(&rest, ',', &piece))
        if (str_trim(piece).n)
            all.at[all.n++] = str_trim(piece);
    return all;
}

static void log_opened(ctx *c, const struct connection *n)
{
    static const char *const kinds[] = { "ws", "sse" };

    log_line(&c->world->log, LOG_INFO, "socket_opened", KV_STR("kind", str_of(kinds[n->voice->kind])), KV_ID("user_id", n->caller.account));
}

/* As after "subscribed": of topics that were refused and have a greeting there are none. */
static void greet_all(ctx *c, struct connection *n, strs topics)
{
    for (size_t i = 0; i < topics.n && ear_is_open(&n->ear); i++) {
        const char *type;
        str json;
        if (ear_greeting(c, &n->ear, topics.at[i], &type, &json) == OK && type && ear_is_open(&n->ear))
            say_greeting(c, n, type, json);
        failure_begin(&c->failure, &c->arena);
    }
}

void connection_heard(ctx *c, struct connection *n)
{
    n->told = true;
    log_opened(c, n);
}

void open_run(ctx *c, struct connection *n, const struct open_query *q, str cursor)
{
    const struct ear_wish wish = {
        .account = n->caller.account, .session = n->caller.session, .topics = topics_of(c, q), .cursor = cursor, .content = q->include.n,
    };
    struct ear_opened opened;
    err e = ear_open(c, &n->ear, &n->voice->mouth, &wish, &opened);

    if (e != OK) {
        if (e != ERR_CANCELLED)
            connection_end(n, DROP_NONE, WS_INTERNAL, "internal");
        return;
    }
    connection_heard(c, n);
    say_hello(c, n, opened.cursor, opened.resumed);
    if (!opened.resumed && opened.resync)
        say_resync(&n->ear, opened.resync, opened.cursor);
    for (size_t i = 0; i < opened.refused.n; i++)
        say_refused(c, n, &opened.refused.at[i]);
    fate_begin(c, n);
    greet_all(c, n, wish.topics);
}

/* ---- the end ---- */

static void log_closed(const struct connection *n, u16 code)
{
    struct world *w = n->home->world;
    i64 seconds = (clock_ms(w->clock) - n->opened_ms) / 1000;

    log_line(&w->log, LOG_INFO, "socket_closed", KV_I64("code", code), KV_I64("seconds", seconds), KV_ID("user_id", n->caller.account));
}

void connection_free(struct connection *n, u16 code)
{
    struct realtime *home = n->home;

    ear_close(&n->ear);
    fate_forget(n);
    weigh_forget(n);
    if (n->counted)
        crowd_leave(home->crowd, n->caller.account, n->voice->kind);
    metric_add(home->world->metrics, M_SOCKETS, home->kinds[n->voice->kind], -1);
    if (n->told)
        log_closed(n, code);
    memory_free(n);
}
