#include "text/facets.h"
#include <stdlib.h>
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/runes.h"
#include "text/tag.h"

struct scan {
    struct arena *arena;
    str text;
    size_t at;                       /* the byte to look at */
    i64 n;                           /* characters before it */
    struct facets *out;
};

/* ---- lists that grow ---- */

/* Room for one more of an array that doubles whenever its length is a power of two. */
static void *grown(struct arena *a, void *at, size_t n, size_t size)
{
    if (n && (n < 4 || (n & (n - 1))))
        return at;
    void *more = arena_alloc(a, (n ? 2 * n : 4) * size, _Alignof(max_align_t));
    if (n)
        memcpy(more, at, n * size);
    return more;
}

#define APPEND(a, page, ...)                                                             \
    do {                                                                                 \
        (page)->at = grown(a, (page)->at, (page)->n, sizeof *(page)->at);                \
        (page)->at[(page)->n++] = (typeof(*(page)->at)){ __VA_ARGS__ };                  \
    } while (0)

/* Goes past `n` bytes, and returns how many characters these are. */
static i64 pass(struct scan *s, size_t n)
{
    i64 characters = (i64)utf8_length((str){ s->text.p + s->at, n });

    s->at += n;
    s->n += characters;
    return characters;
}

/* ---- links ---- */

static size_t scheme_length(str s)
{
    if (s.n >= 7 && str_eq_nocase(str_to(s, 7), S("http://")))
        return 7;
    return s.n >= 8 && str_eq_nocase(str_to(s, 8), S("https://")) ? 8 : 0;
}

static bool is_trailing(u32 rune) { return rune < 0x80 && rune && strchr(".,;:!?')]", (int)rune); }
static bool ends_link(u32 rune) { return rune == '<' || rune == '>' || rune == '"' || rune_is_space(rune); }

/* The bytes of the link that begins at `at`, however long; 0: there is none. */
static size_t link_length(str text, size_t at)
{
    str s = str_from(text, at);
    size_t scheme = scheme_length(s), end = scheme, open = 0, n;
    u32 rune;

    if (!scheme || rune_is_alnum(rune_before(text, at)))
        return 0;
    for (size_t i = scheme; (n = utf8_decode(str_from(s, i), &rune)) && !ends_link(rune); i += n) {
        bool closes = rune == ')' && open;
        open = open + (rune == '(') - closes;
        if (closes || !is_trailing(rune))
            end = i + n;
    }
    return end > scheme ? end : 0;
}

/* A link that is too long, or one too many, is not given, but nothing is found inside it either. */
static bool link_take(struct scan *s)
{
    size_t n = link_length(s->text, s->at);
    str url = { s->text.p + s->at, n };
    i64 start = s->n;

    if (!n)
        return false;
    if (pass(s, n) <= LINK_MOST && s->out->links.n < FACETS_MOST)
        APPEND(s->arena, &s->out->links, url, start, s->n);
    return true;
}

/* Whether a link begins inside the word of these bytes: then the word's end is its scheme. */
static bool runs_into_link(str text, size_t from, size_t n)
{
    size_t end = from + n;

    if (!str_starts(str_from(text, end), S("://")))
        return false;
    return (n >= 4 && link_length(text, end - 4)) || (n >= 5 && link_length(text, end - 5));
}

/* ---- mentions ---- */

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool bars_mention(u32 before)
{
    return before == '_' || before == '@' || before == '/' || before == '.' || rune_is_alnum(before);
}

static bool mention_take(struct scan *s)
{
    str rest = str_from(s->text, s->at + 1);
    i64 start = s->n;
    size_t n = 0;

    while (n < rest.n && in_name(rest.p[n]))
        n++;
    if (n < MENTION_LEAST || n > MENTION_MOST || (n < rest.n && rest.p[n] == '@'))
        return false;
    if (bars_mention(rune_before(s->text, s->at)) || runs_into_link(s->text, s->at + 1, n))
        return false;
    pass(s, n + 1);
    APPEND(s->arena, &s->out->mentions, str_to(rest, n), start, s->n);
    return true;
}

static int names_cmp(const void *a, const void *b) { return str_cmp(*(const str *)a, *(const str *)b); }

static str small_letters(struct arena *a, str name)
{
    char *to = arena_alloc(a, name.n, 1);

    for (size_t i = 0; i < name.n; i++)
        to[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] | 32) : name.p[i];
    return (str){ to, name.n };
}

void facets_names(struct arena *a, const struct facets *f, strs *out)
{
    size_t n = 0;

    *out = (strs){ arena_array(a, str, f->mentions.n), f->mentions.n };
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = small_letters(a, f->mentions.at[i].name);
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, names_cmp);
    for (size_t i = 0; i < out->n; i++)
        if (!n || !str_eq(out->at[n - 1], out->at[i]))
            out->at[n++] = out->at[i];
    out->n = n;
}

/* ---- tags ---- */

static bool bars_tag(u32 before)
{
    return before == '_' || before == '#' || before == '/' || before == '&' || rune_is_alnum(before);
}

static bool tag_take(struct scan *s)
{
    str rest = str_from(s->text, s->at + 1), name;
    size_t n = tag_run(rest);
    i64 start = s->n;

    if (!n || bars_tag(rune_before(s->text, s->at)) || runs_into_link(s->text, s->at + 1, n))
        return false;
    if (s->out->tags.n == FACETS_MOST || !tag_name(s->arena, str_to(rest, n), &name))
        return false;
    pass(s, n + 1);
    APPEND(s->arena, &s->out->tags, name, str_to(rest, n), start, s->n);
    return true;
}

/* ---- all of them ---- */

static bool facet_take(struct scan *s)
{
    switch (s->text.p[s->at]) {
    case '@': return mention_take(s);
    case '#': return tag_take(s);
    case 'h':
    case 'H': return link_take(s);
    default: return false;
    }
}

void facets_find(struct arena *a, str text, struct facets *out)
{
    struct scan s = { .arena = a, .text = text, .out = out };

    *out = (struct facets){0};
    while (s.at < text.n) {
        if (facet_take(&s))
            continue;
        s.n += ((u8)text.p[s.at] & 0xc0) != 0x80;
        s.at++;
    }
}
