/* One subscription: how it begins, what it hears, and how each event is told. */
#include "api/graphql/sub.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/str.h"
#include "domain/permit/permit.h"
#include "runtime/settings.h"

enum { SLOT_GRAPHQL = 2, WAITING_MOST = 1000, SHORT = 1024, PAY_MS = 250 };

/* ---- telling, on its fiber ---- */

static bool is_over(const struct sub *s)
{
    return s->over || s->line->n.ended;
}

/* A store that fails is the client's to know: the event is not told again. */
static void fault_tell(ctx *c, struct sub *s, struct sub_asked *asked, err e)
{
    if (!asked->errors.n)
        sub_fault(c, &asked->errors, e);
    (void)s->line->voice->next(s->line, s, arena_format(&c->arena, "{\"errors\":" STR_FMT ",\"data\":null}",
                                                       STR_ARG(sub_faults(c, s->asks.text, &asked->errors))));
}

static err event_execute(ctx *c, struct sub *s, id which, struct sub_asked *asked, struct buf *out)
{
    struct sub_moment moment = { 0 };

    TRY(sub_node(c, s->kind, which, &moment.node));
    if (!moment.node || is_over(s))
        return OK;
    TRY(sub_ask(c, s->line->home, &s->asks, asked));
    return sub_execute(c, s->line->home, asked, &moment, out);
}

/*
 * An event costs as much as its document, each time: many subscriptions of one account do not take more of the server together than
 * it may have. What cannot be paid for yet waits; too many that wait end the connection.
 */
static err pay(ctx *c, const struct sub *s)
{
    const struct connection *n = &s->line->n;
    struct rate_client alone = { { rate_of_id(c->world, n->caller.account) }, { 1 } };
    const struct rate_client *who = n->caller.account.v ? &alone : &s->line->from;

    while (!is_over(s) && !s->flooded && rate_take_many(c->world, &graphql_events, who, s->cost, ctx_now(c).ms / 1000).refused)
        TRY(ctx_sleep(c, PAY_MS));
    return OK;
}

static void tell_one(ctx *c, struct sub *s, id which)
{
    struct graphql *home = s->line->home;
    struct sub_asked asked = { 0 };
    struct buf out = BUF_ON(&c->arena);

    c->deadline_ms = 0;
    if (pay(c, s) != OK || is_over(s) || s->flooded)
        return;
    gql_errors_init(&asked.errors, &c->arena);
    c->caller = s->line->n.caller;
    c->deadline_ms = loop_mono_ms(c->loop) + home->world->settings->request_timeout;
    err e = event_execute(c, s, which, &asked, &out);
    sub_leave(home, &asked);
    if (is_over(s))
        return;
    if (e != OK)
        fault_tell(c, s, &asked, e);
    else if (out.n)
        (void)s->line->voice->next(s->line, s, buf_str(&out));
}

static void sub_free(struct sub *s)
{
    memory_free((void *)(uintptr_t)s->asks.text.p);
    memory_free((void *)(uintptr_t)s->asks.name.p);
    memory_free((void *)(uintptr_t)s->asks.variables.p);
    memory_free((void *)(uintptr_t)s->key.p);
    id_queue_close(&s->waiting);
    memory_free(s);
}

static void run(ctx *c, void *arg)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct sub *s = arg;
    id which;

    while (!is_over(s) && !s->flooded && id_queue_take(&s->waiting, &which)) {
        tell_one(c, s, which);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
    ctx_end(c);
    s->at_work = NULL;
    if (s->over)
        sub_free(s);
    else if (s->flooded)
        connection_end(&s->line->n, DROP_slow, WS_TRY_LATER, "slow_reader");
}

static void work(struct sub *s)
{
    if (s->at_work || is_over(s) || !(s->waiting.n || s->flooded))
        return;
    s->at_work = ctx_new(s->line->n.loop);
    ctx_start(s->at_work, run, s);
}

/* ---- hearing ---- */

struct named { maybe_id post_id, comment_id, channel_id, message_id; };
static SHAPE(named,
    FIELD_AS(named, post_id, "postId"), FIELD_AS(named, comment_id, "commentId"), FIELD_AS(named, channel_id, "channelId"),
    FIELD_AS(named, message_id, "messageId"));

static id named_by(const struct sub *s, str json)
{
    _Alignas(16) char room[SHORT];
    struct arena a;
    struct failure unheard;
    struct named n = { 0 };

    arena_init(&a, room, sizeof room);
    failure_begin(&unheard, &a);
    (void)json_read(&a, &unheard, json, &named_shape, &n);
    arena_close(&a);
    switch (s->kind->gives) {
    case GIVES_POST:    return n.post_id.v;
    case GIVES_COMMENT: return n.comment_id.v;
    case GIVES_MESSAGE: return n.channel_id.v.v == s->about.v ? n.message_id.v : (id){ 0 };      /* some come to all ears of an account */
    }
    return (id){ 0 };
}

static struct sub *sub_of(struct ear *e) { return CONTAINER(e, struct sub, ear); }

static bool is_meant(const struct sub *s, const char *type)
{
    for (size_t i = 0; i < COUNT(s->kind->types) && s->kind->types[i]; i++)
        if (str_eq(str_of(type), str_of(s->kind->types[i])))
            return true;
    return false;
}

static bool deliver(struct ear *e, struct heard *h)
{
    struct sub *s = sub_of(e);

    if (is_over(s) || !is_meant(s, h->type))
        return true;
    id which = named_by(s, h->json);
    s->flooded |= s->waiting.n >= WAITING_MOST;
    if (which.v && !s->flooded)
        id_queue_add(&s->waiting, which);
    work(s);
    return true;
}

/* What it listened to is not for the viewer any more. */
static void gone(struct ear *e, str topic)
{
    struct sub *s = sub_of(e);

    (void)topic;
    if (!s->line)
        return;
    s->line->voice->complete(s->line, s);
    sub_end(s);
}

static void quiet(struct ear *e) { (void)e; }

/* An event could not be given: the client may begin again. */
static void lost(struct ear *e) { gone(e, S("")); }

bool sub_line_hears(struct ear *e, struct heard *h) { (void)e, (void)h; return true; }
void sub_line_quiet(struct ear *e, str text) { (void)e, (void)text; }
void sub_line_resync(struct ear *e, enum resync why, str cursor) { (void)e, (void)why, (void)cursor; }

static const struct mouth mouth = { SLOT_GRAPHQL, deliver, sub_line_quiet, sub_line_resync, gone, quiet, quiet, lost };

/* ---- a line ---- */

void sub_line_init(struct sub_line *l, struct graphql *home, const struct sub_voice *voice, const struct rate_client *from)
{
    l->from = *from;
    l->home = home;
    l->voice = voice;
    l->n.warned = true;              /* there is no message for it */
    list_init(&l->subs);
}

err sub_line_open(ctx *c, struct sub_line *l)
{
    struct connection *n = &l->n;
    struct ear_opened opened;

    TRY(ear_open(c, &n->ear, &n->voice->mouth, &(struct ear_wish){ n->caller.account, n->caller.session, .plain = true }, &opened));
    connection_heard(c, n);
    if (n->caller.account.v)
        fate_follow(n);
    return OK;
}

void sub_line_close(struct sub_line *l, u16 code)
{
    l->n.ended = true;
    while (!list_empty(&l->subs))
        sub_end(CONTAINER(l->subs.next, struct sub, of_line));
    connection_free(&l->n, code);
}

/* ---- its beginning and its end ---- */

struct sub *sub_find(struct sub_line *l, str key)
{
    LIST_EACH(one, &l->subs)
        if (str_eq(CONTAINER(one, struct sub, of_line)->key, key))
            return CONTAINER(one, struct sub, of_line);
    return NULL;
}

/* What it keeps: as much as its client sent, for as long as it likes. */
static i64 octets_of(const struct sub_question *q, str key)
{
    return (i64)(q->text.n + q->name.n + q->variables.n + key.n);
}

static struct sub *sub_new(struct sub_line *l, const struct sub_moment *of, const struct sub_question *q, str key)
{
    struct sub *s = memory_new(struct sub);

    s->line = l;
    s->kind = of->kind;
    s->about = of->about;
    s->asks = (struct sub_question){ memory_copy(q->text), memory_copy(q->name), memory_copy(q->variables) };
    s->key = memory_copy(key);
    list_init(&s->of_line);
    return s;
}

/* Its field says what it stands for; what comes of it otherwise is no answer. */
static err moment_find(ctx *c, struct graphql *g, struct sub_asked *asked, struct sub_moment *out)
{
    struct buf unheard = BUF_ON(&c->arena);

    *out = (struct sub_moment){ 0 };
    TRY(sub_execute(c, g, asked, out, &unheard));
    if (!out->kind)
        return fail_with(c, ERR_INVALID, "This subscribes to nothing.");
    return out->kind->who ? permit_check(c, &c->caller, out->kind->who, false) : OK;
}

static err listen(ctx *c, struct sub *s)
{
    struct connection *n = &s->line->n;
    str topic = s->kind->of_id ? arena_format(&c->arena, "%s%lld", s->kind->topic, (long long)s->about.v) : str_of(s->kind->topic);
    const struct ear_wish wish = { c->caller.account, n->caller.session, .topics = { &topic, 1 }, .plain = true };
    struct ear_opened opened;

    TRY(ear_open(c, &s->ear, &mouth, &wish, &opened));
    if (!opened.refused.n)
        return OK;
    ear_close(&s->ear);
    return opened.refused.at->problem ? fail(c, opened.refused.at->problem) : opened.refused.at->what;
}

err sub_begin(ctx *c, struct sub_line *l, struct sub_asked *asked, const struct sub_question *q, str key)
{
    struct sub_moment moment;

    TRY(moment_find(c, l->home, asked, &moment));
    if (moment.kind->of_id && !moment.about.v)
        return fail(c, moment.kind->missing);
    if (l->octets + octets_of(q, key) > l->home->settings->graphql_subscriptions_size)
        return fail(c, &too_many_subscriptions);
    struct sub *s = sub_new(l, &moment, q, key);
    s->cost = gql_request_cost(asked->request);
    err e = listen(c, s);
    if (e == OK && l->n.ended)
        e = ERR_CANCELLED;
    if (e != OK) {
        ear_close(&s->ear);
        sub_free(s);
        return e;
    }
    list_add_last(&l->subs, &s->of_line);
    l->count++;
    l->octets += octets_of(&s->asks, s->key);
    return OK;
}

void sub_end(struct sub *s)
{
    s->over = true;
    ear_close(&s->ear);
    list_remove(&s->of_line);
    s->line->count--;
    s->line->octets -= octets_of(&s->asks, s->key);
    if (s->at_work)
        ctx_cancel(s->at_work);
    else
        sub_free(s);
}
