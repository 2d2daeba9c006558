/*
 * Recovery codes: a set at a time, shown once. Only a MAC of each is kept, which only
 * this server can make, different for each account: a reader of the table cannot try all
 * of their 50 bits.
 */
#include "base/buf.h"
#include "crypto/digest.h"
#include "crypto/totp.h"
#include "domain/factor/factor.sql.h"
#include "domain/factor/factor_own.h"
#include "ports/secrets.h"

SHAPE(recovery_codes,
    FIELD(recovery_codes, recovery_codes,
          .doc = "Each opens the account once, in place of another second factor; they are shown this once"));
SHAPE(recovery_row, FIELD(recovery_row, hash));

bool recovery_hash(struct world *w, struct arena *a, id account, str typed, str *out)
{
    struct buf text = BUF_ON(a);
    char normal[RECOVERY_SIZE];
    u8 mac[SHA256_SIZE];

    if (!recovery_code_normal(typed, normal))
        return false;
    buf_i64(&text, account.v);
    buf_byte(&text, ' ');
    buf_add(&text, (str){ normal, sizeof normal });
    secrets_mac(w->secrets, S("recovery code"), buf_str(&text), mac);
    *out = hex_text(a, bytes_str(mac, sizeof mac));
    return true;
}

void recovery_draw(ctx *c, id account, struct recovery_set *out)
{
    *out = (struct recovery_set){
        .shown = { arena_array(&c->arena, str, RECOVERY_CODES), RECOVERY_CODES },
        .hashes = { arena_array(&c->arena, str, RECOVERY_CODES), RECOVERY_CODES },
    };
    for (int i = 0; i < RECOVERY_CODES; i++) {
        out->shown.at[i] = recovery_code(&c->arena);
        (void)recovery_hash(c->world, &c->arena, account, out->shown.at[i], &out->hashes.at[i]);
    }
}

err recovery_keep(tx *t, id account, const struct recovery_set *set)
{
    TRY(q_recovery_codes_drop(t, account));
    for (size_t i = 0; i < set->hashes.n; i++)
        TRY(q_recovery_code_add(t, account, set->hashes.at[i]));
    return OK;
}

struct making { const struct proven *by; struct audit_note note; struct recovery_set set; struct recovery_codes *out; };

static err codes_insert(tx *t, void *arg)
{
    const struct making *in = arg;
    struct factor_tally tally;

    TRY(proof_stands(t, in->by, PROOF_BY_PASSWORD));
    TRY(q_factor_tally(t, in->note.subject, &tally));
    if (!factor_asked(&tally))
        return tx_fail(t, &no_second_factor);
    TRY(recovery_keep(t, in->note.subject, &in->set));
    in->out->recovery_codes = in->set.shown;
    return secured(t, &in->note, "recovery_codes_made");
}

err recovery_codes_make(ctx *c, const struct proven *by, struct recovery_codes *out)
{
    struct making in = { .by = by, .note = deed_of(c, proven_account(by), &audit_recovery_codes_made, S("")), .out = out };

    recovery_draw(c, proven_account(by), &in.set);
    return transact(c, codes_insert, &in);
}
