/*
 * GraphQL (October 2021, and @oneOf): schemas from SDL, documents that are checked against them, execution by level. A
 * library: it knows nothing of whose data it is, does no I/O, has no globals; memory is the caller's arenas.
 *
 *   struct person { id id; str name; i64 born; };                     type Query { people(first: Int = 10): [Person!]! }
 *   SHAPE(person, FIELD(person, id), ...);                            type Person { id: ID! name: String! born: Int! friends: [Person!]! }
 *
 *   static err friends(struct gql_call *call)                         once for all people of a level
 *   {
 *       for (size_t i = 0; i < call->n; i++) {
 *           const struct person *p = call->rows[i];
 *           gql_give_list(call, i, ..., n, sizeof(struct person));
 *       }
 *       return OK;
 *   }
 *
 *   static const struct gql_type_binding types[] = { { "Person", &person_shape }, {0} };
 *   static const struct gql_field_binding fields[] = { { "Query.people", people, .args = &people_args_shape }, { "Person.friends", friends }, {0} };
 *
 *   TRY(gql_schema_make(arena, sdl, &errors, &schema));               at start; both say all that is wrong
 *   TRY(gql_schema_bind(schema, types, fields, &errors));
 *   TRY(gql_document_make(arena, schema, &limits, text, &errors, &document));            once for a text; shared by threads
 *   TRY(gql_request_make(arena, document, name, variables, &errors, &request));          once for a request
 *   TRY(gql_execute(request, &(struct gql_run){ .context = c }, &answer));
 *
 * What a type's shape has as a member needs no code: id, name and born are written straight from the struct. The names of
 * members in snake_case are those of fields in camelCase. A field that is neither a member nor bound stops the start.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "base/shape.h"

struct arena;
struct gql_schema;
struct gql_type;
struct gql_document;
struct gql_request;

/* The codes of errors that are found here. */
#define GQL_PARSE_FAILED "GRAPHQL_PARSE_FAILED"
#define GQL_VALIDATION_FAILED "GRAPHQL_VALIDATION_FAILED"
#define GQL_NO_OPERATION "OPERATION_RESOLUTION_FAILURE"
#define GQL_BAD_INPUT "BAD_USER_INPUT"
#define GQL_INTERNAL "internal_error"
#define GQL_DOCUMENT_TOO_LARGE "document_too_large"
#define GQL_DOCUMENT_TOO_DEEP "document_too_deep"
#define GQL_QUERY_TOO_DEEP "query_too_deep"
#define GQL_QUERY_TOO_LARGE "query_too_large"
#define GQL_TOO_MANY_ALIASES "too_many_aliases"
#define GQL_TOO_MANY_ROOT_FIELDS "too_many_root_fields"
#define GQL_TOO_MANY_DIRECTIVES "too_many_directives"
#define GQL_QUERY_TOO_COSTLY "query_too_costly"
#define GQL_ANSWER_TOO_LARGE "answer_too_large"

/* What a document and a request may take; gql_limits_standard has what is sensible. */
struct gql_limits { u32 tokens, depth, fields, aliases, root_fields, directives; i64 cost; size_t answer; };
extern const struct gql_limits gql_limits_standard;

/* Errors, in the order found. A list on an arena. */
struct gql_error {
    const char *code;
    str message;
    u32 at[2];                       /* offsets in the text; UINT32_MAX: none */
    str path;                        /* a JSON array; empty: none */
    i64 limit, seen;                 /* of a limit that was passed, else -1 */
    str more;                        /* further members of extensions, as JSON, each after a comma */
    struct gql_error *next;
};
struct gql_errors { struct arena *arena; struct gql_error *first, **end; size_t n; };

void gql_errors_init(struct gql_errors *, struct arena *);
struct gql_error *gql_error_add(struct gql_errors *, const char *code, str message);     /* without a place; code and message stay the caller's */
void gql_errors_write(struct buf *, str text, str trace_id, const struct gql_errors *);  /* the array of an answer's `errors` */

struct gql_place { u32 line, column; };
struct gql_place gql_place_of(str text, u32 at);

/* At start. The text is copied into the arena, which the schema lives in. */
err gql_schema_make(struct arena *, str sdl, struct gql_errors *, struct gql_schema **out);
void gql_schema_print(struct buf *, const struct gql_schema *);

/*
 * Parsed and validated, once for each text: ERR_INVALID with all that is wrong, up to 100 errors. The arena is the document's;
 * the text must live as long. It does not change after that, and any thread may use it.
 */
err gql_document_make(struct arena *, const struct gql_schema *, const struct gql_limits *, str text, struct gql_errors *,
                      struct gql_document **out);
