/* Mutations of posts, comments and reactions. */
#include "api/graphql/mutations.h"
#include "base/json.h"

INPUT(post_draft);
INPUT(post_change);
INPUT(id_input);

struct comment_input { id post_id; maybe_str parent_id, content; };
static SHAPE(comment_input, FIELD(comment_input, post_id), FIELD(comment_input, parent_id), FIELD(comment_input, content));
INPUT(comment_input);

struct comment_words_input { id id; maybe_str content; };
static SHAPE(comment_words_input, FIELD(comment_words_input, id), FIELD(comment_words_input, content));
INPUT(comment_words_input);

struct subject_input { id subject_id; str type; };
static SHAPE(subject_input,
    FIELD(subject_input, subject_id), FIELD(subject_input, type, .optional = true, .words = reaction_words));
INPUT(subject_input);

struct vote_input { id post_id; i64s choices; };
static SHAPE(vote_input, FIELD(vote_input, post_id), FIELD(vote_input, choices));
INPUT(vote_input);

/* ---- posts ---- */

static struct post *post_of_deed(ctx *c, struct deed *out)
{
    struct post *post = arena_zero(&c->arena, sizeof *post, _Alignof(struct post));

    out->id = &post->id;
    return post;
}

static err post_add(ctx *c, const struct caller *me, const struct post_draft *in, struct deed *out)
{
    return post_create(c, me->account, in, post_of_deed(c, out));
}

static err post_words_change(ctx *c, const struct caller *me, const struct post_change *in, struct deed *out)
{
    return post_edit(c, me->account, in, post_of_deed(c, out));
}

static err post_drop(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return post_delete(c, me, in->id);
}

static err pin(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    return post_pin(c, me->account, in->id, true, post_of_deed(c, out));
}

static err unpin(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    return post_pin(c, me->account, in->id, false, post_of_deed(c, out));
}

static err vote(ctx *c, const struct caller *me, const struct vote_input *in, struct deed *out)
{
    const struct post_votes votes = { in->post_id, in->choices };

    TRY(shape_validate(&c->failure, &post_votes_shape, &votes, UINT64_MAX));
    return post_vote(c, me->account, &votes, post_of_deed(c, out));
}

MUTATES(post_add, post_draft, &may_post)
MUTATES(post_words_change, post_change, &may_post)
MUTATES(post_drop, id_input, &may_post)
MUTATES(pin, id_input, &may_post)
MUTATES(unpin, id_input, &may_post)
MUTATES(vote, vote_input, &may_react)

/* ---- comments ---- */

/* The verb's name of the parent is REST's. */
static void parent_rename(struct failure *f)
{
    for (struct field_error *e = f->fields; e; e = e->next)
        if (str_eq(e->field, S("parent_comment_id")))
            e->field = S("parent_id");
}

static err comment_add(ctx *c, const struct caller *me, const struct comment_input *in, struct deed *out)
{
    struct comment *comment = arena_zero(&c->arena, sizeof *comment, _Alignof(struct comment));

    out->id = &comment->id;
    err e = comment_create(c, me->account, in->post_id, &(struct comment_draft){ in->content, in->parent_id }, comment);
    parent_rename(&c->failure);
    return e;
}

/* As the caller sees it, before the deed. */
static err comment_seen(ctx *c, id me, id which, struct comment *out)
{
    struct comment_tree tree;

    TRY(comment_get(c, me, which, COMMENTS_NEW, 0, &tree));
    comment_of(tree.at, (maybe_str){ .is = NULLED }, out);
    return OK;
}

static err comment_change(ctx *c, const struct caller *me, const struct comment_words_input *in, struct deed *out)
{
    struct comment comment;

    out->payload.id = in->id;
    TRY(comment_seen(c, me->account, in->id, &comment));
    return comment_edit(c, me->account, in->content, &comment);
}

static err comment_drop(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return comment_delete(c, me, in->id);
}

MUTATES(comment_add, comment_input, &may_comment)
MUTATES(comment_change, comment_words_input, &may_comment)
MUTATES(comment_drop, id_input, &may_comment)

/* ---- reactions ---- */

static err comment_reaction(ctx *c, id me, id which, enum reaction_kind kind, bool set)
{
    struct comment comment;
    err e = comment_seen(c, me, which, &comment);

    if (e != OK)
        return e == ERR_NOT_FOUND ? fail(c, &post_not_found) : e;
    if (kind != REACTION_LIKE)
        return fail_field_saying(c, S("type"), &not_one_of, "A comment can only be liked.");
    return comment_like(c, me, set, &comment);
}

/* What is no post may be a comment. The answer is about the original of a boost. */
static err reaction_change(ctx *c, id me, const struct subject_input *in, bool set, struct deed *out)
{
    enum reaction_kind kind = REACTION_LIKE;
    struct post *post = post_of_deed(c, out);

    if (in->type.n)
        TRY(reaction_read(c, in->type, &kind));
    err e = set ? post_react(c, me, in->subject_id, kind, post) : post_unreact(c, me, in->subject_id, kind, post);
    if (e != ERR_NOT_FOUND)
        return e;
    *out = (struct deed){ .payload = { .id = in->subject_id, .comment = true } };
    return comment_reaction(c, me, in->subject_id, kind, set);
}

static err react(ctx *c, const struct caller *me, const struct subject_input *in, struct deed *out)
{
    return reaction_change(c, me->account, in, true, out);
}

static err unreact(ctx *c, const struct caller *me, const struct subject_input *in, struct deed *out)
{
    return reaction_change(c, me->account, in, false, out);
}

MUTATES(react, subject_input, &may_react)
MUTATES(unreact, subject_input, &may_react)

const struct gql_field_binding mutation_fields[] = {
    MUTATION("createPost", post_add, post_draft),
    MUTATION("updatePost", post_words_change, post_change),
    MUTATION("deletePost", post_drop, id_input),
    MUTATION("pinPost", pin, id_input),
    MUTATION("unpinPost", unpin, id_input),
    MUTATION("votePoll", vote, vote_input),
    MUTATION("createComment", comment_add, comment_input),
    MUTATION("updateComment", comment_change, comment_words_input),
    MUTATION("deleteComment", comment_drop, id_input),
    MUTATION("react", react, subject_input),
    MUTATION("unreact", unreact, subject_input),
    {0}
};
