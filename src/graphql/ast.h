/*
 * What a text says, as a tree in an arena. Everything has the offset of its first byte; lines and columns are made of it
 * only for errors. Lists are linked in the order of the text. What nests (selections, values) also points at what is
 * around it and at what follows in the text, so that a whole operation is walked by a loop that needs no stack: parents
 * come before what is in them.
 *
 * The last members of each are notes: what validation found out of the schema. Once validated, a tree does not change.
 */
#pragma once
#include "base/types.h"
#include "graphql/graphql.h"
#include "graphql/names.h"

struct gql_type;
struct gql_field;
struct gql_input;
struct gql_wrap;
struct gql_directive_type;
struct gql_overlap;
struct gql_sdl;

enum gql_value_kind { GQL_NULL, GQL_INT, GQL_FLOAT, GQL_STRING, GQL_BOOLEAN, GQL_ENUM, GQL_LIST, GQL_OBJECT, GQL_VARIABLE };

/* A value; with a key, an argument or a member of an object. */
struct gql_value {
    enum gql_value_kind kind;
    bool block, truth;               /* a block string; what a boolean says */
    bool mute;                       /* what is in it has no types of its own: a scalar's */
    u32 at, n;                       /* n: values in it */
    u32 key_at, depth;
    struct gql_name *key;            /* of an argument or a member of an object, else NULL */
    str text;                        /* of a number, as written; of a string, what it says; of a name, the name */
    struct gql_name *name;           /* of an enum's value or a variable */
    struct gql_value *first, *next, *around, *follow;
    const struct gql_wrap *type;     /* what is expected here; NULL: unknown */
    const struct gql_input *input;   /* the argument or member that it is given for, if it is one */
};

/* A list of keyed values. Offsets of the whole text are below 2^32. */
struct gql_values { struct gql_value *first; u32 n; };

struct gql_directive {
    u32 at;
    struct gql_name *name;
    struct gql_values args;
    struct gql_directive *next;
    const struct gql_directive_type *type;
};

/* A type as it is written: [[Name!]]! is the name and, from within, "!", "[", "[", "!". */
struct gql_type_ref { u32 at, name_at; struct gql_name *name; const char *wraps; u32 n; };

enum gql_selection_kind { GQL_FIELD, GQL_SPREAD, GQL_INLINE };

struct gql_selection {
    enum gql_selection_kind kind;
    u32 at, name_at, set_at, depth;  /* set_at: of its braces; 0: none, as no text can begin with them here */
    struct gql_name *name, *key;     /* the field's, the fragment's, or the type's after `on` (may be NULL); key: in the answer */
    bool alias;
    struct gql_values args;
    struct gql_directive *directives;
    struct gql_selection *first, *next, *around, *follow;
    const struct gql_type *in, *inner;       /* the type it is selected on, and what its own set is selected on; NULL: unknown */
    const struct gql_field *field;
    struct gql_definition *fragment;         /* of a spread */
    struct gql_overlap *overlap;             /* what validation keeps of its set */
};

struct gql_variable {
    u32 at, name_at, index;
    struct gql_name *name;
    struct gql_type_ref ref;
    struct gql_value *standard;      /* NULL: none */
    struct gql_directive *directives;
    struct gql_variable *next;
    const struct gql_wrap *type;     /* NULL: unknown, or not an input type */
    bool used;
};

/* An operation or a fragment. */
struct gql_definition {
    bool is_fragment;
    enum gql_operation_kind operation;
    u32 at, name_at, type_at, set_at, index;
    struct gql_name *name, *on;
    struct gql_variable *variables;
    u32 variables_n;
    struct gql_directive *directives;
    struct gql_selection *first;     /* by `follow`, all that is below it */
    struct gql_value *values;        /* by `follow`, all values in its selections and directives */
    struct gql_definition *next;
    const struct gql_type *type;     /* what its set is selected on */
    u32 mark;
    bool used;
    const struct gql_value **uses;   /* of variables, in it */
    struct gql_selection **spreads;
    u32 uses_n, spreads_n;
    struct gql_overlap *overlap;
};

/* Source text, with what came of it. */
struct gql_tree {
    str text;
    struct gql_names names;
    struct gql_definition *first;
    u32 n, fragments, tokens, directives, numbers;      /* numbers: names of variables, see names.h */
    struct gql_sdl *sdl, **sdl_end;  /* definitions of a schema, see sdl.h */
};
