/*
 * Errors. What went wrong travels as a return value that nobody may ignore; the failure
 * (which field, which words are safe to show) is described once, where it happened, in a
 * `struct failure` that the unit of work owns. The table below is the only place that knows
 * an error's status, word and title on the wire, and how loud the log is about each. What
 * lasts is logged where it begins and ends (PostgreSQL is away, the disk is full), so the
 * many that meet it in between are quiet. A bug is an assert, never an err.
 */
#pragma once
#include <stdarg.h>
#include "base/types.h"

struct arena;

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/*    name             status  code                   title                                           log        */
#define ERRORS(X) \
    X(ERR_MALFORMED,      400, "malformed_request",   "The request is malformed",                       LOG_DEBUG) \
    X(ERR_JSON,           400, "malformed_json",      "The body is not valid JSON",                     LOG_DEBUG) \
    X(ERR_SIGN_IN,        401, "not_signed_in",       "You need to sign in",                            LOG_DEBUG) \
    X(ERR_FORBIDDEN,      403, "not_allowed",         "You may not do that",                            LOG_DEBUG) \
    X(ERR_NOT_FOUND,      404, "not_found",           "There is no such thing, or you may not see it",  LOG_DEBUG) \
    X(ERR_NO_ROUTE,       404, "no_route",            "There is nothing at this address",               LOG_DEBUG) \
    X(ERR_METHOD,         405, "method_not_allowed",  "This address does not accept that method",       LOG_DEBUG) \
    X(ERR_NOT_ACCEPTABLE, 406, "not_acceptable",      "No format that you accept is available",         LOG_DEBUG) \
    X(ERR_SLOW,           408, "request_timeout",     "The request took too long to arrive",            LOG_DEBUG) \
    X(ERR_CONFLICT,       409, "conflict",            "That conflicts with the current state",          LOG_DEBUG) \
    X(ERR_GONE,           410, "gone",                "It existed, but has been removed",               LOG_DEBUG) \
    X(ERR_PRECONDITION,   412, "precondition_failed", "A condition of the request does not hold",       LOG_DEBUG) \
    X(ERR_TOO_LARGE,      413, "body_too_large",      "The body is too large",                          LOG_DEBUG) \
    X(ERR_URI_TOO_LONG,   414, "uri_too_long",        "The address is too long",                        LOG_DEBUG) \
    X(ERR_TYPE,           415, "unsupported_type",    "The type of the body is not supported",          LOG_DEBUG) \
    X(ERR_RANGE,          416, "range_not_satisfiable", "That range does not exist",                    LOG_DEBUG) \
    X(ERR_EXPECTATION,    417, "expectation_failed",  "That expectation cannot be met",                 LOG_DEBUG) \
    X(ERR_INVALID,        422, "invalid_input",       "Some of what you sent is not valid",             LOG_DEBUG) \
    X(ERR_LOCKED,         423, "locked",              "Somebody else is at it; try again shortly",      LOG_DEBUG) \
    X(ERR_TOO_MANY,       429, "too_many_requests",   "Too many requests",                              LOG_DEBUG) \
    X(ERR_UPGRADE,        426, "upgrade_required",    "Another protocol, or another version of it, is needed", LOG_DEBUG) \
    X(ERR_HEADERS,        431, "headers_too_large",   "The header fields are too large",                LOG_DEBUG) \
    X(ERR_CHECKSUM,       460, "checksum_failed",     "The bytes are not those of the checksum",        LOG_DEBUG) \
    X(ERR_CANCELLED,      499, "cancelled",           "The caller went away",                           LOG_DEBUG) \
    X(ERR_INTERNAL,       500, "internal_error",      "Something went wrong on our side",               LOG_ERROR) \
    X(ERR_NOT_BUILT,      501, "not_implemented",     "That is not implemented",                        LOG_DEBUG) \
    X(ERR_BUSY,           503, "overloaded",          "The server is busy; try again shortly",          LOG_WARN)  \
    X(ERR_CROWDED,        503, "overloaded",          "The server is busy; try again shortly",          LOG_DEBUG) \
    X(ERR_UNAVAILABLE,    503, "unavailable",         "A part of the server is unavailable; try again shortly", LOG_DEBUG) \
    X(ERR_IO,             503, "storage_failed",      "The storage failed; nothing was changed",        LOG_ERROR) \
    X(ERR_CONTENTION,     503, "contention",          "Too many changes at once; try again shortly",    LOG_WARN)  \
    X(ERR_TIMEOUT,        503, "timed_out",           "That took too long; try again shortly",          LOG_WARN)  \
    X(ERR_VERSION,        505, "version_not_supported", "That version of HTTP is not supported",        LOG_DEBUG) \
    X(ERR_FULL,           507, "storage_full",        "The storage is full; nothing was changed",       LOG_DEBUG)

typedef enum [[nodiscard]] {
    OK,
#define X(name, status, code, title, level) name,
    ERRORS(X)
#undef X
    ERR_COUNT
} err;

struct error_facts { const char *name; int status; const char *code, *title; enum log_level level; };
extern const struct error_facts error_facts[ERR_COUNT];

/*
 * A problem is an error with a code of its own: what a client can tell apart. Each room and capability has a table of its
 * problems, and `fail` names an entry, so a misspelt code does not compile. The name is the code, unless a
 * fourth column says another because something else has that name already:
 *
 *   #define NOTE_PROBLEMS(X) \
 *       X(note_not_found, ERR_NOT_FOUND, "There is no such note.")
 *   PROBLEMS_DECLARE(note_problems, NOTE_PROBLEMS)
 *
 * in a header, and PROBLEMS_DEFINE of the same in a .c file, makes `note_not_found`, and the list of all, which ends with NULL.
 * Two rooms that take one code do not link. The words are what the caller reads where nothing better is said. What is wrong with
 * a member of the input is an entry of kind ERR_INVALID.
 */
struct problem { const char *code; err what; const char *words; const struct problem *same_as; };        /* same_as: see PROBLEM_AS */

#define PROBLEM_WORD_(word, ...) #word
#define PROBLEM_DECLARE_(name, what, words, ...) extern const struct problem name;
#define PROBLEM_DEFINE_(name, what, words, ...) \
    const struct problem name = { PROBLEM_WORD_(__VA_ARGS__ __VA_OPT__(,) name, 0), what, words, NULL };
#define PROBLEM_POINT_(name, what, words, ...) &name,
#define PROBLEMS_DECLARE(list, TABLE) extern const struct problem *const list[]; TABLE(PROBLEM_DECLARE_)
#define PROBLEMS_DEFINE(list, TABLE) TABLE(PROBLEM_DEFINE_) const struct problem *const list[] = { TABLE(PROBLEM_POINT_) NULL };
/* The same problem where it is an error of another kind: in tables. What a function fails with has to outlive it. */
#define PROBLEM_AS(e, name) (&(const struct problem){ #name, e, NULL, &name })
#define PROBLEMS(...) (const struct problem *const[]){ __VA_ARGS__, NULL }

/* An error that has no code beyond that of ERRORS is a problem too. */
extern const struct problem plain_problems[ERR_COUNT];
#define PLAIN(e) (&plain_problems[e])

/* Leave with what a call returned, unless it is OK. */
#define TRY(call)                                   \
    do {                                            \
        err try_result_ = (call);                   \
        if (UNLIKELY(try_result_ != OK))            \
            return try_result_;                     \
    } while (0)

/* One member of the input that is not as it should be. */
struct field_error { str field; const struct problem *problem; str detail; struct field_error *next; };

/* A further member of the problem document, as finished JSON: what a client needs to go on. */
struct failure_member { const char *name; str json; struct failure_member *next; };

/*
 * The description of an error. All of it is safe to show the caller, except `cause`, which
 * is for the log only. `problem` refines the error's code and words. The text lives in the
 * arena, or is a literal.
 */
struct failure {
    struct arena *arena;
    err what;
    const struct problem *problem;   /* NULL: none was set */
    str detail, cause;
    struct field_error *fields, **fields_end;
    struct failure_member *more;
    int retry_after;                 /* seconds; 0: the default of the error */
};

void failure_begin(struct failure *, struct arena *);      /* also forgets an earlier one */

/* Each returns the error. Details are sentences with a full stop. */
err failure_set(struct failure *, const struct problem *);                                     /* in its own words */
err failure_saying(struct failure *, const struct problem *, const char *detail, ...) FORMAT(3, 4);
err failure_vsaying(struct failure *, const struct problem *, const char *detail, va_list);
err failure_with(struct failure *, err, const char *detail, ...) FORMAT(3, 4);                 /* without a code of its own */
err failure_as(struct failure *, err);                     /* keeps the description, as an error of another kind */

/* Adds one invalid member; the caller returns ERR_INVALID once it has looked at all. */
err failure_field(struct failure *, str field, const struct problem *);
err failure_field_saying(struct failure *, str field, const struct problem *, const char *detail, ...) FORMAT(4, 5);
const struct problem *problem_told(const struct failure *, err);       /* of that error; not of an earlier one that was caught */
static inline const char *failure_code(const struct failure *f) { return f->problem ? f->problem->code : ""; }
/* Its text for people, safe to show; for invalid input the first member's; otherwise the table's. */
str failure_words(struct arena *, const struct failure *, err);
bool failure_told(const struct failure *, str field);      /* has that member been reported? */
void failure_member_add(struct failure *, const char *name, str json);
void failure_cause(struct failure *, const char *cause, ...) FORMAT(2, 3);
