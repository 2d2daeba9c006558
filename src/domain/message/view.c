/*
 * Who may see a message, and what it is to a viewer. The rule is seat_sees of the channel's seat, for the message itself, for what
 * it answers, and for what it was forwarded from; everything that shows messages comes through here.
 *
 * A page takes, beside what brought the ids: the words (none with a warm cache), the seats, the marks (two, or none), senders, and
 * where there are any, own reactions and how far others have read.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

enum { REPLY_MOST = 200 };           /* characters of what is answered */

SHAPE(message_own_row, FIELD(message_own_row, message_id), FIELD(message_own_row, emoji));

struct look {
    ctx *c;
    id me;
    const struct seat *known;                    /* of the channel that all are of; NULL: it is looked up */
    const struct message_kept **of;              /* those that are seen, */
    const struct seat **seats;                   /* with their seats */
    size_t n;
    struct message_kept *all;                    /* those that were asked for */
    size_t asked;
    ids related;                                 /* what they answer and where they come from */
    struct message_kept *related_kept;
    seat_page others;                            /* by rising id */
    struct message_marks *marks;
    author_page authors;
    message_own_row_page own;
    channel_furthest_page read_by_others;
};

static const struct seat nowhere = { .there = false };

/* ---- what else is needed ---- */

static err related_read(struct look *l)
{
    ids which = { arena_array(&l->c->arena, id, 2 * l->asked), 0 };
    id channel = l->known ? l->known->channel : (id){ 0 };

    for (size_t i = 0; i < l->asked; i++) {
        which.at[which.n++] = l->all[i].reply_to;
        which.at[which.n++] = l->all[i].forward_of;
        channel = l->all[i].forward_of.v ? (id){ 0 } : channel;
    }
    l->related = ids_once(&l->c->arena, which);
    return l->related.n ? messages_kept(l->c, channel, l->related, &l->related_kept) : OK;
}

static const struct message_kept *related_among(const struct look *l, id which)
{
    id *at = which.v ? ids_find(l->related, which) : NULL;
    const struct message_kept *m = at ? &l->related_kept[at - l->related.at] : NULL;

    return m && m->id.v ? m : NULL;
}

static void channel_note(const struct look *l, id channel, ids *to)
{
    if (!l->known || l->known->channel.v != channel.v)
        to->at[to->n++] = channel;
}

static err seats_read(struct look *l)
{
    ids which = { arena_array(&l->c->arena, id, 2 * l->asked), 0 };

    for (size_t i = 0; i < l->asked; i++) {
        channel_note(l, l->all[i].channel_id, &which);
        channel_note(l, l->all[i].forward_channel, &which);
    }
    which = ids_once(&l->c->arena, which);
    if (!which.n && !l->known)
        which.at[which.n++] = (id){ INT64_MAX };             /* what is not there takes as long as what is not to be seen */
    return which.n ? channel_seats(l->c, l->me, which, &l->others) : OK;
}

static int seat_compare(const void *channel, const void *seat)
{
    return id_compare(channel, &((const struct seat *)seat)->channel);
}

static const struct seat *seat_at(const struct look *l, id channel)
{
    const struct seat *found = NULL;

    if (l->known && l->known->channel.v == channel.v)
        return l->known;
    if (l->others.n)
        found = bsearch(&channel, l->others.at, l->others.n, sizeof *l->others.at, seat_compare);
    return found ? found : &nowhere;
}

static void seen_keep(struct look *l)
{
    l->of = arena_array(&l->c->arena, const struct message_kept *, l->asked);
    l->seats = arena_array(&l->c->arena, const struct seat *, l->asked);
    for (size_t i = 0; i < l->asked; i++) {
        const struct seat *s = seat_at(l, l->all[i].channel_id);
        if (!l->all[i].id.v || !seat_sees(s, l->all[i].seq))
            continue;
        l->seats[l->n] = s;
        l->of[l->n++] = &l->all[i];
    }
}

static err authors_read(struct look *l)
{
    ids who = { arena_array(&l->c->arena, id, 3 * l->n), 0 };

    for (size_t i = 0; i < l->n; i++) {
        const struct message_kept *answered = related_among(l, l->of[i]->reply_to);
        who.at[who.n++] = l->of[i]->sender_id;
        who.at[who.n++] = l->of[i]->forward_by;
        who.at[who.n++] = answered ? answered->sender_id : (id){ 0 };
    }
    return authors_reached(l->c, l->me, ids_once(&l->c->arena, who), &l->authors);
}

static err own_read(struct look *l)
{
    ids which = { arena_array(&l->c->arena, id, l->n), 0 };

    for (size_t i = 0; i < l->n; i++)
        if (l->marks[i].reactions.n)
            which.at[which.n++] = l->of[i]->id;
    return which.n ? q_message_own_reactions(l->c, l->me, which, &l->own) : OK;
}

/* Receipts are of direct and group channels, and of interest for one's own messages. */
static err reads_read(struct look *l)
{
    ids which = { arena_array(&l->c->arena, id, l->n), 0 };

    for (size_t i = 0; i < l->n; i++)
        if (l->of[i]->sender_id.v == l->me.v && seat_talks(l->seats[i]))
            which.at[which.n++] = l->of[i]->channel_id;
    return channels_read_by_others(l->c, l->me, ids_once(&l->c->arena, which), &l->read_by_others);
}

static err rest_read(struct look *l)
{
    ids which = { arena_array(&l->c->arena, id, l->n), l->n };

    for (size_t i = 0; i < l->n; i++)
        which.at[i] = l->of[i]->id;
    TRY(messages_marks(l->c, which, &l->marks));
    TRY(authors_read(l));
    TRY(own_read(l));
    return reads_read(l);
}

/* ---- views ---- */

static const struct card *card_of(const struct look *l, id who)
{
    const struct author *a = who.v ? author_among(&l->authors, who) : NULL;

    return a ? &a->card : NULL;
}

/* Its first characters. */
static str beginning(str text)
{
    size_t at = 0;
    u32 rune;

    for (int i = 0; i < REPLY_MOST && at < text.n; i++)
        at += utf8_decode(str_from(text, at), &rune);
    return str_to(text, at);
}

struct message_reply message_reply_of(const struct message_words *w, const struct card *sender)
{
    return (struct message_reply){ w->id, w->seq, sender, { w->content.is, beginning(w->content.v) }, w->deleted };
}

static const struct message_reply *reply_of(const struct look *l, size_t i)
{
    const struct message_kept *m = related_among(l, l->of[i]->reply_to);
    struct message_reply *out;

    if (!m || m->channel_id.v != l->of[i]->channel_id.v || !seat_sees(l->seats[i], m->seq))
        return NULL;
    out = arena_new(&l->c->arena, struct message_reply);
    *out = message_reply_of(&m->words, card_of(l, m->sender_id));
    return out;
}

static const struct message_forward *forward_of(const struct look *l, size_t i)
{
    const struct message_kept *m = l->of[i], *original = related_among(l, m->forward_of);
    struct message_forward *out;

    if (!m->forward_of.v)
        return NULL;
    bool seen = original && seat_sees(seat_at(l, original->channel_id), original->seq);
    enum given is = seen ? GIVEN : NULLED;
    out = arena_new(&l->c->arena, struct message_forward);
    *out = (struct message_forward){ { is, m->forward_of }, { is, m->forward_channel }, card_of(l, m->forward_by),
                                     { id_ms(m->forward_of) } };
    return out;
}

static const struct message_thread *thread_of(const struct look *l, size_t i)
{
    const struct message_marks *m = &l->marks[i];
    struct message_thread *out;

    if (!m->replies && !m->last_reply.v)
        return NULL;
    out = arena_new(&l->c->arena, struct message_thread);
    enum given is = m->last_reply.v ? GIVEN : NULLED;
    *out = (struct message_thread){ m->replies, { is, { is == GIVEN ? id_ms(m->last_reply) : 0 } }, { is, m->last_reply } };
    return out;
}

static void own_mark(const struct look *l, id message, message_reactions_page *reactions)
{
    for (size_t k = 0; k < l->own.n; k++)
        for (size_t i = 0; l->own.at[k].message_id.v == message.v && i < reactions->n; i++)
            if (str_eq(reactions->at[i].emoji, l->own.at[k].emoji))
                reactions->at[i].me = true;
}

static bool is_read(const struct look *l, size_t i)
{
    const struct message_kept *m = l->of[i];

    if (m->sender_id.v != l->me.v)
        return l->seats[i]->member && m->seq <= l->seats[i]->last_read;
    for (size_t k = 0; k < l->read_by_others.n; k++)
        if (l->read_by_others.at[k].channel_id.v == m->channel_id.v)
            return m->seq <= l->read_by_others.at[k].seq;
    return false;
}

static void view_make(const struct look *l, size_t i, struct message_view *out)
{
    const struct message_kept *m = l->of[i];
    const struct author *by = m->sender_id.v ? author_among(&l->authors, m->sender_id) : NULL;

    own_mark(l, m->id, &l->marks[i].reactions);
    *out = (struct message_view){ .words = &m->words, .sender = m->sender_id, .media_ids = m->media_ids, .json = m->json.json,
                                  .origin = { m->forward_of, m->forward_channel, m->forward_by } };
    out->rest = (struct message_rest){
        .sender = by ? &by->card : NULL, .sender_blocked = by && by->sight.blocking, .reply_to = reply_of(l, i), .thread = thread_of(l, i),
        .media_url.is = NULLED,
        .reactions = l->marks[i].reactions, .forwarded_from = forward_of(l, i),
        .client_ref = { m->sender_id.v == l->me.v ? m->ref.is : NULLED, m->ref.v }, .pinned = l->marks[i].pinned, .is_read = is_read(l, i),
    };
}

/* ---- the verbs ---- */

err messages_look(ctx *c, id me, const struct seat *known, ids which, message_view_page *out)
{
    struct look l = { .c = c, .me = me, .known = known, .asked = which.n };

    *out = (message_view_page){ .n = 0 };
    if (!which.n)
        return OK;
    TRY(messages_kept(c, known ? known->channel : (id){ 0 }, which, &l.all));
    TRY(related_read(&l));
    TRY(seats_read(&l));
    seen_keep(&l);
    if (!l.n)
        return OK;
    TRY(rest_read(&l));
    *out = (message_view_page){ .at = arena_array(&c->arena, struct message_view, l.n), .n = l.n };
    for (size_t i = 0; i < l.n; i++)
        view_make(&l, i, &out->at[i]);
    TRY(message_story_fill(c, me, l.of, out));
    return message_media_fill(c, out);
}

err messages_show(ctx *c, id me, ids which, message_view_page *out)
{
    return messages_look(c, me, NULL, which, out);
}

err message_show(ctx *c, id me, id which, struct message_view *out)
{
    message_view_page page;

    TRY(messages_show(c, me, (ids){ &which, 1 }, &page));
    if (!page.n)
        return fail(c, &message_not_found);
    *out = page.at[0];
    return OK;
}

err message_get(ctx *c, id me, id which, struct message *out)
{
    struct message_view view;

    TRY(message_show(c, me, which, &view));
    message_of(&view, out);
    return OK;
}
