/* What staff do to the accounts of others: each deed is one transaction, with its consequences and its entry in the audit log. */
#include "domain/staff/staff_own.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "domain/staff/staff.sql.h"

PROBLEMS_DEFINE(staff_problems, STAFF_PROBLEMS)

struct deed {
    const struct staff_deed *by;
    id who;
    const struct account_draft *draft;
    enum role role;
    bool suspended, any;
    struct secret hash;
    struct account *out;
};

/* A deed without a permission is only for the people who run the server. */
static err deed_allowed(ctx *c, const struct staff_deed *d, const struct permission *by)
{
    if (!d->by)
        return OK;
    return by ? permit_check(c, d->by, by, true) : fail_with(c, ERR_FORBIDDEN, "Only the people who run this server may do this.");
}

static err deed_tell(tx *t, const struct deed *d, const struct audit_action *action, str detail)
{
    return audit_add(t, &(struct audit_note){ action, d->by->by ? d->by->by->account : (id){ 0 }, d->who, S(""), detail });
}

static err create(tx *t, void *arg)
{
    struct deed *d = arg;

    TRY(account_create(t, d->draft, d->out));
    d->who = d->out->id;
    str role = str_of(role_words[d->role]);
    return deed_tell(t, d, &audit_account_created, arena_format(tx_arena(t), STR_FMT ", as " STR_FMT, STR_ARG(d->by->how), STR_ARG(role)));
}

err staff_create(ctx *c, const struct staff_deed *by, const struct registration *in, enum role role, struct account *out)
{
    struct account_draft draft;

    TRY(deed_allowed(c, by, NULL));
    TRY(signin_draft(c, in, &draft));
    draft.role = role;
    return transact(c, create, &(struct deed){ .by = by, .draft = &draft, .role = role, .out = out });
}

static err set_role(tx *t, void *arg)
{
    struct deed *d = arg;

    TRY(account_by_id_in(t, d->who, d->out));
    const char *before = role_words[d->out->role], *now = role_words[d->role];
    if (d->out->role == (i64)d->role)
        return OK;
    TRY(account_set_role(t, d->who, d->role));
    TRY(deed_tell(t, d, &audit_role_changed, arena_format(tx_arena(t), "%s to %s, " STR_FMT, before, now, STR_ARG(d->by->how))));
    return account_by_id_in(t, d->who, d->out);
}

err staff_set_role(ctx *c, const struct staff_deed *by, id who, enum role role, struct account *out)
{
    TRY(deed_allowed(c, by, &may_set_role));
    return transact(c, set_role, &(struct deed){ .by = by, .who = who, .role = role, .out = out });
}

static err suspend(tx *t, void *arg)
{
    struct deed *d = arg;

    TRY(account_by_id_in(t, d->who, d->out));
    if ((d->out->suspended_at.is == GIVEN) == d->suspended)
        return OK;
    TRY(account_suspend(t, d->who, d->suspended));
    if (d->suspended)
        TRY(sessions_end_in(t, d->who, (id){ 0 }));
    TRY(deed_tell(t, d, d->suspended ? &audit_suspended : &audit_unsuspended, d->by->how));
    return account_by_id_in(t, d->who, d->out);
}

err staff_suspend(ctx *c, const struct staff_deed *by, id who, bool suspended, struct account *out)
{
    TRY(deed_allowed(c, by, &may_suspend));
    return transact(c, suspend, &(struct deed){ .by = by, .who = who, .suspended = suspended, .out = out });
}

static err set_password(tx *t, void *arg)
{
    struct deed *d = arg;

    TRY(account_set_password(t, d->who, d->hash));
    TRY(sessions_end_in(t, d->who, (id){ 0 }));
    TRY(deed_tell(t, d, &audit_password_reset, d->by->how));
    TRY(account_tell_secured(t, d->who, "password_changed"));
    return account_by_id_in(t, d->who, d->out);
}

err staff_set_password(ctx *c, const struct staff_deed *by, id who, str password, struct account *out)
{
    struct deed d = { .by = by, .who = who, .out = out };

    TRY(deed_allowed(c, by, NULL));
    TRY(account_by_id(c, who, out));
    TRY(password_check(&c->failure, S("password"), password, out->username, out->email.is == GIVEN ? out->email.v : S("")));
    TRY(signin_hash(c, password, &d.hash));
    return transact(c, set_password, &d);
}

/* Everything under way ends even if there was no factor: an operator who does this doubts who is using the account. */
static err drop_factors(tx *t, void *arg)
{
    struct deed *d = arg;

    TRY(account_by_id_in(t, d->who, d->out));
    TRY(account_raise(t, d->who));
    TRY(factors_drop(t, d->who, &d->any));
    if (!d->any)
        return OK;
    TRY(sessions_end_in(t, d->who, (id){ 0 }));
    TRY(deed_tell(t, d, &audit_second_factor_removed, arena_format(tx_arena(t), "all, " STR_FMT, STR_ARG(d->by->how))));
    return account_tell_secured(t, d->who, "factors_removed");
}

err staff_drop_factors(ctx *c, const struct staff_deed *by, id who, bool *any, struct account *out)
{
    struct deed d = { .by = by, .who = who, .out = out };

    *any = false;
    TRY(deed_allowed(c, by, NULL));
    err e = transact(c, drop_factors, &d);
    *any = d.any;
    return e;
}

extern const struct migration staff_migrations[];

static const struct consumer consumers[] = {
    { .name = "first_admin", .hears = KINDS(&account_created), .handle = first_admin_hear },
    {0}
};

static const struct job_kind jobs[] = {
    { .name = "first_admin_lost", .run = first_admin_lost, .fleeting = true },
    {0}
};

PERMISSIONS_DEFINE(staff_permissions, STAFF_PERMISSIONS);
AUDIT_DEFINE(staff_actions, STAFF_ACTIONS);

const struct capability staff_capability = {
    .name = "staff",
    .problems = staff_problems,
    .audit_actions = staff_actions,
    .permissions = staff_permissions,
    .migrations = staff_migrations,
    .statements = staff_statements,
    .consumers = consumers,
    .jobs = jobs,
};
