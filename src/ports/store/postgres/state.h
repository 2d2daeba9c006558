/*
 * What an error of PostgreSQL means for the caller, by its SQLSTATE: one table.
 * Nothing else in the program reads a SQLSTATE.
 */
#pragma once
#include <libpq-fe.h>
#include "base/err.h"

enum pg_remedy {
    REMEDY_NONE,
    REMEDY_AGAIN,                    /* it lost against another transaction: the same may succeed now */
    REMEDY_RECONNECT                 /* this connection is over, or its prepared statements are: a new one may succeed */
};

struct pg_verdict { err e; enum pg_remedy remedy; };

/* NULL: the connection was lost. */
struct pg_verdict pg_verdict(const PGresult *);

/* Describes an error (which statement, what the server said: for the log) and returns its err. */
err pg_verdict_tell(struct failure *, const PGresult *, const char *statement);
