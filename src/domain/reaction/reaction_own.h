/* Shared by the files of this capability. */
#pragma once
#include "domain/reaction/reaction.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* Settings: runtime/setting.h. */
#define REACTION_SETTINGS(X) \
    X(likes_per_hour, INT, "100", 1, 1000000000, "Reactions, boosts and votes of one account in an hour")
SETTINGS_DECLARE(reaction_settings, REACTION_SETTINGS);

/* Rates: ports/rate.h. */
#define REACTION_RATES(X) \
    X(likes_per_hour, "likes", 3600, "likes_per_hour")
RATES_DECLARE(reaction_rates, REACTION_RATES);

/* `gone`: the subject is deleted, and its rows are on their way. */
struct reaction_count_row { id subject_id; i64 likes, saves, boosts; bool gone; };

struct reacted { id subject_id; };
typedef PAGE(reacted) reacted_page;
extern const struct shape reacted_shape, reaction_shape, reaction_counts_shape, reaction_own_shape;
extern const struct shape reaction_told_shape, reaction_recount_told_shape;

/* What `n` reactions of a kind add to a subject's counts. */
static inline struct reaction_counts counts_of(id subject, enum reaction_kind kind, i64 n)
{
    return (struct reaction_counts){
        .subject_id = subject,
        .likes = kind == REACTION_LIKE ? n : 0,
        .saves = kind == REACTION_SAVE ? n : 0,
        .boosts = kind == REACTION_BOOST ? n : 0,
    };
}

struct reaction_told reaction_told_of(const struct reaction *);

/* leave.c: all reactions of a subject or an account go, or come back, in batches. */
extern const struct consumer reaction_consumers[];
extern const struct job_kind reaction_jobs[];

/* check.c, export.c */
err reaction_check(ctx *, struct capability_check *out);
extern const struct belongings reaction_belongings[];
