/* Posts: what is not a member of them. */
#include "api/graphql/graphql_own.h"
#include "base/id.h"
#include "base/problems.h"

static err author(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = &((const struct post *)call->rows[i])->author;
    return carded_give(call, cards);
}

/* What it shows is a post like any other, but for its own boost_of. */
static err boost_of(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct embedded_post *e = ((const struct post *)call->rows[i])->boost_of;
        if (!e)
            continue;
        struct post *out = arena_new(call->arena, struct post);
        *out = (struct post){
            .words = e->words, .author = e->author, .poll = e->poll, .comment_count = e->comment_count, .like_count = e->like_count,
            .save_count = e->save_count, .boost_count = e->boost_count, .quote_count = e->quote_count, .liked = e->liked,
            .saved = e->saved, .boosted = e->boosted, .media = e->media,
        };
        gql_give(call, i, out);
    }
    return OK;
}

/* ---- lists ---- */

/* What is said about a plain boost is said about its original. */
static id subject_id(const void *row)
{
    const struct post *p = row;

    return post_is_plain(p) ? p->boost_of_id.v : p->id;
}

static err quotes_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return lists_fill(call, asked, n, &(struct filling){ .reached = posts_quoting_reached, .look = posts_seen_look });
}

static const struct connecting quotes_list = { .list = "Post.quotes", .of = subject_id, .read = quotes_read };
static err quotes(struct gql_call *call) { return connections_give(call, &quotes_list); }

/* ---- what it said ---- */

/* What stands is the newest; it has no place of its own, so it gets the highest. */
enum { PRESENT_N = 1 };
#define PRESENT ((id){ INT64_MAX - 1 })

static const struct post_version *present_of(struct arena *a, const struct post *p)
{
    struct post_version *out = arena_new(a, struct post_version);
    const struct post_words *w = post_is_plain(p) && p->boost_of ? &p->boost_of->words : &p->words;

    *out = (struct post_version){ w->content, w->content_warning, w->sensitive, w->language,
                                  post_is_plain(p) && p->boost_of ? p->boost_of->media : p->media, w->updated_at };
    return out;
}

struct history { struct filling how; const struct asked *asked; size_t n; };

static const struct post *post_of_list(const struct history *h, id list)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->asked[i].list.v == list.v)
            return h->asked[i].of;
    return NULL;
}

static void present_add(struct gql_call *call, const struct history *h, id list, struct entries *out)
{
    out->at[out->n++] = (struct entry){ list, PRESENT, { 0 }, present_of(call->arena, post_of_list(h, list)) };
}

/* The versions of each list, with what stands before them, or after them on the way up. */
static err versions_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                         i64 most, struct entries *out)
{
    const struct history *h = CONTAINER(how, struct history, how);
    post_said_page page;
    size_t at = 0;

    TRY(post_versions_reached(ctx_of(call), reaches, n, way, most, &page));
    *out = (struct entries){ arena_array(call->arena, struct entry, page.n + n * PRESENT_N), 0 };
    for (size_t i = 0; i < n; i++) {
        i64 from = reaches[i].from.v, had = (i64)out->n;
        if (way == REACH_DOWN && (!from || from > PRESENT.v))
            present_add(call, h, reaches[i].list, out);
        for (; at < page.n && page.at[at].post_id.v == reaches[i].list.v; at++)
            if ((i64)out->n - had < most)
                out->at[out->n++] = (struct entry){ reaches[i].list, page.at[at].place, { 0 }, &page.at[at].version };
        if (way == REACH_UP && from < PRESENT.v && (i64)out->n - had < most)
            present_add(call, h, reaches[i].list, out);
    }
    return OK;
}

static err history_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct history h = { { .read = versions_fill }, asked, n };

    return lists_fill(call, asked, n, &h.how);
}

static const struct connecting history_list = { .list = "Post.history", .of = subject_id, .read = history_read };
static err history(struct gql_call *call) { return connections_give(call, &history_list); }

/* ---- who reacted ---- */

struct reactions_args { str type; PAGE_ARGS; };
static SHAPE(reactions_args, FIELD(reactions_args, type, .words = reaction_words), PAGE_ARG_FIELDS(reactions_args));

/* A chunk of reactions, each with its person, or NULL. */
static err reactors_see(struct gql_call *call, const reaction_page *page, struct entries *out)
{
    ids who = { arena_array(call->arena, id, page->n), page->n };
    card_page cards;

    for (size_t i = 0; i < page->n; i++)
        who.at[i] = page->at[i].user_id;
    TRY(cards_get(ctx_of(call), me_of(call), who, sight_reaches, &cards));
    *out = (struct entries){ arena_array(call->arena, struct entry, page->n), page->n };
    for (size_t i = 0; i < page->n; i++) {
        const struct reaction *r = &page->at[i];
        const struct card *card = card_among(&cards, r->user_id);
        struct post_reaction *node = card ? arena_new(call->arena, struct post_reaction) : NULL;
        if (node)
            *node = (struct post_reaction){ str_of(reaction_words[r->kind]), *card, { id_ms(r->made) } };
        out->at[i] = (struct entry){ r->subject_id, r->made, { 0 }, node };
    }
    return OK;
}

static err reactions_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                          i64 most, struct entries *out)
{
    reaction_page page;

    TRY(reactions_reached(ctx_of(call), (u32)how->side, reaches, n, way, most, &page));
    return reactors_see(call, &page, out);
}

static err reactions_read(struct gql_call *call, struct asked *asked, size_t n)
{
    str type = ((const struct reactions_args *)call->args)->type;
    u32 who = !type.n ? LIKERS | BOOSTERS : str_eq(type, S("like")) ? LIKERS : BOOSTERS;

    return lists_fill(call, asked, n, &(struct filling){ .read = reactions_fill, .side = (int)who });
}

static const char *reactions_with(const struct gql_call *call)
{
    str type = ((const struct reactions_args *)call->args)->type;

    return !type.n ? "" : str_eq(type, S("like")) ? "like" : "boost";
}

static const struct connecting reactions_list = {
    .list = "Post.reactions", .of = subject_id, .with = reactions_with, .read = reactions_read,
};

/* Who has saved a post is nobody else's business. */
static err reactions(struct gql_call *call)
{
    if (str_eq(((const struct reactions_args *)call->args)->type, S("save")))
        return fail_field_saying(ctx_of(call), S("type"), &not_one_of, "This must be LIKE or BOOST.");
    return connections_give(call, &reactions_list);
}

/* ---- what texts name ---- */

static err mention_user(struct gql_call *call)
{
    id *who = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        who[i] = ((const struct mention *)call->rows[i])->user_id;
    return users_give(call, who);
}

static err tag_use_tag(struct gql_call *call)
{
    str *names = arena_array(call->arena, str, call->n);

    for (size_t i = 0; i < call->n; i++)
        names[i] = ((const struct hashtag *)call->rows[i])->name;
    return tags_give(call, names);
}

static err reaction_user(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = &((const struct post_reaction *)call->rows[i])->user;
    return carded_give(call, cards);
}

const struct gql_field_binding post_fields[] = {
    { "Post.author", author, .needs = "author" },
    { "Post.boostOf", boost_of, .needs = "boost_of" },
    { "Post.quotes", quotes },
    { "Post.history", history },
    { "Post.reactions", reactions, .args = &reactions_args_shape },
    { "Post.media", .member = "media", .price = price_nothing },
    { "Media.focus", .member = "focus", .price = price_nothing },
    { "Media.sizes", .member = "sizes", .price = price_nothing },
    { "Mention.user", mention_user, .needs = "user_id" },
    { "TagUse.tag", tag_use_tag, .needs = "name" },
    { "Reaction.user", reaction_user, .needs = "user" },
    {0}
};
