/* Kith: the capabilities that the program is built from. What a server is made of stands in api/host.c, in order. */
#include "api/rest/rest.h"
#include "cli/cli.h"
#include "domain/account/account.h"
#include "domain/audit/audit.h"

static const struct part *const parts[] = {
    &work_part,                      /* events, consumers, jobs, schedules, nodes */
    &rest_part,                      /* idempotency keys */
    &audit_part,
    &account_part,
    NULL
};

static const struct route *const routes[] = {
    operation_routes,                /* health, metrics, the API's description */
    NULL
};

static const struct program kith = { "kith", parts, routes };

int main(int argc, char **argv)
{
    return cli_run(&kith, argc, argv);
}
