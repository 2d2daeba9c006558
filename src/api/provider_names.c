#include "api/provider_names.h"
#include "base/str.h"
#include "domain/oauth/oauth.h"

/* The first segment below /auth; "" if there is none, or if it can be any. */
static str word_of(const char *path)
{
    str rest = str_of(path), word = S("");

    if (!str_starts(rest, S("/auth/")))
        return word;
    rest = str_from(rest, 6);
    (void)str_cut(&rest, '/', &word);
    return word.n && word.p[0] != '{' ? word : S("");
}

static bool taken(void *arg, str name)
{
    const struct program *p = arg;

    for (const struct route *const *table = p->routes; *table; table++)
        for (const struct route *r = *table; r->path; r++)
            if (str_eq(word_of(r->path), name))
                return true;
    return false;
}

/* A program without other providers has no such setting. */
err provider_names_check(const struct program *p, const struct settings *s, struct failure *failure)
{
    const struct capability *const *c = p->capabilities;

    while (*c && *c != &oauth_capability)
        c++;
    return !*c ? OK : oauth_names_check(s, failure, taken, (void *)p);
}
