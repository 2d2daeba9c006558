/*
 * The first admin. A person who starts an instance without accounts is shown a
 * token; the store keeps only its hash. It is void once there is an account,
 * of whatever origin, so it works once, and losing it costs a restart.
 */
#include "base/id.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/audit/audit.h"
#include "domain/staff/staff_own.h"
#include "domain/staff/staff.sql.h"

enum { TOKEN_SIZE = 32, LIFE_MS = 24 * 3600 * 1000 };

struct first_admin_link { str code; };
typedef PAGE(first_admin_link) first_admin_link_page;
extern const struct shape first_admin_link_shape;
SHAPE(first_admin_link,
    FIELD(first_admin_link, code));
static struct registration registration_of(const struct first_admin *in)
{
    return (struct registration){ .username = in->username, .email = in->email, .phone = in->phone, .password = in->password,
                                  .display_name = in->display_name };
}

static void first_admin_check(struct failure *failure, const struct first_admin *in)
{
    struct registration who = registration_of(in);

    registration_check(failure, &who);
}

SHAPE_RULES(first_admin, first_admin_check,
    FIELD(first_admin, token,        .min = 1, .max = 200, .doc = "From the link that the server printed when it started"),
    FIELD(first_admin, username,     USERNAME_FORM),
    FIELD(first_admin, email,        .optional = true, .max = 320, .format = "email"),
    FIELD(first_admin, phone,        .optional = true, .max = 50),
    FIELD(first_admin, password,     PASSWORD_FORM),
    FIELD(first_admin, display_name, .optional = true, .max = 100));

static str code_of(struct arena *a, str token)
{
    u8 hash[SHA256_SIZE];

    sha256(token, hash);
    return hex_text(a, bytes_str(hash, sizeof hash));
}

/* ---- the link ---- */

static err link_keep(tx *t, void *arg)
{
    const str *code = arg;
    i64 gone;

    TRY(q_first_admin_link_drop(t, tx_now(t), &gone));
    return q_first_admin_link_insert(t, *code, (when){ tx_now(t).ms + LIFE_MS });
}

err first_admin_token(ctx *c, str *out)
{
    bool any;

    *out = S("");
    TRY(accounts_any(c, &any));
    if (any)
        return OK;
    str token = random_token(&c->arena, TOKEN_SIZE), code = code_of(&c->arena, token);
    TRY(transact(c, link_keep, &code));
    *out = token;
    return OK;
}

/* ---- using it ---- */

/* Before anything that costs time: a guess is refused cheaply. */
static err look_at(ctx *c, str code)
{
    struct first_admin_link link;
    bool any;
    err e = q_first_admin_link_find(c, code, ctx_now(c), &link);

    if (e == ERR_NOT_FOUND)
        return fail(c, &first_admin_link_invalid);
    TRY(e);
    TRY(accounts_any(c, &any));
    return any ? fail(c, &first_admin_link_invalid) : OK;
}

struct beginning { str code; struct account_draft draft; struct session_draft session; struct audit_note note; struct signed_in *out; };

static err link_begin(tx *t, void *arg)
{
    struct beginning *b = arg;
    struct first_admin_link link;
    struct account a;
    bool any;

    err e = q_first_admin_link_find(t, b->code, tx_now(t), &link);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(accounts_any_in(t, &any));
    if (any || e == ERR_NOT_FOUND)
        return tx_fail(t, &first_admin_link_invalid);
    TRY(account_create(t, &b->draft, &a));
    TRY(session_begin(t, &b->session));
    TRY(audit_add(t, &b->note));
    signed_in_of(tx_arena(t), S(""), &b->session.tokens, &a, b->out);
    return OK;
}

err first_admin_register(ctx *c, const struct first_admin *in, struct signed_in *out)
{
    struct registration who = registration_of(in);
    struct beginning b = { .code = code_of(&c->arena, in->token), .out = out };

    TRY(look_at(c, b.code));
    TRY(signin_draft(c, &who, &b.draft));
    b.draft.role = ROLE_ADMIN;
    TRY(session_prepare(c, b.draft.id, EPOCH_OF_NEW, &b.session));
    b.note = (struct audit_note){ &audit_account_created, b.draft.id, b.draft.id, ctx_request(c)->address, S("as the first admin") };
    return transact(c, link_begin, &b);
}

/* ---- the first account without it ---- */

/* Somebody who tries the API before opening the link loses it: the log says so, and what to do instead. */
err first_admin_hear(tx *t, const struct event *e)
{
    struct account a;
    id account;
    i64 open;

    TRY(q_first_admin_links_void(t, tx_now(t), &open));
    if (!open)
        return OK;
    TRY(event_about(t, e, &account));
    err found = account_by_id_in(t, account, &a);
    if (found == ERR_NOT_FOUND || (found == OK && a.role == ROLE_ADMIN))
        return OK;
    TRY(found);
    return job_add(t, "first_admin_lost", a.username, tx_now(t));
}

err first_admin_lost(ctx *c, str username)
{
    ctx_log(c, LOG_WARN, "an account was registered before anybody opened the first admin's link; the link is void now",
            KV_STR("user", username),
            KV_STR("instead", arena_format(&c->arena, "kith user promote " STR_FMT " --role admin, with the server's --data",
                                           STR_ARG(username))));
    return OK;
}
