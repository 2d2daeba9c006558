#include "api/roles.h"
#include "base/str.h"
#include "runtime/settings.h"

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
