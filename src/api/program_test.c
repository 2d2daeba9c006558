/* What stops a program whose capabilities do not fit together. */
#include "api/problems.h"
#include "api/program.h"
#include "base/arena.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "kit/test.h"

static const struct permission may_plant = { "plant", USERS, UNTIL_LEAVING, "Plant trees" };
static const struct permission *const planting[] = { &may_plant, NULL };
static const struct capability garden = { .name = "garden", .permissions = planting };

/* The complaint about a program of these capabilities; "" if there is none. */
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

/* ---- problems ---- */

#define GARDEN_PROBLEMS(X) \
    X(tree_not_found, ERR_NOT_FOUND, "There is no such tree.")
PROBLEMS_DECLARE(garden_problems, GARDEN_PROBLEMS)
PROBLEMS_DEFINE(garden_problems, GARDEN_PROBLEMS)

static const struct problem known_elsewhere = { "token_invalid", ERR_SIGN_IN, "This token is not valid.", NULL },
    general = { "conflict", ERR_CONFLICT, "That conflicts with the current state.", NULL },
    no_word = { "No word", ERR_INVALID, "This is odd.", NULL }, no_sentence = { "odd", ERR_INVALID, "this is odd", NULL };

TEST(a_code_is_in_one_table_and_a_word_and_its_words_are_a_sentence)
{
    static const struct route none[] = { {0} };
    const struct { const struct problem *one; const char *complaint; } cases[] = {
        { &tree_not_found, "" },
        { &known_elsewhere, "garden: the code \"token_invalid\" is declared twice" },
        { &general, "garden: the code \"conflict\" is declared twice" },
        { &no_word, "garden: the code \"No word\" is not a word" },
        { &no_sentence, "garden: the words of the problem \"odd\" are not a sentence" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct capability c = { .name = "garden", .problems = PROBLEMS(cases[i].one) };
        expect_complaint(cases[i].complaint, &c, none);
    }
}

TEST(a_problem_is_found_by_its_code)
{
    static const struct capability with = { .name = "garden", .problems = garden_problems };
    const struct program p = { "test", (const struct capability *const[]){ &with, NULL }, (const struct route *const[]){ NULL }, NULL };

    expect(problem_find(&p, S("tree_not_found")) == &tree_not_found);
    expect(problem_find(&p, S("token_invalid")) == &token_invalid);
    expect(problem_find(&p, S("conflict")) == PLAIN(ERR_CONFLICT));
    expect(!problem_find(&p, S("tree")) && !problem_find(&p, S("")));
}
