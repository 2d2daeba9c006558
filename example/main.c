/* The example program: Kith's own main, and one capability more. What it costs is the two lines that name it. */
#include "api/rest/rest.h"
#include "cli/cli.h"
#include "example/note/note.h"

extern const struct route note_routes[];

static const struct capability *const capabilities[] = {
    &work_capability,
    &rest_capability,
    &note_capability,
    NULL
};

static const struct route *const routes[] = {
    operation_routes,
    note_routes,
    NULL
};

static const struct program example = { "kith-example", capabilities, routes };

int main(int argc, char **argv)
{
    return cli_run(&example, argc, argv);
}
