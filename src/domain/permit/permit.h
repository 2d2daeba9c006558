/*
 * What people may do, by their role. A permission holds on every surface: a
 * route, a field of GraphQL and a command each name one, and a caller that lacks it is
 * refused before anything runs. Each capability declares its own in a table;
 * docs/permissions.md is printed from all of them.
 *
 * A permission is about the kind of deed; which post or account it may be done
 * to is a rule of the capability that does it.
 */
#pragma once
#include "domain/permit/problems.h"
#include "runtime/ctx.h"
#include "work/capability.h"

/* A signed-in caller's; `struct caller.role` holds one. A higher one may do all that those below may. */
enum role { ROLE_USER, ROLE_MODERATOR, ROLE_ADMIN, ROLE_COUNT };
extern const char *const role_words[];           /* "user", "moderator", "admin", NULL: by enum role, and for shapes */
bool role_read(str word, enum role *out);

/* Who has a permission, in bits: 1 << role, and a bit for people who have not signed in. */
enum { ADMINS = 1 << ROLE_ADMIN, MODERATORS = ADMINS | 1 << ROLE_MODERATOR, USERS = MODERATORS | 1 << ROLE_USER };
enum { STRANGERS = 1 << ROLE_COUNT, EVERYBODY = USERS | STRANGERS };

/*
 * Does it remain with an account that is about to be deleted? Its owner may read as before, and write only to bring the
 * account back, export its data or secure it.
 */
enum { UNTIL_LEAVING = false, WHILE_LEAVING = true };

struct permission { const char *word; u32 who; bool leaving; const char *what; };

/*
 * A capability's table, X(name, word, who, leaving, what it allows), is declared in its header and defined in its .c; the list of
 * its permissions, which ends with NULL, is what struct capability points at.
 */
#define PERMISSIONS_DECLARE(list, TABLE) TABLE(PERMISSION_DECLARE_) extern const struct permission *const list[]
#define PERMISSIONS_DEFINE(list, TABLE) TABLE(PERMISSION_DEFINE_) const struct permission *const list[] = { TABLE(PERMISSION_LIST_) NULL }
#define PERMISSION_DECLARE_(name, word, who, leaving, what) extern const struct permission name;
#define PERMISSION_DEFINE_(name, word, who, leaving, what) const struct permission name = { word, who, leaving, what };
#define PERMISSION_LIST_(name, word, who, leaving, what) &name,

/* Those that belong to no capability. */
#define COMMON_PERMISSIONS(X) \
    X(anyone,     "anyone", EVERYBODY, WHILE_LEAVING, "Read what is public, register, sign in; also without having signed in") \
    X(any_member, "member", USERS,     UNTIL_LEAVING, "Everything that only needs the caller to be signed in")
PERMISSIONS_DECLARE(common_permissions, COMMON_PERMISSIONS);
extern const struct capability permit_capability;

/* May somebody who has signed in, with that role? An unknown role may do what everybody may. */
bool may(u32 role, const struct permission *);

/* May people who have not signed in? */
static inline bool anyone_may(const struct permission *p) { return p->who & STRANGERS; }

/* Does it allow writing while the account is about to be deleted? */
static inline bool may_while_leaving(const struct permission *p) { return p->leaving; }

/* All of that at once, for every surface, before anything runs. ERR_SIGN_IN; ERR_FORBIDDEN not_allowed, account_leaving. */
err permit_check(ctx *, const struct caller *, const struct permission *, bool writes);

/* At the start. ERR_INVALID: two have one word, strangers may do what members may not, or a role lacks what one below it has. */
err permissions_check(const struct program *, struct failure *);
bool permission_listed(const struct program *, const struct permission *);         /* a capability of that program lists it */

struct buf;
void permissions_document(const struct program *, struct buf *);     /* docs/permissions.md */
