/* Channels and conversations: lists of them, their people, and what the viewer has not read. */
#include "api/graphql/graphql_own.h"
#include "base/ids.h"
#include "base/problems.h"
#include "domain/message/marks.h"

static const struct channel_row *channel_at(const struct gql_call *call, size_t i) { return call->rows[i]; }
static id channel_id(const void *row) { return ((const struct channel_row *)row)->shown.id; }

/* ---- one ---- */

struct id_args { str id; };
static SHAPE(id_args, FIELD(id_args, id));

static err channel(struct gql_call *call)
{
    TRY(reader_check(call, &may_talk));
    return channels_give(call, (id[]){ id_given(((const struct id_args *)call->args)->id) });
}

/* ---- lists of them ---- */

struct channels_args { str filter; maybe_str query; PAGE_ARGS; };
static const char *const filters[] = { "mine", "public", NULL };
static SHAPE(channels_args,
    FIELD(channels_args, filter, .optional = true, .words = filters), FIELD(channels_args, query, .max = 250),
    PAGE_ARG_FIELDS(channels_args));
struct conversations_args { maybe_bool requests; PAGE_ARGS; };
static SHAPE(conversations_args, FIELD(conversations_args, requests), PAGE_ARG_FIELDS(conversations_args));

static err own_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                    i64 most, struct entries *out)
{
    struct activity_place from = { reaches->rank, reaches->from };
    activity_page page;

    (void)n;
    TRY(channels_by_activity(ctx_of(call), me_of(call), (enum own_channels)how->side, from, way, most, &page));
    *out = (struct entries){ arena_array(call->arena, struct entry, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct entry){ reaches->list, page.at[i].channel, page.at[i].channel, NULL, page.at[i].active, NULL };
    return OK;
}

static err own_read(struct gql_call *call, struct asked *asked, size_t n, enum own_channels which)
{
    asked->list = me_of(call);
    return lists_fill(call, asked, n,
                      &(struct filling){ .read = own_fill, .look = channels_seen_look, .side = (int)which, .ranked = true });
}

static str words_of_call(const struct gql_call *call)
{
    const struct channels_args *in = call->args;

    return in->query.is == GIVEN ? in->query.v : S("");
}

static err public_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                       i64 most, struct entries *out)
{
    ids which;

    (void)how, (void)n;
    TRY(channels_public_reached(ctx_of(call), me_of(call), words_of_call(call), reaches->from, way, most, &which));
    *out = (struct entries){ arena_array(call->arena, struct entry, which.n), which.n };
    for (size_t i = 0; i < which.n; i++)
        out->at[i] = (struct entry){ .list = reaches->list, .place = which.at[i], .id = which.at[i] };
    return OK;
}

static bool is_public(const struct gql_call *call)
{
    return str_eq(((const struct channels_args *)call->args)->filter, S("public"));
}

static err channels_read(struct gql_call *call, struct asked *asked, size_t n)
{
    if (!is_public(call))
        return own_read(call, asked, n, OWN_CHANNELS);
    asked->list = me_of(call);
    return lists_fill(call, asked, n, &(struct filling){ .read = public_fill, .look = channels_seen_look });
}

/* Other words are another list. */
static const char *channels_with(const struct gql_call *call)
{
    return is_public(call) ? arena_format(call->arena, "public " STR_FMT, STR_ARG(words_of_call(call))).p : "mine";
}

static const struct connecting channels_list = {
    .list = "Query.channels", .of_viewer = true, .with = channels_with, .read = channels_read,
};

static err channels(struct gql_call *call)
{
    TRY(reader_check(call, &may_talk));
    TRY(gql_args_check(call));
    return connections_give(call, &channels_list);
}

static bool asks_requests(const struct gql_call *call)
{
    const struct conversations_args *in = call->args;

    return in->requests.is == GIVEN && in->requests.v;
}

static const char *conversations_with(const struct gql_call *call) { return asks_requests(call) ? "requests" : ""; }

static err conversations_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return own_read(call, asked, n, asks_requests(call) ? OWN_REQUESTS : OWN_CONVERSATIONS);
}

static const struct connecting conversations_list_of = {
    .list = "Query.conversations", .of_viewer = true, .with = conversations_with, .read = conversations_read,
};

static err conversations(struct gql_call *call)
{
    TRY(reader_check(call, &may_talk));
    return connections_give(call, &conversations_list_of);
}

/* ---- what the viewer is there ---- */

struct membership {
    str role;
    i64 last_read_seq, unread_count, mention_count;
    bool muted;
    maybe_when muted_until;
    maybe_str request;
};
extern const struct shape membership_shape;
SHAPE(membership,
    FIELD(membership, role, .words = channel_role_words), FIELD(membership, last_read_seq), FIELD(membership, unread_count),
    FIELD(membership, mention_count), FIELD(membership, muted), FIELD(membership, muted_until), FIELD(membership, request));

static err membership(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct channel *c = &channel_at(call, i)->shown;
        struct membership *m = c->is_member ? arena_new(call->arena, struct membership) : NULL;
        if (m)
            *m = (struct membership){ c->role.v, c->last_read_seq, c->unread_count, c->mention_count, c->muted, c->muted_until,
                                      c->request };
        gql_give(call, i, m);
    }
    return OK;
}

static err unread(struct gql_call *call)
{
    struct unread_sum *sum = arena_new(call->arena, struct unread_sum);

    TRY(reader_check(call, &may_talk));
    TRY(talk_unread(ctx_of(call), me_of(call), sum));
    gql_give(call, 0, sum);
    return OK;
}

/* ---- people ---- */

static err owner(struct gql_call *call)
{
    id *who = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        who[i] = channel_at(call, i)->kept->owner;
    return talkers_give(call, who, NULL);
}

/* Those of the groups among the rows, in the order of channels. */
static err joined_read(struct gql_call *call, participant_page *out)
{
    ids groups = { arena_array(call->arena, id, call->n), 0 };

    for (size_t i = 0; i < call->n; i++)
        if (channel_at(call, i)->kept->seat.kind == CHANNEL_GROUP)
            groups.at[groups.n++] = channel_id(call->rows[i]);
    return channel_participants(ctx_of(call), ids_once(call->arena, groups), PARTICIPANTS_MOST, out);
}

static void joined_add(const participant_page *joined, id channel, ids *out)
{
    size_t low = 0, high = joined->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (joined->at[middle].channel_id.v < channel.v)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < joined->n && joined->at[low].channel_id.v == channel.v; low++)
        out->at[out->n++] = joined->at[low].user_id;
}

/* Of each row one after the other; `ends`: where those of each end. Of a direct one the other comes first. */
static err cast_read(struct gql_call *call, ids *out, size_t *ends)
{
    participant_page joined;

    TRY(joined_read(call, &joined));
    *out = (ids){ arena_array(call->arena, id, PARTICIPANTS_MOST * call->n), 0 };
    for (size_t i = 0; i < call->n; i++) {
        const struct seat *s = &channel_at(call, i)->kept->seat;
        if (s->kind == CHANNEL_DIRECT) {
            out->at[out->n++] = s->peer;
            out->at[out->n++] = s->me;
        } else if (s->kind == CHANNEL_GROUP) {
            joined_add(&joined, s->channel, out);
        }
        ends[i] = out->n;
    }
    return OK;
}

static err participants(struct gql_call *call)
{
    size_t *ends = arena_array(call->arena, size_t, call->n);
    const struct profile **people;
    ids who;

    TRY(cast_read(call, &who, ends));
    TRY(talkers_load(ctx_of(call), who, true, &people));
    for (size_t i = 0, at = 0; i < call->n; i++) {
        gql_give_empty(call, i);
        for (; at < ends[i]; at++)
            if (people[at])
                gql_give_item(call, i, NULL, people[at]);
    }
    return OK;
}

struct members_args { str role; PAGE_ARGS; };
static SHAPE(members_args, FIELD(members_args, role, .words = channel_role_words), PAGE_ARG_FIELDS(members_args));

static str role_of_call(const struct gql_call *call) { return ((const struct members_args *)call->args)->role; }
static const char *members_with(const struct gql_call *call) { return arena_cstr(call->arena, role_of_call(call)); }

static i64 role_asked(const struct gql_call *call)
{
    for (int i = 0; channel_role_words[i]; i++)
        if (str_eq(role_of_call(call), str_of(channel_role_words[i])))
            return i;
    return -1;
}

/* The list rises: its first ones are read upward. */
static err members_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                        i64 most, struct entries *out)
{
    member_reached_page page;

    (void)how;
    TRY(channels_members_reached(ctx_of(call), reaches, n, role_asked(call), way == REACH_DOWN ? REACH_UP : REACH_DOWN, most, &page));
    *out = (struct entries){ arena_array(call->arena, struct entry, page.n), page.n };
    for (size_t i = 0; i < page.n; i++) {
        const struct member_reached *m = &page.at[i];
        out->at[i] = (struct entry){ m->list, m->place, m->id, NULL, m->rank, m };
    }
    return OK;
}

static err members_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return lists_fill(call, asked, n, &(struct filling){ .read = members_fill, .look = members_seen_look, .ranked = true });
}

static const struct connecting members_list = {
    .list = "Channel.members", .of = channel_id, .with = members_with, .read = members_read, .order = RISING,
};
static err members(struct gql_call *call) { return connections_give(call, &members_list); }

static const struct member_reached *member_of(const struct gql_call *call, size_t i)
{
    return ((const struct node_edge *)call->rows[i])->beside;
}

static err member_role(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((str *)call->column)[i] = str_of(channel_role_words[member_of(call, i)->rank]);
    return OK;
}

static err member_joined(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((when *)call->column)[i] = member_of(call, i)->joined_at;
    return OK;
}

const struct gql_field_binding channel_fields[] = {
    { "Query.channel", channel, .args = &id_args_shape },
    { "Query.channels", channels, .args = &channels_args_shape },
    { "Query.conversations", conversations, .args = &conversations_args_shape },
    { "Query.unread", unread },
    { "Channel.owner", owner },
    { "Channel.membership", membership },
    { "Channel.participants", participants },
    { "Channel.members", members, .args = &members_args_shape },
    { "MemberEdge.role", member_role, .kind = K_STR },
    { "MemberEdge.joinedAt", member_joined, .kind = K_WHEN },
    {0}
};
