/*
 * The audit log: who did what to whom, append-only, in the transaction of the deed
 * itself. Each entry is bound to all before it with a key that is not in the store, and
 * so is the end of the log: nobody who can only write to the tables can change, drop,
 * insert or swap an entry, or cut off the last, unnoticed. The log holds no secrets: no
 * password, token or letter.
 *
 * It cannot detect that the whole store was restored to an earlier state: for that, keep
 * the log's head elsewhere (the number and the hash of its last entry). `kith audit
 * verify` prints it and a server writes it to the ordinary log; the check accepts one.
 */
#pragma once
#include "domain/permit/permit.h"
#include "work/work.h"

/*
 * An action, whose word is in the log. A capability's table, X(word), is declared in its header and defined in
 * its .c; each is audit_WORD, and the list of them, which ends with NULL, is what struct capability points at.
 */
struct audit_action { const char *word; };
#define AUDIT_DECLARE(list, TABLE) TABLE(AUDIT_DECLARE_) extern const struct audit_action *const list[]
#define AUDIT_DEFINE(list, TABLE) TABLE(AUDIT_DEFINE_) const struct audit_action *const list[] = { TABLE(AUDIT_LIST_) NULL }
#define AUDIT_DECLARE_(word) extern const struct audit_action audit_##word;
#define AUDIT_DEFINE_(word) const struct audit_action audit_##word = { #word };
#define AUDIT_LIST_(word) &audit_##word,

/* At the start. ERR_INVALID: two capabilities declare one word. */
err audit_actions_check(const struct program *, struct failure *);

struct audit_note {
    const struct audit_action *action;
    id actor, subject;               /* 0: not signed in; the system */
    str address;                     /* of the client, "" if there is none */
    str detail;                      /* a few words: "role user to admin", "by google" */
};
err audit_add(tx *, const struct audit_note *);             /* the texts are cut to 500 and 100 bytes */

struct audit_entry { i64 number; when at; str action; id actor, subject; str address, detail, hash; };
typedef PAGE(audit_entry) audit_page;
extern const struct shape audit_entry_shape;
err audit_list(ctx *, i64 after, i64 most, audit_page *out);         /* oldest first */

/*
 * Walks the whole log in short pages, even while more is written: `wrong` is the number of the first entry that is not
 * as it was written, and `why` says what is wrong with it; 0: all is well. `last` is the hash that vouches for the
 * whole log.
 */
struct audit_finding { i64 entries, wrong; str why, last; };
struct audit_point { i64 number; str hash; };               /* an earlier head; number 0: none */
err audit_verify(ctx *, const struct audit_point *since, struct audit_finding *out);

str audit_head_text(struct arena *, i64 number, str hash);   /* "42:..." */
bool audit_head_read(str text, i64 *number, str *hash);
err audit_report(ctx *);                                     /* the head, to the ordinary log */

/* X(name, word, who, leaving, what it allows): permit.h */
#define AUDIT_PERMISSIONS(X) \
    X(may_see_audit, "see_audit", MODERATORS, UNTIL_LEAVING, "Read the audit log")
PERMISSIONS_DECLARE(audit_permissions, AUDIT_PERMISSIONS);

extern const struct capability audit_capability;
