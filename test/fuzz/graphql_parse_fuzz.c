/* Any text becomes a tree or one error, as a document and as a schema. */
#include "base/str.h"
#include "base/utf8.h"
#include "graphql/parse.h"
#include "fuzz/graphql_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct gql_errors errors;
    struct gql_tree tree;
    str text = { (const char *)bytes, n };

    if (utf8_valid(text)) {
        gql_errors_init(&errors, &a);
        err e = gql_parse(&tree, &a, 1, text, &gql_limits_standard, &errors);
        graphql_errors_hold(e, &errors, text);
        assert(errors.n <= 1 && (e != OK || tree.first));
        gql_errors_init(&errors, &a);
        e = gql_parse_sdl(&tree, &a, 1, text, &errors);
        graphql_errors_hold(e, &errors, text);
        assert(errors.n <= 1 && (e != OK || tree.sdl));
    }
    arena_close(&a);
    return 0;
}
