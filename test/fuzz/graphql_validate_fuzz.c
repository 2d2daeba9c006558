/* Any text is a valid document of a schema, or there are errors, each at a place in the text. */
#include "base/str.h"
#include "base/utf8.h"
#include "fuzz/graphql_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct gql_errors errors;
    struct gql_document *document;
    str text = { (const char *)bytes, n };

    if (utf8_valid(text)) {
        gql_errors_init(&errors, &a);
        err e = gql_document_make(&a, graphql_world(), &gql_limits_standard, text, &errors, &document);
        graphql_errors_hold(e, &errors, text);
        struct buf b = BUF_ON(&a);
        gql_errors_write(&b, text, S("trace"), &errors);
    }
    arena_close(&a);
    return 0;
}
