/*
 * The audit log: who did what to whom, append-only, in the transaction of what it
 * tells of. Each entry is bound to all before it with a key that is not in the store,
 * and where the log ends is too: nobody who can only write to the tables can change,
 * drop, insert or swap one, or cut off the last, and go unseen. Words, not secrets: no
 * password, token or letter ever stands here.
 *
 * What this cannot see is the whole store put back to how it once was: for that, keep
 * elsewhere the log's head (the number of its last entry, and that one's hash), which `kith
 * audit verify` says and a server reports to the ordinary log; the check takes one.
 */
#pragma once
#include "domain/permit/permit.h"
#include "work/work.h"

/* X(word): what is told of. */
#define AUDIT_ACTIONS(X) \
    X(account_created) X(signed_in) X(sign_in_failed) X(signed_out) X(session_ended) X(refresh_token_reused) \
    X(password_changed) X(password_reset) X(email_changed) X(email_confirmed) X(email_lapsed) X(second_factor_added) X(second_factor_removed) \
    X(recovery_codes_made) X(recovery_code_used) X(passkey_added) X(passkey_removed) X(passkey_count_fell) X(identity_linked) X(identity_unlinked) \
    X(role_changed) X(suspended) X(unsuspended) X(keys_rotated) X(export_requested) X(export_made) X(export_fetched) \
    X(deletion_requested) X(deletion_cancelled) X(account_erased) X(seeded)
enum audit_action {
#define X(word) AUDIT_##word,
    AUDIT_ACTIONS(X)
#undef X
    AUDIT_ACTION_COUNT
};

struct audit_note {
    enum audit_action action;
    id actor, subject;               /* 0: nobody signed in; the system */
    str address;                     /* of the client, "" if there is none */
    str detail;                      /* a few words: "role user to admin", "by google" */
};
err audit_add(tx *, const struct audit_note *);             /* the texts are cut to 500 and 100 bytes */

struct audit_entry { i64 number; when at; str action; id actor, subject; str address, detail, hash; };
typedef PAGE(audit_entry) audit_page;
extern const struct shape audit_entry_shape;
err audit_list(ctx *, i64 after, i64 most, audit_page *out);         /* oldest first */

/*
 * Walks all of it in short pages, also while more is written: `wrong` is the number of the first entry that is not as
 * it was written, and `why` says what is wrong with it; 0: all is well. `last` is the hash that vouches for all of it.
 */
struct audit_finding { i64 entries, wrong; str why, last; };
struct audit_point { i64 number; str hash; };               /* a head, as it was once; number 0: none */
err audit_verify(ctx *, const struct audit_point *since, struct audit_finding *out);

str audit_head_text(struct arena *, i64 number, str hash);   /* "42:..." */
bool audit_head_read(str text, i64 *number, str *hash);
err audit_report(ctx *);                                     /* the head, to the ordinary log */

/* X(name, word, who, leaving, what it allows): permit.h */
#define AUDIT_PERMISSIONS(X) \
    X(may_see_audit, "see_audit", MODERATORS, UNTIL_LEAVING, "Read the audit log")
PERMISSIONS_DECLARE(audit_permissions, AUDIT_PERMISSIONS);

extern const struct capability audit_capability;
