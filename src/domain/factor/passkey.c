/* An account's passkeys: asking for a new one, keeping it, and what their owner does with them. */
#include "base/base64.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "crypto/webauthn.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"
#include "ports/secrets.h"

str passkey_owner(ctx *c, id account)
{
    char number[ID_DIGITS];
    u8 mac[SHA256_SIZE];

    secrets_mac(c->world->secrets, S("owner of passkeys"), (str){ number, id_print(account, number) }, mac);
    return base64url_text(&c->arena, bytes_str(mac, sizeof mac));
}

static strs words_of(struct arena *a, str list)
{
    strs words = { arena_array(a, str, list.n / 2 + 1), 0 };
    str word;

    while (str_cut(&list, ',', &word))
        if (word.n)
            words.at[words.n++] = word;
    return words;
}

err passkey_names(ctx *c, id account, passkey_named_page *out)
{
    passkey_name_page rows;

    TRY(q_passkeys_named(c, account, PASSKEYS_MOST, &rows));
    *out = (passkey_named_page){ .at = arena_array(&c->arena, struct passkey_named, rows.n + 1), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = (struct passkey_named){ rows.at[i].credential, S("public-key"), words_of(&c->arena, rows.at[i].transports) };
    return OK;
}

err passkey_bytes(ctx *c, const char *field, str text, str *out)
{
    return base64url_bytes(&c->arena, text, out) ? OK : fail_field(c, str_of(field), &invalid);
}

/* ---- asking for a new one ---- */

err passkey_begin(ctx *c, const struct proven *by, struct passkey_creation *out)
{
    static struct passkey_kind kinds[] = {
        { S("public-key"), COSE_ES256 }, { S("public-key"), COSE_EDDSA }, { S("public-key"), COSE_RS256 }
    };
    struct account a;
    struct site site;

    TRY(site_of(c, &site));
    TRY(account_by_id(c, proven_account(by), &a));
    *out = (struct passkey_creation){
        .rp = { site.domain, site.domain },
        .user = { passkey_owner(c, a.id), a.username, a.display_name },
        .pubKeyCredParams = { .at = kinds, .n = COUNT(kinds) },
        .timeout = CHALLENGE_MS,
        .authenticatorSelection = { S("preferred"), false, S("preferred") },
        .attestation = S("none"),
    };
    TRY(passkey_names(c, a.id, &out->excludeCredentials));
    return challenge_make(c, ASKED_TO_ADD, proven_grant(by), &out->challenge);
}

/* ---- keeping it ---- */

struct adding {
    struct audit_note note;
    struct grant grant;
    struct webauthn_credential made;
    str credential, public_key, transports, name;
    struct recovery_set set;
    struct passkey_made *out;
};

/* Recovery codes come with the first factor. */
static err codes_add(tx *t, const struct adding *in, const struct factor_tally *before)
{
    if (factor_asked(before))
        return OK;
    in->out->recovery_codes = in->set.shown;
    return recovery_keep(t, in->note.subject, &in->set);
}

/* This is about the input, not the caller: it is invalid, not refused. */
static err challenge_over(struct failure *failure)
{
    (void)failure_set(failure, &challenge_invalid);
    return failure_as(failure, ERR_INVALID);
}

static err passkey_insert(tx *t, void *arg)
{
    const struct adding *in = arg;
    struct factor_tally before;
    bool stands;
    i64 added;

    TRY(grant_stands(t, &in->grant, &stands));
    if (!stands)
        return challenge_over(tx_failure(t));
    TRY(q_factor_tally(t, in->note.subject, &before));
    if (before.passkeys >= PASSKEYS_MOST)
        return tx_fail_saying(t, &too_many_passkeys, "There are already %d passkeys. Remove one first.", PASSKEYS_MOST);
    *in->out = (struct passkey_made){ .id = tx_new_id(t), .name = in->name, .created_at = tx_now(t) };
    TRY(q_passkey_insert(t, in->out->id, in->note.subject, in->credential, in->public_key, in->made.count, in->transports, in->name,
                         in->out->created_at, &added));
    if (!added)
        return tx_fail(t, &passkey_exists);
    TRY(codes_add(t, in, &before));
    return secured(t, &in->note, "passkey_added");
}

/* Hints for browsers: words are kept as they are, anything else is left out. */
static str transports_of(struct arena *a, strs said)
{
    struct buf list = BUF_ON(a);

    for (size_t i = 0; i < said.n; i++) {
        str word = said.at[i];
        bool good = word.n && word.n <= 20;
        for (size_t k = 0; good && k < word.n; k++)
            good = (word.p[k] >= 'a' && word.p[k] <= 'z') || word.p[k] == '-';
        if (!good)
            continue;
        if (list.n)
            buf_byte(&list, ',');
        buf_add(&list, word);
    }
    return buf_str(&list);
}

static err credential_check(ctx *c, id me, const struct passkey_credential *in, struct grant *by, struct webauthn_credential *out)
{
    str client_data, attestation, challenge, challenge_text;
    struct site site;

    TRY(site_of(c, &site));
    TRY(passkey_bytes(c, "credential.response.clientDataJSON", in->response.clientDataJSON, &client_data));
    TRY(passkey_bytes(c, "credential.response.attestationObject", in->response.attestationObject, &attestation));
    err e = challenge_take(c, ASKED_TO_ADD, client_data, &challenge_text, by);
    if (e == ERR_NOT_FOUND || (e == OK && by->account.v != me.v))
        return challenge_over(&c->failure);
    TRY(e);
    TRY(passkey_bytes(c, "credential.response.clientDataJSON", challenge_text, &challenge));
    struct webauthn_rules rules = { .challenge = challenge, .rp_id = site.domain, .origins = site.origins };
    TRY(webauthn_register(&c->arena, &c->failure, &rules, client_data, attestation, out));
    if (!str_eq(in->id, base64url_text(&c->arena, out->id)) || (in->rawId.n && !str_eq(in->rawId, in->id)))
        return fail_field_saying(c, S("credential.id"), &invalid, "This is not the ID that the authenticator signed.");
    return OK;
}

err passkey_add(ctx *c, id me, const struct passkey_draft *draft, struct passkey_made *out)
{
    const struct passkey_credential *credential = &draft->credential;
    struct adding in = { .name = S("Passkey"), .out = out };

    if (draft->name.is == GIVEN)
        TRY(display_name_read(&c->failure, S("name"), draft->name.v, &in.name));
    TRY(credential_check(c, me, credential, &in.grant, &in.made));
    in.credential = credential->id;
    in.public_key = base64url_text(&c->arena, in.made.key);
    in.transports = transports_of(&c->arena, credential->response.transports);
    in.note = deed_of(c, me, &audit_passkey_added, in.name);
    recovery_draw(c, me, &in.set);
    return transact(c, passkey_insert, &in);
}

/* ---- existing ones ---- */

err passkey_list(ctx *c, id me, id before, i64 most, passkey_page *out)
{
    TRY(q_passkeys_before(c, me, before.v ? before : (id){ INT64_MAX }, most, out));
    for (size_t i = 0; i < out->n; i++)
        if (out->at[i].last_used_at.is != GIVEN)
            out->at[i].last_used_at.is = NULLED;
    return OK;
}

static err none(tx *t)
{
    return tx_fail(t, &passkey_not_found);
}

struct renaming { id account, id; str name; struct passkey *out; };

static err rename_in(tx *t, void *arg)
{
    const struct renaming *in = arg;
    err e = q_passkey_rename(t, in->account, in->id, in->name, in->out);

    if (e == ERR_NOT_FOUND)
        return none(t);
    TRY(e);
    if (in->out->last_used_at.is != GIVEN)
        in->out->last_used_at.is = NULLED;
    return OK;
}

err passkey_rename(ctx *c, id me, id which, str name, struct passkey *out)
{
    struct renaming in = { me, which, name, out };

    TRY(display_name_read(&c->failure, S("name"), name, &in.name));
    return transact(c, rename_in, &in);
}

struct removing { const struct proven *by; id id; struct audit_note note; };

err passkey_gone(tx *t, id which, struct audit_note *note)
{
    struct passkey gone;

    TRY(q_passkey_drop(t, note->subject, which, &gone));
    TRY(account_way_left(t, note->subject));
    note->detail = gone.name;
    TRY(factor_gone(t, note->subject));
    return secured(t, note, "passkey_removed");
}

static err passkey_delete(tx *t, void *arg)
{
    struct removing *in = arg;

    TRY(proof_stands(t, in->by, PROOF_LATELY));
    err e = passkey_gone(t, in->id, &in->note);
    return e == ERR_NOT_FOUND ? none(t) : e;
}

err passkey_remove(ctx *c, const struct proven *by, id which)
{
    struct removing in = { by, which, deed_of(c, proven_account(by), &audit_passkey_removed, S("")) };

    return transact(c, passkey_delete, &in);
}
