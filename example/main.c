/* The example program: Kith's own main, and one more capability. The line that names it is the only difference. */
#include "cli/cli.h"

#define CAPABILITIES(WITH_ROUTES, ALONE, ROUTES) \
    ALONE(permit)                        \
    ALONE(work)                          \
    ALONE(hub)                           \
    WITH_ROUTES(rest)                    \
    WITH_ROUTES(note)                    \

PROGRAM_TABLES(CAPABILITIES);

static const struct program example = { "kith-example", capabilities, routes };

int main(int argc, char **argv)
{
    return cli_run(&example, argc, argv);
}
