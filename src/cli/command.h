/*
 * A command: a row of the table in cli.c. The row says what it takes, so that the
 * parser, the help and the suggestions for misspelt words use the same facts.
 */
#pragma once
#include <stdio.h>
#include "api/program.h"
#include "base/arena.h"
#include "base/mask.h"
#include "runtime/settings.h"

enum { DONE = 0, FAILED = 1, MISUSED = 2 };                  /* exit statuses */
enum own_flag {
    FLAG_CONFIG, FLAG_ID, FLAG_JSON, FLAG_AFTER, FLAG_EMAIL, FLAG_PHONE, FLAG_DISPLAY_NAME, FLAG_ADMIN, FLAG_PASSWORD_STDIN,
    FLAG_ROLE, FLAG_UNDO,
    FLAG_USERS, FLAG_FOLLOWS, FLAG_POSTS, FLAG_COMMENTS, FLAG_REACTIONS, FLAG_CHANNELS, FLAG_CONVERSATIONS, FLAG_MESSAGES, FLAG_STARS,
    FLAG_SEED, FLAG_MORE, FLAG_YES, FLAG_SINCE, FLAG_USER,
    FLAG_SECONDS, FLAG_HTTP, FLAG_RATE, FLAG_ASSERT, FLAG_TO,
    OWN_FLAGS
};

struct command;

/* A command line, read. */
struct line {
    const struct program *program;
    const struct command *command;
    const struct word *word;         /* the command's own: "dead" of `events dead` */
    str argument;                    /* what the word takes: "ann" of `user promote ann` */
    str own[OWN_FLAGS];              /* p NULL: not given; a flag without a value is "" */
    struct settings settings;
    struct mask mask;                /* secret settings, which are never printed */
    struct arena *arena;
    struct failure failure;
};

/* A word of a command: the argument after it ("USERNAME"; NULL: none), and flags that the command's other words do not take. */
struct word { const char *name, *takes; u32 own; const char *help; };

struct command {
    const char *name, *summary;
    int (*run)(struct line *);
    const struct word *words;        /* one of them is required; ended by a zero row; NULL: it takes none */
    const char *const *settings;     /* the settings that it takes; NULL: none */
    u32 own;                         /* bits of own_flag: for every word */
    const char *about;
    const struct capability *part;         /* required by the command, or NULL: a program without it has no such command */
    const char *takes;               /* its argument, if it has no words: "URL"; required; NULL: none */
};
bool program_has(const struct program *, const struct capability *);       /* NULL: every program */

#define BIT(flag) (1u << (flag))

struct own_flag_facts { const char *name, *value, *help; };  /* value NULL: it takes none */
extern const struct own_flag_facts own_flags[OWN_FLAGS];
extern const struct command commands[];                      /* ended by a zero row */
extern const char *const all_settings[];

u32 flags_of(const struct command *);            /* including those of its words */
bool word_is(const struct line *, const char *name);
bool takes_setting(const struct command *, const char *name);
const char *flag_text(struct arena *, const char *setting);  /* "--rate-per-minute" of rate_per_minute */

/* Reads what follows the command, and runs it. */
int line_run(struct line *, int argc, char **argv);

int help_all(const struct line *, FILE *to);
int help_of(struct line *, const struct command *);

/* A flag's number; one that is not given leaves `*out` as it is. MISUSED: it said why. */
int number_flag(struct line *, enum own_flag, i64 least, i64 most, i64 *out);

/* Says what went wrong on standard error, and returns `status`. */
int complain(const struct line *, int status, const char *format, ...) FORMAT(3, 4);
int complain_failure(struct line *, err);          /* the failure's words, or the table's; returns FAILED */

/* For "did you mean": the one of `known` (NULL-terminated) that is most like `word`; NULL: none is. */
const char *word_near(str word, const char *const *known);

int serve_run(struct line *);
int migrate_run(struct line *);
int config_run(struct line *);
int openapi_run(struct line *);
int graphql_run(struct line *);
int docs_run(struct line *);
int version_run(struct line *);
int events_run(struct line *);
int blob_run(struct line *);
int check_run(struct line *);
int seed_run(struct line *);
int user_run(struct line *);
int audit_run(struct line *);
int keys_run(struct line *);
int clock_run(struct line *);
int timeline_run(struct line *);
int simulate_run(struct line *);
