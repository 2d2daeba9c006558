/*
 * Errors, as they are found: a list with places in the text (offsets until they are written), where a limit was passed the
 * numbers, and in execution a path. Writing them is the only place that counts lines and columns. Private; what a caller
 * needs is in graphql.h.
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "graphql/graphql.h"

enum { GQL_ERRORS_MOST = 100, GQL_QUOTED = 100, GQL_NOWHERE = UINT32_MAX };

/* Adds an error, at one or two places (GQL_NOWHERE: none). Returns ERR_INVALID, so that a caller can leave with it. */
err gql_wrong(struct gql_errors *, const char *code, u32 at, u32 too, const char *format, ...) FORMAT(5, 6);

/* The same for a limit that was passed; seen -1: not counted. */
err gql_past(struct gql_errors *, const char *code, u32 at, i64 limit, i64 seen, const char *format, ...) FORMAT(6, 7);

/* A name or value of the text in a message: at most 100 characters of it. */
str gql_quoted(struct arena *, str);
#define QUOTED(errors, s) STR_ARG(gql_quoted((errors)->arena, (s)))
