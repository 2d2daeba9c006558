/*
 * Execution, by level: all rows that one set is asked of, wherever they came from in its parents, are answered together. What
 * came of each field stays in columns until everything is there; then the answer is written from above in one pass, which is
 * where nulls rise and errors get their paths.
 */
#pragma once
#include "graphql/request.h"
#include "graphql/resolve.h"

enum { GQL_NONE = UINT32_MAX };

/* Why a row has no value for a field. */
struct gql_row_error { const char *code; str message, more; };

/* What one field gave the rows of a part. Of a leaf: the resolver's values. Of objects: which of the rows below. */
struct gql_cell {
    const struct gql_plan_field *field;
    void *leaves;
    struct gql_rows *below;
    u32 *from, *count;               /* by row: the first of its items below, GQL_NONE: null; of a list, how many there are */
    const struct gql_row_error **errors;     /* by row; NULL: none failed */
    const struct gql_row_error *all;         /* all rows failed */
    /* while a resolver gives: */
    const void **objects;
    const struct gql_type **types;   /* NULL: there is only one */
    u32 n, size;
};

/* Rows of one object type. */
struct gql_part { const struct gql_group *group; const void **rows; u32 n; struct gql_cell *cells; };

/* Where one of the rows is. GQL_NONE in `part`: it is null. */
struct gql_spot { u32 part, row; };

struct gql_rows {
    const struct gql_set *set;
    u32 n;
    struct gql_part *parts;          /* of the set's groups */
    struct gql_spot *spots;          /* NULL: all are in the first part, in its order */
    struct gql_rows *next;           /* to be answered after it */
};

struct gql_execution {
    struct gql_request *request;
    struct gql_run *run;
    struct arena *arena;
    struct failure own, *failure;
    struct gql_rows *first, **last;  /* still to be answered */
    struct gql_errors errors;
    struct buf *out;
    size_t limit, told;              /* of bytes in `out`; about how many the errors will take */
    size_t began;                    /* what the arena held then */
    bool over;
};

/* A call, and whose it is. */
struct gql_asked { struct gql_call call; struct gql_execution *execution; };

/* The columns of all fields below the root. ERR_CANCELLED; ERR_TOO_LARGE: they hold too much. */
err gql_answer_all(struct gql_execution *, struct gql_rows *root);

/* The answer's data. False: all of it is null. */
bool gql_data_write(struct gql_execution *, const struct gql_rows *root);

struct gql_rows *gql_rows_make(struct gql_execution *, const struct gql_set *, const void **objects, const struct gql_type **types, u32 n);

/* Fails if an argument has text that holds U+0000, which no store can keep. */
err gql_texts_check(struct gql_call *);
const struct gql_row_error *gql_row_error_of(struct gql_execution *, const struct gql_plan_field *, err);
