/*
 * What answers the fields of a schema: resolvers, and the tables that bind them. Everything here is for those who write them.
 *
 * A resolver is called once for all rows of a level that ask for its field with the same arguments. It gives each row what it
 * asks for; a row that is given nothing is null. It may fail as a whole, by what it returns, or for a row: either way the
 * others answer. What it gives lives as long as the request. Text in its arguments never holds U+0000: a field that is given such
 * text fails before.
 */
#pragma once
#include "base/err.h"
#include "base/shape.h"
#include "graphql/graphql.h"

struct gql_value;

struct gql_call {
    void *context, *notes;           /* of gql_run */
    struct arena *arena;             /* the request's */
    struct failure *failure;         /* where to say what failed */
    const void *const *rows;         /* structs of the parent's shape, or gql_run's root */
    size_t n;
    const void *args;                /* a struct of the binding's shape */
    const struct gql_value *input;   /* the same as values: see gql_input_of */
    u64 wanted;                      /* members of the result that anybody looks at: bits of its shape */
    void *column;                    /* of leaves: an element of the binding's kind for each row, zeroed */
    const struct gql_schema *schema;
    struct gql_cell *cell;           /* private */
};

typedef err gql_resolve(struct gql_call *);

/* Objects. Of an interface or a union, say which type each is. */
void gql_give(struct gql_call *, size_t row, const void *object);                        /* NULL: null */
void gql_give_as(struct gql_call *, size_t row, const struct gql_type *, const void *object);
void gql_give_list(struct gql_call *, size_t row, const void *first, size_t n, size_t size);     /* structs side by side */
void gql_give_empty(struct gql_call *, size_t row);                                      /* a list; items are added, null too */
void gql_give_item(struct gql_call *, size_t row, const struct gql_type *, const void *object);  /* type NULL: the only one */
err gql_give_error(struct gql_call *, size_t row, err);                                  /* as `failure` has it; returns OK */

/*
 * Are the arguments within what the binding's shape states, in its bounds, words and forms? For resolvers that give them to code
 * that trusts them so, after they asked who calls. ERR_INVALID, each member in the failure.
 */
err gql_args_check(struct gql_call *);

/* What a field costs: its own, and by what everything below it is multiplied. `args` as in the call; `above` NULL at the root. */
struct gql_price { i64 own, times; };
struct gql_pricing { const void *args; const struct gql_value *input; const struct gql_pricing *above; bool leaf, list; };
typedef struct gql_price gql_pricer(const struct gql_pricing *);
struct gql_price gql_price_usual(const struct gql_pricing *);        /* 0 a leaf, else 1; 10 times below a list */

/*
 * An object, whose rows are structs of that shape. Or a scalar: variables of it must be texts for which `takes` is true, or they do
 * not coerce. What is written in a document is only looked at when it goes into its argument's struct.
 */
struct gql_type_binding { const char *type; const struct shape *shape; bool (*takes)(str text); };

/*
 * The kind of a column is a member's: a maybe_ can be null, so can text without an address (as a member that may not be null, it
 * is empty), an id of 0 and a number that is not finite. Int stops at its 32 bits; words of an enum are compared without case;
 * K_RAW is finished JSON, of any leaf or list. Of arguments, a text that can be no id is 0 in a member that is one.
 */
struct gql_field_binding {
    const char *field;               /* "Person.friends" */
    gql_resolve *resolve;            /* or NULL, and: */
    const char *member;              /* the field is this member, which has another name */
    const struct shape *args;        /* what arguments are put into; NULL: nothing */
    const char *needs;               /* members of the row that the resolver reads: "id author_id" */
    enum kind kind;                  /* of the column, if the field is a leaf */
    const char *within;              /* of which argument the failures' fields are members: "input" */
    gql_pricer *price;               /* NULL: the usual one */
};

/* Coerced arguments without a struct: a member by name, or NULL; what is in a list; what a leaf says. */
const struct gql_value *gql_input_of(const struct gql_value *, str name);
const struct gql_value *gql_input_first(const struct gql_value *list);
const struct gql_value *gql_input_next(const struct gql_value *item);
bool gql_input_is_null(const struct gql_value *);
str gql_input_text(const struct gql_value *);
i64 gql_input_int(const struct gql_value *);
