/*
 * The sockets of the made-up people: each keeps one open, and hears on it all of its channels. One that ends unasked is opened again,
 * after a while that grows, and goes on with the cursor of the last event that came.
 */
#include <sys/epoll.h>
#include <unistd.h>
#include "base/backoff.h"
#include "base/id.h"
#include "base/json.h"
#include "base/shape.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/simulate.h"

enum { AT_ONCE = 256, AGAIN_FIRST_MS = 250, AGAIN_TRIES = 6, READ_ONE_IN = 8 };

/* ---- where to ---- */

/* http://host:port/prefix: what the request says of it. */
static str host_split(struct simulation *s)
{
    bool tls = str_starts(s->url, S("https:"));
    str rest = str_from(s->url, tls ? S("https://").n : S("http://").n);
    ptrdiff_t slash = str_find_byte(rest, '/');

    s->talk.host = slash < 0 ? rest : str_to(rest, (size_t)slash);
    s->talk.prefix = slash < 0 ? S("") : str_from(rest, (size_t)slash);
    ptrdiff_t at = str_find_byte(s->talk.host, '@');
    s->talk.host = at < 0 ? s->talk.host : str_from(s->talk.host, (size_t)at + 1);
    str name = s->talk.host;
    if (name.n && name.p[0] == '[')
        return str_to(str_from(name, 1), (size_t)(str_find_byte(name, ']') > 0 ? str_find_byte(name, ']') - 1 : 0));
    ptrdiff_t colon = str_find_byte(name, ':');
    return colon < 0 ? name : str_to(name, (size_t)colon);
}

err sim_sockets_begin(struct simulation *s, const char *address, long port)
{
    str name = host_split(s);

    TRY(trunk_place_open(&s->line->failure, address, port, str_starts(s->url, S("https:")), arena_cstr(s->line->arena, name),
                        &s->talk.place));
    s->talk.poll = epoll_create1(EPOLL_CLOEXEC);
    return s->talk.poll >= 0 ? OK : failure_with(&s->line->failure, ERR_UNAVAILABLE, "there are no descriptors left.");
}

/* ---- what comes ---- */

struct sim_event { str type; maybe_str cursor, ref, code; maybe_id channel_id, message_id, from; maybe_bool resumed; };
SHAPE(sim_event, FIELD(sim_event, type), FIELD(sim_event, cursor, .max = SIM_CURSOR_MOST), FIELD(sim_event, ref), FIELD(sim_event, code),
      FIELD_AS(sim_event, channel_id, "channelId"), FIELD_AS(sim_event, message_id, "messageId"), FIELD(sim_event, from),
      FIELD(sim_event, resumed));

static void message_heard(struct sim_person *p, const struct sim_event *e)
{
    struct buf b = BUF_ON(p->in->line->arena);

    if (e->message_id.is != GIVEN || e->channel_id.is != GIVEN || (e->from.is == GIVEN && e->from.v.v == p->me.v))
        return;
    sim_flight_heard(&p->in->talk, e->message_id.v, mono_us());
    if (rng_below(&p->in->rng, READ_ONE_IN))
        return;
    buf_format(&b, "{\"type\":\"read\",\"channelId\":\"%lld\",\"messageId\":\"%lld\"}", (long long)e->channel_id.v.v,
               (long long)e->message_id.v.v);
    sim_socket_say(p, buf_str(&b));
}

static void ack_heard(struct sim_person *p, const struct sim_event *e)
{
    id number;

    if (e->ref.is != GIVEN || e->message_id.is != GIVEN || !id_parse(e->ref.v, &number))
        return;
    struct sim_said *said = &p->socket.said[number.v % SIM_SAID];
    if (said->number == number.v)
        sim_flight_sent(&p->in->talk, e->message_id.v, said->at_us);
}

static void hello_heard(struct sim_person *p, const struct sim_event *e)
{
    p->in->talk.opened++;
    p->in->talk.resumed += e->resumed.is == GIVEN && e->resumed.v;
    p->socket.is_live = true;
    p->socket.tries = 0;
}

static void error_heard(struct sim_person *p, const struct sim_event *e)
{
    str code = e->code.is == GIVEN ? e->code.v : S("");
    bool limited = str_eq(code, S("too_many_messages")) || str_eq(code, S("too_many_requests")) || str_eq(code, S("slow_mode"));

    p->in->limited += limited;
    p->in->talk.errors += !limited;
}

static void event_take(struct sim_person *p, const struct sim_event *e)
{
    if (str_eq(e->type, S("channel_message")) || str_eq(e->type, S("dm")))
        message_heard(p, e);
    else if (str_eq(e->type, S("ack")))
        ack_heard(p, e);
    else if (str_eq(e->type, S("hello")))
        hello_heard(p, e);
    else if (str_eq(e->type, S("error")))
        error_heard(p, e);
    else if (str_eq(e->type, S("channel_joined")) && e->channel_id.is == GIVEN)
        sim_channel_keep(p, e->channel_id.v);
    else if (str_eq(e->type, S("channel_left")) && e->channel_id.is == GIVEN)
        sim_channel_forget(p, e->channel_id.v);
}

static void text_heard(void *arg, str text)
{
    struct sim_person *p = arg;
    struct arena_mark mark = arena_mark(p->in->line->arena);
    struct sim_event e;
    struct failure failure;

    failure_begin(&failure, p->in->line->arena);
    if (json_read(p->in->line->arena, &failure, text, &sim_event_shape, &e) != OK) {
        p->in->talk.errors++;
    } else {
        event_take(p, &e);
        if (e.cursor.is == GIVEN) {
            p->socket.cursor_n = e.cursor.v.n;
            memcpy(p->socket.cursor, e.cursor.v.p, e.cursor.v.n);
        }
    }
    arena_rewind(p->in->line->arena, mark);
}

/* ---- opening, and again ---- */

/* Those that are signed out, or out of the instance, do not come back. */
static void socket_over(struct simulation *s, struct sim_person *p)
{
    struct sim_socket *k = &p->socket;
    const struct ws_client *c = &k->client;

    s->talk.lost += k->is_live;
    s->talk.failed += !k->is_live;
    k->is_live = false;
    k->given_up = c->code == 4001 || c->code == 4003 || c->status == 401 || c->status == 403;
    k->tries++;
    k->due_ms = mono_ms() + backoff_ms(&s->rng, AGAIN_FIRST_MS, k->tries < AGAIN_TRIES ? k->tries : AGAIN_TRIES);
}

void sim_socket_open(struct simulation *s, struct sim_person *p)
{
    struct sim_socket *k = &p->socket;

    if (!p->me.v || k->given_up || k->client.state != WS_CLIENT_CLOSED || k->due_ms > mono_ms())
        return;
    struct arena_mark mark = arena_mark(s->line->arena);
    str path = arena_format(s->line->arena, STR_FMT "/api/v1/ws?topics=channels%s" STR_FMT, STR_ARG(s->talk.prefix),
                            k->cursor_n ? "&cursor=" : "", (int)k->cursor_n, k->cursor);
    bool begun = ws_client_open(&k->client, &s->talk.place, s->talk.host, path, buf_str(&p->signs));
    struct epoll_event tells = { EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, { .ptr = p } };
    if (!begun || epoll_ctl(s->talk.poll, EPOLL_CTL_ADD, k->client.trunk.fd, &tells) != 0) {
        ws_client_close(&k->client);
        socket_over(s, p);
    }
    arena_rewind(s->line->arena, mark);
}

bool sim_socket_say(struct sim_person *p, str text)
{
    return ws_client_say(&p->socket.client, text);
}

void sim_sockets_go_on(struct simulation *s)
{
    struct epoll_event told[AT_ONCE];
    int n = epoll_wait(s->talk.poll, told, AT_ONCE, 0);

    for (int i = 0; i < n; i++) {
        struct sim_person *p = told[i].data.ptr;
        if (p->socket.client.state != WS_CLIENT_CLOSED && !ws_client_go_on(&p->socket.client, text_heard, p))
            socket_over(s, p);
    }
}

void sim_sockets_end(struct simulation *s)
{
    for (i64 i = 0; i < s->users; i++)
        ws_client_close(&s->people[i].socket.client);
    close(s->talk.poll);
    trunk_place_close(&s->talk.place);
}
