#include "runtime/settings.h"
#include <assert.h>
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "runtime/problems.h"
#include "runtime/settings_own.h"

PROBLEMS_DEFINE(runtime_problems, RUNTIME_PROBLEMS)

typedef struct settings settings_here;
static const struct setting core[SETTING_COUNT] = { SETTINGS(SETTING_ROW_) };

enum { SHOWN = 80, NAME_MOST = 64 };             /* bytes of a wrong value in a message; of a name to look for */

static bool same_name(str asked, str known)
{
    if (asked.n != known.n)
        return false;
    for (size_t i = 0; i < asked.n; i++)
        if (known.p[i] != (asked.p[i] == '-' ? '_' : asked.p[i]))
            return false;
    return true;
}

int setting_find(const struct settings *s, str name)
{
    for (size_t i = 0; i < s->count; i++)
        if (same_name(name, str_of(s->all[i].is->name)))
            return (int)i;
    return -1;
}

static str underscored(str name, char *room)
{
    for (size_t i = 0; i < name.n; i++)
        room[i] = name.p[i] == '-' ? '_' : name.p[i];
    return (str){ room, name.n };
}

const char *setting_near(const struct settings *s, str name)
{
    char room[NAME_MOST];
    const char *near = NULL;
    size_t least = name.n / 3 < 2 ? 2 : name.n / 3;

    if (!name.n || name.n > sizeof room)
        return NULL;
    str asked = underscored(name, room);
    for (size_t i = 0; i < s->count; i++) {
        str known = str_of(s->all[i].is->name);
        size_t distance = str_starts(known, asked) || str_starts(asked, known) ? 1 : str_distance(asked, known);
        if (distance < asked.n && (near ? distance < least : distance <= least)) {
            near = known.p;
            least = distance;
        }
    }
    return near;
}

str setting_variable(struct arena *a, const struct setting *is)
{
    str name = arena_format(a, "KITH_%s", is->name);

    for (char *p = (char *)name.p; *p; p++)
        *p = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
    return name;
}

str setting_flag(struct arena *a, const struct setting *is)
{
    str name = arena_format(a, "--%s", is->name);

    for (char *p = (char *)name.p; *p; p++)
        *p = *p == '_' ? '-' : *p;
    return name;
}

static str source_note(struct arena *a, const struct setting *is, enum setting_source source)
{
    switch (source) {
    case FROM_STANDARD:
    case FROM_FILE:
        break;
    case FROM_ENVIRONMENT:
        return arena_format(a, " (from " STR_FMT ")", STR_ARG(setting_variable(a, is)));
    case FROM_FLAG:
        return arena_format(a, " (from " STR_FMT ")", STR_ARG(setting_flag(a, is)));
    }
    return (str){ "", 0 };
}

static err unknown(const struct settings *s, struct failure *failure, str name)
{
    const char *near = setting_near(s, name);
    str shown = word_shown(name);

    return failure_saying(failure, &unknown_setting, "there is no setting \"" STR_FMT "\"%s%s%s", STR_ARG(shown),
                          near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : ".");
}

static err unfit(struct failure *failure, const struct setting *is, str value, const char *wanted, enum setting_source source)
{
    str shown = str_to(setting_shown(failure->arena, is->kind, value), SHOWN), note = source_note(failure->arena, is, source);

    return failure_saying(failure, &invalid_setting, "%s: \"" STR_FMT "\" is not %s" STR_FMT ".", is->name, STR_ARG(shown), wanted,
                          STR_ARG(note));
}

/* Always checked; kept unless a stronger source has set it. */
err settings_set(struct settings *s, struct failure *failure, str name, str value, enum setting_source source)
{
    union setting_value read;
    int which = setting_find(s, name);

    if (which < 0)
        return unknown(s, failure, name);
    const char *wanted = setting_parse(s, which, value, &read);
    if (wanted)
        return unfit(failure, s->all[which].is, value, wanted, source);
    if (source >= s->sources[which]) {
        setting_put(s, which, &read);
        s->sources[which] = source;
    }
    return OK;
}

/* ---- declared settings ---- */

static void slots_add(struct settings *s, const struct setting *list, size_t n, void *in)
{
    struct setting_slot *all = arena_array(s->arena, struct setting_slot, s->count + n);
    enum setting_source *sources = arena_array(s->arena, enum setting_source, s->count + n);
    union setting_value read;

    if (s->count) {
        memcpy(all, s->all, s->count * sizeof *all);
        memcpy(sources, s->sources, s->count * sizeof *sources);
    }
    s->all = all;
    s->sources = sources;
    for (size_t i = 0; i < n; i++) {
        int which = (int)s->count++;
        s->all[which] = (struct setting_slot){ &list[i], in };
        const char *wanted = setting_parse(s, which, str_of(list[i].standard), &read);
        assert(!wanted);
        setting_put(s, which, &read);
    }
}

void settings_defaults(struct settings *s, struct arena *a)
{
    *s = (struct settings){ .arena = a };
    slots_add(s, core, COUNT(core), NULL);
}

err settings_bring(struct settings *s, struct failure *failure, const struct settings_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (setting_find(s, str_of(group->settings[i].name)) >= 0)
            return failure_with(failure, ERR_INVALID, "the setting %s is declared twice.", group->settings[i].name);
    slots_add(s, group->settings, group->count, arena_zero(s->arena, group->size, _Alignof(max_align_t)));
    return OK;
}

const void *settings_of(const struct settings *s, const struct settings_group *group)
{
    size_t i = SETTING_COUNT;

    while (i < s->count && s->all[i].is != group->settings)
        i++;
    assert(i < s->count);
    return s->all[i].in;
}

void *setting_at(const struct settings *s, int which)
{
    const struct setting_slot *slot = &s->all[which];

    return (char *)(slot->in ? slot->in : (void *)s) + slot->is->at;
}

bool setting_number(const struct settings *s, const char *name, i64 *out)
{
    int which = setting_find(s, str_of(name));

    if (which < 0 || s->all[which].is->kind != SETTING_INT)
        return false;
    *out = *(const i64 *)setting_at(s, which);
    return true;
}

/* ---- shared questions ---- */

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
