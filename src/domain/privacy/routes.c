/* The routes by which people take a copy of their data, and leave. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/privacy/privacy.h"
#include "domain/profile/profile.h"
#include "runtime/ctx.h"

struct export_key { id id; };
struct export_query { LIST_WISH; };
struct account_deletion_request { maybe_str password, code; };

SHAPE(export_key,
    FIELD(export_key, id));
SHAPE(export_query,
    LIST_FIELDS(export_query));
SHAPE(account_deletion_request,
    FIELD(account_deletion_request, password, .max = 1024, .doc = "Needed if the account has one"),
    FIELD(account_deletion_request, code,     .optional = true, .max = 100,
          .doc = "A code of a second factor, for an account without a password"));

static err start(ctx *c, const struct caller *me, const struct nothing *in, struct export *out)
{
    (void)in;
    return privacy_export(c, me->account, out);
}

static err list(ctx *c, const struct caller *me, const struct export_query *in, export_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(privacy_exports(c, me->account, from, in->limit + 1, out));
    return list_cut(c, in->limit, out);
}

static err get(ctx *c, const struct caller *me, const struct export_key *in, struct export *out)
{
    return privacy_export_get(c, me->account, in->id, out);
}

static err fetch(ctx *c, const struct caller *me, const struct export_key *in, struct raw_answer *out)
{
    return privacy_export_fetch(c, me->account, in->id, &out->blob, &out->file_name);
}

static err leave(ctx *c, const struct caller *me, const struct account_deletion_request *in, struct account_deletion *out)
{
    return privacy_leave(c, me, &(struct evidence){ in->password, in->code }, out);
}

static err restore(ctx *c, const struct caller *me, const struct nothing *in, struct nothing *out)
{
    (void)in;
    (void)out;
    return privacy_return(c, me->account);
}

CALLS_AS(start, nothing, export)
CALLS_AS(list, export_query, export_page)
CALLS_AS(get, export_key, export)
CALLS_AS(fetch, export_key, raw_answer)
CALLS_AS(leave, account_deletion_request, account_deletion)
CALLS_AS(restore, nothing, nothing)

static const struct problem *const problems[] = { &export_not_found, NULL };
static const struct problem *const fetch_problems[] = { &export_not_found, &export_not_ready, NULL };
static const struct problem *const leave_problems[] = { &bad_password, &proof_needed, PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong),
    NULL };

extern const struct route privacy_routes[];
const struct route privacy_routes[] = {
    { METHOD_POST,   "/users/me/exports",           start_entry,   &may_export_self, RATE_WRITES, 202, GIVES(export),
      .tag = "privacy",
      .tag_says = "A copy of everything kept about a person, and the deletion of an account",
      .summary = "Ask for a copy of everything that is kept about you" },
    { METHOD_GET,    "/users/me/exports",           list_entry,    &may_export_self, RATE_READS,  200, TAKES(export_query),
      GIVES_PAGE(export),
      .tag = "privacy", .summary = "List the copies that you asked for, newest first" },
    { METHOD_GET,    "/users/me/exports/{id}",      get_entry,     &may_export_self, RATE_READS,  200, TAKES(export_key), GIVES(export),
      .tag = "privacy", .summary = "Read the progress of a copy", .problems = problems },
    { METHOD_GET,    "/users/me/exports/{id}/file", fetch_entry,   &may_export_self, RATE_READS,  200, TAKES(export_key),
      GIVES_FILE("application/zip"),
      .tag = "privacy", .summary = "Fetch a copy: a ZIP of JSON files", .problems = fetch_problems },
    { METHOD_DELETE, "/users/me",                   leave_entry,   &may_leave,       RATE_WRITES, 202, TAKES(account_deletion_request),
      GIVES(account_deletion),
      .tag = "privacy", .summary = "Delete your account: it is hidden at once, and erased when its day has come",
      .problems = leave_problems,
      .takes_body = true, .tokens = TOKENS_CLEAR },
    { METHOD_POST,   "/users/me/restore",           restore_entry, &may_leave,       RATE_WRITES, 204,
      .tag = "privacy", .summary = "Take the deletion back, and restore everything" },
    {0}
};
