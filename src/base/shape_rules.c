#include "base/shape_rules.h"
#include <math.h>
#include <stdlib.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"

PROBLEMS_DEFINE(base_problems, BASE_PROBLEMS)

static void place_print(struct buf *b, const struct place *p)
{
    if (p->above)
        place_print(b, p->above);
    if (!p->name) {
        buf_format(b, "[%zu]", p->index);
        return;
    }
    if (b->n)
        buf_byte(b, '.');
    buf_add(b, str_of(p->name));
}

static str place_text(const struct findings *f, const struct place *place)
{
    struct buf path = BUF_ON(f->failure->arena);

    if (place)
        place_print(&path, place);
    return buf_str(&path);
}

void finding(struct findings *f, const struct place *place, const struct problem *p)
{
    if (f->n++ < FINDINGS_MOST)
        (void)failure_field(f->failure, place_text(f, place), p);
}

void finding_saying(struct findings *f, const struct place *place, const struct problem *p, const char *detail, ...)
{
    va_list args;

    if (f->n++ >= FINDINGS_MOST)
        return;
    va_start(args, detail);
    str sentence = arena_vformat(f->failure->arena, detail, args);
    va_end(args);
    (void)failure_field_saying(f->failure, place_text(f, place), p, STR_FMT, STR_ARG(sentence));
}

/* Bounds as the table states them: none where both are 0, no upper one where only a positive lower one is given. */
static bool has_most(const struct field *f)
{
    return f->max || f->min < 0;
}

static i64 most_or(const struct field *f, i64 standard)
{
    return has_most(f) ? f->max : standard;
}

i64 elements_most(const struct field *f)
{
    return most_or(f, ELEMENTS_MOST);
}

i64 text_most(const struct field *f)
{
    return most_or(f, TEXT_MOST);
}

static const char *plural(i64 n)
{
    return n == 1 ? "" : "s";
}

static void check_length(struct findings *found, const struct place *place, const struct field *f, i64 n, i64 most,
                         const char *what)
{
    if (n < f->min && n == 0 && f->min == 1)
        finding_saying(found, place, &too_short, "This must not be empty.");
    else if (n < f->min)
        finding_saying(found, place, &too_short, "This must have at least %lld %s%s.", (long long)f->min, what,
                plural(f->min));
    else if (n > most)
        finding_saying(found, place, &too_long, "This must have at most %lld %s%s.", (long long)most, what, plural(most));
}

static void check_words(struct findings *found, const struct place *place, const struct field *f, str s)
{
    struct buf list = BUF_ON(found->failure->arena);

    for (const char *const *w = f->words; *w; w++)
        if (str_eq(s, str_of(*w)))
            return;
    for (const char *const *w = f->words; *w; w++)
        buf_format(&list, "%s\"%s\"", w == f->words ? "" : w[1] ? ", " : " or ", *w);
    finding_saying(found, place, &not_one_of, "This must be " STR_FMT ".", STR_ARG(buf_str(&list)));
}

/* A character is one to four bytes: most texts are known to be within their bounds without counting. */
static void check_text(struct findings *found, const struct place *place, const struct field *f, str s)
{
    i64 most = text_most(f), bytes = (i64)s.n;
    size_t before = found->n;
    str clean;

    if (bytes > most || (bytes + 3) / 4 < f->min)
        check_length(found, place, f, (i64)utf8_length(s), most, "character");
    if (f->words)
        check_words(found, place, f, s);
    if (f->accepts && !f->accepts(s))
        finding(found, place, &invalid_form);
    if (f->reads && found->n == before && before < FINDINGS_MOST
        && f->reads(found->failure, place_text(found, place), s, &clean) != OK)
        found->n++;
}

static void check_number(struct findings *found, const struct place *place, const struct field *f, bool below,
                         bool above)
{
    if ((f->min || f->max) && below)
        finding_saying(found, place, &too_small, "This must be at least %lld.", (long long)f->min);
    else if (has_most(f) && above)
        finding_saying(found, place, &too_large, "This must be at most %lld.", (long long)f->max);
}

void rules_check(struct findings *found, const struct place *place, const struct field *f, const void *member)
{
    const struct kind_facts *kind = &kind_facts[f->kind];
    const char *value = (const char *)member + kind->value_at;

    if (kind->maybe && *(const enum given *)member != GIVEN)
        return;
    switch (kind->plain) {
    case K_STR:
    case K_SECRET:
        check_text(found, place, f, *(const str *)value);
        break;
    case K_I64:
        check_number(found, place, f, *(const i64 *)value < f->min, *(const i64 *)value > f->max);
        break;
    case K_F64:
        check_number(found, place, f, *(const double *)value < (double)f->min,
                     *(const double *)value > (double)f->max);
        break;
    case K_STRS:
        check_length(found, place, f, (i64)((const strs *)value)->n, elements_most(f), "element");
        break;
    case K_IDS:
        check_length(found, place, f, (i64)((const ids *)value)->n, elements_most(f), "element");
        break;
    case K_I64S:
        check_length(found, place, f, (i64)((const i64s *)value)->n, elements_most(f), "element");
        break;
    case K_PAGE:
        check_length(found, place, f, (i64)((const struct page *)value)->n, elements_most(f), "element");
        break;
    default:
        break;
    }
}

void rules_require(struct findings *found, const struct place *above, const struct shape *s, u64 present)
{
    for (const struct field *f = s->fields; f->name; f++) {
        struct place here = { above, f->name, 0 };
        if (!(present & shape_bit(s, f)) && !f->optional && !kind_facts[f->kind].maybe)
            finding(found, &here, &required);
    }
}

bool text_to_id(struct findings *found, const struct place *place, str s, id *out)
{
    if (id_parse(s, out))
        return true;
    finding(found, place, &invalid_id);
    return false;
}

bool text_to_when(struct findings *found, const struct place *place, str s, when *out)
{
    if (time_parse_rfc3339(s, out))
        return true;
    finding(found, place, &invalid_time);
    return false;
}

bool text_to_i64(struct findings *found, const struct place *place, str s, i64 *out)
{
    if (str_to_i64(s, out))
        return true;
    if (s.p[0] == '-')
        finding_saying(found, place, &too_small, "This must be at least %lld.", (long long)INT64_MIN);
    else
        finding_saying(found, place, &too_large, "This must be at most %lld.", (long long)INT64_MAX);
    return false;
}

bool text_to_f64(struct findings *found, const struct place *place, str s, double *out)
{
    *out = strtod(arena_cstr(found->failure->arena, s), NULL);
    if (isfinite(*out))
        return true;
    *out = 0;
    finding(found, place, &too_large);
    return false;
}
