/*
 * Devices on which somebody signed in before. Anybody can lock the public name of an
 * account by guessing at it; a device that knows the account is counted on its own, so
 * that strangers cannot keep the owner out, and a thief of the device's token gains only
 * those few guesses. An account's devices share a few counts, so that somebody who once
 * knew the password cannot save up guesses for later.
 *
 * The token is the account, a number of the device and a time, sealed: nothing is stored,
 * so there is nothing to limit, export or erase. It opens nothing, so it outlives the
 * session, "sign out everywhere" and a new password, after which it is needed. It is sent
 * as a cookie, which names some accounts; a client that sends no cookies reads it there,
 * and sends it as `device_token`.
 */
#include "base/base64.h"
#include "domain/signin/signin_own.h"
#include "ports/secrets.h"

enum { TOKENS_MOST = 4, TOKEN_BYTES_MOST = 400, COUNTS_OF_ACCOUNT = 8 };
#define LIVES_MS ((i64)DEVICE_LIVES_S * 1000)
#define DEVICE_PURPOSE S("device of a sign-in")

struct device { id account, number; i64 made_ms; };

static bool number_take(str *rest, i64 *out)
{
    str piece;

    return str_cut(rest, ' ', &piece) && str_to_i64(piece, out);
}

/* A token that is malformed, from another server or too old is silently ignored. */
static bool device_read(ctx *c, str token, struct device *out)
{
    str sealed, text;

    if (token.n > TOKEN_BYTES_MOST || !base64url_bytes(&c->arena, token, &sealed)
        || secrets_unseal(c->world->secrets, &c->arena, DEVICE_PURPOSE, sealed, &text) != OK)
        return false;
    return number_take(&text, &out->account.v) && number_take(&text, &out->number.v) && number_take(&text, &out->made_ms)
           && ctx_now(c).ms - out->made_ms < LIVES_MS;
}

static str device_write(ctx *c, const struct device *d)
{
    str text = arena_format(&c->arena, "%lld %lld %lld", (long long)d->account.v, (long long)d->number.v, (long long)d->made_ms);

    return base64url_text(&c->arena, secrets_seal(c->world->secrets, &c->arena, DEVICE_PURPOSE, text));
}

static str devices_of(ctx *c, maybe_str given)
{
    return given.is == GIVEN && given.v.n ? given.v : ctx_request(c)->devices;
}

static bool device_find(ctx *c, id account, maybe_str given, struct device *out)
{
    str rest = devices_of(c, given), token;

    for (int i = 0; i < TOKENS_MOST && str_cut(&rest, '.', &token); i++)
        if (device_read(c, token, out) && out->account.v == account.v)
            return true;
    return false;
}

/* Its place among the few counts of its account's devices. */
static u64 count_of(ctx *c, id account, id number)
{
    i64 place = (i64)(rate_of_id(c->world, number) % COUNTS_OF_ACCOUNT);

    return rate_of_text(c->world, arena_format(&c->arena, "devices %lld of %lld", (long long)place, (long long)account.v));
}

bool device_known(ctx *c, const struct caller *me, id account, maybe_str given, u64 *who)
{
    struct device d;
    bool known = device_find(c, account, given, &d);

    if (!known && me->account.v != account.v)
        return false;
    *who = count_of(c, account, known ? d.number : me->session);
    return true;
}

/* The tokens of other accounts are kept beside the new one. */
static str cookie_of(ctx *c, id account, maybe_str given, str token)
{
    struct buf cookie = BUF_ON(&c->arena);
    str rest = devices_of(c, given), other;
    struct device d;
    int kept = 1;

    buf_add(&cookie, token);
    for (int i = 0; i < TOKENS_MOST && kept < TOKENS_MOST && str_cut(&rest, '.', &other); i++) {
        if (!device_read(c, other, &d) || d.account.v == account.v)
            continue;
        buf_byte(&cookie, '.');
        buf_add(&cookie, other);
        kept++;
    }
    return buf_str(&cookie);
}

/* A device keeps its number, and with it its count. */
void device_note(ctx *c, id account, maybe_str given, struct secret *cookie)
{
    struct device d;

    if (!device_find(c, account, given, &d))
        d.number = ctx_new_id(c);
    d.account = account;
    d.made_ms = ctx_now(c).ms;
    cookie->hidden = cookie_of(c, account, given, device_write(c, &d));
}
