/*
 * Idempotency-Key: a POST has its effect once, however often a client that got no
 * answer sends it again.
 *
 * A small transaction first claims the key. Then the handler runs, and its answer
 * goes into the key's row in the handler's own transaction (ctx->stage): the answer
 * commits with its effect, or neither does. A process that dies in between leaves a
 * claim that ends with its lease, or as soon as the next process has the same node
 * number; its effect does not exist either, so the request may run again. A run that
 * outlives its lease and lost the key to another cannot commit.
 *
 * The key belongs to the caller. Without a signed-in caller it is bound to the path and the
 * body: strangers who pick the same word neither block each other nor read each other's
 * answers. An answer with tokens is sent only once.
 *
 * An answer that shows what may be edited, deleted or hidden from its caller is not kept, only its status and the id of
 * what it shows; so the id is all that the transaction has to fill. A repeat reads that again, by the same rule as any other
 * reader: it gets the present state, or a 404. So does one whose answer is only complete after its transaction: a note of what was done
 * is kept there.
 */
#include <assert.h>
#include "api/rest/idempotency.h"
#include "api/front/problems.h"
#include "api/rest/idempotency.sql.h"
#include "api/rest/rest_own.h"
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/account/account.h"
#include "ports/secrets.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum { KEY_MOST = 255, REQUEST_BYTES = 16, SWEEP_MOST = 1000, RELEASE_MS = 2000 };
enum { UNDONE_MOST = 16 * 1024 };    /* octets of an answer that is kept though nothing was done */
enum { KEPT_MS = 24 * 3600 * 1000, SWEEP_EVERY_MS = 10 * 60 * 1000 };

enum finding { MINE, REPLAY, REUSED, RUNNING };

struct claim {
    struct tx_stage stage;           /* what the store calls within the handler's transaction */
    struct call *k;
    i64 account;
    str key, request;                /* `request`: what the key was first used for, as a hash */
    id run;
    enum finding finding;
    struct idempotency_row row;
    void *out;                       /* the handler's, read by the stage */
    struct answer answer;
    id names;                        /* what `answer` shows, if that is read again for a repeat */
    const id *made;                  /* of an exchange: what it makes */
};

/* ---- the key ---- */

static bool key_valid(str key)
{
    if (key.n < 1 || key.n > KEY_MOST)
        return false;
    for (size_t i = 0; i < key.n; i++)
        if (key.p[i] <= ' ' || key.p[i] > '~')
            return false;
    return true;
}

static str request_hash(struct call *k)
{
    struct buf text = BUF_ON(&k->c->arena), hex = BUF_ON(&k->c->arena);
    u8 mac[32];

    buf_add(&text, k->endpoint->name);
    buf_byte(&text, '\n');
    for (int i = 0; i < k->match.n; i++) {
        buf_add(&text, k->match.params[i].value);
        buf_byte(&text, '\n');
    }
    buf_add(&text, k->x->query);
    buf_byte(&text, '\n');
    buf_add(&text, k->body);
    secrets_mac(k->front->world->secrets, S("idempotency"), buf_str(&text), mac);
    buf_hex(&hex, mac, REQUEST_BYTES);
    return buf_str(&hex);
}

err idempotency_key_check(struct call *k)
{
    str key = k->wanted[H_IDEMPOTENCY_KEY];

    if (!key.p || (!(k->repeated >> H_IDEMPOTENCY_KEY & 1) && key_valid(key)))
        return OK;
    return fail_field_saying(k->c, S("Idempotency-Key"), &invalid_text, "This must be 1 to %d visible ASCII characters.", KEY_MOST);
}

static err claim_begin(struct claim *m, struct call *k)
{
    str key = k->wanted[H_IDEMPOTENCY_KEY];

    TRY(idempotency_key_check(k));
    m->k = k;
    m->account = k->c->caller.account.v;
    m->request = request_hash(k);
    m->key = m->account ? key : arena_format(&k->c->arena, STR_FMT " " STR_FMT, STR_ARG(key), STR_ARG(m->request));
    m->run = ctx_new_id(k->c);
    return OK;
}

/* ---- transactions ---- */

static enum finding judge(const struct claim *m, when now)
{
    if (m->row.created_at.ms + KEPT_MS < now.ms)
        return MINE;
    if (!str_eq(m->row.request, m->request))
        return REUSED;
    if (m->row.status)
        return REPLAY;
    i64 longest = m->k->front->world->settings->request_timeout + CLOCKS_APART_MS;      /* further ahead: of a clock that was ahead */
    bool over = m->row.lease_until.ms < now.ms || m->row.lease_until.ms > now.ms + longest
             || id_is_earlier(&m->k->c->world->ids, m->row.run_id);
    return over ? MINE : RUNNING;
}

static err key_claim(tx *t, void *arg)
{
    struct claim *m = arg;
    when now = tx_now(t), lease = { now.ms + m->k->front->world->settings->request_timeout };
    i64 inserted;

    m->finding = MINE;
    TRY(q_idempotency_claim(t, m->account, m->key, m->request, m->run, lease, now, &inserted));
    if (inserted)
        return OK;
    TRY(q_idempotency_find(t, m->account, m->key, &m->row));
    m->finding = judge(m, now);
    return m->finding == MINE ? q_idempotency_take_over(t, m->account, m->key, m->request, m->run, lease, now) : OK;
}

/* Does it have tokens, or other secrets? Those are only for the first request: only that such an answer was sent is kept. */
static bool is_given_once(const struct claim *m, i64 status)
{
    const struct route *r = m->k->endpoint->route;

    return (r->tokens == TOKENS_SET || r->given_once) && status < 400;
}

/* Which of two an answer shows, if it is of the row's own shape: then it is read again like the first. */
static const char *either_named(const struct route *r, const struct either *e)
{
    return !e->also ? e->value : r->also_out == r->out ? e->also : NULL;
}

/* What a success shows, if its row reads that again for a repeat. */
static id named_by(const struct route *r, const void *out)
{
    const char *value = r->form == ANSWER_EITHER ? either_named(r, out) : out;

    return r->again && value ? *(const id *)(const void *)(value + r->names) : (id){ 0 };
}

static err answer_keep(tx *t, struct claim *m, const struct answer *a)
{
    bool bare = m->names.v || is_given_once(m, a->status);
    i64 changed;

    TRY(q_idempotency_complete(t, m->account, m->key, m->run, a->status, bare ? S("") : a->type, bare ? S("") : a->body, m->names,
                               &changed));
    return changed ? OK : tx_fail_with(t, ERR_CONTENTION, "Another request with this Idempotency-Key took over.");
}

/* In the handler's transaction, after its function: the answer is what `out` holds now. */
static err stage_run(tx *t, struct tx_stage *stage)
{
    struct claim *m = CONTAINER(stage, struct claim, stage);
    const struct route *r = m->k->endpoint->route;
    struct buf body = BUF_ON(tx_arena(t));

    if (r->note) {
        m->answer = (struct answer){ .status = r->status, .type = S(""), .body = r->note->make(m->k, tx_arena(t)) };
    } else {
        answer_make(&body, r, m->out, &m->answer);
        m->names = named_by(r, m->out);
    }
    return answer_keep(t, m, &m->answer);
}

static err answer_store(tx *t, void *arg)
{
    return answer_keep(t, arg, &((struct claim *)arg)->answer);
}

static err key_release(tx *t, void *arg)
{
    struct claim *m = arg;

    return q_idempotency_release(t, m->account, m->key, m->run);
}

/* After the handler, whose client may have left and whose time may be up: the key has to be settled all the same. */
static void claim_settle(ctx *c, tx_fn *how, struct claim *m)
{
    bool cancelled = c->cancelled;
    struct failure told = c->failure;
    i64 deadline_ms = c->deadline_ms;

    c->cancelled = false;
    c->deadline_ms = loop_mono_ms(c->loop) + RELEASE_MS;
    if (transact(c, how, m) != OK)
        ctx_log(c, LOG_DEBUG, "an idempotency key waits until its lease ends", KV_STR("request_id", m->k->request_id));
    c->failure = told;
    c->deadline_ms = deadline_ms;
    c->cancelled = cancelled;
}

/* ---- the run ---- */

/* What the answer showed, as the caller may see it now. */
static err read_again(struct claim *m, struct answer *a)
{
    const struct route *r = m->k->endpoint->route;
    void *out = arena_zero(&m->k->c->arena, r->out_size, _Alignof(max_align_t));
    struct buf body = BUF_ON(&m->k->c->arena);

    TRY(r->note ? r->note->repeat(m->k, m->row.body, out) : r->again(m->k->c, &m->row.names, out));
    answer_make(&body, r, out, a);
    a->status = (int)m->row.status;
    return OK;
}

/* A note has no type. */
static bool is_note(const struct claim *m)
{
    return m->k->endpoint->route->note && !m->row.content_type.n;
}

/* A program before this one kept what is read again now. */
static bool is_outdated(const struct claim *m)
{
    return m->k->endpoint->route->again && !m->row.names.v && m->row.status == m->k->endpoint->route->status;
}

static err replay(struct claim *m, struct answer *a)
{
    bool tokens = m->k->endpoint->route->tokens == TOKENS_SET;

    if (is_given_once(m, m->row.status))
        return fail_saying(m->k->c, &idempotency_answer_gone, "The request was carried out; its answer with the %s is not repeated%s.",
                            tokens ? "tokens" : "secrets", tokens ? ": sign in" : "");
    if (is_outdated(m))
        return fail(m->k->c, &idempotency_answer_gone);
    head_line(m->k, S("Idempotency-Replayed: "), S("true"));
    metric_add(m->k->front->world->metrics, M_IDEMPOTENT, 0, 1);
    if (m->row.names.v || is_note(m))
        return read_again(m, a);
    *a = (struct answer){ .status = (int)m->row.status, .type = m->row.content_type, .body = m->row.body };
    return OK;
}

static err refuse_running(struct claim *m)
{
    m->k->c->failure.retry_after = 1;
    return fail(m->k->c, &idempotency_key_in_use);
}

/*
 * The client's input causes a refusal, so it is kept as the first answer; a failure on our side may be tried again, and so
 * may an answer that says how to continue a sign-in, which is secret for a few minutes.
 */
static bool lasting(const struct claim *m, err e)
{
    bool goes_on = m->k->endpoint->route->tokens == TOKENS_SET && m->k->c->failure.more;

    return error_facts[e].status < 500 && e != ERR_TOO_MANY && e != ERR_CANCELLED && !goes_on;
}

/*
 * Members filled in after the transaction are missing from the stored answer: a bug in the handler. Of what is read again only
 * the id is stored.
 */
static void staged_check(const struct claim *m, const struct answer *now)
{
    if (m->names.v) {
        assert(named_by(m->k->endpoint->route, m->out).v == m->names.v);
        return;
    }
    assert(str_eq(now->body, m->answer.body) && str_eq(now->cookie.hidden, m->answer.cookie.hidden));
    assert(str_eq(now->also.name, m->answer.also.name) && str_eq(now->also.value.hidden, m->answer.also.value.hidden));
}

static void refusal_make(struct claim *m, err e)
{
    struct problem_answer p = problem_make(m->k, e);

    m->answer = (struct answer){ .status = p.status, .type = S("application/problem+json"), .body = p.body };
}

static err run_once(struct claim *m, struct answer *a)
{
    struct call *k = m->k;
    const struct route *r = k->endpoint->route;
    struct buf body = BUF_ON(&k->c->arena);

    m->stage.run = stage_run;
    m->out = r->out_size ? arena_zero(&k->c->arena, r->out_size, _Alignof(max_align_t)) : NULL;
    k->c->stage = &m->stage;
    err e = r->run(k->c, k->in, m->out);
    k->c->stage = NULL;
    if (e == OK && m->stage.committed && r->note) {
        answer_make(&body, r, m->out, a);
        return OK;
    }
    if (e == OK && m->stage.committed) {
        answer_make(&body, r, m->out, a);
        staged_check(m, a);
        return OK;
    }
    if (e == OK) {
        answer_make(&body, r, m->out, &m->answer);
        m->names = named_by(r, m->out);
    } else if (lasting(m, e)) {
        refusal_make(m, e);
        m->names = (id){ 0 };
    }
    bool keeps = e == OK ? !m->answer.passing && m->answer.body.n <= UNDONE_MOST : lasting(m, e);
    claim_settle(k->c, keeps ? answer_store : key_release, m);
    *a = m->answer;
    return e;
}

err idempotency_run(struct call *k, struct answer *a)
{
    struct claim m = { 0 };

    TRY(claim_begin(&m, k));
    TRY(transact(k->c, key_claim, &m));
    switch (m.finding) {
    case REPLAY:
        return replay(&m, a);
    case REUSED:
        return fail(k->c, &idempotency_key_reused);
    case RUNNING:
        return refuse_running(&m);
    case MINE:
        break;
    }
    return run_once(&m, a);
}

/* ---- exchanges ---- */

static err stage_made(tx *t, struct tx_stage *stage)
{
    struct claim *m = CONTAINER(stage, struct claim, stage);

    m->answer = (struct answer){ .status = m->k->endpoint->route->status, .type = S(""), .body = S("") };
    m->names = *m->made;
    return answer_keep(t, m, &m->answer);
}

static err exchange_replay(struct claim *m, id *made, enum keyed_end *end)
{
    head_line(m->k, S("Idempotency-Replayed: "), S("true"));
    metric_add(m->k->front->world->metrics, M_IDEMPOTENT, 0, 1);
    *made = m->row.names;
    *end = m->row.names.v ? KEYED_AGAIN : KEYED_ANSWERED;
    if (*end == KEYED_ANSWERED)
        reply(m->k->x, (int)m->row.status, m->row.content_type, m->row.body);
    return OK;
}

static err exchange_run(struct claim *m, const struct keyed *what, id *made)
{
    ctx *c = m->k->c;

    m->stage.run = stage_made;
    m->made = made;
    c->stage = &m->stage;
    err e = what->run(c, what->arg, made);
    c->stage = NULL;
    assert(e != OK || m->stage.committed);
    if (m->stage.committed)
        return e;
    if (lasting(m, e))
        refusal_make(m, e);
    claim_settle(c, lasting(m, e) ? answer_store : key_release, m);
    return e;
}

err keyed_run(ctx *c, str sent, const struct keyed *what, id *made, enum keyed_end *end)
{
    struct claim m = { 0 };

    *end = KEYED_RAN;
    if (!call_of(c)->wanted[H_IDEMPOTENCY_KEY].p)
        return what->run(c, what->arg, made);
    call_of(c)->body = sent;
    TRY(claim_begin(&m, call_of(c)));
    TRY(transact(c, key_claim, &m));
    switch (m.finding) {
    case REPLAY:
        return exchange_replay(&m, made, end);
    case REUSED:
        return fail(c, &idempotency_key_reused);
    case RUNNING:
        return refuse_running(&m);
    case MINE:
        break;
    }
    return exchange_run(&m, what, made);
}

err keyed_before(ctx *c, bool *out)
{
    struct claim m = { 0 };

    *out = false;
    if (!call_of(c)->wanted[H_IDEMPOTENCY_KEY].p)
        return OK;
    TRY(claim_begin(&m, call_of(c)));
    err e = q_idempotency_find(c, m.account, m.key, &m.row);
    *out = e == OK && m.row.status && m.row.created_at.ms + KEPT_MS >= ctx_now(c).ms;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- keeping the table small ---- */

static err keys_sweep(tx *t, void *arg)
{
    when before = { tx_now(t).ms - KEPT_MS };

    return q_idempotency_sweep(t, before, SWEEP_MOST, arg);
}

static err keys_sweep_all(ctx *c)
{
    i64 gone;

    do
        TRY(transact(c, keys_sweep, &gone));
    while (gone == SWEEP_MOST);
    return OK;
}

/* The answers of an erased account. */
static err forget(tx *t, const struct event *e)
{
    id account;

    TRY(event_about(t, e, &account));
    return q_idempotency_forget(t, account.v);
}

static const struct consumer consumers[] = {
    { .name = "idempotency_forget", .hears = KINDS(&account_erased), .handle = forget },
    {0}
};

static const struct schedule schedules[] = {
    { "idempotency_sweep", SWEEP_EVERY_MS, keys_sweep_all },
    {0}
};

SHAPE(idempotency_row,
    FIELD(idempotency_row, request),
    FIELD(idempotency_row, run_id),
    FIELD(idempotency_row, lease_until),
    FIELD(idempotency_row, status),
    FIELD(idempotency_row, content_type),
    FIELD(idempotency_row, body),
    FIELD(idempotency_row, names),
    FIELD(idempotency_row, created_at));

const struct capability rest_capability = {
    .name = "rest",
    .migrations = rest_migrations,
    .statements = idempotency_statements,
    .consumers = consumers,
    .schedules = schedules,
};
