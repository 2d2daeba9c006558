/* The functions of libpq that are called, here and by the tests' kit. */
#include "ports/lazy.h"

#define CALLS(X)                                                                                             \
    X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectPoll) X(PQconnectdb) X(PQconnectStartParams) X(PQconninfoFree)      \
    X(PQconninfoParse) X(PQconsumeInput) X(PQenterPipelineMode) X(PQerrorMessage) X(PQexec) X(PQexitPipelineMode)      \
    X(PQfinish) X(PQflush) X(PQfname) X(PQfreemem) X(PQftype) X(PQgetisnull) X(PQgetlength) X(PQgetResult)   \
    X(PQgetvalue) X(PQisBusy) X(PQnfields) X(PQnotifies) X(PQntuples) X(PQpipelineSync) X(PQresultErrorField)              \
    X(PQresultStatus) X(PQsendDescribePrepared) X(PQsendFlushRequest) X(PQsendPrepare) X(PQsendQuery)        \
    X(PQsendQueryPrepared) X(PQserverVersion) X(PQsetnonblocking) X(PQsetNoticeProcessor) X(PQsocket)        \
    X(PQstatus) X(PQtransactionStatus)

CALLS(LAZY_CALL)

static const struct lazy_call calls[] = { CALLS(LAZY_ROW) {0} };

struct lazy lazy_libpq = { "libpq.so.5", "PostgreSQL", calls, false };
