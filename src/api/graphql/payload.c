/* What mutations give: each payload names what changed, and its objects are looked up when all is done. */
#include "api/graphql/mutations.h"

SHAPE(id_input, FIELD(id_input, id));
SHAPE(user_input, FIELD(user_input, user_id));

static SHAPE(payload, FIELD(payload, id), FIELD(payload, name), FIELD(payload, comment));

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

static err tag(struct gql_call *call) { return tags_give(call, &payload_of(call)->name); }

static err subject(struct gql_call *call) { return payload_of(call)->comment ? comment(call) : post(call); }

/* Where nothing stands any more, there is nothing. */
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
    X(FollowTag) X(UnfollowTag) X(UpdateProfile)                                                                           \
    X(CreateList) X(UpdateList) X(DeleteList) X(AddToList) X(RemoveFromList)
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
    GIVES_OBJECT("FollowTag", tag), GIVES_OBJECT("UnfollowTag", tag),
    GIVES_OBJECT("CreateList", list), GIVES_OBJECT("UpdateList", list), GIVES_OBJECT("AddToList", list),
    GIVES_OBJECT("RemoveFromList", list), GIVES_DELETED("DeleteList"),
    {0}
};
