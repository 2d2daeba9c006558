/* From an exchange to a socket: RFC 6455 section 4.2 on HTTP/1.1, RFC 8441 section 5 on HTTP/2. */
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/problem.h"
#include "net/problems.h"
#include "net/ws/own.h"

bool ws_wanted(const struct exchange *e)
{
    return str_eq_nocase(exchange_upgrade(e), S("websocket")) && (e->version >= 20 || e->method == METHOD_GET);
}

static struct ws *handshake_refuse(struct exchange *e, const struct problem *p, const char *detail)
{
    static const u8 none[sizeof e->c->trace.trace_id];
    const u8 *trace = e->c->trace.trace_id;
    const struct error_facts *facts = &error_facts[p->what];
    struct buf b = BUF_ON(&e->c->arena);

    problem_write(&b, facts->status, p->code, facts->title, detail, memcmp(trace, none, sizeof none) ? trace : NULL);
    reply(e, facts->status, S("application/problem+json"), buf_str(&b));
    return NULL;
}

static struct ws *refuse_handshake(struct exchange *e, const char *detail)
{
    return handshake_refuse(e, &websocket_handshake, detail);
}

/* RFC 9110 section 15.5.22: the answer names the protocol to use; RFC 6455 section 4.4: and its version. */
static struct ws *upgrade_ask(struct exchange *e, const struct problem *p, const char *detail)
{
    reply_header(e, S("Sec-WebSocket-Version"), S("13"));
    if (e->version < 20) {
        reply_header(e, S("Upgrade"), S("websocket"));
        reply_header(e, S("Connection"), S("Upgrade"));
    }
    return handshake_refuse(e, p, detail);
}

static bool version_fits(const struct exchange *e)
{
    str name = S("sec-websocket-version");

    return header_count(e, name) == 1 && str_eq(header_get(e, name), S("13"));
}

static bool key_fits(const struct exchange *e, char accept[28])
{
    str name = S("sec-websocket-key");

    return header_count(e, name) == 1 && ws_accept(header_get(e, name), accept);
}

static const char *spoken(const char *const *protocols, str name)
{
    for (; *protocols; protocols++)
        if (str_eq(str_of(*protocols), name))
            return *protocols;
    return NULL;
}

/* The first of the client's that we support, or NULL. */
static const char *protocol_choose(const struct exchange *e, const char *const *protocols)
{
    for (size_t i = 0; protocols && i < e->header_count; i++) {
        str offers = e->headers[i].value, offer;
        while (str_eq(e->headers[i].name, S("sec-websocket-protocol")) && str_cut(&offers, ',', &offer)) {
            const char *found = spoken(protocols, str_trim(offer));
            if (found)
                return found;
        }
    }
    return NULL;
}

/* A bound on the window has to be confirmed (RFC 7692 section 7.1.2.1). */
static void deflate_line(struct exchange *e, int window)
{
    str bound = window ? arena_format(&e->c->arena, "; server_max_window_bits=%d", window) : S("");

    reply_header(e, S("Sec-WebSocket-Extensions"),
                 arena_format(&e->c->arena,
                              "permessage-deflate; server_no_context_takeover; client_no_context_takeover" STR_FMT, STR_ARG(bound)));
}

/* The agreed window; 0: nothing is compressed. */
static int deflate_agree(struct exchange *e)
{
    int window;

    for (size_t i = 0; i < e->header_count; i++) {
        if (str_eq(e->headers[i].name, S("sec-websocket-extensions")) && ws_deflate_offer(e->headers[i].value, &window)) {
            deflate_line(e, window);
            return window ? window : WS_WINDOW_MOST;
        }
    }
    return 0;
}

static struct ws *open_failed(struct exchange *e, err failed)
{
    if (failed == ERR_CANCELLED)
        return NULL;
    return handshake_refuse(e, PLAIN(failed), PLAIN(failed)->words);
}

struct ws *ws_upgrade(struct exchange *e, struct ws_kind *k, void *arg)
{
    char accept[28];
    struct tunnel *t;

    if (!str_eq_nocase(exchange_upgrade(e), S("websocket")))
        return upgrade_ask(e, PLAIN(ERR_UPGRADE), "This is a WebSocket, and the request does not ask for one.");
    if (!ws_wanted(e))
        return refuse_handshake(e, "A WebSocket is opened by GET.");
    if (!version_fits(e))
        return upgrade_ask(e, &websocket_version, websocket_version.words);
    if (e->version < 20) {
        if (!key_fits(e, accept))
            return refuse_handshake(e, "Sec-WebSocket-Key is not 16 octets in base64.");
        reply_header(e, S("Sec-WebSocket-Accept"), (str){ accept, sizeof accept });
    }
    const char *protocol = protocol_choose(e, k->rules->protocols);
    if (protocol)
        reply_header(e, S("Sec-WebSocket-Protocol"), str_of(protocol));
    struct ws *w = ws_new(k, e->c->loop, deflate_agree(e), arg);
    err failed = exchange_tunnel(e, &ws_tunnel_user, w, &t);
    if (failed != OK) {
        memory_free(w);
        return open_failed(e, failed);
    }
    ws_begin(w, t);
    return w;
}
