#include "domain/privacy/privacy.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/privacy/privacy.sql.h"
#include "domain/privacy/privacy_own.h"
#include "domain/session/session.h"
#include "domain/signin/signin.h"
#include "runtime/settings.h"

PROBLEMS_DEFINE(privacy_problems, PRIVACY_PROBLEMS)

enum { DOUBT_MS = 60 * 1000, FRESH_MS = 60 * 1000, SWEEP_EVERY_MS = 10 * 60 * 1000 };

static const char *const states[] = { "waiting", "running", "ready", "failed", NULL };

SHAPE(export,
    FIELD(export, id),
    FIELD(export, state,      .words = states),
    FIELD(export, progress,   .min = 0, .max = 100, .doc = "Of a hundred"),
    FIELD(export, size,       .doc = "Octets, once it is ready"),
    FIELD(export, created_at),
    FIELD(export, ready_at),
    FIELD(export, expires_at, .doc = "When it is deleted"));
SHAPE(export_task, FIELD(export_task, account_id), FIELD(export_task, state), FIELD(export_task, tries), FIELD(export_task, created_at));
SHAPE(export_tally, FIELD(export_tally, n));
SHAPE(export_budget, FIELD(export_budget, since), FIELD(export_budget, made));
SHAPE(export_end, FIELD(export_end, id), FIELD(export_end, account_id));
SHAPE(account_deletion,
    FIELD(account_deletion, deletes_at, .doc = "Until then, signing in and POST /users/me/restore bring everything back"));

static err note(tx *t, const struct audit_action *action, id me, str address)
{
    return audit_add(t, &(struct audit_note){ .action = action, .actor = me, .subject = me, .address = address, .detail = S("") });
}

/* ---- a copy ---- */

struct request { id me; str address; struct export *out; i64 wait_ms; };

/* The day begins with its first export. A day in the future comes from a clock that was ahead. */
static err budget_take(tx *t, struct request *r)
{
    when now = tx_now(t);
    struct export_budget b = {0};

    err e = q_budget_of(t, r->me, &b);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (b.since.ms > now.ms || b.since.ms + EXPORT_BUDGET_MS <= now.ms)
        b = (struct export_budget){ now, 0 };
    r->wait_ms = b.since.ms + EXPORT_BUDGET_MS - now.ms;
    if (tx_world(t)->settings->limits && b.made >= privacy_settings(tx_world(t)->settings)->exports_per_day)
        return tx_fail_with(t, ERR_TOO_MANY, "You may ask for at most %lld exports in a day. Try again later.",
                            (long long)privacy_settings(tx_world(t)->settings)->exports_per_day);
    return q_budget_put(t, r->me, b.since, b.made + 1);
}

static bool will_do(const struct export *e, when now)
{
    if (str_eq(e->state, S("failed")))
        return false;
    return !str_eq(e->state, S("ready")) || (e->created_at.ms <= now.ms && e->created_at.ms + FRESH_MS > now.ms);
}

static err request(tx *t, void *arg)
{
    struct request *r = arg;
    when now = tx_now(t);
    id which = tx_new_id(t);

    err e = q_export_newest(t, r->me, r->out);
    if (e == OK && will_do(r->out, now))
        return OK;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    TRY(budget_take(t, r));
    TRY(q_export_insert(t, which, r->me, now));
    TRY(job_add(t, "account_export", id_text(tx_arena(t), which), now));
    TRY(note(t, &audit_export_requested, r->me, r->address));
    return q_export_by_id(t, r->me, which, r->out);
}

err privacy_export(ctx *c, id me, struct export *out)
{
    struct request r = { me, ctx_request(c)->address, out, 0 };
    err e = transact(c, request, &r);

    if (e == ERR_TOO_MANY)
        c->failure.retry_after = (int)((r.wait_ms + 999) / 1000);
    return e;
}

err privacy_export_get(ctx *c, id me, id which, struct export *out)
{
    err e = q_export_by_id(c, me, which, out);

    return e == ERR_NOT_FOUND ? fail(c, &export_not_found) : e;
}

err privacy_exports(ctx *c, id me, id before, i64 most, export_page *out)
{
    return q_exports_of(c, me, before.v ? before : (id){ INT64_MAX }, most, out);
}

static err fetched(tx *t, void *arg)
{
    const struct request *r = arg;

    return note(t, &audit_export_fetched, r->me, r->address);
}

err privacy_export_fetch(ctx *c, id me, id which, str *blob, str *file_name)
{
    struct request r = { .me = me, .address = ctx_request(c)->address };
    struct export e;

    TRY(privacy_export_get(c, me, which, &e));
    if (!str_eq(e.state, S("ready")))
        return fail(c, &export_not_ready);
    *blob = export_blob(&c->arena, which);
    *file_name = arena_format(&c->arena, "kith-%lld.zip", (long long)which.v);
    return transact(c, fetched, &r);
}

/* ---- a deletion ---- */

struct departing { const struct proven *by; id me; when deletes_at; str address; struct account_deletion *out; };

static err leaving_insert(tx *t, void *arg)
{
    struct departing *d = arg;
    str key = id_text(tx_arena(t), d->me);
    struct account a;

    TRY(proof_stands(t, d->by, PROOF_BY_PASSWORD));
    TRY(account_by_id_in(t, d->me, &a));
    when at = a.deletes_at.is == GIVEN ? a.deletes_at.v : d->deletes_at;
    d->out->deletes_at = at;
    if (a.deletes_at.is == GIVEN)
        return OK;
    TRY(account_leave(t, d->me, at));
    TRY(sessions_end_in(t, d->me, (id){ 0 }));
    TRY(job_add(t, "account_end", key, at));
    TRY(note(t, &audit_deletion_requested, d->me, d->address));
    return event_tell(t, account_leaving, d->me, &(struct account_departure){ at });
}

err privacy_leave(ctx *c, const struct caller *me, const struct evidence *shown, struct account_deletion *out)
{
    struct departing d = { .me = me->account, .address = ctx_request(c)->address, .out = out };
    struct account a;

    TRY(account_by_id(c, d.me, &a));
    if (a.password_hash.hidden.n && shown->password.is != GIVEN)
        return fail_field_saying(c, S("password"), &required, "This is needed to delete the account.");
    TRY(signin_proven(c, me, shown, PROOF_BY_PASSWORD, &d.by));
    d.deletes_at.ms = ctx_now(c).ms + privacy_settings(c->world->settings)->deletion_grace;
    return transact(c, leaving_insert, &d);
}

static err come_back(tx *t, void *arg)
{
    const struct departing *d = arg;
    struct account a;

    TRY(account_by_id_in(t, d->me, &a));
    if (a.deletes_at.is != GIVEN)
        return OK;
    TRY(account_return(t, d->me));
    return note(t, &audit_deletion_cancelled, d->me, d->address);
}

err privacy_return(ctx *c, id me)
{
    return transact(c, come_back, &(struct departing){ .me = me, .address = ctx_request(c)->address });
}

struct ending { id who; i64 wait_ms; };

/* Only a deletion that is still wanted and due: it may have been taken back, and asked for again. */
static err leaving_end(tx *t, void *arg)
{
    id who = *(const id *)arg;
    struct account a;

    err e = account_by_id_in(t, who, &a);
    if (e == ERR_NOT_FOUND || (e == OK && (a.deletes_at.is != GIVEN || a.deletes_at.v.ms > tx_now(t).ms)))
        return OK;
    TRY(e);
    TRY(sessions_end_in(t, who, (id){ 0 }));
    TRY(account_erase(t, who));
    return audit_add(t, &(struct audit_note){ .action = &audit_account_erased, .subject = who, .address = S(""), .detail = S("") });
}

/* The wait until the clock can be trusted, after a jump and after the start. An erasure cannot be undone, and is never urgent. */
static i64 doubt_ms(const struct world *w)
{
    i64 grace = privacy_settings(w->settings)->deletion_grace, ran = clock_ran_ms(w->clock);
    i64 least = w->settings->clock_patience < grace ? w->settings->clock_patience : grace;

    return clock_doubted(w->clock) ? DOUBT_MS : ran < least ? least - ran : 0;
}

static err end_later(tx *t, void *arg)
{
    const struct ending *e = arg;

    return job_add(t, "account_end", id_text(tx_arena(t), e->who), (when){ tx_now(t).ms + e->wait_ms });
}

err account_end(ctx *c, str payload)
{
    struct ending e = { .wait_ms = doubt_ms(c->world) };

    if (!id_parse(payload, &e.who))
        return OK;
    return e.wait_ms ? transact(c, end_later, &e) : transact(c, leaving_end, &e.who);
}

/* ---- the capability ---- */

static const struct job_kind jobs[] = {
    { .name = "account_export", .run = export_make, .lease_ms = EXPORT_LEASE_MS },
    { .name = "account_end", .run = account_end },
    { .name = "exports_drop", .run = exports_drop_all },
    { .name = "exports_replaced", .run = exports_replaced },
    {0}
};

static const struct schedule schedules[] = {
    { "exports_sweep", SWEEP_EVERY_MS, exports_sweep },
    {0}
};

static const struct consumer consumers[] = {
    { .name = "privacy_erase", .hears = KINDS(&account_erased), .handle = exports_of_erased },
    {0}
};

extern const struct migration privacy_migrations[];

SETTINGS_DEFINE(privacy_settings, PRIVACY_SETTINGS);
PERMISSIONS_DEFINE(privacy_permissions, PRIVACY_PERMISSIONS);
AUDIT_DEFINE(privacy_actions, PRIVACY_ACTIONS);

const struct capability privacy_capability = {
    .name = "privacy",
    .problems = privacy_problems,
    .audit_actions = privacy_actions,
    .settings = &privacy_settings_group,
    .permissions = privacy_permissions,
    .events = KINDS(&export_ready),
    .migrations = privacy_migrations,
    .statements = privacy_statements,
    .consumers = consumers,
    .wires = privacy_wires,
    .holdings = privacy_holdings,
    .jobs = jobs,
    .schedules = schedules,
};
