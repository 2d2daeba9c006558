/*
 * The engine at the other end of a pipe, for tests that compare it with the reference implementation. Each request is a line,
 * a letter and the lengths of the texts that follow it; each answer is a line of JSON.
 *
 *   S n     a schema: {"errors": [...]}           P       the schema's text, as it is printed: "..."
 *   D n     a document: {"errors": [...]}
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "graphql/graphql.h"

struct driver { struct arena schemas, requests; struct gql_schema *schema; struct buf out; };

static str text_read(struct arena *a, size_t n)
{
    char *p = arena_alloc(a, n + 1, 1);

    if (fread(p, 1, n, stdin) != n)
        exit(1);
    return (str){ p, n };
}

static void errors_out(struct driver *d, str text, const struct gql_errors *errors)
{
    buf_lit(&d->out, "{\"errors\":");
    gql_errors_write(&d->out, text, S(""), errors);
    buf_lit(&d->out, "}");
}

static void schema_take(struct driver *d, size_t n)
{
    struct gql_errors errors;

    arena_clear(&d->schemas);
    gql_errors_init(&errors, &d->schemas);
    str text = text_read(&d->schemas, n);
    (void)!gql_schema_make(&d->schemas, text, &errors, &d->schema);
    errors_out(d, text, &errors);
}

static void schema_print(struct driver *d)
{
    struct buf b = BUF_ON(&d->requests);

    gql_schema_print(&b, d->schema);
    json_text(&d->out, buf_str(&b));
}

static void document_take(struct driver *d, size_t n)
{
    struct gql_limits limits = gql_limits_standard;
    struct gql_errors errors;
    struct gql_document *document;

    limits.directives = limits.tokens;
    gql_errors_init(&errors, &d->requests);
    str text = text_read(&d->requests, n);
    (void)!gql_document_make(&d->requests, d->schema, &limits, text, &errors, &document);
    errors_out(d, text, &errors);
}

int main(void)
{
    struct driver d = {0};
    char what;
    size_t n;

    while (scanf(" %c %zu", &what, &n) == 2 && getchar() == '\n') {
        d.out.n = 0;
        if (what == 'S')
            schema_take(&d, n);
        else if (what == 'P')
            schema_print(&d);
        else if (what == 'D')
            document_take(&d, n);
        buf_byte(&d.out, '\n');
        fwrite(d.out.p, 1, d.out.n, stdout);
        fflush(stdout);
        arena_clear(&d.requests);
    }
    arena_close(&d.schemas);
    arena_close(&d.requests);
    buf_close(&d.out);
    return 0;
}
