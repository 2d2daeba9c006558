/* The history of a channel: by its index of numbers, so that a page costs the same at the top and anywhere below. */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

/* ---- places ---- */

err message_anchor(ctx *c, const struct seat *s, str field, str text, i64 *seq)
{
    struct message_kept *m;
    id which;

    if (str_starts(text, S("seq:")) && str_to_i64(str_from(text, 4), seq) && *seq >= 0)
        return OK;
    if (!id_parse(text, &which))
        return fail_field_saying(c, field, &invalid_form, "This must be the id of a message, or seq: and a number.");
    TRY(messages_kept(c, s->channel, (ids){ &which, 1 }, &m));
    if (!m->id.v || m->channel_id.v != s->channel.v || !seat_sees(s, m->seq))
        return fail(c, &message_not_found);
    *seq = m->seq;
    return OK;
}

/* ---- pages ---- */

struct reading_on { ctx *c; const struct seat *seat; bool roots; ids which; };

static err older_read(struct reading_on *r, i64 before, i64 most, message_placed_page *out)
{
    id channel = r->seat->channel;
    i64 floor = r->seat->visible_from;

    return r->roots ? q_messages_top_before(r->c, channel, before, floor, most, out)
                    : q_messages_before(r->c, channel, before, floor, most, out);
}

static err newer_read(struct reading_on *r, i64 after, i64 most, message_placed_page *out)
{
    i64 from = after + 1 > r->seat->visible_from ? after + 1 : r->seat->visible_from;

    return r->roots ? q_messages_top_from(r->c, r->seat->channel, from, r->seat->last_seq, most, out)
                    : q_messages_from(r->c, r->seat->channel, from, r->seat->last_seq, most, out);
}

static void newer_add(struct reading_on *r, const message_placed_page *rows, i64 most)
{
    for (i64 i = (i64)rows->n < most ? (i64)rows->n : most; i-- > 0;)
        r->which.at[r->which.n++] = rows->at[i].id;
}

static void older_add(struct reading_on *r, const message_placed_page *rows, i64 most)
{
    for (i64 i = 0; i < (i64)rows->n && i < most; i++)
        r->which.at[r->which.n++] = rows->at[i].id;
}

/* One more than wanted says whether there is more. */
static err older_page(struct reading_on *r, i64 before, i64 most, struct message_ends *ends)
{
    message_placed_page rows;

    TRY(older_read(r, before, most + 1, &rows));
    older_add(r, &rows, most);
    if ((i64)rows.n > most)
        ends->older = most ? rows.at[most - 1].seq : before;
    return OK;
}

static err newer_page(struct reading_on *r, i64 after, i64 most, struct message_ends *ends)
{
    message_placed_page rows;

    TRY(newer_read(r, after, most + 1, &rows));
    newer_add(r, &rows, most);
    if ((i64)rows.n > most)
        ends->newer = most ? rows.at[most - 1].seq : after;
    return OK;
}

/* It, up to half of the page older, the rest newer. */
static err around_page(struct reading_on *r, i64 seq, i64 most, struct message_ends *ends)
{
    message_placed_page older;
    i64 half = most / 2;

    TRY(older_read(r, seq + 1, half + 2, &older));           /* it is the first of these */
    bool there = older.n && older.at[0].seq == seq;
    i64 below = half + there < most ? half + there : most;
    i64 taken = (i64)older.n < below ? (i64)older.n : below;
    TRY(newer_page(r, seq, most - taken, ends));
    older_add(r, &older, taken);
    if ((i64)older.n > taken)
        ends->older = taken ? older.at[taken - 1].seq : seq + 1;
    return OK;
}

err messages_page(ctx *c, const struct seat *s, const struct message_wish *wish, message_view_page *out, struct message_ends *ends)
{
    struct reading_on r = { .c = c, .seat = s, .roots = wish->roots, .which = { arena_array(&c->arena, id, (size_t)wish->limit + 2), 0 } };

    *ends = (struct message_ends){ 0, 0 };
    switch (wish->way) {
    case MESSAGES_BEFORE:
        TRY(older_page(&r, wish->seq < s->last_seq + 1 ? wish->seq : s->last_seq + 1, wish->limit, ends));
        break;
    case MESSAGES_AFTER:
        TRY(newer_page(&r, wish->seq, wish->limit, ends));
        break;
    case MESSAGES_AROUND:
        TRY(around_page(&r, wish->seq, wish->limit, ends));
        break;
    }
    return messages_look(c, s->me, s, r.which, out);
}
