/* What this room brings to the program. */
#include "domain/letters/letters.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"

enum { SWEEP_EVERY_MS = 600 * 1000, TRIES = 48 };    /* with an hour between the later ones: a mail server may be away for a day */

static const struct consumer consumers[] = {
    { .name = "letters", .subjects = "account.created,account.secured,account.leaving,account.erased,export.ready", .handle = letters_hear },
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

const struct capability letters_capability = {
    .name = "letters",
    .migrations = letters_migrations,
    .statements = letters_statements,
    .consumers = consumers,
    .jobs = jobs,
    .schedules = schedules,
};
