/* What can be changed. Not bound yet: every field says so. */
#include "api/graphql/graphql_own.h"

static err unbound(struct gql_call *call)
{
    return fail_with(ctx_of(call), ERR_INTERNAL, "this mutation is not bound.");
}

#define MUTATION(field) { "Mutation." field, unbound, .price = price_mutation }
#define PAYLOAD(field) { field, unbound, .kind = K_ID }

const struct gql_type_binding mutation_types[] = {
    {0}
};

const struct gql_field_binding mutation_fields[] = {
    MUTATION("createPost"),
    MUTATION("updatePost"),
    MUTATION("deletePost"),
    MUTATION("createComment"),
    MUTATION("updateComment"),
    MUTATION("deleteComment"),
    MUTATION("react"),
    MUTATION("unreact"),
    MUTATION("votePoll"),
    MUTATION("pinPost"),
    MUTATION("unpinPost"),
    MUTATION("follow"),
    MUTATION("unfollow"),
    MUTATION("block"),
    MUTATION("unblock"),
    MUTATION("mute"),
    MUTATION("unmute"),
    MUTATION("acceptFollowRequest"),
    MUTATION("rejectFollowRequest"),
    MUTATION("followTag"),
    MUTATION("unfollowTag"),
    MUTATION("updateProfile"),
    MUTATION("createList"),
    MUTATION("updateList"),
    MUTATION("deleteList"),
    MUTATION("addToList"),
    MUTATION("removeFromList"),
    PAYLOAD("CreatePostPayload.post"),
    PAYLOAD("UpdatePostPayload.post"),
    PAYLOAD("DeletePostPayload.deletedId"),
    PAYLOAD("CreateCommentPayload.comment"),
    PAYLOAD("UpdateCommentPayload.comment"),
    PAYLOAD("DeleteCommentPayload.deletedId"),
    PAYLOAD("DeleteCommentPayload.comment"),
    PAYLOAD("ReactPayload.subject"),
    PAYLOAD("UnreactPayload.subject"),
    PAYLOAD("VotePollPayload.post"),
    PAYLOAD("PinPostPayload.post"),
    PAYLOAD("UnpinPostPayload.post"),
    PAYLOAD("FollowPayload.user"),
    PAYLOAD("UnfollowPayload.user"),
    PAYLOAD("BlockPayload.user"),
    PAYLOAD("UnblockPayload.user"),
    PAYLOAD("MutePayload.user"),
    PAYLOAD("UnmutePayload.user"),
    PAYLOAD("AcceptFollowRequestPayload.user"),
    PAYLOAD("RejectFollowRequestPayload.user"),
    PAYLOAD("FollowTagPayload.tag"),
    PAYLOAD("UnfollowTagPayload.tag"),
    PAYLOAD("UpdateProfilePayload.user"),
    PAYLOAD("CreateListPayload.list"),
    PAYLOAD("UpdateListPayload.list"),
    PAYLOAD("DeleteListPayload.deletedId"),
    PAYLOAD("AddToListPayload.list"),
    PAYLOAD("RemoveFromListPayload.list"),
    {0}
};
