/*
 * What a question about messages asks for, and the messages that are found. It names the channels where its asker may read, by their
 * labels: what the channels of others say is never looked at, so neither the time that an answer takes nor where its page ends depends
 * on it. Who is in very many channels that are not public asks those with the latest activity. The rule of channels decides about each
 * message all the same.
 */
#include <stdlib.h>
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/search/search_own.h"
#include "runtime/loop.h"

enum { LABELS_MOST = 500, CHUNK_LEAST = 32, CHUNK_MOST = 512 };

/* ---- the question ---- */

struct asking {
    id me;
    const struct messages_asked *asked;
    struct query query;
    bool nobody;                                 /* it asks for messages of somebody who is not there */
    seat_page places;                            /* the channels that are not public, by rising id */
};

static err time_wrong(ctx *c, const char *field)
{
    return fail_field_saying(c, str_of(field), &invalid_time, "This must be a day or a time: 2026-11-21 or 2026-11-21T09:30:00Z.");
}

static err words_read(ctx *c, struct asking *q)
{
    if (query_read_words(&c->arena, q->asked->q, &q->query) == QUERY_FINE)
        return OK;
    (void)failure_field(&c->failure, S("q"), &too_wide);
    return fail(c, &too_wide);
}

static err times_read(ctx *c, struct asking *q)
{
    if (q->asked->before.n && !query_before(&c->arena, &q->query, q->asked->before))
        return time_wrong(c, "before");
    return q->asked->after.n && !query_after(&c->arena, &q->query, q->asked->after) ? time_wrong(c, "after") : OK;
}

static err facts_read(ctx *c, struct asking *q)
{
    static const struct { const char *word; enum query_has what; } facts[] = { { "media", QUERY_MEDIA }, { "link", QUERY_LINK } };

    if (!q->asked->has.n)
        return OK;
    for (size_t i = 0; i < COUNT(facts); i++)
        if (str_eq(q->asked->has, str_of(facts[i].word))) {
            query_label(&c->arena, &q->query, label_has(&c->arena, facts[i].what), false);
            return OK;
        }
    return fail_field(c, S("has"), &invalid_form);
}

/* 0: nobody has that name. What somebody said in a room stays visible, whatever stands between two people. */
static err sender_find(ctx *c, id me, str text, id *out)
{
    account_page found;

    *out = me;
    if (str_eq_nocase(text, S("me")) || id_parse(text, out))
        return OK;
    str name = str_starts(text, S("@")) ? str_from(text, 1) : text;
    TRY(accounts_by_usernames(c, (strs){ &name, 1 }, &found));
    *out = found.n ? found.at[0].id : (id){ 0 };
    return OK;
}

static err sender_read(ctx *c, struct asking *q)
{
    id sender;

    if (!q->asked->from.n)
        return OK;
    TRY(sender_find(c, q->me, q->asked->from, &sender));
    q->nobody = !sender.v;
    query_label(&c->arena, &q->query, label_from(&c->arena, sender), false);
    return OK;
}

/* Where to look: in one channel, or in those that are public and those that `me` is in, of very many the latest active. */
static int seat_order(const void *a, const void *b) { return id_compare(&((const struct seat *)a)->channel, &((const struct seat *)b)->channel); }

/* Asked for whatever is found: how many statements there are says nothing of what somebody does not see in a channel of theirs. */
static err seats_read(ctx *c, struct asking *q, ids closed)
{
    TRY(channel_seats(c, q->me, closed, &q->places));
    if (q->places.n)
        qsort(q->places.at, q->places.n, sizeof *q->places.at, seat_order);
    return OK;
}

static err places_read(ctx *c, struct asking *q)
{
    struct seat seat;
    ids closed;

    if (q->asked->channel.v) {
        TRY(channel_seat(c, q->me, q->asked->channel, &seat));
        query_label(&c->arena, &q->query, label_in(&c->arena, seat.channel), false);
        q->places = (seat_page){ arena_new(&c->arena, struct seat), 1 };
        *q->places.at = seat;
        return OK;
    }
    TRY(channels_closed(c, q->me, LABELS_MOST, &closed));
    strs labels = { arena_array(&c->arena, str, closed.n + 1), 1 };
    labels.at[0] = label_in_public(&c->arena);
    for (size_t i = 0; i < closed.n; i++)
        labels.at[labels.n++] = label_in(&c->arena, closed.at[i]);
    query_any(&c->arena, &q->query, labels);
    return seats_read(c, q, closed);
}

static err question_read(ctx *c, struct asking *q)
{
    TRY(words_read(c, q));
    TRY(times_read(c, q));
    TRY(facts_read(c, q));
    TRY(sender_read(c, q));
    return places_read(c, q);
}

/* ---- what the shelf has, as `me` may see it ---- */

struct filling {
    id me;
    const struct asking *asks;
    struct seeking from;
    i64 limit;
    message_view_page *out;
    id last, read;                               /* the last on the page; how far the shelf was read, 0: to its end */
    bool more;                                   /* one that follows the page was seen */
};

static int seat_compare(const void *channel, const void *seat)
{
    return id_compare(channel, &((const struct seat *)seat)->channel);
}

static const struct seat *seat_among(const seat_page *seats, id channel)
{
    return seats->n ? bsearch(&channel, seats->at, seats->n, sizeof *seats->at, seat_compare) : NULL;
}

/* Those that the rule lets them see: one statement for the public channels among theirs. */
static err hits_seen(ctx *c, const struct asking *q, const search_hit_page *hits, ids *out)
{
    ids others = { arena_array(&c->arena, id, hits->n), 0 };
    seat_page seats = { .n = 0 };

    *out = (ids){ arena_array(&c->arena, id, hits->n), 0 };
    for (size_t i = 0; i < hits->n; i++)
        if (!seat_among(&q->places, hits->at[i].channel_id))
            others.at[others.n++] = hits->at[i].channel_id;
    TRY(others.n ? channel_seats(c, q->me, ids_once(&c->arena, others), &seats) : OK);
    for (size_t i = 0; i < hits->n; i++) {
        const struct seat *own = seat_among(&q->places, hits->at[i].channel_id);
        const struct seat *s = own ? own : seat_among(&seats, hits->at[i].channel_id);
        if (s && seat_sees(s, hits->at[i].seq) && s->request != REQUEST_DECLINED)
            out->at[out->n++] = hits->at[i].id;
    }
    return OK;
}

static void views_add(struct filling *f, const message_view_page *views)
{
    for (size_t i = 0; i < views->n && !f->more; i++) {
        if (views->at[i].words->deleted)
            continue;
        if ((i64)f->out->n == f->limit) {
            f->more = true;
            return;
        }
        f->last = views->at[i].words->id;
        f->out->at[f->out->n++] = views->at[i];
    }
}

static i64 chunk_size(const struct filling *f, int n)
{
    i64 lacking = f->limit - (i64)f->out->n + 1, size = (i64)CHUNK_LEAST << (n < 5 ? n : 4);

    return size > lacking ? size : lacking;
}

/* Only as many are shown as the page lacks, and one more. */
static err chunk_show(ctx *c, struct filling *f, ids seen)
{
    message_view_page views;

    for (size_t at = 0; at < seen.n && !f->more;) {
        size_t most = (size_t)(f->limit - (i64)f->out->n + 1), n = seen.n - at < most ? seen.n - at : most;
        TRY(messages_show(c, f->me, (ids){ seen.at + at, n }, &views));
        views_add(f, &views);
        at += n;
    }
    return OK;
}

static err page_fill(ctx *c, struct filling *f)
{
    search_hit_page hits;
    id left = { 0 };
    ids seen;

    for (int n = 0; !f->more && !left.v && (!n || f->read.v) && (!n || loop_mono_ms(c->loop) <= f->from.end_ms); n++) {
        i64 most = chunk_size(f, n);
        TRY(seek_down(c, &f->from, f->read, most, &hits, &left));
        TRY(hits_seen(c, f->asks, &hits, &seen));
        TRY(chunk_show(c, f, seen));
        f->read = left.v ? left : (i64)hits.n < most ? (id){ 0 } : hits.at[hits.n - 1].id;
    }
    return OK;
}

err messages_search(ctx *c, id me, const struct messages_asked *asked, id older, i64 limit, message_view_page *out, id *next)
{
    struct asking q = { .me = me, .asked = asked };
    struct filling f = { .me = me, .asks = &q, .limit = limit, .out = out, .read = older };

    *out = (message_view_page){ .at = arena_array(&c->arena, struct message_view, (size_t)limit) };
    *next = (id){ 0 };
    TRY(question_read(c, &q));
    if (q.nobody)
        return OK;
    f.from = seek_begin(c, &message_shelf, &q.query);
    TRY(page_fill(c, &f));
    *next = f.more ? f.last : f.read;
    return OK;
}

err messages_search_up(ctx *c, id me, const struct messages_asked *asked, id after, i64 most, struct message_hits *out)
{
    struct asking q = { .me = me, .asked = asked };
    search_hit_page hits;
    ids seen;

    *out = (struct message_hits){ .n = 0 };
    TRY(question_read(c, &q));
    if (q.nobody)
        return OK;
    struct seeking f = seek_begin(c, &message_shelf, &q.query);
    TRY(seek_up(c, &f, after, most, &hits, &out->left));
    TRY(hits_seen(c, &q, &hits, &seen));
    out->at = arena_array(&c->arena, struct message_hit, hits.n);
    for (size_t at = 0; out->n < hits.n; out->n++) {
        bool is = at < seen.n && seen.at[at].v == hits.at[out->n].id.v;
        out->at[out->n] = (struct message_hit){ hits.at[out->n].id, is ? seen.at[at++] : (id){ 0 } };
    }
    return OK;
}
