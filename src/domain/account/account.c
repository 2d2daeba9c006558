/* Accounts: their row, finding it, and changing it. The rules for names and addresses are in username.c and address.c. */
#include "domain/account/account.h"
#include "base/buf.h"
#include "base/str.h"
#include "domain/account/account.sql.h"
#include "domain/account/account_own.h"
#include "ports/bus.h"

PROBLEMS_DEFINE(account_problems, ACCOUNT_PROBLEMS)

SHAPE(hash_kind, FIELD(hash_kind, kind), FIELD(hash_kind, accounts));
SHAPE(account,
    FIELD(account, id),
    FIELD(account, username),
    FIELD(account, email),
    FIELD(account, phone),
    FIELD(account, email_confirmed_at),
    FIELD(account, password_hash),
    FIELDS(PROFILE_WORDS, account)
    FIELD(account, avatar_media_id),
    FIELD(account, banner_media_id),
    FIELD(account, locked),
    FIELD(account, noindex),
    FIELD(account, role),
    FIELD(account, language),
    FIELD(account, suspended_at),
    FIELD(account, deletes_at),
    FIELD(account, created_at),
    FIELD(account, version),
    FIELD(account, epoch));
SHAPE(account_change,
    FIELDS(PROFILE_WORDS, account_change)
    FIELD(account_change, locked, .doc = "Whether others must ask before they follow"),
    FIELD(account_change, noindex, .doc = "Whether search engines are asked to leave the profile and its posts out"),
    FIELD(account_change, avatar_media_id), FIELD(account_change, banner_media_id));

/* ---- finding ---- */

static err found(ctx *c, err e)
{
    return e == ERR_NOT_FOUND ? fail(c, &user_not_found) : e;
}

static err found_in(tx *t, err e)
{
    return e == ERR_NOT_FOUND ? tx_fail(t, &user_not_found) : e;
}

err account_by_id(ctx *c, id which, struct account *out)
{
    return found(c, q_account_by_id(c, which, out));
}

err account_by_id_in(tx *t, id which, struct account *out)
{
    return found_in(t, q_account_by_id(t, which, out));
}

err account_by_username(ctx *c, str username, struct account *out)
{
    if (!username_well_formed(username))
        return found(c, ERR_NOT_FOUND);
    return found(c, q_account_by_username(c, username_key(&c->arena, username), out));
}

err account_by_email(ctx *c, str email, struct account *out)
{
    str canonical;

    if (!email_canonical(&c->arena, email, &canonical))
        return found(c, ERR_NOT_FOUND);
    return found(c, q_account_by_email(c, canonical, out));
}

err account_by_phone(ctx *c, str phone, struct account *out)
{
    str canonical;

    if (!phone_canonical(&c->arena, phone, &canonical))
        return found(c, ERR_NOT_FOUND);
    return found(c, q_account_by_phone(c, canonical, out));
}

err account_by_any(ctx *c, str identifier, struct account *out)
{
    str text = str_trim(identifier);

    if (str_starts(text, S("@")))
        return account_by_username(c, str_from(text, 1), out);
    if (str_find_byte(text, '@') >= 0)
        return account_by_email(c, text, out);
    return phone_like(text) ? account_by_phone(c, text, out) : account_by_username(c, text, out);
}

err account_refer(ctx *c, str reference, id *out)
{
    struct account a;

    if (!str_starts(reference, S("@")))
        return id_parse(reference, out) ? OK : found(c, ERR_NOT_FOUND);
    TRY(account_by_username(c, str_from(reference, 1), &a));
    *out = a.id;
    return OK;
}

err account_typed(ctx *c, str reference, id *out)
{
    struct account a;
    err e = account_by_username(c, str_from(reference, str_starts(reference, S("@"))), &a);

    if (e == ERR_NOT_FOUND && id_parse(reference, out))
        e = account_by_id(c, *out, &a);
    if (e == ERR_NOT_FOUND)
        return fail_saying(c, &user_not_found, "There is no user " STR_FMT ".", STR_ARG(reference));
    *out = a.id;
    return e;
}

err accounts_by_ids(ctx *c, ids which, account_page *out)
{
    *out = (account_page){ 0 };
    return which.n ? q_account_by_ids(c, which, out) : OK;
}

err accounts_by_ids_in(tx *t, ids which, account_page *out)
{
    *out = (account_page){ 0 };
    return which.n ? q_account_by_ids(t, which, out) : OK;
}

err accounts_by_usernames(ctx *c, strs names, account_page *out)
{
    strs keys = { arena_array(&c->arena, str, names.n), names.n };

    *out = (account_page){ 0 };
    for (size_t i = 0; i < names.n; i++)
        keys.at[i] = username_key(&c->arena, names.at[i]);
    return names.n ? q_account_by_names(c, keys, out) : OK;
}

err accounts_after(ctx *c, id after, i64 most, account_page *out)
{
    return q_account_after(c, after, most, out);
}

err account_hash_kinds(ctx *c, hash_kind_page *out)
{
    return q_account_hash_kinds(c, out);
}

err accounts_any(ctx *c, bool *out)
{
    account_page first;

    TRY(q_account_after(c, (id){ 0 }, 1, &first));
    *out = first.n > 0;
    return OK;
}

err accounts_any_in(tx *t, bool *out)
{
    account_page first;

    TRY(q_account_after(t, (id){ 0 }, 1, &first));
    *out = first.n > 0;
    return OK;
}

err account_acts(tx *t, const struct account *a)
{
    if (a->suspended_at.is == GIVEN)
        return tx_fail(t, &account_suspended);
    if (a->deletes_at.is == GIVEN)
        return tx_fail_saying(t, &caller_leaving, "This account is about to be deleted.");
    return OK;
}

err account_acts_in(tx *t, id me)
{
    struct account a;

    if (tx_hopes(t))
        return q_account_acts_hope(t, me);
    TRY(found_in(t, q_account_bars(t, me, &a)));
    return account_acts(t, &a);
}

err account_shown_now(ctx *c, id who, bool *out)
{
    struct account a;
    err e = q_account_bars(c, who, &a);

    *out = e == OK && account_is_shown(&a);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- reporting changes ---- */

err tell_changed(tx *t, err e, const struct account *now)
{
    TRY(found_in(t, e));
    return event_tell(t, account_changed, now->id, &(struct account_state){ .version = now->version });
}

static strs names_of(struct arena *a, const struct shape *s, u64 members)
{
    strs names = { arena_array(a, str, SHAPE_FIELDS), 0 };

    for (const struct field *f = s->fields; f->name; f++)
        if (members & shape_bit(s, f))
            names.at[names.n++] = str_of(f->name);
    return names;
}

/* For changes that may hide the account, or show it again. */
static err tell_seen(tx *t, const struct account *before, const struct account *now)
{
    struct account_state told = { .version = now->version };

    if (account_is_shown(before) == account_is_shown(now))
        return event_tell(t, account_changed, now->id, &told);
    return account_is_shown(now) ? event_tell(t, account_shown, now->id, &told) : event_tell(t, account_hidden, now->id, &told);
}

/* ---- changing ---- */

struct edit { id which; const struct account_change *change; struct account *out; };

maybe_str picture_shown(struct arena *a, str origin, maybe_str kept)
{
    if (kept.is != GIVEN)
        return (maybe_str){ .is = NULLED };
    if (kept.v.n && kept.v.p[0] == '/')
        kept.v = arena_format(a, STR_FMT STR_FMT, STR_ARG(origin), STR_ARG(kept.v));
    return kept;
}

static err profile_save(tx *t, struct account *a)
{
    return found_in(t, q_account_set_profile(t, a->id, &a->words, a->locked, a->noindex, a->avatar_media_id, a->banner_media_id, a));
}

err account_pictures_drop(tx *t, const struct account *of, bool avatar, bool banner)
{
    struct account a = *of;
    strs changed = { (str[2]){ { 0 } }, 0 };

    if (avatar) {
        a.avatar_url.is = a.avatar_media_id.is = NULLED;
        changed.at[changed.n++] = S("avatar_url");
    }
    if (banner) {
        a.banner_url.is = a.banner_media_id.is = NULLED;
        changed.at[changed.n++] = S("banner_url");
    }
    TRY(profile_save(t, &a));
    return event_tell(t, account_changed, a.id, &(struct account_state){ a.version, changed });
}

err account_change_in(tx *t, id which, const struct account_change *change, struct account *out)
{
    struct account_change by = *change;

    TRY(account_by_id_in(t, which, out));
    TRY(account_acts(t, out));
    if (by.display_name.is == NULLED)
        by.display_name = (maybe_str){ GIVEN, out->username };
    u64 changed = shape_change(&account_change_shape, &by, &account_shape, out);
    if (!changed)
        return OK;
    TRY(profile_save(t, out));
    struct account_state told = { out->version, names_of(tx_arena(t), &account_change_shape, changed) };
    return event_tell(t, account_changed, which, &told);
}

static err edit(tx *t, void *arg)
{
    struct edit *e = arg;

    return account_change_in(t, e->which, e->change, e->out);
}

err account_change(ctx *c, id which, const struct account_change *change, struct account *out)
{
    struct account_change clean = *change;

    TRY(shape_read_texts(&c->failure, &account_change_shape, &clean));
    return transact(c, edit, &(struct edit){ which, &clean, out });
}

err account_tell_secured(tx *t, id which, const char *what)
{
    return event_tell(t, account_secured, which, &(struct account_deed){ .what = str_of(what) });
}

err account_way_left(tx *t, id which)
{
    i64 held, ways = 0;

    TRY(q_account_hold(t, which, &held));
    for (const struct capability *const *p = tx_world(t)->program->capabilities; *p && !ways; p++)
        if ((*p)->ways_in)
            TRY((*p)->ways_in(t, which, &ways));
    return ways ? OK : tx_fail(t, &last_sign_in_method);
}

static err ways_in(tx *t, id which, i64 *n)
{
    struct account a;

    TRY(account_by_id_in(t, which, &a));
    *n = a.password_hash.hidden.n > 0;
    return OK;
}

err account_set_password(tx *t, id which, struct secret hash)
{
    struct account a;

    return tell_changed(t, q_account_set_password(t, which, hash, &a), &a);
}

err account_rehash(tx *t, const struct account *a, struct secret hash)
{
    return q_account_rehash(t, a->id, hash, a->epoch);
}

err account_raise(tx *t, id which)
{
    i64 raised;

    return q_account_raise(t, which, &raised);
}

err account_hidden_in(tx *t, id which, bool *there, bool *hidden)
{
    struct account a;
    err e = account_by_id_in(t, which, &a);

    *there = e == OK;
    *hidden = e != OK || !account_is_shown(&a);
    return e == ERR_NOT_FOUND ? OK : e;
}

err account_set_role(tx *t, id which, enum role role)
{
    struct account a;

    return tell_changed(t, q_account_set_role(t, which, role, &a), &a);
}

err account_suspend(tx *t, id which, bool suspended)
{
    struct account before, now;

    TRY(account_by_id_in(t, which, &before));
    if ((before.suspended_at.is == GIVEN) == suspended)
        return OK;
    TRY(q_account_set_suspended(t, which, (maybe_when){ suspended ? GIVEN : NULLED, tx_now(t) }, &now));
    return tell_seen(t, &before, &now);
}

static err set_deletes(tx *t, id which, maybe_when at)
{
    struct account before, now;

    TRY(account_by_id_in(t, which, &before));
    if (before.deletes_at.is != GIVEN && at.is != GIVEN)
        return OK;
    TRY(q_account_set_deletes(t, which, at, &now));
    return tell_seen(t, &before, &now);
}

err account_leave(tx *t, id which, when deletes_at)
{
    return set_deletes(t, which, (maybe_when){ GIVEN, deletes_at });
}

err account_return(tx *t, id which)
{
    return set_deletes(t, which, (maybe_when){ .is = NULLED });
}

extern const struct migration account_migrations[];

PERMISSIONS_DEFINE(account_permissions, ACCOUNT_PERMISSIONS);
AUDIT_DEFINE(account_actions, ACCOUNT_ACTIONS);

const struct capability account_capability = {
    .name = "account",
    .problems = account_problems,
    .audit_actions = account_actions,
    .permissions = account_permissions,
    .events = KINDS(ACCOUNT_SEEN_KINDS, &account_secured, &account_leaving),
    .migrations = account_migrations,
    .statements = account_statements,
    .wires = account_wires,
    .belongings = account_belongings,
    .ways_in = ways_in,
};
