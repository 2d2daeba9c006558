/*
 * Metrics, declared in one table: counters, gauges and histograms of time. Where a metric
 * has labels, their values are registered at boot, and known together by one number.
 * Counting is an addition in a slot of the calling thread; reading sums the slots.
 */
#pragma once
#include "base/buf.h"

/* X(name, kind, "kith_name", "label" or "one,more" or NULL, "help") */
#define METRICS(X) \
    X(M_HTTP_REQUESTS,     TALLY,     "kith_http_requests_total",         "method,route,status", "Requests answered") \
    X(M_HTTP_TIME,         HISTOGRAM, "kith_http_request_seconds",        "method,route,status", "From last header byte to answer") \
    X(M_HTTP_CONNECTIONS,  GAUGE,     "kith_http_connections",            NULL,     "Open connections") \
    X(M_HTTP_REFUSED,      COUNTER,   "kith_http_refused_total",          NULL,     "Requests refused before a handler ran") \
    X(M_RATE_LIMITED,      COUNTER,   "kith_rate_limited_total",          "limit",  "Requests refused by a rate limit") \
    X(M_FIBERS,            GAUGE,     "kith_fibers",                      NULL,     "Fibers in use") \
    X(M_FIBER_QUEUE,       GAUGE,     "kith_fiber_queue",                 NULL,     "Units of work that wait for a fiber") \
    X(M_LOOP_TIME,         HISTOGRAM, "kith_loop_turn_seconds",           NULL,     "Time a loop's turn took, without its wait") \
    X(M_TASKS_QUEUED,      GAUGE,     "kith_tasks_queued",                "lane",   "Tasks that wait for a thread") \
    X(M_STORE_READS,       COUNTER,   "kith_store_reads_total",           NULL,     "Statements that read") \
    X(M_STORE_POOLED,      COUNTER,   "kith_store_reads_pooled_total",    NULL,     "Reads over budget, moved to the reader pool") \
    X(M_STORE_COMMITS,     COUNTER,   "kith_store_commits_total",         NULL,     "Transactions committed") \
    X(M_STORE_GROUPS,      COUNTER,   "kith_store_groups_total",          NULL,     "Commits of groups of transactions") \
    X(M_STORE_RETRIES,     COUNTER,   "kith_store_retries_total",         NULL,     "Transactions run again") \
    X(M_STORE_ERRORS,      COUNTER,   "kith_store_errors_total",          NULL,     "Statements and commits that failed") \
    X(M_STORE_WAL,         GAUGE,     "kith_store_wal_bytes",             NULL,     "Size of the write-ahead log") \
    X(M_CACHE_HITS,        COUNTER,   "kith_cache_hits_total",            NULL,     "Cache reads that found something") \
    X(M_CACHE_MISSES,      COUNTER,   "kith_cache_misses_total",          NULL,     "Cache reads that did not") \
    X(M_CACHE_BYTES,       GAUGE,     "kith_cache_bytes",                 NULL,     "Memory that the cache uses") \
    X(M_PAGE_HITS,         COUNTER,   "kith_page_hits_total",             NULL,     "First pages of feeds given as they were kept") \
    X(M_PAGE_MISSES,       COUNTER,   "kith_page_misses_total",           NULL,     "First pages of feeds that were made") \
    X(M_EVENTS,            COUNTER,   "kith_events_total",                NULL,     "Events written") \
    X(M_CONSUMED,          COUNTER,   "kith_events_consumed_total",       "consumer", "Events handled") \
    X(M_CONSUMER_LAG,      GAUGE,     "kith_consumer_lag",                "consumer", "Events that wait for a consumer") \
    X(M_DEAD,              COUNTER,   "kith_dead_letters_total",          "consumer", "Events and jobs given up after their last try") \
    X(M_JOBS,              COUNTER,   "kith_jobs_total",                  "kind",   "Jobs run") \
    X(M_OUTGOING_CALLS,    COUNTER,   "kith_outgoing_calls_total",        "kind",   "Calls to other servers") \
    X(M_OUTGOING_FAILURES, COUNTER,   "kith_outgoing_failures_total",     "kind",   "Calls to other servers that failed on their side") \
    X(M_OUTGOING_TIME,     HISTOGRAM, "kith_outgoing_seconds",            "kind",   "Time that calls to other servers took") \
    X(M_OUTGOING_OPEN,     GAUGE,     "kith_outgoing_breakers_open",      "kind",   "Other servers that kept failing and are not called") \
    X(M_BLOB_ERRORS,       COUNTER,   "kith_blob_errors_total",           "store",  "Reads and writes of files that failed") \
    X(M_SOCKETS,           GAUGE,     "kith_sockets",                     "kind",   "Open WebSockets and streams of events") \
    X(M_SOCKET_EVENTS,     COUNTER,   "kith_socket_events_total",         "type",   "Events handed to sockets and streams") \
    X(M_UNDELIVERED,       COUNTER,   "kith_events_undelivered_total",    NULL,     "Events that could not be told: their listeners came back or read again") \
    X(M_SOCKET_COMMANDS,   COUNTER,   "kith_socket_commands_total",       "type",   "Messages taken from clients of sockets") \
    X(M_DELIVERY,          HISTOGRAM, "kith_delivery_seconds",            NULL,     "From an event's transaction until the kernel has it, each connection") \
    X(M_SOCKETS_DROPPED,   COUNTER,   "kith_sockets_dropped_total",       "reason", "Sockets and streams that the server ended") \
    X(M_IDEMPOTENT,        COUNTER,   "kith_idempotent_replays_total",    NULL,     "Answers given again for an idempotency key") \
    X(M_MEDIA_BYTES,       GAUGE,     "kith_media_bytes",                 NULL,     "Bytes that are kept of all media") \
    X(M_MEDIA_WAITING,     GAUGE,     "kith_media_waiting",               NULL,     "Media whose files are still to be made") \
    X(M_MEDIA_TIME,        HISTOGRAM, "kith_media_processing_seconds",    NULL,     "Time that making the files of a media took") \
    X(M_GRAPHQL_RUNS,      TALLY,     "kith_graphql_operations_total",    "operation", "GraphQL operations executed") \
    X(M_GRAPHQL_TIME,      HISTOGRAM, "kith_graphql_operation_seconds",   "operation", "Time that executing them took") \
    X(M_GRAPHQL_CALLS,     COUNTER,   "kith_graphql_resolver_calls_total", NULL,    "Calls of resolvers, each for all rows of a level") \
    X(M_GRAPHQL_ERRORS,    COUNTER,   "kith_graphql_errors_total",        NULL,     "Errors in the answers of GraphQL operations") \
    X(M_GRAPHQL_DOCUMENTS, COUNTER,   "kith_graphql_documents_total",     NULL,     "GraphQL documents parsed and validated") \
    X(M_GRAPHQL_BYTES,     GAUGE,     "kith_graphql_documents_bytes",     NULL,     "Memory of the GraphQL documents that are kept")

/* A tally says how often the histogram of the next row, whose labels it has, was told; nobody counts it. */
enum metric_kind { COUNTER, GAUGE, HISTOGRAM, TALLY };
enum metric {
#define X(name, kind, word, label, help) name,
    METRICS(X)
#undef X
    METRIC_COUNT
};
enum { METRIC_LABELS = 4096, METRIC_LABEL_NAMES = 3 };       /* values of a metric's labels; further ones are "other" */

struct metrics;

/*
 * Where a metric has labels, number 0 is "other". Of several labels only what happened is printed. A gauge is either added
 * to, or set; the value set is
 * one for all threads. Without metrics (NULL) nothing is counted.
 */
struct metrics *metrics_open(void);
void metrics_close(struct metrics **);

int metric_label(struct metrics *, enum metric, str value);          /* any time, takes a lock; the same value gives the same number */
int metric_labels(struct metrics *, enum metric, const str *values); /* likewise: a value for each name, in order */
void metric_add(struct metrics *, enum metric, int label, i64 n);    /* any thread; label 0 where there is none */
void metric_set(struct metrics *, enum metric, int label, i64 value);
void metric_time(struct metrics *, enum metric, int label, i64 us);
i64 metric_value(struct metrics *, enum metric, int label);          /* counters and gauges: the sum over threads */
void metrics_print(struct metrics *, struct buf *);                  /* Prometheus text, with process_* of this process */
