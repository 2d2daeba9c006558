/* What stops a program whose capabilities do not fit together. */
#include "api/program.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static const struct permission may_plant = { "plant", USERS, UNTIL_LEAVING, "Plant trees" };
static const struct permission *const planting[] = { &may_plant, NULL };
static const struct capability garden = { .name = "garden", .permissions = planting };

/* What is wrong with a program of these; "" if nothing. */
static void expect_complaint(const char *what, const struct capability *part, const struct route *table)
{
    const struct program p = { "test", (const struct capability *const[]){ &permit_capability, part, NULL },
                               (const struct route *const[]){ table, NULL }, NULL };
    struct arena a;
    struct failure failure;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    err e = program_check(&p, &failure);
    expect(*what ? e == ERR_INVALID && str_find(failure.detail, str_of(what)) >= 0 : e == OK);
    arena_close(&a);
}

TEST(a_route_names_a_permission_that_its_program_lists)
{
    static const struct route trees[] = { { METHOD_GET, "/trees", .who = &may_plant }, {0} };

    expect_complaint("", &garden, trees);
    expect_complaint("/trees: no capability of this program lists the permission \"plant\"", NULL, trees);
}
