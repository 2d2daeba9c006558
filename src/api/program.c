#include "api/program.h"
#include "api/problems.h"
#include "domain/audit/audit.h"
#include "runtime/settings.h"

const char program_version[] = KITH_VERSION;

/* A row without a permission is named where its endpoint is made. */
static err routes_check(const struct program *p, struct failure *failure)
{
    for (const struct route *const *table = p->routes; *table; table++)
        for (const struct route *r = *table; r->path; r++)
            if (r->who && !permission_listed(p, r->who))
                return failure_with(failure, ERR_INVALID,
                                    "the route %s: no capability of this program lists the permission \"%s\".", r->path, r->who->word);
    return OK;
}

err program_check(const struct program *p, struct failure *failure)
{
    TRY(problems_check(p, failure));
    TRY(permissions_check(p, failure));
    TRY(audit_actions_check(p, failure));
    return routes_check(p, failure);
}

err program_settings(const struct program *p, struct arena *a, struct failure *failure, struct settings *out)
{
    settings_defaults(out, a);
    for (const struct capability *const *c = p->capabilities; *c; c++)
        if ((*c)->settings)
            TRY(settings_bring(out, failure, (*c)->settings));
    return OK;
}
