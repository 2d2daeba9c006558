#include "text/query.h"
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "text/facets.h"
#include "text/phrase.h"
#include "text/runes.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

struct reader { struct arena *arena; struct query *query; bool plain; };        /* plain: words and phrases alone */

static void term_add(struct arena *a, struct query *q, struct query_term term)
{
    if (q->n == q->room) {
        q->room = q->room ? 2 * q->room : 8;
        struct query_term *terms = arena_array(a, struct query_term, q->room);
        if (q->n)
            memcpy(terms, q->terms, q->n * sizeof *terms);
        q->terms = terms;
    }
    q->terms[q->n++] = term;
}

void query_label(struct arena *a, struct query *q, str label, bool negated)
{
    term_add(a, q, (struct query_term){ .kind = QUERY_LABEL, .negated = negated, .label = label });
}

static struct query_term labels_term(struct arena *a, strs labels)
{
    struct query_term term = { .kind = QUERY_PHRASE, .ways = arena_array(a, struct phrase, labels.n), .n = labels.n };

    for (size_t i = 0; i < labels.n; i++)
        term.ways[i] = (struct phrase){ { labels.at + i, 1 }, false };
    return term;
}

void query_any(struct arena *a, struct query *q, strs labels)
{
    term_add(a, q, labels_term(a, labels));
}

void query_leave(struct arena *a, struct query *q, strs labels, strs unless)
{
    struct query_term term = labels_term(a, labels);

    term.negated = true;
    term.unless = unless;
    term_add(a, q, term);
}

/* A text of nothing but punctuation asks for nothing. */
static void phrase_read(struct reader *r, str text, bool negated)
{
    struct query_term term = { .kind = QUERY_PHRASE, .negated = negated };

    phrase_ways(r->arena, text, &term.ways, &term.n);
    if (term.n)
        term_add(r->arena, r->query, term);
}

/* ---- what stands before a colon ---- */

static bool is_name(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '_' && ((u8)s.p[i] >= 0x80 || !rune_is_alnum((u8)s.p[i])))
            return false;
    return s.n != 0;
}

static bool from_read(struct reader *r, str value, bool negated)
{
    bool mine = str_eq_nocase(value, S("me"));

    if (str_starts(value, S("@")))
        value = str_from(value, 1);
    if (!is_name(value))
        return false;
    term_add(r->arena, r->query, (struct query_term){ .kind = mine ? QUERY_MINE : QUERY_FROM, .negated = negated, .name = value });
    return true;
}

/* A day, or a moment: where it begins, and where what comes after it does. */
static bool time_read(struct arena *a, str value, when *begin, when *end)
{
    bool day = value.n == 10;

    if (!time_parse_rfc3339(day ? arena_format(a, STR_FMT "T00:00:00Z", STR_ARG(value)) : value, begin))
        return false;
    end->ms = begin->ms + (day ? DAY_MS : 1);
    return true;
}

static void until(struct query *q, when t) { q->until.ms = t.ms < q->until.ms ? t.ms : q->until.ms; }
static void from(struct query *q, when t) { q->from.ms = t.ms > q->from.ms ? t.ms : q->from.ms; }

static bool before_read(struct reader *r, str value, bool negated)
{
    when begin, end;

    if (!time_read(r->arena, value, &begin, &end))
        return false;
    (negated ? from : until)(r->query, begin);
    return true;
}

static bool after_read(struct reader *r, str value, bool negated)
{
    when begin, end;

    if (!time_read(r->arena, value, &begin, &end))
        return false;
    (negated ? until : from)(r->query, end);
    return true;
}

static bool has_read(struct reader *r, str value, bool negated)
{
    static const struct { const char *word; enum query_has what; } words[] = {
        { "media", QUERY_MEDIA }, { "link", QUERY_LINK }, { "poll", QUERY_POLL },
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_eq_nocase(value, str_of(words[i].word))) {
            *(negated ? &r->query->lacks : &r->query->has) |= words[i].what;
            return true;
        }
    }
    return false;
}

static const struct key { const char *name; bool (*read)(struct reader *, str value, bool negated); } keys[] = {
    { "from:", from_read }, { "before:", before_read }, { "after:", after_read }, { "has:", has_read },
};

/* ---- a part of the question ---- */

/* Without white space and quotation marks. False: its value is malformed or unknown. */
static bool part_read(struct reader *r, str part, bool negated)
{
    str name;

    for (const struct key *k = keys; k < keys + COUNT(keys) && !r->plain; k++) {
        size_t n = strlen(k->name);
        if (part.n >= n && str_eq_nocase(str_to(part, n), str_of(k->name)))
            return k->read(r, str_from(part, n), negated);
    }
    if (!r->plain && str_starts(part, S("#")) && tag_fold(r->arena, part, &name))
        term_add(r->arena, r->query, (struct query_term){ .kind = QUERY_TAG, .negated = negated, .name = name });
    else
        phrase_read(r, part, negated);
    return true;
}

/* The part up to white space or a quotation mark. */
static size_t part_length(str s)
{
    size_t at = 0, n;
    u32 rune;

    while ((n = utf8_decode(str_from(s, at), &rune)) && rune != '"' && !rune_is_space(rune))
        at += n;
    return at;
}

static str quoted(str *rest)
{
    ptrdiff_t end = str_find_byte(str_from(*rest, 1), '"');
    str text = str_from(*rest, 1);

    if (end < 0) {
        *rest = S("");
        return text;
    }
    *rest = str_from(text, (size_t)end + 1);
    return str_to(text, (size_t)end);
}

static bool next_read(struct reader *r, str *rest)
{
    bool negated = str_starts(*rest, S("-"));

    *rest = str_from(*rest, negated);
    if (str_starts(*rest, S("\""))) {
        phrase_read(r, quoted(rest), negated);
        return true;
    }
    str part = str_to(*rest, part_length(*rest));
    *rest = str_from(*rest, part.n);
    r->query->wrong = part;
    return part_read(r, part, negated);
}

static str without_space(str s)
{
    size_t n;
    u32 rune;

    while ((n = utf8_decode(s, &rune)) && rune_is_space(rune))
        s = str_from(s, n);
    return n ? s : S("");
}

static bool finds_something(const struct query *q)
{
    for (size_t i = 0; i < q->n; i++)
        if (!q->terms[i].negated)
            return true;
    return false;
}

static enum query_verdict all_read(struct reader *r, str q)
{
    *r->query = (struct query){ .from = { INT64_MIN }, .until = { INT64_MAX } };
    while ((q = without_space(q)).n)
        if (!next_read(r, &q))
            return QUERY_WRONG;
    r->query->wrong = S("");
    return finds_something(r->query) ? QUERY_FINE : QUERY_WIDE;
}

enum query_verdict query_read(struct arena *a, str q, struct query *out)
{
    return all_read(&(struct reader){ .arena = a, .query = out }, q);
}

enum query_verdict query_read_words(struct arena *a, str q, struct query *out)
{
    return all_read(&(struct reader){ .arena = a, .query = out, .plain = true }, q);
}

bool query_before(struct arena *a, struct query *q, str value)
{
    return before_read(&(struct reader){ .arena = a, .query = q }, value, false);
}

bool query_after(struct arena *a, struct query *q, str value)
{
    return after_read(&(struct reader){ .arena = a, .query = q }, value, false);
}
