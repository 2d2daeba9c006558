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

extern const struct route staff_routes[];
extern const struct route factor_routes[];
extern const struct route graph_routes[];
extern const struct route letters_routes[];
extern const struct route privacy_routes[];
extern const struct route profile_routes[];
extern const struct route oauth_routes[];
extern const struct route signin_routes[];

static const struct capability *const capabilities[] = {
    &work_capability,                      /* events, consumers, jobs, schedules, nodes */
    &rest_capability,                      /* idempotency keys */
    &audit_capability,
    &account_capability,
    &graph_capability,
    &profile_capability,
    &session_capability,
    &factor_capability,
    &signin_capability,
    &privacy_capability,
    &letters_capability,
    &oauth_capability,
    &staff_capability,
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
    staff_routes,
    NULL
};

static const struct program kith = { "kith", capabilities, routes, &session_keeper };

int main(int argc, char **argv)
{
    return cli_run(&kith, argc, argv);
}
