/* A schema that is taken prints as one that is taken, and prints the same. */
#include "base/str.h"
#include "base/utf8.h"
#include "fuzz/graphql_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static str printed(struct arena *a, const struct gql_schema *schema)
{
    struct buf b = BUF_ON(a);

    gql_schema_print(&b, schema);
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct gql_errors errors;
    struct gql_schema *schema;
    str text = { (const char *)bytes, n };

    gql_errors_init(&errors, &a);
    if (utf8_valid(text) && gql_schema_make(&a, text, &errors, &schema) == OK) {
        str first = printed(&a, schema);
        err e = gql_schema_make(&a, first, &errors, &schema);
        assert(e == OK && str_eq(first, printed(&a, schema)));
    }
    arena_close(&a);
    return 0;
}
