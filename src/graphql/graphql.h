/*
 * GraphQL (October 2021, and @oneOf): schemas from SDL, documents that are checked against them, execution by level. A
 * library: it knows nothing of whose data it is, does no I/O, has no globals; memory is the caller's arenas.
 *
 *   type Query { people(first: Int = 10): [Person!]! }                the schema, a text
 *   type Person { id: ID! name: String! born: Int! boss: Person }
 *
 *   struct person { id id; str name; i64 born; id boss_id; };         what there is
 *   SHAPE(person, FIELD(person, id), FIELD(person, name), ...);
 *
 *   static err boss(struct gql_call *call)                            called once for all people of a level
 *   {
 *       for (size_t i = 0; i < call->n; i++)
 *           gql_give(call, i, person_find(call->context, ((const struct person *)call->rows[i])->boss_id));
 *       return OK;
 *   }
 *
 *   static const struct gql_type_binding types[] = { { "Person", &person_shape }, {0} };
 *   static const struct gql_field_binding fields[] = {
 *       { "Query.people", people, .args = &people_args_shape },
 *       { "Person.boss", boss, .needs = "boss_id" },
 *       {0}
 *   };
 *
 *   TRY(gql_schema_make(arena, sdl, &errors, &schema));               at start: both say all that is wrong
 *   TRY(gql_schema_bind(schema, types, fields, &errors));
 *   TRY(gql_document_make(arena, schema, &limits, text, &errors, &document));    once for a text, shared by threads
 *   operation = gql_operation_choose(document, name, &errors);
 *   TRY(gql_request_make(arena, operation, variables, &errors, &request));       once for a request
 *   TRY(gql_execute(request, &(struct gql_run){ .context = c }, &answer));
 *
 * What a type's shape has as a member needs no code: id, name and born are written straight from the struct. Members in
 * snake_case are fields in camelCase. A field that is neither a member nor bound stops the start. What resolvers see, and more
 * about the tables, is in graphql/resolve.h.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

struct arena;
struct gql_schema;
struct gql_type;
struct gql_document;
struct gql_operation;
struct gql_type_binding;
struct gql_field_binding;
enum gql_operation_kind { GQL_QUERY, GQL_MUTATION, GQL_SUBSCRIPTION };
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

/* What a document and a request may take; gql_limits_standard has what is sensible. A fiber's stack holds a depth of 64. */
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

/* Adds one without a place; code and message stay the caller's. */
struct gql_error *gql_error_add(struct gql_errors *, const char *code, str message);
void gql_errors_write(struct buf *, str text, str trace_id, const struct gql_errors *);  /* the array of an answer's `errors` */

/* At start. The text is copied into the arena, which the schema lives in. */
err gql_schema_make(struct arena *, str sdl, struct gql_errors *, struct gql_schema **out);
void gql_schema_print(struct buf *, const struct gql_schema *);

/*
 * Once, at start: how each field is answered (graphql/resolve.h); both lists end with {0}. All that is wrong is in the errors:
 * what is bound to nothing, what is of a type that the schema does not have there.
 */
err gql_schema_bind(struct gql_schema *, const struct gql_type_binding *, const struct gql_field_binding *, struct gql_errors *);
const struct gql_type *gql_type_named(const struct gql_schema *, str);       /* or NULL */

/*
 * Parsed and validated, once for each text, which is UTF-8: ERR_INVALID with all that is wrong, up to 100 errors. The arena is
 * the document's; the text must live as long. It does not change after that, and any thread may use it.
 */
err gql_document_make(struct arena *, const struct gql_schema *, const struct gql_limits *, str text, struct gql_errors *,
                      struct gql_document **out);

/* The operation of a document that has that name, or the only one if it is empty; NULL with an error. */
const struct gql_operation *gql_operation_choose(const struct gql_document *, str name, struct gql_errors *);
enum gql_operation_kind gql_operation_is(const struct gql_operation *);
str gql_operation_name(const struct gql_operation *);

/*
 * A hash, which is the same for documents that say the same: comments, white space and the operation's name make no difference.
 * Strangers can make documents of which it collides. Empty: the document has further operations.
 */
str gql_operation_sense(const struct gql_operation *);

/* Limits, variables (a JSON object, or empty), arguments, cost: ERR_INVALID and why. One thread, one execution. */
err gql_request_make(struct arena *, const struct gql_operation *, str variables, struct gql_errors *, struct gql_request **out);
i64 gql_request_cost(const struct gql_request *);
u32 gql_request_roots(const struct gql_request *);           /* how many fields its root has, and what they are */
str gql_request_root(const struct gql_request *, u32 i);

struct gql_run {
    void *context;
    void *notes;                     /* for what resolvers say of what they read; may be NULL */
    const void *root;                /* the row of the root's fields; may be NULL */
    bool (*cancelled)(void *context);        /* asked between calls; may be NULL */
    void (*failed)(void *context, err, const struct failure *);      /* of each error of a resolver, for a log; may be NULL */
    struct failure *failure;         /* where the resolvers' failures are described; NULL: the engine's own */
    str trace_id;                    /* empty: none */
    u32 calls;                       /* out: of resolvers */
    u32 errors;                      /* out: in the answer */
};

/*
 * The answer, with its errors and data. ERR_CANCELLED, or ERR_TIMEOUT of a resolver: it stops there, and nothing is written.
 * ERR_TOO_LARGE: an error instead of the data is.
 */
err gql_execute(struct gql_request *, struct gql_run *, struct buf *out);
