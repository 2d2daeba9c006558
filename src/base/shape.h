/*
 * Shapes: facts about a struct as a table. One shape feeds JSON in and out,
 * validation, rows of the store and OpenAPI, so none of them can disagree. Kinds
 * are inferred from the member's C type, so a table cannot disagree with its struct;
 * `shape_check` (asked at boot, for every shape in use) finds a member left out,
 * and a secret where an answer would show it.
 *
 *   struct note { id id; str text; when created_at; };
 *   SHAPE(note,
 *       FIELD(note, id,         .doc = "Sorts by time"),
 *       FIELD(note, text,       .min = 1, .max = 500, .doc = "What it says"),
 *       FIELD(note, created_at));
 *
 * A list is a struct of its own, `PAGE(note)`; `next` is where a further page begins.
 */
#pragma once
#include "base/err.h"

enum kind {
    K_STR, K_I64, K_BOOL, K_ID, K_WHEN, K_F64, K_SECRET,
    K_MAYBE_STR, K_MAYBE_I64, K_MAYBE_BOOL, K_MAYBE_ID, K_MAYBE_WHEN,
    K_STRS, K_IDS, K_I64S,           /* arrays of values */
    K_SHAPE, K_PAGE,                 /* a struct, an array of structs: `.of` */
    K_LINK,                          /* of answers: a pointer to a struct, left out (or null: `.nullable`) if it is NULL: `.of` */
    K_RAW                            /* finished JSON, emitted as it is */
};

typedef struct { str json; } raw_json;
typedef struct { str *at; size_t n; } strs;
typedef struct { id *at; size_t n; } ids;
typedef struct { i64 *at; size_t n; } i64s;

/* What an array of structs looks like to code that knows only its shape. */
struct page { void *at; size_t n; str next; };
#define PAGE(S) struct S##_page { struct S *at; size_t n; str next; }

/* Text in the form in which it is kept; ERR_INVALID, and why on `field`. */
struct failure;
typedef err text_reader(struct failure *, str field, str text, str *clean);

struct field {
    const char *name;
    size_t at, size;
    enum kind kind;
    i64 min, max;                    /* characters of text, bounds of a number, elements; both 0: none but the default
                                        (text 1,000,000, arrays 10,000); a max of 0 above a min of 1 or more is none */
    bool optional;                   /* may be left out of input: then zero; a page of an answer: is, if it has no array */
    bool nullable;                   /* a link that is NULL is written as null */
    bool fold;                       /* not used by JSON: a column that search folds */
    i64 standard;                    /* the value of an optional number that is left out */
    const char *const *words;        /* text is one of these (NULL-terminated) */
    bool (*accepts)(str);            /* a further check of text, beyond what the shape can say */
    text_reader *reads;              /* the same, with reasons, for text that has a form in which it is kept: shape_read_texts */
    bool cookie;                     /* a secret of an answer that is sent as a cookie, never in the JSON: the session's, */
    bool device;                     /* or with this the device's */
    const char *format, *pattern;    /* OpenAPI's: "uri", "email"; what `accepts` or the rules hold it to */
    const struct shape *of;
    const char *doc;
};

/*
 * `rules` check what the table cannot say, mostly one member against another. They add to what is reported already, and
 * run even if some members are wrong, which are then zero; what they say about those is not reported twice.
 */
struct shape {
    const char *name;
    size_t size;
    const struct field *fields;
    const char *doc;
    void (*rules)(struct failure *, const void *value);
};

#define KIND_OF(x) _Generic((x),                                                                                  \
    str: K_STR, i64: K_I64, bool: K_BOOL, id: K_ID, when: K_WHEN, double: K_F64, struct secret: K_SECRET,          \
    maybe_str: K_MAYBE_STR, maybe_i64: K_MAYBE_I64, maybe_bool: K_MAYBE_BOOL, maybe_id: K_MAYBE_ID,                \
    maybe_when: K_MAYBE_WHEN, strs: K_STRS, ids: K_IDS, i64s: K_I64S, raw_json: K_RAW, default: K_SHAPE)
#define FIELD(S, m, ...)                                                                                          \
    { .name = #m, .at = offsetof(struct S, m), .size = sizeof ((struct S *)0)->m,                                 \
      .kind = KIND_OF(((struct S *)0)->m), __VA_ARGS__ }
/* The same under another name: payloads that clients get as they are have camelCase ones. */
#define FIELD_AS(S, m, NAME, ...)                                                                                 \
    { .name = NAME, .at = offsetof(struct S, m), .size = sizeof ((struct S *)0)->m,                               \
      .kind = KIND_OF(((struct S *)0)->m), __VA_ARGS__ }
#define FIELD_PAGE(S, m, SHAPE_OF, ...)                                                                           \
    { .name = #m, .at = offsetof(struct S, m), .size = sizeof ((struct S *)0)->m,                                 \
      .kind = K_PAGE, .of = SHAPE_OF, __VA_ARGS__ }
#define FIELD_LINK(S, m, SHAPE_OF, ...)                                                                           \
    { .name = #m, .at = offsetof(struct S, m), .size = sizeof ((struct S *)0)->m,                                 \
      .kind = K_LINK, .of = SHAPE_OF, __VA_ARGS__ }
#define SHAPE(S, ...)                                                                                             \
    const struct shape S##_shape = { #S, sizeof(struct S), (const struct field[]){ __VA_ARGS__, {0} }, NULL, NULL }
/* The same, with `void CHECK(struct failure *, const struct S *)`. */
#define SHAPE_RULES(S, CHECK, ...)                                                                                \
    static void S##_rules(struct failure *told, const void *value) { CHECK(told, (const struct S *)value); }        \
    const struct shape S##_shape = { #S, sizeof(struct S), (const struct field[]){ __VA_ARGS__, {0} }, NULL, S##_rules }

enum { SHAPE_FIELDS = 64, TEXT_MOST = 1000000, ELEMENTS_MOST = 10000 };      /* fields fit in the bits of a u64 */

/* Every kind in C. A maybe_ begins with its `enum given`, and holds a value of kind `plain` at `value_at`. */
struct kind_facts { const char *noun; enum kind plain; bool maybe; size_t size, align, value_at; };
extern const struct kind_facts kind_facts[];

const struct field *shape_field(const struct shape *, str name);     /* or NULL */
static inline u64 shape_bit(const struct shape *s, const struct field *f) { return (u64)1 << (f - s->fields); }

/*
 * Octets that the JSON of a shape's longest values can take, each character escaped, without the members
 * of these bits and without white space; SHAPE_JSON_MOST where that is unbounded or more.
 */
enum { SHAPE_JSON_MOST = 1 << 30 };
size_t shape_json_most(const struct shape *, u64 without);

/* Zeroes a struct, and gives optional numbers their default. */
void shape_clear(const struct shape *, void *out);

/*
 * A change, all of whose members may be left out, goes into the members of the same names of `out`: what is left out stays, null
 * clears, and so does an empty text where null is possible. Returns those that were different before, by bit. A member that `s` does
 * not have, or has of another type, is a bug.
 */
u64 shape_change(const struct shape *change, const void *by, const struct shape *s, void *out);

/* For verbs, whose input need not have been JSON: `.reads` of each member that is there, in place. Reports all that are wrong. */
err shape_read_texts(struct failure *, const struct shape *, void *value);

/*
 * What is wrong with a shape (a member left out, a kind without `.of`, a secret when `answer`),
 * looking into the shapes below it too. A missing member shows by the hole it leaves, so one
 * that is small enough to fit in padding goes unnoticed.
 */
struct shape_flaw { const struct shape *shape; const struct field *field; const char *what; };
struct shape_flaw shape_flaw(const struct shape *, bool answer);
const char *shape_check(const struct shape *, bool answer);          /* the flaw's `what`, or NULL */
