/* Rows of a level by what names them: each kind in one call of its verb, however often and in which order they are asked for. */
#include <stdlib.h>
#include "api/graphql/graphql_own.h"
#include "base/id.h"
#include "base/ids.h"

err reader_check(struct gql_call *call, const struct permission *who)
{
    return permit_check(ctx_of(call), caller_of(call), who, false);
}

err writer_check(struct gql_call *call, const struct permission *who)
{
    return permit_check(ctx_of(call), caller_of(call), who, true);
}

err null_if_missing(struct gql_call *call, err e)
{
    if (e != ERR_NOT_FOUND)
        return e;
    failure_begin(call->failure, call->arena);
    return OK;
}

id id_given(str text)
{
    id out;

    return id_parse(text, &out) ? out : (id){ 0 };
}

/* ---- each kind ---- */

const void **rows_placed(struct arena *a, ids asked, const void *rows, size_t n, size_t size)
{
    const void **out = arena_array(a, const void *, asked.n);

    for (size_t i = 0; i < asked.n; i++)
        out[i] = n ? bsearch(&asked.at[i], rows, n, size, id_compare) : NULL;
    return out;
}

enum { PEOPLE_AT_ONCE = 4096 };

static err people_add(ctx *c, ids who, bool shown, profile_page *out)
{
    profile_page some;

    if (shown)
        TRY(profiles_shown(c, who, &some));
    else
        TRY(profiles_get(c, c->caller.account, who, &some));
    for (size_t i = 0; i < some.n; i++)
        out->at[out->n++] = some.at[i];
    return OK;
}

static err users_found(ctx *c, ids who, bool shown, const struct profile ***out)
{
    ids once = ids_once(&c->arena, who);
    profile_page page = { 0 };

    page.at = arena_array(&c->arena, struct profile, once.n);
    for (size_t i = 0; i < once.n; i += PEOPLE_AT_ONCE)
        TRY(people_add(c, (ids){ once.at + i, once.n - i < PEOPLE_AT_ONCE ? once.n - i : PEOPLE_AT_ONCE }, shown, &page));
    _Static_assert(offsetof(struct profile, user_id) == 0, "its id is first");
    *out = (const struct profile **)rows_placed(&c->arena, who, page.at, page.n, sizeof *page.at);
    return OK;
}

err users_load(ctx *c, ids who, const struct profile ***out)
{
    return users_found(c, who, false, out);
}

const struct post *post_row(ctx *c, const struct post_view *v)
{
    struct post *out = arena_new(&c->arena, struct post);

    post_of(c, v, out);
    return out;
}

const struct post **posts_placed(ctx *c, ids asked, const post_view_page *page)
{
    struct post *rows = arena_array(&c->arena, struct post, page->n);

    _Static_assert(offsetof(struct post, id) == 0, "its id is first");
    for (size_t i = 0; i < page->n; i++)
        post_of(c, &page->at[i], &rows[i]);
    return (const struct post **)rows_placed(&c->arena, asked, rows, page->n, sizeof *rows);
}

err posts_load(ctx *c, ids which, const struct post ***out)
{
    ids once = ids_once(&c->arena, which);
    post_view_page page = { 0 };

    if (once.n)
        TRY(posts_get(c, c->caller.account, once, NULL, &page));
    *out = posts_placed(c, which, &page);
    return OK;
}

const struct comment *comment_row_of(ctx *c, const struct comment_view *v)
{
    struct comment *out = arena_new(&c->arena, struct comment);

    comment_of(v, (maybe_str){ 0 }, out);
    return out;
}

static err comments_found(ctx *c, ids which, bool placeholders, const struct comment ***out)
{
    ids once = ids_once(&c->arena, which);
    struct comment_tree tree = { 0 };
    size_t n = 0;

    if (once.n)
        TRY((placeholders ? comments_placed : comments_get)(c, c->caller.account, once, &tree));
    struct comment *rows = arena_array(&c->arena, struct comment, tree.n);
    _Static_assert(offsetof(struct comment, id) == 0, "its id is first");
    for (size_t i = 0; i < tree.n; i++)
        if (tree.at[i].author || placeholders)               /* not deleted meanwhile */
            comment_of(&tree.at[i], (maybe_str){ 0 }, &rows[n++]);
    *out = (const struct comment **)rows_placed(&c->arena, which, rows, n, sizeof *rows);
    return OK;
}

err comments_load(ctx *c, ids which, const struct comment ***out)
{
    return comments_found(c, which, false, out);
}

err comments_placed_load(ctx *c, ids which, const struct comment ***out)
{
    return comments_found(c, which, true, out);
}

/* One's own, which are a few: all are read. */
err lists_load(ctx *c, ids which, const struct list ***out)
{
    list_page page = { 0 };

    *out = arena_array(&c->arena, const struct list *, which.n);
    if (ids_once(&c->arena, which).n && c->caller.account.v)
        TRY(lists_get(c, c->caller.account, &page));
    for (size_t i = 0; i < which.n; i++)
        for (size_t k = 0; k < page.n; k++)
            if (page.at[k].id.v == which.at[i].v)
                (*out)[i] = &page.at[k];
    return OK;
}

/* ---- into a call ---- */

static ids ids_of(const struct gql_call *call, const id *which)
{
    return (ids){ (id *)which, call->n };
}

#define GIVES_BY_ID(name, load, S)                                                                                        \
    err name(struct gql_call *call, const id *which)                                                                       \
    {                                                                                                                      \
        const struct S **rows;                                                                                             \
        TRY(load(ctx_of(call), ids_of(call, which), &rows));                                                               \
        for (size_t i = 0; i < call->n; i++)                                                                               \
            gql_give(call, i, rows[i]);                                                                                    \
        return OK;                                                                                                         \
    }
GIVES_BY_ID(users_give, users_load, profile)
GIVES_BY_ID(posts_give, posts_load, post)
GIVES_BY_ID(comments_give, comments_load, comment)
GIVES_BY_ID(comments_placed_give, comments_placed_load, comment)

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

/* Rising, without empty ones. */
static strs names_distinct(struct arena *a, const str *names, size_t n)
{
    strs out = { arena_array(a, str, n), 0 };
    size_t all = 0;

    for (size_t i = 0; i < n; i++)
        if (names[i].n)
            out.at[all++] = names[i];
    if (all)
        qsort(out.at, all, sizeof *out.at, by_name);
    for (size_t i = 0; i < all; i++)
        if (!out.n || !str_eq(out.at[out.n - 1], out.at[i]))
            out.at[out.n++] = out.at[i];
    return out;
}

err tags_give(struct gql_call *call, const str *names)
{
    strs once = names_distinct(call->arena, names, call->n);
    tag_page page = { 0 };

    if (once.n)
        TRY(tags_get(ctx_of(call), me_of(call), once, &page));
    _Static_assert(offsetof(struct tag, name) == 0, "its name is first");
    for (size_t i = 0; i < call->n && page.n; i++)
        gql_give(call, i, bsearch(&names[i], page.at, page.n, sizeof *page.at, by_name));
    return OK;
}

/* ---- people of whom there is a card ---- */

u64 card_members(void)
{
    static const char *const members[] = { "user_id", "username", "display_name", "avatar_url" };
    u64 bits = 0;

    for (size_t i = 0; i < COUNT(members); i++)
        bits |= shape_bit(&profile_shape, shape_field(&profile_shape, str_of(members[i])));
    return bits;
}

const struct profile *profile_of_card(struct arena *a, const struct card *card)
{
    struct profile *out = arena_new(a, struct profile);

    *out = (struct profile){ .user_id = card->id, .username = card->username };
    out->words.display_name = card->display_name;
    out->words.avatar_url = card->avatar_url;
    return out;
}

err carded_give(struct gql_call *call, const struct card *const *cards)
{
    id *who = arena_array(call->arena, id, call->n);
    const struct profile **rows = arena_array(call->arena, const struct profile *, call->n);
    u64 related = shape_bit(&profile_shape, shape_field(&profile_shape, S("relationship")));

    for (size_t i = 0; i < call->n; i++)
        who[i] = cards[i] ? cards[i]->id : (id){ 0 };
    if (call->wanted & ~card_members())
        TRY(users_found(ctx_of(call), ids_of(call, who), !(call->wanted & related), &rows));
    else
        reads_nothing(call);
    for (size_t i = 0; i < call->n; i++)
        if (cards[i])        /* one who has gone since is shown as the card has them */
            gql_give(call, i, rows[i] ? rows[i] : profile_of_card(call->arena, cards[i]));
    return OK;
}
