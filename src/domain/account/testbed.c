#include "domain/account/testbed.h"
#include "base/str.h"
#include "kit/test.h"

struct newcomer { struct account_draft draft; struct account account; };

static err join(tx *t, void *arg)
{
    struct newcomer *n = arg;

    return account_create(t, &n->draft, &n->account);
}

id a_person_of(ctx *c, str username)
{
    struct newcomer n = { .draft = { .id = ctx_new_id(c), .username = username, .display_name = username, .role = ROLE_USER,
                                     .language = S("en") } };

    expect_ok(transact(c, join, &n));
    return n.account.id;
}

id a_person(ctx *c, const char *username) { return a_person_of(c, str_of(username)); }

struct hiding { id who; bool is; };

static err hide(tx *t, void *arg)
{
    const struct hiding *h = arg;

    return account_suspend(t, h->who, h->is);
}

void hidden(ctx *c, id who, bool is)
{
    expect_ok(transact(c, hide, &(struct hiding){ who, is }));
}

static err erase(tx *t, void *arg) { return account_erase(t, *(const id *)arg); }

void given_up(ctx *c, id who)
{
    expect_ok(transact(c, erase, &who));
}
