/* Values that did not come as JSON, by the same rules: members set from text, and a final check of the whole struct. */
#include <assert.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/json_scan.h"
#include "base/shape_rules.h"
#include "base/str.h"
#include "base/utf8.h"

/* Is it that member, or something within it? */
static bool is_about(str field, const char *member)
{
    size_t n = strlen(member);

    return str_starts(field, str_of(member)) && (field.n == n || field.p[n] == '.' || field.p[n] == '[');
}

/* Moves what is reported of a member (NULL: the rest) to the end of the failure, each place once. */
static void findings_take(struct failure *failure, struct field_error **from, const char *member)
{
    while (*from) {
        struct field_error *f = *from;
        if (member && !is_about(f->field, member)) {
            from = &f->next;
            continue;
        }
        *from = f->next;
        if (failure_told(failure, f->field))
            continue;
        f->next = NULL;
        *failure->fields_end = f;
        failure->fields_end = &f->next;
    }
}

/* In the order of the members. */
static void findings_arrange(struct failure *failure, const struct shape *shape)
{
    struct field_error *all = failure->fields;

    failure->fields = NULL;
    failure->fields_end = &failure->fields;
    for (const struct field *f = shape->fields; f->name; f++)
        findings_take(failure, &all, f->name);
    findings_take(failure, &all, NULL);
}

err shape_validate(struct failure *failure, const struct shape *shape, const void *value, u64 present)
{
    struct findings found = { failure, 0 };
    bool told = failure->fields != NULL;

    if (told && failure_told(failure, S("")))           /* the whole was not an object */
        return ERR_INVALID;
    for (const struct field *f = shape->fields; f->name; f++) {
        struct place here = { NULL, f->name, 0 };
        if (told && failure_told(failure, str_of(f->name)))
            present |= shape_bit(shape, f);
        else if (present & shape_bit(shape, f))
            rules_check(&found, &here, f, (const char *)value + f->at);
    }
    rules_require(&found, NULL, shape, present);
    if (shape->rules)
        shape->rules(failure, value);
    if (!failure->fields)
        return OK;
    findings_arrange(failure, shape);
    return ERR_INVALID;
}

err shape_read_texts(struct failure *failure, const struct shape *shape, void *value)
{
    err e = OK;

    for (const struct field *f = shape->fields; f->name; f++) {
        const struct kind_facts *kind = &kind_facts[f->kind];
        char *member = (char *)value + f->at;
        if (!f->reads || (kind->maybe && *(const enum given *)member != GIVEN))
            continue;
        str *text = (str *)(void *)(member + kind->value_at);
        err one = f->reads(failure, str_of(f->name), *text, text);
        if (one != OK)
            e = one;
    }
    return e;
}

static bool set_str(struct findings *found, const struct place *place, str text, str *out)
{
    *out = text;
    if (utf8_valid(text) && str_find_byte(text, '\0') < 0)
        return true;
    *out = (str){ "", 0 };
    finding(found, place, &invalid_text);
    return false;
}

static bool set_bool(struct findings *found, const struct place *place, str text, bool *out)
{
    *out = str_eq(text, S("true"));
    if (*out || str_eq(text, S("false")))
        return true;
    finding_saying(found, place, &wrong_type, "This must be true or false.");
    return false;
}

/* Numbers are written as in JSON: "007" and "+7" are not numbers. */
static bool set_i64(struct findings *found, const struct place *place, str text, i64 *out)
{
    bool whole;

    if (json_is_number(text, &whole) && whole)
        return text_to_i64(found, place, text, out);
    finding_saying(found, place, &wrong_type, "This must be a whole number.");
    return false;
}

static bool set_f64(struct findings *found, const struct place *place, str text, double *out)
{
    bool whole;

    if (json_is_number(text, &whole))
        return text_to_f64(found, place, text, out);
    finding_saying(found, place, &wrong_type, "This must be a number.");
    return false;
}

static size_t words_count(str text)
{
    size_t n = text.n > 0;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == ',';
    return n;
}

static bool set_strs(struct arena *a, struct findings *found, const struct place *place, str text, strs *out)
{
    size_t n = words_count(text);
    bool good = true;

    *out = (strs){ arena_array(a, str, n), n };
    for (size_t i = 0; i < n; i++) {
        struct place here = { place, NULL, i };
        good = str_cut(&text, ',', &out->at[i]) && set_str(found, &here, out->at[i], &out->at[i]) && good;
    }
    return good;
}

static bool set_ids(struct arena *a, struct findings *found, const struct place *place, str text, ids *out)
{
    size_t n = words_count(text);
    bool good = true;
    str word;

    *out = (ids){ arena_array(a, id, n), n };
    for (size_t i = 0; i < n; i++) {
        struct place here = { place, NULL, i };
        good = str_cut(&text, ',', &word) && text_to_id(found, &here, word, &out->at[i]) && good;
    }
    return good;
}

static bool set_i64s(struct arena *a, struct findings *found, const struct place *place, str text, i64s *out)
{
    size_t n = words_count(text);
    bool good = true;
    str word;

    *out = (i64s){ arena_array(a, i64, n), n };
    for (size_t i = 0; i < n; i++) {
        struct place here = { place, NULL, i };
        good = str_cut(&text, ',', &word) && set_i64(found, &here, word, &out->at[i]) && good;
    }
    return good;
}

static bool set_value(struct arena *a, struct findings *found, const struct place *place, enum kind kind, str text,
                      void *out)
{
    switch (kind) {
    case K_STR:
    case K_SECRET: return set_str(found, place, text, out);
    case K_I64: return set_i64(found, place, text, out);
    case K_BOOL: return set_bool(found, place, text, out);
    case K_ID: return text_to_id(found, place, text, out);
    case K_WHEN: return text_to_when(found, place, text, out);
    case K_F64: return set_f64(found, place, text, out);
    case K_STRS: return set_strs(a, found, place, text, out);
    case K_IDS: return set_ids(a, found, place, text, out);
    case K_I64S: return set_i64s(a, found, place, text, out);
    default: assert(!"structs and JSON do not come as bare text"); return false;
    }
}

err shape_set_text(struct arena *a, struct failure *failure, const struct field *f, str text, void *out)
{
    const struct kind_facts *kind = &kind_facts[f->kind];
    struct findings found = { failure, 0 };
    struct place here = { NULL, f->name, 0 };
    char *member = (char *)out + f->at;

    if (kind->maybe)
        *(enum given *)member = GIVEN;
    if (set_value(a, &found, &here, kind->plain, text, member + kind->value_at))
        rules_check(&found, &here, f, member);
    return found.n ? ERR_INVALID : OK;
}
