/*
 * The engine at the other end of a pipe, for tests that compare it with the reference implementation. Each request is a line,
 * a letter and the lengths of the texts that follow it; each answer is a line of JSON.
 *
 *   S n       a schema: {"errors": [...]}         P 0     the schema's text, as it is printed: "..."
 *   D n       a document: {"errors": [...]}
 *   E n m     a document and its variables, executed on data that chance makes of the place (driver_data.c, execution.mjs)
 */
#include <stdio.h>
#include <stdlib.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "graphql/driver_data.h"
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
    if (gql_schema_make(&d->schemas, text, &errors, &d->schema) == OK)
        (void)!driver_bind(&d->schemas, d->schema, &errors);
    errors_out(d, text, &errors);
}

static void schema_print(struct driver *d)
{
    struct buf b = BUF_ON(&d->requests);

    gql_schema_print(&b, d->schema);
    json_text(&d->out, buf_str(&b));
}

static struct gql_limits limits(void)
{
    return (struct gql_limits){ .tokens = 10000, .depth = 100, .fields = 5000, .aliases = 5000, .root_fields = 5000, .directives = 10000,
        .cost = INT64_MAX, .answer = 64 << 20 };
}

static const struct gql_document *document_take(struct driver *d, str text, struct gql_errors *errors)
{
    const struct gql_limits all = limits();
    struct gql_document *document;

    gql_errors_init(errors, &d->requests);
    return gql_document_make(&d->requests, d->schema, &all, text, errors, &document) == OK ? document : NULL;
}

static void document_judge(struct driver *d, size_t n)
{
    struct gql_errors errors;
    str text = text_read(&d->requests, n);

    (void)document_take(d, text, &errors);
    errors_out(d, text, &errors);
}

static void document_execute(struct driver *d, size_t n, size_t m)
{
    str text = text_read(&d->requests, n), variables = text_read(&d->requests, m);
    struct gql_run run = { .root = driver_root(&d->requests) };
    struct gql_request *request = NULL;
    struct gql_errors errors;

    const struct gql_document *document = document_take(d, text, &errors);
    const struct gql_operation *operation = document ? gql_operation_choose(document, S(""), &errors) : NULL;
    if (!operation || gql_request_make(&d->requests, operation, variables, &errors, &request) != OK)
        errors_out(d, text, &errors);
    else
        (void)!gql_execute(request, &run, &d->out);
}

static void request_serve(struct driver *d, char what, size_t n)
{
    size_t m = 0;

    d->out.n = 0;
    if (what == 'E' && scanf(" %zu", &m) != 1)
        exit(1);
    if (getchar() != '\n')
        exit(1);
    switch (what) {
    case 'S': schema_take(d, n); break;
    case 'P': schema_print(d); break;
    case 'D': document_judge(d, n); break;
    case 'E': document_execute(d, n, m); break;
    default: exit(1);
    }
    buf_byte(&d->out, '\n');
    fwrite(d->out.p, 1, d->out.n, stdout);
    fflush(stdout);
    arena_clear(&d->requests);
}

int main(void)
{
    struct driver d = {0};
    char what;
    size_t n;

    while (scanf(" %c %zu", &what, &n) == 2)
        request_serve(&d, what, n);
    arena_close(&d.schemas);
    arena_close(&d.requests);
    buf_close(&d.out);
    return 0;
}
