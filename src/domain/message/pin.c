/* Pins: what a channel keeps before everybody's eyes. The channel counts them, so that no two at once pin one too many. */
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

struct pinning { id me, channel, which; bool set; i64 changed; };

err message_pin_strip(tx *t, id channel, id message)
{
    i64 n;

    TRY(q_message_unpin(t, message, &n));
    return n ? channel_pinned(t, channel, -1, PINS_MOST) : OK;
}

static err pin_tell(tx *t, const struct pinning *in, const struct message_row *row, enum channel_kind kind)
{
    return message_tell(t, row, &(struct message_told){
        .type = in->set ? S("message_pinned") : S("message_unpinned"), .channel_id = row->channel_id, .message_id = row->id,
        .seq = { GIVEN, row->seq }, .by = { GIVEN, in->me }, .channel_kind = str_of(channel_kind_words[kind]),
    });
}

static err set(tx *t, const struct message_row *row, i64 *changed)
{
    if (row->deleted)
        return tx_fail(t, &message_deleted);
    TRY(q_message_pin(t, row->id, row->channel_id, tx_new_id(t), changed));
    return *changed ? channel_pinned(t, row->channel_id, 1, PINS_MOST) : OK;
}

static err unset(tx *t, const struct message_row *row, i64 *changed)
{
    TRY(q_message_unpin(t, row->id, changed));
    return *changed ? channel_pinned(t, row->channel_id, -1, PINS_MOST) : OK;
}

static err pin(tx *t, void *arg)
{
    struct pinning *in = arg;
    struct message_row row;
    struct seat seat;

    TRY(channel_writes_in(t, in->me, in->channel, &seat));
    if (!seat_talks(&seat) && !seat_admins(&seat))
        return tx_fail_with(t, ERR_FORBIDDEN, "Only admins of the channel may pin here.");
    TRY(message_meet_in(t, &seat, in->which, &row));
    TRY(in->set ? set(t, &row, &in->changed) : unset(t, &row, &in->changed));
    return in->changed ? pin_tell(t, in, &row, seat.kind) : OK;
}

/* What changes something counts, as reactions do: everybody who listens hears of it. */
static err rated(ctx *c, struct pinning *in)
{
    i64 now = ctx_now(c).ms / 1000;
    u64 of = rate_of_id(c->world, in->me);
    struct rate r = rate_take(c->world, &message_pins_minutely, of, now);

    TRY(rate_refuse(c, &r, "pins"));
    err e = transact(c, pin, in);
    if (e != OK || !in->changed)
        rate_give_back(c->world, &message_pins_minutely, of, now);
    return e;
}

err message_pin(ctx *c, id me, id channel, id which)
{
    return rated(c, &(struct pinning){ me, channel, which, true, 0 });
}

err message_unpin(ctx *c, id me, id channel, id which)
{
    return rated(c, &(struct pinning){ me, channel, which, false, 0 });
}

err message_pins(ctx *c, id me, id channel, message_view_page *out)
{
    message_mark_row_page page;
    struct seat seat;

    TRY(channel_seat(c, me, channel, &seat));
    TRY(q_message_pins(c, channel, &page));
    ids which = { arena_array(&c->arena, id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        which.at[i] = page.at[i].message_id;
    return messages_look(c, me, &seat, which, out);
}
