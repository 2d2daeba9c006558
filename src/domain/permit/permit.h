/*
 * What people may do, by the role they have. One table says it for every surface: a
 * route, a field of GraphQL, a command each name a permission, and whoever may not is
 * refused before anything runs. docs/permissions.md is printed from it.
 *
 * A permission is about the kind of deed; whose post or which account it may be done
 * to is a rule of the capability that does it.
 */
#pragma once
#include "runtime/ctx.h"

/* A signed-in caller's; `struct caller.role` holds one. A higher one may all that those below may. */
enum role { ROLE_USER, ROLE_MODERATOR, ROLE_ADMIN, ROLE_COUNT };
extern const char *const role_words[];           /* "user", "moderator", "admin", NULL: by enum role, and for shapes */
bool role_read(str word, enum role *out);

/* Who has a permission, in bits: 1 << role, and those who have not signed in. */
enum { ADMINS = 1 << ROLE_ADMIN, MODERATORS = ADMINS | 1 << ROLE_MODERATOR, USERS = MODERATORS | 1 << ROLE_USER };
enum { STRANGERS = 1 << ROLE_COUNT, EVERYBODY = USERS | STRANGERS };

/*
 * Does it go on for an account that is about to be deleted? Its owner may read all as before, and write what brings the
 * account back, takes its data along or secures it; nothing else is done in its name.
 */
enum { UNTIL_LEAVING = false, WHILE_LEAVING = true };

/* X(name, word, who, leaving, what it is) */
#define PERMISSIONS(X) \
    X(ANYONE,          "anyone",       EVERYBODY,  WHILE_LEAVING, "Read what is public, register, sign in; also without having signed in") \
    X(MEMBER,          "member",       USERS,      UNTIL_LEAVING, "Whatever needs no more than being signed in") \
    X(MAY_EDIT_SELF,   "edit_self",    USERS,      UNTIL_LEAVING, "See and change their own account and profile") \
    X(MAY_SECURE_SELF, "secure_self",  USERS,      WHILE_LEAVING, "See and end their own sessions, change their password and e-mail address, set up second factors and passkeys, link other accounts") \
    X(MAY_FOLLOW,      "follow",       USERS,      UNTIL_LEAVING, "Follow people, and answer those who ask to follow them") \
    X(MAY_BLOCK,       "block",        USERS,      UNTIL_LEAVING, "Block and mute people") \
    X(MAY_EXPORT_SELF, "export_self",  USERS,      WHILE_LEAVING, "Take a copy of all that is kept about them") \
    X(MAY_LEAVE,       "leave",        USERS,      WHILE_LEAVING, "Delete their own account, and bring it back in time") \
    X(MAY_SEE_ACCOUNT, "see_account",  MODERATORS, UNTIL_LEAVING, "See anybody's account: its state, its addresses, its sessions") \
    X(MAY_SUSPEND,     "suspend",      MODERATORS, UNTIL_LEAVING, "Suspend accounts, and lift it") \
    X(MAY_SEE_AUDIT,   "see_audit",    MODERATORS, UNTIL_LEAVING, "Read the audit log") \
    X(MAY_SET_ROLE,    "set_role",     ADMINS,     UNTIL_LEAVING, "Change the role of an account") \
    X(MAY_ROTATE_KEYS, "rotate_keys",  ADMINS,     UNTIL_LEAVING, "Replace the key that signs tokens")

enum permission {
#define X(name, word, who, leaving, what) name,
    PERMISSIONS(X)
#undef X
    PERMISSION_COUNT
};

struct permission_facts { const char *word; u32 who; bool leaving; const char *what; };
extern const struct permission_facts permission_facts[PERMISSION_COUNT];

/* May somebody who has signed in, with that role? A role that there is not may what everybody may. */
bool may(u32 role, enum permission);

/* May those who have not signed in? */
static inline bool anyone_may(enum permission p) { return permission_facts[p].who & STRANGERS; }

/* May somebody write by it while their account is about to be deleted? */
static inline bool may_while_leaving(enum permission p) { return permission_facts[p].leaving; }

/* All of that at once, for every surface, before anything runs. ERR_SIGN_IN; ERR_FORBIDDEN not_allowed, account_leaving. */
err permit_check(ctx *, const struct caller *, enum permission, bool writes);

struct buf;
void permissions_document(struct buf *);         /* docs/permissions.md */
