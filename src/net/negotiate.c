#include "net/negotiate.h"
#include "base/str.h"

static const str coding_names[CODING_COUNT] = { S("identity"), S("gzip"), S("br") };

str coding_name(enum coding c)
{
    return coding_names[c];
}

/* "0", "0.", "0.123", "1", "1.000": in thousandths, or -1. */
static int weight_read(str s)
{
    int weight = 0, digit = 100;

    if (!s.n || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.'))
        return -1;
    weight = s.p[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < s.n; i++, digit /= 10) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return -1;
        weight += digit * (s.p[i] - '0');
    }
    return weight <= 1000 ? weight : -1;
}

/* Splits "name;a=b;q=0.5": the name, and its weight; a malformed weight counts as 0, so that no client gets what it may have refused. */
static str item_read(str item, int *weight)
{
    str name, parameter;

    *weight = 1000;
    str_cut(&item, ';', &name);
    while (str_cut(&item, ';', &parameter)) {
        parameter = str_trim(parameter);
        if (parameter.n < 2 || (parameter.p[0] | 32) != 'q' || parameter.p[1] != '=')
            continue;
        int w = weight_read(str_from(parameter, 2));
        *weight = w < 0 ? 0 : w;
    }
    return str_trim(name);
}

enum coding negotiate_coding(str accept, u32 have)
{
    int weights[CODING_COUNT] = { -1, -1, -1 }, any = -1, weight;
    enum coding best = CODING_COUNT;
    str item;

    if (!accept.p)
        return have & 1u << CODING_IDENTITY ? CODING_IDENTITY : CODING_COUNT;
    while (str_cut(&accept, ',', &item)) {
        str name = item_read(item, &weight);
        if (str_eq(name, S("*")))
            any = weight;
        for (int c = 0; c < CODING_COUNT; c++)
            if (str_eq_nocase(name, coding_names[c]) || (c == CODING_GZIP && str_eq_nocase(name, S("x-gzip"))))
                weights[c] = weight;
    }
    if (weights[CODING_IDENTITY] < 0)
        weights[CODING_IDENTITY] = any == 0 ? 0 : any > 0 ? any : 1;
    for (int c = 0; c < CODING_COUNT; c++) {
        weight = weights[c] >= 0 ? weights[c] : any > 0 ? any : 0;
        weights[c] = weight;
        if ((have & 1u << c) && weight > 0 && (best == CODING_COUNT || weight >= weights[best]))
            best = (enum coding)c;
    }
    return best;
}

/* How exactly a media range fits: 3 type/subtype, 2 type and a star, 1 two stars, 0 not. */
static int range_fits(str range, str type)
{
    ptrdiff_t slash = str_find_byte(range, '/'), own = str_find_byte(type, '/');

    if (str_eq(range, S("*/*")))
        return 1;
    if (slash < 0 || own < 0 || !str_eq_nocase(str_to(range, (size_t)slash), str_to(type, (size_t)own)))
        return 0;
    if (str_eq(str_from(range, (size_t)slash), S("/*")))
        return 2;
    return str_eq_nocase(range, type) ? 3 : 0;
}

int accept_weight(str accept, str type)
{
    int best = 0, found = 0, weight;
    str item;

    if (!accept.p)
        return 1000;
    while (str_cut(&accept, ',', &item)) {
        int fit = range_fits(item_read(item, &weight), type);
        if (fit > best)
            best = fit, found = weight;
    }
    return found;
}

bool accept_prefers(str accept, str type, str to)
{
    str rest = accept, one, name;
    bool named = false;

    while (str_cut(&rest, ',', &one) && str_cut(&one, ';', &name))
        named |= str_eq_nocase(str_trim(name), type);
    int weight = named ? accept_weight(accept, type) : 0;
    return weight > 0 && weight >= accept_weight(accept, to);
}

static bool digits(str s, i64 *out)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    if (!str_to_i64(s, out))
        *out = INT64_MAX;            /* more digits than any file has octets */
    return s.n > 0;
}

/* One range: false when malformed. An unsatisfiable one gets the length 0. */
static bool one_range(str spec, i64 size, struct range *out)
{
    ptrdiff_t dash = str_find_byte(spec, '-');
    i64 from, last = INT64_MAX;

    if (dash < 0)
        return false;
    str head = str_to(spec, (size_t)dash), tail = str_from(spec, (size_t)dash + 1);
    if (!head.n) {
        if (!digits(tail, &last))
            return false;
        from = last < size ? size - last : 0;
        *out = (struct range){ from, last ? size - from : 0 };
        return true;
    }
    if (!digits(head, &from) || (tail.n && !digits(tail, &last)) || last < from)
        return false;
    if (last >= size)
        last = size - 1;
    *out = (struct range){ from, from < size ? last - from + 1 : 0 };
    return true;
}

enum range_verdict range_read(str field, i64 size, struct range out[RANGES_MOST], int *n)
{
    i64 asked = 0;
    bool any = false;
    str spec;

    *n = 0;
    if (field.n < 6 || !str_eq_nocase(str_to(field, 6), S("bytes=")))
        return RANGE_NONE;
    field = str_from(field, 6);
    while (str_cut(&field, ',', &spec)) {
        struct range r;
        spec = str_trim(spec);
        if (!spec.n)
            continue;
        if (!one_range(spec, size, &r))
            return RANGE_NONE;
        any = true;
        if (!r.length)
            continue;
        if (*n == RANGES_MOST || r.length > size - asked)
            return RANGE_NONE;
        asked += r.length;
        out[(*n)++] = r;
    }
    return *n ? RANGE_GOOD : any ? RANGE_UNSATISFIABLE : RANGE_NONE;
}

static str opaque(str tag, bool *weak)
{
    *weak = str_starts(tag, S("W/"));
    return *weak ? str_from(tag, 2) : tag;
}

/* The next entity tag of a list; there may be commas within the quotes. False at the end, or where it is malformed. */
static bool tag_next(str *list, str *tag)
{
    while (list->n && (list->p[0] == ' ' || list->p[0] == '\t' || list->p[0] == ','))
        *list = str_from(*list, 1);
    size_t open = str_starts(*list, S("W/")) ? 2 : 0;
    if (list->n <= open || list->p[open] != '"')
        return false;
    ptrdiff_t close = str_find_byte(str_from(*list, open + 1), '"');
    if (close < 0)
        return false;
    *tag = str_to(*list, open + (size_t)close + 2);
    *list = str_from(*list, tag->n);
    return true;
}

bool etag_listed(str list, str etag, bool weak)
{
    bool own_weak, other_weak;
    str own = opaque(etag, &own_weak), tag;

    if (str_eq(str_trim(list), S("*")))
        return true;
    while (tag_next(&list, &tag)) {
        str other = opaque(tag, &other_weak);
        if (str_eq(own, other) && (weak || (!own_weak && !other_weak)))
            return true;
    }
    return false;
}
