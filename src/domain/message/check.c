/*
 * Are the numbers of each channel's messages dense, up to the last one that the channel knows, and has it as many pins as it counts? And
 * do the marks agree with the replies, and the counts with the reactions? In short pages, each of one transaction, so that a running
 * server does no harm.
 */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

enum { AT_ONCE = 20 };

SHAPE(message_tally, FIELD(message_tally, channel_id), FIELD(message_tally, n), FIELD(message_tally, first), FIELD(message_tally, last));
SHAPE(message_by, FIELD(message_by, id), FIELD(message_by, channel_id));

SHAPE(message_pinned, FIELD(message_pinned, channel_id), FIELD(message_pinned, n));

struct numbers_look { id after, wrong, pins; size_t channels; i64 messages; };       /* pins: the channel whose count of them is wrong */

static bool is_dense(const struct channel_fact *f, const message_tally_page *tallies, i64 *messages)
{
    for (size_t i = 0; i < tallies->n; i++) {
        const struct message_tally *m = &tallies->at[i];
        if (m->channel_id.v != f->channel_id.v)
            continue;
        *messages += m->n;
        return m->n == f->last_seq && m->first == 1 && m->last == f->last_seq;
    }
    return !f->last_seq;
}

static bool pins_agree(const struct channel_fact *f, const message_pinned_page *pins)
{
    for (size_t i = 0; i < pins->n; i++)
        if (pins->at[i].channel_id.v == f->channel_id.v)
            return pins->at[i].n == f->pin_count;
    return !f->pin_count;
}

static err numbers_look(tx *t, void *arg)
{
    struct numbers_look *l = arg;
    message_tally_page tallies = { .n = 0 };
    message_pinned_page pins;
    channel_fact_page facts;

    TRY(channel_facts_after_in(t, l->after, AT_ONCE, &facts));
    l->channels = facts.n;
    if (!facts.n)
        return OK;
    TRY(q_message_tallies(t, l->after, facts.at[facts.n - 1].channel_id, &tallies));
    TRY(q_message_pins_counted(t, l->after, facts.at[facts.n - 1].channel_id, &pins));
    for (size_t i = 0; i < facts.n && !l->wrong.v && !l->pins.v; i++) {
        if (!is_dense(&facts.at[i], &tallies, &l->messages))
            l->wrong = facts.at[i].channel_id;
        else if (!pins_agree(&facts.at[i], &pins))
            l->pins = facts.at[i].channel_id;
    }
    l->after = facts.at[facts.n - 1].channel_id;
    return OK;
}

static err numbers_walk(ctx *c, struct numbers_look *l, i64 *channels)
{
    struct arena_mark mark = arena_mark(&c->arena);

    do {
        struct numbers_look next = *l;
        TRY(transact(c, numbers_look, &next));
        *l = next;
        *channels += (i64)l->channels;
        arena_rewind(&c->arena, mark);
    } while (l->channels == AT_ONCE && !l->wrong.v && !l->pins.v);
    return OK;
}

static err first_wrong(ctx *c, id *replies, id *counts)
{
    message_by_page page;

    TRY(q_threads_wrong(c, &page));
    *replies = page.n ? page.at[0].id : (id){ 0 };
    TRY(q_reactions_wrong(c, &page));
    *counts = page.n ? page.at[0].id : (id){ 0 };
    return OK;
}

err message_check(ctx *c, struct capability_check *out)
{
    struct numbers_look l = { .after = { 0 } };
    id replies, counts;
    i64 channels = 0;

    TRY(numbers_walk(c, &l, &channels));
    TRY(first_wrong(c, &replies, &counts));
    out->looked_at = arena_format(&c->arena, "%lld messages of %lld channels: their numbers, pins, replies and reactions",
                                  (long long)l.messages, (long long)channels);
    if (l.wrong.v)
        out->wrong = arena_format(&c->arena, "channel %lld: the numbers of its messages have gaps", (long long)l.wrong.v);
    else if (l.pins.v)
        out->wrong = arena_format(&c->arena, "channel %lld: its count of pins is not theirs", (long long)l.pins.v);
    else if (replies.v)
        out->wrong = arena_format(&c->arena, "message %lld: its count of replies is not theirs", (long long)replies.v);
    else if (counts.v)
        out->wrong = arena_format(&c->arena, "message %lld: its counts are not those of its reactions", (long long)counts.v);
    return OK;
}
