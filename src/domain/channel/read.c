/* How far people have read, and what mentions them. */
#include "domain/channel/reading.h"
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/lists.sql.h"
#include "domain/channel/messaging.h"
#include "domain/channel/reading.sql.h"

enum { UNREAD_MOST = 1000, COUNTED_MOST = 10000 };      /* direct ones, and requests: as many count */

SHAPE(read_moved, FIELD(read_moved, mention_count));
SHAPE(mentioned_user, FIELD(mentioned_user, user_id));
SHAPE(receipt, FIELD(receipt, user_id), FIELD(receipt, message_id), FIELD(receipt, seq), FIELD(receipt, read_at));
SHAPE(unread_row,
    FIELD(unread_row, channel_id), FIELD(unread_row, kind), FIELD(unread_row, unread_count), FIELD(unread_row, mention_count),
    FIELD(unread_row, last_seq), FIELD(unread_row, last_read_seq), FIELD(unread_row, muted), FIELD(unread_row, all_unread),
    FIELD(unread_row, all_mentions));

/* ---- reading on ---- */

struct read_call { const struct channel_kept *was; id message; i64 seq; struct reading *out; };

static struct reading reading_of(const struct channel_kept *k)
{
    const struct seat *s = &k->seat;

    return (struct reading){ s->channel, k->last_read_message, s->last_read, s->last_seq - s->last_read, k->mention_count };
}

/* Those up to there count no more. */
static err mentions_pass(tx *t, id me, id channel, i64 seq, i64 *left)
{
    i64 passed;

    if (!*left)
        return OK;
    TRY(q_mentions_read(t, me, channel, seq, &passed));
    *left -= passed;
    return passed ? q_mentions_count(t, channel, ((ids){ &me, 1 }), -passed) : OK;
}

/* They have read on meanwhile, elsewhere, or are gone. */
static err overtaken(tx *t, const struct read_call *in)
{
    struct channel_kept now;

    TRY(channel_get_in(t, in->was->seat.me, in->was->seat.channel, &now));
    *in->out = reading_of(&now);
    return now.seat.member ? OK : tx_fail(t, &not_a_member);
}

static err read_on(tx *t, void *arg)
{
    const struct read_call *in = arg;
    const struct seat *s = &in->was->seat;
    struct read_moved moved;

    TRY(account_acts_in(t, s->me));
    err e = q_read_move(t, s->channel, s->me, in->seq, in->message, tx_now(t), &moved);
    if (e == ERR_NOT_FOUND)
        return overtaken(t, in);
    TRY(e);
    TRY(mentions_pass(t, s->me, s->channel, in->seq, &moved.mention_count));
    *in->out = (struct reading){ s->channel, in->message, in->seq, s->last_seq - in->seq, moved.mention_count };
    return OK;
}

err channel_read(ctx *c, const struct channel_kept *was, id message, i64 seq, struct reading *out)
{
    if (!was->seat.member)
        return fail(c, &not_a_member);
    *out = reading_of(was);
    if (!message.v || seq <= was->seat.last_read)
        return OK;
    return transact_aside(c, read_on, &(struct read_call){ was, message, seq, out });
}

/* ---- what is unread ---- */

err channels_unread(ctx *c, id me, struct unread *out)
{
    struct channel_tally requests;

    *out = (struct unread){ 0 };
    TRY(q_unread_get(c, me, ctx_now(c), UNREAD_MOST, COUNTED_MOST, &out->channels));
    TRY(q_conversation_requests_count(c, me, COUNTED_MOST, &requests));
    out->requests = requests.n;
    if (out->channels.n) {
        out->unread = out->channels.at[0].all_unread;
        out->mentions = out->channels.at[0].all_mentions;
    }
    return OK;
}

/* ---- receipts ---- */

static bool is_shown(const struct sight *s) { return s->self || s->of.shown; }

/* Those of hidden people wait until they are back, and of two with a block between them neither sees the other's. */
static err shown_keep(ctx *c, id me, sight_question *asks, receipt_page *page)
{
    ids who = { arena_array(&c->arena, id, page->n), page->n };
    sight_page sights;
    size_t n = 0;

    for (size_t i = 0; i < page->n; i++)
        who.at[i] = page->at[i].user_id;
    TRY(sights_of(c, me, who, &sights));
    for (size_t i = 0; i < page->n; i++)
        if (asks(&sights.at[i]))
            page->at[n++] = page->at[i];
    page->n = n;
    return OK;
}

err channel_receipts(ctx *c, const struct seat *s, receipt_page *out)
{
    messaging_row_page own;

    *out = (receipt_page){ .n = 0 };
    if (!seat_talks(s))
        return fail(c, &no_receipts);
    TRY(messagings_get(c, (ids){ (id *)&s->me, 1 }, &own));
    if (!own.at[0].read_receipts || s->request != REQUEST_NONE)
        return OK;
    TRY(q_receipts_get(c, s->channel, s->visible_from, out));
    return shown_keep(c, s->me, s->kind == CHANNEL_DIRECT ? sight_reaches : is_shown, out);
}

/* ---- mentions ---- */

static err mentions_add_to(tx *t, id channel, const mentioned_user_page *page, i64 by)
{
    ids who = { arena_array(tx_arena(t), id, page->n), page->n };

    for (size_t i = 0; i < page->n; i++)
        who.at[i] = page->at[i].user_id;
    return who.n ? q_mentions_count(t, channel, who, by) : OK;
}

err channel_mentioned(tx *t, id channel, ids who, i64 seq)
{
    mentioned_user_page added;

    if (!who.n)
        return OK;
    TRY(q_mentions_add(t, channel, who, seq, &added));
    return mentions_add_to(t, channel, &added, 1);
}

err channel_unmentioned(tx *t, id channel, ids who, i64 seq)
{
    mentioned_user_page gone;

    if (!who.n)
        return OK;
    TRY(q_mentions_take(t, channel, who, seq, &gone));
    return mentions_add_to(t, channel, &gone, -1);
}
