/*
 * Editing: what stood before is kept as a version. The change is put into the row as it is in the transaction, so that of two edits at
 * once both are in the history. Words that somebody changes are their own: an edited message comes from nowhere else any more.
 */
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/channel/reading.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "text/input.h"

SHAPE(message_version_row,
    FIELD(message_version_row, message_id), FIELD(message_version_row, made), FIELD(message_version_row, content),
    FIELD(message_version_row, created_at));
SHAPE(message_version, FIELD(message_version, content), FIELD(message_version, created_at));

struct editing {
    id me, which, channel;
    str content;
    struct wording wording;
    ids named;
    bool changed;
    struct message *out;
};

/* ---- in the transaction ---- */

static err version_add(tx *t, const struct message_row *was, id made)
{
    return q_message_version_add(t, was->id, made, was->content, was->edited_at.is == GIVEN ? was->edited_at.v : (when){ id_ms(was->id) });
}

static ids without(struct arena *a, ids all, ids those)
{
    ids left = { arena_array(a, id, all.n), 0 };

    for (size_t i = 0; i < all.n; i++)
        if (!ids_find(those, all.at[i]))
            left.at[left.n++] = all.at[i];
    return left;
}

static err mentions_change(tx *t, const struct editing *in, const struct message_row *was)
{
    struct arena *a = tx_arena(t);
    struct wording before;

    TRY(message_wording(a, was, &before));
    ids named = wording_named(a, &before);
    TRY(channel_unmentioned(t, was->channel_id, without(a, named, in->named), was->seq));
    return channel_mentioned(t, was->channel_id, without(a, in->named, named), was->seq);
}

static err edited_tell(tx *t, const struct editing *in, const struct message_row *row, const struct seat *seat)
{
    struct message_told told = message_told_of(row, seat->kind);

    told.type = S("message_edited");
    told.kind.is = told.thread_root_id.is = told.reply_to_id.is = ABSENT;
    told.mentions = in->named;
    told.request = message_request(seat->request == REQUEST_SENT);
    return message_tell(t, row, &told);
}

static err words_change(tx *t, struct editing *in, const struct message_row *was, const struct seat *seat)
{
    id made = tx_new_id(t);
    when at = { id_ms(made) };                   /* as ids rise, so do the times of versions */

    TRY(version_add(t, was, made));
    TRY(mentions_change(t, in, was));
    TRY(q_message_set_words(t, was->channel_id, was->id, in->content, message_wording_pack(tx_arena(t), &in->wording), at));
    in->out->content = (maybe_str){ GIVEN, in->content };
    in->out->mentions = in->wording.mentions;
    in->out->edited_at = (maybe_when){ GIVEN, at };
    in->out->forwarded_from = NULL;
    return edited_tell(t, in, was, seat);
}

static err edit(tx *t, void *arg)
{
    struct editing *in = arg;
    struct message_row was;
    struct seat seat;

    in->changed = false;
    TRY(channel_writes_in(t, in->me, in->channel, &seat));
    TRY(message_row_read(t, in->channel, in->which, &was));
    if (was.deleted)
        return tx_fail(t, &message_deleted);
    in->changed = !str_eq(was.content, in->content);
    return in->changed ? words_change(t, in, &was, &seat) : OK;
}

/* ---- the verb ---- */

err message_fits(ctx *c, str content)
{
    return utf8_length(content) <= MESSAGE_MOST ? OK
         : fail_field_saying(c, S("content"), &too_long, "This must have at most %d characters.", MESSAGE_MOST);
}

static err content_read(ctx *c, maybe_str content, bool may_be_empty, str *out)
{
    if (content.is != GIVEN)
        return fail_field(c, S("content"), &required);
    if (!text_normal(&c->arena, content.v, out))
        return fail_field(c, S("content"), &invalid_text);
    if (!out->n && !may_be_empty)
        return fail_field_saying(c, S("content"), &too_short, "This must not be empty.");
    return message_fits(c, *out);
}

static err rate_use(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &message_edits_minutely, rate_of_id(c->world, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "edits");
}

err message_edit(ctx *c, id me, id which, maybe_str content, struct message *out)
{
    struct editing in = { .me = me, .which = which, .out = out };
    struct message_view view;
    struct seat seat;

    TRY(message_show(c, me, which, &view));
    if (view.sender.v != me.v)
        return fail_with(c, ERR_FORBIDDEN, "This message belongs to somebody else.");
    if (view.words->deleted)
        return fail(c, &message_deleted);
    TRY(content_read(c, content, view.media_ids.n > 0, &in.content));
    TRY(rate_use(c, me));
    in.channel = view.words->channel_id;
    TRY(channel_seat(c, me, in.channel, &seat));
    TRY(message_wording_read(c, me, &seat, in.content, &in.wording, &in.named));
    message_of(&view, out);
    return transact(c, edit, &in);
}

/* ---- history ---- */

/* What stands is the first; it has no place of its own. */
err message_history(ctx *c, id me, id which, id before, i64 most, message_version_page *out, id *next)
{
    struct message_version_row_page rows;
    struct message_view v;

    *next = (id){ 0 };
    TRY(message_show(c, me, which, &v));
    *out = (message_version_page){ .at = arena_array(&c->arena, struct message_version, (size_t)most + 1) };
    if (v.words->deleted)
        return OK;
    if (!before.v)
        out->at[out->n++] = (struct message_version){ v.words->content.v,
                                                      v.words->edited_at.is == GIVEN ? v.words->edited_at.v : v.words->created_at };
    i64 room = most - (i64)out->n;
    TRY(q_message_versions_before(c, which, before.v ? before : (id){ INT64_MAX }, room + 1, &rows));
    for (size_t i = 0; i < rows.n && (i64)i < room; i++)
        out->at[out->n++] = (struct message_version){ rows.at[i].content, rows.at[i].created_at };
    if ((i64)rows.n > room)
        *next = room ? rows.at[room - 1].made : (id){ INT64_MAX };
    return OK;
}
