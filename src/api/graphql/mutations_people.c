/* Mutations of people's relations, profiles, tags and lists. */
#include "api/graphql/mutations.h"

INPUT(user_input);
INPUT(id_input);
INPUT(account_change);
INPUT(list_draft);
INPUT(list_change);

struct tag_input { str name; };
static SHAPE(tag_input, FIELD(tag_input, name));
INPUT(tag_input);

struct member_input { id list_id; str user_id; };
static SHAPE(member_input, FIELD(member_input, list_id), FIELD(member_input, user_id));
INPUT(member_input);

/* ---- people ---- */

static err follow(ctx *c, const struct caller *me, const struct user_input *in, struct payload *out)
{
    struct follow follow;

    TRY(account_refer(c, in->user_id, &out->id));
    return graph_follow(c, me->account, out->id, &follow);
}

static err unfollow(ctx *c, const struct caller *me, const struct user_input *in, struct payload *out)
{
    struct follow follow;

    TRY(account_refer(c, in->user_id, &out->id));
    return graph_unfollow(c, me->account, out->id, &follow);
}

#define DEED(fn, verb)                                                                                                     \
    static err fn(ctx *c, const struct caller *me, const struct user_input *in, struct payload *out)                       \
    {                                                                                                                      \
        TRY(account_refer(c, in->user_id, &out->id));                                                                      \
        return verb(c, me->account, out->id);                                                                              \
    }
DEED(block, graph_block)
DEED(unblock, graph_unblock)
DEED(mute, graph_mute)
DEED(unmute, graph_unmute)
DEED(accept, graph_accept)
DEED(reject, graph_reject)

static err profile_edit(ctx *c, const struct caller *me, const struct account_change *in, struct payload *out)
{
    struct my_profile mine;

    out->id = me->account;
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
MUTATES(profile_edit, account_change, &may_edit_self)

/* ---- tags ---- */

static err tag_add(ctx *c, const struct caller *me, const struct tag_input *in, struct payload *out)
{
    struct tag tag = { 0 };
    err e = tag_follow(c, me->account, in->name, &tag);

    out->name = tag.name;
    return e;
}

static err tag_drop(ctx *c, const struct caller *me, const struct tag_input *in, struct payload *out)
{
    struct tag tag = { 0 };
    err e = tag_unfollow(c, me->account, in->name, &tag);

    out->name = tag.name;
    return e;
}

MUTATES(tag_add, tag_input, &may_follow_tags)
MUTATES(tag_drop, tag_input, &may_follow_tags)

/* ---- lists ---- */

static err list_add(ctx *c, const struct caller *me, const struct list_draft *in, struct payload *out)
{
    struct list list = { 0 };
    err e = list_create(c, me->account, in, &list);

    out->id = list.id;
    return e;
}

static err list_edit(ctx *c, const struct caller *me, const struct list_change *in, struct payload *out)
{
    struct list list;

    out->id = in->id;
    return list_rename(c, me->account, in, &list);
}

static err list_drop(ctx *c, const struct caller *me, const struct id_input *in, struct payload *out)
{
    out->id = in->id;
    return list_delete(c, me->account, in->id);
}

static err member_add(ctx *c, const struct caller *me, const struct member_input *in, struct payload *out)
{
    id who;

    out->id = in->list_id;
    TRY(account_refer(c, in->user_id, &who));
    return list_member_add(c, me->account, in->list_id, who);
}

static err member_drop(ctx *c, const struct caller *me, const struct member_input *in, struct payload *out)
{
    id who;

    out->id = in->list_id;
    TRY(account_refer(c, in->user_id, &who));
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
    MUTATION("updateProfile", profile_edit, account_change),
    MUTATION("followTag", tag_add, tag_input),
    MUTATION("unfollowTag", tag_drop, tag_input),
    MUTATION("createList", list_add, list_draft),
    MUTATION("updateList", list_edit, list_change),
    MUTATION("deleteList", list_drop, id_input),
    MUTATION("addToList", member_add, member_input),
    MUTATION("removeFromList", member_drop, member_input),
    {0}
};
