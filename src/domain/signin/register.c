/* Registration: all its errors are reported at once; the account, its session and the answer commit together. */
#include "base/problems.h"
#include "domain/signin/signin_own.h"
#include "runtime/settings.h"

static bool is_given(maybe_str s)
{
    return s.is == GIVEN && s.v.n;
}

static void both(err *all, err one)
{
    *all = *all == OK || *all == ERR_INVALID ? (one == OK ? *all : one) : *all;
}

/* An address may be named only once: there is no guessing which of two would count. */
static err identifier_read(struct failure *failure, str text, struct account_draft *out)
{
    maybe_str email = { 0 }, phone = { 0 };

    TRY(contact_read(failure, S("identifier"), text, &email, &phone));
    if (email.is == GIVEN ? out->email.is == GIVEN : out->phone.is == GIVEN)
        return failure_field_saying(failure, S("identifier"), &ambiguous, "This names what %s already names. Leave one of them out.",
                                    email.is == GIVEN ? "email" : "phone");
    out->email = email.is == GIVEN ? email : out->email;
    out->phone = phone.is == GIVEN ? phone : out->phone;
    return OK;
}

/* Is one given, even if it is wrong? */
static bool address_told(const struct failure *failure)
{
    return failure_told(failure, S("email")) || failure_told(failure, S("phone")) || failure_told(failure, S("identifier"));
}

static err addresses_read(struct failure *failure, const struct registration *in, struct account_draft *out)
{
    err e = OK;

    if (!is_given(in->email) && !is_given(in->phone) && !is_given(in->identifier) && !address_told(failure))
        return failure_field_saying(failure, S("email"), &required, "This needs an e-mail address or a phone number.");
    if (is_given(in->email)) {
        out->email.is = GIVEN;
        both(&e, email_read(failure, S("email"), in->email.v, &out->email.v));
    }
    if (is_given(in->phone)) {
        out->phone.is = GIVEN;
        both(&e, phone_read(failure, S("phone"), in->phone.v, &out->phone.v));
    }
    if (is_given(in->identifier))
        both(&e, identifier_read(failure, in->identifier.v, out));
    return e;
}

/* "de-AT,de;q=0.9": the first language, for letters. */
static str language_of(ctx *c)
{
    str said = ctx_request(c)->language;

    for (size_t i = 0; i < 2; i++)
        if (said.n < 2 || said.p[i] < 'a' || said.p[i] > 'z')
            return S("en");
    return said.n == 2 || said.p[2] == '-' || said.p[2] == ',' || said.p[2] == ';' ? str_to(said, 2) : S("en");
}

static err draft_read(struct failure *failure, const struct registration *in, struct account_draft *out)
{
    err e = OK;

    *out = (struct account_draft){ .username = in->username, .role = ROLE_USER };
    out->display_name = in->username;
    both(&e, username_check(failure, S("username"), in->username));
    if (is_given(in->display_name))
        both(&e, display_name_read(failure, S("display_name"), in->display_name.v, &out->display_name));
    both(&e, addresses_read(failure, in, out));
    both(&e, password_check(failure, S("password"), in->password, in->username, out->email.is == GIVEN ? out->email.v : (str){ "", 0 }));
    return e;
}

void registration_check(struct failure *failure, const struct registration *in)
{
    struct account_draft out;

    (void)draft_read(failure, in, &out);
}

SHAPE_RULES(registration, registration_check,
    FIELD(registration, username,     USERNAME_FORM),
    FIELD(registration, email,        .optional = true, .max = 320, .format = "email"),
    FIELD(registration, phone,        .optional = true, .max = 50, .doc = "In place of an e-mail address, or besides it: +4930123456"),
    FIELD(registration, identifier,   .optional = true, .max = 320,
          .doc = "An e-mail address or a phone number, in place of `email` or `phone`"),
    FIELD(registration, password,     PASSWORD_FORM),
    FIELD(registration, display_name, .optional = true, .max = 100, .doc = "Default: the user name"));

err signin_draft(ctx *c, const struct registration *in, struct account_draft *out)
{
    TRY(draft_read(&c->failure, in, out));
    out->language = language_of(c);
    out->id = ctx_new_id(c);
    return signin_hash(c, in->password, &out->password_hash);
}

bool signin_is_open(const struct world *w)
{
    return signin_settings(w->settings)->registration;
}

err signin_admit(ctx *c)
{
    struct world *w = c->world;

    if (!signin_settings(w->settings)->registration)
        return fail_saying(c, &registration_closed, "Registration is closed on this server. Ask the people who run it.");
    struct rate_client client = rate_client_text(w, ctx_request(c)->address);
    struct rate rate = rate_take_client(w, &registrations_per_address, &client, ctx_now(c).ms / 1000);
    return rate_refuse(c, &rate, "accounts");
}

err signin_register(ctx *c, const struct registration *in, struct signed_in *out)
{
    struct account_draft draft;
    struct completion done = { .draft = &draft };

    TRY(draft_read(&c->failure, in, &draft));
    draft.language = language_of(c);
    TRY(password_room(c));
    TRY(signin_admit(c));
    TRY(signin_hash(c, in->password, &draft.password_hash));
    draft.id = ctx_new_id(c);
    done.note = (struct audit_note){ &audit_account_created, draft.id, draft.id, ctx_request(c)->address, S("by registration") };
    TRY(session_prepare(c, draft.id, EPOCH_OF_NEW, &done.session));
    device_note(c, draft.id, (maybe_str){ .is = ABSENT }, &done.device);
    return completion_commit(c, &done, out);
}
