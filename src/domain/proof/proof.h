/*
 * Proofs and grants: the barrier between a token and the ways into an account.
 *
 * Before a caller adds, changes or removes a way in, they show that the account is
 * theirs. `struct proven` says so. Verbs that change such ways take one, and ask in their
 * transaction whether it still holds. Only signin makes them: elsewhere the type is
 * incomplete (maker.h, which MADE_BY in tools/layers.py gives to signin alone).
 *
 * A grant is begun at one time and used at another: a question to a provider, the link of
 * a letter, a challenge. It depends on its account's epoch (account_raise), and on the
 * session that began it, if any. Its row keeps both, and the transaction that uses it
 * asks whether it still holds.
 */
#pragma once
#include "domain/proof/problems.h"
#include "domain/session/session.h"

/* PROOF_BY_PASSWORD: an account that has a password has shown at least that. */
enum proof_need { PROOF_LATELY, PROOF_BY_PASSWORD };

struct proven;                       /* whose, in which session and how */
id proven_account(const struct proven *);
/* ERR_FORBIDDEN proof_needed: the proof has ended since it was made, or shows less than `need`. */
err proof_stands(tx *, const struct proven *, enum proof_need need);

struct grant { id account, session; i64 epoch; };            /* session 0: of none */
struct grant proven_grant(const struct proven *);            /* ends with the session that proved it */
static inline struct grant grant_of(const struct account *a) { return (struct grant){ .account = a->id, .epoch = a->epoch }; }
err grant_stands(tx *, const struct grant *, bool *stands);

extern const struct capability proof_capability;
