/* The capability: what expires, and what goes with an account. */
#include "base/id.h"
#include "domain/oauth/oauth.sql.h"
#include "domain/oauth/oauth_own.h"

PROBLEMS_DEFINE(oauth_problems, OAUTH_PROBLEMS)

enum { SWEEP_MOST = 500, SWEEP_EVERY_MS = 600 * 1000 };

struct sweep { i64 flows, offers, nameless; };

static err flows_sweep(tx *t, void *arg)
{
    struct sweep *s = arg;

    TRY(q_oauth_flow_sweep(t, tx_now(t), life_most(t, FLOW_MS), SWEEP_MOST, &s->flows));
    TRY(q_oauth_offer_sweep(t, tx_now(t), life_most(t, OFFER_MS), SWEEP_MOST, &s->offers));
    return q_oauth_nameless_sweep(t, tx_now(t), life_most(t, NAMELESS_MS), SWEEP_MOST, &s->nameless);
}

static err flows_sweep_all(ctx *c)
{
    struct sweep s;

    do
        TRY(transact(c, flows_sweep, &s));
    while (s.flows == SWEEP_MOST || s.offers == SWEEP_MOST || s.nameless == SWEEP_MOST);
    return OK;
}

static err identities_forget(tx *t, const struct event *e)
{
    id account;

    TRY(event_about(t, e, &account));
    TRY(q_identities_drop(t, account));
    TRY(q_oauth_flows_drop(t, (maybe_id){ GIVEN, account }));
    return q_oauth_offers_drop(t, account);
}

static err ways_in(tx *t, id account, i64 *n)
{
    identity_page some;

    TRY(q_identity_page(t, account, 1, &some));
    *n = (i64)some.n;
    return OK;
}

static err settings_check(const struct settings *s, struct failure *failure)
{
    struct providers all;

    return providers_read(s, failure->arena, failure, &all);
}

static const struct consumer consumers[] = {
    { .name = "oauth_forget", .hears = KINDS(&account_erased), .handle = identities_forget },
    {0}
};

static const struct schedule schedules[] = {
    { "oauth_sweep", SWEEP_EVERY_MS, flows_sweep_all },
    {0}
};

extern const struct migration oauth_migrations[];

SETTINGS_DEFINE(oauth_settings, OAUTH_SETTINGS);
AUDIT_DEFINE(oauth_actions, OAUTH_ACTIONS);

const struct capability oauth_capability = {
    .name = "oauth",
    .problems = oauth_problems,
    .audit_actions = oauth_actions,
    .settings = &oauth_settings_group,
    .migrations = oauth_migrations,
    .statements = oauth_statements,
    .consumers = consumers,
    .belongings = oauth_belongings,
    .schedules = schedules,
    .settings_check = settings_check,
    .ways_in = ways_in,
    .ways_drop = identities_drop,
};
