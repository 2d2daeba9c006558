/*
 * What people may do with their data: take a copy, and have it deleted.
 * A copy is a ZIP of JSON files, made by a job; each capability declares what belongs
 * in it. A deletion hides the account at once and is carried out when its day has
 * come; until then the owner can sign in and take it back.
 *
 * Events, key: the account's id: export.ready, account.leaving.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/permit/permit.h"
#include "domain/privacy/problems.h"
#include "domain/signin/signin.h"

struct export {
    id id;
    str state;                       /* waiting, running, ready, failed */
    i64 progress;                    /* percent */
    i64 size;                        /* octets, once it is ready */
    when created_at;
    maybe_when ready_at, expires_at;
};
typedef PAGE(export) export_page;
extern const struct shape export_shape;

/*
 * One at a time: while one is under way, or is less than a minute old, that one is returned. A ready one replaces those
 * before it. ERR_TOO_MANY: too many were asked for within a day; failed ones do not count.
 */
err privacy_export(ctx *, id me, struct export *out);
/* ERR_NOT_FOUND export_not_found: also for another account's */
err privacy_export_get(ctx *, id me, id which, struct export *out);
err privacy_exports(ctx *, id me, id before, i64 most, export_page *out);
err privacy_export_fetch(ctx *, id me, id which, str *blob, str *file_name); /* ERR_CONFLICT export_not_ready */

struct account_deletion { when deletes_at; };
extern const struct shape account_deletion_shape;
/* the proof is as in signin_proven, by the password */
err privacy_leave(ctx *, const struct caller *me, const struct evidence *, struct account_deletion *out);
err privacy_return(ctx *, id me);                            /* harmless if there is nothing to take back */

/* X(name, word, who, leaving, what it allows): permit.h */
#define PRIVACY_PERMISSIONS(X) \
    X(may_export_self, "export_self", USERS, WHILE_LEAVING, "Take a copy of everything that is kept about them") \
    X(may_leave,       "leave",       USERS, WHILE_LEAVING, "Delete their own account, and bring it back in time")
PERMISSIONS_DECLARE(privacy_permissions, PRIVACY_PERMISSIONS);

struct export_told { id export; when expires_at; };
EVENT(export_ready, export_told);                /* key: the account's id */

/* What the audit log records of it. */
#define PRIVACY_ACTIONS(X) \
    X(export_requested) X(export_made) X(export_fetched) X(deletion_requested) X(deletion_cancelled) X(account_erased)
AUDIT_DECLARE(privacy_actions, PRIVACY_ACTIONS);

extern const struct capability privacy_capability;
