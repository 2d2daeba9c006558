/*
 * What clients send: one JSON object a message, each answered in order. The words of the mouth itself are in the table
 * below; all others are capabilities' (hub/command.h). A message is read twice: what all have, then what its type has.
 */
#include "api/front/trace.h"
#include "api/realtime/own.h"
#include "base/json.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "domain/permit/permit.h"
#include "runtime/settings.h"

/* ---- the mouth's own words ---- */

struct asked { ctx *c; struct connection *n; str text; struct about about; };

static err ask_read(struct asked *a, const struct shape *s, void *out)
{
    return json_read(&a->c->arena, &a->c->failure, a->text, s, out);
}

static void answer_topic(struct asked *a, struct buf *b, str topic)
{
    answer_text(b, "topic", topic);
    if (a->about.channel_id.p)
        answer_text(b, "channelId", a->about.channel_id);
    answer_text(b, "ref", a->about.ref);
}

struct topic_ask_in { maybe_str topic, cursor; maybe_id channel_id; };
static SHAPE(topic_ask_in, FIELD(topic_ask_in, topic, .max = TOPIC_MOST), FIELD(topic_ask_in, cursor, .max = 200),
             FIELD_AS(topic_ask_in, channel_id, "channelId"));

/* `channelId` is another way to name the channel's topic. */
static err topic_read(struct asked *a, struct topic_ask_in *in, str *topic)
{
    TRY(ask_read(a, &topic_ask_in_shape, in));
    if (in->topic.is == GIVEN)
        *topic = in->topic.v;
    else if (in->channel_id.is == GIVEN)
        *topic = arena_format(&a->c->arena, "channel:" STR_FMT, STR_ARG(a->about.channel_id));
    else
        return fail_saying(a->c, &unknown_topic, "Name a topic, such as feed or channel:45, or a channelId.");
    return OK;
}

static err subscribe(struct asked *a)
{
    struct topic_ask_in in;
    struct listened heard;
    str topic;

    TRY(topic_read(a, &in, &topic));
    a->about.topic = topic;
    TRY(ear_listen(a->c, &a->n->ear, topic, in.cursor.is == GIVEN ? in.cursor.v : S(""), &heard));
    struct buf b = answer_begin(&a->c->arena, "subscribed");
    answer_topic(a, &b, heard.topic);
    answer_text(&b, "cursor", heard.cursor);
    say_end(a->n, "subscribed", &b);
    if (heard.resync)
        say_resync(&a->n->ear, heard.resync, heard.cursor);
    if (heard.greeting_type)
        say_greeting(a->c, a->n, heard.greeting_type, heard.greeting);
    return OK;
}

static err unsubscribe(struct asked *a)
{
    struct topic_ask_in in;
    str topic, kept;

    TRY(topic_read(a, &in, &topic));
    a->about.topic = topic;
    TRY(ear_unlisten(a->c, &a->n->ear, topic, &kept));
    struct buf b = answer_begin(&a->c->arena, "unsubscribed");
    answer_topic(a, &b, kept);
    say_end(a->n, "unsubscribed", &b);
    return OK;
}

enum { TOPICS_A_MESSAGE = 10 };      /* of a resume: each is admitted, and asks the store */
struct resume_in { str cursor; strs topics; };
static SHAPE(resume_in, FIELD(resume_in, cursor), FIELD(resume_in, topics, .optional = true, .max = TOPICS_MOST));

static err resume(struct asked *a)
{
    struct ear_opened opened;
    struct resume_in in;

    TRY(ask_read(a, &resume_in_shape, &in));
    allowance_charge(&a->n->allowance, in.topics.n / TOPICS_A_MESSAGE);
    TRY(ear_resume(a->c, &a->n->ear, in.cursor, in.topics, &opened));
    struct buf b = answer_begin(&a->c->arena, "resumed");
    answer_text(&b, "cursor", opened.cursor);
    answer_text(&b, "ref", a->about.ref);
    say_end(a->n, "resumed", &b);
    if (!opened.resumed && opened.resync)
        say_resync(&a->n->ear, opened.resync, opened.cursor);
    for (size_t i = 0; i < opened.refused.n; i++)
        say_refused(a->c, a->n, &opened.refused.at[i]);
    return OK;
}

struct auth_in { str token; };
static SHAPE(auth_in, FIELD(auth_in, token));

/* Of the same account, though maybe of another of its sessions; from then on that one counts. */
static err auth(struct asked *a)
{
    struct auth_in in;
    struct caller who;
    when ends;

    TRY(ask_read(a, &auth_in_shape, &in));
    err e = session_check_until(a->c, in.token, &who, &ends);
    if (e == ERR_SIGN_IN)
        return fail(a->c, &token_invalid);
    TRY(e);
    if (who.account.v != a->n->caller.account.v)
        return fail_with(a->c, ERR_FORBIDDEN, "This token is of another account.");
    if (a->n->ended)
        return ERR_CANCELLED;
    a->n->caller = who;
    a->n->ear.session = who.session;
    struct buf b = answer_begin(&a->c->arena, "auth_ok");
    answer_name(&b, "expiresAt");
    json_when(&b, ends);
    answer_text(&b, "ref", a->about.ref);
    say_end(a->n, "auth_ok", &b);
    fate_token(a->n, ends);
    return OK;
}

static err ping(struct asked *a)
{
    struct buf b = answer_begin(&a->c->arena, "pong");

    answer_text(&b, "ref", a->about.ref);
    say_end(a->n, "pong", &b);
    return OK;
}

static const struct { const char *type; err (*run)(struct asked *); } words[] = {
    { "ping", ping }, { "subscribe", subscribe }, { "unsubscribe", unsubscribe }, { "resume", resume }, { "auth", auth },
};

/* ---- the capabilities' ---- */

static void acknowledge(struct asked *a, const struct command *is, const void *out)
{
    struct buf b = answer_begin(&a->c->arena, "ack"), members = BUF_ON(&a->c->arena);

    if (is->quiet && !a->about.ref.p)
        return;
    answer_text(&b, "ref", a->about.ref);
    if (is->gives)
        json_write(&members, is->gives, out);
    if (members.n > 2) {
        buf_byte(&b, ',');
        buf_add(&b, (str){ members.p + 1, members.n - 2 });
    }
    say_end(a->n, "ack", &b);
}

static err command_run(struct asked *a, const struct command *is)
{
    void *in = arena_zero(&a->c->arena, is->in_size, _Alignof(max_align_t));
    void *out = is->out_size ? arena_zero(&a->c->arena, is->out_size, _Alignof(max_align_t)) : NULL;

    TRY(permit_check(a->c, &a->c->caller, is->who ? is->who : &any_member, true));
    TRY(ask_read(a, is->takes, in));
    TRY(is->run(a->c, &a->c->caller, &a->n->ear, in, out));
    acknowledge(a, is, out);
    return OK;
}

/* ---- one message ---- */

/* The caller's trace goes on; else one begins. */
static void trace_of(ctx *c, const struct message *m)
{
    struct trace *t = &c->trace;
    u64 made[3];
    struct rng rng;

    rng_seed(&rng, 0);
    for (size_t i = 0; i < COUNT(made); i++)
        made[i] = rng_next(&rng) | 1;
    if (!traceparent_read(m->traceparent, t)) {
        *t = (struct trace){ .sampled = true };
        memcpy(t->trace_id, made, sizeof t->trace_id);
    }
    memcpy(t->span_id, &made[2], sizeof t->span_id);
}

static const struct known_command *command_of(const struct realtime *home, str type)
{
    for (size_t i = 0; i < home->command_count; i++)
        if (str_eq(type, str_of(home->commands[i].is->type)))
            return &home->commands[i];
    return NULL;
}

static err dispatch(struct asked *a, str type)
{
    struct metrics *m = a->n->home->world->metrics;
    const struct known_command *known = command_of(a->n->home, type);

    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_eq(type, str_of(words[i].type))) {
            metric_add(m, M_SOCKET_COMMANDS, metric_label(m, M_SOCKET_COMMANDS, type), 1);
            return words[i].run(a);
        }
    }
    metric_add(m, M_SOCKET_COMMANDS, known ? known->label : 0, 1);
    return known ? command_run(a, known->is) : fail(a->c, &unknown_type);
}

/* All sockets of an address together: many accounts are no way around what one may send. */
static err share_take(ctx *c, struct connection *n)
{
    struct rate r = rate_take_client(c->world, &socket_messages, &n->from, ctx_now(c).ms / 1000);

    return r.refused ? rate_refuse(c, &r, "messages") : OK;
}

static void too_many(ctx *c, struct connection *n, const struct about *of, i64 wait_ms)
{
    failure_begin(&c->failure, &c->arena);
    if (allowance_flooded(&n->allowance, loop_mono_ms(n->loop)))
        connection_end(n, DROP_protocol, CLOSE_FLOOD, "too_many_messages");
    else
        say_error(c, n, fail(c, &too_many_messages), of, wait_ms);
}

void command_serve(ctx *c, struct ws *w, enum ws_opcode opcode, str text)
{
    struct connection *n = ws_arg(w);
    struct message m;
    err e = message_read(&c->arena, &c->failure, text, &m);
    struct asked a = { c, n, text, m.about };
    i64 a_second = n->home->world->settings->limits ? n->home->settings->realtime_messages_per_second : 0;
    i64 wait_ms = allowance_take(&n->allowance, loop_mono_ms(n->loop), a_second);

    (void)opcode;
    c->caller = n->caller;
    trace_of(c, &m);
    if (wait_ms) {
        too_many(c, n, &m.about, wait_ms);
        return;
    }
    connection_seen(n);
    if (e == OK)
        e = share_take(c, n);
    if (e == OK)
        e = dispatch(&a, m.type);
    if (e != OK && e != ERR_CANCELLED)
        say_error(c, n, e, &a.about, 0);
}

/* ---- at the start ---- */

void commands_open(struct realtime *home, struct arena *arena)
{
    const struct capability *const *all = home->world->program->capabilities;
    size_t n = 0;

    for (const struct capability *const *p = all; *p; p++)
        for (const struct command *one = (*p)->commands; one && one->type; one++)
            n++;
    home->commands = arena_array(arena, struct known_command, n);
    for (const struct capability *const *p = all; *p; p++)
        for (const struct command *one = (*p)->commands; one && one->type; one++)
            home->commands[home->command_count++] =
                (struct known_command){ one, metric_label(home->world->metrics, M_SOCKET_COMMANDS, str_of(one->type)) };
}
