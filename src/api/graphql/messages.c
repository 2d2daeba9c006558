/* Messages: the history of channels, threads, pins, and the search of them. */
#include "api/graphql/graphql_own.h"
#include "base/ids.h"
#include "base/problems.h"
#include "domain/message/marks.h"
#include "domain/search/search.h"

static const struct message *message_at(const struct gql_call *call, size_t i) { return call->rows[i]; }
static id channel_id(const void *row) { return ((const struct channel_row *)row)->shown.id; }

/* ---- one ---- */

struct id_args { str id; };
static SHAPE(id_args, FIELD(id_args, id));

static err message(struct gql_call *call)
{
    TRY(reader_check(call, &any_member));
    return messages_give(call, (id[]){ id_given(((const struct id_args *)call->args)->id) });
}

static err sender(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);
    id *who = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++) {
        cards[i] = message_at(call, i)->sender;
        who[i] = cards[i] ? cards[i]->id : (id){ 0 };
    }
    return talkers_give(call, who, cards);
}

static err channel(struct gql_call *call)
{
    id *which = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        which[i] = message_at(call, i)->channel_id;
    return channels_give(call, which);
}

static err reply_to(struct gql_call *call)
{
    id *which = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        which[i] = message_at(call, i)->reply_to ? message_at(call, i)->reply_to->id : (id){ 0 };
    return messages_give(call, which);
}

static id root_of(const struct message *m) { return m->thread_root_id.is == GIVEN ? m->thread_root_id.v : (id){ 0 }; }

static err thread_root(struct gql_call *call)
{
    id *which = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        which[i] = root_of(message_at(call, i));
    return messages_give(call, which);
}

static err reply_count(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((i64 *)call->column)[i] = message_at(call, i)->thread ? message_at(call, i)->thread->reply_count : 0;
    return OK;
}

static err last_message(struct gql_call *call)
{
    id *which = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++) {
        const struct channel *c = call->rows[i];
        which[i] = c->last_message_id.is == GIVEN ? c->last_message_id.v : (id){ 0 };
    }
    return messages_give(call, which);
}

/* ---- many lists at once: each is read from the first message on that the viewer sees ---- */

struct histories {
    struct filling how;
    const struct asked *asked;
    const struct message_reach *of;              /* of each */
    err (*reached)(ctx *, const struct message_reach *, size_t, enum reach_way, i64, reached_page *);
    bool rises;
};

static err histories_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                          i64 most, struct entries *out)
{
    const struct histories *h = CONTAINER(how, struct histories, how);
    struct message_reach *from = arena_array(call->arena, struct message_reach, n);
    reached_page page;

    for (size_t i = 0, k = 0; i < n; i++) {
        while (h->asked[k].list.v != reaches[i].list.v)
            k++;
        from[i] = h->of[k];
        from[i].from = reaches[i].from.v;
    }
    if (h->rises)
        way = way == REACH_DOWN ? REACH_UP : REACH_DOWN;
    TRY(h->reached(ctx_of(call), from, n, way, most, &page));
    return entries_of(call, &page, out);
}

/* ---- the history of a channel ---- */

struct messages_args { maybe_str around; PAGE_ARGS; };
static SHAPE(messages_args, FIELD(messages_args, around), PAGE_ARG_FIELDS(messages_args));

static err messages_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct message_reach *of = arena_array(call->arena, struct message_reach, n);

    for (size_t i = 0; i < n; i++) {
        const struct channel_row *row = asked[i].of;
        of[i] = (struct message_reach){ .list = asked[i].list, .channel = asked[i].list, .floor = row->kept->seat.visible_from };
    }
    return lists_fill(call, asked, n,
                      &(struct histories){ { .read = histories_fill, .look = messages_seen_look }, asked, of, messages_reached }.how);
}

/* It, and what stands on both sides. */
static err around_fill(struct gql_call *call, struct asked *a, i64 seq)
{
    const struct message_wish wish = { MESSAGES_AROUND, seq, a->most, false };
    message_view_page page;
    struct message_ends ends;
    ctx *c = ctx_of(call);

    TRY(messages_page(c, &((const struct channel_row *)a->of)->kept->seat, &wish, &page, &ends));
    for (size_t i = 0; i < page.n; i++) {
        struct message *row = arena_new(call->arena, struct message);
        message_of(&page.at[i], row);
        node_add(a, (struct cursor){ row->seq, 0 }, row);
    }
    a->more = a->back ? ends.newer : ends.older;
    a->also = a->back ? ends.older : ends.newer;
    return OK;
}

/* A message is of one channel: in the others there is none such. */
static err around_read(struct gql_call *call, struct asked *asked, size_t n)
{
    id which = id_given(((const struct messages_args *)call->args)->around.v);
    const struct message **rows;

    TRY(messages_load(ctx_of(call), (ids){ &which, 1 }, &rows));
    for (size_t i = 0; i < n; i++)
        if (rows[0] && rows[0]->channel_id.v == asked[i].list.v)
            TRY(around_fill(call, &asked[i], rows[0]->seq));
        else
            asked[i].missing = &message_not_found;
    return OK;
}

static const struct connecting messages_list = { .list = "Channel.messages", .of = channel_id, .read = messages_read };
static const struct connecting around_list = { .list = "Channel.messages", .of = channel_id, .read = around_read };

/* A cursor leads on from a page around something. */
static err messages(struct gql_call *call)
{
    const struct messages_args *in = call->args;
    bool leads_on = in->after.is == GIVEN || in->before.is == GIVEN;

    return connections_give(call, in->around.is == GIVEN && !leads_on ? &around_list : &messages_list);
}

/* ---- threads ---- */

static id thread_id(const void *row)
{
    const struct message *m = row;

    return root_of(m).v ? root_of(m) : m->id;
}

static err thread_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct message_reach *of = arena_array(call->arena, struct message_reach, n);
    ids channels = { arena_array(call->arena, id, n), n };
    seat_page seats;

    for (size_t i = 0; i < n; i++)
        channels.at[i] = ((const struct message *)asked[i].of)->channel_id;
    TRY(channel_seats(ctx_of(call), me_of(call), channels, &seats));
    for (size_t i = 0; i < n; i++)
        of[i] = (struct message_reach){ .list = asked[i].list, .channel = channels.at[i], .floor = seats.at[i].visible_from };
    return lists_fill(call, asked, n,
                      &(struct histories){ { .read = histories_fill, .look = messages_seen_look }, asked, of, threads_reached, true }.how);
}

static const struct connecting thread_list = { .list = "Message.thread", .of = thread_id, .read = thread_read, .order = RISING };
static err thread(struct gql_call *call) { return connections_give(call, &thread_list); }

/* ---- pins: a channel has few, so all are read ---- */

static bool is_beyond(id place, id from, enum reach_way way)
{
    return !from.v || (way == REACH_DOWN ? place.v < from.v : place.v > from.v);
}

/* Those of one channel, which begin at `first` at the earliest: both are in the order of channels. Returns where they end. */
static size_t pins_add(const reached_page *all, size_t first, const struct reach *r, enum reach_way way, i64 most, struct entries *out)
{
    size_t had = out->n;

    while (first < all->n && all->at[first].list.v < r->list.v)
        first++;
    size_t end = first;
    while (end < all->n && all->at[end].list.v == r->list.v)
        end++;
    for (size_t i = first; i < end && (i64)(out->n - had) < most; i++) {
        const struct reached *pin = &all->at[way == REACH_DOWN ? i : end - 1 - (i - first)];
        if (is_beyond(pin->place, r->from, way))
            out->at[out->n++] = (struct entry){ .list = pin->list, .place = pin->place, .id = pin->id };
    }
    return end;
}

static err pins_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way, i64 most,
                     struct entries *out)
{
    ids channels = { arena_array(call->arena, id, n), n };
    reached_page all;

    (void)how;
    for (size_t i = 0; i < n; i++)
        channels.at[i] = reaches[i].list;
    TRY(message_pins_of(ctx_of(call), channels, &all));
    *out = (struct entries){ arena_array(call->arena, struct entry, all.n), 0 };
    for (size_t i = 0, at = 0; i < n; i++)
        at = pins_add(&all, at, &reaches[i], way, most, out);
    return OK;
}

static err pins_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return lists_fill(call, asked, n, &(struct filling){ .read = pins_fill, .look = messages_seen_look });
}

static const struct connecting pins_list = { .list = "Channel.pins", .of = channel_id, .read = pins_read };
static err pins(struct gql_call *call) { return connections_give(call, &pins_list); }

/* ---- the search ---- */

struct search_args { str query; maybe_str channel_id; PAGE_ARGS; };
static SHAPE(search_args,
    FIELD(search_args, query, .min = 1, .max = SEARCH_MOST), FIELD(search_args, channel_id), PAGE_ARG_FIELDS(search_args));

static const struct search_args *search_of(const struct gql_call *call) { return call->args; }

static struct messages_asked question_of(const struct gql_call *call)
{
    const struct search_args *in = search_of(call);

    return (struct messages_asked){ .q = in->query, .channel = in->channel_id.is == GIVEN ? id_given(in->channel_id.v) : (id){ 0 } };
}

static err found_down(struct gql_call *call, struct asked *a)
{
    const struct messages_asked question = question_of(call);
    message_view_page page;
    id next;

    TRY(messages_search(ctx_of(call), me_of(call), &question, (id){ a->from.a }, a->most, &page, &next));
    for (size_t i = 0; i < page.n; i++) {
        struct message *row = arena_new(call->arena, struct message);
        message_of(&page.at[i], row);
        node_add(a, (struct cursor){ row->id.v, 0 }, row);
    }
    a->more = next.v != 0;
    if (a->more && (i64)a->n < a->most)
        a->stopped = (struct cursor){ next.v, 0 };
    return OK;
}

/* `left`: from there on it was not searched, since it took long. */
struct risen { struct filling how; id *left; };

static err found_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                      i64 most, struct entries *out)
{
    const struct messages_asked question = question_of(call);
    struct message_hits found;

    (void)n, (void)way;
    TRY(messages_search_up(ctx_of(call), me_of(call), &question, reaches->from, most, &found));
    *CONTAINER(how, struct risen, how)->left = found.left;
    *out = (struct entries){ arena_array(call->arena, struct entry, found.n), found.n };
    for (size_t i = 0; i < found.n; i++)
        out->at[i] = (struct entry){ .list = reaches->list, .place = found.at[i].place, .id = found.at[i].message };
    return OK;
}

/* What was deleted since it was indexed is found no more. */
static err found_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    TRY(messages_seen_look(call, how, which, nodes));
    for (size_t i = 0; i < which.n; i++)
        if ((*nodes)[i] && ((const struct message *)(*nodes)[i])->deleted)
            (*nodes)[i] = NULL;
    return OK;
}

static err found_up(struct gql_call *call, struct asked *a)
{
    id left = { 0 };
    const struct risen r = { { .read = found_fill, .look = found_look }, &left };

    TRY(lists_fill(call, a, 1, &r.how));
    if (left.v && !a->more) {
        a->more = true;
        a->stopped = (i64)a->n < a->most ? (struct cursor){ left.v, 0 } : a->stopped;
    }
    return OK;
}

static err search_read(struct gql_call *call, struct asked *asked, size_t n)
{
    (void)n;
    asked->list = me_of(call);
    return asked->back ? found_up(call, asked) : found_down(call, asked);
}

static const char *search_with(const struct gql_call *call)
{
    const struct search_args *in = search_of(call);

    return arena_format(call->arena, STR_FMT " " STR_FMT, STR_ARG(in->channel_id.is == GIVEN ? in->channel_id.v : S("")),
                        STR_ARG(in->query)).p;
}

static const struct connecting search_list = {
    .list = "Query.searchMessages", .of_viewer = true, .with = search_with, .read = search_read,
};

/* The domain's name for the question is that of REST. What is no id is no channel. */
static err search_messages(struct gql_call *call)
{
    maybe_str channel = search_of(call)->channel_id;

    TRY(reader_check(call, &any_member));
    err e = gql_args_check(call);
    if (e == OK && channel.is == GIVEN && !id_given(channel.v).v)
        return fail(ctx_of(call), &channel_not_found);
    if (e == OK)
        e = connections_give(call, &search_list);
    for (struct field_error *f = call->failure->fields; f; f = f->next)
        if (str_eq(f->field, S("q")))
            f->field = S("query");
    return e;
}

const struct gql_field_binding message_fields[] = {
    { "Query.message", message, .args = &id_args_shape },
    { "Query.searchMessages", search_messages, .args = &search_args_shape },
    { "Channel.lastMessage", last_message, .needs = "last_message_id" },
    { "Channel.messages", messages, .args = &messages_args_shape },
    { "Channel.pins", pins },
    { "Message.channel", channel, .needs = "channel_id" },
    { "Message.sender", sender, .needs = "sender" },
    { "Message.replyTo", reply_to, .needs = "reply_to" },
    { "Message.threadRoot", thread_root, .needs = "thread_root_id" },
    { "Message.threadReplyCount", reply_count, .needs = "thread", .kind = K_I64 },
    { "Message.thread", thread, .needs = "id channel_id thread_root_id" },
    {0}
};
