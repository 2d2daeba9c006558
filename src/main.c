/* Kith: the capabilities that the program is built from. What a server is made of stands in api/host.c, in order. */
#include "api/rest/rest.h"
#include "cli/cli.h"
#include "domain/account/account.h"
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "domain/graph/graph.h"
#include "domain/letters/letters.h"
#include "domain/privacy/privacy.h"
#include "domain/profile/profile.h"
#include "domain/oauth/oauth.h"
#include "domain/signin/signin.h"
#include "domain/staff/staff.h"

extern const struct route first_admin_routes[];
extern const struct route factor_routes[];
extern const struct route graph_routes[];
extern const struct route letters_routes[];
extern const struct route privacy_routes[];
extern const struct route profile_routes[];
extern const struct route oauth_routes[];
extern const struct route signin_routes[];

static const struct part *const parts[] = {
    &work_part,                      /* events, consumers, jobs, schedules, nodes */
    &rest_part,                      /* idempotency keys */
    &audit_part,
    &account_part,
    &graph_part,
    &profile_part,
    &session_part,
    &factor_part,
    &signin_part,
    &privacy_part,
    &letters_part,
    &oauth_part,
    &staff_part,
    NULL
};

static const struct route *const routes[] = {
    operation_routes,                /* health, metrics, the API's description */
    signin_routes,
    letters_routes,
    oauth_routes,
    graph_routes,
    profile_routes,
    privacy_routes,
    factor_routes,
    first_admin_routes,
    NULL
};

static const struct program kith = { "kith", parts, routes, &session_keeper };

int main(int argc, char **argv)
{
    return cli_run(&kith, argc, argv);
}
