/* Stories, the feed of them, and highlights. */
#include "api/graphql/graphql_own.h"
#include "base/ids.h"
#include "domain/story/story.h"

struct id_args { str id; };
static SHAPE(id_args, FIELD(id_args, id));

static id id_asked(const struct gql_call *call) { return id_given(((const struct id_args *)call->args)->id); }

/* ---- by their ids ---- */

err stories_load(ctx *c, ids which, const struct story ***out)
{
    ids once = ids_once(&c->arena, which);
    story_view_page views = { .n = 0 };
    story_page page = { .n = 0 };

    if (once.n)
        TRY(stories_get(c, c->caller.account, once, &views));
    TRY(stories_answer(c, &views, &page));
    _Static_assert(offsetof(struct story, id) == 0, "its id is first");
    *out = (const struct story **)rows_placed(&c->arena, which, page.at, page.n, sizeof *page.at);
    return OK;
}

err highlights_load(ctx *c, ids which, const struct highlight ***out)
{
    ids once = ids_once(&c->arena, which);
    highlight_page page = { .n = 0 };

    if (once.n)
        TRY(highlights_by_ids(c, c->caller.account, once, false, &page));
    _Static_assert(offsetof(struct highlight, id) == 0, "its id is first");
    *out = (const struct highlight **)rows_placed(&c->arena, which, page.at, page.n, sizeof *page.at);
    return OK;
}

static err story(struct gql_call *call)
{
    id which = id_asked(call);
    const struct story **rows;

    TRY(stories_load(ctx_of(call), (ids){ &which, 1 }, &rows));
    gql_give(call, 0, rows[0]);
    return OK;
}

static err highlight(struct gql_call *call)
{
    id which = id_asked(call);
    const struct highlight **rows;

    TRY(highlights_load(ctx_of(call), (ids){ &which, 1 }, &rows));
    gql_give(call, 0, rows[0]);
    return OK;
}

/* ---- who tells them ---- */

static err author(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = &((const struct story *)call->rows[i])->author;
    return carded_give(call, cards);
}

static err group_author(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = &((const struct story_tray *)call->rows[i])->author;
    return carded_give(call, cards);
}

static err highlight_author(struct gql_call *call)
{
    id *who = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        who[i] = ((const struct highlight *)call->rows[i])->user_id;
    return users_give(call, who);
}

/* ---- the stories of a highlight: those of the whole level at once ---- */

static err highlight_stories(struct gql_call *call)
{
    ids which = { arena_array(call->arena, id, call->n), call->n };
    highlight_page page;

    for (size_t i = 0; i < call->n; i++)
        which.at[i] = ((const struct highlight *)call->rows[i])->id;
    TRY(highlights_by_ids(ctx_of(call), me_of(call), ids_once(call->arena, which), true, &page));
    for (size_t i = 0; i < call->n; i++) {
        const struct highlight *h = page.n ? bsearch(&which.at[i], page.at, page.n, sizeof *page.at, id_compare) : NULL;
        if (h)
            gql_give_list(call, i, h->stories.at, h->stories.n, sizeof *h->stories.at);
        else
            gql_give_empty(call, i);
    }
    return OK;
}

/* Up to a hundred, each with addresses that are signed: more than a field beside others. */
static struct gql_price price_of_stories(const struct gql_pricing *p)
{
    (void)p;
    return (struct gql_price){ 10, 10 };
}

/* ---- somebody's: all are read, for many people at once, and cut ---- */

/* What of a list, in its order, is asked for: so many from there on. */
static size_t cut(struct asked *asked, const void *rows, size_t n, size_t size, id (*of)(const void *), bool falls, size_t *from)
{
    size_t begin = 0, end = n;

    for (size_t i = 0; i < n && asked->from.a; i++) {
        i64 v = of((const char *)rows + i * size).v;
        bool after = falls ? v < asked->from.a : v > asked->from.a;
        if (!asked->back && !after)
            begin = i + 1;
        if (asked->back && (after || v == asked->from.a) && end == n)
            end = i;
    }
    size_t all = end > begin ? end - begin : 0, shown = (i64)all < asked->most ? all : (size_t)asked->most;
    asked->more = shown < all;
    *from = asked->back ? end - shown : begin;
    return shown;
}

static id story_id(const void *row) { return ((const struct story_view *)row)->row->id; }
static id highlight_id(const void *row) { return ((const struct highlight *)row)->id; }
static id author_id(const void *row) { return ((const struct story_view *)row)->author->card.id; }
static id owner_id(const void *row) { return ((const struct highlight *)row)->user_id; }

static ids lists_of(struct gql_call *call, const struct asked *asked, size_t n)
{
    ids out = { arena_array(call->arena, id, n), n };

    for (size_t i = 0; i < n; i++)
        out.at[i] = asked[i].list;
    return out;
}

/* Of rows that are together by person, those of one. */
static const void *rows_of(const struct page *all, size_t size, id (*whose)(const void *), id who, size_t *n)
{
    size_t from = 0;

    while (from < all->n && whose((const char *)all->at + from * size).v != who.v)
        from++;
    for (*n = 0; from + *n < all->n && whose((const char *)all->at + (from + *n) * size).v == who.v; ++*n)
        ;
    return (const char *)all->at + from * size;
}

/* Of what stands of one: what is asked for. */
struct shown_part { const struct story_view *at; size_t n; };

static struct shown_part part_of(struct asked *asked, const story_view_page *views)
{
    const struct page all = { .at = views->at, .n = views->n };
    size_t of, from;
    const struct story_view *rows = rows_of(&all, sizeof *views->at, author_id, asked->list, &of);
    size_t n = cut(asked, rows, of, sizeof *rows, story_id, false, &from);

    return (struct shown_part){ n ? rows + from : rows, n };
}

/* Only what is asked for has addresses that are signed. */
static err stories_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct shown_part *parts = arena_array(call->arena, struct shown_part, n);
    story_view_page views, shown = { .n = 0 };
    story_page page;
    size_t all = 0;

    TRY(stories_by_each(ctx_of(call), me_of(call), lists_of(call, asked, n), &views));
    for (size_t i = 0; i < n; i++) {
        parts[i] = part_of(&asked[i], &views);
        all += parts[i].n;
    }
    shown.at = arena_array(call->arena, struct story_view, all);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < parts[i].n; k++)
            shown.at[shown.n++] = parts[i].at[k];
    TRY(stories_answer(ctx_of(call), &shown, &page));
    for (size_t i = 0, at = 0; i < n; i++)
        for (size_t k = 0; k < parts[i].n; k++, at++)
            node_add(&asked[i], (struct cursor){ page.at[at].id.v, 0 }, &page.at[at]);
    return OK;
}

static err highlights_read(struct gql_call *call, struct asked *asked, size_t n)
{
    highlight_page page;
    size_t of, from;

    TRY(highlights_by_each(ctx_of(call), me_of(call), lists_of(call, asked, n), &page));
    for (size_t i = 0; i < n; i++) {
        const struct highlight *rows = rows_of(&(struct page){ .at = page.at, .n = page.n }, sizeof *page.at, owner_id, asked[i].list, &of);
        size_t shown = cut(&asked[i], rows, of, sizeof *rows, highlight_id, true, &from);
        for (size_t k = 0; k < shown; k++)
            node_add(&asked[i], (struct cursor){ rows[from + k].id.v, 0 }, &rows[from + k]);
    }
    return OK;
}

static id shown_id(const void *row)
{
    const struct profile *p = row;

    return user_is_unseen(p) ? (id){ 0 } : p->user_id;
}

static const struct connecting stories_list = { .list = "User.stories", .of = shown_id, .read = stories_read, .order = RISING };
static const struct connecting highlights_list = { .list = "User.highlights", .of = shown_id, .read = highlights_read };
static err stories(struct gql_call *call) { return connections_give(call, &stories_list); }
static err highlights(struct gql_call *call) { return connections_give(call, &highlights_list); }

/* ---- the feed: a cursor has its moment, and the mark of its group ---- */

static err feed_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct tray_place at = { { asked->from.a }, asked->from.b };
    story_group_page groups;
    story_tray_page trays;
    id since;

    (void)n;
    TRY(story_feed(ctx_of(call), me_of(call), at, asked->most, &groups, &since, &asked->more));
    TRY(story_groups_answer(ctx_of(call), &groups, &trays));
    for (size_t i = 0; i < trays.n; i++)
        node_add(asked, (struct cursor){ since.v, groups.at[i].mark }, &trays.at[i]);
    return OK;
}

static const struct connecting feed_list = { .list = "Query.storyFeed", .of_viewer = true, .read = feed_read, .order = FORWARD_ONLY };

static err feed(struct gql_call *call)
{
    TRY(reader_check(call, &any_member));
    return connections_give(call, &feed_list);
}

const struct gql_field_binding story_fields[] = {
    { "Query.story", story, .args = &id_args_shape },
    { "Query.highlight", highlight, .args = &id_args_shape },
    { "Query.storyFeed", feed },
    { "User.stories", stories, .needs = "user_id" },
    { "User.highlights", highlights, .needs = "user_id" },
    { "Story.author", author, .needs = "author" },
    { "StoryGroup.author", group_author, .needs = "author" },
    { "Highlight.author", highlight_author, .needs = "user_id" },
    { "Highlight.stories", highlight_stories, .needs = "id", .price = price_of_stories },
    CONNECTION("Story"), CONNECTION("StoryGroup"), CONNECTION("Highlight"),
    {0}
};
