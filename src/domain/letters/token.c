/* Tokens of letters: one that was used, replaced or is too old is gone, and each case has the same answer. */
#include "base/base64.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"
#include "ports/secrets.h"

enum { SWEEP_MOST = 500 };

SHAPE(letter_token,
    FIELD(letter_token, account_id),
    FIELD(letter_token, session_id),
    FIELD(letter_token, epoch),
    FIELD(letter_token, email));

err link_over(tx *t)
{
    return tx_fail(t, &link_invalid);
}

str link_token(struct world *w, struct arena *a, id letter)
{
    char number[ID_DIGITS];
    u8 mac[SHA256_SIZE];

    secrets_mac(w->secrets, S("letter token"), (str){ number, id_print(letter, number) }, mac);
    return base64url_text(a, bytes_str(mac, sizeof mac));
}

str link_code(struct arena *a, str token)
{
    u8 hash[SHA256_SIZE];

    sha256(token, hash);
    return hex_text(a, bytes_str(hash, sizeof hash));
}

err link_keep(tx *t, const struct letter_draft *d, id letter)
{
    str code = link_code(tx_arena(t), link_token(tx_world(t), tx_arena(t), letter));
    const struct letter_facts *f = &letter_facts[d->letter];
    struct account a;

    TRY(account_by_id_in(t, d->account, &a));
    TRY(q_letter_tokens_void(t, d->account, str_of(f->word)));
    return q_letter_token_insert(t, code, d->account, d->session, a.epoch, str_of(f->word), d->email, (when){ tx_now(t).ms + f->life_ms });
}

err link_is_live(ctx *c, enum letter l, str code, bool *out)
{
    struct letter_token row;
    err e = q_letter_token_find(c, code, str_of(letter_facts[l].word), ctx_now(c), &row);

    *out = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

err link_find(ctx *c, enum letter l, str code, struct letter_token *out)
{
    err e = q_letter_token_find(c, code, str_of(letter_facts[l].word), ctx_now(c), out);

    return e == ERR_NOT_FOUND ? fail(c, &link_invalid) : e;
}

err link_take(tx *t, enum letter l, str code, struct letter_token *out)
{
    bool stands = false;
    err e = q_letter_token_take(t, code, str_of(letter_facts[l].word), tx_now(t), out);

    if (e == OK)
        TRY(grant_stands(t, &(struct grant){ out->account_id, out->session_id, out->epoch }, &stands));
    return e != OK && e != ERR_NOT_FOUND ? e : stands ? OK : link_over(t);
}

struct looking { enum letter letter; str code; struct letter_token *out; };

static err token_look(tx *t, void *arg)
{
    const struct looking *in = arg;
    bool stands = false;
    err e = q_letter_token_find(t, in->code, str_of(letter_facts[in->letter].word), tx_now(t), in->out);

    if (e == OK)
        TRY(grant_stands(t, &(struct grant){ in->out->account_id, in->out->session_id, in->out->epoch }, &stands));
    return e != OK && e != ERR_NOT_FOUND ? e : stands ? OK : link_over(t);
}

err link_look(ctx *c, enum letter l, str code, struct letter_token *out)
{
    return transact_aside(c, token_look, &(struct looking){ l, code, out });
}

static err tokens_sweep(tx *t, void *arg)
{
    for (int l = 0; l < LETTERS; l++)
        if (letter_facts[l].life_ms)
            TRY(q_letter_tokens_ahead(t, str_of(letter_facts[l].word), life_most(t, letter_facts[l].life_ms)));
    return q_letter_token_sweep(t, tx_now(t), SWEEP_MOST, arg);
}

err links_sweep(ctx *c)
{
    i64 gone;

    do
        TRY(transact(c, tokens_sweep, &gone));
    while (gone == SWEEP_MOST);
    return OK;
}
