#include "net/cookie.h"
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "net/http1/head.h"

bool cookie_value_fits(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c <= ' ' || c > '~' || c == '"' || c == ',' || c == ';' || c == '\\')
            return false;
    }
    return true;
}

static str unquoted(str s)
{
    bool quoted = s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';

    return quoted ? (str){ s.p + 1, s.n - 2 } : s;
}

/* A semicolon ends a pair even inside quotes: browsers do the same, and nothing can hide there. */
bool cookie_next(str *rest, str *name, str *value, bool *ok)
{
    str pair;

    if (!str_cut(rest, ';', &pair))
        return false;
    pair = str_trim(pair);
    ptrdiff_t is = str_find_byte(pair, '=');
    *name = is < 0 ? pair : str_to(pair, (size_t)is);
    *value = is < 0 ? S("") : str_from(pair, (size_t)is + 1);
    *ok = is > 0 && token_valid(*name) && cookie_value_fits(unquoted(*value)) && name->n + value->n <= COOKIE_MOST;
    return true;
}

/* What is known of a name so far. */
struct sighting { str value; bool seen, doubtful; };

static void cookie_look(struct sighting *so_far, str header_value, str wanted)
{
    str name, value;
    bool ok;

    while (cookie_next(&header_value, &name, &value, &ok)) {
        /* A name with white space around it is not valid, but some programs would trim it. */
        if (!str_eq(str_trim(name), wanted))
            continue;
        value = unquoted(value);
        so_far->doubtful |= !ok || (so_far->seen && !str_eq(so_far->value, value));
        so_far->seen = true;
        so_far->value = value;
    }
}

static bool found(const struct sighting *all, str *value)
{
    if (!all->seen || all->doubtful)
        return false;
    *value = all->value;
    return true;
}

bool cookie_find(str header_value, str name, str *value)
{
    struct sighting all = {0};

    cookie_look(&all, header_value, name);
    return found(&all, value);
}

bool request_cookie(const struct exchange *e, str name, str *value)
{
    struct sighting all = {0};

    for (size_t i = 0; i < e->header_count; i++)
        if (str_eq(e->headers[i].name, S("cookie")))
            cookie_look(&all, e->headers[i].value, name);
    return found(&all, value);
}

/* ---- setting one ---- */

/* A cookie that a browser would drop silently is a bug of the caller. */
static bool may_be_set(const struct cookie *c)
{
    bool to_host = str_starts(c->name, S("__Host-")), marked = to_host || str_starts(c->name, S("__Secure-"));

    if (!token_valid(c->name) || !cookie_value_fits(c->value) || c->name.n + c->value.n > COOKIE_MOST)
        return false;
    if (!str_starts(c->path, S("/")) || !cookie_value_fits(c->path) || c->max_age < COOKIE_OF_SESSION)
        return false;
    if ((marked || c->same_site == SAME_SITE_NONE) && !c->secure)
        return false;
    return !to_host || str_eq(c->path, S("/"));
}

void cookie_line(struct buf *b, const struct cookie *c)
{
    static const str sites[] = { [SAME_SITE_LAX] = S("Lax"), [SAME_SITE_STRICT] = S("Strict"), [SAME_SITE_NONE] = S("None") };

    assert(may_be_set(c));
    buf_add(b, c->name);
    buf_byte(b, '=');
    buf_add(b, c->value);
    buf_lit(b, "; Path=");
    buf_add(b, c->path);
    if (c->max_age != COOKIE_OF_SESSION) {
        buf_lit(b, "; Max-Age=");
        buf_i64(b, c->max_age);
    }
    if (c->secure)
        buf_lit(b, "; Secure");
    if (c->http_only)
        buf_lit(b, "; HttpOnly");
    buf_lit(b, "; SameSite=");
    buf_add(b, sites[c->same_site]);
}

void reply_cookie(struct exchange *e, const struct cookie *c)
{
    struct buf line = BUF_ON(&e->c->arena);

    cookie_line(&line, c);
    reply_header(e, S("set-cookie"), buf_str(&line));
}
