#include "domain/reaction/reaction.h"
#include "base/str.h"
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/reaction_own.h"
#include "ports/stamps.h"

PROBLEMS_DEFINE(reaction_problems, REACTION_PROBLEMS)

SHAPE(reaction,
    FIELD(reaction, subject_id), FIELD(reaction, user_id), FIELD(reaction, kind), FIELD(reaction, made), FIELD(reaction, post_id),
    FIELD(reaction, author_id), FIELD(reaction, hidden));
SHAPE(reaction_counts,
    FIELD(reaction_counts, subject_id), FIELD(reaction_counts, likes), FIELD(reaction_counts, saves), FIELD(reaction_counts, boosts));
SHAPE(reaction_count_row,
    FIELD(reaction_count_row, subject_id), FIELD(reaction_count_row, likes), FIELD(reaction_count_row, saves),
    FIELD(reaction_count_row, boosts), FIELD(reaction_count_row, gone));
SHAPE(reaction_told,
    FIELD(reaction_told, reaction), FIELD(reaction_told, post_id), FIELD(reaction_told, comment_id), FIELD(reaction_told, user_id),
    FIELD(reaction_told, target_author_id), FIELD(reaction_told, created_at));
SHAPE(reaction_recount_told, FIELD(reaction_recount_told, subjects));

EVENT_KIND(reaction_created, "reaction.created", reaction_told);
EVENT_KIND(reaction_deleted, "reaction.deleted", reaction_told);
EVENT_KIND(reaction_recounted, "reaction.recounted", reaction_recount_told);

const char *const reaction_words[] = { "like", "save", "boost", NULL };

err reaction_read(ctx *c, str word, enum reaction_kind *out)
{
    for (int i = 0; i < REACTION_KINDS; i++)
        if (str_eq(word, str_of(reaction_words[i]))) {
            *out = (enum reaction_kind)i;
            return OK;
        }
    return fail(c, &unknown_reaction);
}

/* ---- within a caller's transaction ---- */

struct reaction_told reaction_told_of(const struct reaction *r)
{
    bool is_comment = r->subject_id.v != r->post_id.v;

    return (struct reaction_told){
        .reaction = str_of(reaction_words[r->kind]),
        .post_id = r->post_id,
        .comment_id = { is_comment ? GIVEN : NULLED, is_comment ? r->subject_id : (id){ 0 } },
        .user_id = r->user_id,
        .target_author_id = r->author_id,
        .created_at = { id_ms(r->made) },
    };
}

static err count_change(tx *t, const struct reaction *r, i64 n, bool *gone, struct reaction_counts *out)
{
    struct reaction_counts by = counts_of(r->subject_id, r->kind, n);
    struct reaction_count_row row;

    TRY(q_reaction_count_add(t, by.subject_id, by.likes, by.saves, by.boosts, &row));
    *gone = row.gone;
    *out = (struct reaction_counts){ row.subject_id, row.likes, row.saves, row.boosts };
    return OK;
}

/* It is set already. */
static err done_before(tx *t, const struct reaction *r, struct reaction_done *out)
{
    struct reaction was;

    TRY(q_reaction_get(t, r->subject_id, r->user_id, r->kind, &was));
    out->made = was.made;
    return reaction_counts_in(t, r->subject_id, &out->counts);
}

err reaction_set(tx *t, enum reaction_kind kind, id me, const struct reaction_on *on, id made, struct reaction_done *out)
{
    struct reaction r = { reaction_subject(on), me, kind, made.v ? made : tx_new_id(t), on->post, on->author, false };
    i64 added;
    bool gone;

    TRY(q_reaction_add(t, r.subject_id, me, kind, r.made, r.post_id, r.author_id, &added));
    *out = (struct reaction_done){ .changed = added > 0, .made = r.made };
    if (!out->changed)
        return done_before(t, &r, out);
    TRY(count_change(t, &r, 1, &gone, &out->counts));
    struct reaction_told told = reaction_told_of(&r);
    return event_tell(t, reaction_created, r.post_id, &told);
}

/* What goes with a deleted subject has no event: its rows may still be on their way. */
err reaction_unset(tx *t, enum reaction_kind kind, id me, id subject, struct reaction_done *out)
{
    struct reaction was;
    bool gone;
    err e = q_reaction_drop(t, subject, me, kind, &was);

    *out = (struct reaction_done){ 0 };
    if (e == ERR_NOT_FOUND)
        return reaction_counts_in(t, subject, &out->counts);
    TRY(e);
    TRY(count_change(t, &was, was.hidden ? 0 : -1, &gone, &out->counts));
    if (gone)
        return reaction_counts_in(t, subject, &out->counts);
    out->changed = true;
    out->made = was.made;
    struct reaction_told told = reaction_told_of(&was);
    return event_tell(t, reaction_deleted, was.post_id, &told);
}

/* ---- the budget ---- */

err reaction_take(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &likes_per_hour, rate_of_id(c->world, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "reactions");
}

void reaction_give_back(ctx *c, id me)
{
    rate_give_back(c->world, &likes_per_hour, rate_of_id(c->world, me), ctx_now(c).ms / 1000);
}

/* Whoever reacts has a tie more (list.c). */
static void ear(void *world, const struct event *e)
{
    struct reaction_told told;
    char room[1024];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read(&a, e, reaction_created, &told) == OK)
        stamp_raise(world, STAMP_REACTIONS, told.user_id);
    arena_close(&a);
}

static const struct listens listeners[] = {
    { KINDS(&reaction_created), ear },
    {0}
};

extern const struct migration reaction_migrations[];

SETTINGS_DEFINE(reaction_settings, REACTION_SETTINGS);
RATES_DEFINE(reaction_rates, REACTION_RATES);
PERMISSIONS_DEFINE(reaction_permissions, REACTION_PERMISSIONS);

const struct capability reaction_capability = {
    .name = "reaction",
    .problems = reaction_problems,
    .permissions = reaction_permissions,
    .settings = &reaction_settings_group,
    .rates = reaction_rates,
    .events = KINDS(&reaction_created, &reaction_deleted, &reaction_recounted),
    .migrations = reaction_migrations,
    .statements = reaction_statements,
    .consumers = reaction_consumers,
    .listeners = listeners,
    .jobs = reaction_jobs,
    .check = reaction_check,
    .belongings = reaction_belongings,
};
