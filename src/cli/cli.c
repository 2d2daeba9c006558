/* The commands, and which of them a command line asks for. */
#include "cli/cli.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/faults.h"
#include "base/str.h"
#include "api/graphql/graphql.h"
#include "cli/command.h"
#include "domain/audit/audit.h"
#include "domain/search/search.h"
#include "domain/session/session.h"
#include "domain/staff/staff.h"
#include "domain/timeline/timeline.h"

static const char *const store_settings[] = { "data", "store", "log_level", "secret_key", "statement_timeout", NULL };
static const char *const file_settings[] = {
    "data", "store", "log_level", "secret_key", "statement_timeout", "blob", "blob_key", "blob_secret", "outgoing_timeout", "outgoing_ca",
    NULL
};
static const char *const user_settings[] = {
    "data", "store", "log_level", "secret_key", "statement_timeout", "password_hash", "password_memory", "password_passes",
    "password_cost", NULL
};
static const char *const key_settings[] = { "data", "store", "log_level", "secret_key", "statement_timeout", "token_ttl", NULL };
static const char *const feed_settings[] = {
    "data", "store", "log_level", "secret_key", "statement_timeout", "timeline_length", NULL
};
const char *const all_settings[] = { NULL };
static const struct word events_words[] = {
    { "dead", NULL, 0, "List the events and jobs that were given up after their last try" },
    { "replay", NULL, 0, "Put them back in the queue: all, or the one with --id" },
    {0}
};
static const struct word user_words[] = {
    { "create", "USERNAME", BIT(FLAG_EMAIL) | BIT(FLAG_PHONE) | BIT(FLAG_DISPLAY_NAME) | BIT(FLAG_ADMIN) | BIT(FLAG_PASSWORD_STDIN),
      "Make an account, even before the server's first start" },
    { "promote", "USERNAME", BIT(FLAG_ROLE), "Give it another role, higher or lower" },
    { "suspend", "USERNAME", BIT(FLAG_UNDO), "Shut it out at once, and hide it from others" },
    { "reset-password", "USERNAME", BIT(FLAG_PASSWORD_STDIN), "Give it a new password, and sign it out everywhere" },
    { "reset-factors", "USERNAME", 0, "Remove its authenticator app, passkeys and recovery codes, and sign it out everywhere" },
    { "list", NULL, 0, "List all accounts, oldest first" },
    {0}
};
static const struct word audit_words[] = {
    { "list", NULL, BIT(FLAG_AFTER) | BIT(FLAG_JSON), "List what was done, oldest first" },
    { "verify", NULL, BIT(FLAG_SINCE), "Check that no entry was changed, dropped, inserted, or cut off: exit status 1 names the first" },
    {0}
};
static const struct word blob_words[] = {
    { "check", NULL, BIT(FLAG_JSON), "Compare the files with the store's rows; exit status 1: some are missing, or nothing names them" },
    { "move", NULL, BIT(FLAG_TO), "Copy every file to the store --to, each compared by its SHA-256; a second run goes on" },
    {0}
};
static const struct word clock_words[] = {
    { "show", NULL, 0, "Print whether ids were made for times in the future, and up to when" },
    { "accept", NULL, BIT(FLAG_YES), "Let the node numbers that made them serve again, from now on; ids may repeat" },
    {0}
};
static const struct word docs_words[] = {
    { "settings", NULL, 0, "Every setting, as docs/settings.md" },
    { "permissions", NULL, 0, "Who may do what, as docs/permissions.md" },
    { "problems", NULL, 0, "The codes of errors, as docs/problems.md" },
    {0}
};
static const struct word graphql_words[] = { { "schema", NULL, 0, "Print the schema, as at /graphql/schema.graphql" }, {0} };
static const struct word timeline_words[] = {
    { "rebuild", NULL, BIT(FLAG_USER), "Make feeds again: all that somebody reads, or the one with --user" },
    {0}
};
static const struct word keys_words[] = {
    { "list", NULL, BIT(FLAG_JSON), "List them, newest first" },
    { "rotate", NULL, 0, "Make a new one that signs from now on" },
    {0}
};

const struct command commands[] = {
    { "serve", "Answer requests until told to stop", serve_run, NULL, all_settings, BIT(FLAG_CONFIG),
      "Listens, keeps its data in a folder, and creates what is missing. SIGTERM or Ctrl-C\n"
      "lets requests finish and ends with 0; a second Ctrl-C ends at once." },
    { "migrate", "Bring the store's tables up to date", migrate_run, NULL, store_settings, BIT(FLAG_CONFIG),
      "A server does the same when it starts. Harmless when there is nothing to do." },
    { "config", "Print every setting, where it comes from, and what it is for", config_run, NULL, all_settings,
      BIT(FLAG_CONFIG) | BIT(FLAG_JSON),
      "A flag wins over the environment, the environment over the file, the file over the default." },
    { "openapi", "Print the API's description (OpenAPI 3.1)", openapi_run, NULL, NULL, 0,
      "The same document as at /api/v1/openapi.json." },
    { "graphql", "Print what GraphQL clients can ask", graphql_run, graphql_words, NULL, 0, "", &graphql_capability },
    { "docs", "Print a page of the documentation that is made from tables", docs_run, docs_words, NULL, 0, "In Markdown." },
    { "events", "List or replay what could not be handled", events_run, events_words, store_settings,
      BIT(FLAG_CONFIG) | BIT(FLAG_ID) | BIT(FLAG_JSON), "" },
    { "user", "Make and change accounts", user_run, user_words, user_settings, BIT(FLAG_CONFIG) | BIT(FLAG_JSON),
      "Works beside a running server, and without one. The audit log records every change.", &staff_capability },
    { "audit", "List what was done, or check that the log of it is intact", audit_run, audit_words, store_settings, BIT(FLAG_CONFIG),
      "The log is bound with the key in the data folder. Keep the head that 'verify' prints, or the lines of the server's\n"
      "log that hold it, in another place: with --since and that head 'verify' also detects a log that was replaced by an older "
      "copy.", &audit_capability },
    { "blob", "Look after the files of media and exports", blob_run, blob_words, file_settings, BIT(FLAG_CONFIG),
      "Works beside a running server, and without one. blob_key and blob_secret are those of both stores if 'move'\n"
      "copies from one bucket to another. Nothing is removed from the old store." },
    { "check", "Check that the stored data is consistent", check_run, NULL, file_settings, BIT(FLAG_CONFIG),
      "Prints what it checked, and changes nothing. Works beside a running server too.\n"
      "Exit status 1: something is wrong; the first of each kind is named." },
    { "seed", "Fill a store with made-up people, and what they post and write to each other", seed_run, NULL, user_settings,
      BIT(FLAG_CONFIG) | BIT(FLAG_USERS) | BIT(FLAG_FOLLOWS) | BIT(FLAG_POSTS) | BIT(FLAG_COMMENTS) | BIT(FLAG_REACTIONS)
      | BIT(FLAG_CHANNELS) | BIT(FLAG_CONVERSATIONS) | BIT(FLAG_MESSAGES) | BIT(FLAG_STARS) | BIT(FLAG_SEED) | BIT(FLAG_MORE)
      | BIT(FLAG_JSON),
      "For trials, with the server stopped. They all share one password, which is printed\n"
      "at the end, and addresses that no letter reaches. Posts and messages are of the last 30 days. Progress goes to standard\n"
      "error.",
      &search_capability },
    { "simulate", "Let made-up people use a running server, and measure it", simulate_run, NULL, NULL,
      BIT(FLAG_USERS) | BIT(FLAG_SECONDS) | BIT(FLAG_HTTP) | BIT(FLAG_RATE) | BIT(FLAG_SEED) | BIT(FLAG_JSON) | BIT(FLAG_ASSERT),
      "They register, follow each other, scroll, post, like and comment, each on a connection of their own, and join channels\n"
      "and write, each with a socket that stays open. For a server that is there for trials, with limits off: what they write\n"
      "stays. Exit status 1: it cannot be reached; 3: --assert, and a target was missed.", NULL, "URL" },
    { "timeline", "Make feeds again from follows and posts", timeline_run, timeline_words, feed_settings, BIT(FLAG_CONFIG),
      "Works beside a running server; those who read meanwhile see no gap.", &timeline_capability },
    { "keys", "List or replace the keys that sign tokens", keys_run, keys_words, key_settings, BIT(FLAG_CONFIG),
      "Works beside a running server, which notices within seconds. What was signed before stays valid\n"
      "until it expires. The audit log records a replacement.", &session_capability },
    { "clock", "Look at and mend what a clock that was ahead has left", clock_run, clock_words, store_settings, BIT(FLAG_CONFIG),
      "Each id carries one of 1023 node numbers. If a clock was ahead, or has gone back, the server starts\n"
      "anyway: it takes another number, and the one that is ahead rests until its time comes. 'accept' is for\n"
      "when no number is left. Rows made meanwhile keep their ids, so the same id may be made again, and a write\n"
      "that meets one fails. Set the clock first." },
    { "version", "Print the version", version_run, NULL, NULL, 0, "" },
    {0}
};

const struct own_flag_facts own_flags[OWN_FLAGS] = {
    [FLAG_CONFIG] = { "config", "FILE", "Read settings from FILE: lines of name = value" },
    [FLAG_ID]     = { "id",     "N",    "Only the dead letter N" },
    [FLAG_JSON]   = { "json",   NULL,   "As JSON" },
    [FLAG_AFTER]  = { "after",  "N",    "Only entries after number N" },
    [FLAG_EMAIL]  = { "email",  "E",    "Its e-mail address" },
    [FLAG_PHONE]  = { "phone",  "P",    "Its phone number, beginning with + and the country code" },
    [FLAG_DISPLAY_NAME]   = { "display-name", "N", "The name that others see (its user name)" },
    [FLAG_ADMIN]  = { "admin",  NULL,   "Make it an admin" },
    [FLAG_PASSWORD_STDIN] = { "password-stdin", NULL, "Read the password from standard input; otherwise one is made and printed" },
    [FLAG_ROLE]   = { "role",   "R",    "user, moderator or admin" },
    [FLAG_UNDO]   = { "undo",   NULL,   "Lift it" },
    [FLAG_USERS]  = { "users",  "N",    "How many accounts (of seed 1000, of simulate 50)" },
    [FLAG_FOLLOWS] = { "follows", "N",  "How many follows between them (20 for each account)" },
    [FLAG_POSTS]  = { "posts",  "N",    "How many posts (5 for each account)" },
    [FLAG_COMMENTS] = { "comments", "N", "How many comments on them (1 for each post)" },
    [FLAG_REACTIONS] = { "reactions", "N", "How many likes and saves (2 for each post)" },
    [FLAG_CHANNELS] = { "channels", "N", "How many public and private channels (1 for each 100 accounts)" },
    [FLAG_CONVERSATIONS] = { "conversations", "N", "How many conversations of two or more (1 for each account)" },
    [FLAG_MESSAGES] = { "messages", "N", "How many messages in them (2 for each account)" },
    [FLAG_STARS]  = { "stars",  "N",    "So many accounts are followed by all others, beside the follows (0)" },
    [FLAG_SEED]   = { "seed",   "N",    "The same number makes the same people, follows and texts (1)" },
    [FLAG_SINCE]  = { "since",  "HEAD", "A head that was kept elsewhere, 42:...; its entry must still be there, unchanged" },
    [FLAG_USER]   = { "user",   "NAME", "Only the feed of this user" },
    [FLAG_SECONDS] = { "seconds", "S",  "For how long (30)" },
    [FLAG_HTTP]   = { "http",   "V",    "1, 2 or both: the version of HTTP (both)" },
    [FLAG_RATE]   = { "rate",   "R",    "Requests a second, of all of them together (one for each user)" },
    [FLAG_ASSERT] = { "assert", NULL,   "End with 3 if a target is missed" },
    [FLAG_TO]     = { "to",     "URL",  "disk, or s3://HOST:PORT/BUCKET/PREFIX?region=us-east-1&style=path&tls=on" },
    [FLAG_YES]    = { "yes",    NULL,   "Accept that risk" },
    [FLAG_MORE]   = { "more",   NULL,   "Even if there are accounts already" },
};

bool program_has(const struct program *program, const struct capability *part)
{
    const struct capability *const *p = program->capabilities;

    while (part && *p && *p != part)
        p++;
    return !part || *p;
}

static const struct command *command_find(const struct line *l, str name)
{
    for (const struct command *c = commands; c->name; c++)
        if (str_eq(name, str_of(c->name)) && program_has(l->program, c->part))
            return c;
    return NULL;
}

static int no_command(const struct line *l, str name)
{
    const char *names[COUNT(commands) + 1] = { "help" };
    size_t n = 1;

    for (const struct command *c = commands; c->name; c++)
        if (program_has(l->program, c->part))
            names[n++] = c->name;
    const char *near = word_near(name, names);
    if (near)
        return complain(l, MISUSED, "there is no command '" STR_FMT "'; did you mean '%s'?", STR_ARG(word_shown(name)), near);
    return complain(l, MISUSED, "there is no command '" STR_FMT "'; '%s help' lists them", STR_ARG(word_shown(name)), l->program->name);
}

/* Two flags may precede a command; any other flag most likely means that the command was left out. */
static int no_program_flag(const struct line *l, str flag)
{
    static const char *const flags[] = { "--help", "--version", NULL };
    const char *near = word_near(flag, flags);

    if (near)
        return complain(l, MISUSED, "there is no flag '" STR_FMT "'; did you mean '%s'?", STR_ARG(word_shown(flag)), near);
    return complain(l, MISUSED, "there is no flag '" STR_FMT "' before a command; '%s help' lists the commands", STR_ARG(word_shown(flag)),
                    l->program->name);
}

static bool is_help(str word)
{
    return str_eq(word, S("help")) || str_eq(word, S("--help")) || str_eq(word, S("-h"));
}

static int help(struct line *l, int argc, char **argv)
{
    if (argc == 0)
        return help_all(l, stdout);
    const struct command *c = command_find(l, str_of(argv[0]));
    if (c)
        return help_of(l, c);
    return is_help(str_of(argv[0])) ? help_all(l, stdout) : no_command(l, str_of(argv[0]));
}

static int dispatch(struct line *l, int argc, char **argv)
{
    const char *faults = getenv("KITH_FAULTS");

    if (faults && !fault_set(str_of(faults)))
        return complain(l, FAILED, "KITH_FAULTS: there is no such fault point: %s", faults);
    if (argc < 2)
        return help_all(l, stderr);
    str name = str_of(argv[1]);
    if (is_help(name))
        return help(l, argc - 2, argv + 2);
    l->command = command_find(l, str_eq(name, S("--version")) ? S("version") : name);
    if (!l->command)
        return str_starts(name, S("-")) ? no_program_flag(l, name) : no_command(l, name);
    return line_run(l, argc - 2, argv + 2);
}

int cli_run(const struct program *program, int argc, char **argv)
{
    struct arena arena;
    struct line l = { .program = program, .arena = &arena };

    arena_init(&arena, NULL, 0);
    failure_begin(&l.failure, &arena);
    err e = program_settings(program, &arena, &l.failure, &l.settings);
    int status = e == OK ? dispatch(&l, argc, argv) : complain_failure(&l, e);
    arena_close(&arena);
    if (fflush(stdout) != 0 && status == DONE)
        status = FAILED;
    return status;
}
