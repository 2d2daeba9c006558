/* Who sees a post: each kind of viewer, visibility, form of post and state of its author, on each surface. */
#include "base/id.h"
#include "base/str.h"
#include "domain/post/post_own.h"
#include "domain/post/testbed.h"

static const id nobody = { 0 };

enum viewer { NOBODY, STRANGER, AUTHOR, FOLLOWER, MUTING, NAMED, BLOCKING, BLOCKED, MODERATOR, VIEWERS };
enum form { POST, QUOTE, BOOST, BOOSTED, FORMS };            /* BOOST: the author boosts another's; BOOSTED: another boosts the author's */

struct stage { id viewers[VIEWERS], author, friend, other, post, original, quote; bool suspended; };

static bool blocked_between(enum viewer v) { return v == BLOCKING || v == BLOCKED; }

/* The rule, written once more. */
static bool reads(enum viewer v, enum visibility how, bool suspended)
{
    if (v == AUTHOR)
        return true;
    if (suspended || blocked_between(v))
        return false;
    return how <= VISIBLE_UNLISTED || (how == VISIBLE_TO_FOLLOWERS ? v == FOLLOWER || v == MUTING : v == NAMED);
}

static bool can_be(enum form f, enum visibility how)
{
    return f == POST || f == QUOTE || how <= VISIBLE_UNLISTED;
}

/* ---- the people; blocks come after all is written, since one names nobody across a block ---- */

static void people_come(ctx *c, struct stage *s)
{
    static const char *const names[] = { "", "stranger", "author", "follower", "muting", "named", "blocking", "blocked", "moderator" };

    for (int v = STRANGER; v < VIEWERS; v++)
        s->viewers[v] = a_person(c, names[v]);
    s->viewers[NOBODY] = nobody;
    s->author = s->viewers[AUTHOR];
    s->friend = a_person(c, "friend");
    s->other = a_post(c, s->friend, "Other", "public").id;
    follows(c, s->viewers[FOLLOWER], s->author);
    follows(c, s->viewers[MUTING], s->author);
    expect_ok(graph_mute(c, s->viewers[MUTING], s->author));
}

static void blocks(ctx *c, const struct stage *s, bool are)
{
    err (*change)(ctx *, id, id) = are ? graph_block : graph_unblock;

    expect_ok(change(c, s->viewers[BLOCKING], s->author));
    expect_ok(change(c, s->author, s->viewers[BLOCKED]));
}

static struct post published(ctx *c, id me, const char *content, const char *visibility, id of)
{
    str options[] = { S("a"), S("b") };
    struct post_draft d = { .content = { content ? GIVEN : ABSENT, str_of(content ? content : "") },
                            .visibility = { GIVEN, str_of(visibility) } };
    struct post out;

    if (of.v)
        d.boost_of = (maybe_str){ GIVEN, id_text(&c->arena, of) };
    if (content && !of.v)
        d.poll.options = (strs){ options, 2 };
    expect_ok(post_create(c, me, &d, &out));
    return out;
}

static void post_make(ctx *c, struct stage *s, enum form f, enum visibility how)
{
    static const char words[] = "For @named @blocking @blocked";
    const char *visibility = visibility_words[how];

    s->original = s->other;
    s->quote = nobody;
    if (f == POST) {
        s->original = s->post = published(c, s->author, words, visibility, nobody).id;
    } else if (f == QUOTE) {
        s->original = s->post = published(c, s->author, words, visibility, s->other).id;
    } else if (f == BOOST) {
        s->original = published(c, s->friend, words, visibility, nobody).id;
        s->post = a_boost(c, s->author, s->original).id;
    } else {
        s->original = published(c, s->author, words, visibility, nobody).id;
        s->quote = a_quote(c, s->friend, s->original, "Look").id;
        s->post = a_boost(c, s->friend, s->original).id;
    }
}

/* ---- the surfaces ---- */

static bool has(const post_view_page *page, id which)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].words->id.v == which.v)
            return true;
    return false;
}

static void it_is_read(ctx *c, const struct stage *s, id me, enum form f, bool seen)
{
    err wanted = seen ? OK : ERR_NOT_FOUND;
    struct post_wish wish = { .limit = 100 };
    post_version_page versions;
    post_reaction_page people;
    struct post_view view;
    post_view_page page;
    id next;

    expect_eq(fresh(c, post_get(c, me, s->post, &view)), wanted);
    expect(!seen || (view.boost_of != NULL) == (f != POST));
    expect_eq(fresh(c, post_history(c, me, s->post, nobody, 5, &versions, &next)), wanted);
    expect_eq(fresh(c, post_reactions(c, me, s->post, LIKERS | BOOSTERS, nobody, 5, &people, &next)), wanted);
    expect_eq(fresh(c, posts_quoting(c, me, s->post, wish, &page, &next)), wanted);
    expect_ok(posts_get(c, me, (ids){ (id[]){ s->other, s->post, s->post, { 1 } }, 4 }, NULL, &page));
    expect_eq(page.n, seen ? 3 : 1);             /* repeated where it was asked for twice */
}

/* Another's quote of it stays, without what it quotes. */
static void it_is_embedded(ctx *c, const struct stage *s, id me, bool seen)
{
    struct post_view view;

    if (!s->quote.v)
        return;
    expect_ok(post_get(c, me, s->quote, &view));
    expect_eq(view.boost_of != NULL, seen);
    expect_eq(view.words->boost_of_id.v.v, s->original.v);
}

static void it_is_listed(ctx *c, const struct stage *s, enum viewer v, enum form f, enum visibility how, bool seen)
{
    id me = s->viewers[v], owner = f == BOOSTED ? s->friend : s->author, next;
    struct post_wish wish = { .limit = 100 };
    post_view_page page;
    err e = fresh(c, posts_by(c, me, owner, wish, &page, &next));

    if (owner.v == s->author.v && (v == BLOCKED || (s->suspended && v != AUTHOR))) {
        expect_eq(e, ERR_NOT_FOUND);
        expect_eq(fresh(c, posts_pinned(c, me, owner, 0, &page)), ERR_NOT_FOUND);
        return;
    }
    expect_ok(e);
    expect_eq(has(&page, s->post), seen);
    expect_ok(posts_pinned(c, me, owner, 0, &page));
    expect_eq(has(&page, s->post), seen && f < BOOST && how != VISIBLE_TO_NAMED);
}

static err quote_try(ctx *c, id me, id of)
{
    struct post_draft d = { .content = { GIVEN, S("x") }, .boost_of = { GIVEN, id_text(&c->arena, of) } };
    struct post out;
    err e = post_create(c, me, &d, &out);

    if (e == OK)
        expect_ok(post_delete(c, &(struct caller){ .account = me }, out.id));
    return fresh(c, e);
}

static void reactions_try(ctx *c, const struct stage *s, id me, err seen)
{
    struct post out;

    for (enum reaction_kind k = REACTION_LIKE; k <= REACTION_SAVE; k++) {
        expect_eq(fresh(c, post_react(c, me, s->post, k, &out)), seen);
        expect_eq(fresh(c, post_unreact(c, me, s->post, k, &out)), seen);
    }
}

/* What one does not see is not there for one's deeds. */
static void deeds(ctx *c, const struct stage *s, enum viewer v, enum form f, enum visibility how, bool seen)
{
    struct post_change change = { .id = s->post, .content = { GIVEN, S("x") } };
    id me = s->viewers[v];
    err at_first = seen ? OK : ERR_NOT_FOUND;
    struct post out;

    if (v == NOBODY || (v == AUTHOR && s->suspended))
        return;
    reactions_try(c, s, me, at_first);
    expect_eq(quote_try(c, me, s->post), !seen ? ERR_INVALID : how <= VISIBLE_UNLISTED ? OK : ERR_FORBIDDEN);
    if (f != QUOTE)
        expect_eq(fresh(c, post_vote(c, me, &(struct post_votes){ s->post, { (i64[]){ 0 }, 1 } }, &out)), at_first);
    if (v == AUTHOR)
        return;
    expect_eq(fresh(c, post_edit(c, me, &change, &out)), seen ? ERR_FORBIDDEN : ERR_NOT_FOUND);
    expect_eq(fresh(c, post_pin(c, me, s->post, true, &out)), seen ? ERR_FORBIDDEN : ERR_NOT_FOUND);
    expect_eq(fresh(c, post_delete(c, &(struct caller){ .account = me }, s->post)), seen ? ERR_FORBIDDEN : ERR_NOT_FOUND);
}

static void all_look(ctx *c, const struct stage *s, enum form f, enum visibility how)
{
    for (enum viewer v = NOBODY; v < VIEWERS; v++) {
        struct arena_mark mark = arena_mark(&c->arena);
        bool seen = reads(v, how, s->suspended);
        it_is_read(c, s, s->viewers[v], f, seen);
        it_is_embedded(c, s, s->viewers[v], seen);
        it_is_listed(c, s, v, f, how, seen);
        deeds(c, s, v, f, how, seen);
        arena_rewind(&c->arena, mark);
    }
}

static void it_is_pinned(ctx *c, const struct stage *s, enum form f, enum visibility how)
{
    struct post out;

    if ((f == POST || f == QUOTE) && how != VISIBLE_TO_NAMED)
        expect_ok(post_pin(c, s->author, s->post, true, &out));
}

static void one_form(ctx *c, struct stage *s, enum form f, enum visibility how)
{
    post_make(c, s, f, how);
    it_is_pinned(c, s, f, how);
    blocks(c, s, true);
    all_look(c, s, f, how);
    hidden(c, s->author, s->suspended = true);
    all_look(c, s, f, how);
    hidden(c, s->author, s->suspended = false);
    all_look(c, s, f, how);
    expect_ok(post_delete(c, &(struct caller){ .account = s->viewers[MODERATOR], .role = ROLE_MODERATOR }, s->post));
    for (enum viewer v = NOBODY; v < VIEWERS; v++)
        expect(!sees(c, s->viewers[v], s->post));
    expect_eq(fresh(c, post_delete(c, &(struct caller){ .account = s->author, .role = ROLE_MODERATOR }, s->post)), ERR_NOT_FOUND);
    blocks(c, s, false);
}

static err the_rule_holds_everywhere(ctx *c, void *arg)
{
    struct stage s = { .suspended = false };

    (void)arg;
    people_come(c, &s);
    for (enum form f = POST; f < FORMS; f++)
        for (enum visibility how = VISIBLE_TO_ALL; how <= VISIBLE_TO_NAMED; how++)
            if (can_be(f, how))
                one_form(c, &s, f, how);
    return OK;
}

/* ---- what has been saved is away and back ---- */

static bool is_saved(ctx *c, id me, id which)
{
    post_view_page page;
    id next;

    expect_ok(posts_saved(c, me, (struct post_wish){ .limit = 10 }, &page, &next));
    return has(&page, which);
}

static err what_is_saved_is_there_while_it_may_be_seen(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct follow follow;
    struct post out;

    (void)arg;
    follows(c, bob, ann);
    id post = a_post(c, ann, "Hello", "followers").id;
    expect_ok(post_react(c, bob, post, REACTION_SAVE, &out));
    expect(is_saved(c, bob, post));
    expect_ok(graph_unfollow(c, bob, ann, &follow));
    expect(!is_saved(c, bob, post));
    follows(c, bob, ann);
    expect(is_saved(c, bob, post));
    hidden(c, ann, true);
    expect(!is_saved(c, bob, post));
    hidden(c, ann, false);
    expect(is_saved(c, bob, post));
    expect_ok(post_delete(c, &(struct caller){ .account = ann }, post));
    expect(!is_saved(c, bob, post));
    return OK;
}

static err a_private_post_is_for_those_whom_it_names_now(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");
    struct post out;

    (void)arg;
    id post = a_post(c, ann, "For @bob", "private").id;
    expect(sees(c, bob, post));
    expect(!sees(c, eve, post));
    expect_ok(post_edit(c, ann, &(struct post_change){ .id = post, .content = { GIVEN, S("For @eve") } }, &out));
    failure_begin(&c->failure, &c->arena);
    expect(!sees(c, bob, post));
    expect(sees(c, eve, post));
    return OK;
}

/* Who may not see the original does not learn that its boost is there. */
static err a_boost_of_what_one_may_not_see_is_not_there_for_a_deletion(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve");

    (void)arg;
    id post = a_post(c, ann, "Hello", "public").id, boost = a_boost(c, bob, post).id;
    expect_eq(fresh(c, post_delete(c, &(struct caller){ .account = eve }, boost)), ERR_FORBIDDEN);
    expect_ok(graph_block(c, ann, eve));
    expect_eq(fresh(c, post_delete(c, &(struct caller){ .account = eve }, boost)), ERR_NOT_FOUND);
    return OK;
}

TEST(the_rule_holds_everywhere) { in_open_house(the_rule_holds_everywhere); }
TEST(what_is_saved_is_there_while_it_may_be_seen) { in_open_house(what_is_saved_is_there_while_it_may_be_seen); }
TEST(a_private_post_is_for_those_whom_it_names_now) { in_open_house(a_private_post_is_for_those_whom_it_names_now); }
TEST(a_boost_of_what_one_may_not_see_is_not_there_for_a_deletion)
{
    in_open_house(a_boost_of_what_one_may_not_see_is_not_there_for_a_deletion);
}
