/*
 * The routes of signing in by other providers. Two of them are for browsers on their way: they answer with redirects,
 * even for an error that the person can do something about (the page /link shows it); a client that asks for JSON gets
 * JSON.
 */
#include "api/rest/route.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/oauth/oauth.h"

#define BROWSER_COOKIE S("kith_browser")

/* ---- in and out ---- */

struct identity_removal { id id; maybe_str password, code; };
struct identity_link_request { str provider, return_to; maybe_str password, code; };
extern const struct shape oauth_wish_shape, oauth_return_shape;
struct provider_address { str url; };
struct identity_linked { bool linked; };
extern const struct shape provider_address_shape, identity_linked_shape;

SHAPE_RULES(oauth_wish, oauth_wish_check,
    FIELD(oauth_wish, provider,  .max = 100, .doc = "As GET /auth/providers names it"),
    FIELD(oauth_wish, return_to, .optional = true, .max = 2000,
          .doc = "Where the browser goes afterwards: a path of this server; default: /"));
SHAPE(oauth_return,
    FIELD(oauth_return, provider, .max = 100),
    FIELD(oauth_return, code,     .optional = true, .max = 8000),
    FIELD(oauth_return, state,    .optional = true, .max = 1000),
    FIELD(oauth_return, error,    .optional = true, .max = 1000),
    FIELD(oauth_return, iss,      .optional = true, .max = 2000));
SHAPE(provider_address,
    FIELD(provider_address, url, .doc = "Where the same browser must go"));
SHAPE(identity_linked,
    FIELD(identity_linked, linked, .doc = "True: it was linked to the account that began this"));
SHAPE(identity_removal,
    FIELD(identity_removal, id),
    FIELD(identity_removal, password, .optional = true, .max = 4096, .format = "password",
          .doc = "Or a session that began within 15 minutes"),
    FIELD(identity_removal, code,     .optional = true, .max = 100, .doc = "A code of a second factor, in place of either"));
static void identity_link_request_check(struct failure *failure, const struct identity_link_request *in)
{
    oauth_wish_check(failure, &(struct oauth_wish){ in->provider, in->return_to });
}

SHAPE_RULES(identity_link_request, identity_link_request_check,
    FIELD(identity_link_request, provider,  .max = 100, .doc = "As GET /auth/providers names it"),
    FIELD(identity_link_request, return_to, .optional = true, .max = 2000,
          .doc = "Where the browser goes afterwards: a path of this server; default: /"),
    FIELD(identity_link_request, password,  .optional = true, .max = 4096, .format = "password",
          .doc = "Or a session that began within 15 minutes"),
    FIELD(identity_link_request, code,      .optional = true, .max = 100, .doc = "A code of a second factor, in place of either"));

static struct secret browser_of(ctx *c)
{
    struct secret browser;

    return cookie_of_request(c, BROWSER_COOKIE, &browser) ? browser : (struct secret){ S("") };
}

static void remember(struct raw_answer *out, struct secret browser)
{
    out->cookie = (struct raw_cookie){ BROWSER_COOKIE, browser, BROWSER_LIVES_S };
}

/* ---- there ---- */

static err providers(ctx *c, const struct nothing *in, oauth_provider_page *out)
{
    (void)in;
    oauth_list(c, out);
    return OK;
}

static err go(ctx *c, const struct oauth_wish *in, struct raw_answer *out)
{
    struct oauth_way way;

    TRY(oauth_begin(c, in, browser_of(c), &way));
    out->location = way.url;
    remember(out, way.browser);
    return oauth_depart(c, &way);
}

/* The answer is complete before the transaction that it commits with. */
static err go_and_link(ctx *c, const struct caller *me, const struct identity_link_request *in, struct raw_answer *out)
{
    struct buf body = BUF_ON(&c->arena);
    const struct oauth_link link = { { in->provider, in->return_to }, { in->password, in->code } };
    struct oauth_way way;

    TRY(oauth_begin_link(c, me, &link, browser_of(c), &way));
    json_write(&body, &provider_address_shape, &(struct provider_address){ way.url });
    out->body = buf_str(&body);
    remember(out, way.browser);
    return oauth_depart(c, &way);
}

/* ---- and back ---- */

static void add(struct buf *b, const char *name, str value)
{
    static const char hex[] = "0123456789ABCDEF";

    buf_format(b, "%c%s=", str_find_byte(buf_str(b), '#') < 0 ? '#' : '&', name);
    for (size_t i = 0; i < value.n; i++) {
        u8 c = (u8)value.p[i];
        if (c > ' ' && c < 0x7f && !strchr("%&=+#\"", c))
            buf_byte(b, (char)c);
        else
            buf_add(b, (str){ (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3 });
    }
}

/* A JSON text that needed no escapes, such as a token; anything else stays JSON. */
static str unquoted(str json)
{
    return json.n > 1 && json.p[0] == '"' ? str_to(str_from(json, 1), json.n - 2) : json;
}

/* The part after the # reaches no server and no log. */
static void page_tell(ctx *c, err e, const struct oauth_end *end, struct raw_answer *out)
{
    struct buf to = BUF_ON(&c->arena);

    buf_lit(&to, "/link");
    add(&to, "problem", str_of(problem_told(&c->failure, e)->code));
    for (const struct failure_member *m = c->failure.more; m; m = m->next)
        add(&to, m->name, unquoted(m->json));
    add(&to, "return_to", end->return_to);
    out->location = buf_str(&to);
}

/* The person can do something about it, rather than the client or the operator. */
static bool for_people(err e)
{
    return error_facts[e].status < 500 && e != ERR_NOT_FOUND && e != ERR_TOO_MANY;
}

static void json_make(ctx *c, const struct oauth_end *end, struct raw_answer *out)
{
    struct buf body = BUF_ON(&c->arena);

    if (end->linked)
        json_write(&body, &identity_linked_shape, &(struct identity_linked){ true });
    else
        json_write(&body, &signed_in_shape, &end->in);
    out->body = buf_str(&body);
    out->status = 200;
    out->type = S("application/json");
}

static err back(ctx *c, const struct caller *me, const struct oauth_return *in, struct raw_answer *out)
{
    bool json = request_asks_for_json(c);
    struct oauth_end end;
    err e = oauth_finish(c, me, in, browser_of(c), &end);

    if (e != OK && (json || !for_people(e)))
        return e;
    if (e != OK) {
        page_tell(c, e, &end, out);
        return OK;
    }
    out->session = end.in.cookie;
    if (json)
        json_make(c, &end, out);
    else
        out->location = end.return_to;
    return OK;
}

static err prove(ctx *c, const struct caller *me, const struct identity_proof *in, struct identity_proved *out)
{
    return oauth_prove(c, me, in, browser_of(c), out);
}

/* ---- the caller's ---- */

static err identities(ctx *c, const struct caller *me, const struct nothing *in, identity_page *out)
{
    (void)in;
    return identities_of(c, me->account, out);
}

static err unlink_identity(ctx *c, const struct caller *me, const struct identity_removal *in, struct nothing *out)
{
    (void)out;
    return identity_unlink(c, me, &(struct evidence){ in->password, in->code }, in->id);
}

CALLS(providers, nothing, oauth_provider_page)
CALLS(go, oauth_wish, raw_answer)
CALLS_AS(go_and_link, identity_link_request, raw_answer)
CALLS_AS(back, oauth_return, raw_answer)
CALLS_AS(prove, identity_proof, identity_proved)
CALLS_AS(identities, nothing, identity_page)
CALLS_AS(unlink_identity, identity_removal, nothing)

static const struct problem *const go_problems[] = { &provider_not_found, &provider_away, NULL };
static const struct problem *const link_problems[] = { &provider_not_found, &bad_password, &proof_needed,
    PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong),
                                             &provider_away, NULL };
static const struct problem *const back_problems[] = { &provider_not_found, &state_invalid, &sign_in_refused, &account_suspended,
                                             &code_refused, &provider_answer_invalid, &second_factor_required,
                                             &proof_required, &username_required, &identity_taken, &registration_closed, &provider_away,
                                             NULL };
static const struct problem *const prove_problems[] = { &link_token_invalid, &bad_password, &proof_needed, &proof_required, &identity_taken,
                                              &second_factor_required, &account_suspended, NULL };
static const struct problem *const identity_problems[] = { &identity_not_found, &bad_password, &proof_needed,
    PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &last_sign_in_method, NULL };

extern const struct route oauth_routes[];
const struct route oauth_routes[] = {
    { METHOD_GET,    "/auth/providers",           providers_entry,       &anyone, RATE_READS, 200, GIVES_PAGE(oauth_provider),
      .asks_nobody = true, .tag = "sign-in", .summary = "List the providers of sign-in, besides a password" },
    { METHOD_GET,    "/auth/{provider}",          go_entry,              &anyone, RATE_WRITES, 302, TAKES(oauth_wish), GIVES_RAW(NULL),
      .also_cookie = true, .dead_token_ok = true, .tag = "sign-in", .summary = "Go to a provider to sign in", .problems = go_problems },
    { METHOD_GET,    "/auth/{provider}/callback", back_entry,            &anyone, RATE_WRITES, 302, TAKES(oauth_return), GIVES_RAW(NULL),
      .out = &signed_in_shape, .also_out = &identity_linked_shape, .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in",
      .summary = "Come back from a provider: signs in, makes an account, or links; with Accept: application/json, answers as /auth/login",
      .problems = back_problems },
    { METHOD_POST,   "/auth/{provider}/link",     go_and_link_entry,     &may_secure_self, RATE_WRITES, 200, TAKES(identity_link_request),
      GIVES_RAW("application/json"),
      .out = &provider_address_shape, .also_cookie = true, .tag = "sign-in",
      .summary = "Begin to link a provider: {\"url\"} is where the same browser must go", .problems = link_problems },
    { METHOD_POST,   "/auth/link",                prove_entry,           &anyone, RATE_WRITES, 200, TAKES(identity_proof),
      GIVES(identity_proved),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in",
      .summary = "Prove that the account is yours, and link the identity that waits",
      .problems = prove_problems },
    { METHOD_GET,    "/auth/identities",          identities_entry,      &may_secure_self, RATE_READS, 200, GIVES_PAGE(identity),
      .tag = "sign-in", .summary = "List the caller's identities at other providers" },
    { METHOD_DELETE, "/auth/identities/{id}",     unlink_identity_entry, &may_secure_self, RATE_WRITES, 204, TAKES(identity_removal),
      .takes_body = true, .tag = "sign-in", .summary = "Unlink an identity; never the last way to sign in", .problems = identity_problems },
    {0}
};
