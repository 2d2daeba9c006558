#include "domain/factor/testbed.h"
#include "base/random.h"
#include "crypto/totp.h"
#include "domain/proof/maker.h"

enum { PRESENT = 1, VERIFIED = 4, CREDENTIAL = 64, HEARD_MOST = 64 };

struct flat flat;

/* ---- the world ---- */

static struct { char what[HEARD_MOST][64]; _Atomic int n; } heard;

static void hear(void *arg, const struct event *e)
{
    int at = heard.n++;

    (void)arg;
    expect(at < HEARD_MOST && e->payload.n < sizeof heard.what[0]);
    memcpy(heard.what[at], e->payload.p, e->payload.n);
    heard.what[at][e->payload.n] = 0;
}

static err make_account(tx *t, void *arg)
{
    str name = *(str *)arg;
    struct account_draft draft = { .username = name, .password_hash = { S("hash") }, .display_name = name, .language = S("en") };
    struct account a;

    TRY(account_create(t, &draft, &a));
    if (str_eq(name, S("ann")))
        flat.ann = a.id;
    else
        flat.bob = a.id;
    return OK;
}

static err people_make(ctx *c, void *arg)
{
    (void)arg;
    TRY(transact(c, make_account, &S("ann")));
    return transact(c, make_account, &S("bob"));
}

static const struct listens ears[] = { { KINDS(&account_secured), hear }, {0} };
static const struct capability ears_capability = { .name = "ears", .listeners = ears };
static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &factor_capability,
    &ears_capability, NULL };

static void flat_open(const struct test_setting *settings)
{
    heard.n = 0;
    flat.house = house_open((struct house_options){ .world.settings = settings, .capabilities = capabilities, .idle = true });
    flat.world = flat.house.world;
    expect_ok(test_world_call(flat.world, people_make, NULL));
}

static const struct request_facts at_home = { S("https://Kith.Example:443"), S("192.0.2.7"), S("a test"), S("en") };

void becomes(ctx *c, id account)
{
    c->caller = (struct caller){ account, { 1 }, ROLE_USER };
    c->request = &at_home;
}

struct grant whose(ctx *c, id account)
{
    struct account a;

    if (account.v <= 0)
        return (struct grant){ .account = account };
    expect_ok(account_by_id(c, account, &a));
    return grant_of(&a);
}

const struct proven *shown(ctx *c)
{
    struct proven *p = arena_new(&c->arena, struct proven);

    *p = (struct proven){ whose(c, c->caller.account), PROOF_BY_PASSWORD, S("a test") };
    return p;
}

struct body { err (*run)(ctx *, void *); };

static err run_body(ctx *c, void *arg)
{
    const struct body *b = arg;

    becomes(c, flat.ann);
    return b->run(c, NULL);
}

void in_flat_with(err (*run)(ctx *, void *), const struct test_setting *settings)
{
    struct body b = { run };

    flat_open(settings);
    err e = test_world_call(flat.world, run_body, &b);
    house_close(&flat.house);
    expect_ok(e);
}

void in_flat_crowd(err (*before)(ctx *, void *), int n, err (*run)(ctx *, int which, void *), const struct test_setting *settings)
{
    struct body b = { before };

    flat_open(settings);
    err e = test_world_call(flat.world, run_body, &b);
    if (e == OK)
        e = test_world_crowd(flat.world, n, run, NULL);
    house_close(&flat.house);
    expect_ok(e);
}

void in_flat(err (*run)(ctx *, void *))
{
    in_flat_with(run, NULL);
}

/* A loop reads the clock once a turn. */
void later(ctx *c, i64 seconds)
{
    fake_clock_move(&flat.world->clock, seconds * 1000000);
    expect_ok(ctx_sleep(c, 2));
}

void expect_refused(ctx *c, err is, err want, const char *code)
{
    expect_eq(is, want);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
    failure_begin(&c->failure, &c->arena);
}

i64 told(ctx *c, const char *what)
{
    str wanted = arena_format(&c->arena, "{\"what\":\"%s\"}", what);
    i64 n = 0;

    for (int i = 0; i < heard.n; i++)
        n += str_eq(str_of(heard.what[i]), wanted);
    return n;
}

i64 logged(ctx *c, const char *action)
{
    audit_page page;
    i64 n = 0;

    expect_ok(audit_list(c, 0, 1000, &page));
    for (size_t i = 0; i < page.n; i++)
        n += str_eq(page.at[i].action, str_of(action));
    return n;
}

/* ---- an app ---- */

str an_app(ctx *c, strs *recovery_codes)
{
    struct recovery_codes codes;
    struct totp_setup setup;

    expect_ok(totp_begin(c, shown(c), &setup));
    expect_ok(totp_confirm(c, c->caller.account, app_code(c, setup.secret, -1), &codes));
    if (recovery_codes)
        *recovery_codes = codes.recovery_codes;
    return setup.secret;
}

struct planting { id account; str sealed; };

static err plant(tx *t, void *arg)
{
    const struct planting *in = arg;
    i64 changed;

    TRY(q_totp_begin(t, in->account, in->sealed, (id){ 0 }, 1, tx_now(t), &changed));
    return q_totp_confirm(t, in->account, in->sealed, 0, tx_now(t), &changed);
}

err plant_app(ctx *c, id account, str sealed)
{
    return transact(c, plant, &(struct planting){ account, sealed });
}

err check_code(ctx *c, id account, str code, struct factor_use *out)
{
    return factor_check(c, account, &(struct factor_answer){ .code = code }, out);
}

static err spend_in(tx *t, void *arg)
{
    return factor_spend(t, arg);
}

err spend(ctx *c, const struct factor_use *use)
{
    struct factor_use copy = *use;

    return transact(c, spend_in, &copy);
}

/* ---- an authenticator ---- */

static void key_free(void *pkey)
{
    EVP_PKEY_free(pkey);
}

struct key a_key(ctx *c)
{
    EVP_PKEY *pkey = pkey_make("P-256", 0);
    u8 drawn[20];

    ctx_defer(c, key_free, pkey);
    random_bytes(drawn, sizeof drawn);
    return (struct key){ .pkey = pkey, .id = arena_copy(&c->arena, bytes_str(drawn, sizeof drawn)), .flags = PRESENT | VERIFIED,
                         .origin = S("https://kith.example"), .domain = S("kith.example") };
}

static str client_data(ctx *c, const struct key *k, const char *type, str challenge)
{
    str text = arena_format(&c->arena, "{\"type\":\"webauthn.%s\",\"challenge\":\"" STR_FMT "\",\"origin\":\"" STR_FMT "\"}", type,
                            STR_ARG(challenge), STR_ARG(k->origin));
    return text;
}

static str public_key(ctx *c, const struct key *k)
{
    struct buf b = BUF_ON(&c->arena);

    buf_lit(&b, "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20");
    buf_add(&b, pkey_number(&c->arena, k->pkey, OSSL_PKEY_PARAM_EC_PUB_X, 32));
    buf_lit(&b, "\x22\x58\x20");
    buf_add(&b, pkey_number(&c->arena, k->pkey, OSSL_PKEY_PARAM_EC_PUB_Y, 32));
    return buf_str(&b);
}

static str authenticator_data(ctx *c, const struct key *k, bool credential)
{
    struct buf b = BUF_ON(&c->arena);
    u8 hash[SHA256_SIZE];

    sha256(k->domain, hash);
    buf_add(&b, bytes_str(hash, sizeof hash));
    buf_byte(&b, (char)(k->flags | (credential ? CREDENTIAL : 0)));
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_byte(&b, (char)(k->count >> shift));
    if (!credential)
        return buf_str(&b);
    buf_lit(&b, "AAGUID..AAGUID..");
    buf_byte(&b, 0);
    buf_byte(&b, (char)k->id.n);
    buf_add(&b, k->id);
    buf_add(&b, public_key(c, k));
    return buf_str(&b);
}

struct passkey_credential made_by(ctx *c, struct key *k, str challenge)
{
    struct buf b = BUF_ON(&c->arena);
    str name = base64url_text(&c->arena, k->id);

    buf_lit(&b, "\xa3\x63" "fmt" "\x64" "none" "\x67" "attStmt" "\xa0" "\x68" "authData");
    str data = authenticator_data(c, k, true);
    expect(data.n >= 24 && data.n < 256);
    buf_byte(&b, 0x58);                      /* a byte string with its length in one octet */
    buf_byte(&b, (char)data.n);
    buf_add(&b, data);
    return (struct passkey_credential){ name, name, S("public-key"),
        { base64url_text(&c->arena, client_data(c, k, "create", challenge)), base64url_text(&c->arena, buf_str(&b)), { 0 } } };
}

struct passkey_assertion answer_of(ctx *c, struct key *k, str challenge)
{
    str said = client_data(c, k, "get", challenge), data = authenticator_data(c, k, false), name = base64url_text(&c->arena, k->id);
    struct buf b = BUF_ON(&c->arena);
    u8 hash[SHA256_SIZE];

    sha256(said, hash);
    buf_add(&b, data);
    buf_add(&b, bytes_str(hash, sizeof hash));
    str signature = pkey_sign(&c->arena, k->pkey, EVP_sha256(), 0, buf_str(&b));
    return (struct passkey_assertion){ name, name, S("public-key"),
        { base64url_text(&c->arena, said), base64url_text(&c->arena, data), base64url_text(&c->arena, signature),
          { k->handle.n ? GIVEN : ABSENT, k->handle } } };
}

err adds(ctx *c, struct key *k, struct passkey_made *out)
{
    struct passkey_creation asked;

    TRY(passkey_begin(c, shown(c), &asked));
    k->handle = asked.user.id;
    return passkey_add(c, c->caller.account, &(struct passkey_draft){ .credential = made_by(c, k, asked.challenge) }, out);
}

struct key a_passkey(ctx *c)
{
    struct passkey_made made;
    struct key k = a_key(c);

    expect_ok(adds(c, &k, &made));
    return k;
}

err asks(ctx *c, struct grant account, str *challenge)
{
    struct passkey_request asked;

    TRY(passkey_ask(c, account, &asked));
    *challenge = asked.challenge;
    return OK;
}

err signs_in(ctx *c, struct key *k, struct factor_use *out)
{
    str challenge;

    TRY(asks(c, passkey_of_anybody, &challenge));
    struct passkey_assertion answer = answer_of(c, k, challenge);
    TRY(passkey_prove(c, &answer, out));
    return spend(c, out);
}
