/*
 * Accounts: the people on this instance. This room owns names, addresses, the
 * profile's own words, roles and states, in one table. It knows nothing of
 * sign-in, follows or HTTP; others learn of changes by its events, whose key is the
 * account's id: account.created, account.changed, account.hidden (suspended, or about
 * to be deleted), account.shown (back again), account.erased; account.secured (signing in
 * became safer, or less safe), account.leaving (the day of its deletion is set).
 *
 * Verbs on a tx are for callers that change an account together with something of their
 * own. Hiding is left to the caller: a hidden account is found here, and
 * `account_is_shown` says that it is hidden.
 */
#pragma once
#include "base/members.h"
#include "domain/account/problems.h"
#include "domain/audit/audit.h"
#include "domain/permit/permit.h"
#include "work/work.h"

#define WEB_ADDRESS_FORM .max = 2000, .pattern = "^(|[Hh][Tt][Tt][Pp][Ss]?://.+)$", .reads = web_address_read, \
    .doc = "http or https; none: null, or empty in a change"
text_reader display_name_read;       /* 1 to 100 characters, on one line; trimmed */
text_reader bio_read;                /* at most 1000; characters that turn text around are dropped from both */
text_reader web_address_read;        /* http or https, at most 2000 characters; or empty */

/* For readers of other texts that people write: trimmed, without what turns text around; `lines`: it may have several. */
struct text_bounds { size_t least, most; bool lines; };
err people_text_read(struct failure *, str field, str text, struct text_bounds, str *clean);

/* What the owner of a profile writes; members.h says what a new one takes. */
#define PROFILE_WORDS(X, S) \
    X(S, str,       display_name, .min = 1, .max = 100, .reads = display_name_read, .doc = "The user name, unless another was chosen") \
    X(S, str,       bio,          .max = 1000, .reads = bio_read) \
    X(S, maybe_str, avatar_url,   WEB_ADDRESS_FORM) \
    X(S, maybe_str, banner_url,   WEB_ADDRESS_FORM)
struct profile_words { MEMBERS(PROFILE_WORDS) };
struct profile_words_change { CHANGES(PROFILE_WORDS) };
#define HAS_PROFILE_WORDS HAS_MEMBERS(PROFILE_WORDS, profile_words, words)
#define HAS_PROFILE_WORDS_CHANGE HAS_CHANGES(PROFILE_WORDS, profile_words_change, words)

struct account {
    id id;
    str username;                    /* as chosen; compared without case */
    maybe_str email, phone;          /* canonical: ann@example.org, +4930123456 */
    maybe_when email_confirmed_at;
    struct secret password_hash;     /* "": none, the account signs in by other means */
    HAS_PROFILE_WORDS;               /* its pictures: by any URL or, if they are media, by a path: see picture_shown */
    maybe_id avatar_media_id, banner_media_id;
    bool locked;                     /* others must ask before they follow */
    bool noindex;                    /* search engines are asked to leave the profile, and what is published, out */
    i64 role;                        /* enum role */
    str language;                    /* of letters: "en" */
    maybe_when suspended_at, deletes_at;
    when created_at;
    i64 version;                     /* rises with every change */
    i64 epoch;                       /* rises when everything under way must end: see account_raise */
};
typedef PAGE(account) account_page;
extern const struct shape account_shape;         /* of rows; never in an answer */

static inline bool account_is_shown(const struct account *a)
{
    return a->suspended_at.is != GIVEN && a->deletes_at.is != GIVEN;
}

/* For code that acts in an account's name, in the transaction that acts. ERR_FORBIDDEN account_leaving, account_suspended. */
err account_acts(tx *, const struct account *);
err account_acts_in(tx *, id me);    /* the same, of an account that is not at hand */

/*
 * Who owns an address. An unconfirmed address is only named: its account may sign in by it, since the password decides
 * there, and letters go to it, since its mailbox decides what becomes of them; nothing else follows from it. The
 * account that proves to read the mailbox gets the address, and an account that merely named it loses it. The audit log
 * records both. A phone number is never more than named.
 */
static inline bool account_owns_email(const struct account *a)
{
    return a->email.is == GIVEN && a->email_confirmed_at.is == GIVEN;
}

/* ---- values: validated, and in the canonical form that is compared ---- */

enum { USERNAME_LEAST = 3, USERNAME_MOST = 50, PASSWORD_LEAST = 8, PASSWORD_MOST = 1024 };

/* Of members that name or protect a future account. */
#define USERNAME_FORM .min = USERNAME_LEAST, .max = USERNAME_MOST, .pattern = "^[A-Za-z0-9_]+$", \
    .doc = "ASCII letters, digits and _, 3 to 50"
#define PASSWORD_FORM .min = PASSWORD_LEAST, .max = PASSWORD_MOST, .format = "password", .doc = "8 to 1024 characters, and no common one"

/* Each: ERR_INVALID on `field`, with the reason. */
err username_check(struct failure *, str field, str username);          /* form; reserved names and lookalikes are refused */
err email_read(struct failure *, str field, str text, str *canonical);
err phone_read(struct failure *, str field, str text, str *canonical);  /* E.164; spaces, dots, dashes and brackets are dropped */
err contact_read(struct failure *, str field, str text, maybe_str *email, maybe_str *phone);     /* whichever of the two it is */
err password_check(struct failure *, str field, str password, str username, str email);     /* length, and not a common one */
str username_key(struct arena *, str username);              /* the form that is compared */

/* ---- finding: ERR_NOT_FOUND, user_not_found ---- */

err account_by_id(ctx *, id, struct account *out);
err account_by_id_in(tx *, id, struct account *out);
err account_by_username(ctx *, str username, struct account *out);
err account_by_email(ctx *, str email, struct account *out);
err account_by_phone(ctx *, str phone, struct account *out);
err account_by_any(ctx *, str identifier, struct account *out);      /* user name, e-mail or phone, whichever it looks like */
/* "123", which is not looked up, or "@name", as in paths; malformed: not found */
err account_refer(ctx *, str reference, id *out);
/* "ann", "@ann", or an id that exists, as operators type it; a name before an id */
err account_typed(ctx *, str reference, id *out);
err accounts_by_ids(ctx *, ids, account_page *out);          /* those that exist, in no order */
err accounts_by_ids_in(tx *, ids, account_page *out);
err accounts_by_usernames(ctx *, strs, account_page *out);   /* likewise, in any case of letters */
err accounts_after(ctx *, id after, i64 most, account_page *out);    /* all, oldest first: for lists and exports */
err accounts_any(ctx *, bool *out);                          /* is there one yet? */
err accounts_any_in(tx *, bool *out);

/* How passwords are kept: the part of their hashes before the salt, the most common first. Reads all accounts. */
struct hash_kind { str kind; i64 accounts; };
typedef PAGE(hash_kind) hash_kind_page;
extern const struct shape hash_kind_shape;
err account_hash_kinds(ctx *, hash_kind_page *out);

/* ---- changing ---- */

struct account_draft {
    id id;
    str username;
    maybe_str email, phone;
    bool email_proven;               /* somebody vouches for it: confirmed from the start, and taken from an account that only named it */
    struct secret password_hash;
    str display_name;
    enum role role;
    str language;
};

/*
 * The values are canonical; an id of 0 is made; the display name defaults to the user name, the language to English.
 * ERR_CONFLICT: username_taken (also for a lookalike), email_taken, phone_taken, each on its field.
 */
err account_create(tx *, const struct account_draft *, struct account *out);

/* One made up for a trial, with all its texts; `*planted` false: another account has that name, e-mail address or phone number. */
err account_plant(tx *, const struct account *, bool *planted);

/* A missing member stays as it is, a null clears it; all or nothing. */
struct account_change {
    HAS_PROFILE_WORDS_CHANGE;
    maybe_bool locked, noindex;
    maybe_id avatar_media_id, banner_media_id;   /* whose paths the URLs then are: domain/profile sees to both */
};
extern const struct shape account_change_shape;
err account_change(ctx *, id, const struct account_change *, struct account *out);
/* for callers that change something of their own with it, and have read its texts by its shape (shape_read_texts) */
err account_change_in(tx *, id, const struct account_change *, struct account *out);
/* Media that were its pictures are gone. Of any account that is there. */
err account_pictures_drop(tx *, const struct account *, bool avatar, bool banner);

/*
 * A picture as an answer shows it: one of media is kept by its path, so that it stands wherever this server's media are now.
 * `origin`: of these (media_base_url).
 */
maybe_str picture_shown(struct arena *, str origin, maybe_str kept);

/* Each reports account.changed, or the event that the essay names, and raises `version`. */
err account_set_password(tx *, id, struct secret hash);
/* the same password; does nothing if it has changed since it was read */
err account_rehash(tx *, const struct account *, struct secret hash);
err account_set_email(tx *, id, str email);                  /* proven by its mailbox; ERR_CONFLICT email_taken: it is another account's */

/*
 * Who confirms: somebody who has also shown that the account is theirs, or somebody known only to read the mailbox. The
 * second may be the owner of an address that a stranger named, so the first confirmation drops every other way into the
 * account: every capability's `ways_drop`. The password and its sessions are for the caller to judge.
 */
enum confirmer { CONFIRMER_OF_ACCOUNT, CONFIRMER_OF_MAILBOX };
struct confirmation { str email; enum confirmer by; str address; };          /* address: from where */
err account_confirm_email(tx *, id, const struct confirmation *);    /* ERR_CONFLICT email_changed: the account has another by now */
err account_set_role(tx *, id, enum role);
err account_suspend(tx *, id, bool suspended);
err account_leave(tx *, id, when deletes_at);                /* hidden from now on, erased then */
err account_return(tx *, id);
err account_erase(tx *, id);                                 /* only the fact that its name was taken remains */

/*
 * Ends everything that began before: a sign-in under way, the link of a letter, a challenge, a question to a provider.
 * A grant keeps the account's epoch and compares it in the transaction that uses it. A new password,
 * another address, a suspension and leaving raise it by themselves; this is for every other reason.
 */
err account_raise(tx *, id);

/* For what is kept of accounts that may be hidden: `hidden` also if it is not there any more. */
err account_hidden_in(tx *, id, bool *there, bool *hidden);
err account_shown_now(ctx *, id, bool *out);                 /* likewise, as it now stands */

/* Reports account.secured: signing in became safer, or less safe. A letter informs the owner. */
err account_tell_secured(tx *, id, const char *what);

/*
 * For callers that have just removed a way to sign in: ERR_CONFLICT last_sign_in_method unless some capability of the
 * program still knows another. Of two removals at once, the later sees what the earlier removed.
 */
err account_way_left(tx *, id);

/* X(name, word, who, leaving, what it allows): permit.h */
#define ACCOUNT_PERMISSIONS(X) \
    X(may_edit_self,   "edit_self",   USERS, UNTIL_LEAVING, "See and change their own account and profile") \
    X(may_secure_self, "secure_self", USERS, WHILE_LEAVING, \
      "See and end their own sessions, change their password and e-mail address, set up second factors and passkeys, link other accounts")
PERMISSIONS_DECLARE(account_permissions, ACCOUNT_PERMISSIONS);

/* ---- events: see the top ---- */

struct account_birth { maybe_bool planted; };                /* made up for a trial */
struct account_state { i64 version; strs changed; };           /* changed: members of the profile */
struct account_deed { str what; maybe_str name; };           /* "password_changed", "identity_linked"; and of which, if it has a name */
struct account_departure { when deletes_at; };

EVENT(account_created, account_birth);
EVENT(account_changed, account_state);
EVENT(account_hidden, account_state);
EVENT(account_shown, account_state);
EVENT(account_erased, nothing_told);
EVENT(account_secured, account_deed);
EVENT(account_leaving, account_departure);

/* The events after which an account looks different to others. */
#define ACCOUNT_SEEN_KINDS &account_created, &account_changed, &account_hidden, &account_shown, &account_erased

/* What the audit log records of it. */
#define ACCOUNT_ACTIONS(X) \
    X(account_created) X(email_confirmed) X(email_lapsed) X(seeded)
AUDIT_DECLARE(account_actions, ACCOUNT_ACTIONS);

extern const struct capability account_capability;
