/*
 * Values on PostgreSQL's wire, all in binary: parameters of a statement on their way
 * out, rows on their way into structs. Text is text, whole numbers, ids and times are
 * int8, so no number is printed or parsed on the way.
 */
#pragma once
#include <libpq-fe.h>
#include "ports/store/adapter.h"

struct pg_params { const char *const *values; const int *lengths, *formats; };

/* The types a statement is prepared with, and the values of one run: both in the arena's memory. */
const Oid *pg_param_types(struct arena *, const struct statement *);
struct pg_params pg_params(struct arena *, const struct statement *, const struct value *);

/* Fills `out` by the statement's kind of result. ERR_NOT_FOUND: one row was asked for, and there is none. */
err pg_rows_read(ctx *, const struct statement *, const struct column_map *, const PGresult *, void *out);

/*
 * Can columns of these types be read into the members they map to? The failure names the first that cannot.
 * `described` is from PQdescribePrepared.
 */
err pg_columns_check(struct failure *, const struct statement *, const struct column_map *, const PGresult *described);
