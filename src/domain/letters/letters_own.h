/* Shared by the files of this room. */
#pragma once
#include "domain/factor/factor.h"
#include "domain/letters/letters.h"
#include "i18n/text.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* Settings: runtime/setting.h. */
#define LETTERS_SETTINGS(X) \
    X(resets_per_account,      INT, "5",           1, 1000000000, \
      "Letters that one account can ask for in an hour; likewise those to one mailbox, and those to reset one account's password") \
    X(resets_per_address,      INT, "30",          1, 1000000000, "Letters that one client address can ask for in an hour")
SETTINGS_DECLARE(letters_settings, LETTERS_SETTINGS);

/* Rates: ports/rate.h. */
#define LETTERS_RATES(X) \
    X(resets_per_account, "resets_of_account",   3600, "resets_per_account") \
    X(resets_per_address, "resets_from_address", 3600, "resets_per_address")
RATES_DECLARE(letters_rates, LETTERS_RATES);

/* ---- the kinds of letters: letter.c ---- */

enum letter { CONFIRM_EMAIL, CHANGE_EMAIL, EMAIL_CHANGES, PASSWORD_RESET, PASSWORD_CHANGED, METHOD_ADDED, METHOD_REMOVED,
              DELETION_SCHEDULED, EXPORT_READY, LETTERS };

struct letter_facts {
    const char *word;                /* in a job, and the purpose of its token */
    enum text subject, body;
    const char *page;                /* the target of its link; %s: the detail */
    i64 life_ms;                     /* of its token; 0: it has none */
};
extern const struct letter_facts letter_facts[LETTERS];
static inline i64 letter_life_s(enum letter l) { return letter_facts[l].life_ms / 1000; }

/*
 * A letter to be written. `detail`: a method to sign in by, the other address, an export; `at`: the day that it names;
 * `session`: the one that its link ends with, or 0.
 */
struct letter_draft { enum letter letter; id account; str email, detail; when at; id session; };
err letter_add(tx *, const struct letter_draft *);

err letter_write(ctx *, str payload);                        /* the job `letter` */

/* ---- its token: token.c ---- */

struct letter_token { id account_id, session_id; i64 epoch; str email; };

/* Made of the letter's id with a key of the server's, so that a retried job writes the same token, and none is stored. */
str link_token(struct world *, struct arena *, id letter);
str link_code(struct arena *, str token);
err link_keep(tx *, const struct letter_draft *, id letter);
err link_is_live(ctx *, enum letter, str code, bool *out);

/* ERR_FORBIDDEN link_invalid: also if the session that began it has ended. */
err link_find(ctx *, enum letter, str code, struct letter_token *out);      /* reads only its row */
err link_over(tx *);
err link_take(tx *, enum letter, str code, struct letter_token *out);
err links_sweep(ctx *);

err link_look(ctx *, enum letter, str code, struct letter_token *out);      /* checks as link_take does, but keeps it */

/* ---- ways.c: what a reset may drop ---- */

enum way_kind { WAY_PASSKEY, WAY_IDENTITY, WAY_TOTP, WAY_RECOVERY_CODES };           /* the first two by an id */
struct way_drop { enum way_kind kind; id which; };
struct ways_drop { id account; str address; struct way_drop *at; size_t n; struct factor_use use; };
err ways_read(ctx *, id account, const struct password_reset_answer *, struct ways_drop *out);
err ways_drop(tx *, const struct ways_drop *);

/* ---- requests: ask.c ---- */

err letters_reset_begin(ctx *, str payload);                         /* the job `letter_reset` */

/* ---- events: notice.c ---- */

struct event;
err letters_hear(tx *, const struct event *);
