/* Reading a command line: flags that are settings, the command's own flags, its word, and the word's argument. */
#include <stdio.h>
#include <unistd.h>
#include "base/str.h"
#include "cli/command.h"

enum { WORDS_MOST = 16 };

static int no_flag(struct line *l, str name)
{
    const struct settings *s = &l->settings;
    const char **names = arena_zero(l->arena, (s->count + OWN_FLAGS + 2) * sizeof *names, _Alignof(char *));
    size_t n = 0;

    names[n++] = "help";
    for (int i = 0; i < OWN_FLAGS; i++)
        if (flags_of(l->command) & BIT(i))
            names[n++] = own_flags[i].name;
    for (size_t i = 0; i < s->count; i++)
        if (takes_setting(l->command, s->all[i].is->name))
            names[n++] = flag_text(l->arena, s->all[i].is->name) + 2;
    const char *near = word_near(name, names);
    if (near)
        return complain(l, MISUSED, "%s has no flag '--" STR_FMT "'; did you mean '--%s'?", l->command->name,
                        STR_ARG(word_shown(name)), near);
    return complain(l, MISUSED, "%s has no flag '--" STR_FMT "'; '%s %s --help' lists them", l->command->name, STR_ARG(word_shown(name)),
                    l->program->name, l->command->name);
}

static int own_flag_find(const struct command *c, str name)
{
    for (int i = 0; i < OWN_FLAGS; i++)
        if (flags_of(c) & BIT(i) && str_eq(name, str_of(own_flags[i].name)))
            return i;
    return -1;
}

static bool is_setting(struct line *l, str name)
{
    for (size_t i = 0; i < l->settings.count; i++) {
        const char *setting = l->settings.all[i].is->name;
        if (takes_setting(l->command, setting) && str_eq(name, str_of(flag_text(l->arena, setting) + 2)))
            return true;
    }
    return false;
}

/* A flag given on the command line; flags that are settings are applied after the file and the environment. */
struct pair { str name, value; };

/* --name value, or --name=value. Returns the number of arguments used, or 0: `status` says why. */
static int flag_read(struct line *l, int argc, char **argv, struct pair *g, int *status)
{
    str text = str_from(str_of(argv[0]), 2);
    ptrdiff_t equals = str_find_byte(text, '=');

    g->name = str_to(text, equals < 0 ? text.n : (size_t)equals);
    g->value = equals < 0 ? (str){ NULL, 0 } : str_from(text, (size_t)equals + 1);
    int own = own_flag_find(l->command, g->name);
    if (own < 0 && !is_setting(l, g->name))
        return *status = no_flag(l, g->name), 0;
    bool bare = own >= 0 && !own_flags[own].value;
    if (bare && g->value.p)
        return *status = complain(l, MISUSED, "'--" STR_FMT "' takes no value", STR_ARG(g->name)), 0;
    if (!bare && !g->value.p && argc < 2)
        return *status = complain(l, MISUSED, "'--" STR_FMT "' needs a value", STR_ARG(g->name)), 0;
    int used = bare || g->value.p ? 1 : 2;
    if (used == 2)
        g->value = str_of(argv[1]);
    if (own >= 0)
        l->own[own] = bare ? S("") : g->value;
    return used;
}

bool word_is(const struct line *l, const char *name)
{
    return l->word && str_eq(str_of(l->word->name), str_of(name));
}

int number_flag(struct line *l, enum own_flag flag, i64 least, i64 most, i64 *out)
{
    str text = l->own[flag];

    if (!text.p)
        return DONE;
    if (!str_to_i64(text, out) || *out < least || *out > most)
        return complain(l, MISUSED, "--%s: \"" STR_FMT "\" is not a number from %lld to %lld", own_flags[flag].name, STR_ARG(text),
                        (long long)least, (long long)most);
    return DONE;
}

static int no_word(const struct line *l, str text)
{
    const char *names[WORDS_MOST + 1] = { NULL };
    size_t n = 0;

    for (const struct word *w = l->command->words; w->name && n < WORDS_MOST; w++)
        names[n++] = w->name;
    const char *near = word_near(text, names);
    if (near)
        return complain(l, MISUSED, "%s has no '" STR_FMT "'; did you mean '%s'?", l->command->name, STR_ARG(word_shown(text)), near);
    return complain(l, MISUSED, "%s has no '" STR_FMT "'; '%s %s --help' lists what it has", l->command->name, STR_ARG(word_shown(text)),
                    l->program->name, l->command->name);
}

static int word_read(struct line *l, str text)
{
    if (l->command->takes && !l->argument.p) {
        l->argument = text;
        return DONE;
    }
    if (!l->command->words)
        return complain(l, MISUSED, "%s takes no '" STR_FMT "'; '%s %s --help' says what it takes", l->command->name, STR_ARG(word_shown(text)),
                        l->program->name, l->command->name);
    if (l->word && (!l->word->takes || l->argument.p))
        return complain(l, MISUSED, "%s %s takes no '" STR_FMT "'; '%s %s --help' says what it takes", l->command->name, l->word->name,
                        STR_ARG(word_shown(text)), l->program->name, l->command->name);
    if (l->word) {
        l->argument = text;
        return DONE;
    }
    for (const struct word *w = l->command->words; w->name; w++)
        if (str_eq(text, str_of(w->name)))
            l->word = w;
    return l->word ? DONE : no_word(l, text);
}

/* What can be checked only once the whole line is read: flags may precede the word. */
static int line_check(struct line *l)
{
    const struct command *c = l->command;

    if (c->takes && !l->argument.n)
        return complain(l, MISUSED, "%s needs a %s", c->name, c->takes);
    if (!c->words)
        return DONE;
    if (!l->word)
        return complain(l, MISUSED, "%s what? '%s %s --help' lists what it does", c->name, l->program->name, c->name);
    if (l->word->takes && !l->argument.n)
        return complain(l, MISUSED, "%s %s needs a %s", c->name, l->word->name, l->word->takes);
    for (int i = 0; i < OWN_FLAGS; i++)
        if (l->own[i].p && !((c->own | l->word->own) & BIT(i)))
            return complain(l, MISUSED, "%s %s takes no '--%s'", c->name, l->word->name, own_flags[i].name);
    return DONE;
}

static int settings_load(struct line *l, const struct pair *pairs, size_t n)
{
    struct settings *s = &l->settings;
    err e = OK;

    if (l->own[FLAG_CONFIG].p)
        e = settings_read_file(s, &l->failure, l->own[FLAG_CONFIG]);
    if (e == OK)
        e = settings_read_environment(s, &l->failure, environ);
    for (size_t i = 0; i < n && e == OK; i++)
        if (own_flag_find(l->command, pairs[i].name) < 0)
            e = settings_set(s, &l->failure, pairs[i].name, pairs[i].value, FROM_FLAG);
    settings_hide(s, &l->mask);
    return e == OK ? DONE : complain_failure(l, e);
}

int line_run(struct line *l, int argc, char **argv)
{
    struct pair *pairs = arena_array(l->arena, struct pair, (size_t)argc + 1);
    size_t n = 0;
    int status = DONE;

    for (int i = 0; i < argc && status == DONE;) {
        str text = str_of(argv[i]);
        if (str_eq(text, S("--help")) || str_eq(text, S("-h")))
            return help_of(l, l->command);
        if (str_starts(text, S("--")) && text.n > 2)
            i += flag_read(l, argc - i, argv + i, &pairs[n++], &status);
        else if (text.n && text.p[0] == '-')
            return complain(l, MISUSED, "%s has no flag '" STR_FMT "'; '%s %s --help' lists them", l->command->name,
                            STR_ARG(word_shown(text)),
                            l->program->name, l->command->name);
        else
            status = word_read(l, text), i++;
    }
    if (status == DONE)
        status = line_check(l);
    if (status == DONE)
        status = settings_load(l, pairs, n);
    return status == DONE ? l->command->run(l) : status;
}
