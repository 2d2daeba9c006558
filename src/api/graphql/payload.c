/* A mutation, and its payload: it names what changed, and its objects are looked up when all is done. */
#include "api/graphql/endpoint_own.h"
#include "api/graphql/mutations.h"
#include "base/id.h"

SHAPE(id_input, FIELD(id_input, id));
SHAPE(user_input, FIELD(user_input, user_id));

static SHAPE(payload, FIELD(payload, id), FIELD(payload, name), FIELD(payload, comment));

/* ---- the deed ---- */

/* The request, if it came over HTTP. */
static struct inquiry *inquiry_of(ctx *c) { return call_of(c) ? call_of(c)->in : NULL; }

static void deed_settle(struct deed *d)
{
    if (d->id)
        d->payload.id = *d->id;
    if (d->name)
        d->payload.name = *d->name;
}

/* What is read after the deed is no part of it. */
static err deed_do(ctx *c, const struct caller *me, mutation_verb *verb, const void *args, struct deed *out)
{
    struct inquiry *q = inquiry_of(c);

    if (q)
        q->done = out;
    err e = verb(c, me, args, out);
    c->stage = NULL;
    deed_settle(out);
    return e;
}

err mutate(struct gql_call *call, const struct permission *who, mutation_verb *verb)
{
    struct inquiry *q = inquiry_of(ctx_of(call));
    struct deed *d = arena_zero(call->arena, sizeof *d, _Alignof(struct deed));

    TRY(writer_check(call, who));
    TRY(gql_args_check(call));
    if (q && q->repeated) {
        gql_give(call, 0, q->repeated);
        return OK;
    }
    TRY(deed_do(ctx_of(call), caller_of(call), verb, call->args, d));
    gql_give(call, 0, &d->payload);
    return OK;
}

/* ---- what an Idempotency-Key keeps of it: a letter, and the id or the name ---- */

enum { NOTED_TAG = 't', NOTED_COMMENT = 'c', NOTED_ID = 'i' };

static str note_make(struct call *k, struct arena *a)
{
    struct deed *d = ((struct inquiry *)k->in)->done;

    deed_settle(d);
    if (d->payload.name.n)
        return arena_format(a, "%c" STR_FMT, NOTED_TAG, STR_ARG(d->payload.name));
    return arena_format(a, "%c%lld", d->payload.comment ? NOTED_COMMENT : NOTED_ID, (long long)d->payload.id.v);
}

static struct payload note_read(str note)
{
    struct payload p = { .comment = note.n && note.p[0] == NOTED_COMMENT };
    str rest = str_from(note, note.n > 0);

    if (note.n && note.p[0] == NOTED_TAG)
        p.name = rest;
    else
        p.id = id_given(rest);
    return p;
}

static err note_repeat(struct call *k, str note, void *out)
{
    struct inquiry *q = k->in;
    struct payload *p = arena_new(&k->c->arena, struct payload);

    *p = note_read(note);
    q->repeated = p;
    return inquiry_execute(k->c, q, out);
}

const struct route_note inquiry_note = { note_make, note_repeat };

/* ---- the objects: what is gone again by now is an error ---- */

static const struct payload *payload_of(const struct gql_call *call) { return call->rows[0]; }

#define OBJECT(fn, load, ROW, type, missing)                                                                               \
    static err fn(struct gql_call *call)                                                                                   \
    {                                                                                                                      \
        id which = payload_of(call)->id;                                                                                   \
        const struct ROW **rows;                                                                                           \
        TRY(load(ctx_of(call), (ids){ &which, 1 }, &rows));                                                                \
        if (!rows[0])                                                                                                      \
            return fail(ctx_of(call), missing);                                                                            \
        gql_give_as(call, 0, gql_type_named(call->schema, S(type)), rows[0]);                                              \
        return OK;                                                                                                         \
    }
OBJECT(post, posts_load, post, "Post", &post_not_found)
OBJECT(comment, comments_load, comment, "Comment", &comment_not_found)
OBJECT(user, users_load, profile, "User", &user_not_found)
OBJECT(list, lists_load, list, "List", &list_not_found)
OBJECT(channel, channels_load, channel_row, "Channel", &channel_not_found)
OBJECT(message, messages_load, message, "Message", &message_not_found)
OBJECT(story, stories_load, story, "Story", &story_not_found)

/* One's own, ready or not. */
static err media(struct gql_call *call)
{
    struct media_mine *mine = arena_new(call->arena, struct media_mine);

    TRY(media_get(ctx_of(call), me_of(call), payload_of(call)->id, mine));
    _Static_assert(offsetof(struct media_mine, url_expires_at) == offsetof(struct media, url_expires_at), "it begins with its members");
    gql_give(call, 0, mine);
    return OK;
}

/* Null to one who has left what only members read. */
static err channel_if_read(struct gql_call *call) { return channels_give(call, &payload_of(call)->id); }

static err tag(struct gql_call *call) { return tags_give(call, &payload_of(call)->name); }

static err subject(struct gql_call *call) { return payload_of(call)->comment ? comment(call) : post(call); }

/* Null if not even a placeholder is left. */
static err placeholder(struct gql_call *call)
{
    struct comment_tree tree;

    err e = comment_placed(ctx_of(call), me_of(call), payload_of(call)->id, &tree);
    if (e == OK)
        gql_give(call, 0, comment_row_of(ctx_of(call), tree.at));
    return null_if_missing(call, e);
}

/* ---- the tables ---- */

#define PAYLOADS(X)                                                                                                        \
    X(CreatePost) X(UpdatePost) X(DeletePost) X(VotePoll) X(PinPost) X(UnpinPost)                                          \
    X(CreateComment) X(UpdateComment) X(DeleteComment) X(React) X(Unreact)                                                 \
    X(Follow) X(Unfollow) X(Block) X(Unblock) X(Mute) X(Unmute) X(AcceptFollowRequest) X(RejectFollowRequest)              \
    X(FollowTag) X(UnfollowTag) X(UpdateProfile) X(UpdateMedia) X(DeleteMedia)                                             \
    X(CreateList) X(UpdateList) X(DeleteList) X(AddToList) X(RemoveFromList)                                               \
    X(CreateChannel) X(JoinChannel) X(LeaveChannel) X(CreateConversation) X(MarkRead)                                      \
    X(SendMessage) X(UpdateMessage) X(DeleteMessage) X(AddMessageReaction) X(RemoveMessageReaction)        \
    X(CreateStory) X(DeleteStory) X(ViewStory) X(ReactToStory)
#define TYPE(name) { #name "Payload", &payload_shape },
const struct gql_type_binding mutation_types[] = { PAYLOADS(TYPE) {0} };

#define GIVES_OBJECT(payload, field) { payload "Payload." #field, field, .needs = "id" }
#define GIVES_DELETED(payload) { payload "Payload.deletedId", .member = "id" }
const struct gql_field_binding payload_fields[] = {
    GIVES_OBJECT("CreatePost", post), GIVES_OBJECT("UpdatePost", post), GIVES_OBJECT("VotePoll", post), GIVES_OBJECT("PinPost", post),
    GIVES_OBJECT("UnpinPost", post), GIVES_DELETED("DeletePost"),
    GIVES_OBJECT("CreateComment", comment), GIVES_OBJECT("UpdateComment", comment), GIVES_DELETED("DeleteComment"),
    { "DeleteCommentPayload.comment", placeholder, .needs = "id" }, GIVES_OBJECT("React", subject), GIVES_OBJECT("Unreact", subject),
    GIVES_OBJECT("Follow", user), GIVES_OBJECT("Unfollow", user), GIVES_OBJECT("Block", user), GIVES_OBJECT("Unblock", user),
    GIVES_OBJECT("Mute", user), GIVES_OBJECT("Unmute", user), GIVES_OBJECT("AcceptFollowRequest", user),
    GIVES_OBJECT("RejectFollowRequest", user), GIVES_OBJECT("UpdateProfile", user),
    GIVES_OBJECT("UpdateMedia", media), GIVES_DELETED("DeleteMedia"),
    GIVES_OBJECT("FollowTag", tag), GIVES_OBJECT("UnfollowTag", tag),
    GIVES_OBJECT("CreateList", list), GIVES_OBJECT("UpdateList", list), GIVES_OBJECT("AddToList", list),
    GIVES_OBJECT("RemoveFromList", list), GIVES_DELETED("DeleteList"),
    GIVES_OBJECT("CreateChannel", channel), GIVES_OBJECT("CreateConversation", channel), GIVES_OBJECT("MarkRead", channel),
    { "JoinChannelPayload.channel", channel_if_read, .needs = "id" }, { "LeaveChannelPayload.channel", channel_if_read, .needs = "id" },
    GIVES_OBJECT("SendMessage", message), GIVES_OBJECT("UpdateMessage", message), GIVES_OBJECT("DeleteMessage", message),
    GIVES_OBJECT("AddMessageReaction", message), GIVES_OBJECT("RemoveMessageReaction", message),
    GIVES_OBJECT("CreateStory", story), GIVES_OBJECT("ViewStory", story), GIVES_OBJECT("ReactToStory", story), GIVES_DELETED("DeleteStory"),
    {0}
};
