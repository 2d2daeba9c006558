/* Reading: how far one has come, and what is left. */
#include "base/problems.h"
#include "base/str.h"
#include "domain/channel/reading.h"
#include "domain/message/message.h"
#include "domain/talk/talk_own.h"

SHAPE(read_wish,
    FIELD(read_wish, id), FIELD(read_wish, message_id, .doc = "Of this channel"),
    FIELD(read_wish, seq, .min = 0, .max = INT64_MAX, .doc = "One past the last counts as the last"));
SHAPE(read_state,
    FIELD(read_state, channel_id), FIELD(read_state, last_read_message_id), FIELD(read_state, last_read_seq),
    FIELD(read_state, unread_count), FIELD(read_state, mention_count));
SHAPE(unread_channel,
    FIELD(unread_channel, channel_id), FIELD(unread_channel, kind, .words = channel_kind_words), FIELD(unread_channel, unread_count),
    FIELD(unread_channel, mention_count), FIELD(unread_channel, last_seq), FIELD(unread_channel, last_read_seq),
    FIELD(unread_channel, muted));
SHAPE(unread_sum,
    FIELD(unread_sum, unread_count, .doc = "Of all that are not muted; of direct ones the latest 10,000 count"), FIELD(unread_sum, mention_count, .doc = "Likewise"),
    FIELD(unread_sum, request_count, .doc = "Requests to the caller; at most 10,000"),
    FIELD_PAGE(unread_sum, channels, &unread_channel_shape, .doc = "Those with something unread, latest activity first, at most 1,000"));

/* ---- reading on ---- */

/* Where the wish leads, for somebody who sees it; 0: nowhere. */
static err place_read(ctx *c, const struct channel_kept *k, const struct read_wish *w, struct message_place *out)
{
    const struct seat *s = &k->seat;
    i64 seq = w->seq.v < s->last_seq ? w->seq.v : s->last_seq;

    *out = (struct message_place){ .seq = 0 };
    if (w->seq.is == GIVEN && seq == s->last_seq)
        *out = (struct message_place){ k->last_message, seq };
    else if (w->seq.is == GIVEN)
        return seq <= s->last_read ? OK : message_place_at(c, s->channel, seq, out);
    else
        TRY(message_place_of(c, s->channel, w->message_id.v, out));
    return w->seq.is == GIVEN || seat_sees(s, out->seq) ? OK : fail(c, &message_not_found);
}

err talk_read(ctx *c, id me, const struct read_wish *w, struct read_state *out)
{
    struct message_place place;
    struct channel_kept kept;
    struct reading now;

    if ((w->message_id.is == GIVEN) == (w->seq.is == GIVEN))
        return fail_field_saying(c, S("message_id"), &required, "Say message_id or seq, and only one of them.");
    TRY(channel_get(c, me, w->id, &kept));
    if (!kept.seat.member)
        return fail(c, &not_a_member);
    TRY(place_read(c, &kept, w, &place));
    TRY(channel_read(c, &kept, place.id, place.seq, &now));
    *out = (struct read_state){ now.channel, { now.message.v ? GIVEN : NULLED, now.message }, now.seq, now.unread, now.mentions };
    if (now.seq > kept.seat.last_read)
        read_tell(c, &kept.seat, out);
    return OK;
}

/* ---- what is unread ---- */

err talk_unread(ctx *c, id me, struct unread_sum *out)
{
    struct unread all;

    TRY(channels_unread(c, me, &all));
    *out = (struct unread_sum){ all.unread, all.mentions, all.requests,
                                { .at = arena_array(&c->arena, struct unread_channel, all.channels.n), .n = all.channels.n } };
    for (size_t i = 0; i < all.channels.n; i++) {
        const struct unread_row *r = &all.channels.at[i];
        out->channels.at[i] = (struct unread_channel){ r->channel_id, str_of(channel_kind_words[r->kind]), r->unread_count,
                                                       r->mention_count, r->last_seq, r->last_read_seq, r->muted };
    }
    return OK;
}
