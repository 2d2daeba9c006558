/* The rules that need no provider: names, settings, where to return to; and identities in the store. */
#include "domain/oauth/oauth_own.h"
#include "base/arena.h"
#include "base/buf.h"
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "domain/proof/maker.h"
#include "domain/oauth/oauth.sql.h"
#include "kit/house.h"
#include "kit/test.h"
#include "runtime/settings.h"

/* ---- a world with people ---- */

static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    &factor_capability, &signin_capability, &oauth_capability, NULL };
static const struct test_setting cheap[] = { { "password_memory", "8k" }, { "password_passes", "1" }, {0} };
static const struct provider acme = { .name = S("acme"), .title = S("Acme"), .issuer = S("https://sso.example"), .client_id = S("kith") };

static void in_house(err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .world.settings = cheap, .capabilities = capabilities, .keeper = &session_keeper,
        .idle = true });
    err e = test_world_call(h.world, run, h.world);

    house_close(&h);
    expect_ok(e);
}

static struct vouched called(const char *subject, const char *login)
{
    return (struct vouched){ .issuer = acme.issuer, .subject = str_of(subject), .login = str_of(login) };
}

static struct user newcomer(ctx *c, const char *subject, const char *login)
{
    struct vouched v = called(subject, login);
    struct signed_in in;

    expect_ok(newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in));
    return in.user;
}

#define expect_refused(call, e, with) do { expect_eq((call), (e)); expect_str(str_of(failure_code(&c->failure)), S(with)); } while (0)

/* ---- newcomers ---- */

static err names(ctx *c, void *arg)
{
    static const struct { const char *login, *name, *email; str first; } known[] = {
        { "octo-cat", "", "", S("octo_cat") },
        { "--a..b--", "", "", S("a_b") },
        { "", "Grace Hopper", "", S("Grace_Hopper") },
        { "", "", "ada.lovelace@example.org", S("ada_lovelace") },
        { "admin", "", "ada@example.org", S("ada") },
        { "root", "Root", "root@example.org", S("") },
        { "\xc3\xa4\xc3\xb6\xc3\xbc", "", "", S("") },
        { "", "", "", S("") },
        { "x", "", "", S("") },
    };

    (void)arg;
    for (size_t i = 0; i < COUNT(known); i++) {
        struct vouched v = { .login = str_of(known[i].login), .name = str_of(known[i].name), .email = str_of(known[i].email) };
        str first = username_try(c, &v, 0);
        if (known[i].first.n)
            expect_str(first, known[i].first);
        for (int n = 0; n < 12; n++) {
            str name = username_try(c, &v, n);
            expect_ok(username_check(&c->failure, S("username"), name));
        }
    }
    struct vouched full = { .login = S("a23456789-b23456789-c23456789-d23456789-e23456789f") },
    cut = { .name = S("a23456789-b23456789-c23456789-d23456789-e23456789fg") };
    expect_str(username_try(c, &full, 0), S("a23456789_b23456789_c23456789_d23456789_e23456789f"));
    expect_str(username_try(c, &full, 1), S(""));            /* with a number after it, it would have to be cut */
    expect_str(username_try(c, &cut, 0), S(""));
    struct vouched short_one = { .login = S("x") };
    expect(str_starts(username_try(c, &short_one, 1), S("x_")));
    return OK;
}

TEST(whatever_somebody_is_called_there_is_a_valid_name_for_them) { in_house(names); }

static err made(ctx *c, void *arg)
{
    struct vouched v = { acme.issuer, S("1"), S("ann@example.org"), true, S("  Ann  "), S("ann") };
    struct signed_in in;
    struct account a;

    (void)arg;
    TRY(newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in));
    TRY(account_by_email(c, S("ann@example.org"), &a));
    expect_eq(a.email_confirmed_at.is, GIVEN);
    expect_eq(a.password_hash.hidden.n, 0);
    expect_str(a.display_name, S("Ann"));
    expect(in.user.email_confirmed && in.token.n && in.cookie.hidden.n);
    expect_refused(newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in), ERR_CONFLICT, "email_taken");
    v.email_verified = false;
    expect_refused(newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in), ERR_CONFLICT, "identity_taken");
    v.subject = S("2");
    TRY(newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in));
    expect(in.user.email.is != GIVEN && !in.user.email_confirmed);
    expect(str_starts(in.user.username, S("ann")) && in.user.username.n > 3);
    return OK;
}

TEST(a_newcomer_has_an_address_only_if_it_is_vouched_for) { in_house(made); }

/* ---- identities ---- */

static err link(tx *t, void *arg)
{
    id linked;

    return identity_link(t, arg, &linked);
}

static struct linking to(ctx *c, id account, const char *subject)
{
    return (struct linking){ ctx_new_id(c), account, acme.name, acme.issuer, str_of(subject), S(""), false, false, S("") };
}

static i64 tally(ctx *c, id account)
{
    identity_page page;

    c->caller.account = account;
    expect_ok(identities_of(c, c->caller.account, &page));
    return (i64)page.n;
}

static struct audit_entry last_entry(ctx *c)
{
    audit_page page;

    expect_ok(audit_list(c, 0, 100, &page));
    expect(page.n > 0);
    return page.at[page.n - 1];
}

static err linked(ctx *c, void *arg)
{
    struct user ann = newcomer(c, "1", "ann"), bea = newcomer(c, "2", "bea");
    struct linking third = to(c, ann.id, "3");

    (void)arg;
    TRY(transact(c, link, &third));
    expect_str(last_entry(c).action, S("identity_linked"));
    expect_eq(tally(c, ann.id), 2);
    third = to(c, ann.id, "3");
    TRY(transact(c, link, &third));
    expect_eq(tally(c, ann.id), 2);
    third = to(c, bea.id, "3");
    expect_refused(transact(c, link, &third), ERR_CONFLICT, "identity_taken");
    expect_eq(tally(c, bea.id), 1);
    return OK;
}

TEST(an_identity_is_one_accounts) { in_house(linked); }

static const struct proven *shown(ctx *c)
{
    struct proven *p = arena_new(&c->arena, struct proven);
    struct account a;

    expect_ok(account_by_id(c, c->caller.account, &a));
    *p = (struct proven){ { .account = a.id, .epoch = a.epoch }, PROOF_BY_PASSWORD, S("a test") };
    return p;
}

static id first_of(ctx *c, id account)
{
    identity_page page;

    c->caller.account = account;
    expect_ok(identities_of(c, c->caller.account, &page));
    expect(page.n > 0);
    return page.at[0].id;
}

static err set_password(tx *t, void *arg)
{
    return account_set_password(t, *(id *)arg, (struct secret){ S("$argon2id$never") });
}

static err removed(ctx *c, void *arg)
{
    struct user ann = newcomer(c, "1", "ann"), bea = newcomer(c, "2", "bea");
    struct linking more = to(c, ann.id, "3");
    id anns = first_of(c, ann.id), beas = first_of(c, bea.id);

    (void)arg;
    expect_refused(identity_remove(c, shown(c), anns), ERR_NOT_FOUND, "identity_not_found");
    expect_refused(identity_remove(c, shown(c), beas), ERR_CONFLICT, "last_sign_in_method");
    TRY(transact(c, set_password, &bea.id));
    TRY(identity_remove(c, shown(c), beas));
    expect_str(last_entry(c).action, S("identity_unlinked"));
    expect_eq(tally(c, bea.id), 0);
    TRY(transact(c, link, &more));
    c->caller.account = ann.id;
    TRY(identity_remove(c, shown(c), anns));
    expect_refused(identity_remove(c, shown(c), more.identity), ERR_CONFLICT, "last_sign_in_method");
    return OK;
}

TEST(the_last_way_to_sign_in_is_not_removed) { in_house(removed); }

static err forget(tx *t, void *arg)
{
    return oauth_capability.consumers[0].handle(t, &(struct event){ .kind = &account_erased, .key = id_text(tx_arena(t), *(id *)arg) });
}

static err forgotten(ctx *c, void *arg)
{
    struct user ann = newcomer(c, "1", "ann"), bea = newcomer(c, "2", "bea");

    (void)arg;
    TRY(transact(c, forget, &ann.id));
    expect_eq(tally(c, ann.id), 0);
    expect_eq(tally(c, bea.id), 1);
    return OK;
}

TEST(what_belongs_to_an_erased_account_goes_with_it) { in_house(forgotten); }

struct heard { struct rows rows; size_t n; };

static err hear(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    const struct identity *i = row;

    (void)c;
    CONTAINER(rows, struct heard, rows)->n++;
    expect(s == &identity_shape && i->email.is == NULLED);
    expect_str(i->provider, S("acme"));
    return OK;
}

static err exported(ctx *c, void *arg)
{
    struct heard h = { { hear }, 0 };
    struct user ann = newcomer(c, "1", "ann");

    (void)arg;
    (void)newcomer(c, "2", "bea");
    c->caller.account = ann.id;
    TRY(oauth_capability.belongings[0].tell(c, ann.id, &h.rows));
    expect_eq(h.n, 1);
    return OK;
}

TEST(an_export_has_ones_own_identities) { in_house(exported); }

/* ---- time ---- */

struct offered { str token; struct secret browser; };

static id newest_session(ctx *c, id account)
{
    session_page page;

    expect_ok(session_list(c, &(struct caller){ .account = account }, (id){ 0 }, 1, &page));
    return page.n ? page.at[0].id : (id){ 0 };
}

static err prove(ctx *c, const struct offered *o, id caller)
{
    struct identity_proof proof = { .link_token = o->token };
    struct identity_proved proved = { .user = NULL };

    c->caller = (struct caller){ caller, newest_session(c, caller), ROLE_USER };
    return oauth_prove(c, &c->caller, &proof, o->browser, &proved);
}

static struct offered offer(ctx *c, id account)
{
    struct offered o = { .browser = { S("a browser") } };
    struct vouched v = called("9", "ann");
    struct account a;

    v.email = S("ann@example.org");
    expect_ok(account_by_id(c, account, &a));
    expect_refused(offer_make(c, &acme, &v, grant_of(&a), o.browser), ERR_CONFLICT, "proof_required");
    str json = c->failure.more->json;
    o.token = str_to(str_from(json, 1), json.n - 2);
    failure_begin(&c->failure, &c->arena);
    return o;
}

static err aged(ctx *c, void *arg)
{
    struct test_world *w = arg;
    struct user ann = newcomer(c, "1", "ann");
    struct offered o = offer(c, ann.id), strange = { o.token, { S("another") } };

    expect_refused(prove(c, &strange, ann.id), ERR_FORBIDDEN, "link_token_invalid");
    TRY(prove(c, &o, ann.id));
    expect_refused(prove(c, &o, ann.id), ERR_FORBIDDEN, "link_token_invalid");
    expect_eq(tally(c, ann.id), 2);
    o = offer(c, ann.id);
    fake_clock_move(&w->clock, (i64)15 * 60 * 1000 * 1000 + 1000);
    TRY(ctx_sleep(c, 1));
    expect_refused(prove(c, &o, ann.id), ERR_FORBIDDEN, "link_token_invalid");
    return oauth_capability.schedules[0].run(c);
}

TEST(an_offer_works_once_in_its_browser_and_for_a_quarter_of_an_hour) { in_house(aged); }

/* ---- without a world ---- */

TEST(secrets_go_over_tls_or_stay_on_this_machine)
{
    static const str good[] = { S("https://sso.example"), S("https://sso.example:8443/a?b=c"), S("http://127.0.0.1:1/x"),
                                S("http://localhost"), S("http://[::1]:9") };
    static const str bad[] = { S(""), S("https://"), S("https:///a"), S("http://sso.example"), S("http://127.0.0.1.example"),
                               S("http://localhost.example"),
                               S("ftp://a"), S("https://u:p@a"), S("https://a#b"), S("https://a b"), S("javascript:a") };

    for (size_t i = 0; i < COUNT(good); i++)
        expect(secure_url(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!secure_url(bad[i]));
}

TEST(forms_are_escaped)
{
    struct buf b = BUF_ON(NULL);

    form_add(&b, S("a"), S("b c&d=e+\xc3\xa4~"));
    form_add(&b, S("f"), S(""));
    expect_str(buf_str(&b), S("a=b%20c%26d%3De%2B%C3%A4~&f="));
    buf_close(&b);
}

static err closed(ctx *c, void *arg)
{
    struct vouched v = called("1", "octocat");
    struct signed_in in;

    (void)arg;
    expect_ok(settings_set(c->world->settings, &c->failure, S("registration"), S("off"), FROM_FLAG));
    expect_refused(newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in), ERR_FORBIDDEN, "registration_closed");
    expect_ok(settings_set(c->world->settings, &c->failure, S("registration"), S("on"), FROM_FLAG));
    return newcomer_make(c, &acme, &v, (struct secret){ S("a browser") }, &in);
}

TEST(where_registration_is_closed_a_provider_opens_no_door)
{
    in_house(closed);
}
