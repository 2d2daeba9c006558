/* The routes of comments. */
#include <assert.h>
#include "api/front/problems.h"
#include "api/rest/route.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/comment/comment.h"
#include "runtime/ctx.h"

struct comment_key { id id; };
struct comment_like_key { id id; str type; };
struct comment_input { id id; maybe_str content, parent_comment_id; };
struct comment_change { id id; maybe_str content; };
struct comments_query { id id; str sort, parent; i64 depth, offset; LIST_WISH; };
struct comment_query { id id; str sort; i64 depth; };
struct comment_list_query { id id; LIST_WISH; };
struct comment_likers_query { id id; str type; LIST_WISH; };
struct comments_of_user { str id; LIST_WISH; };

#define SORT_FIELD(S) FIELD(S, sort, .optional = true, .words = comment_sort_words, .doc = "Left out: new. Of every level")
#define DEPTH_FIELD(S, STANDARD)                                                                                           \
    FIELD(S, depth, .optional = true, .max = COMMENT_DEPTH_MOST, .standard = STANDARD, .doc = "How many levels of replies below")
static const char *const liker_words[] = { "like", "boost", NULL };

SHAPE(comment_key, FIELD(comment_key, id));
SHAPE(comment_like_key,
    FIELD(comment_like_key, id), FIELD(comment_like_key, type, .doc = "like"));
SHAPE(comment_input,
    FIELD(comment_input, id), FIELD(comment_input, content, .doc = "1 to 5000 characters"),
    FIELD(comment_input, parent_comment_id, .doc = "The comment that this one answers; left out: the post itself"));
SHAPE(comment_change,
    FIELD(comment_change, id), FIELD(comment_change, content, .doc = "1 to 5000 characters"));
SHAPE(comments_query,
    FIELD(comments_query, id), SORT_FIELD(comments_query),
    FIELD(comments_query, parent, .optional = true, .doc = "A comment, whose replies are read; left out: the comments on the post itself"),
    DEPTH_FIELD(comments_query, COMMENT_DEPTH_STANDARD),
    FIELD(comments_query, offset, .optional = true, .max = COMMENT_OFFSET_MOST,
          .doc = "How many to skip; a cursor has already skipped them"),
    LIST_FIELDS(comments_query));
SHAPE(comment_query,
    FIELD(comment_query, id), SORT_FIELD(comment_query), DEPTH_FIELD(comment_query, 0));
SHAPE(comment_list_query,
    FIELD(comment_list_query, id), LIST_FIELDS(comment_list_query));
SHAPE(comment_likers_query,
    FIELD(comment_likers_query, id), FIELD(comment_likers_query, type, .optional = true, .words = liker_words),
    LIST_FIELDS(comment_likers_query));
SHAPE(comments_of_user,
    FIELD_USER(comments_of_user, id), LIST_FIELDS(comments_of_user));

/* ---- cursors: the place, and the order that it is one of ---- */

enum { CURSOR_NEW = 1, CURSOR_OLD = 2 };         /* of `top`: minus the likes */

static enum comment_sort sort_of(str word)
{
    return str_eq(word, S("top")) ? COMMENTS_TOP : str_eq(word, S("old")) ? COMMENTS_OLD : COMMENTS_NEW;
}

static maybe_str place_text(ctx *c, enum comment_sort sort, struct comment_place at)
{
    i64 order = sort == COMMENTS_TOP ? at.rank : sort == COMMENTS_OLD ? CURSOR_OLD : CURSOR_NEW;

    if (!at.id.v)
        return (maybe_str){ .is = NULLED };
    return (maybe_str){ GIVEN, cursor_make_for(c, S("GET /api/v1/posts/{id}/comments"), (struct cursor){ order, at.id.v }) };
}

static err place_read(ctx *c, enum comment_sort sort, str text, struct comment_place *out)
{
    struct cursor at;

    TRY(cursor_read(c, text, &at));
    enum comment_sort of = at.a == CURSOR_NEW ? COMMENTS_NEW : at.a == CURSOR_OLD ? COMMENTS_OLD : COMMENTS_TOP;
    if (at.b && of != sort)
        return fail_field(c, S("cursor"), &invalid_cursor);
    *out = (struct comment_place){ of == COMMENTS_TOP ? at.a : 0, { at.b } };
    return OK;
}

/* ---- trees ---- */

/* All of it up to its replies. */
static void comment_begin(ctx *c, enum comment_sort sort, const struct comment_view *v, struct pieces *out)
{
    str rest = comment_rest_json(&c->arena, v, place_text(c, sort, v->next));

    pieces_part(c, out, str_to(v->json, v->json.n - 1));
    pieces_part(c, out, S(","));
    pieces_part(c, out, str_to(str_from(rest, 1), rest.n - 2));
    pieces_part(c, out, S(",\"replies\":["));
}

/* A comment with those below it: those that are begun are on a path down from it. */
static void comment_show(ctx *c, enum comment_sort sort, const struct comment_view *top, struct pieces *out)
{
    struct { const struct comment_view *of; size_t shown; } path[COMMENT_DEPTH_MOST + 1] = { { top, 0 } };
    size_t n = 1;

    pieces_begin(c, out);
    comment_begin(c, sort, top, out);
    while (n) {
        const struct comment_view *of = path[n - 1].of;
        size_t next = path[n - 1].shown++;
        if (next == of->n) {
            pieces_part(c, out, S("]}"));
            n--;
            continue;
        }
        if (next)
            pieces_part(c, out, S(","));
        comment_begin(c, sort, &of->below[next], out);
        assert(n < COUNT(path));
        path[n++].of = &of->below[next];
        path[n - 1].shown = 0;
    }
}

static void tree_show(ctx *c, enum comment_sort sort, const struct comment_tree *t, struct pieces *out)
{
    for (size_t i = 0; i < t->n; i++)
        comment_show(c, sort, &t->at[i], out);
}

static err list(ctx *c, const struct caller *me, const struct comments_query *in, struct pieces *out)
{
    struct comment_wish wish = { .sort = sort_of(in->sort), .depth = in->depth, .limit = in->limit,
                                 .offset = in->cursor.n ? 0 : in->offset };
    struct comment_tree tree;
    id parent = { 0 };

    if (in->parent.n && !id_parse(in->parent, &parent))
        return fail(c, &comment_not_found);
    TRY(place_read(c, wish.sort, in->cursor, &wish.from));
    TRY(comments_page(c, me->account, in->id, parent, &wish, &tree));
    tree_show(c, wish.sort, &tree, out);
    out->next = place_text(c, wish.sort, tree.next).v;
    return OK;
}

static err get(ctx *c, const struct caller *me, const struct comment_query *in, struct pieces *out)
{
    struct comment_tree tree;

    TRY(comment_get(c, me->account, in->id, sort_of(in->sort), in->depth, &tree));
    tree_show(c, sort_of(in->sort), &tree, out);
    return OK;
}

static err ancestors(ctx *c, const struct caller *me, const struct comment_list_query *in, struct pieces *out)
{
    struct comment_tree tree;
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(comment_ancestors(c, me->account, in->id, from, in->limit, &tree, &from));
    tree_show(c, COMMENTS_NEW, &tree, out);
    out->next = list_next(c, from);
    return OK;
}

static err of_user(ctx *c, const struct caller *me, id who, const struct comments_of_user *in, struct pieces *out)
{
    struct comment_tree tree;
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(comments_by(c, me->account, who, from, in->limit, &tree, &from));
    tree_show(c, COMMENTS_NEW, &tree, out);
    out->next = list_next(c, from);
    return OK;
}

static err history(ctx *c, const struct caller *me, const struct comment_list_query *in, comment_version_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(comment_history(c, me->account, in->id, from, in->limit, out, &from));
    out->next = list_next(c, from);
    return OK;
}

/* ---- deeds ---- */

static err create(ctx *c, const struct caller *me, const struct comment_input *in, struct comment *out)
{
    return comment_create(c, me->account, in->id, &(struct comment_draft){ in->content, in->parent_comment_id }, out);
}

/* As the caller sees it, before the deed. */
static err seen(ctx *c, id me, id which, struct comment *out)
{
    struct comment_tree tree;

    TRY(comment_get(c, me, which, COMMENTS_NEW, 0, &tree));
    comment_of(tree.at, place_text(c, COMMENTS_NEW, tree.at->next), out);
    return OK;
}

static err again(ctx *c, const struct caller *me, id which, struct comment *out)
{
    return seen(c, me->account, which, out);
}

static err edit(ctx *c, const struct caller *me, const struct comment_change *in, struct comment *out)
{
    TRY(seen(c, me->account, in->id, out));
    return comment_edit(c, me->account, in->content, out);
}

static err drop(ctx *c, const struct caller *me, const struct comment_key *in, struct nothing *out)
{
    (void)out;
    return comment_delete(c, me, in->id);
}

static err like(ctx *c, const struct caller *me, const struct comment_key *in, struct comment *out)
{
    TRY(seen(c, me->account, in->id, out));
    return comment_like(c, me->account, true, out);
}

static err unlike(ctx *c, const struct caller *me, const struct comment_key *in, struct comment *out)
{
    TRY(seen(c, me->account, in->id, out));
    return comment_like(c, me->account, false, out);
}

static err react(ctx *c, const struct caller *me, const struct comment_like_key *in, struct comment *out)
{
    return str_eq(in->type, S("like")) ? like(c, me, &(struct comment_key){ in->id }, out) : fail(c, &unknown_reaction);
}

static err unreact(ctx *c, const struct caller *me, const struct comment_like_key *in, struct comment *out)
{
    return str_eq(in->type, S("like")) ? unlike(c, me, &(struct comment_key){ in->id }, out) : fail(c, &unknown_reaction);
}

static err likers(ctx *c, const struct caller *me, const struct comment_likers_query *in, post_reaction_page *out)
{
    u32 who = !in->type.n ? LIKERS | BOOSTERS : str_eq(in->type, S("like")) ? LIKERS : BOOSTERS;
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(comment_likers(c, me->account, in->id, who, from, in->limit, out, &from));
    out->next = list_next(c, from);
    return OK;
}

/* ---- the table ---- */

CALLS_AS(create, comment_input, comment)
CALLS_AS(list, comments_query, pieces)
CALLS_AS(get, comment_query, pieces)
CALLS_AS(ancestors, comment_list_query, pieces)
CALLS_AS(history, comment_list_query, comment_version_page)
CALLS_AS(edit, comment_change, comment)
CALLS_AGAIN(again, comment)
CALLS_AS(drop, comment_key, nothing)
CALLS_AS(like, comment_key, comment)
CALLS_AS(unlike, comment_key, comment)
CALLS_AS(react, comment_like_key, comment)
CALLS_AS(unreact, comment_like_key, comment)
CALLS_AS(likers, comment_likers_query, post_reaction_page)
CALLS_ON(of_user, comments_of_user, id, pieces)

static const struct problem *const create_problems[] = { &post_not_found, &parent_not_found, &comment_not_found, NULL };
static const struct problem *const list_problems[] = { &post_not_found, &comment_not_found, NULL };
static const struct problem *const problems[] = { &comment_not_found, NULL };
static const struct problem *const change_problems[] = { &comment_not_found, PLAIN(ERR_FORBIDDEN), NULL };
static const struct problem *const react_problems[] = { &comment_not_found, &unknown_reaction, NULL };
static const struct problem *const user_problems[] = { &user_not_found, NULL };

extern const struct route comment_routes[];
const struct route comment_routes[] = {
    { METHOD_POST,   "/posts/{id}/comments",     create_entry,    &may_comment, RATE_WRITES, 201, TAKES(comment_input), GIVES(comment),
      AGAIN(again, comment),
      .tag = "comments", .tag_says = "Comments, trees of them, and likes of comments",
      .summary = "Comment on a post, or reply to a comment", .problems = create_problems },
    { METHOD_POST,   "/posts/{id}/comment",      create_entry,    &may_comment, RATE_WRITES, 201, TAKES(comment_input), GIVES(comment),
      AGAIN(again, comment),
      .tag = "comments", .summary = "The same as POST /posts/{id}/comments", .problems = create_problems },
    { METHOD_GET,    "/posts/{id}/comments",     list_entry,      &anyone,      RATE_READS,  200, TAKES(comments_query),
      GIVES_PIECES_PAGE(comment), .tag = "comments",
      .summary = "Read a page of the tree: comments, each with its first replies", .problems = list_problems },
    { METHOD_GET,    "/comments/{id}",           get_entry,       &anyone,      RATE_READS,  200, TAKES(comment_query),
      GIVES_PIECES(comment), .tag = "comments", .summary = "Read a comment", .problems = problems },
    { METHOD_GET,    "/comments/{id}/ancestors", ancestors_entry, &anyone,      RATE_READS,  200, TAKES(comment_list_query),
      GIVES_PIECES_PAGE(comment), .tag = "comments",
      .summary = "Read what a comment answers: its parent, and so on up", .problems = problems },
    { METHOD_GET,    "/comments/{id}/history",   history_entry,   &anyone,      RATE_READS,  200, TAKES(comment_list_query),
      GIVES_PAGE(comment_version), .tag = "comments", .summary = "Read the versions of a comment, newest first", .problems = problems },
    { METHOD_PATCH,  "/comments/{id}",           edit_entry,      &may_comment, RATE_WRITES, 200, TAKES(comment_change), GIVES(comment),
      .tag = "comments", .summary = "Change a comment of your own", .problems = change_problems },
    { METHOD_DELETE, "/comments/{id}",           drop_entry,      &may_comment, RATE_WRITES, 204, TAKES(comment_key),
      .tag = "comments", .summary = "Delete a comment of your own, or on your post; moderators delete any", .problems = change_problems },
    { METHOD_PUT,    "/comments/{id}/reactions/{type}", react_entry,   &may_react, RATE_WRITES, 200, TAKES(comment_like_key),
      GIVES(comment), .tag = "comments", .summary = "Like a comment; repeats are harmless", .problems = react_problems },
    { METHOD_DELETE, "/comments/{id}/reactions/{type}", unreact_entry, &may_react, RATE_WRITES, 200, TAKES(comment_like_key),
      GIVES(comment), .tag = "comments", .summary = "Take a like back", .problems = react_problems },
    { METHOD_GET,    "/comments/{id}/reactions", likers_entry,    &anyone,      RATE_READS,  200, TAKES(comment_likers_query),
      GIVES_PAGE(post_reaction), .tag = "comments", .summary = "Read who likes a comment, newest first", .problems = problems },
    { METHOD_POST,   "/comments/{id}/like",      like_entry,      &may_react,   RATE_WRITES, 200, TAKES(comment_key), GIVES(comment),
      AGAIN(again, comment),
      .tag = "comments", .summary = "Like a comment", .problems = problems },
    { METHOD_DELETE, "/comments/{id}/like",      unlike_entry,    &may_react,   RATE_WRITES, 200, TAKES(comment_key), GIVES(comment),
      .tag = "comments", .summary = "Take a like back", .problems = problems },
    { METHOD_GET,    "/users/{id}/comments",     of_user_entry,   &anyone,      RATE_READS,  200, TAKES(comments_of_user),
      GIVES_PIECES_PAGE(comment), .tag = "comments", .summary = "Read the comments of somebody, newest first", .problems = user_problems },
    {0}
};
