/*
 * The site of passkeys: the domain that they belong to, and the pages that may use
 * them. Both are this server's own, as its clients see it; a website that is
 * elsewhere is named by settings.
 */
#include "base/str.h"
#include "domain/factor/factor_own.h"
#include "runtime/settings.h"

/* As a browser writes an origin: in lower case, without the scheme's default port. */
static str as_browsers_write(struct arena *a, str origin)
{
    char *at = arena_alloc(a, origin.n + 1, 1);

    for (size_t i = 0; i < origin.n; i++)
        at[i] = (char)(origin.p[i] >= 'A' && origin.p[i] <= 'Z' ? origin.p[i] | 0x20 : origin.p[i]);
    str low = { at, origin.n };
    if (str_starts(low, S("https://")) && str_ends(low, S(":443")))
        return str_to(low, low.n - 4);
    return str_starts(low, S("http://")) && str_ends(low, S(":80")) ? str_to(low, low.n - 3) : low;
}

static str host_of(str origin)
{
    str host = str_from(origin, (size_t)(str_find(origin, S("://")) + 3));
    ptrdiff_t end = host.n && host.p[0] == '[' ? str_find_byte(host, ']') + 1 : str_find_byte(host, ':');

    return end > 0 ? str_to(host, (size_t)end) : host;
}

static strs origins_of(ctx *c, str own)
{
    str rest = factor_settings(c->world->settings)->webauthn_origins, piece;
    strs all = { arena_array(&c->arena, str, rest.n / 2 + 2), 1 };

    all.at[0] = own;
    while (str_cut(&rest, ',', &piece)) {
        str origin = str_trim(piece);
        if (origin.n)
            all.at[all.n++] = str_starts(origin, S("http")) ? as_browsers_write(&c->arena, origin) : origin;
    }
    return all;
}

/* ---- what an operator wrote ---- */

static bool domain_valid(str s)
{
    bool good = s.n && s.p[0] != '.' && s.p[s.n - 1] != '.';

    for (size_t i = 0; good && i < s.n; i++)
        good = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' || s.p[i] == '.';
    return good;
}

/* As a browser writes it, or an app ("android:apk-key-hash:..."): a scheme, and for a website nothing after its host. */
static bool origin_valid(str s)
{
    ptrdiff_t colon = str_find_byte(s, ':');
    bool good = colon > 0 && (size_t)colon + 1 < s.n;

    for (size_t i = 0; good && i < s.n; i++)
        good = s.p[i] > ' ' && s.p[i] < 0x7f && s.p[i] != '"';
    if (!good || !str_starts(s, S("http")))
        return good;
    str host = str_starts(s, S("http://")) ? str_from(s, 7) : str_starts(s, S("https://")) ? str_from(s, 8) : S("");
    return host.n && str_find_byte(host, '/') < 0;
}

err site_settings_check(const struct settings *all, struct failure *failure)
{
    const struct factor_settings *s = factor_settings(all);
    str rest = s->webauthn_origins, piece;

    if (s->webauthn_domain.n && !domain_valid(s->webauthn_domain))
        return failure_with(failure, ERR_INVALID, "webauthn_domain: \"" STR_FMT "\" is not a domain such as example.org.",
                            STR_ARG(s->webauthn_domain));
    while (str_cut(&rest, ',', &piece))
        if (str_trim(piece).n && !origin_valid(str_trim(piece)))
            return failure_with(failure, ERR_INVALID, "webauthn_origins: \"" STR_FMT "\" is not an origin such as https://www.example.org.",
                                STR_ARG(setting_shown(failure->arena, SETTING_URLS, str_trim(piece))));
    return OK;
}

/* ---- the site of a request ---- */

err site_of(ctx *c, struct site *out)
{
    str own = as_browsers_write(&c->arena, ctx_request(c)->origin), domain = factor_settings(c->world->settings)->webauthn_domain;

    if (str_find(own, S("://")) < 0)
        return fail_with(c, ERR_MALFORMED, "The request does not say by which name it reached this server.");
    *out = (struct site){ domain.n ? domain : host_of(own), origins_of(c, own) };
    return OK;
}
