/* Reactions: setting them, taking them back, counting and listing them. */
#include "base/str.h"
#include "base/time.h"
#include "domain/reaction/testbed.h"

static err once(ctx *c, void *arg)
{
    id ann = a_person(c);
    struct reaction_on post = a_post(c);

    (void)arg;
    struct reaction_done first = set(c, REACTION_LIKE, ann, post);
    expect(first.changed && first.made.v);
    expect_eq(first.counts.likes, 1);
    struct reaction_done again = set(c, REACTION_LIKE, ann, post);
    expect(!again.changed);
    expect_eq(again.made.v, first.made.v);
    expect_eq(again.counts.likes, 1);
    struct reaction_done gone = unset(c, REACTION_LIKE, ann, post);
    expect(gone.changed);
    expect_eq(gone.made.v, first.made.v);
    expect_eq(gone.counts.likes, 0);
    struct reaction_done still = unset(c, REACTION_LIKE, ann, post);
    expect(!still.changed && !still.made.v);
    expect_eq(still.counts.likes, 0);
    expect_eq(events_of(c, &reaction_created, post.post).n, 1);
    expect_eq(events_of(c, &reaction_deleted, post.post).n, 1);
    expect_right(c);
    return OK;
}

TEST(a_reaction_is_set_once_and_taken_back_once)
{
    on_stage(once);
}

static err apart(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), thread;
    struct reaction_on post = a_post(c), comment = a_comment(c, post.post), other = a_post(c);
    reaction_own_page own;

    (void)arg;
    thread = reaction_subject(&comment);
    set(c, REACTION_LIKE, ann, post);
    set(c, REACTION_SAVE, ann, post);
    set(c, REACTION_BOOST, bob, post);
    set(c, REACTION_LIKE, bob, comment);
    expect_counts(c, post, 1, 1, 1);
    expect_counts(c, comment, 1, 0, 0);
    expect_counts(c, other, 0, 0, 0);
    ids asked = { (id[]){ other.post, post.post, thread, post.post }, 4 };
    TRY(reactions_own(c, ann, asked, &own));
    expect_eq(own.n, 4);
    for (size_t i = 0; i < own.n; i++) {
        expect_eq(own.at[i].subject_id.v, asked.at[i].v);
        expect_eq(own.at[i].liked, i == 1 || i == 3);
        expect_eq(own.at[i].saved, i == 1 || i == 3);
        expect(!own.at[i].boosted);
    }
    TRY(reactions_own(c, bob, asked, &own));
    expect(own.at[1].boosted && !own.at[1].liked && !own.at[1].saved && own.at[2].liked && !own.at[2].boosted);
    TRY(reactions_own(c, (id){ 0 }, asked, &own));
    expect(own.n == 4 && !own.at[1].liked && !own.at[1].saved && !own.at[1].boosted);
    unset(c, REACTION_LIKE, ann, post);
    expect_counts(c, post, 0, 1, 1);
    expect_counts(c, comment, 1, 0, 0);
    expect_right(c);
    return OK;
}

TEST(kinds_subjects_and_people_are_counted_apart)
{
    on_stage(apart);
}

static err counted(ctx *c, void *arg)
{
    id ann = a_person(c);
    struct reaction_on first = a_post(c), second = a_post(c), third = a_post(c);
    ids asked = { (id[]){ third.post, first.post, second.post }, 3 };
    reaction_counts_page page;

    (void)arg;
    set(c, REACTION_LIKE, ann, first);
    set(c, REACTION_SAVE, ann, third);
    TRY(reactions_counts(c, asked, &page));
    expect_eq(page.n, 3);
    for (size_t i = 0; i < 3; i++)
        expect_eq(page.at[i].subject_id.v, asked.at[i].v);
    expect(page.at[0].saves == 1 && page.at[1].likes == 1 && !page.at[2].likes && !page.at[2].saves);
    TRY(reactions_counts(c, (ids){ NULL, 0 }, &page));
    expect_eq(page.n, 0);
    return OK;
}

TEST(counts_come_in_the_order_asked_and_are_0_where_nobody_reacted)
{
    on_stage(counted);
}

/* ---- in a transaction of the caller's ---- */

struct boosting { id me, made; struct reaction_on on; struct reaction_done done; struct reaction_own own; struct reaction_counts counts; };

static err boost_in(tx *t, void *arg)
{
    struct boosting *in = arg;

    TRY(reaction_set(t, REACTION_BOOST, in->me, &in->on, in->made, &in->done));
    TRY(reaction_own_in(t, in->me, in->on.post, &in->own));
    return reaction_counts_in(t, in->on.post, &in->counts);
}

static err boosted(ctx *c, void *arg)
{
    struct boosting in = { .me = a_person(c), .made = ctx_new_id(c), .on = a_post(c) };
    id first = in.made;

    (void)arg;
    TRY(transact(c, boost_in, &in));
    expect(in.done.changed && in.done.made.v == first.v);
    expect(in.own.boosted && !in.own.liked);
    expect_eq(in.counts.boosts, 1);
    in.made = ctx_new_id(c);
    TRY(transact(c, boost_in, &in));
    expect(!in.done.changed);
    expect_eq(in.done.made.v, first.v);
    expect_eq(unset(c, REACTION_BOOST, in.me, in.on).made.v, first.v);
    return OK;
}

TEST(a_boost_has_the_id_of_its_post)
{
    on_stage(boosted);
}

static err refused_in(tx *t, void *arg)
{
    struct boosting *in = arg;

    TRY(boost_in(t, in));
    return tx_fail(t, &unknown_reaction);
}

static err refused(ctx *c, void *arg)
{
    struct boosting in = { .me = a_person(c), .made = ctx_new_id(c), .on = a_post(c) };

    (void)arg;
    expect_eq(transact(c, refused_in, &in), ERR_NOT_FOUND);
    expect_counts(c, in.on, 0, 0, 0);
    expect_eq(events_of(c, &reaction_created, in.on.post).n, 0);
    expect_right(c);
    return OK;
}

TEST(what_its_transaction_refuses_was_never_set)
{
    on_stage(refused);
}

/* ---- lists ---- */

static void expect_users(const reaction_page *page, const id *wanted, size_t n)
{
    expect_eq(page->n, n);
    for (size_t i = 0; i < n; i++)
        expect_eq(page->at[i].user_id.v, wanted[i].v);
}

static err listed(ctx *c, void *arg)
{
    id p[4];
    struct reaction_on post = a_post(c), other = a_post(c);
    reaction_page page;

    (void)arg;
    people_make(c, p, 4);
    set(c, REACTION_LIKE, p[0], post);
    set(c, REACTION_BOOST, p[1], post);
    set(c, REACTION_SAVE, p[2], post);
    set(c, REACTION_LIKE, p[3], post);
    set(c, REACTION_LIKE, p[2], other);
    TRY(reactions_of(c, post.post, LIKERS | BOOSTERS, (id){ 0 }, 10, &page));
    expect_users(&page, (id[]){ p[3], p[1], p[0] }, 3);
    expect(page.at[1].kind == REACTION_BOOST && page.at[0].kind == REACTION_LIKE);
    TRY(reactions_of(c, post.post, LIKERS | BOOSTERS, (id){ 0 }, 2, &page));
    expect_users(&page, (id[]){ p[3], p[1] }, 2);
    TRY(reactions_of(c, post.post, LIKERS | BOOSTERS, page.at[1].made, 2, &page));
    expect_users(&page, (id[]){ p[0] }, 1);
    TRY(reactions_of(c, post.post, LIKERS, (id){ 0 }, 10, &page));
    expect_users(&page, (id[]){ p[3], p[0] }, 2);
    TRY(reactions_of(c, post.post, BOOSTERS, (id){ 0 }, 10, &page));
    expect_users(&page, (id[]){ p[1] }, 1);
    TRY(reactions_of(c, post.post, 1 << REACTION_SAVE, (id){ 0 }, 10, &page));
    expect_users(&page, NULL, 0);
    return OK;
}

TEST(who_likes_and_boosts_is_listed_newest_first_and_who_saves_is_not)
{
    on_stage(listed);
}

static void expect_posts(const reaction_page *page, const struct reaction_on *wanted, size_t n)
{
    expect_eq(page->n, n);
    for (size_t i = 0; i < n; i++) {
        expect_eq(page->at[i].post_id.v, wanted[i].post.v);
        expect_eq(page->at[i].author_id.v, wanted[i].author.v);
    }
}

static err saved(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct reaction_on a = a_post(c), b = a_post(c), d = a_post(c);
    reaction_page page;

    (void)arg;
    set(c, REACTION_SAVE, ann, a);
    set(c, REACTION_SAVE, ann, b);
    set(c, REACTION_LIKE, ann, d);
    set(c, REACTION_SAVE, bob, d);
    TRY(reactions_by(c, ann, REACTION_SAVE, (id){ 0 }, 10, &page));
    expect_posts(&page, (struct reaction_on[]){ b, a }, 2);
    unset(c, REACTION_SAVE, ann, a);
    set(c, REACTION_SAVE, ann, a);
    TRY(reactions_by(c, ann, REACTION_SAVE, (id){ 0 }, 1, &page));
    expect_posts(&page, (struct reaction_on[]){ a }, 1);
    TRY(reactions_by(c, ann, REACTION_SAVE, page.at[0].made, 1, &page));
    expect_posts(&page, (struct reaction_on[]){ b }, 1);
    TRY(reactions_by(c, ann, REACTION_SAVE, page.at[0].made, 1, &page));
    expect_eq(page.n, 0);
    return OK;
}

TEST(what_somebody_saved_is_listed_last_saved_first)
{
    on_stage(saved);
}

/* ---- words, the budget ---- */

static err words(ctx *c, void *arg)
{
    enum reaction_kind kind;

    (void)arg;
    for (int i = 0; i < REACTION_KINDS; i++) {
        TRY(reaction_read(c, str_of(reaction_words[i]), &kind));
        expect_eq(kind, i);
    }
    expect(!reaction_words[REACTION_KINDS]);
    static const char *const unknown[] = { "", "Like", "lik", "likes", "love" };
    for (size_t i = 0; i < COUNT(unknown); i++) {
        expect_eq(reaction_read(c, str_of(unknown[i]), &kind), ERR_NOT_FOUND);
        expect_str(str_of(failure_code(&c->failure)), S("unknown_reaction"));
    }
    return OK;
}

TEST(reactions_are_called_like_save_and_boost)
{
    on_stage(words);
}

static err budget(ctx *c, void *arg)
{
    id ann = { 7 }, bob = { 8 };

    (void)arg;
    for (int i = 0; i < 3; i++)
        TRY(reaction_take(c, ann));
    expect_eq(reaction_take(c, ann), ERR_TOO_MANY);
    TRY(reaction_take(c, bob));
    reaction_give_back(c, ann);
    TRY(reaction_take(c, ann));
    expect_eq(reaction_take(c, ann), ERR_TOO_MANY);
    return OK;
}

static err unlimited(ctx *c, void *arg)
{
    (void)arg;
    for (int i = 0; i < 10; i++)
        TRY(reaction_take(c, (id){ 7 }));
    return OK;
}

TEST(one_account_reacts_only_so_often_in_an_hour_unless_limits_are_off)
{
    static const struct test_setting few[] = { { "likes_per_hour", "3" }, {0} };
    static const struct test_setting off[] = { { "likes_per_hour", "3" }, { "limits", "off" }, {0} };
    struct house h = stage_open(few);

    expect_ok(test_world_call(h.world, budget, NULL));
    house_close(&h);
    h = stage_open(off);
    expect_ok(test_world_call(h.world, unlimited, NULL));
    house_close(&h);
}

/* ---- what others read in the log: rows outlive the program that wrote them ---- */

static err told(ctx *c, void *arg)
{
    id ann = a_person(c);
    struct reaction_on post = a_post(c), comment = a_comment(c, post.post);

    (void)arg;
    set(c, REACTION_SAVE, ann, post);
    struct reaction_done done = set(c, REACTION_LIKE, ann, comment);
    unset(c, REACTION_LIKE, ann, comment);
    strs created = events_of(c, &reaction_created, post.post), deleted = events_of(c, &reaction_deleted, post.post);
    char at[RFC3339_LENGTH];
    time_rfc3339((when){ id_ms(done.made) }, at);
    str wanted = arena_format(&c->arena, "{\"reaction\":\"like\",\"post_id\":\"%lld\",\"comment_id\":\"%lld\",\"user_id\":\"%lld\","
                              "\"target_author_id\":\"%lld\",\"created_at\":\"%.*s\"}", (long long)post.post.v,
                              (long long)comment.comment.v.v, (long long)ann.v, (long long)comment.author.v, RFC3339_LENGTH, at);
    expect_eq(created.n, 2);
    expect(str_find(created.at[0], S("\"reaction\":\"save\"")) >= 0 && str_find(created.at[0], S("\"comment_id\":null")) >= 0);
    expect_str(created.at[1], wanted);
    expect_eq(deleted.n, 1);
    expect_str(deleted.at[0], wanted);
    expect_str(str_of(reaction_created.subject), S("reaction.created"));
    expect_str(str_of(reaction_deleted.subject), S("reaction.deleted"));
    expect_str(str_of(reaction_recounted.subject), S("reaction.recounted"));
    return OK;
}

TEST(the_subjects_and_members_of_reaction_events_stay_as_they_are)
{
    on_stage(told);
}

/* What memory knows: until a filter has been made, and from it. */
static void expect_own(ctx *c, id me, id subject, bool liked, bool saved)
{
    reaction_own_page own;

    for (int i = 0; i < 4; i++) {
        expect_ok(reactions_own(c, me, (ids){ &subject, 1 }, &own));
        expect(own.at[0].subject_id.v == subject.v && own.at[0].liked == liked && own.at[0].saved == saved);
    }
}

static err own_at_once(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct reaction_on post = a_post(c), other = a_post(c);

    (void)arg;
    expect_own(c, ann, post.post, false, false);
    expect_own(c, bob, post.post, false, false);
    set(c, REACTION_LIKE, ann, post);
    expect_own(c, ann, post.post, true, false);
    expect_own(c, ann, other.post, false, false);
    expect_own(c, bob, post.post, false, false);
    set(c, REACTION_SAVE, ann, post);
    expect_own(c, ann, post.post, true, true);
    unset(c, REACTION_LIKE, ann, post);
    expect_own(c, ann, post.post, false, true);
    return OK;
}

TEST(one_s_own_reaction_is_seen_at_once)
{
    on_stage(own_at_once);
}
