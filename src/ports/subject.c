#include "ports/subject.h"
#include "base/str.h"

static bool one_matches(str pattern, str subject)
{
    if (str_ends(pattern, S("*")))
        return str_starts(subject, str_to(pattern, pattern.n - 1));
    return str_eq(pattern, subject);
}

bool subject_matches(str patterns, str subject)
{
    str pattern;

    while (str_cut(&patterns, ',', &pattern))
        if (one_matches(str_trim(pattern), subject))
            return true;
    return false;
}
