#include "ports/store/postgres/state.h"
#include "base/str.h"

/* The first line that is a prefix of the SQLSTATE counts; an unexpected one is a bug of ours. */
static const struct { const char *state; struct pg_verdict is; } verdicts[] = {
    { "40001", { ERR_CONTENTION,  REMEDY_AGAIN } },          /* serialization_failure */
    { "40P01", { ERR_CONTENTION,  REMEDY_AGAIN } },          /* deadlock_detected */
    { "55P03", { ERR_CONTENTION,  REMEDY_AGAIN } },          /* lock_not_available */
    { "23505", { ERR_CONFLICT,    REMEDY_NONE } },           /* unique_violation, without ON CONFLICT */
    { "23P01", { ERR_CONFLICT,    REMEDY_NONE } },           /* exclusion_violation */
    { "0A000", { ERR_INTERNAL,    REMEDY_RECONNECT } },      /* "cached plan must not change result type", after a migration */
    { "26000", { ERR_INTERNAL,    REMEDY_RECONNECT } },      /* a prepared statement is gone */
    { "25006", { ERR_UNAVAILABLE, REMEDY_RECONNECT } },      /* read_only_sql_transaction: the primary has become a standby */
    { "25P0",  { ERR_UNAVAILABLE, REMEDY_RECONNECT } },      /* idle in a transaction for too long */
    { "53100", { ERR_FULL,        REMEDY_NONE } },           /* disk_full */
    { "53",    { ERR_UNAVAILABLE, REMEDY_NONE } },           /* other resources: memory, connections */
    { "57014", { ERR_TIMEOUT,     REMEDY_NONE } },           /* query_canceled: statement_timeout */
    { "57P",   { ERR_UNAVAILABLE, REMEDY_RECONNECT } },      /* shutting down, crashed, starting up */
    { "08",    { ERR_UNAVAILABLE, REMEDY_RECONNECT } },      /* connection exceptions */
    { "58",    { ERR_IO,          REMEDY_NONE } },           /* the server's disk */
    { "XX001", { ERR_IO,          REMEDY_NONE } },           /* data_corrupted */
    { "XX002", { ERR_IO,          REMEDY_NONE } },           /* index_corrupted */
};

struct pg_verdict pg_verdict(const PGresult *r)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

    if (!state)                      /* libpq's own errors have none: they are all about the connection */
        return (struct pg_verdict){ ERR_UNAVAILABLE, REMEDY_RECONNECT };
    for (size_t i = 0; i < COUNT(verdicts); i++)
        if (str_starts(str_of(state), str_of(verdicts[i].state)))
            return verdicts[i].is;
    return (struct pg_verdict){ ERR_INTERNAL, REMEDY_NONE };
}

err pg_verdict_tell(struct failure *s, const PGresult *r, const char *statement)
{
    err e = pg_verdict(r).e;
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *said = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    failure_cause(s, "PostgreSQL, %s: %s %s", statement, state ? state : "", said ? said : "the connection was lost");
    return failure_set(s, PLAIN(e));
}
