/*
 * Reactions: any number of people with one emoji, one person with any number of emoji, a message with at most so many different ones.
 * Counts are kept, and change in the transaction of the reaction, which also shows what the message then has.
 */
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "text/emoji.h"
#include "work/sweep.h"

SHAPE(message_reacted,
    FIELD(message_reacted, message_id), FIELD(message_reacted, emoji), FIELD(message_reacted, user_id), FIELD(message_reacted, made));
SHAPE(message_reaction,
    FIELD(message_reaction, emoji), FIELD(message_reaction, user, .of = &card_shape), FIELD(message_reaction, created_at));

struct reacting { id me, which, channel; str emoji; bool set, changed; struct message *out; };

static err emoji_take(ctx *c, str text, str *out)
{
    if (emoji_read(&c->arena, text, out))
        return OK;
    (void)failure_field(&c->failure, S("emoji"), &invalid_emoji);
    return fail(c, &invalid_emoji);
}

/* ---- one reaction ---- */

/* `count`: how many there are with it now; -1: nothing changed. */
static err reaction_add(tx *t, id message, str emoji, id who, i64 *count)
{
    struct message_count_row now;
    id made = tx_new_id(t);
    i64 added;

    *count = -1;
    TRY(q_message_react(t, message, emoji, who, made, &added));
    if (!added)
        return OK;
    TRY(q_message_count_add(t, message, emoji, made, &now));
    *count = now.count;
    return OK;
}

static err reaction_take(tx *t, id message, str emoji, id who, i64 *count)
{
    message_reacted_page taken;
    struct message_count_row now;

    *count = -1;
    TRY(q_message_unreact(t, message, emoji, who, &taken));
    err e = taken.n ? q_message_count_take(t, message, emoji, taken.at[0].made, &now) : ERR_NOT_FOUND;
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;      /* a deleted message counts none */
    *count = now.count;
    return now.count ? OK : q_message_count_end(t, message, emoji);
}

/* The number is for those who listen: nobody hears of a message from before they came. */
static err reaction_tell(tx *t, const struct message_row *row, enum channel_kind kind, str emoji, id who, bool set, i64 count)
{
    return message_tell(t, row, &(struct message_told){
        .type = set ? S("reaction_added") : S("reaction_removed"), .channel_id = row->channel_id, .message_id = row->id,
        .seq = { GIVEN, row->seq }, .emoji = { GIVEN, emoji }, .user_id = { GIVEN, who }, .count = { GIVEN, count },
        .channel_kind = str_of(channel_kind_words[kind]),
    });
}

/* ---- a person reacts ---- */

/* What the message has now, for the answer. */
static err reactions_read(tx *t, const struct reacting *in)
{
    message_reactions_page *out = &in->out->reactions;
    ids which = { (id *)&in->which, 1 };
    message_count_row_page counts;
    message_own_row_page own;

    TRY(q_message_counts_get(t, which, &counts));
    TRY(q_message_own_reactions(t, in->me, which, &own));
    *out = (message_reactions_page){ .at = arena_array(tx_arena(t), struct message_reactions, counts.n), .n = counts.n };
    for (size_t i = 0; i < counts.n; i++) {
        out->at[i] = (struct message_reactions){ counts.at[i].emoji, counts.at[i].count, false };
        for (size_t k = 0; k < own.n; k++)
            out->at[i].me |= str_eq(own.at[k].emoji, counts.at[i].emoji);
    }
    return OK;
}

static err react(tx *t, void *arg)
{
    struct reacting *in = arg;
    struct message_row row;
    struct seat seat;
    i64 count;

    TRY(channel_writes_in(t, in->me, in->channel, &seat));
    TRY(message_meet_in(t, &seat, in->which, &row));
    if (row.deleted)
        return tx_fail(t, &message_deleted);
    TRY((in->set ? reaction_add : reaction_take)(t, row.id, in->emoji, in->me, &count));
    TRY(reactions_read(t, in));
    in->changed = count >= 0;
    if (!in->changed)
        return OK;
    if (in->set && in->out->reactions.n > REACTIONS_MOST)
        return tx_fail(t, &too_many_reactions);
    return reaction_tell(t, &row, seat.kind, in->emoji, in->me, in->set, count);
}

/* What changes something counts, also where it is taken back: everybody who listens hears of it. */
static err rated(ctx *c, struct reacting *in)
{
    i64 now = ctx_now(c).ms / 1000;
    u64 of = rate_of_id(c->world, in->me);
    struct rate r = rate_take(c->world, &message_reactions_minutely, of, now);

    TRY(rate_refuse(c, &r, "reactions"));
    err e = transact(c, react, in);
    if (e != OK || !in->changed)
        rate_give_back(c->world, &message_reactions_minutely, of, now);
    return e;
}

static err begin(ctx *c, id me, id which, str emoji, bool set, struct message *out)
{
    struct reacting in = { .me = me, .which = which, .set = set, .out = out };
    struct message_view view;

    TRY(emoji_take(c, emoji, &in.emoji));
    TRY(message_show(c, me, which, &view));
    message_of(&view, out);
    in.channel = out->channel_id;
    return rated(c, &in);
}

err message_react(ctx *c, id me, id which, str emoji, struct message *out)
{
    return begin(c, me, which, emoji, true, out);
}

err message_unreact(ctx *c, id me, id which, str emoji, struct message *out)
{
    return begin(c, me, which, emoji, false, out);
}

/* ---- who reacted ---- */

/* Without people who are erased: their reactions are on the way out. */
static err people_show(ctx *c, id me, const message_reacted_page *page, message_reaction_page *out)
{
    ids who = { arena_array(&c->arena, id, page->n), page->n };
    card_page cards;

    for (size_t i = 0; i < page->n; i++)
        who.at[i] = page->at[i].user_id;
    TRY(cards_get(c, me, ids_once(&c->arena, who), NULL, &cards));
    *out = (message_reaction_page){ .at = arena_array(&c->arena, struct message_reaction, page->n) };
    for (size_t i = 0; i < page->n; i++) {
        const struct card *card = card_among(&cards, page->at[i].user_id);
        if (card)
            out->at[out->n++] = (struct message_reaction){ page->at[i].emoji, *card, { id_ms(page->at[i].made) } };
    }
    return OK;
}

err message_reactions(ctx *c, id me, id which, str emoji, id before, i64 limit, message_reaction_page *out, id *next)
{
    maybe_str with = { emoji.n ? GIVEN : NULLED, emoji };
    id from = before.v ? before : (id){ INT64_MAX };
    message_reacted_page page = { .n = 0 };
    struct message_kept *m;
    struct seat seat;

    if (emoji.n)
        TRY(emoji_take(c, emoji, &with.v));
    TRY(message_meet(c, me, which, &m, &seat));
    if (!m->deleted)
        TRY(q_message_reactions_page(c, which, with, from, limit + 1, &page));
    bool more = (i64)page.n > limit;
    page.n -= more;
    *next = more ? page.at[page.n - 1].made : (id){ 0 };
    return people_show(c, me, &page, out);
}

/* ---- of a message that is deleted ---- */

const char message_strip_job[] = "message_strip", message_unreact_job[] = "message_unreact";

/* Without counts there are none for anybody; the rows of many follow in a sweep. */
err message_reactions_strip(tx *t, id message)
{
    i64 n;

    TRY(q_message_counts_drop(t, message, &n));
    if (!n)
        return OK;
    TRY(q_message_reactions_drop(t, message, SWEEP_BATCH, &n));
    return n < SWEEP_BATCH ? OK : sweep_add(t, message_strip_job, message);
}

static err strip_batch(tx *t, struct sweep_place *s)
{
    i64 n;

    TRY(q_message_reactions_drop(t, s->about, SWEEP_BATCH, &n));
    s->done = n < SWEEP_BATCH;
    return OK;
}

err message_strip_run(ctx *c, str payload) { return sweep_run(c, message_strip_job, payload, strip_batch); }

/* ---- of an account that is erased ---- */

struct unreacting { message_row_page messages; channel_fact_page channels; };

static err messages_read(tx *t, const message_reacted_page *page, struct unreacting *out)
{
    struct arena *a = tx_arena(t);
    ids which = { arena_array(a, id, page->n), page->n }, channels;

    for (size_t i = 0; i < page->n; i++)
        which.at[i] = page->at[i].message_id;
    which = ids_once(a, which);
    *out = (struct unreacting){ .messages = { .n = 0 } };
    if (!which.n)
        return OK;
    TRY(q_message_rows_get(t, which, &out->messages));
    channels = (ids){ arena_array(a, id, out->messages.n), out->messages.n };
    for (size_t i = 0; i < out->messages.n; i++)
        channels.at[i] = out->messages.at[i].channel_id;
    return channel_facts_in(t, ids_once(a, channels), &out->channels);
}

/* A channel that is gone hears nothing. */
static err one_tell(tx *t, const struct unreacting *in, const struct message_reacted *r, i64 count)
{
    const struct message_row *row = NULL;

    for (size_t i = 0; i < in->messages.n; i++)
        if (in->messages.at[i].id.v == r->message_id.v)
            row = &in->messages.at[i];
    const struct channel_fact *channel = row ? channel_fact_among(&in->channels, row->channel_id) : NULL;
    return channel ? reaction_tell(t, row, (enum channel_kind)channel->kind, r->emoji, r->user_id, false, count) : OK;
}

static err unreact_batch(tx *t, struct sweep_place *s)
{
    message_reacted_page page;
    struct unreacting in;
    i64 count;

    TRY(q_message_reactions_by(t, s->about, (id){ 0 }, SWEEP_BATCH, &page));
    TRY(messages_read(t, &page, &in));
    for (size_t i = 0; i < page.n; i++) {
        TRY(reaction_take(t, page.at[i].message_id, page.at[i].emoji, s->about, &count));
        TRY(count < 0 ? OK : one_tell(t, &in, &page.at[i], count));
    }
    s->done = page.n < SWEEP_BATCH;
    return OK;
}

err message_unreact_run(ctx *c, str payload) { return sweep_run(c, message_unreact_job, payload, unreact_batch); }
