/* Posts that use tags, what is counted of them, and how they are found. */
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/testbed.h"

/* ---- counts ---- */

static err counted(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);

    (void)arg;
    expect_tag(c, "tea", 0, 0);
    id first = published(c, ann, NAMES(S("tea"), S("cup")));
    id second = published(c, ann, NAMES(S("tea")));
    id third = published(c, bob, NAMES(S("tea"), S("\xe8\x8c\xb6")));
    published(c, bob, (strs){ 0 });
    expect_tag(c, "tea", 3, 2);
    expect_tag(c, "#TEA", 3, 2);
    expect_tag(c, "cup", 1, 1);
    expect_tag(c, "#\xe8\x8c\xb6", 1, 1);
    edited(c, first, ann, NAMES(S("tea"), S("cup")), NAMES(S("cup"), S("pot")));
    expect_tag(c, "tea", 2, 2);
    expect_tag(c, "cup", 1, 1);
    expect_tag(c, "pot", 1, 1);
    deleted(c, second, ann, NAMES(S("tea")));
    expect_tag(c, "tea", 1, 1);
    deleted(c, second, ann, NAMES(S("tea")));
    deleted(c, third, bob, NAMES(S("tea"), S("\xe8\x8c\xb6")));
    expect_tag(c, "tea", 0, 0);
    expect_tag(c, "pot", 1, 1);
    expect_right(c);
    return OK;
}

TEST(a_tag_counts_the_posts_that_use_it_and_the_people_who_wrote_them) { in_house_of(tag_house, counted); }

static void expect_days(ctx *c, const char *name, const char *first_day, const i64 posts[TAG_DAYS])
{
    struct tag tag = tag_seen(c, name);

    expect_eq(tag.history.n, TAG_DAYS);
    expect_str(tag.history.at[0].day, str_of(first_day));
    for (size_t i = 0; i < TAG_DAYS; i++) {
        expect_eq(tag.history.at[i].posts, posts[i]);
        expect_eq(tag.history.at[i].accounts, posts[i] > 0);
    }
}

static err by_days(ctx *c, void *clock)
{
    static const i64 none[TAG_DAYS] = { 0 };
    id ann = a_person(c);
    str today = tag_seen(c, "tea").history.at[0].day;
    when now = ctx_now(c);

    expect_days(c, "tea", arena_cstr(&c->arena, today), none);
    for (int ago = 0; ago < 30; ago++)
        published_at(c, ann, NAMES(S("tea")), (when){ now.ms - (i64)ago * DAY_MS });
    id other = published_at(c, ann, NAMES(S("tea")), (when){ now.ms - 3 * DAY_MS - 1 });
    expect_days(c, "tea", arena_cstr(&c->arena, today), (i64[]){ 1, 1, 1, 2, 1, 1, 1 });
    expect_tag(c, "tea", 31, 1);
    expect_right(c);
    deleted(c, other, ann, NAMES(S("tea")));
    time_passes(c, clock, 2 * DAY_MS);
    struct tag tag = tag_seen(c, "tea");
    expect_eq(tag.history.at[0].posts, 0);
    expect_eq(tag.history.at[1].posts, 0);
    expect_eq(tag.history.at[2].posts, 1);
    expect_str(tag.history.at[2].day, today);
    TRY(tags_fade(c, 10));
    expect_right(c);
    return OK;
}

TEST(the_days_of_a_tag_are_those_of_its_posts_and_pass) { in_house_with_a_clock(by_days); }

static err old_days(ctx *c, void *clock)
{
    id ann = a_person(c);
    tag_tally_page left;
    i64 today = day_of(ctx_now(c));

    published(c, ann, NAMES(S("tea")));
    time_passes(c, clock, 30 * (i64)DAY_MS);
    for (const struct schedule *s = tag_schedules; s->name; s++)
        TRY(s->run(c));
    ids spans = { (id[]){ { today }, { SPAN_ALL }, { SPAN_RECENT } }, 3 };
    TRY(q_tallies_get(c, ids_text(&c->arena, spans), S("[\"tea\"]"), &left));
    expect_eq(left.n, 1);
    expect_eq(left.at[0].span, SPAN_ALL);
    TRY(q_writers_tally(c, S("tea"), ((ids){ (id[]){ { today }, { SPAN_RECENT } }, 2 }), &left));
    expect_eq(left.n, 0);
    expect_right(c);
    return OK;
}

TEST(of_days_that_are_not_shown_any_more_nothing_is_kept) { in_house_with_a_clock(old_days); }

/* ---- authors who come and go ---- */

static id a_writer;

enum { POSTS = 90 };                 /* with three tags each, more than two batches, whose ends cut posts */

static err came_and_went(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), posts[POSTS];
    struct tag followed;
    strs own;
    ids seen;

    (void)arg;
    TRY(tag_follow(c, bob, S("tea"), &followed));
    id hers = published(c, ann, NAMES(S("tea"), S("cup")));
    for (int i = 0; i < POSTS; i++)
        posts[i] = published(c, bob, NAMES(S("tea"), arena_format(&c->arena, "cup%d", i), arena_format(&c->arena, "pot%d", i)));
    suspend(c, bob, true);
    expect_tag_soon(c, "tea", 1, 1);
    expect_tag_soon(c, arena_cstr(&c->arena, arena_format(&c->arena, "cup%d", POSTS - 1)), 0, 0);
    TRY(tag_posts(c, S("tea"), (id){ 0 }, 10, &seen));
    expect(seen.n == 1 && seen.at[0].v == hers.v);
    deleted(c, posts[0], bob, NAMES(S("tea"), S("cup0"), S("pot0")));
    expect_right(c);
    for (int i = 1; i < POSTS; i++)
        expect_tag(c, arena_cstr(&c->arena, arena_format(&c->arena, "pot%d", i)), 0, 0);
    suspend(c, bob, false);
    expect_tag_soon(c, "tea", POSTS, 2);
    expect_tag_soon(c, "cup0", 0, 0);
    expect_tag_soon(c, "cup1", 1, 1);
    expect_right(c);
    erase(c, bob);
    expect_tag_soon(c, "tea", 1, 1);
    TRY(tags_followed(c, bob, &own));
    expect_eq(own.n, 0);
    for (int i = 1; i < POSTS; i++)
        deleted(c, posts[i], bob, NAMES(S("tea"), arena_format(&c->arena, "cup%d", i), arena_format(&c->arena, "pot%d", i)));
    expect_tag(c, "tea", 1, 1);
    expect_right(c);
    return OK;
}

TEST(posts_of_hidden_authors_do_not_count_and_come_back_with_them) { in_house_of(tag_house, came_and_went); }

/* One post of somebody is hidden already, another not yet: what happens to the first meanwhile leaves the other's numbers alone. */
static err half_hidden(tx *t, void *arg)
{
    struct tag_use_row row = { S("tea"), *(const id *)arg, a_writer, false, true };

    TRY(q_uses_hide(t, a_writer, ((id){ row.post_id.v - 1 }), row.post_id, true));
    return uses_count(t, &row, 1, spans_of_use, -1);
}

static err halfway(ctx *c, void *clock)
{
    id first, second;

    a_writer = a_person(c);
    first = published(c, a_writer, NAMES(S("tea")));
    time_passes(c, clock, 1000);
    second = published(c, a_writer, NAMES(S("tea")));
    published(c, a_writer, NAMES(S("tea")));
    TRY(transact(c, half_hidden, &first));
    TRY(transact(c, half_hidden, &second));
    expect_tag(c, "tea", 1, 1);
    expect_right(c);
    time_passes(c, clock, DAY_MS - 500);
    TRY(tags_fade(c, 10));
    expect_right(c);
    deleted(c, second, a_writer, NAMES(S("tea")));
    expect_tag(c, "tea", 1, 1);
    expect_right(c);
    return OK;
}

TEST(a_post_that_is_hidden_already_takes_nothing_from_those_that_are_not_yet) { in_house_with_a_clock(halfway); }

/* ---- finding posts ---- */

static void expect_posts(ids seen, const id *wanted, size_t n)
{
    expect_eq(seen.n, n);
    for (size_t i = 0; i < n; i++)
        expect_eq(seen.at[i].v, wanted[i].v);
}

static err posts_found(ctx *c, void *arg)
{
    id ann = a_person(c), p[4];
    ids seen;

    (void)arg;
    p[3] = published(c, ann, NAMES(S("tea"), S("cup")));
    p[2] = published(c, ann, NAMES(S("tea")));
    p[1] = published(c, ann, NAMES(S("cup")));
    p[0] = published(c, ann, NAMES(S("tea"), S("cup"), S("pot")));
    TRY(tag_posts(c, S("tea"), (id){ 0 }, 10, &seen));
    expect_posts(seen, (id[]){ p[0], p[2], p[3] }, 3);
    TRY(tag_posts(c, S("tea"), p[0], 1, &seen));
    expect_posts(seen, &p[2], 1);
    TRY(tag_posts(c, S("nothing"), (id){ 0 }, 10, &seen));
    expect_posts(seen, NULL, 0);
    TRY(tags_posts(c, NAMES(S("tea"), S("cup"), S("nothing")), (id){ 0 }, 10, &seen));
    expect_posts(seen, p, 4);
    TRY(tags_posts(c, NAMES(S("cup"), S("tea")), p[0], 2, &seen));
    expect_posts(seen, &p[1], 2);
    TRY(tags_posts(c, NAMES(S("cup"), S("tea")), p[2], 2, &seen));
    expect_posts(seen, &p[3], 1);
    TRY(tags_posts(c, (strs){ 0 }, (id){ 0 }, 10, &seen));
    expect_posts(seen, NULL, 0);
    return OK;
}

TEST(posts_with_some_tags_are_found_newest_first_and_each_once) { in_house_of(tag_house, posts_found); }

/* Some posts have many of the tags, some tags have no post: every page of every size is the beginning of the rest. */
enum { TAGS = 30, TAGGED = 60 };

static err pages_found(ctx *c, void *arg)
{
    id ann = a_person(c), all[TAGGED], before = { 0 };
    str names[TAGS];
    ids seen;

    (void)arg;
    for (int i = 0; i < TAGS; i++)
        names[i] = arena_format(&c->arena, "tag%d", i);
    for (int i = 0; i < TAGGED; i++)
        all[TAGGED - 1 - i] = published(c, ann, (strs){ &names[i % 7], i % 5 ? 1 : (size_t)(1 + i % 20) });
    for (int at = 0; at <= TAGGED; at++) {
        before = at ? all[at - 1] : (id){ 0 };
        for (int most = 1; most < TAGGED; most += 6) {
            TRY(tags_posts(c, (strs){ names, TAGS }, before, most, &seen));
            expect_posts(seen, all + at, (size_t)(TAGGED - at < most ? TAGGED - at : most));
        }
    }
    return OK;
}

TEST(pages_of_posts_with_many_tags_leave_none_out) { in_house_of(tag_house, pages_found); }

/* ---- finding tags ---- */

static err by_prefix(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    tag_page page;
    struct tag one;

    (void)arg;
    published(c, ann, NAMES(S("tea"), S("teapot"), S("teacup"), S("coffee")));
    published(c, ann, NAMES(S("teapot")));
    published(c, bob, NAMES(S("teapot"), S("team"), S("te")));
    TRY(tag_follow(c, bob, S("teacup"), &one));
    TRY(tags_by_prefix(c, (id){ 0 }, S("tea"), 0, 10, &page));
    expect_names(&page, "teapot tea teacup team");
    expect_eq(page.at[0].post_count, 3);
    expect_eq(page.at[0].account_count, 2);
    TRY(tags_by_prefix(c, bob, S("#T\xc3\xa9" "A"), 0, 3, &page));
    expect_names(&page, "teapot tea teacup");
    expect(page.at[2].following && !page.at[0].following);
    TRY(tags_by_prefix(c, (id){ 0 }, S("x"), 0, 10, &page));
    expect_eq(page.n, 0);
    TRY(tags_by_prefix(c, (id){ 0 }, S("te a"), 0, 10, &page));
    expect_eq(page.n, 0);
    return OK;
}

TEST(tags_are_found_by_their_beginning_most_posts_first_then_by_name) { in_house_of(tag_house, by_prefix); }

static err among_many(ctx *c, void *arg)
{
    id ann = a_person(c);
    tag_page page;

    (void)arg;
    for (int i = 0; i < 1200; i += 40) {
        struct arena_mark mark = arena_mark(&c->arena);
        strs names = { arena_array(&c->arena, str, 40), 40 };
        for (int k = 0; k < 40; k++)
            names.at[k] = arena_format(&c->arena, "tag%04d", i + k);
        published(c, ann, names);
        arena_rewind(&c->arena, mark);
    }
    published(c, ann, NAMES(S("tag1150"), S("other")));
    published(c, ann, NAMES(S("other"), S("tag0003")));
    TRY(tags_by_prefix(c, (id){ 0 }, S("tag"), 0, 5, &page));
    expect_names(&page, "tag0003 tag1150 tag0000 tag0001 tag0002");
    TRY(tags_by_prefix(c, (id){ 0 }, S("tag115"), 0, 2, &page));
    expect_names(&page, "tag1150 tag1151");
    return OK;
}

TEST(a_prefix_that_very_many_tags_have_finds_those_with_the_most_posts) { in_house_of(tag_house, among_many); }

static err miscount(tx *t, void *arg)
{
    struct tag_use_row row = { S("tea"), tx_new_id(t), *(const id *)arg, false, true };

    return uses_count(t, &row, 1, spans_of_use, 1);
}

static err wrong_counts(ctx *c, void *arg)
{
    struct capability_check check = { .wrong = S("") };
    id ann = a_person(c);

    (void)arg;
    published(c, ann, NAMES(S("cup"), S("tea"), S("pot")));
    expect_right(c);
    TRY(transact(c, miscount, &ann));
    TRY(tag_capability.check(c, &check));
    expect(str_find(check.wrong, S("tag tea")) >= 0);
    return OK;
}

TEST(a_check_names_the_tag_whose_counts_are_wrong) { in_house_of(tag_house, wrong_counts); }
