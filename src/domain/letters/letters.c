/* What this room brings to the program. */
#include "domain/letters/letters.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"
#include "domain/privacy/privacy.h"

PROBLEMS_DEFINE(letters_problems, LETTERS_PROBLEMS)

enum { SWEEP_EVERY_MS = 600 * 1000, TRIES = 48 };    /* an hour apart later on: a mail server may be away for a day */

static const struct consumer consumers[] = {
    { .name = "letters", .hears = KINDS(&account_created, &account_secured, &account_leaving, &account_erased, &export_ready),
      .handle = letters_hear },
    {0}
};

static const struct job_kind jobs[] = {
    { .name = "letter", .run = letter_write, .tries = TRIES },
    { .name = "letter_reset", .run = letters_reset_begin, .fleeting = true },
    {0}
};

static const struct schedule schedules[] = {
    { "letters_sweep", SWEEP_EVERY_MS, links_sweep },
    {0}
};

extern const struct migration letters_migrations[];

SETTINGS_DEFINE(letters_settings, LETTERS_SETTINGS);
RATES_DEFINE(letters_rates, LETTERS_RATES);
AUDIT_DEFINE(letters_actions, LETTERS_ACTIONS);

const struct capability letters_capability = {
    .name = "letters",
    .problems = letters_problems,
    .audit_actions = letters_actions,
    .settings = &letters_settings_group,
    .rates = letters_rates,
    .migrations = letters_migrations,
    .statements = letters_statements,
    .consumers = consumers,
    .jobs = jobs,
    .schedules = schedules,
};
