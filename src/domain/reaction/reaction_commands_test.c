/* What commands do with reactions: made up for a trial, checked, exported. */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "base/time.h"
#include "domain/reaction/reaction.sql.h"
#include "domain/reaction/testbed.h"

static err planted(ctx *c, void *arg)
{
    struct reaction_on post = a_post(c), other = a_post(c), comment = a_comment(c, post.post);
    enum { ALL = 90 };
    struct planted_reaction *all = arena_array(&c->arena, struct planted_reaction, ALL);
    reaction_page page;

    (void)arg;
    for (size_t i = 0; i < ALL; i++)
        all[i] = (struct planted_reaction){ (enum reaction_kind)(i % 3), { (i64)i / 3 % 10 + 1 }, ctx_new_id(c),
                                            i < 30 ? post : i < 60 ? other : comment };
    plant(c, all, ALL);
    expect_counts(c, post, 10, 10, 10);
    expect_counts(c, other, 10, 10, 10);
    expect_counts(c, comment, 10, 10, 10);
    TRY(reactions_of(c, post.post, LIKERS, (id){ 0 }, 100, &page));
    expect_eq(page.n, 10);
    expect_eq(page.at[0].user_id.v, 10);
    expect_eq(events_of(c, &reaction_created, post.post).n, 0);
    expect_right(c);
    return OK;
}

TEST(planted_reactions_are_like_any_others_without_events)
{
    on_stage(planted);
}

struct miscount { id subject; i64 likes, saves, boosts; };

static err miscount_in(tx *t, void *arg)
{
    const struct miscount *in = arg;
    struct reaction_count_row after;

    return q_reaction_count_add(t, in->subject, in->likes, in->saves, in->boosts, &after);
}

static err uncount_in(tx *t, void *arg)
{
    i64 n;

    return q_reaction_count_drop(t, *(const id *)arg, &n);
}

static void expect_wrong(ctx *c, id subject)
{
    i64 subjects;
    id wrong;

    expect_ok(reactions_check(c, &subjects, &wrong));
    expect_eq(wrong.v, subject.v);
}

static err checked(ctx *c, void *arg)
{
    enum { POSTS = 120 };            /* more than are checked at once */
    struct reaction_on p[POSTS];
    id ann = a_person(c);
    i64 subjects;
    id wrong;

    (void)arg;
    for (int i = 0; i < POSTS; i++) {
        p[i] = a_post(c);
        set(c, (enum reaction_kind)(i % REACTION_KINDS), ann, p[i]);
    }
    TRY(reactions_check(c, &subjects, &wrong));
    expect_eq(subjects, POSTS);
    expect_eq(wrong.v, 0);
    struct miscount by[REACTION_KINDS] = { { p[119].post, 1, 0, 0 }, { p[59].post, 0, 1, 0 }, { p[0].post, 0, 0, -1 } };
    for (int i = 0; i < REACTION_KINDS; i++) {
        TRY(transact(c, miscount_in, &by[i]));
        expect_wrong(c, by[i].subject);
    }
    for (int i = REACTION_KINDS - 1; i >= 0; i--) {
        struct miscount back = { by[i].subject, -by[i].likes, -by[i].saves, -by[i].boosts };
        expect_wrong(c, by[i].subject);
        TRY(transact(c, miscount_in, &back));
    }
    expect_wrong(c, (id){ 0 });
    TRY(transact(c, uncount_in, &p[70].post));
    expect_wrong(c, p[70].post);
    return OK;
}

TEST(the_check_names_the_first_subject_whose_counts_are_wrong)
{
    on_stage(checked);
}

static err reported(ctx *c, void *arg)
{
    struct capability_check right = { 0 }, wrong = { 0 };
    struct reaction_on post = a_post(c);

    (void)arg;
    set(c, REACTION_LIKE, a_person(c), post);
    TRY(reaction_capability.check(c, &right));
    expect_str(right.looked_at, S("1 posts and comments: counts of reactions"));
    expect_eq(right.wrong.n, 0);
    TRY(transact(c, miscount_in, &(struct miscount){ post.post, 1, 0, 0 }));
    TRY(reaction_capability.check(c, &wrong));
    expect_str(wrong.wrong, arena_format(&c->arena, "post or comment %lld: its counts and its reactions do not agree",
                                         (long long)post.post.v));
    return OK;
}

TEST(kith_check_says_which_subject_is_wrong)
{
    on_stage(reported);
}

struct archive { struct rows rows; struct buf text; };

static err row_keep(ctx *c, struct rows *to, const struct shape *s, const void *row)
{
    struct archive *a = (struct archive *)to;

    (void)c;
    json_write(&a->text, s, row);
    buf_byte(&a->text, '\n');
    return OK;
}

static str as_exported(ctx *c, const char *kind, id post, maybe_id comment, id made)
{
    str other = comment.is == GIVEN ? arena_format(&c->arena, "\"%lld\"", (long long)comment.v.v) : S("null");
    char at[RFC3339_LENGTH];

    time_rfc3339((when){ id_ms(made) }, at);
    return arena_format(&c->arena, "{\"reaction\":\"%s\",\"post_id\":\"%lld\",\"comment_id\":" STR_FMT ",\"created_at\":\"%.*s\"}\n",
                        kind, (long long)post.v, STR_ARG(other), RFC3339_LENGTH, at);
}

static err exported(ctx *c, void *arg)
{
    id ann = a_person(c), bob = a_person(c);
    struct reaction_on post = a_post(c), comment = a_comment(c, post.post), gone = a_post(c);
    struct archive archive = { .rows.add = row_keep };
    struct buf wanted = {0};

    (void)arg;
    id saved = set(c, REACTION_SAVE, ann, post).made, on_comment = set(c, REACTION_LIKE, ann, comment).made;
    id liked = set(c, REACTION_LIKE, ann, post).made;
    set(c, REACTION_LIKE, bob, post);
    set(c, REACTION_LIKE, ann, gone);
    forget(c, gone);
    TRY(reaction_belongings[0].tell(c, ann, &archive.rows));
    buf_add(&wanted, as_exported(c, "like", post.post, comment.comment, on_comment));
    buf_add(&wanted, as_exported(c, "like", post.post, post.comment, liked));
    buf_add(&wanted, as_exported(c, "save", post.post, post.comment, saved));
    expect_str(buf_str(&archive.text), buf_str(&wanted));
    buf_close(&archive.text);
    buf_close(&wanted);
    return OK;
}

TEST(an_export_has_what_somebody_did_and_nothing_of_others)
{
    on_stage(exported);
}
