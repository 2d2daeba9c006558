/* Text from outside JSON becomes a member or an error; a body read over it stays consistent. The first byte chooses the member. */
#include <assert.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const words[] = { "old", "new", NULL };

static err word_read(struct failure *told, str field, str text, str *clean)
{
    *clean = str_trim(text);
    return clean->n ? OK : failure_field(told, field, &too_short);
}

struct query {
    str q; i64 limit; bool deep; id after; when since; double least; maybe_str word; strs tags; ids users; struct secret key; str sort;
    i64s sizes;
};
SHAPE(query,
    FIELD(query, q, .min = 1, .max = 10),
    FIELD(query, limit, .min = 1, .max = 100, .optional = true, .standard = 20),
    FIELD(query, deep, .optional = true),
    FIELD(query, after, .optional = true),
    FIELD(query, since, .optional = true),
    FIELD(query, least, .min = -5, .max = 5, .optional = true),
    FIELD(query, word, .max = 4, .reads = word_read),
    FIELD(query, tags, .max = 3, .optional = true),
    FIELD(query, users, .max = 3, .optional = true),
    FIELD(query, key, .min = 2, .optional = true),
    FIELD(query, sort, .words = words, .optional = true),
    FIELD(query, sizes, .max = 3, .optional = true));

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct failure failure;
    struct query v;

    if (!n)
        return 0;
    const struct field *f = &query_shape.fields[bytes[0] % 12];
    str text = { (const char *)bytes + 1, n - 1 };
    u64 present = shape_bit(&query_shape, f);

    failure_begin(&failure, &a);
    shape_clear(&query_shape, &v);
    err e = shape_set_text(&a, &failure, f, text, &v);
    assert(e == OK || (e == ERR_INVALID && failure.fields));
    assert(e != OK || shape_read_texts(&failure, &query_shape, &v) == OK);       /* what was accepted can be read */
    if (e == OK) {
        present |= 1;
        err whole = shape_validate(&failure, &query_shape, &v, present);
        assert(whole == OK || f->at == 0 || str_eq(failure.fields->field, S("q")));
    }
    failure_begin(&failure, &a);
    e = json_read_more(&a, &failure, text, &query_shape, &v, &present);
    if (e != ERR_JSON)
        (void)shape_validate(&failure, &query_shape, &v, present);
    arena_close(&a);
    return 0;
}
