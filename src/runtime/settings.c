#include "runtime/settings.h"
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "runtime/settings_own.h"

const struct setting_facts setting_facts[SETTING_COUNT] = {
#define X(name, kind, standard, least, most, help) \
    [SETTING_##name] = { #name, SETTING_##kind, standard, least, most, help, offsetof(struct settings, name) },
    SETTINGS(X)
#undef X
};

enum { SHOWN = 80, NAME_MOST = 64 };             /* bytes of a wrong value in a message; of a name that is looked for */

static bool same_name(str asked, str known)
{
    if (asked.n != known.n)
        return false;
    for (size_t i = 0; i < asked.n; i++)
        if (known.p[i] != (asked.p[i] == '-' ? '_' : asked.p[i]))
            return false;
    return true;
}

int setting_find(str name)
{
    for (int i = 0; i < SETTING_COUNT; i++)
        if (same_name(name, str_of(setting_facts[i].name)))
            return i;
    return -1;
}

static str underscored(str name, char *room)
{
    for (size_t i = 0; i < name.n; i++)
        room[i] = name.p[i] == '-' ? '_' : name.p[i];
    return (str){ room, name.n };
}

const char *setting_near(str name)
{
    char room[NAME_MOST];
    const char *near = NULL;
    size_t least = name.n / 3 < 2 ? 2 : name.n / 3;

    if (!name.n || name.n > sizeof room)
        return NULL;
    str asked = underscored(name, room);
    for (int i = 0; i < SETTING_COUNT; i++) {
        str known = str_of(setting_facts[i].name);
        size_t distance = str_starts(known, asked) || str_starts(asked, known) ? 1 : str_distance(asked, known);
        if (distance < asked.n && (near ? distance < least : distance <= least)) {
            near = known.p;
            least = distance;
        }
    }
    return near;
}

str setting_variable(struct arena *a, int which)
{
    str name = arena_format(a, "KITH_%s", setting_facts[which].name);

    for (char *p = (char *)name.p; *p; p++)
        *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
    return name;
}

str setting_flag(struct arena *a, int which)
{
    str name = arena_format(a, "--%s", setting_facts[which].name);

    for (char *p = (char *)name.p; *p; p++)
        *p = *p == '_' ? '-' : *p;
    return name;
}

static str source_note(struct arena *a, int which, enum setting_source source)
{
    switch (source) {
    case FROM_STANDARD:
    case FROM_FILE:
        break;
    case FROM_ENVIRONMENT:
        return arena_format(a, " (from " STR_FMT ")", STR_ARG(setting_variable(a, which)));
    case FROM_FLAG:
        return arena_format(a, " (from " STR_FMT ")", STR_ARG(setting_flag(a, which)));
    }
    return (str){ "", 0 };
}

err settings_set(struct settings *s, struct failure *failure, str name, str value, enum setting_source source)
{
    int which = setting_find(name);

    if (which < 0) {
        const char *near = setting_near(name);
        str shown = word_shown(name);
        return failure_set(failure, ERR_INVALID, "unknown_setting", "there is no setting \"" STR_FMT "\"%s%s%s", STR_ARG(shown),
                          near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    struct settings kept = *s;
    const char *wanted = setting_parse(s, which, value);
    if (wanted) {
        str shown = str_to(setting_shown(failure->arena, (enum setting_index)which, value), SHOWN), note = source_note(failure->arena, which, source);
        return failure_set(failure, ERR_INVALID, "invalid_setting", "%s: \"" STR_FMT "\" is not %s" STR_FMT, setting_facts[which].name,
                          STR_ARG(shown), wanted, STR_ARG(note));
    }
    if (source < kept.sources[which])
        *s = kept;                               /* checked, but a stronger source has spoken */
    else
        s->sources[which] = source;
    return OK;
}

void settings_defaults(struct settings *s, struct arena *a)
{
    *s = (struct settings){ .arena = a };
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *wanted = setting_parse(s, i, str_of(setting_facts[i].standard));
        assert(!wanted);
    }
}

bool role_taken(const struct settings *s, str role)
{
    str rest = s->roles, piece;

    while (str_cut(&rest, ',', &piece)) {
        str one = str_trim(piece);
        if (str_eq(one, S("all")) || str_eq(one, role))
            return true;
    }
    return false;
}

/* The host of https://kith.example:8443/ is kith.example. */
static str host_of_url(str url)
{
    ptrdiff_t scheme = str_find(url, S("://"));
    str rest = str_from(url, scheme < 0 ? 0 : (size_t)scheme + 3);
    bool bracket = rest.n && rest.p[0] == '[';
    size_t n = 0;

    while (n < rest.n && rest.p[n] != '/' && (bracket || rest.p[n] != ':')) {
        bracket = bracket && rest.p[n] != ']';
        n++;
    }
    return str_to(rest, n);
}

str instance_name(const struct settings *s)
{
    str host = host_of_url(s->public_url);

    return s->instance_name.n ? s->instance_name : host.n ? host : S("Kith");
}
