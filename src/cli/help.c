/* What the program says about itself and about a wrong command line. */
#include <stdarg.h>
#include <stdlib.h>
#include "base/str.h"
#include "cli/command.h"

int complain(const struct line *l, int status, const char *format, ...)
{
    char *said = NULL;
    va_list args;

    va_start(args, format);
    int n = vasprintf(&said, format, args);
    va_end(args);
    if (n >= 0)
        fprintf(stderr, "%s: " STR_FMT "\n", l->program->name, STR_ARG(mask_text(&l->mask, l->arena, str_of(said))));
    free(said);
    return status;
}

int complain_failure(struct line *l, err e)
{
    const struct failure *s = &l->failure;
    str what = s->detail.n ? s->detail : str_of(error_facts[e].title);

    if (s->cause.n)              /* one sentence: the detail's full stop goes */
        return complain(l, FAILED, STR_FMT " (" STR_FMT ")", STR_ARG(str_to(what, what.n - str_ends(what, S(".")))), STR_ARG(s->cause));
    return complain(l, FAILED, STR_FMT, STR_ARG(what));
}

const char *word_near(str word, const char *const *known)
{
    size_t most = word.n / 3 < 2 ? 2 : word.n / 3, least = most + 1;
    const char *near = NULL;

    for (; *known; known++) {
        size_t d = str_distance(word, str_of(*known));
        if (d < least && d < word.n) {
            least = d;
            near = *known;
        }
    }
    return near;
}

int help_all(const struct line *l, FILE *to)
{
    fprintf(to, "%s %s: a social platform in one program\n\nusage: %s COMMAND [FLAGS]\n\n", l->program->name, program_version,
            l->program->name);
    for (const struct command *c = commands; c->name; c++)
        if (program_has(l->program, c->part))
            fprintf(to, "  %-9s %s\n", c->name, c->summary);
    fprintf(to, "  %-9s %s\n\n%s COMMAND --help says more about each.\n", "help", "Print this, or a command's help", l->program->name);
    return to == stderr ? MISUSED : DONE;
}

u32 flags_of(const struct command *c)
{
    u32 all = c->own;

    for (const struct word *w = c->words; w && w->name; w++)
        all |= w->own;
    return all;
}

bool takes_setting(const struct command *c, const char *name)
{
    const char *const *s = c->settings;

    if (s == all_settings)
        return true;
    for (; s && *s; s++)
        if (strcmp(*s, name) == 0)
            return true;
    return false;
}

/* "rate_per_minute" as a flag is --rate-per-minute. */
const char *flag_text(struct arena *a, const char *setting)
{
    str made = arena_format(a, "--%s", setting);

    for (char *p = (char *)made.p; p < made.p + made.n; p++)
        *p = *p == '_' ? '-' : *p;
    return arena_cstr(a, made);
}

static void words_help(const struct line *l, const struct command *c)
{
    for (const struct word *w = c->words; w && w->name; w++) {
        printf("  %s %s %s%s%s\n      %s\n", l->program->name, c->name, w->name, w->takes ? " " : "", w->takes ? w->takes : "", w->help);
        for (int i = 0, n = 0; i < OWN_FLAGS; i++)
            if (w->own & BIT(i))
                printf("%s--%s%s", n++ ? ", " : "      with ", own_flags[i].name, (w->own >> i) == 1 ? "\n" : "");
    }
    if (c->words)
        printf("\n");
}

static void flags_help(struct line *l, const struct command *c)
{
    for (int i = 0; i < OWN_FLAGS; i++)
        if (flags_of(c) & BIT(i))
            printf("  --%s%s%s\n      %s\n", own_flags[i].name, own_flags[i].value ? " " : "", own_flags[i].value ? own_flags[i].value : "",
                   own_flags[i].help);
    for (size_t i = 0; i < l->settings.count; i++) {
        const struct setting *f = l->settings.all[i].is;
        if (takes_setting(c, f->name))
            printf("  %s %s\n      %s%s%s%s\n", flag_text(l->arena, f->name), f->kind == SETTING_BOOL ? "on|off" : "VALUE", f->help,
                   *f->standard ? " (" : "", f->standard, *f->standard ? ")" : "");
    }
    printf("  --help\n      Print this\n");
}

int help_of(struct line *l, const struct command *c)
{
    printf("usage: %s %s", l->program->name, c->name);
    for (const struct word *w = c->words; w && w->name; w++)
        printf("%s%s", w == c->words ? " " : "|", w->name);
    printf("%s%s [FLAGS]\n\n%s.\n", c->takes ? " " : "", c->takes ? c->takes : "", c->summary);
    if (*c->about)
        printf("\n%s\n", c->about);
    printf("\n");
    words_help(l, c);
    flags_help(l, c);
    return DONE;
}
