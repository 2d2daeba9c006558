#include "api/roles.h"
#include "base/str.h"
#include "runtime/settings.h"

static const char *const roles[] = { "all", "api", "worker" };

static bool role_known(str role)
{
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_eq(role, str_of(roles[i])))
            return true;
    return false;
}

err roles_check(const struct settings *s, struct story *story)
{
    str rest = s->roles, piece;

    while (str_cut(&rest, ',', &piece)) {
        str role = str_trim(piece);
        if (!role_known(role))
            return story_fail(story, ERR_INVALID, NULL, "roles: \"" STR_FMT "\" is not all, api or worker", STR_ARG(role));
    }
    return OK;
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
