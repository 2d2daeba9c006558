/* Settings from a file (name = value, # comments, quotes as you like) and from the environment (KITH_ + name in capitals). */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/str.h"
#include "runtime/problems.h"
#include "runtime/settings_own.h"

enum { FILE_MOST = 1 << 20 };

/* Variables that begin with KITH_ and are not settings; a trailing * matches anything. */
static const char *const not_settings[] = {
    "KITH_FAULTS", "KITH_TEST_*",                            /* the tests' */
    "KITH_PORT", "KITH_PORT_*", "KITH_SERVICE_*",            /* Kubernetes sets these if a service is called kith */
};

static const char *read_all(int fd, struct buf *b)
{
    for (;;) {
        ssize_t got = read(fd, buf_reserve(b, 4096), 4096);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return strerror(errno);
        if (got == 0)
            return NULL;
        b->n += (size_t)got;
        if (b->n > FILE_MOST)
            return "it is far too large for a list of settings";
    }
}

static err file_open(struct failure *failure, struct arena *a, str path, str *text)
{
    struct buf b = BUF_ON(a);
    int fd = open(arena_cstr(a, path), O_RDONLY | O_CLOEXEC);
    const char *problem = fd < 0 ? strerror(errno) : read_all(fd, &b);

    if (fd >= 0)
        close(fd);
    if (problem)
        return failure_saying(failure, &config_file, "the settings file " STR_FMT " cannot be read: %s.", STR_ARG(path), problem);
    *text = buf_str(&b);
    return OK;
}

/* A quoted value ends at its quote, any other at a # after a space, or with the line. */
static bool value_of(str text, str *value)
{
    if (text.n && (text.p[0] == '"' || text.p[0] == '\'')) {
        ptrdiff_t end = str_find_byte(str_from(text, 1), text.p[0]);
        if (end < 0)
            return false;
        *value = str_to(str_from(text, 1), (size_t)end);
        str behind = str_trim(str_from(text, (size_t)end + 2));
        return !behind.n || behind.p[0] == '#';
    }
    size_t n = 0;
    while (n < text.n && !(text.p[n] == '#' && (n == 0 || text.p[n - 1] == ' ' || text.p[n - 1] == '\t')))
        n++;
    *value = str_trim(str_to(text, n));
    return true;
}

static err line_read(struct settings *s, struct failure *failure, str line, int at, int *set_at)
{
    str name, value;

    if (str_ends(line, S("\r")))
        line.n--;
    line = str_trim(line);
    if (!line.n || line.p[0] == '#')
        return OK;
    if (str_find_byte(line, '=') < 0)
        return failure_saying(failure, &config_file, "a line must be name = value.");
    str_cut(&line, '=', &name);
    name = str_trim(name);
    if (!value_of(str_trim(line), &value))
        return failure_saying(failure, &config_file, STR_FMT ": the quotes do not match.", STR_ARG(word_shown(name)));
    TRY(settings_set(s, failure, name, value, FROM_FILE));
    int which = setting_find(s, name);
    if (set_at[which])
        return failure_saying(failure, &config_file, "%s is set twice, first on line %d.", s->all[which].is->name, set_at[which]);
    set_at[which] = at;
    return OK;
}

err settings_read_text(struct settings *s, struct failure *failure, str text, str path)
{
    int *set_at = arena_zero(s->arena, s->count * sizeof *set_at, _Alignof(int)), at = 0;

    for (str line; str_cut(&text, '\n', &line);) {
        err e = line_read(s, failure, line, ++at, set_at);
        if (e != OK) {
            failure->detail = arena_format(failure->arena, STR_FMT ":%d: " STR_FMT, STR_ARG(path), at, STR_ARG(failure->detail));
            return e;
        }
    }
    return OK;
}

err settings_read_file(struct settings *s, struct failure *failure, str path)
{
    str text;

    TRY(file_open(failure, s->arena, path, &text));
    return settings_read_text(s, failure, text, path);
}

static bool is_setting(str variable)
{
    for (size_t i = 0; i < COUNT(not_settings); i++) {
        str other = str_of(not_settings[i]);
        if (str_ends(other, S("*")) ? str_starts(variable, str_to(other, other.n - 1)) : str_eq(variable, other))
            return false;
    }
    return true;
}

/* KITH_MAX_BODY as max_body; a name that is not in capitals is not a setting. */
static str lowered(struct arena *a, str variable)
{
    str name = arena_copy(a, str_from(variable, sizeof "KITH_" - 1));

    for (char *p = (char *)name.p, *end = p + name.n; p < end; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p >= 'a' && *p <= 'z' ? '?' : *p;
    return name;
}

static err unknown_variable(const struct settings *s, struct failure *failure, str variable, const char *near)
{
    str shown = str_to(variable, 80);

    if (!near)
        return failure_saying(failure, &unknown_setting, STR_FMT " is set, but there is no such setting.", STR_ARG(shown));
    str capitals = setting_variable(failure->arena, s->all[setting_find(s, str_of(near))].is);
    return failure_saying(failure, &unknown_setting, STR_FMT " is set, but there is no such setting; did you mean " STR_FMT "?",
                          STR_ARG(shown), STR_ARG(capitals));
}

err settings_read_environment(struct settings *s, struct failure *failure, char **environment)
{
    for (; *environment; environment++) {
        str value = str_of(*environment), variable;
        str_cut(&value, '=', &variable);
        if (!str_starts(variable, S("KITH_")) || !is_setting(variable))
            continue;
        str name = lowered(s->arena, variable);
        if (setting_find(s, name) < 0)
            return unknown_variable(s, failure, variable, setting_near(s, name));
        TRY(settings_set(s, failure, name, value.p ? value : (str){ "", 0 }, FROM_ENVIRONMENT));
    }
    return OK;
}
