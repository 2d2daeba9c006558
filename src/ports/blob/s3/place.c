#include "ports/blob/s3/place.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "ports/blob/s3/sign.h"

static err wrong(struct failure *failure, const char *name, const char *what)
{
    return failure_with(failure, ERR_INVALID, "%s: %s.", name, what);
}

static bool of_chars(str s, const char *marks)
{
    for (size_t i = 0; i < s.n; i++) {
        char low = s.p[i] | 0x20;
        if (!(low >= 'a' && low <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && str_find_byte(str_of(marks), s.p[i]) < 0)
            return false;
    }
    return s.n > 0;
}

/* ---- its query ---- */

static bool option_take(struct s3_place *p, str name, str value)
{
    if (str_eq(name, S("region")) && of_chars(value, "-_"))
        p->region = value;
    else if (str_eq(name, S("style")) && (str_eq(value, S("path")) || str_eq(value, S("host"))))
        p->by_host = str_eq(value, S("host"));
    else if (str_eq(name, S("tls")) && (str_eq(value, S("on")) || str_eq(value, S("off"))))
        p->tls = str_eq(value, S("on"));
    else
        return false;
    return true;
}

static bool options_take(struct s3_place *p, str query)
{
    str piece;

    while (query.n && str_cut(&query, '&', &piece)) {
        ptrdiff_t at = str_find_byte(piece, '=');
        if (at < 0 || !option_take(p, str_to(piece, (size_t)at), str_from(piece, (size_t)at + 1)))
            return false;
    }
    return true;
}

/* ---- its server ---- */

/* A name or an address, in brackets if it has colons, and perhaps a port. */
static bool server_good(str server, str *port)
{
    ptrdiff_t end = str_starts(server, S("[")) ? str_find_byte(server, ']') : -1, colon;
    str host, after;
    i64 number;

    if (end > 0) {
        host = str_from(str_to(server, (size_t)end), 1);
        after = str_from(server, (size_t)end + 1);
    } else {
        colon = str_find_byte(server, ':');
        host = colon < 0 ? server : str_to(server, (size_t)colon);
        after = colon < 0 ? S("") : str_from(server, (size_t)colon);
    }
    *port = str_from(after, 1);
    bool with_port = str_starts(after, S(":")) && str_to_i64(*port, &number) && number >= 1 && number <= 65535;
    return of_chars(host, end > 0 ? ":." : ".-_") && (!after.n || with_port);
}

static void server_set(struct failure *failure, struct s3_place *p, str server, str port)
{
    str standard = p->tls ? S("443") : S("80");
    str shown = str_eq(port, standard) ? str_to(server, server.n - port.n - 1) : server;

    p->host = p->by_host ? arena_format(failure->arena, STR_FMT "." STR_FMT, STR_ARG(p->bucket), STR_ARG(shown)) : shown;
    p->origin = arena_format(failure->arena, "%s://" STR_FMT, p->tls ? "https" : "http", STR_ARG(p->host));
}

static str lowered(struct arena *a, str s)
{
    str out = arena_copy(a, s);

    for (size_t i = 0; i < out.n; i++)
        if (out.p[i] >= 'A' && out.p[i] <= 'Z')
            ((char *)out.p)[i] |= 0x20;
    return out;
}

/* ---- all of it ---- */

static void path_split(struct failure *failure, struct s3_place *p, str path)
{
    ptrdiff_t slash = str_find_byte(path, '/');

    p->bucket = slash < 0 ? path : str_to(path, (size_t)slash);
    p->prefix = slash < 0 ? S("") : str_from(path, (size_t)slash + 1);
    while (str_ends(p->prefix, S("/")))
        p->prefix.n--;
    if (p->prefix.n)
        p->prefix = arena_format(failure->arena, STR_FMT "/", STR_ARG(p->prefix));
}

err s3_place_read(struct failure *failure, str setting, struct s3_place *out)
{
    str rest = arena_copy(failure->arena, str_from(setting, sizeof "s3://" - 1)), query = S(""), port;
    ptrdiff_t mark = str_find_byte(rest, '?');

    *out = (struct s3_place){ .region = S("us-east-1"), .tls = true };
    if (mark >= 0) {
        query = str_from(rest, (size_t)mark + 1);
        rest = str_to(rest, (size_t)mark);
    }
    ptrdiff_t slash = str_find_byte(rest, '/');
    str server = lowered(failure->arena, slash < 0 ? rest : str_to(rest, (size_t)slash));
    if (!options_take(out, query))
        return wrong(failure, "blob", "after ? only region=WORD, style=path or host, and tls=on or off may follow, with & between them");
    if (str_find_byte(server, '@') >= 0)
        return wrong(failure, "blob", "the keys do not belong into the address; they are the settings blob_key and blob_secret");
    if (!server_good(server, &port))
        return wrong(failure, "blob", "this is not an address such as s3://HOST:PORT/BUCKET/PREFIX?region=us-east-1&style=path&tls=on");
    path_split(failure, out, slash < 0 ? S("") : str_from(rest, (size_t)slash + 1));
    if (!of_chars(out->bucket, ".-_"))
        return wrong(failure, "blob", "the bucket is missing: s3://HOST/BUCKET");
    if (out->prefix.n && !of_chars(out->prefix, "/.-_"))
        return wrong(failure, "blob", "a prefix consists of letters, digits, and / . - _");
    server_set(failure, out, server, port);
    return OK;
}

err s3_place_public(struct failure *failure, str setting, struct s3_place *p)
{
    bool tls = str_starts(setting, S("https://"));
    str server = lowered(failure->arena, str_from(setting, tls ? 8 : 7)), port;

    while (str_ends(server, S("/")))
        server.n--;
    if ((!tls && !str_starts(setting, S("http://"))) || !server_good(server, &port))
        return wrong(failure, "blob_public_url", "this is not https://HOST or https://HOST:PORT, without a path");
    p->tls = tls;
    server_set(failure, p, server, port);
    return OK;
}

str s3_path(struct arena *a, const struct s3_place *p, str key)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "/");
    if (!p->by_host)
        buf_add(&b, p->bucket);
    if (key.n) {
        buf_add(&b, p->by_host ? S("") : S("/"));
        s3_encode(&b, p->prefix, true);
        s3_encode(&b, key, true);
    }
    return buf_str(&b);
}
