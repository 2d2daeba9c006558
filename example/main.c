/* The example program: Kith's own main, and one capability more. What it costs is the line that names it. */
#include "cli/cli.h"

#define CAPABILITIES(WITH_ROUTES, ALONE) \
    ALONE(permit)                        \
    ALONE(work)                          \
    WITH_ROUTES(rest)                    \
    WITH_ROUTES(note)                    \

PROGRAM_TABLES(CAPABILITIES);

static const struct program example = { "kith-example", capabilities, routes };

int main(int argc, char **argv)
{
    return cli_run(&example, argc, argv);
}
