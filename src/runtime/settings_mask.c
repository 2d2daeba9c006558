/*
 * The printable form of settings, by kind. A secret is never shown. An address is shown
 * without its password, and not at all unless it is well-formed: in a mistyped address
 * there is no knowing where the password ends.
 */
#include "base/arena.h"
#include "base/base64.h"
#include "base/mask.h"
#include "base/str.h"
#include "runtime/settings_own.h"

enum { WORD_MOST = 32, PORT_MOST = 5 };

static const str hidden = S("***");

static bool is_of(char c, const char *more)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(more, c));
}

static bool all_of(str s, const char *more)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_of(s.p[i], more))
            return false;
    return true;
}

static bool is_word(str s, const char *more)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !strchr(more, s.p[i]))
            return false;
    return s.n <= WORD_MOST;
}

str word_shown(str word)
{
    return is_word(word, "-_") ? word : hidden;
}

str setting_name_shown(str name)
{
    return name.n && name.n <= WORD_MOST && all_of(name, "-_") ? name : hidden;
}

/* ---- an address, read strictly ---- */

/* scheme://user:password@host:port,host:port/path?query; missing parts are empty. */
struct address { str scheme, user, password, hosts, rest; bool named; };

static bool host_reads(str host)
{
    str port = host, name;

    if (host.n && host.p[0] == '[') {
        str_cut(&port, ']', &name);
        if (port.p && port.n && port.p[0] != ':')
            return false;
        return all_of(str_from(name, 1), ":.%") && all_of(str_from(port, 1), "") && port.n <= PORT_MOST + 1;
    }
    str_cut(&port, ':', &name);
    for (size_t i = 0; i < port.n; i++)
        if (port.p[i] < '0' || port.p[i] > '9')
            return false;
    return all_of(name, "._%-") && port.n <= PORT_MOST;
}

static bool hosts_read(str hosts)
{
    str host;

    while (str_cut(&hosts, ',', &host))
        if (!host_reads(host))
            return false;
    return true;
}

static size_t authority_end(str s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '/' && s.p[n] != '?')
        n++;
    return n;
}

/* False: it is malformed, and may hold a password anywhere. */
static bool address_read(str text, struct address *out)
{
    ptrdiff_t scheme = str_find(text, S("://"));

    *out = (struct address){0};
    if (scheme <= 0 || !all_of(str_to(text, (size_t)scheme), "+.-"))
        return false;
    out->scheme = str_to(text, (size_t)scheme);
    str rest = str_from(text, (size_t)scheme + 3);
    size_t end = authority_end(rest);
    out->hosts = str_to(rest, end);
    out->rest = str_from(rest, end);
    ptrdiff_t at = str_find_byte(out->hosts, '@');
    if (at >= 0) {
        out->password = str_to(out->hosts, (size_t)at);
        out->hosts = str_from(out->hosts, (size_t)at + 1);
        out->named = str_find_byte(out->password, ':') >= 0;
        if (out->named || !str_starts(out->scheme, S("http")))
            str_cut(&out->password, ':', &out->user);
    }
    return hosts_read(out->hosts) && str_find_byte(out->rest, '@') < 0;
}

bool setting_address_reads(str text)
{
    struct address a;

    return address_read(text, &a);
}

/* ---- shown ---- */

static bool is_secret_key(str key)
{
    return str_find(key, S("pass")) >= 0 || str_find(key, S("secret")) >= 0 || str_find(key, S("token")) >= 0 || str_eq(key, S("key"));
}

/* The query's values whose names say that they are passwords. */
static void query_show(struct buf *b, str rest)
{
    str path, pair;

    buf_add(b, str_cut(&rest, '?', &path) ? path : S(""));
    for (char before = '?'; str_cut(&rest, '&', &pair); before = '&') {
        str value = pair, key;
        buf_byte(b, before);
        bool has = str_find_byte(pair, '=') >= 0;
        str_cut(&value, '=', &key);
        buf_add(b, key);
        if (has) {
            buf_byte(b, '=');
            buf_add(b, is_secret_key(key) ? hidden : value);
        }
    }
}

static void address_show(struct buf *b, str text)
{
    struct address a;

    if (!address_read(text, &a)) {
        buf_add(b, hidden);
        return;
    }
    buf_add(b, a.scheme);
    buf_lit(b, "://");
    buf_add(b, a.user);
    if (a.password.n || a.named)
        buf_add(b, a.user.n || a.named ? S(":***") : hidden);
    if (a.user.n || a.password.n || a.named)
        buf_byte(b, '@');
    buf_add(b, a.hosts);
    query_show(b, a.rest);
}

static void url_show(struct buf *b, str text)
{
    if (str_find(text, S("://")) >= 0)
        address_show(b, text);
    else
        buf_add(b, (str_starts(text, S("file:")) && str_find_byte(text, '@') < 0) || is_word(text, "-_3") ? text : hidden);
}

/* One of a list: an origin, or name=issuer;client_id. */
static void piece_show(struct buf *b, str piece)
{
    ptrdiff_t scheme = str_find(piece, S("://")), equals = str_find_byte(piece, '=');
    size_t named = equals >= 0 && equals < scheme ? (size_t)equals + 1 : 0;
    str rest = str_from(piece, named), url;

    if (scheme < 0 || !is_word(str_to(piece, named), "-_=0123456789")) {
        buf_add(b, is_word(piece, "-.:*0123456789") ? piece : hidden);
        return;
    }
    bool more = str_find_byte(rest, ';') >= 0;
    str_cut(&rest, ';', &url);
    buf_add(b, str_to(piece, named));
    address_show(b, str_trim(url));
    if (more) {
        buf_byte(b, ';');
        buf_add(b, all_of(rest, "._-") ? rest : hidden);
    }
}

static void urls_show(struct buf *b, str text)
{
    str piece;

    for (bool first = true; str_cut(&text, ',', &piece); first = false) {
        if (!first)
            buf_byte(b, ',');
        piece_show(b, str_trim(piece));
    }
}

str setting_shown(struct arena *a, enum setting_kind kind, str text)
{
    struct buf b = BUF_ON(a);

    switch (kind) {
    case SETTING_SECRET:
        return text.n ? hidden : S("");
    case SETTING_URL:
        url_show(&b, text);
        return buf_str(&b);
    case SETTING_URLS:
        urls_show(&b, text);
        return buf_str(&b);
    default:
        return text;
    }
}

/* ---- words that no output may contain ---- */

static int hex_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static str decoded(struct arena *a, str s)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && i + 2 < s.n ? hex_of(s.p[i + 1]) : -1, low = high < 0 ? -1 : hex_of(s.p[i + 2]);
        buf_byte(&b, low < 0 ? s.p[i] : (char)(high << 4 | low));
        i += low < 0 ? 0 : 2;
    }
    return buf_str(&b);
}

static str encoded(struct arena *a, str s)
{
    static const char digits[] = "0123456789ABCDEF";
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < s.n; i++) {
        if (is_of(s.p[i], "-._~")) {
            buf_byte(&b, s.p[i]);
            continue;
        }
        buf_byte(&b, '%');
        buf_byte(&b, digits[(u8)s.p[i] >> 4]);
        buf_byte(&b, digits[(u8)s.p[i] & 15]);
    }
    return buf_str(&b);
}

/* As it is sent to mail servers, which may quote it; without the padding. */
static str base64(struct arena *a, str s)
{
    str text = base64_text(a, s);

    while (str_ends(text, S("=")))
        text.n--;
    return text;
}

static void secret_hide(struct mask *m, struct arena *a, str secret)
{
    str plain = decoded(a, secret);

    mask_add(m, secret);
    mask_add(m, plain);
    mask_add(m, encoded(a, plain));
    mask_add(m, base64(a, plain));
}

/* SASL's PLAIN: both, each after a NUL. */
static str proof_of(struct arena *arena, const struct address *a)
{
    struct buf b = BUF_ON(arena);

    buf_byte(&b, '\0');
    buf_add(&b, decoded(arena, a->user));
    buf_byte(&b, '\0');
    buf_add(&b, decoded(arena, a->password));
    return base64(arena, buf_str(&b));
}

static void url_hide(struct mask *m, struct arena *arena, str text)
{
    struct address a;
    str pair;

    if (!address_read(text, &a)) {
        if (str_find_byte(text, '@') >= 0 || str_find_byte(text, '=') >= 0)
            mask_add(m, text);
        return;
    }
    secret_hide(m, arena, a.password);
    if (a.password.n)
        mask_add(m, proof_of(arena, &a));
    str_cut(&a.rest, '?', &pair);
    while (str_cut(&a.rest, '&', &pair)) {
        str value = pair, key;
        str_cut(&value, '=', &key);
        if (is_secret_key(key))
            secret_hide(m, arena, value);
    }
}

static void urls_hide(struct mask *m, struct arena *a, str text)
{
    str piece;

    while (str_cut(&text, ',', &piece)) {
        ptrdiff_t scheme = str_find(piece, S("://")), equals = str_find_byte(piece, '=');
        str rest = equals >= 0 && equals < scheme ? str_from(piece, (size_t)equals + 1) : piece, url;
        str_cut(&rest, ';', &url);
        url_hide(m, a, str_trim(url));
    }
}

/* A secret may be a list of name=secret. */
static void secrets_hide(struct mask *m, struct arena *a, str text)
{
    str piece;

    secret_hide(m, a, text);
    while (str_cut(&text, ',', &piece)) {
        str secret = str_trim(piece), name;
        secret_hide(m, a, secret);
        if (str_find_byte(secret, '=') >= 0 && str_cut(&secret, '=', &name))
            secret_hide(m, a, str_trim(secret));
    }
}

void settings_hide(const struct settings *s, struct mask *m)
{
    static void (*const hides[])(struct mask *, struct arena *, str) = {
        [SETTING_SECRET] = secrets_hide, [SETTING_URL] = url_hide, [SETTING_URLS] = urls_hide };

    for (size_t i = 0; i < s->count; i++) {
        enum setting_kind kind = s->all[i].is->kind;
        if ((size_t)kind < COUNT(hides) && hides[kind])
            hides[kind](m, s->arena, *(const str *)setting_at(s, (int)i));
    }
}
