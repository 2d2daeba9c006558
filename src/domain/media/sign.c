#include "domain/media/sign.h"
#include <string.h>
#include "base/base64.h"
#include "base/str.h"
#include "domain/media/media_own.h"
#include "ports/secrets.h"
#include "runtime/settings.h"

enum {
    STEPS = 12,                      /* of media_url_ttl, in each of which all URLs end together */
    SECOND_MS = 1000,
    CODE_SIZE = 16,                  /* octets of the code */
    SIG_SIZE = CODE_SIZE + 2,        /* and how many milliseconds there are beyond `exp` */
    NAME_MOST = 80,
    EXP_DIGITS = 12
};

/* ---- making ---- */

/* In whole seconds, unless URLs live so shortly that these would be too rough. */
when media_url_end_at(const struct settings *s, when now)
{
    i64 ttl = media_settings(s)->media_url_ttl, step = ttl / STEPS;

    if (step >= SECOND_MS)
        step -= step % SECOND_MS;
    return (when){ (now.ms + ttl) / step * step };
}

when media_url_end(ctx *c, when until)
{
    when end = media_url_end_at(c->world->settings, ctx_now(c));

    return until.ms && until.ms < end.ms ? until : end;
}

static void code_make(struct secrets *s, str name, when end, u8 out[SIG_SIZE])
{
    char text[NAME_MOST + sizeof end.ms];
    u8 mac[32];

    memcpy(text, name.p, name.n);
    for (size_t i = 0; i < sizeof end.ms; i++)
        text[name.n + i] = (char)((u64)end.ms >> 8 * i);
    secrets_mac(s, S("media url"), (str){ text, name.n + sizeof end.ms }, mac);
    memcpy(out, mac, CODE_SIZE);
    out[CODE_SIZE] = (u8)(end.ms % SECOND_MS >> 8);
    out[CODE_SIZE + 1] = (u8)(end.ms % SECOND_MS);
}

void media_url_sign_add(struct secrets *s, struct buf *to, str name, when end)
{
    u8 sig[SIG_SIZE];

    code_make(s, name, end, sig);
    buf_lit(to, "?exp=");
    buf_i64(to, end.ms / SECOND_MS);
    buf_lit(to, "&sig=");
    base64url_add(to, sig, sizeof sig);
}

str media_url_sign(ctx *c, str name, when end)
{
    struct buf b = BUF_ON(&c->arena);

    media_url_sign_add(c->world->secrets, &b, name, end);
    return buf_str(&b);
}

/* ---- judging ---- */

static void take(str *to, str value, bool *twice)
{
    *twice |= to->p != NULL;
    *to = value;
}

/* Nothing in it needs an escape, and what has one is not what was signed. */
void media_query_read(str query, struct media_query *out)
{
    str pair, name;

    *out = (struct media_query){ 0 };
    while (str_cut(&query, '&', &pair)) {
        bool has_value = str_find_byte(pair, '=') >= 0;
        (void)str_cut(&pair, '=', &name);
        str value = has_value ? pair : S("");
        if (str_eq(name, S("exp")))
            take(&out->exp, value, &out->twice);
        else if (str_eq(name, S("sig")))
            take(&out->sig, value, &out->twice);
        else if (str_eq(name, S("download")))
            out->download = str_eq(value, S("1"));
    }
}

/* As it was written, to the letter. */
static bool seconds_read(str text, i64 *out)
{
    if (!text.n || text.n > EXP_DIGITS || text.p[0] == '0' || text.p[0] == '-')
        return false;
    return str_to_i64(text, out);
}

enum media_ticket media_ticket_judge(struct secrets *s, str name, const struct media_query *q, when now, when *end)
{
    u8 sig[SIG_SIZE], right[SIG_SIZE];
    i64 seconds;

    if (!q->exp.p && !q->sig.p)
        return TICKET_NONE;
    if (q->twice || name.n > NAME_MOST || !seconds_read(q->exp, &seconds) || !base64url_read(q->sig, sig, sizeof sig))
        return TICKET_WRONG;
    *end = (when){ seconds * SECOND_MS + (sig[CODE_SIZE] << 8 | sig[CODE_SIZE + 1]) };
    code_make(s, name, *end, right);
    if (!str_eq_secret((str){ (char *)sig, sizeof sig }, (str){ (char *)right, sizeof right }))
        return TICKET_WRONG;
    return now.ms < end->ms ? TICKET_GOOD : TICKET_OVER;
}
