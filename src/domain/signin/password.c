/* Signing in with a password, proving it again, and changing it. */
#include "base/problems.h"
#include "domain/signin/signin_own.h"

static void credentials_check(struct failure *, const struct credentials *);
static void password_change_check(struct failure *, const struct password_change *);

SHAPE_RULES(credentials, credentials_check,
    FIELD(credentials, identifier, .optional = true, .max = 320, .doc = "User name, e-mail address or phone number"),
    FIELD(credentials, email,      .optional = true, .max = 320),
    FIELD(credentials, username,   .optional = true, .max = 320),
    FIELD(credentials, phone,      .optional = true, .max = 320),
    FIELD(credentials, password,   .min = 1, .max = 1024, .format = "password"),
    FIELD(credentials, code,       .optional = true, .max = 100, .doc = "A code of the second factor, if it is at hand"),
    FIELD(credentials, device_token, .optional = true, .max = 2000,
          .doc = "The cookie kith_device of an earlier sign-in, for clients that send no cookies"));
SHAPE_RULES(password_change, password_change_check,
    FIELD(password_change, current_password, .optional = true, .max = 1024, .format = "password"),
    FIELD(password_change, password,         PASSWORD_FORM),
    FIELD(password_change, code,             .optional = true, .max = 100,
          .doc = "A code of a second factor: for a first password, if the sign-in is older than 15 minutes"));

/* ---- the name ---- */

struct naming { str text; err (*find)(ctx *, str text, struct account *out); };

static err by_email(ctx *c, str text, struct account *out)
{
    str canonical;

    TRY(email_read(&c->failure, S("email"), text, &canonical));
    return account_by_email(c, canonical, out);
}

static err by_phone(ctx *c, str text, struct account *out)
{
    str canonical;

    TRY(phone_read(&c->failure, S("phone"), text, &canonical));
    return account_by_phone(c, canonical, out);
}

/* The one of the four that is given. */
static err naming_of(struct failure *failure, const struct credentials *in, struct naming *out)
{
    const struct { const maybe_str *text; err (*find)(ctx *, str, struct account *); } ways[] = {
        { &in->identifier, account_by_any },
        { &in->email, by_email },
        { &in->username, account_by_username },
        { &in->phone, by_phone },
    };
    int given = 0;

    for (size_t i = 0; i < COUNT(ways); i++) {
        if (ways[i].text->is != GIVEN || !ways[i].text->v.n)
            continue;
        *out = (struct naming){ str_trim(ways[i].text->v), ways[i].find };
        given++;
    }
    if (!given)
        return failure_field_saying(failure, S("identifier"), &required, "This needs a user name, e-mail address or phone number.");
    return given == 1 ? OK : failure_field(failure, S("identifier"), &ambiguous);
}

/* One that is given but wrong is not missing. */
static void credentials_check(struct failure *failure, const struct credentials *in)
{
    struct naming n;

    if (!failure_told(failure, S("email")) && !failure_told(failure, S("username")) && !failure_told(failure, S("phone")))
        (void)naming_of(failure, in, &n);
}

/*
 * Attempts at one name count together, however it is written. Those at an account's other names do not: that would
 * reveal whose they are.
 */
static str name_of(ctx *c, str text)
{
    str name;

    if (email_read(&c->failure, S("email"), text, &name) != OK && phone_read(&c->failure, S("phone"), text, &name) != OK)
        name = username_key(&c->arena, str_starts(text, S("@")) ? str_from(text, 1) : text);
    failure_begin(&c->failure, &c->arena);
    return name;
}

/* Who is named, looked up once. An invalid address belongs to nobody, so its answer is the same. */
struct named { struct naming by; bool sought, found; struct account account; };

static err account_find(ctx *c, struct named *n)
{
    if (n->sought)
        return OK;
    err e = n->by.find(c, n->by.text, &n->account);
    n->sought = true;
    n->found = e == OK;
    if (e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    failure_begin(&c->failure, &c->arena);
    return OK;
}

/* ---- signing in ---- */

/* Correct, but hashed in a way that the settings no longer ask for. If the server is busy, the hash stays as it is. */
static err hash_anew(ctx *c, str password, struct secret *out)
{
    err e = signin_hash(c, password, out);

    return e == ERR_BUSY ? OK : e;
}

static err sign_in(ctx *c, const struct caller *me, const struct credentials *in, struct named *n, struct signed_in *out)
{
    struct proof proof = { .device = in->device_token, .how = S("password"), .code = in->code.is == GIVEN ? in->code.v : (str){ "", 0 } };
    bool right, outdated;

    TRY(account_find(c, n));
    const struct account *a = n->found ? &n->account : NULL;
    TRY(password_ask(c, a, name_of(c, n->by.text), in->password, &right, &outdated));
    if (!right) {
        TRY(attempt_failed(c, a ? a->id : (id){ 0 }, S("password")));
        return fail(c, &bad_credentials);
    }
    if (outdated)
        TRY(hash_anew(c, in->password, &proof.hash));
    return signin_complete(c, me, a, &proof, out);
}

/* Guesses by strangers do not keep out a device on which the account signed in before. */
static err counted_as(ctx *c, const struct caller *me, const struct credentials *in, struct named *n, u64 *who)
{
    *who = rate_of_text(c->world, name_of(c, n->by.text));
    if (in->device_token.is != GIVEN && !ctx_request(c)->devices.n && !me->account.v)
        return OK;
    TRY(account_find(c, n));
    if (n->found)
        (void)device_known(c, me, n->account.id, in->device_token, who);
    return OK;
}

err signin_password(ctx *c, const struct caller *me, const struct credentials *in, struct signed_in *out)
{
    struct attempt attempt;
    struct named n = { .sought = false };
    u64 who;

    TRY(naming_of(&c->failure, in, &n.by));
    TRY(password_room(c));
    TRY(counted_as(c, me, in, &n, &who));
    TRY(attempt_begin(c, who, &attempt));
    return attempt_over(c, &attempt, sign_in(c, me, in, &n, out));
}

/* ---- proving it again ---- */

err signin_prove(ctx *c, const struct caller *me, const struct account *a, maybe_str password)
{
    struct attempt attempt;
    bool right, outdated;

    if (!a->password_hash.hidden.n)
        return OK;
    if (password.is != GIVEN || !password.v.n)
        return fail_saying(c, &bad_password, "This needs your password.");
    u64 who = rate_of_id(c->world, a->id);
    (void)device_known(c, me, a->id, (maybe_str){ .is = ABSENT }, &who);
    TRY(attempt_begin(c, who, &attempt));
    TRY(password_ask(c, a, a->username, password.v, &right, &outdated));
    if (!right) {
        TRY(attempt_failed(c, a->id, S("password, while signed in")));
        return fail(c, &bad_password);
    }
    attempt_succeeded(c, &attempt);
    return OK;
}

/* ---- changing it ---- */

static void password_change_check(struct failure *failure, const struct password_change *in)
{
    (void)password_check(failure, S("password"), in->password, (str){ "", 0 }, (str){ "", 0 });
}

struct changing { const struct proven *by; id account, session; struct secret hash; struct audit_note note; };

static err change(tx *t, void *arg)
{
    const struct changing *in = arg;

    TRY(proof_stands(t, in->by, PROOF_BY_PASSWORD));
    TRY(account_set_password(t, in->account, in->hash));
    TRY(sessions_end_in(t, in->account, in->session));
    TRY(audit_add(t, &in->note));
    return account_tell_secured(t, in->account, "password_changed");
}

err signin_change_password(ctx *c, const struct caller *me, const struct password_change *in)
{
    struct changing to = { .account = me->account, .session = me->session };
    struct account a;

    TRY(account_by_id(c, me->account, &a));
    TRY(password_check(&c->failure, S("password"), in->password, a.username, a.email.is == GIVEN ? a.email.v : (str){ "", 0 }));
    TRY(signin_proven(c, me, &(struct evidence){ in->current_password, in->code }, PROOF_BY_PASSWORD, &to.by));
    TRY(signin_hash(c, in->password, &to.hash));
    to.note = (struct audit_note){ &audit_password_changed, a.id, a.id, ctx_request(c)->address, { "", 0 } };
    return transact(c, change, &to);
}
