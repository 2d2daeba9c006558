/* Pages of the tree: their levels, their bounds, and that pages neither skip nor repeat while others write. */
#include "base/random.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/testbed.h"
#include "kit/reads.h"

static const id nobody = { 0 }, post_itself = { 0 };

/* ---- levels ---- */

/* Sixty on the post, and below each comment of the first levels five more. */
enum { ROOTS = 60, BELOW = 5, ALL = ROOTS * (1 + BELOW + BELOW * BELOW) };

static i64 bush(size_t i)
{
    return i < ROOTS ? -1 : (i64)((i - ROOTS) / BELOW);
}

static bool seen_once(struct comment_tree *t, const id *all, size_t n, bool *seen)
{
    for (size_t i = 0; i < t->all; i++) {
        size_t k = 0;
        while (k < n && all[k].v != t->at[i].words->id.v)
            k++;
        if (k == n || seen[k])
            return false;
        seen[k] = true;
    }
    return true;
}

struct further { id parent; struct comment_place from; };

static void further_add(const struct comment_tree *t, struct further *to, size_t *n)
{
    for (size_t i = 0; i < t->all; i++)
        if (t->at[i].next.id.v)
            to[(*n)++] = (struct further){ t->at[i].words->id, t->at[i].next };
}

/* A client that renders the whole tree, page by page. */
static void all_of_it(ctx *c, id post, enum comment_sort sort, i64 limit, const id *all, size_t n)
{
    struct further *to = arena_array(&c->arena, struct further, 2 * n + 1);
    bool *seen = arena_array(&c->arena, bool, n);
    size_t more = 1, count = 0;

    to[0] = (struct further){ post_itself, { 0, { 0 } } };
    for (size_t i = 0; i < more; i++) {
        struct comment_wish wish = { .sort = sort, .depth = (i64)i % 4, .limit = limit, .from = to[i].from };
        struct comment_tree t = page_of(c, nobody, post, to[i].parent, wish);
        expect(t.all <= COMMENTS_AT_ONCE);
        expect(seen_once(&t, all, n, seen));
        count += t.all;
        further_add(&t, to, &more);
        if (t.next.id.v)
            to[more++] = (struct further){ to[i].parent, t.next };
    }
    expect_eq(count, n);
}

static err a_tree_of_any_size_comes_in_pages(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, *all = arena_array(&c->arena, id, ALL);

    (void)arg;
    planted(c, ann, post, ALL, bush, all);
    for (size_t i = 0; i < ALL; i += 7)
        liked(c, ann, all[i], true);
    for (enum comment_sort sort = COMMENTS_NEW; sort <= COMMENTS_TOP; sort++) {
        all_of_it(c, post, sort, 7, all, ALL);
        all_of_it(c, post, sort, 100, all, ALL);
    }
    expect_right(c);
    return OK;
}

static err an_answer_is_filled_level_by_level(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, *all = arena_array(&c->arena, id, ALL);

    (void)arg;
    planted(c, ann, post, ALL, bush, all);
    struct comment_tree t = page_of(c, nobody, post, post_itself, (struct comment_wish){ .sort = COMMENTS_OLD, .depth = 10, .limit = 100 });
    expect_eq(t.n, ROOTS);
    expect_eq(t.all, COMMENTS_AT_ONCE);          /* 60, 180, and 260 of 540 */
    expect_eq(t.next.id.v, 0);
    for (size_t i = 0; i < ROOTS; i++) {
        expect_eq(t.at[i].words->id.v, all[i].v);
        expect_eq(t.at[i].n, 3);
        expect_eq(t.at[i].replies, BELOW);
        expect_eq(t.at[i].below[2].words->id.v, all[ROOTS + i * BELOW + 2].v);
        expect_eq(t.at[i].next.id.v, all[ROOTS + i * BELOW + 3].v);
    }
    for (size_t i = 0; i < 180; i++) {
        const struct comment_view *v = &t.at[ROOTS + i];
        expect_eq(v->n, i < 86 ? 3 : i == 86 ? 2 : 0);
        expect(v->next.id.v != 0);
    }
    struct comment_tree shallow = page_of(c, nobody, post, post_itself, (struct comment_wish){ .depth = 0, .limit = 3, .offset = 55 });
    expect_eq(shallow.n, 3);
    expect_eq(shallow.all, 3);
    expect_eq(shallow.at[0].words->id.v, all[4].v);
    expect(shallow.at[0].next.id.v != 0);
    return OK;
}

/* ---- long texts ---- */

static i64 flat(size_t i)
{
    (void)i;
    return -1;
}

enum { LONG_ROOTS = 40, LONG_ALL = LONG_ROOTS * 5, LONG_CONTENT = 5000 };

static i64 long_bush(size_t i)
{
    return i < LONG_ROOTS ? -1 : (i64)(i - LONG_ROOTS) / 4;
}

struct lengthening { const id *all; str content; };

static err lengthen(tx *t, void *arg)
{
    const struct lengthening *l = arg;

    for (size_t i = 0; i < LONG_ALL; i++)
        TRY(q_comment_text_set(t, l->all[i], l->content, wording_pack(tx_arena(t), &(struct wording){ 0 }), tx_now(t)));
    return OK;
}

static size_t octets_of(const struct comment_tree *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->all; i++)
        n += t->at[i].json.n;
    return n;
}

/* 200 comments of 30,000 octets as JSON. */
static err an_answer_of_long_texts_ends_early_and_loses_none(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, *all = arena_array(&c->arena, id, LONG_ALL);
    char *text = arena_alloc(&c->arena, LONG_CONTENT, 1);

    (void)arg;
    memset(text, 1, LONG_CONTENT);
    planted(c, ann, post, LONG_ALL, long_bush, all);
    TRY(transact(c, lengthen, &(struct lengthening){ all, { text, LONG_CONTENT } }));
    struct comment_tree t = page_of(c, ann, post, post_itself, (struct comment_wish){ .sort = COMMENTS_OLD, .depth = 5, .limit = 100 });
    expect(octets_of(&t) > 3 << 20 && octets_of(&t) < 5 << 20);
    expect_eq(t.n, LONG_ROOTS);
    all_of_it(c, post, COMMENTS_NEW, 100, all, LONG_ALL);
    return OK;
}

static err a_flat_page_of_long_texts_ends_early_and_loses_none(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, *all = arena_array(&c->arena, id, LONG_ALL), next;
    char *text = arena_alloc(&c->arena, 2 * LONG_CONTENT, 1);
    struct comment_tree t;
    bool seen[LONG_ALL] = { false };
    size_t count = 0;

    (void)arg;
    memset(text, 1, 2 * LONG_CONTENT);
    planted(c, ann, post, LONG_ALL, flat, all);
    TRY(transact(c, lengthen, &(struct lengthening){ all, { text, 2 * LONG_CONTENT } }));
    all_of_it(c, post, COMMENTS_TOP, 100, all, LONG_ALL);
    next = (id){ 0 };
    do {
        TRY(comments_by(c, nobody, ann, next, 100, &t, &next));
        expect(t.n < 100);
        expect(seen_once(&t, all, LONG_ALL, seen));
        count += t.n;
    } while (next.v);
    expect_eq(count, LONG_ALL);
    return OK;
}

static err the_first_of_several_posts_are_one_question(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), posts[3];
    struct comment_tree *of, by_id;

    (void)arg;
    for (size_t i = 0; i < 3; i++)
        posts[i] = a_post(c, ann, "Hello", "public").id;
    id *first = arena_array(&c->arena, id, 5), *last = arena_array(&c->arena, id, 1);
    planted(c, ann, posts[0], 5, flat, first);
    planted(c, ann, posts[2], 1, flat, last);
    TRY(comments_first(c, nobody, (ids){ posts, 3 }, COMMENTS_OLD, 2, NULL, &of));
    expect_eq(of[0].n, 2);
    expect_eq(of[0].at[1].words->id.v, first[1].v);
    expect_eq(of[0].next.id.v, first[2].v);
    expect_eq(of[1].n, 0);
    expect_eq(of[2].n, 1);
    expect_eq(of[2].at[0].words->id.v, last[0].v);
    expect_eq(of[2].next.id.v, 0);
    id wanted[] = { last[0], { 12345 }, first[3] };
    TRY(comments_get(c, nobody, (ids){ wanted, 3 }, &by_id));
    expect_eq(by_id.n, 2);
    expect_eq(by_id.at[0].words->id.v, last[0].v);
    expect_eq(by_id.at[1].words->id.v, first[3].v);
    return OK;
}

/* ---- bounds ---- */

/* With a warm cache: the least of many times, since others read meanwhile, and events of what was written still drop from it. */
static i64 reads_of(ctx *c, id me, id post, struct comment_wish wish)
{
    struct reads r = { .turns = 30 };

    while (reads_again(c, &r))
        page_of(c, me, post, post_itself, wish);
    return r.least;
}

/* Of a level: one for the replies, and those of the sights of authors that no level above it had. */
static err a_level_costs_one_statement_however_many_parents_it_has(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), small = a_post(c, ann, "Hello", "public").id;
    id large = a_post(c, ann, "Hello", "public").id, *all = arena_array(&c->arena, id, ALL);

    (void)arg;
    id top = a_comment(c, ann, small, post_itself, "a"), below = a_comment(c, ann, small, top, "b");
    a_comment(c, ann, small, below, "c");
    a_comment(c, ann, small, post_itself, "another one, since of a single comment memory may know that the viewer did nothing with it");
    planted(c, ann, large, ALL, bush, all);
    for (i64 depth = 0; depth <= 2; depth++) {
        struct comment_wish wish = { .depth = depth, .limit = 100 };
        i64 of_small = reads_of(c, bob, small, wish), of_large = reads_of(c, bob, large, wish);
        expect_eq(of_large, of_small);
        expect(of_large <= 10 + depth);
    }
    return OK;
}

enum { CROWD = 2500 };

static err a_crowd_that_is_not_for_the_viewer_ends_a_page_early(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), post = a_post(c, ann, "Hello", "public").id;
    id *all = arena_array(&c->arena, id, CROWD);
    struct comment_wish wish = { .sort = COMMENTS_NEW, .depth = 2, .limit = 20 };

    (void)arg;
    id first = a_comment(c, ann, post, post_itself, "first"), reply = a_comment(c, ann, post, first, "reply");
    planted(c, eve, post, CROWD, flat, all);
    TRY(graph_block(c, ann, eve));
    struct comment_tree t = page_of(c, ann, post, post_itself, wish);
    expect_eq(t.n, 0);
    expect(t.next.id.v != 0);
    wish.from = t.next;
    t = page_of(c, ann, post, post_itself, wish);
    expect_eq(t.n, 1);
    expect_eq(t.at[0].n, 1);
    expect_eq(t.at[0].below[0].words->id.v, reply.v);
    expect_eq(t.next.id.v, 0);
    return OK;
}

static err replies_that_are_not_for_the_viewer_make_room_for_others(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), eve = a_person(c, "eve"), post = a_post(c, ann, "Hello", "public").id;
    id top = a_comment(c, ann, post, post_itself, "a");

    (void)arg;
    for (int i = 0; i < 4; i++)
        a_comment(c, ann, post, top, (char[]){ (char)('b' + i), 0 });
    for (int i = 0; i < 40; i++)
        a_comment(c, eve, post, top, "x");
    id other = a_comment(c, ann, post, post_itself, "z");
    a_comment(c, eve, post, other, "y");
    TRY(graph_block(c, eve, ann));
    expect_str(tree_text(c, ann, post, COMMENTS_NEW, 1), S("za(edc+)"));
    expect_str(tree_text(c, ann, post, COMMENTS_NEW, 0), S("za(+)"));
    return OK;
}

/* ---- while others write ---- */

enum { STAY = 120, COME = 60 };

/* Those that are there throughout come exactly once. */
static void paged_while_written(ctx *c, enum comment_sort sort, u64 seed)
{
    id ann = a_person(c, seed % 2 ? "ann" : "bob"), post = a_post(c, ann, "Hello", "public").id, come[2 * COME];
    id *stay = arena_array(&c->arena, id, STAY);
    bool *seen = arena_array(&c->arena, bool, STAY);
    struct comment_wish wish = { .sort = sort, .limit = 9 };
    size_t n = 0;
    struct rng rng;

    rng_seed(&rng, seed);
    for (size_t i = 0; i < STAY; i++) {
        stay[i] = a_comment(c, ann, post, post_itself, "stays");
        if (n < COME && rng_below(&rng, 2))
            come[n++] = a_comment(c, ann, post, post_itself, "goes");
    }
    do {
        struct comment_tree t = page_of(c, nobody, post, post_itself, wish);
        for (size_t i = 0; i < t.n; i++)
            for (size_t k = 0; k < STAY; k++)
                if (stay[k].v == t.at[i].words->id.v) {
                    expect(!seen[k]);
                    seen[k] = true;
                }
        for (int i = 0; i < 3 && n; i++) {
            size_t which = rng_below(&rng, (u32)n);
            deleted(c, ann, come[which]);
            come[which] = come[--n];
        }
        if (t.next.id.v && n < 2 * COME)
            come[n++] = a_comment(c, ann, post, post_itself, "comes");
        wish.from = t.next;
    } while (wish.from.id.v);
    for (size_t k = 0; k < STAY; k++)
        expect(seen[k]);
}

static err pages_neither_skip_nor_repeat_while_others_write(ctx *c, void *arg)
{
    (void)arg;
    paged_while_written(c, COMMENTS_NEW, 1);
    paged_while_written(c, COMMENTS_OLD, 2);
    expect_right(c);
    return OK;
}

TEST(a_tree_of_any_size_comes_in_pages) { in_forum(a_tree_of_any_size_comes_in_pages); }
TEST(an_answer_of_long_texts_ends_early_and_loses_none) { in_forum(an_answer_of_long_texts_ends_early_and_loses_none); }
TEST(a_flat_page_of_long_texts_ends_early_and_loses_none) { in_forum(a_flat_page_of_long_texts_ends_early_and_loses_none); }
TEST(an_answer_is_filled_level_by_level) { in_forum(an_answer_is_filled_level_by_level); }
TEST(the_first_of_several_posts_are_one_question) { in_forum(the_first_of_several_posts_are_one_question); }
TEST(a_level_costs_one_statement_however_many_parents_it_has) { in_forum(a_level_costs_one_statement_however_many_parents_it_has); }
TEST(a_crowd_that_is_not_for_the_viewer_ends_a_page_early) { in_forum(a_crowd_that_is_not_for_the_viewer_ends_a_page_early); }
TEST(replies_that_are_not_for_the_viewer_make_room_for_others) { in_forum(replies_that_are_not_for_the_viewer_make_room_for_others); }
TEST(pages_neither_skip_nor_repeat_while_others_write) { in_forum(pages_neither_skip_nor_repeat_while_others_write); }
