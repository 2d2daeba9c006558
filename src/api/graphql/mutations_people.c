/* Mutations of people's relations, profiles, media, tags and lists. */
#include "api/graphql/mutations.h"
#include "api/rest/route.h"

INPUT(user_input);
INPUT(id_input);
INPUT(profile_edit);
INPUT(list_draft);
INPUT(list_change);
INPUT(media_edit);

struct tag_input { str name; };
static SHAPE(tag_input, FIELD(tag_input, name));
INPUT(tag_input);

struct member_input { id list_id; str user_id; };
static SHAPE(member_input, FIELD(member_input, list_id), FIELD(member_input, user_id));
INPUT(member_input);

/* ---- people ---- */

/* By id or @name, as in REST's paths. */
static err user_refer(ctx *c, str reference, id *out)
{
    return user_reference_valid(reference) ? account_refer(c, reference, out) : fail(c, &user_not_found);
}

static err follow(ctx *c, const struct caller *me, const struct user_input *in, struct deed *out)
{
    struct follow follow;

    TRY(user_refer(c, in->user_id, &out->payload.id));
    return graph_follow(c, me->account, out->payload.id, &follow);
}

static err unfollow(ctx *c, const struct caller *me, const struct user_input *in, struct deed *out)
{
    struct follow follow;

    TRY(user_refer(c, in->user_id, &out->payload.id));
    return graph_unfollow(c, me->account, out->payload.id, &follow);
}

#define DEED(fn, verb)                                                                                                     \
    static err fn(ctx *c, const struct caller *me, const struct user_input *in, struct deed *out)                          \
    {                                                                                                                      \
        TRY(user_refer(c, in->user_id, &out->payload.id));                                                                 \
        return verb(c, me->account, out->payload.id);                                                                      \
    }
DEED(block, graph_block)
DEED(unblock, graph_unblock)
DEED(mute, graph_mute)
DEED(unmute, graph_unmute)

/* Text that can name nobody is 0, which has not asked. */
static err asker_refer(ctx *c, str reference, id *out)
{
    *out = (id){ 0 };
    return user_reference_valid(reference) ? account_refer(c, reference, out) : OK;
}

static err accept(ctx *c, const struct caller *me, const struct user_input *in, struct deed *out)
{
    TRY(asker_refer(c, in->user_id, &out->payload.id));
    return graph_accept(c, me->account, out->payload.id);
}

static err reject(ctx *c, const struct caller *me, const struct user_input *in, struct deed *out)
{
    TRY(asker_refer(c, in->user_id, &out->payload.id));
    return graph_reject(c, me->account, out->payload.id);
}

static err profile_change_own(ctx *c, const struct caller *me, const struct profile_edit *in, struct deed *out)
{
    struct my_profile mine;

    out->payload.id = me->account;
    return profile_change_mine(c, me->account, in, &mine);
}

MUTATES(follow, user_input, &may_follow)
MUTATES(unfollow, user_input, &may_follow)
MUTATES(block, user_input, &may_block)
MUTATES(unblock, user_input, &may_block)
MUTATES(mute, user_input, &may_block)
MUTATES(unmute, user_input, &may_block)
MUTATES(accept, user_input, &may_follow)
MUTATES(reject, user_input, &may_follow)
MUTATES(profile_change_own, profile_edit, &may_edit_self)

/* ---- media ---- */

static err media_words_change(ctx *c, const struct caller *me, const struct media_edit *in, struct deed *out)
{
    struct media_mine mine;

    out->payload.id = in->id;
    return media_edit(c, me->account, in, &mine);
}

static err media_drop(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return media_delete(c, me->account, in->id);
}

MUTATES(media_words_change, media_edit, &may_upload)
MUTATES(media_drop, id_input, &may_upload)

/* ---- tags ---- */

static struct tag *tag_of_deed(ctx *c, struct deed *out)
{
    struct tag *tag = arena_zero(&c->arena, sizeof *tag, _Alignof(struct tag));

    out->name = &tag->name;
    return tag;
}

static err tag_add(ctx *c, const struct caller *me, const struct tag_input *in, struct deed *out)
{
    return tag_follow(c, me->account, in->name, tag_of_deed(c, out));
}

static err tag_drop(ctx *c, const struct caller *me, const struct tag_input *in, struct deed *out)
{
    return tag_unfollow(c, me->account, in->name, tag_of_deed(c, out));
}

MUTATES(tag_add, tag_input, &may_follow_tags)
MUTATES(tag_drop, tag_input, &may_follow_tags)

/* ---- lists ---- */

static err list_add(ctx *c, const struct caller *me, const struct list_draft *in, struct deed *out)
{
    struct list *list = arena_zero(&c->arena, sizeof *list, _Alignof(struct list));

    out->id = &list->id;
    return list_create(c, me->account, in, list);
}

static err list_edit(ctx *c, const struct caller *me, const struct list_change *in, struct deed *out)
{
    struct list list;

    out->payload.id = in->id;
    return list_rename(c, me->account, in, &list);
}

static err list_drop(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return list_delete(c, me->account, in->id);
}

static err member_add(ctx *c, const struct caller *me, const struct member_input *in, struct deed *out)
{
    id who;

    out->payload.id = in->list_id;
    TRY(user_refer(c, in->user_id, &who));
    return list_member_add(c, me->account, in->list_id, who);
}

static err member_drop(ctx *c, const struct caller *me, const struct member_input *in, struct deed *out)
{
    id who;

    out->payload.id = in->list_id;
    TRY(user_refer(c, in->user_id, &who));
    return list_member_remove(c, me->account, in->list_id, who);
}

MUTATES(list_add, list_draft, &may_list)
MUTATES(list_edit, list_change, &may_list)
MUTATES(list_drop, id_input, &may_list)
MUTATES(member_add, member_input, &may_list)
MUTATES(member_drop, member_input, &may_list)

const struct gql_field_binding mutation_people_fields[] = {
    MUTATION("follow", follow, user_input),
    MUTATION("unfollow", unfollow, user_input),
    MUTATION("block", block, user_input),
    MUTATION("unblock", unblock, user_input),
    MUTATION("mute", mute, user_input),
    MUTATION("unmute", unmute, user_input),
    MUTATION("acceptFollowRequest", accept, user_input),
    MUTATION("rejectFollowRequest", reject, user_input),
    MUTATION("updateProfile", profile_change_own, profile_edit),
    MUTATION("updateMedia", media_words_change, media_edit),
    MUTATION("deleteMedia", media_drop, id_input),
    MUTATION("followTag", tag_add, tag_input),
    MUTATION("unfollowTag", tag_drop, tag_input),
    MUTATION("createList", list_add, list_draft),
    MUTATION("updateList", list_edit, list_change),
    MUTATION("deleteList", list_drop, id_input),
    MUTATION("addToList", member_add, member_input),
    MUTATION("removeFromList", member_drop, member_input),
    {0}
};
