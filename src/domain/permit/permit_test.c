#include "domain/permit/permit.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

#define GARDEN(X) \
    X(may_water, "water", USERS,      WHILE_LEAVING, "Water the beds") \
    X(may_prune, "prune", MODERATORS, UNTIL_LEAVING, "Prune the trees") \
    X(may_plan,  "plan",  ADMINS,     UNTIL_LEAVING, "Plan next year")
PERMISSIONS_DECLARE(garden, GARDEN);
PERMISSIONS_DEFINE(garden, GARDEN);
static const struct capability garden_capability = { .name = "garden", .permissions = garden };

TEST(only_what_is_public_needs_no_sign_in)
{
    expect(anyone_may(&anyone) && !anyone_may(&any_member) && !anyone_may(&may_water));
}

TEST(each_role_may_all_that_those_below_may)
{
    expect(may(ROLE_USER, &may_water) && may(ROLE_MODERATOR, &may_water) && may(ROLE_ADMIN, &may_water));
    expect(!may(ROLE_USER, &may_prune) && may(ROLE_MODERATOR, &may_prune) && may(ROLE_ADMIN, &may_prune));
    expect(!may(ROLE_USER, &may_plan) && !may(ROLE_MODERATOR, &may_plan) && may(ROLE_ADMIN, &may_plan));
}

TEST(a_role_that_there_is_not_may_what_everybody_may)
{
    expect(may(ROLE_COUNT, &anyone) && !may(ROLE_COUNT, &any_member));
    expect(may(31, &anyone) && !may(31, &any_member) && !may(4000000000u, &may_plan));
}

TEST(roles_have_words)
{
    enum role role = ROLE_USER;

    expect(role_read(S("admin"), &role) && role == ROLE_ADMIN);
    expect(role_read(S("moderator"), &role) && role == ROLE_MODERATOR);
    expect(role_read(S("user"), &role) && role == ROLE_USER);
    expect(!role_read(S("Admin"), &role) && !role_read(S(""), &role) && role == ROLE_USER);
}

/* ---- what no program may be built from ---- */

static bool starts_with(const struct permission *const *list, const char *wrong)
{
    const struct capability more = { .name = "more", .permissions = list };
    const struct program p = { "test", (const struct capability *const[]){ &permit_capability, &garden_capability, &more, NULL }, NULL,
                               NULL };
    struct arena a;
    struct failure failure;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    err e = permissions_check(&p, &failure);
    expect(e == OK || str_find(failure.detail, str_of(wrong)) >= 0);
    arena_close(&a);
    return e == OK;
}

TEST(a_word_stands_for_one_permission)
{
    static const struct permission other = { "weed", USERS, UNTIL_LEAVING, "Pull weeds" };
    static const struct permission same = { "plan", ADMINS, UNTIL_LEAVING, "Again" };

    expect(starts_with((const struct permission *const[]){ &other, NULL }, ""));
    expect(!starts_with((const struct permission *const[]){ &same, NULL }, "more: the permission \"plan\""));
}

TEST(a_role_above_is_never_left_out)
{
    static const struct permission of_strangers = { "a", STRANGERS, UNTIL_LEAVING, "" };
    static const struct permission of_users = { "b", 1 << ROLE_USER, UNTIL_LEAVING, "" },
                                   of_moderators = { "c", 1 << ROLE_MODERATOR, UNTIL_LEAVING, "" };

    expect(!starts_with((const struct permission *const[]){ &of_strangers, NULL }, "\"a\""));
    expect(!starts_with((const struct permission *const[]){ &of_users, NULL }, "\"b\""));
    expect(!starts_with((const struct permission *const[]){ &of_moderators, NULL }, "\"c\""));
}

TEST(a_program_lists_what_its_capabilities_bring)
{
    const struct program with = { "test", (const struct capability *const[]){ &garden_capability, NULL }, NULL, NULL },
                         without = { "test", (const struct capability *const[]){ &permit_capability, NULL }, NULL, NULL };

    expect(permission_listed(&with, &may_prune) && !permission_listed(&without, &may_prune));
    expect(permission_listed(&without, &anyone) && !permission_listed(&with, &anyone));
}
