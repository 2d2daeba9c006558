/*
 * Accounts: who there is on this instance. This room owns names, addresses, the
 * profile's own words, roles and states, and their one table. It knows nothing of
 * sign-in, follows or HTTP; others learn of changes by its events, whose key is the
 * account's id: account.created, account.changed, account.hidden (suspended, or about
 * to be deleted), account.shown (back again), account.erased; account.secured (what makes
 * signing in safer, or less so), account.leaving (its day is set).
 *
 * Verbs on a tx are for those who change an account together with something of their
 * own. What an account may not be told by is left to the caller: a hidden account is
 * found here, `account_is_shown` says so.
 */
#pragma once
#include "domain/account/problems.h"
#include "domain/audit/audit.h"
#include "domain/permit/permit.h"
#include "work/work.h"

/*
 * What somebody's profile says in their own words. Each struct that has all of them says so in a line, as its shape does, and
 * `words` copies them from one to another: a new one is declared here.
 */
#define PROFILE_WORDS { str display_name, bio; maybe_str avatar_url, banner_url; }
#define PROFILE_WORDS_FIELDS(S)                                                                                            \
    FIELD(S, display_name), FIELD(S, bio), FIELD(S, avatar_url, .format = "uri"), FIELD(S, banner_url, .format = "uri")
struct profile_words PROFILE_WORDS;
#define HAS_PROFILE_WORDS union { struct PROFILE_WORDS; struct profile_words words; }

struct account {
    id id;
    str username;                    /* as it was chosen; compared without case */
    maybe_str email, phone;          /* canonical: ann@example.org, +4930123456 */
    maybe_when email_confirmed_at;
    struct secret password_hash;     /* hidden "": none, signs in by other means */
    HAS_PROFILE_WORDS;
    bool locked;                     /* asks before somebody follows */
    i64 role;                        /* enum role */
    str language;                    /* of letters: "en" */
    maybe_when suspended_at, deletes_at;
    when created_at;
    i64 version;                     /* rises with every change */
    i64 epoch;                       /* rises with what ends all that is under way: see account_raise */
};
typedef PAGE(account) account_page;
extern const struct shape account_shape;         /* of rows; no answer may show it */

static inline bool account_is_shown(const struct account *a)
{
    return a->suspended_at.is != GIVEN && a->deletes_at.is != GIVEN;
}

/* Whoever does something in an account's name asks, in the transaction that does it. ERR_FORBIDDEN account_leaving, account_suspended. */
err account_acts(tx *, const struct account *);

/*
 * Whose an address is. One that nobody confirmed is only named: its account may sign in by it, as the password decides there,
 * and letters go to it, as its mailbox decides what becomes of them; nothing else follows from it. Whoever proves to read the
 * mailbox has the address, and the account that merely named it goes without. The audit log has both. The phone number is never more than named.
 */
static inline bool account_owns_email(const struct account *a)
{
    return a->email.is == GIVEN && a->email_confirmed_at.is == GIVEN;
}

/* ---- values: validated, and in the one form that is compared ---- */

enum { USERNAME_LEAST = 3, USERNAME_MOST = 50, PASSWORD_LEAST = 8, PASSWORD_MOST = 1024 };

/* Of members that name or protect an account that is to be. */
#define USERNAME_FORM .min = USERNAME_LEAST, .max = USERNAME_MOST, .pattern = "^[A-Za-z0-9_]+$", .doc = "ASCII letters, digits and _, 3 to 50"
#define PASSWORD_FORM .min = PASSWORD_LEAST, .max = PASSWORD_MOST, .format = "password", .doc = "8 to 1024 characters, and no common one"

#define WEB_ADDRESS_PATTERN "^(|[Hh][Tt][Tt][Pp][Ss]?://.+)$"

/* Each: ERR_INVALID on `field`, told in words. */
err username_check(struct failure *, str field, str username);          /* form; reserved names, and what looks like one */
err email_read(struct failure *, str field, str text, str *canonical);
err phone_read(struct failure *, str field, str text, str *canonical);  /* E.164; spaces, dots, dashes and brackets are dropped */
err contact_read(struct failure *, str field, str text, maybe_str *email, maybe_str *phone);     /* either of them: whichever it is */
err password_check(struct failure *, str field, str password, str username, str email);     /* length, and not a common one */
err web_address_check(struct failure *, str field, str url);            /* http or https, at most 2000 characters */
err display_name_read(struct failure *, str field, str text, str *clean);       /* 1 to 100 characters, on one line; trimmed */
err bio_read(struct failure *, str field, str text, str *clean);        /* at most 1000; what turns text around is dropped from both */
str username_key(struct arena *, str username);              /* what is compared */

/* ---- finding: ERR_NOT_FOUND, user_not_found ---- */

err account_by_id(ctx *, id, struct account *out);
err account_by_id_in(tx *, id, struct account *out);
err account_by_username(ctx *, str username, struct account *out);
err account_by_email(ctx *, str email, struct account *out);
err account_by_phone(ctx *, str phone, struct account *out);
err account_by_any(ctx *, str identifier, struct account *out);      /* user name, e-mail or phone, whichever it looks like */
err account_refer(ctx *, str reference, id *out);            /* "123", which is not looked up, or "@name", as paths have it; also of odd form: not found */
err account_typed(ctx *, str reference, id *out);            /* "ann", "@ann", or an id that there is, as operators type it; a name before an id */
err accounts_by_ids(ctx *, ids, account_page *out);          /* those that there are, in no order */
err accounts_by_ids_in(tx *, ids, account_page *out);
err accounts_after(ctx *, id after, i64 most, account_page *out);    /* all, oldest first: for lists and exports */
err accounts_any(ctx *, bool *out);                          /* is there one yet? */
err accounts_any_in(tx *, bool *out);

/* How the passwords are kept: what their hashes have before the salt, the most common first. Looks at all accounts. */
struct hash_kind { str kind; i64 accounts; };
typedef PAGE(hash_kind) hash_kind_page;
extern const struct shape hash_kind_shape;
err account_hash_kinds(ctx *, hash_kind_page *out);

/* ---- changing ---- */

struct account_draft {
    id id;
    str username;
    maybe_str email, phone;
    bool email_proven;               /* somebody vouches for it: confirmed from the beginning, whoever named it before */
    struct secret password_hash;
    str display_name;
    enum role role;
    str language;
};

/*
 * The values are canonical; an id of 0 is made, without a display name it is the user name, without a language English.
 * ERR_CONFLICT: username_taken (also what looks the same), email_taken, phone_taken, each on its field.
 */
err account_create(tx *, const struct account_draft *, struct account *out);

/* One that is made up for a trial, with all that it says; `*planted` false: somebody has that name, e-mail address or phone number. */
err account_plant(tx *, const struct account *, bool *planted);

/* A member left out stays, a null clears; all or nothing. */
struct account_change {
    maybe_str display_name, bio, avatar_url, banner_url;
    maybe_bool locked;
};
extern const struct shape account_change_shape;
err account_change(ctx *, id, const struct account_change *, struct account *out);
err account_change_read(struct failure *, struct account_change *);     /* for those who change with it something of their own: first its values, */
err account_change_in(tx *, id, const struct account_change *, struct account *out);         /* then the change */

/* Each tells account.changed, or what the essay says, and brings `version` up. */
err account_set_password(tx *, id, struct secret hash);
err account_rehash(tx *, const struct account *, struct secret hash);        /* the same password; nothing if it has changed since that was read */
err account_set_email(tx *, id, str email);                  /* proven by its mailbox; ERR_CONFLICT email_taken: another account's */

/*
 * Who confirms: somebody who has shown that the account is theirs, too, or somebody of whom no more is known than that they
 * read the mailbox. The second may be the owner of an address that a stranger named, so the first confirmation drops what
 * others could come in by: every part's `ways_drop`. The password and its sessions are for the caller to judge.
 */
enum confirmer { CONFIRMER_OF_ACCOUNT, CONFIRMER_OF_MAILBOX };
struct confirmation { str email; enum confirmer by; str address; };          /* address: from where */
err account_confirm_email(tx *, id, const struct confirmation *);    /* ERR_CONFLICT email_changed: it is another by now */
err account_set_role(tx *, id, enum role);
err account_suspend(tx *, id, bool suspended);
err account_leave(tx *, id, when deletes_at);                /* hidden from now on, erased then */
err account_return(tx *, id);
err account_erase(tx *, id);                                 /* nothing of it stays but that its name was taken */

/*
 * Nothing that began before this goes on: a sign-in under way, the link of a letter, a challenge, a provider who is asked.
 * Whatever grants something keeps the account's epoch and compares it in the transaction that uses it. A new password,
 * another address, a suspension and leaving raise it by themselves; this is for all else that should.
 */
err account_raise(tx *, id);

/* What makes signing in safer, or less so: account.secured. Letters tell the owner. */
err account_tell_secured(tx *, id, const char *what);

/*
 * For those who have just taken away what somebody signs in with: ERR_CONFLICT last_sign_in_method unless some part of the
 * program still knows a way. Of two at once, the later sees what the earlier took.
 */
err account_way_left(tx *, id);

/* X(name, word, who, leaving, what it allows): permit.h */
#define ACCOUNT_PERMISSIONS(X) \
    X(may_edit_self,   "edit_self",   USERS, UNTIL_LEAVING, "See and change their own account and profile") \
    X(may_secure_self, "secure_self", USERS, WHILE_LEAVING, \
      "See and end their own sessions, change their password and e-mail address, set up second factors and passkeys, link other accounts")
PERMISSIONS_DECLARE(account_permissions, ACCOUNT_PERMISSIONS);

/* ---- what is told: see the top ---- */

struct account_birth { maybe_bool planted; };                /* made up for a trial */
struct account_state { i64 version; };
struct account_deed { str what; maybe_str name; };           /* "password_changed", "identity_linked"; of what, if it has a name */
struct account_departure { when deletes_at; };

EVENT(account_created, account_birth);
EVENT(account_changed, account_state);
EVENT(account_hidden, account_state);
EVENT(account_shown, account_state);
EVENT(account_erased, nothing_told);
EVENT(account_secured, account_deed);
EVENT(account_leaving, account_departure);

/* Those after which an account looks different to others. */
#define ACCOUNT_SEEN_KINDS &account_created, &account_changed, &account_hidden, &account_shown, &account_erased

/* What the audit log tells of it. */
#define ACCOUNT_ACTIONS(X) \
    X(account_created) X(email_confirmed) X(email_lapsed) X(seeded)
AUDIT_DECLARE(account_actions, ACCOUNT_ACTIONS);

extern const struct capability account_capability;
