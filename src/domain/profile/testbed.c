#include "domain/profile/testbed.h"
#include "base/str.h"

/* ---- a world with people ---- */

/* A capability above profiles, with a mark for people. */
static err even_marks(ctx *c, id me, ids who, bool *set)
{
    (void)c, (void)me;
    for (size_t i = 0; i < who.n; i++)
        set[i] = i % 2 == 0;
    return OK;
}

static err others_marks(ctx *c, id me, ids who, bool *set)
{
    (void)c;
    for (size_t i = 0; i < who.n; i++)
        set[i] = who.at[i].v != me.v;
    return OK;
}

static const struct mark marks[] = { { "even", even_marks }, { "another", others_marks }, {0} };
static const struct capability above = { .name = "above", .marks = marks };

static const struct capability *const capabilities[] = {
    &work_capability, &account_capability, &graph_capability, &media_capability, &profile_capability, &above, NULL
};

void in_house(err (*run)(ctx *, void *))
{
    in_house_of(capabilities, run);
}

/* ---- people ---- */

struct newcomer { struct account_draft draft; struct account account; };

static err join(tx *t, void *arg)
{
    struct newcomer *n = arg;

    return account_create(t, &n->draft, &n->account);
}

id a_person(ctx *c, const char *username, const char *display)
{
    struct newcomer n = { .draft = { .id = ctx_new_id(c), .username = str_of(username), .display_name = str_of(display),
                                     .role = ROLE_USER, .language = S("en") } };

    expect_ok(transact(c, join, &n));
    return n.account.id;
}
