/* What a channel is to one person: read by one statement, for one channel or for many. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"

#define S_(m) FIELD(seat_row, m)
SHAPE(seat_row,
    S_(id), S_(kind), S_(name), S_(topic), S_(description), S_(avatar_url), S_(owner_id), S_(low_id), S_(high_id), S_(announcement),
    S_(slow_mode_seconds), S_(history_since_joined), S_(opened), S_(archived_at), S_(member_count), S_(pin_count), S_(last_seq),
    S_(last_message_id), S_(active_at), S_(created_at), S_(updated_at), S_(made), S_(joined_at), S_(role), S_(visible_from_seq),
    S_(member_opened), S_(listed_from_seq), S_(last_read_seq), S_(last_read_message_id), S_(mention_count), S_(muted), S_(muted_until),
    S_(last_sent_at), S_(request), S_(banned));

/* ---- the rule ---- */

/* Everybody may read a public channel but the banned; of the others, members. */
static bool row_reads(const struct seat_row *r)
{
    return r->made.v || (r->kind == CHANNEL_PUBLIC && !r->banned);
}

/* A closed history begins for a member where they joined, unless it was opened since; what they put out of their sight stays there. */
static i64 row_floor(const struct seat_row *r)
{
    bool closed = r->made.v && r->history_since_joined && r->member_opened == r->opened;
    i64 joined = closed ? r->visible_from_seq : 1, listed = r->listed_from_seq + 1;

    return joined > listed ? joined : listed > 1 ? listed : 1;
}

/* One that was accepted is none any more. */
static enum channel_request row_request(const struct seat_row *r)
{
    return r->request == REQUEST_ACCEPTED ? REQUEST_NONE : (enum channel_request)r->request;
}

void seat_of(id me, const struct seat_row *r, struct seat *out)
{
    *out = (struct seat){
        .channel = r->id, .me = me, .kind = (enum channel_kind)r->kind, .there = true, .member = r->made.v != 0, .banned = r->banned,
        .reads = row_reads(r), .role = (enum channel_role)r->role, .request = row_request(r),
        .announcement = r->announcement, .archived = r->archived_at.is == GIVEN,
        .peer = r->low_id.v == me.v ? r->high_id : r->low_id, .visible_from = row_floor(r), .last_read = r->last_read_seq,
        .last_seq = r->last_seq, .member_count = r->member_count,
    };
}

static void kept_of(id me, const struct seat_row *r, struct channel_kept *out)
{
    *out = (struct channel_kept){
        .name = r->name, .topic = r->topic, .description = r->description, .avatar_url = r->avatar_url, .owner = r->owner_id,
        .slow_mode_seconds = r->slow_mode_seconds, .since_joined = r->history_since_joined, .archived_at = r->archived_at,
        .pin_count = r->pin_count, .last_message = r->last_message_id, .active_at = r->active_at, .created_at = r->created_at,
        .updated_at = r->updated_at, .last_read_message = r->last_read_message_id, .mention_count = r->mention_count,
        .listed_from = r->listed_from_seq, .muted = r->muted, .muted_until = r->muted_until,
    };
    seat_of(me, r, &out->seat);
}

/* ---- one ---- */

static bool row_found(const seat_row_page *page)
{
    return page->n && row_reads(page->at);
}

static err row_read(ctx *c, id me, id channel, struct seat_row *out)
{
    seat_row_page page;

    TRY(q_seats_get(c, me, ((ids){ &channel, 1 }), &page));
    if (!row_found(&page))
        return fail(c, &channel_not_found);
    *out = page.at[0];
    return OK;
}

err seat_row_in(tx *t, id me, id channel, struct seat_row *out)
{
    seat_row_page page;

    TRY(q_seats_get(t, me, ((ids){ &channel, 1 }), &page));
    if (!row_found(&page))
        return tx_fail(t, &channel_not_found);
    *out = page.at[0];
    return OK;
}

err channel_seat(ctx *c, id me, id channel, struct seat *out)
{
    struct seat_row row;

    TRY(row_read(c, me, channel, &row));
    seat_of(me, &row, out);
    return OK;
}

err channel_seat_in(tx *t, id me, id channel, struct seat *out)
{
    struct seat_row row;

    TRY(seat_row_in(t, me, channel, &row));
    seat_of(me, &row, out);
    return OK;
}

err channel_get(ctx *c, id me, id channel, struct channel_kept *out)
{
    struct seat_row row;

    TRY(row_read(c, me, channel, &row));
    kept_of(me, &row, out);
    return OK;
}

err channel_get_in(tx *t, id me, id channel, struct channel_kept *out)
{
    struct seat_row row;

    TRY(seat_row_in(t, me, channel, &row));
    kept_of(me, &row, out);
    return OK;
}

/* ---- many ---- */

/* The rows by rising id, since the store gives them in no order. */
static const struct seat_row *row_among(const seat_row_page *rows, id channel)
{
    return rows->n ? bsearch(&channel, rows->at, rows->n, sizeof *rows->at, id_compare) : NULL;
}

static err rows_read(ctx *c, id me, ids channels, seat_row_page *out)
{
    *out = (seat_row_page){ .n = 0 };
    TRY(channels.n ? q_seats_get(c, me, channels, out) : OK);
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, id_compare);
    return OK;
}

err channel_seats(ctx *c, id me, ids channels, seat_page *out)
{
    seat_row_page rows;

    TRY(rows_read(c, me, channels, &rows));
    *out = (seat_page){ .at = arena_array(&c->arena, struct seat, channels.n), .n = channels.n };
    for (size_t i = 0; i < channels.n; i++) {
        const struct seat_row *row = row_among(&rows, channels.at[i]);
        out->at[i] = (struct seat){ .channel = channels.at[i], .me = me };
        if (row)
            seat_of(me, row, &out->at[i]);
    }
    return OK;
}

err channels_get(ctx *c, id me, ids channels, channel_kept_page *out)
{
    seat_row_page rows;

    TRY(rows_read(c, me, channels, &rows));
    *out = (channel_kept_page){ .at = arena_array(&c->arena, struct channel_kept, channels.n) };
    for (size_t i = 0; i < channels.n; i++) {
        const struct seat_row *row = row_among(&rows, channels.at[i]);
        if (row && row_reads(row))
            kept_of(me, row, &out->at[out->n++]);
    }
    return OK;
}
