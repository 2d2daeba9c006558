/*
 * What the people who run an instance do to accounts: make them, give them a role,
 * suspend them, give them a new password, remove lost second factors. Each deed is
 * entered in the audit log in its transaction, and an account that is suspended, gets a
 * password or loses factors is signed out at once. Each verb itself checks whether its
 * caller may do it.
 *
 * Also how an instance gets its first admin: while nobody has an account, a link that
 * only the person who starts the server sees makes its bearer one.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/permit/permit.h"
#include "domain/signin/signin.h"
#include "domain/staff/problems.h"

/* Who does it (NULL: the people who run the server), and by what means: "by the command line". */
struct staff_deed { const struct caller *by; str how; };

/* Only for the people who run the server. The values are checked as when registering, but without its rate limits. */
err staff_create(ctx *, const struct staff_deed *, const struct registration *, enum role, struct account *out);

/* ERR_NOT_FOUND user_not_found; ERR_SIGN_IN, ERR_FORBIDDEN: by may_set_role, may_suspend. If nothing changes, nothing is reported. */
err staff_set_role(ctx *, const struct staff_deed *, id, enum role, struct account *out);
err staff_suspend(ctx *, const struct staff_deed *, id, bool suspended, struct account *out);

/* Only for the people who run the server: ERR_FORBIDDEN for anybody who is signed in. */
err staff_set_password(ctx *, const struct staff_deed *, id, str password, struct account *out);     /* ERR_INVALID on `password` */
err staff_drop_factors(ctx *, const struct staff_deed *, id, bool *any, struct account *out);       /* `any`: there were some */

/* A token that makes its bearer admin: for a day, once, and as long as there is no account. "": there is one. */
err first_admin_token(ctx *, str *out);

struct first_admin { str token, username; maybe_str email, phone; str password; maybe_str display_name; };
extern const struct shape first_admin_shape;

/* ERR_FORBIDDEN first_admin_link_invalid; otherwise as when registering. */
err first_admin_register(ctx *, const struct first_admin *, struct signed_in *out);

/* X(name, word, who, leaving, what it allows): permit.h */
#define STAFF_PERMISSIONS(X) \
    X(may_see_account, "see_account", MODERATORS, UNTIL_LEAVING, "See anybody's account: its state, its addresses, its sessions") \
    X(may_suspend,     "suspend",     MODERATORS, UNTIL_LEAVING, "Suspend accounts, and lift suspensions") \
    X(may_set_role,    "set_role",    ADMINS,     UNTIL_LEAVING, "Change the role of an account")
PERMISSIONS_DECLARE(staff_permissions, STAFF_PERMISSIONS);

/* What the audit log records of it. */
#define STAFF_ACTIONS(X) \
    X(role_changed) X(suspended) X(unsuspended)
AUDIT_DECLARE(staff_actions, STAFF_ACTIONS);

extern const struct capability staff_capability;
