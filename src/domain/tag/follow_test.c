/* Following tags; and many people who publish and leave at once. */
#include "base/random.h"
#include "base/str.h"
#include "domain/tag/testbed.h"
#include "work/belongings.h"

static err followed(ctx *c, void *arg)
{
    id ann = a_person(c), next;
    struct tag tag;
    tag_page page;
    strs names;

    (void)arg;
    published(c, ann, NAMES(S("cafe")));
    TRY(tag_follow(c, ann, S("#Caf\xc3\xa9"), &tag));
    expect(tag.following && tag.post_count == 1 && str_eq(tag.name, S("cafe")) && tag.history.n == TAG_DAYS);
    TRY(tag_follow(c, ann, S("tea"), &tag));
    TRY(tag_follow(c, ann, S("CAFE"), &tag));
    TRY(tags_followed(c, ann, &names));
    expect(names.n == 2 && str_eq(names.at[0], S("tea")) && str_eq(names.at[1], S("cafe")));
    TRY(tag_get(c, ann, S("tea"), &tag));
    expect(tag.following);
    TRY(tag_get(c, (id){ 0 }, S("tea"), &tag));
    expect(!tag.following);
    TRY(tag_unfollow(c, ann, S("#tea"), &tag));
    expect(!tag.following);
    TRY(tag_unfollow(c, ann, S("#tea"), &tag));
    TRY(tag_follows(c, ann, (id){ 0 }, 10, &page, &next));
    expect_names(&page, "cafe");
    expect(page.at[0].following && !next.v);
    return OK;
}

TEST(a_tag_is_followed_by_any_spelling_and_repeats_are_harmless) { in_house_of(tag_house, followed); }

static err refused(ctx *c, void *arg)
{
    static const char *const spellings[] = { "", "#", "##a", "1", "_", "a b", "a-b", "#a#", "\xf0\x9f\x8d\xb5", "a\xcc\x81 " };
    id ann = a_person(c);
    struct tag tag;

    (void)arg;
    for (size_t i = 0; i < COUNT(spellings); i++) {
        expect_eq(tag_get(c, ann, str_of(spellings[i]), &tag), ERR_NOT_FOUND);
        expect_str(str_of(failure_code(&c->failure)), S("tag_not_found"));
        failure_begin(&c->failure, &c->arena);
        expect_eq(tag_follow(c, ann, str_of(spellings[i]), &tag), ERR_NOT_FOUND);
        expect_eq(tag_unfollow(c, ann, str_of(spellings[i]), &tag), ERR_NOT_FOUND);
        failure_begin(&c->failure, &c->arena);
    }
    suspend(c, ann, true);
    expect_eq(tag_follow(c, ann, S("tea"), &tag), ERR_FORBIDDEN);
    expect_str(str_of(failure_code(&c->failure)), S("account_suspended"));
    return OK;
}

TEST(what_cannot_be_a_tag_is_not_found) { in_house_of(tag_house, refused); }

struct exported { struct rows rows; i64 n; };

static err row_count(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    (void)c, (void)s, (void)row;
    CONTAINER(rows, struct exported, rows)->n++;
    return OK;
}

static err at_most(ctx *c, void *arg)
{
    id ann = a_person(c), at = { 0 };
    struct exported exported = { .rows.add = row_count };
    struct tag tag;
    tag_page page;
    i64 seen = 0;

    (void)arg;
    for (int i = 0; i < TAGS_FOLLOWED_MOST; i++)
        TRY(tag_follow(c, ann, arena_format(&c->arena, "tag%d", i), &tag));
    expect_eq(tag_follow(c, ann, S("more"), &tag), ERR_CONFLICT);
    expect_str(str_of(failure_code(&c->failure)), S("too_many_tags"));
    failure_begin(&c->failure, &c->arena);
    TRY(tag_follow(c, ann, S("tag0"), &tag));
    do {
        TRY(tag_follows(c, ann, at, 30, &page, &at));
        for (size_t i = 0; i < page.n; i++, seen++)
            expect_str(page.at[i].name, arena_format(&c->arena, "tag%lld", (long long)(TAGS_FOLLOWED_MOST - 1 - seen)));
    } while (at.v);
    expect_eq(seen, TAGS_FOLLOWED_MOST);
    TRY(tag_belongings[0].tell(c, ann, &exported.rows));
    expect_eq(exported.n, TAGS_FOLLOWED_MOST);
    TRY(tag_unfollow(c, ann, S("tag7"), &tag));
    return tag_follow(c, ann, S("more"), &tag);
}

TEST(one_follows_200_tags_at_most_and_reads_them_last_followed_first) { in_house_of(tag_house, at_most); }

/* ---- a crowd ---- */

enum { WRITERS = 24, ROUNDS = 12 };

struct crowd { id writers[WRITERS]; _Atomic i64 posts; };

static err crowd_make(ctx *c, void *arg)
{
    struct crowd *w = arg;

    for (int i = 0; i < WRITERS; i++)
        w->writers[i] = a_person(c);
    w->posts = 0;
    return OK;
}

/* All use one tag; every second post loses it again, by an edit or a deletion. */
static err write_much(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    id me = w->writers[which];

    for (int i = 0; i < ROUNDS; i++) {
        strs names = NAMES(S("all"), arena_format(&c->arena, "of%d", which), arena_format(&c->arena, "round%d", i));
        id post = published(c, me, names);
        if (i % 4 == 1)
            deleted(c, post, me, names);
        else if (i % 4 == 3)
            edited(c, post, me, names, NAMES(S("none")));
        else
            w->posts++;
    }
    return OK;
}

static err write_or_hide(ctx *c, int which, void *arg)
{
    struct crowd *w = arg;
    struct rng rng;

    if (which < WRITERS)
        return write_much(c, which, arg);
    rng_seed(&rng, (u64)which);
    for (int i = 0; i < ROUNDS; i++) {
        id one = w->writers[rng_below(&rng, WRITERS / 2) * 2 + (u32)(which - WRITERS)];
        suspend(c, one, true);
        TRY(ctx_sleep(c, rng_below(&rng, 20)));
        suspend(c, one, false);
    }
    return OK;
}

static err all_counted(ctx *c, void *arg)
{
    const struct crowd *w = arg;

    expect_eq(w->posts, WRITERS * ROUNDS / 2);
    expect_tag_soon(c, "all", w->posts, WRITERS);
    expect_tag_soon(c, "none", WRITERS * ROUNDS / 4, WRITERS);
    expect_tag_soon(c, "of0", ROUNDS / 2, 1);
    expect_tag_soon(c, "round0", WRITERS, WRITERS);
    expect_tag_soon(c, "round1", 0, 0);
    expect_right(c);
    return OK;
}

TEST(counts_are_right_whoever_is_hidden_while_others_publish)
{
    static struct crowd w;
    struct house h = house_open((struct house_options){ .world.real_clock = true, .capabilities = tag_house });

    expect_ok(test_world_call(h.world, crowd_make, &w));
    expect_ok(test_world_crowd(h.world, WRITERS + 2, write_or_hide, &w));
    expect_ok(test_world_call(h.world, all_counted, &w));
    house_close(&h);
}
