/* What a poll may be, who may vote, and what is seen of it before and after its end. */
#include "base/str.h"
#include "domain/poll/testbed.h"

/* ---- drafts ---- */

#define EMOJI "\xf0\x9f\x8d\xb5"
#define TEN "0123456789"
#define NINETY TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const when noon = { 1796040000000 };

TEST(a_poll_that_breaks_a_rule_is_refused_with_the_member_that_does)
{
    const struct { struct poll_draft draft; const char *wrong; } cases[] = {
        { two, "" },
        { { TEXTS(S("a"), S("A"), S(" a"), S("4"), S("5"), S("6"), S("7"), S("8"), S("9"), S("10")) }, "" },
        { { TEXTS(S(NINETY TEN), S(NINETY "123456789" EMOJI)) }, "" },
        { { .options = two.options, .expires_in = { GIVEN, 5 }, .results = { GIVEN, S("voted") }, .multiple = { NULLED, false } }, "" },
        { { .options = two.options, .expires_in = { GIVEN, 2592000 }, .expires_at = { NULLED, { 0 } } }, "" },
        { { .options = two.options, .results = { GIVEN, S("ended") } }, "" },
        { { .options = two.options, .expires_at = { GIVEN, { noon.ms + 5000 } }, .results = { GIVEN, S("always") } }, "" },
        { { .options = two.options, .expires_at = { GIVEN, { noon.ms + (i64)2592000 * 1000 } } }, "" },
        { { .options = { NULL, 0 } }, "poll.options too_short" },
        { { TEXTS(S("a")) }, "poll.options too_short" },
        { { TEXTS(S("1"), S("2"), S("3"), S("4"), S("5"), S("6"), S("7"), S("8"), S("9"), S("10"), S("11")) }, "poll.options too_long" },
        { { TEXTS(S("a"), S("")) }, "poll.options option_length" },
        { { TEXTS(S("a"), S(NINETY TEN "1")) }, "poll.options option_length" },
        { { TEXTS(S("a"), S("b"), S("a")) }, "poll.options options_alike" },
        { { .options = two.options, .expires_in = { GIVEN, 4 } }, "poll.expires_in end_out_of_range" },
        { { .options = two.options, .expires_in = { GIVEN, 2592001 } }, "poll.expires_in end_out_of_range" },
        { { .options = two.options, .expires_in = { GIVEN, INT64_MIN } }, "poll.expires_in end_out_of_range" },
        { { .options = two.options, .expires_at = { GIVEN, { noon.ms + 4999 } } }, "poll.expires_at end_out_of_range" },
        { { .options = two.options, .expires_at = { GIVEN, { 0 } } }, "poll.expires_at end_out_of_range" },
        { { .options = two.options, .expires_at = { GIVEN, { noon.ms + (i64)2592000 * 1000 + 1 } } }, "poll.expires_at end_out_of_range" },
        { { .options = two.options, .expires_in = { GIVEN, 60 }, .expires_at = { GIVEN, { noon.ms + 60000 } } },
          "poll.expires_at two_ends" },
        { { .options = two.options, .results = { GIVEN, S("never") } }, "poll.results not_one_of" },
    };
    struct arena a = { 0 };
    struct failure f;

    for (size_t i = 0; i < COUNT(cases); i++) {
        failure_begin(&f, &a);
        expect_eq(poll_draft_check(&f, &cases[i].draft, noon), *cases[i].wrong ? ERR_INVALID : OK);
        expect_str(f.fields ? arena_format(&a, STR_FMT " %s", STR_ARG(f.fields->field), f.fields->problem->code) : S(""),
                   str_of(cases[i].wrong));
        expect(!f.fields || !f.fields->next);
    }
    arena_close(&a);
}

/* ---- votes ---- */

static void expect_vote(ctx *c, id post, id me, i64s choices, const char *wanted)
{
    struct poll_view view;
    bool changed;
    err e = vote(c, post, me, choices, &view, &changed);

    expect_str(e == OK ? changed ? S("new") : S("same") : c->failure.fields ? str_of(c->failure.fields->problem->code) :
               str_of(failure_code(&c->failure)), str_of(wanted));
    expect(!c->failure.fields || str_eq(c->failure.fields->field, S("choices")));
}

static err voted_once(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c), one = a_poll(c, ann, &two);
    id many = a_poll(c, ann, &(struct poll_draft){ TEXTS(S("a"), S("b"), S("c")), .multiple = { GIVEN, true } });
    poll_vote_page page;

    (void)arg;
    expect_vote(c, one, bob, (i64s){ 0 }, "no_choice");
    expect_vote(c, one, bob, CHOICES(0, 1), "single_choice");
    expect_vote(c, one, bob, CHOICES(0, 0), "repeated_choice");
    expect_vote(c, one, bob, CHOICES(2), "no_such_choice");
    expect_vote(c, one, bob, CHOICES(-1), "no_such_choice");
    expect_vote(c, one, bob, CHOICES(INT64_MAX), "no_such_choice");
    expect_vote(c, bob, bob, CHOICES(0), "poll_not_found");
    expect_numbers(c, one, 0, 0, 0);
    expect_vote(c, one, bob, CHOICES(1), "new");
    expect_vote(c, one, bob, CHOICES(1), "same");
    expect_vote(c, one, bob, CHOICES(0), "already_voted");
    expect_vote(c, one, ann, CHOICES(0), "new");
    expect_numbers(c, one, 2, 1, 1);
    expect_vote(c, many, bob, CHOICES(2, 0), "new");
    expect_vote(c, many, bob, CHOICES(0, 2), "same");
    expect_vote(c, many, bob, CHOICES(0), "already_voted");
    expect_vote(c, many, bob, CHOICES(0, 1, 2), "already_voted");
    expect_numbers(c, many, 1, 1, 0);
    struct poll_view v = seen_by(c, bob, many);
    expect(v.voted && v.own_votes.n == 2 && v.own_votes.at[0] == 0 && v.own_votes.at[1] == 2);
    v = seen_by(c, (id){ 0 }, many);
    expect(!v.voted && !v.own_votes.n && v.multiple && v.options.at[2].vote_count.v == 1);
    TRY(poll_votes_of(c, bob, (id){ 0 }, 10, &page));
    expect(page.n == 2 && page.at[0].post_id.v == one.v && page.at[1].choices.n == 2);
    TRY(poll_votes_of(c, bob, one, 1, &page));
    expect(page.n == 1 && page.at[0].post_id.v == many.v);
    expect_right(c);
    return OK;
}

TEST(everybody_votes_once_and_the_same_again_is_harmless) { in_house_of(poll_house, voted_once); }

static err miscount(tx *t, void *arg)
{
    struct poll_count n;

    return poll_count(t, &(struct vote_row){ .post_id = *(const id *)arg, .choices = 1 }, 1, &n);
}

static err wrong_counts(ctx *c, void *arg)
{
    id ann = a_person(c), right = a_poll(c, ann, &two), wrong = a_poll(c, ann, &two);
    struct capability_check check = { .wrong = S("") };

    (void)arg;
    votes(c, right, ann, CHOICES(0));
    TRY(transact(c, miscount, &wrong));
    TRY(poll_capability.check(c, &check));
    expect(str_find(check.wrong, arena_format(&c->arena, "%lld", (long long)wrong.v)) >= 0);
    expect(str_find(check.wrong, arena_format(&c->arena, "%lld", (long long)right.v)) < 0);
    return OK;
}

TEST(a_check_names_the_poll_whose_counts_are_wrong) { in_house_of(poll_house, wrong_counts); }

/* ---- what is seen, and the end ---- */

static void expect_shown(ctx *c, id me, id post, bool shown)
{
    struct poll_view v = seen_by(c, me, post);

    expect_eq(v.voter_count.is, shown ? GIVEN : NULLED);
    for (size_t i = 0; i < v.options.n; i++)
        expect_eq(v.options.at[i].vote_count.is, shown ? GIVEN : NULLED);
    expect(v.options.n == 2 && str_eq(v.options.at[1].text, S("coffee")));
}

static void expect_ends(ctx *c, i64 wanted)
{
    for (int tries = 0; ends_told(c) < wanted && tries < 3000; tries++)
        expect_ok(ctx_sleep(c, 10));
    expect_eq(ends_told(c), wanted);
}

static err ended_after(ctx *c, void *arg)
{
    static const struct { str results; bool author, voter, other; } cases[] = {
        { S("always"), true, true, true }, { S("voted"), true, true, false }, { S("ended"), true, false, false },
    };
    id ann = a_person(c), bob = a_person(c), eve = a_person(c), posts[COUNT(cases)], nobody = { 0 };

    for (size_t i = 0; i < COUNT(cases); i++) {
        posts[i] = a_poll(c, ann, &(struct poll_draft){ two.options, .expires_in = { GIVEN, 5 }, .results = { GIVEN, cases[i].results } });
        votes(c, posts[i], bob, CHOICES(1));
        expect_shown(c, ann, posts[i], cases[i].author);
        expect_shown(c, bob, posts[i], cases[i].voter);
        expect_shown(c, eve, posts[i], cases[i].other);
        expect_shown(c, nobody, posts[i], cases[i].other);
        expect(!seen_by(c, eve, posts[i]).ended);
    }
    fake_clock_move(arg, 4999999);
    votes(c, posts[0], eve, CHOICES(0));
    fake_clock_move(arg, 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(seen_by(c, eve, posts[i]).ended);
        expect_shown(c, nobody, posts[i], true);
        expect_vote(c, posts[i], ann, CHOICES(1), "poll_ended");
        expect_vote(c, posts[i], bob, CHOICES(1), "poll_ended");
    }
    expect_ends(c, COUNT(cases));
    expect_right(c);
    return OK;
}

static void in_house_with_a_clock(err (*run)(ctx *, void *))
{
    struct house h = house_open((struct house_options){ .capabilities = poll_house });
    err e = test_world_call(h.world, run, &h.world->clock);

    house_close(&h);
    expect_ok(e);
}

TEST(numbers_are_shown_as_the_poll_says_and_its_end_is_reported_once) { in_house_with_a_clock(ended_after); }

/* There is a job for each poll: whichever comes first reports all that are due, and leaves nothing to the others. */
enum { POLLS = 150 };

static err many_ended(ctx *c, void *arg)
{
    id ann = a_person(c), posts[POLLS];

    for (int i = 0; i < POLLS; i++)
        posts[i] = a_poll(c, ann, &(struct poll_draft){ two.options, .expires_in = { GIVEN, 60 } });
    forget(c, posts[0]);
    fake_clock_move(arg, 60000000);
    expect_ends(c, POLLS - 1);
    for (int i = 0; i < POLLS; i++)
        TRY(poll_end_run(c, arena_format(&c->arena, "{\"post_id\":\"%lld\"}", (long long)posts[i].v)));
    expect_ends(c, POLLS - 1);
    return OK;
}

TEST(of_many_polls_that_end_at_one_moment_each_is_reported_once) { in_house_with_a_clock(many_ended); }
