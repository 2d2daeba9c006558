/* Writing and changing a comment: what its text names is looked up first; the deed is one transaction. */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "text/input.h"

enum { CONTENT_MOST = 5000 };

SHAPE(comment_draft,
    FIELD(comment_draft, content,           .optional = true, .doc = "1 to 5000 characters"),
    FIELD(comment_draft, parent_comment_id, .doc = "The comment that this one answers; left out: the post itself"));

/* ---- in transactions ---- */

err comment_row_read(tx *t, id which, struct comment_row *out)
{
    err e = q_comment_row_get(t, which, out);

    return e == ERR_NOT_FOUND || (e == OK && out->deleted) ? tx_fail(t, &comment_not_found) : e;
}

/* Does `me` see a comment, of a post that they see? */
static err author_met_in(tx *t, id me, const struct comment_row *row, const struct problem *otherwise)
{
    struct sight author;

    TRY(sight_of_in(t, me, row->user_id, &author));
    return sight_reaches(&author) ? OK : tx_fail(t, otherwise);
}

err comment_meet_in(tx *t, id me, id which, struct comment_row *out, struct post_row *post)
{
    TRY(comment_row_read(t, which, out));
    err e = post_meet_in(t, me, out->post_id, post);
    if (e != OK)
        return e == ERR_NOT_FOUND ? tx_fail(t, &comment_not_found) : e;
    return author_met_in(t, me, out, &comment_not_found);
}

err comment_parent_author(tx *t, const struct comment_row *row, maybe_id *out)
{
    struct comment_row parent;
    err e = is_root(row) ? ERR_NOT_FOUND : q_comment_row_get(t, row->parent, &parent);

    *out = (maybe_id){ .is = NULLED };
    if (e == OK && !parent.deleted)
        *out = (maybe_id){ GIVEN, parent.user_id };
    return e == ERR_NOT_FOUND ? OK : e;
}

struct comment_told comment_told_of(tx *t, const struct comment_row *row, const struct comment_about *about)
{
    return (struct comment_told){
        .comment_id = row->id, .post_id = row->post_id, .post_author_id = about->post_author, .author_id = row->user_id,
        .parent_comment_id = parent_of(row), .parent_author_id = about->parent_author,
        .mentions = wording_named(tx_arena(t), about->wording), .created_at = { id_ms(row->id) },
        .edited_at.is = ABSENT, .by.is = ABSENT,
    };
}

/* ---- the text ---- */

static err content_read(ctx *c, maybe_str given, str *out)
{
    *out = S("");
    if (given.is == GIVEN && !text_normal(&c->arena, given.v, out))
        return fail_field(c, S("content"), &invalid_text);
    if (!out->n)
        return fail_field(c, S("content"), &too_short);
    return utf8_length(*out) > CONTENT_MOST ? fail_field(c, S("content"), &too_long) : OK;
}

/* ---- a new one ---- */

struct creation {
    id me, post, parent;                         /* a parent of 0: the post */
    str content;
    struct wording wording;
    const struct card *author;
    struct comment *out;
};

static err parent_fail(struct failure *f)
{
    return failure_field(f, S("parent_comment_id"), &parent_not_found);
}

static err parent_meet(tx *t, const struct creation *in, id post, struct comment_row *out)
{
    err e = q_comment_row_get(t, in->parent, out);

    if (e == OK && !out->deleted && out->post_id.v == post.v)
        e = author_met_in(t, in->me, out, &parent_not_found);
    else if (e == OK)
        e = ERR_NOT_FOUND;
    if (e != ERR_NOT_FOUND && e != ERR_INVALID)
        return e;
    (void)parent_fail(tx_failure(t));
    return tx_fail(t, &parent_not_found);
}

static void created_show(const struct creation *in, const struct comment_row *row)
{
    when made = { id_ms(row->id) };

    *in->out = (struct comment){
        .id = row->id, .post_id = row->post_id, .user_id = { GIVEN, in->me }, .parent_comment_id = parent_of(row), .depth = row->depth,
        .content = in->content, .wording = in->wording, .created_at = made, .edited_at.is = NULLED, .updated_at = made,
        .author = in->author, .replies_next.is = NULLED,
    };
}

static err words_add(tx *t, const struct creation *in, const struct comment_row *row)
{
    TRY(q_comment_insert(t, row->id, row->post_id, row->parent, row->depth, row->user_id));
    return q_comment_text_insert(t, row->id, in->content, wording_pack(tx_arena(t), &in->wording));
}

static err create(tx *t, void *arg)
{
    const struct creation *in = arg;
    struct comment_row row, parent = { 0 };
    struct post_row post;
    i64 count;

    TRY(post_meet_in(t, in->me, in->post, &post));
    if (in->parent.v)
        TRY(parent_meet(t, in, post.id, &parent));
    row = (struct comment_row){ .id = tx_new_id(t), .post_id = post.id, .parent = in->parent.v ? in->parent : post.id,
                                .depth = in->parent.v ? parent.depth + 1 : 0, .user_id = in->me };
    TRY(words_add(t, in, &row));
    if (in->parent.v)
        TRY(tree_reply_add(t, &parent));
    TRY(post_commented(t, post.id, 1, &count));
    created_show(in, &row);
    struct comment_told told = comment_told_of(t, &row, &(struct comment_about){
        post.user_id, { in->parent.v ? GIVEN : NULLED, parent.user_id }, &in->wording });
    return event_tell(t, comment_created, post.id, &told);
}

static err author_card(ctx *c, id me, const struct card **out)
{
    card_page cards;

    TRY(cards_get(c, me, (ids){ &me, 1 }, NULL, &cards));
    struct card *card = arena_new(&c->arena, struct card);
    *card = cards.n ? cards.at[0] : (struct card){ .id = me };
    *out = card;
    return OK;
}

static err creation_plan(ctx *c, const struct comment_draft *d, struct creation *in)
{
    struct post_view seen;
    bool answers = d->parent_comment_id.is == GIVEN;

    TRY(post_get(c, in->me, in->post, &seen));
    TRY(content_read(c, d->content, &in->content));
    if (answers && !id_parse(d->parent_comment_id.v, &in->parent)) {
        (void)parent_fail(&c->failure);
        return fail(c, &parent_not_found);
    }
    TRY(wording_of(c, in->me, in->content, &in->wording));
    return author_card(c, in->me, &in->author);
}

err comment_create(ctx *c, id me, id post, const struct comment_draft *draft, struct comment *out)
{
    struct creation in = { .me = me, .post = post, .out = out };
    u64 whose = rate_of_id(c->world, me);

    TRY(creation_plan(c, draft, &in));
    struct rate r = rate_take(c->world, &comments_hourly, whose, ctx_now(c).ms / 1000);
    TRY(rate_refuse(c, &r, "comments"));
    err e = transact(c, create, &in);
    if (e != OK)
        rate_give_back(c->world, &comments_hourly, whose, ctx_now(c).ms / 1000);
    return e;
}

/* ---- other words ---- */

struct edit { id me; str content; struct wording wording; bool changed; struct comment *io; };

static err version_keep(tx *t, id edited, const struct comment_said *was)
{
    when written = was->edited_at.is == GIVEN ? was->edited_at.v : (when){ id_ms(was->id) };

    return q_comment_version_insert(t, was->id, edited, was->content, written);
}

static err edited_tell(tx *t, const struct edit *in, const struct comment_row *row, id post_author)
{
    struct comment_about about = { .post_author = post_author, .wording = &in->wording };

    TRY(comment_parent_author(t, row, &about.parent_author));
    struct comment_told told = comment_told_of(t, row, &about);
    told.edited_at = in->io->edited_at;
    return event_tell(t, comment_edited, row->post_id, &told);
}

/* What stands in the store by now decides whether anything changes. */
static err edit_in(tx *t, void *arg)
{
    struct edit *in = arg;
    struct comment_row row;
    comment_said_page said;
    struct post_row post;
    id which = in->io->id;

    TRY(comment_meet_in(t, in->me, which, &row, &post));
    if (row.user_id.v != in->me.v)
        return tx_fail_with(t, ERR_FORBIDDEN, "This comment belongs to somebody else.");
    TRY(q_comment_texts_get(t, ((ids){ &which, 1 }), &said));
    struct comment_words *w = &in->io->words;
    in->changed = said.n && !str_eq(said.at[0].content, in->content);
    if (!in->changed)
        return said.n ? comment_words_of(tx_arena(t), &said.at[0], w) : tx_fail(t, &comment_not_found);
    id edited = tx_new_id(t);
    when now = { id_ms(edited) };
    TRY(version_keep(t, edited, &said.at[0]));
    TRY(q_comment_text_set(t, which, in->content, wording_pack(tx_arena(t), &in->wording), now));
    w->content = in->content;
    w->wording = in->wording;
    w->edited_at = (maybe_when){ GIVEN, now };
    w->updated_at = now;
    return edited_tell(t, in, &row, post.user_id);
}

err comment_edit(ctx *c, id me, maybe_str content, struct comment *io)
{
    struct edit in = { .me = me, .io = io };

    if (io->user_id.v.v != me.v)
        return fail_with(c, ERR_FORBIDDEN, "This comment belongs to somebody else.");
    if (content.is == ABSENT)
        return OK;
    TRY(content_read(c, content, &in.content));
    TRY(wording_of(c, me, in.content, &in.wording));
    TRY(edit_rate_take(c, me));
    err e = transact(c, edit_in, &in);
    if (e != OK || !in.changed)
        edit_rate_give_back(c, me);
    return e;
}

/* ---- likes ---- */

struct liking { id me; bool likes, changed; struct comment *io; };

/* The row has the number too, for the order of `top`. */
static err like_in(tx *t, void *arg)
{
    struct liking *in = arg;
    struct reaction_done done;
    struct comment_row row;
    struct post_row post;

    TRY(comment_meet_in(t, in->me, in->io->id, &row, &post));
    const struct reaction_on on = { .post = row.post_id, .author = row.user_id, .comment = { GIVEN, row.id } };
    if (in->likes)
        TRY(reaction_set(t, REACTION_LIKE, in->me, &on, (id){ 0 }, &done));
    else
        TRY(reaction_unset(t, REACTION_LIKE, in->me, row.id, &done));
    if (done.changed)
        TRY(q_comment_rank_set(t, row.id, -done.counts.likes));
    in->changed = done.changed;
    in->io->like_count = done.counts.likes;
    in->io->liked = in->likes;
    return OK;
}

err comment_like(ctx *c, id me, bool likes, struct comment *io)
{
    struct liking in = { .me = me, .likes = likes, .io = io };

    if (!likes)
        return transact(c, like_in, &in);
    TRY(reaction_take(c, me));
    err e = transact(c, like_in, &in);
    if (e != OK || !in.changed)
        reaction_give_back(c, me);
    return e;
}
