/*
 * Stand-ins: hashes to compare a password with if no account has the name, or the account
 * has no password. That takes as long as with a real one, even after the way of hashing
 * was changed and accounts change over one by one as they sign in: each name has a fixed
 * place among all accounts, by a keyed hash, and gets the kind that is at that place when
 * they are ordered by kind, with the settings' kind last. So stand-ins are of each kind
 * as often as accounts are; one name always gets the same, and changes over once, to the
 * newer kind, as an account does.
 *
 * The kinds are counted now and then: more often the less that costs.
 */
#include "base/buf.h"
#include "base/time.h"
#include "crypto/password.h"
#include "domain/signin/signin_own.h"
#include "ports/cache.h"
#include "ports/secrets.h"
#include "runtime/settings.h"

enum { LEAST_MS = 1000, MOST_MS = 600 * 1000, KEPT_MS = 24 * 3600 * 1000, COUNTING_MS = 30 * 1000, SHARE = 600, CACHE_LEAST = 1 << 20,
       PLACE_BITS = 32 };

#define KINDS_KEY S("kinds of password hashes")
#define STATE_KEY S("kinds of password hashes, state")       /* COUNTED: recently enough; COUNTING: it is under way */
#define COUNTED S("counted")
#define COUNTING S("counting")

/* "7 $2b$12$", a line for each. */
static str kinds_write(ctx *c, const hash_kind_page *page)
{
    struct buf text = BUF_ON(&c->arena);

    for (size_t i = 0; i < page->n; i++)
        buf_format(&text, "%lld " STR_FMT "\n", (long long)page->at[i].accounts, STR_ARG(page->at[i].kind));
    return buf_str(&text);
}

static err kinds_count(ctx *c, str *out)
{
    hash_kind_page page;
    i64 began = mono_us();

    cache_put(c, STATE_KEY, COUNTING, COUNTING_MS);
    TRY(account_hash_kinds(c, &page));
    i64 keep = (mono_us() - began) * SHARE / 1000;
    *out = kinds_write(c, &page);
    cache_put(c, KINDS_KEY, *out, KEPT_MS);
    cache_put(c, STATE_KEY, COUNTED, keep < LEAST_MS ? LEAST_MS : keep > MOST_MS ? MOST_MS : keep);
    return OK;
}

/*
 * One fiber counts, and the others use the previous counts. Without a cache to keep them in, counting would cost each
 * sign-in a read of all accounts.
 */
static err kinds_know(ctx *c, str *out)
{
    str state;

    *out = S("");
    if (c->world->settings->cache_size < CACHE_LEAST)
        return OK;
    bool known = cache_get(c, KINDS_KEY, out);
    if (cache_get(c, STATE_KEY, &state) && (known || str_eq(state, COUNTING)))
        return OK;
    return kinds_count(c, out);
}

static bool kind_next(str *rest, struct hash_kind *out)
{
    str line, number;

    if (!rest->n || !str_cut(rest, '\n', &line) || !str_cut(&line, ' ', &number))
        return false;
    out->kind = line;
    return str_to_i64(number, &out->accounts);
}

/* In [0, 2^32): this name's place among all. */
static u64 place_of(ctx *c, str name)
{
    u8 mac[32];
    u64 place = 0;

    secrets_mac(c->world->secrets, S("stand-in of a name"), name, mac);
    for (int i = 0; i < PLACE_BITS / 8; i++)
        place = place << 8 | mac[i];
    return place;
}

static bool is_current(ctx *c, const struct password_policy *p, str kind, str *dummy, bool *known)
{
    *known = password_dummy_like(&c->arena, kind, dummy);
    return *known && !password_outdated(*dummy, p);
}

/* The outdated kind at the place `at`, if it is one: outdated kinds come first. */
static str outdated_at(ctx *c, const struct password_policy *p, str kinds, u64 place)
{
    str rest = kinds, dummy;
    struct hash_kind k;
    bool known;
    u64 all = 0, before = 0;

    while (kind_next(&rest, &k))
        all += (u64)k.accounts;
    for (rest = kinds; kind_next(&rest, &k);) {
        if (is_current(c, p, k.kind, &dummy, &known) || !known)
            continue;
        before += (u64)k.accounts;
        if (place * all < before << PLACE_BITS)
            return dummy;
    }
    return S("");
}

err stand_in(ctx *c, const struct password_policy *p, str name, str *out)
{
    str kinds;

    TRY(kinds_know(c, &kinds));
    *out = outdated_at(c, p, kinds, place_of(c, name));
    if (!out->n)
        *out = password_dummy(&c->arena, p);
    return OK;
}
