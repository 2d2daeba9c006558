/* Accounts, on a world with a store of its own: beginning, finding, changing, ending, and the events of each. */
#include "domain/account/account.h"
#include "domain/audit/audit.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/house.h"
#include "kit/test.h"

/* ---- a world with accounts ---- */

/* The last event, heard before its transaction is acknowledged; and the number of all. */
static struct heard { char subject[64], key[32]; int n; } heard;

static void hear(void *arg, const struct event *e)
{
    (void)arg;
    expect(e->subject.n < sizeof heard.subject && e->key.n < sizeof heard.key);
    heard.n++;
    memcpy(heard.subject, e->subject.p, e->subject.n);
    heard.subject[e->subject.n] = heard.key[e->key.n] = 0;
    memcpy(heard.key, e->key.p, e->key.n);
}

static const struct listens ears[] = { { KINDS(ACCOUNT_SEEN_KINDS, &account_secured, &account_leaving), hear }, {0} };
static const struct capability ears_capability = { .name = "ears", .listeners = ears };
static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &ears_capability, NULL };

static void in_house(err (*run)(ctx *, void *))
{
    heard = (struct heard){ 0 };
    struct house h = house_open((struct house_options){ .capabilities = capabilities, .idle = true });
    err e = test_world_call(h.world, run, NULL);

    house_close(&h);
    expect_ok(e);
}

static maybe_str given(const char *text)
{
    return text ? (maybe_str){ GIVEN, str_of(text) } : (maybe_str){ 0 };
}

struct making { struct account_draft draft; struct account made; };

static err make(tx *t, void *arg)
{
    struct making *m = arg;

    return account_create(t, &m->draft, &m->made);
}

static err try_account(ctx *c, const char *name, const char *email, const char *phone, struct account *out)
{
    struct making m = { .draft = { .username = str_of(name), .email = given(email), .phone = given(phone),
                                   .password_hash = { S("hash") } } };

    failure_begin(&c->failure, &c->arena);
    TRY(transact(c, make, &m));
    *out = m.made;
    return OK;
}

static err make_hashed(ctx *c, const char *name, const char *hash)
{
    struct making m = { .draft = { .username = str_of(name), .password_hash = { str_of(hash) } } };

    return transact(c, make, &m);
}

static struct account an_account(ctx *c, const char *name)
{
    struct account a;

    expect_ok(try_account(c, name, NULL, NULL, &a));
    return a;
}

/* A verb on a tx, with its arguments. */
struct deed { err (*run)(tx *, id); id who; };

static err deed_run(tx *t, void *arg)
{
    struct deed *d = arg;

    return d->run(t, d->who);
}

static err does(ctx *c, err (*run)(tx *, id), id who)
{
    return transact(c, deed_run, &(struct deed){ run, who });
}

static void expect_told(const char *subject, id who)
{
    i64 key;

    expect_str(str_of(heard.subject), str_of(subject));
    expect(str_to_i64(str_of(heard.key), &key) && key == who.v);
}

#define expect_refused(call, e, with) do { expect_eq((call), (e)); expect_str(str_of(failure_code(&c->failure)), S(with)); } while (0)

/* ---- beginning ---- */

static err begun(ctx *c, void *arg)
{
    struct making m = { .draft = { .username = S("Ann_7"), .email = given("ann@example.org"), .phone = given("+4930123456"),
                                   .password_hash = { S("$argon2id$x") }, .display_name = S("Ann"), .role = ROLE_MODERATOR,
                                   .language = S("de") } };
    struct account a;

    (void)arg;
    TRY(transact(c, make, &m));
    expect_told("account.created", m.made.id);
    TRY(account_by_id(c, m.made.id, &a));
    expect_str(a.username, S("Ann_7"));
    expect_str(a.email.v, S("ann@example.org"));
    expect_str(a.phone.v, S("+4930123456"));
    expect(a.email_confirmed_at.is != GIVEN && a.suspended_at.is != GIVEN && a.deletes_at.is != GIVEN);
    expect_str(a.password_hash.hidden, S("$argon2id$x"));
    expect_str(a.display_name, S("Ann"));
    expect_str(a.bio, S(""));
    expect(a.avatar_url.is == NULLED && a.banner_url.is == NULLED && !a.locked);
    expect_eq(a.role, ROLE_MODERATOR);
    expect_str(a.language, S("de"));
    expect_eq(a.created_at.ms, ctx_now(c).ms);
    expect_eq(a.version, 1);
    expect(account_is_shown(&a));
    return OK;
}

TEST(an_account_is_kept_as_it_was_made) { in_house(begun); }

static err by_default(ctx *c, void *arg)
{
    struct account a;

    (void)arg;
    TRY(try_account(c, "bob", NULL, NULL, &a));
    expect_str(a.display_name, S("bob"));
    expect_str(a.language, S("en"));
    expect(a.email.is == NULLED && a.phone.is == NULLED);
    expect_eq(a.role, ROLE_USER);
    TRY(try_account(c, "bea", NULL, NULL, &a));             /* and another without an address */
    return OK;
}

TEST(what_a_draft_leaves_out_has_a_standard) { in_house(by_default); }

static err taken(ctx *c, void *arg)
{
    struct account a;

    (void)arg;
    TRY(try_account(c, "Bill_1", "bill@example.org", "+4930123456", &a));
    expect_refused(try_account(c, "Bill_1", NULL, NULL, &a), ERR_CONFLICT, "username_taken");
    expect_str(c->failure.fields->field, S("username"));
    expect_refused(try_account(c, "bILL_1", NULL, NULL, &a), ERR_CONFLICT, "username_taken");
    expect_refused(try_account(c, "B1LI_l", NULL, NULL, &a), ERR_CONFLICT, "username_taken");
    expect_refused(try_account(c, "other", "bill@example.org", NULL, &a), ERR_CONFLICT, "email_taken");
    expect_str(c->failure.fields->field, S("email"));
    expect_refused(try_account(c, "other", NULL, "+4930123456", &a), ERR_CONFLICT, "phone_taken");
    expect_str(c->failure.fields->field, S("phone"));
    TRY(try_account(c, "bill1", NULL, NULL, &a));           /* `_` makes a difference */
    TRY(try_account(c, "other", "bell@example.org", NULL, &a));
    return OK;
}

TEST(names_and_addresses_are_one_accounts_also_what_looks_the_same) { in_house(taken); }

static err taken_twice(ctx *c, void *arg)
{
    struct account a;
    int fields = 0;

    (void)arg;
    TRY(try_account(c, "bill", "bill@example.org", NULL, &a));
    expect_refused(try_account(c, "BILL", "bill@example.org", NULL, &a), ERR_CONFLICT, "username_taken");
    for (const struct field_error *f = c->failure.fields; f; f = f->next)
        fields++;
    expect_eq(fields, 2);
    return OK;
}

TEST(all_that_is_taken_is_named) { in_house(taken_twice); }

struct race { id made[64]; };

static err race(ctx *c, int which, void *arg)
{
    struct making m = { .draft = { .username = which % 2 ? S("anna_o") : S("ANNA_0"), .email = given("anna@example.org"),
                                   .password_hash = { S("x") } } };
    struct race *r = arg;
    err e = transact(c, make, &m);

    expect(e == OK || e == ERR_CONFLICT);
    r->made[which] = e == OK ? m.made.id : (id){ 0 };
    return OK;
}

TEST(of_many_who_want_one_name_one_gets_it)
{
    struct house h = house_open((struct house_options){ .capabilities = capabilities, .idle = true });
    struct race r;
    int won = 0;

    expect_ok(test_world_crowd(h.world, COUNT(r.made), race, &r));
    for (size_t i = 0; i < COUNT(r.made); i++)
        won += r.made[i].v != 0;
    expect_eq(won, 1);
    house_close(&h);
}

/* ---- finding ---- */

static err found(ctx *c, void *arg)
{
    struct account a, b;
    id which;

    (void)arg;
    TRY(try_account(c, "Ann", "ann@example.org", "+4930123456", &a));
    TRY(account_by_username(c, S("aNN"), &b));
    expect_eq(b.id.v, a.id.v);
    TRY(account_by_email(c, S("Ann@Example.ORG"), &b));
    expect_eq(b.id.v, a.id.v);
    TRY(account_by_phone(c, S("+49 (30) 123-456"), &b));
    expect_eq(b.id.v, a.id.v);
    const char *const any[] = { "ann", "@Ann", "ANN@example.org", " ann@example.org ", "+49 30 12 34 56", "+4930123456" };
    for (size_t i = 0; i < COUNT(any); i++) {
        TRY(account_by_any(c, str_of(any[i]), &b));
        expect_eq(b.id.v, a.id.v);
    }
    TRY(account_refer(c, S("@ANN"), &which));
    expect_eq(which.v, a.id.v);
    TRY(account_refer(c, S("12345"), &which));
    expect_eq(which.v, 12345);
    return OK;
}

TEST(an_account_is_found_by_all_that_it_is_called) { in_house(found); }

static err not_found(ctx *c, void *arg)
{
    struct account a;
    id which;
    bool any = true;

    (void)arg;
    TRY(accounts_any(c, &any));
    expect(!any);
    const char *const odd[] = { "", "@", "nobody_here", "a b", "ann@", "@ann@example.org", "+", "+49", "\xc3\xa4hnlich", "x@y@z",
                                "bob@example.org", "+4930123457" };
    for (size_t i = 0; i < COUNT(odd); i++)
        expect_refused(account_by_any(c, str_of(odd[i]), &a), ERR_NOT_FOUND, "user_not_found");
    const char *const odd_ids[] = { "", "0", "-1", "007", "1e3", "99999999999999999999", "@", "@nobody_here", "@ann lee", "ann" };
    for (size_t i = 0; i < COUNT(odd_ids); i++)
        expect_refused(account_refer(c, str_of(odd_ids[i]), &which), ERR_NOT_FOUND, "user_not_found");
    expect_refused(account_by_id(c, (id){ 7 }, &a), ERR_NOT_FOUND, "user_not_found");
    (void)an_account(c, "ann");
    TRY(accounts_any(c, &any));
    expect(any);
    return OK;
}

TEST(who_is_not_there_is_not_found) { in_house(not_found); }

static err listed(ctx *c, void *arg)
{
    id who[5];
    account_page page;

    (void)arg;
    for (int i = 0; i < 5; i++)
        who[i] = an_account(c, (const char *[]){ "ann", "bea", "cid", "dan", "eve" }[i]).id;
    TRY(accounts_after(c, (id){ 0 }, 3, &page));
    expect_eq(page.n, 3);
    expect_eq(page.at[2].id.v, who[2].v);
    TRY(accounts_after(c, who[2], 3, &page));
    expect_eq(page.n, 2);
    TRY(accounts_by_ids(c, (ids){ (id[]){ who[4], { 99 }, who[0] }, 3 }, &page));
    expect_eq(page.n, 2);
    TRY(accounts_by_ids(c, (ids){ 0 }, &page));
    expect_eq(page.n, 0);
    return OK;
}

TEST(accounts_are_listed_oldest_first_and_by_their_ids) { in_house(listed); }

/* ---- changing ---- */

static err change(ctx *c, id who, struct account_change by, struct account *out)
{
    failure_begin(&c->failure, &c->arena);
    return account_change(c, who, &by, out);
}

static err changed(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann"), b;

    (void)arg;
    TRY(change(c, a.id, (struct account_change){ .display_name = given(" Ann Lee "), .bio = given("hello\r\nthere"),
        .avatar_url = given("https://example.org/a.png"), .banner_url = given("http://example.org/"), .locked = { GIVEN, true } }, &a));
    expect_told("account.changed", a.id);
    expect_str(a.display_name, S("Ann Lee"));
    expect_str(a.bio, S("hello\nthere"));
    expect_str(a.avatar_url.v, S("https://example.org/a.png"));
    expect(a.locked);
    expect_eq(a.version, 2);
    TRY(change(c, a.id, (struct account_change){ .bio = { .is = NULLED } }, &a));
    expect_str(a.bio, S(""));
    expect_str(a.display_name, S("Ann Lee"));
    TRY(change(c, a.id, (struct account_change){ .display_name = { .is = NULLED }, .avatar_url = { .is = NULLED },
        .banner_url = given(""), .locked = { .is = NULLED } }, &a));
    TRY(account_by_id(c, a.id, &b));
    expect_str(b.display_name, S("ann"));
    expect(b.avatar_url.is == NULLED && b.banner_url.is == NULLED && !b.locked);
    expect_eq(b.version, 4);
    return OK;
}

TEST(a_change_changes_what_it_names_and_nothing_else) { in_house(changed); }

static err unchanged(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann"), b;
    int before = heard.n;

    (void)arg;
    TRY(change(c, a.id, (struct account_change){ 0 }, &b));
    TRY(change(c, a.id, (struct account_change){ .display_name = given("ann"), .locked = { GIVEN, false } }, &b));
    expect_eq(b.version, 1);
    expect_str(b.display_name, S("ann"));
    expect_eq(heard.n, before);
    return OK;
}

TEST(a_change_that_changes_nothing_is_not_told) { in_house(unchanged); }

static err refused(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann"), b;

    (void)arg;
    expect_eq(change(c, a.id, (struct account_change){ .bio = given("fine"), .avatar_url = given("javascript:alert(1)"),
        .display_name = given("a\nb") }, &b), ERR_INVALID);
    expect_str(c->failure.fields->field, S("display_name"));
    expect_str(c->failure.fields->next->field, S("avatar_url"));
    expect_eq(change(c, a.id, (struct account_change){ .display_name = given("\xe2\x80\xad \xe2\x80\x8b") }, &b), ERR_INVALID);
    expect_str(str_of(c->failure.fields->problem->code), S("too_short"));
    expect_eq(change(c, a.id, (struct account_change){ .banner_url = given("example.org") }, &b), ERR_INVALID);
    TRY(account_by_id(c, a.id, &b));
    expect_str(b.bio, S(""));
    expect_eq(b.version, 1);
    expect_refused(change(c, (id){ 7 }, (struct account_change){ .bio = given("x") }, &b), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(a_change_of_which_one_member_is_wrong_changes_nothing) { in_house(refused); }

static err new_password(tx *t, id who) { return account_set_password(t, who, (struct secret){ S("new") }); }
static err become_admin(tx *t, id who) { return account_set_role(t, who, ROLE_ADMIN); }
static err new_email(tx *t, id who) { return account_set_email(t, who, S("new@example.org")); }
static err confirm_new(tx *t, id who) { return account_confirm_email(t, who,
    &(struct confirmation){ S("new@example.org"), CONFIRMER_OF_ACCOUNT, S("") }); }
static err confirm_old(tx *t, id who) { return account_confirm_email(t, who,
    &(struct confirmation){ S("old@example.org"), CONFIRMER_OF_ACCOUNT, S("") }); }

static err set(ctx *c, void *arg)
{
    struct account a, b;

    (void)arg;
    TRY(try_account(c, "ann", "old@example.org", NULL, &a));
    TRY(does(c, new_password, a.id));
    expect_told("account.changed", a.id);
    TRY(does(c, become_admin, a.id));
    TRY(does(c, confirm_old, a.id));
    TRY(account_by_id(c, a.id, &b));
    expect(b.email_confirmed_at.is == GIVEN);
    TRY(does(c, new_email, a.id));
    expect_refused(does(c, confirm_old, a.id), ERR_CONFLICT, "email_changed");
    TRY(does(c, confirm_new, a.id));                        /* again: harmless */
    TRY(account_by_id(c, a.id, &b));
    expect_str(b.password_hash.hidden, S("new"));
    expect_eq(b.role, ROLE_ADMIN);
    expect_str(b.email.v, S("new@example.org"));
    expect(b.email_confirmed_at.is == GIVEN);
    expect_eq(b.version, 5);
    return OK;
}

TEST(password_role_and_email_are_set) { in_house(set); }

static err email_of_another(ctx *c, void *arg)
{
    struct account a, b;

    (void)arg;
    TRY(try_account(c, "ann", "new@example.org", NULL, &a));
    TRY(try_account(c, "bob", "bob@example.org", NULL, &b));
    TRY(does(c, new_email, a.id));                          /* its own address */
    expect_refused(does(c, new_email, b.id), ERR_CONFLICT, "email_taken");
    expect_refused(does(c, new_email, (id){ 7 }), ERR_CONFLICT, "email_taken");
    const struct { err (*run)(tx *, id); } all[] = { { new_password }, { become_admin }, { confirm_new } };
    for (size_t i = 0; i < COUNT(all); i++)
        expect_refused(does(c, all[i].run, (id){ 7 }), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(nobody_takes_anothers_email_and_nobody_is_changed_who_is_not_there) { in_house(email_of_another); }

static err ann_proven(tx *t, void *out)
{
    struct account_draft d = { .username = S("ann"), .email = given("new@example.org"), .email_proven = true };

    return account_create(t, &d, out);
}

/* An account that only names an address neither keeps the owner out nor keeps the address. */
static err named(ctx *c, void *arg)
{
    struct account squatter, bob, ann, now;

    (void)arg;
    TRY(try_account(c, "squatter", "new@example.org", NULL, &squatter));
    expect(!account_owns_email(&squatter));
    expect_refused(try_account(c, "ann", "new@example.org", NULL, &ann), ERR_CONFLICT, "email_taken");
    TRY(transact(c, ann_proven, &ann));
    expect(account_owns_email(&ann));
    TRY(account_by_id(c, squatter.id, &now));
    expect(now.email.is != GIVEN && now.epoch > squatter.epoch && now.version > squatter.version);
    expect_refused(does(c, confirm_new, squatter.id), ERR_CONFLICT, "email_changed");
    TRY(try_account(c, "bob", "bob@example.org", NULL, &bob));
    expect_refused(does(c, new_email, bob.id), ERR_CONFLICT, "email_taken");
    expect_refused(transact(c, ann_proven, &now), ERR_CONFLICT, "username_taken");
    return OK;
}

TEST(whoever_proves_an_address_takes_it_from_an_account_that_only_named_it) { in_house(named); }

/* ---- hiding, and ending ---- */

static err suspend(tx *t, id who) { return account_suspend(t, who, true); }
static err lift(tx *t, id who) { return account_suspend(t, who, false); }
static err leave(tx *t, id who) { return account_leave(t, who, (when){ tx_now(t).ms + 1000 }); }
static err come_back(tx *t, id who) { return account_return(t, who); }
static err erase(tx *t, id who) { return account_erase(t, who); }

static err hidden(ctx *c, void *arg)
{
    struct account a = an_account(c, "ann");
    static const struct { err (*run)(tx *, id); const char *tells; bool shown; } deeds[] = {
        { suspend, "account.hidden", false }, { leave, "account.changed", false }, { lift, "account.changed", false },
        { come_back, "account.shown", true }, { leave, "account.hidden", false }, { suspend, "account.changed", false },
        { come_back, "account.changed", false }, { lift, "account.shown", true },
    };

    (void)arg;
    for (size_t i = 0; i < COUNT(deeds); i++) {
        TRY(does(c, deeds[i].run, a.id));
        expect_told(deeds[i].tells, a.id);
        TRY(account_by_id(c, a.id, &a));
        expect_eq(account_is_shown(&a), deeds[i].shown);
        expect_eq(a.version, 2 + (i64)i);
    }
    int before = heard.n;
    TRY(does(c, lift, a.id));                               /* nothing to lift, nothing to report */
    TRY(does(c, come_back, a.id));
    expect_eq(heard.n, before);
    expect_refused(does(c, suspend, (id){ 7 }), ERR_NOT_FOUND, "user_not_found");
    expect_refused(does(c, leave, (id){ 7 }), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(hidden_and_shown_are_told_when_that_is_what_changes) { in_house(hidden); }

static err erased(ctx *c, void *arg)
{
    struct account a, b = an_account(c, "bob"), none;

    (void)arg;
    TRY(try_account(c, "Bill", "bill@example.org", NULL, &a));
    TRY(does(c, leave, a.id));
    TRY(does(c, erase, a.id));
    expect_told("account.erased", a.id);
    expect_refused(account_by_id(c, a.id, &none), ERR_NOT_FOUND, "user_not_found");
    expect_refused(try_account(c, "bill", NULL, NULL, &none), ERR_CONFLICT, "username_taken");
    expect_refused(try_account(c, "b1ll", NULL, NULL, &none), ERR_CONFLICT, "username_taken");
    TRY(try_account(c, "will", "bill@example.org", NULL, &a));
    TRY(account_by_id(c, b.id, &none));
    expect_refused(does(c, erase, (id){ 7 }), ERR_NOT_FOUND, "user_not_found");
    return OK;
}

TEST(of_an_erased_account_nothing_stays_but_that_its_name_was_taken) { in_house(erased); }

#define ARGON2ID "$argon2id$v=19$m=64,t=1,p=1$"

/* As this program makes them, and with a longer salt, as other programs do. */
static err kinds_are_counted(ctx *c, void *arg)
{
    static const struct { const char *name, *hash; } made[] = {
        { "ann", ARGON2ID "QUJDREVGR0hJSktMTU5PUA$QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY" },
        { "bea", ARGON2ID "MDEyMzQ1Njc4OTAxMjM0NQ$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE" },
        { "cid", ARGON2ID "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY$QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY" },
        { "dan", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
        { "eve", "$2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a" },
    };
    hash_kind_page page;

    (void)arg;
    for (size_t i = 0; i < COUNT(made); i++)
        TRY(make_hashed(c, made[i].name, made[i].hash));
    TRY(account_hash_kinds(c, &page));
    expect_eq(page.n, 2);
    expect(str_eq(page.at[0].kind, S(ARGON2ID)) && page.at[0].accounts == 3);
    expect(str_eq(page.at[1].kind, S("$2b$05$")) && page.at[1].accounts == 2);
    return OK;
}

TEST(hashes_are_counted_by_what_stands_before_their_salt)
{
    in_house(kinds_are_counted);
}
