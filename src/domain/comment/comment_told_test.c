/* What others learn of comments: the log, an export, and a check of the numbers. */
#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "base/time.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/testbed.h"
#include "ports/bus.h"

static const id post_itself = { 0 };

/* ---- what others hear of it ---- */

struct heard { const struct event_kind *kind; id key; struct comment_told *told; };

static bool is_heard(ctx *c, const void *arg)
{
    const struct heard *h = arg;
    str key = id_text(&c->arena, h->key);
    event_page page;

    expect_ok(bus_fetch(c, bus_partition(key), 0, 1000, &page));
    for (size_t i = 0; i < page.n; i++)
        if (str_eq(page.at[i].subject, str_of(h->kind->subject)) && str_eq(page.at[i].key, key)) {
            page.at[i].kind = h->kind;
            expect_ok(event_read_as(&c->arena, &page.at[i], h->kind, h->told));
            return true;
        }
    return false;
}

static struct comment_told heard(ctx *c, const struct event_kind *kind, id post)
{
    struct comment_told told;

    expect_soon(c, is_heard, &(struct heard){ kind, post, &told });
    return told;
}

static err events_say_who_did_what(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), post = a_post(c, ann, "Hello", "public").id;
    id other = a_post(c, ann, "Another", "public").id, a = a_comment(c, bob, other, post_itself, "a");
    id b = a_comment(c, eve, post, post_itself, "Hi @ann and @bob, @ann");
    struct comment io = { .id = b, .user_id = { GIVEN, eve } };

    (void)arg;
    struct comment_told told = heard(c, &comment_created, post);
    expect_eq(told.comment_id.v, b.v);
    expect_eq(told.post_id.v, post.v);
    expect_eq(told.post_author_id.v, ann.v);
    expect_eq(told.author_id.v, eve.v);
    expect_eq(told.parent_comment_id.is, NULLED);
    expect_eq(told.parent_author_id.is, NULLED);
    expect_eq(told.mentions.n, 2);
    expect_eq(told.mentions.at[1].v, bob.v);
    expect_eq(told.created_at.ms, id_ms(b));
    TRY(comment_edit(c, eve, (maybe_str){ GIVEN, S("Bye @bob") }, &io));
    told = heard(c, &comment_edited, post);
    expect_eq(told.mentions.n, 1);
    expect_eq(told.edited_at.v.ms, io.edited_at.v.ms);
    id d = a_comment(c, eve, other, a, "d");
    deleted(c, ann, d);
    told = heard(c, &comment_deleted, other);
    expect_eq(told.comment_id.v, d.v);
    expect_eq(told.parent_comment_id.v.v, a.v);
    expect_eq(told.parent_author_id.v.v, bob.v);
    expect_eq(told.by.v.v, ann.v);
    return OK;
}

/* ---- what an account takes with it ---- */

struct taken { struct rows rows; struct buf text; size_t n, longest; };

static err take(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    struct taken *t = CONTAINER(rows, struct taken, rows);
    size_t before = t->text.n;

    (void)c;
    json_write(&t->text, s, row);
    t->n++;
    t->longest = t->text.n - before > t->longest ? t->text.n - before : t->longest;
    return OK;
}

static err an_export_has_all_that_was_said(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), post = a_post(c, ann, "Hello", "public").id;
    id a = a_comment(c, bob, post, post_itself, "first"), b = a_comment(c, ann, post, a, "hers"), d = a_comment(c, bob, post, b, "third");
    struct comment io = { .id = a, .user_id = { GIVEN, bob } };
    struct arena own, *arena = &c->arena;
    char room[2000];

    (void)arg;
    TRY(comment_edit(c, bob, (maybe_str){ GIVEN, S("second") }, &io));
    deleted(c, bob, a_comment(c, bob, post, post_itself, "gone"));
    arena_init(&own, room, sizeof room);         /* an export forgets its rows, page by page */
    struct taken t = { .rows.add = take, .text = BUF_ON(&own) };
    TRY(comment_belongings[0].tell(c, bob, &t.rows));
    struct buf wanted = BUF_ON(arena);
    char at_a[RFC3339_LENGTH], at_d[RFC3339_LENGTH], edited[RFC3339_LENGTH];
    time_rfc3339((when){ id_ms(a) }, at_a);
    time_rfc3339((when){ id_ms(d) }, at_d);
    time_rfc3339(io.edited_at.v, edited);
    buf_format(&wanted, "{\"id\":\"%lld\",\"post_id\":\"%lld\",\"parent_comment_id\":null,\"content\":\"second\",\"created_at\":\"%.*s\","
               "\"edited_at\":\"%.*s\",\"history\":[{\"content\":\"first\",\"created_at\":\"%.*s\"}]}",
               (long long)a.v, (long long)post.v, RFC3339_LENGTH, at_a, RFC3339_LENGTH, edited, RFC3339_LENGTH, at_a);
    buf_format(&wanted, "{\"id\":\"%lld\",\"post_id\":\"%lld\",\"parent_comment_id\":\"%lld\",\"content\":\"third\","
               "\"created_at\":\"%.*s\",\"edited_at\":null,\"history\":[]}",
               (long long)d.v, (long long)post.v, (long long)b.v, RFC3339_LENGTH, at_d);
    expect_str(buf_str(&t.text), buf_str(&wanted));
    arena_close(&own);
    return OK;
}

/* However often it was edited: all that it said is there, and no row has all of it. */
static err an_export_has_each_version(ctx *c, void *arg)
{
    enum { EDITS = 230 };
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id;
    struct comment io = { .id = a_comment(c, ann, post, post_itself, "edit 0."), .user_id = { GIVEN, ann } };
    struct arena own;

    (void)arg;
    for (int i = 1; i <= EDITS; i++)
        TRY(comment_edit(c, ann, (maybe_str){ GIVEN, arena_format(&c->arena, "edit %d.", i) }, &io));
    arena_init(&own, NULL, 0);
    struct taken t = { .rows.add = take, .text = BUF_ON(&own) };
    TRY(comment_belongings[0].tell(c, ann, &t.rows));
    for (int i = 0; i <= EDITS; i++)
        expect(str_find(buf_str(&t.text), arena_format(&c->arena, "\"edit %d.\"", i)) >= 0);
    expect_eq(t.n, 3);
    expect(t.longest < t.text.n / 2);
    arena_close(&own);
    return OK;
}

/* ---- kith check ---- */

struct damage { id comment, post; i64 replies, comments; };

static err damage_in(tx *t, void *arg)
{
    const struct damage *d = arg;

    TRY(q_comments_replies_add(t, ((ids){ (id[]){ d->comment }, 1 }), 0, d->replies));
    return post_comments_recounted(t, d->post, d->comments);
}

static void expect_named(ctx *c, struct damage d, const char *what)
{
    struct capability_check found = { 0 };

    expect_ok(transact(c, damage_in, &d));
    expect_ok(comment_check(c, &found));
    expect(str_starts(found.wrong, str_of(what)));
    d.replies = -d.replies;
    d.comments = -d.comments;
    expect_ok(transact(c, damage_in, &d));
    expect_right(c);
}

static err rank_spoil(tx *t, void *arg)
{
    return q_comment_rank_set(t, *(const id *)arg, -3);
}

static err the_check_names_what_is_wrong(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), posts[120], last = { 0 };

    (void)arg;
    for (size_t i = 0; i < COUNT(posts); i++) {
        posts[i] = a_post(c, ann, "Hello", "public").id;
        if (i % 3)
            last = a_comment(c, ann, posts[i], post_itself, "a");
    }
    expect_named(c, (struct damage){ last, posts[119], 1, 0 }, "comment ");
    expect_named(c, (struct damage){ last, posts[119], 0, 1 }, "post ");
    expect_named(c, (struct damage){ last, posts[1], 0, -1 }, "post ");
    deleted(c, ann, last);
    expect_named(c, (struct damage){ last, posts[119], 0, 1 }, "post ");
    id spoilt = a_comment(c, ann, posts[0], post_itself, "a");
    struct capability_check found = { 0 };
    expect_ok(transact(c, rank_spoil, &spoilt));
    expect_ok(comment_check(c, &found));
    expect(str_starts(found.wrong, S("comment ")));
    return OK;
}

static err recount_tell(tx *t, void *arg)
{
    id *comment = arg;

    return event_tell(t, reaction_recounted, *comment, &(struct reaction_recount_told){ .subjects = { comment, 1 } });
}

/* As after a kill: nobody handles what would put it right. */
static err likes_that_will_be_counted_again_are_no_mistake(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), post = a_post(c, ann, "Hello", "public").id, comment = a_comment(c, ann, post, post_itself, "a");

    (void)arg;
    expect_ok(transact(c, rank_spoil, &comment));
    expect_ok(transact(c, recount_tell, &comment));
    expect_right(c);
    return OK;
}

TEST(likes_that_will_be_counted_again_are_no_mistake) { in_idle_forum(likes_that_will_be_counted_again_are_no_mistake); }
TEST(events_say_who_did_what) { in_forum(events_say_who_did_what); }
TEST(an_export_has_each_version) { in_forum(an_export_has_each_version); }
TEST(an_export_has_all_that_was_said) { in_forum(an_export_has_all_that_was_said); }
TEST(the_check_names_what_is_wrong) { in_forum(the_check_names_what_is_wrong); }
