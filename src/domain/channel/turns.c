/*
 * The numbers of several messages to one channel, by different senders, in one transaction: who of them may send is read for all
 * at once, and nobody waits for the answers to what is written.
 */
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/reading.sql.h"

SHAPE(turn_free,
    FIELD(turn_free, user_id), FIELD(turn_free, mention_count), FIELD(turn_free, kind), FIELD(turn_free, last_seq));

static const struct turn_free *free_among(const turn_free_page *page, id sender)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == sender.v)
            return &page->at[i];
    return NULL;
}

/* Where checks may hope, one that fails undoes all of it, and it runs again; where not, who may not act is left out. */
static err acts(tx *t, id who, bool *does)
{
    err e = account_acts_in(t, who);

    *does = e == OK;
    if (e != ERR_FORBIDDEN && e != ERR_NOT_FOUND)
        return e;
    failure_begin(tx_failure(t), tx_failure(t)->arena);
    return OK;
}

static err bid_take(tx *t, id channel, i64 seq, const struct turn_free *f, struct channel_bid *b)
{
    b->taken = true;
    b->turn = (struct channel_turn){ seq, (enum channel_kind)f->kind, false };
    TRY(q_turn_note(t, channel, b->sender, seq, b->message, tx_now(t)));
    return f->mention_count ? sender_mentions_clear(t, b->sender, channel) : OK;
}

err channel_take_seqs(tx *t, id channel, struct channel_bid *bids, size_t n)
{
    ids senders = { arena_array(tx_arena(t), id, n), n };
    id last = { 0 };
    turn_free_page page;
    i64 seq = 0;

    for (size_t i = 0; i < n; i++)
        TRY(acts(t, senders.at[i] = bids[i].sender, &bids[i].taken));
    TRY(q_turns_free(t, channel, senders, tx_now(t), &page));
    if (page.n)
        seq = page.at[0].last_seq;
    for (size_t i = 0; i < n; i++) {
        const struct turn_free *f = free_among(&page, bids[i].sender);
        bool may = bids[i].taken && f;
        bids[i].taken = false;
        if (!may)
            continue;
        TRY(bid_take(t, channel, ++seq, f, &bids[i]));
        last = bids[i].message;
    }
    return last.v ? q_turn_take(t, channel, seq, last, tx_now(t)) : OK;
}
