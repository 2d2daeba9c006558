/* Who sees a comment: each kind of viewer, each state of the comment and of its author, on each surface. */
#include "base/str.h"
#include "domain/comment/testbed.h"

static const id nobody = { 0 }, post_itself = { 0 };

enum viewer { STRANGER, MEMBER, AUTHOR, POST_AUTHOR, FOLLOWER, MUTING, BLOCKING, BLOCKED, VIEWERS };
enum state { SHOWN, SUSPENDED, STATES };
enum form { LEAF, WITH_REPLY, EMPTIED, FORMS };              /* emptied: deleted, with a reply */

struct stage { id viewers[VIEWERS], author, post, comment, reply; };

static bool blocked_between(enum viewer v) { return v == BLOCKING || v == BLOCKED; }

/* The rule, written once more. */
static bool sees_words(enum viewer v, enum state s, enum form f)
{
    return f != EMPTIED && !blocked_between(v) && (s == SHOWN || v == AUTHOR);
}

static void stage_make(ctx *c, struct stage *s)
{
    static const char *const names[] = { "", "member", "author", "poster", "follower", "mutes", "blocks", "blocked" };

    for (int v = MEMBER; v < VIEWERS; v++)
        s->viewers[v] = a_person(c, names[v]);
    s->viewers[STRANGER] = nobody;
    s->author = s->viewers[AUTHOR];
    follows(c, s->viewers[FOLLOWER], s->author);
    expect_ok(graph_mute(c, s->viewers[MUTING], s->author));
    expect_ok(graph_block(c, s->viewers[BLOCKING], s->author));
    expect_ok(graph_block(c, s->author, s->viewers[BLOCKED]));
}

static void comment_make(ctx *c, struct stage *s, enum form f)
{
    s->post = a_post(c, s->viewers[POST_AUTHOR], "Hello", "public").id;
    s->comment = a_comment(c, s->author, s->post, post_itself, "words");
    s->reply = f == LEAF ? (id){ 0 } : a_comment(c, s->viewers[POST_AUTHOR], s->post, s->comment, "reply");
    if (f == EMPTIED)
        deleted(c, s->author, s->comment);
}

/* ---- the surfaces ---- */

static void page_shows(ctx *c, const struct stage *s, id me, bool words, bool place)
{
    struct comment_tree t = page_of(c, me, s->post, post_itself, (struct comment_wish){ .depth = 2, .limit = 20 });

    expect_eq(t.n, words || place);
    if (!t.n)
        return;
    expect_eq(t.at[0].words->deleted, !words);
    expect_eq(t.at[0].author != NULL, words);
    expect_eq(t.at[0].words->user_id.is == GIVEN, words);
    expect_str(t.at[0].words->content, words ? S("words") : S(""));
    expect_eq(t.at[0].n, s->reply.v ? 1 : 0);
    expect_eq(t.at[0].replies, s->reply.v ? 1 : 0);
}

static void it_answers(ctx *c, const struct stage *s, id me, bool words)
{
    err wanted = words ? OK : ERR_NOT_FOUND;
    id which = s->comment, next;
    comment_version_page versions;
    post_reaction_page likers;
    struct comment_tree t;

    expect_eq(comment_get(c, me, which, COMMENTS_NEW, 0, &t), wanted);
    expect_eq(comment_history(c, me, which, (id){ 0 }, 5, &versions, &next), wanted);
    expect_eq(comment_likers(c, me, which, LIKERS, (id){ 0 }, 5, &likers, &next), wanted);
    expect_ok(comments_get(c, me, (ids){ &which, 1 }, &t));
    expect_eq(t.n, words);
}

static void below_it(ctx *c, const struct stage *s, id me, bool place)
{
    struct comment_wish wish = { .limit = 20 };
    struct comment_tree t;
    id next;

    expect_eq(comments_page(c, me, s->post, s->comment, &wish, &t), place ? OK : ERR_NOT_FOUND);
    if (!s->reply.v)
        return;
    expect_eq(t.n, 1);
    expect_ok(comment_ancestors(c, me, s->reply, (id){ 0 }, 5, &t, &next));
    expect_eq(t.n, 1);
}

static void their_list(ctx *c, const struct stage *s, enum viewer v, enum state state, bool words)
{
    struct comment_tree t;
    id next;
    err e = comments_by(c, s->viewers[v], s->author, (id){ 0 }, 5, &t, &next);

    if (v == BLOCKED || (state == SUSPENDED && v != AUTHOR)) {
        expect_eq(e, ERR_NOT_FOUND);
        return;
    }
    expect_ok(e);
    bool found = false;
    for (size_t i = 0; i < t.n; i++)
        found |= t.at[i].words->id.v == s->comment.v;
    expect_eq(found, words);
}

/* What one does not see one can neither answer, like nor change. */
static void deeds(ctx *c, const struct stage *s, enum viewer v, enum state state, bool words)
{
    id me = s->viewers[v], out;
    struct comment io = { .id = s->comment, .user_id = { GIVEN, me } };

    if (v == STRANGER || (v == AUTHOR && state == SUSPENDED))
        return;
    expect_eq(comment_like(c, me, true, &io), words ? OK : ERR_NOT_FOUND);
    if (words)
        expect_ok(comment_like(c, me, false, &io));
    else
        expect_eq(comment_or_not(c, me, s->post, s->comment, "x", &out), ERR_INVALID);
    if (!words)
        expect_eq(comment_edit(c, me, (maybe_str){ GIVEN, S("x") }, &io), ERR_NOT_FOUND);
    if (v != AUTHOR && v != POST_AUTHOR)
        expect_eq(delete_or_not(c, me, s->comment), words ? ERR_FORBIDDEN : ERR_NOT_FOUND);
}

static err the_rule_holds_everywhere(ctx *c, void *arg)
{
    struct stage s;

    (void)arg;
    stage_make(c, &s);
    for (enum form f = LEAF; f < FORMS; f++) {
        comment_make(c, &s, f);
        for (enum state state = SHOWN; state < STATES; state++) {
            hidden(c, s.author, state == SUSPENDED);
            for (enum viewer v = STRANGER; v < VIEWERS; v++) {
                bool words = sees_words(v, state, f), place = words || f != LEAF;
                page_shows(c, &s, s.viewers[v], words, place);
                it_answers(c, &s, s.viewers[v], words);
                below_it(c, &s, s.viewers[v], place);
                their_list(c, &s, v, state, words);
                deeds(c, &s, v, state, words);
            }
        }
        hidden(c, s.author, false);
    }
    return OK;
}

/* ---- the post's own rule ---- */

static err a_comment_is_not_seen_without_its_post(ctx *c, void *arg)
{
    static const char *const visibilities[] = { "public", "unlisted", "followers", "private" };
    id ann = a_person(c, "ann"), fan = a_person(c, "fan"), named = a_person(c, "named"), other = a_person(c, "other");
    const struct { id who; bool sees[4]; } viewers[] = {
        { nobody, { true, true, false, false } }, { other, { true, true, false, false } }, { ann, { true, true, true, true } },
        { fan, { true, true, true, false } },     { named, { true, true, false, true } },
    };

    (void)arg;
    follows(c, fan, ann);
    for (size_t i = 0; i < COUNT(visibilities); i++) {
        id post = a_post(c, ann, "Hello @named", visibilities[i]).id, a = a_comment(c, ann, post, post_itself, "a");
        for (size_t k = 0; k < COUNT(viewers); k++) {
            struct comment_wish wish = { .limit = 5 };
            struct comment_tree t;
            err wanted = viewers[k].sees[i] ? OK : ERR_NOT_FOUND;
            expect_eq(comments_page(c, viewers[k].who, post, post_itself, &wish, &t), wanted);
            expect_eq(comment_get(c, viewers[k].who, a, COMMENTS_NEW, 0, &t), wanted);
        }
    }
    return OK;
}

TEST(the_rule_holds_everywhere) { in_forum(the_rule_holds_everywhere); }
TEST(a_comment_is_not_seen_without_its_post) { in_forum(a_comment_is_not_seen_without_its_post); }
