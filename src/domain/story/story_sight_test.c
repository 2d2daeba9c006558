/* Who sees a story: each kind of viewer, audience and state of its author, on each surface, while it is shown and after. */
#include "base/id.h"
#include "base/str.h"
#include "domain/story/testbed.h"

static const id nobody = { 0 };

enum viewer { NOBODY, STRANGER, AUTHOR, FOLLOWER, ASKING, CLOSE, CLOSE_FOLLOWER, MUTING, STORY_MUTING, HIDDEN_FROM, BLOCKING, BLOCKED,
              MODERATOR, VIEWERS };

struct stage { id viewers[VIEWERS], author, story, highlight; bool suspended, over; };

/* The rule, written once more. */
static bool for_them(enum viewer v, enum story_audience a, bool suspended)
{
    if (v == AUTHOR)
        return true;
    if (suspended || v == HIDDEN_FROM || v == BLOCKING || v == BLOCKED)
        return false;
    if (a == STORY_FOR_ALL)
        return true;
    if (a == STORY_FOR_CLOSE)
        return v == CLOSE || v == CLOSE_FOLLOWER;
    return v == FOLLOWER || v == CLOSE_FOLLOWER || v == MUTING || v == STORY_MUTING;
}

static bool is_follower(enum viewer v)
{
    return v == FOLLOWER || v == CLOSE_FOLLOWER || v == MUTING || v == STORY_MUTING || v == HIDDEN_FROM;
}

/* ---- the people ---- */

static void people_come(ctx *c, struct stage *s)
{
    static const char *const names[] = { "", "stranger", "author", "follower", "asking", "close", "close_follower", "muting",
                                         "story_muting", "hidden_from", "blocking", "blocked", "moderator" };

    for (int v = STRANGER; v < VIEWERS; v++)
        s->viewers[v] = a_person(c, names[v]);
    s->viewers[NOBODY] = nobody;
    s->author = s->viewers[AUTHOR];
    for (enum viewer v = STRANGER; v < VIEWERS; v++)
        if (is_follower(v))
            follows(c, s->viewers[v], s->author);
    expect_ok(graph_mute(c, s->viewers[MUTING], s->author));
    expect_ok(story_list_put(c, s->viewers[STORY_MUTING], STORY_MUTED, s->author));
    expect_ok(story_list_put(c, s->author, STORY_CLOSE, s->viewers[CLOSE]));
    expect_ok(story_list_put(c, s->author, STORY_CLOSE, s->viewers[CLOSE_FOLLOWER]));
    expect_ok(story_list_put(c, s->author, STORY_HIDDEN_FROM, s->viewers[HIDDEN_FROM]));
    expect_ok(story_list_put(c, s->author, STORY_CLOSE, s->viewers[HIDDEN_FROM]));
    expect_ok(graph_block(c, s->viewers[BLOCKING], s->author));
    expect_ok(graph_block(c, s->author, s->viewers[BLOCKED]));
}

/* ---- the surfaces ---- */

static bool has(const story_view_page *page, id which)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].row->id.v == which.v)
            return true;
    return false;
}

static void it_is_read(ctx *c, const struct stage *s, id me, bool seen)
{
    struct story_view view;
    story_view_page page;
    bool found[2];

    expect_eq(fresh(c, story_get(c, me, s->story, &view)), seen ? OK : ERR_NOT_FOUND);
    expect_ok(stories_get(c, me, IDS(s->story, { 1 }), &page));
    expect_eq(page.n, seen);
    expect_ok(stories_seen(c, me, IDS({ 1 }, s->story), found));
    expect(!found[0] && found[1] == seen);
    expect(!seen || view.counted == (me.v == s->author.v));
}

static void it_is_listed(ctx *c, const struct stage *s, enum viewer v, bool seen)
{
    story_view_page page;
    id next;
    err e = fresh(c, stories_by(c, s->viewers[v], s->author, nobody, 100, &page, &next));

    if (v == BLOCKED || (s->suspended && v != AUTHOR)) {
        expect_eq(e, ERR_NOT_FOUND);
    } else {
        expect_ok(e);
        expect_eq(has(&page, s->story), seen);
    }
    expect_ok(stories_by_each(c, s->viewers[v], IDS(s->author, s->viewers[STRANGER]), &page));
    expect_eq(has(&page, s->story), seen);
}

/* Brought are those whom the viewer follows and mutes neither way, and one's own. */
static void it_is_fed(ctx *c, const struct stage *s, enum viewer v, bool seen)
{
    bool brought = v == AUTHOR || (is_follower(v) && v != MUTING && v != STORY_MUTING), found = false;
    story_group_page groups;
    bool more;
    id since;

    if (v == NOBODY)
        return;
    expect_ok(story_feed(c, s->viewers[v], (struct tray_place){ 0 }, 100, &groups, &since, &more));
    for (size_t i = 0; i < groups.n; i++) {
        expect(groups.at[i].stories.n);
        found |= has(&groups.at[i].stories, s->story);
    }
    expect_eq(found, seen && brought);
}

/* What one does not see is not there for one's deeds. */
static void deeds(ctx *c, const struct stage *s, enum viewer v, bool seen)
{
    id me = s->viewers[v], next;
    err at_first = seen ? OK : ERR_NOT_FOUND, on_others = !seen ? ERR_NOT_FOUND : v == AUTHOR ? ERR_INVALID : OK;
    story_viewer_page viewers;
    struct story_seen viewed;
    struct story_row row;

    if (v == NOBODY || (v == AUTHOR && s->suspended))
        return;
    expect_eq(fresh(c, story_see(c, me, s->story, &viewed)), at_first);
    expect_eq(fresh(c, story_react(c, me, s->story, S("🔥"))), on_others);
    expect_eq(fresh(c, story_unreact(c, me, s->story)), at_first);
    expect_eq(fresh(c, story_answer_check(c, me, s->story, &row)), on_others);
    expect_eq(fresh(c, story_viewers(c, me, s->story, nobody, 10, &viewers, &next)),
              !seen ? ERR_NOT_FOUND : v == AUTHOR ? OK : ERR_FORBIDDEN);
    if (v != AUTHOR)
        expect_eq(fresh(c, story_delete(c, &(struct caller){ .account = me }, s->story)), seen ? ERR_FORBIDDEN : ERR_NOT_FOUND);
}

/* A highlight goes by the audience alone, also after the end. */
static void it_is_kept(ctx *c, const struct stage *s, enum viewer v, bool theirs)
{
    highlight_page page;
    struct highlight h;
    id next;
    err e = fresh(c, highlight_show(c, s->viewers[v], s->highlight, &h));

    expect_eq(e, theirs ? OK : ERR_NOT_FOUND);
    expect(!theirs || (h.stories.n == 1 && h.stories.at[0].id.v == s->story.v));
    expect(!theirs || (h.stories.at[0].view_count.is == GIVEN) == (v == AUTHOR && !s->over));
    e = fresh(c, highlights_by(c, s->viewers[v], s->author, nobody, 10, &page, &next));
    if (v == BLOCKED || (s->suspended && v != AUTHOR))
        expect_eq(e, ERR_NOT_FOUND);
    else
        expect(e == OK && page.n == theirs);
    expect_ok(highlights_by_each(c, s->viewers[v], IDS(s->author), &page));
    expect_eq(page.n, theirs);
}

static void who_hears(ctx *c, const struct stage *s, enum story_audience a)
{
    ids viewers = { (id *)s->viewers + 1, VIEWERS - 1 };
    bool out[VIEWERS] = { false };

    expect_ok(story_heard_by(c, s->author, a, viewers, out + 1));
    for (enum viewer v = STRANGER; v < VIEWERS; v++)
        expect_eq(out[v], v != AUTHOR && v != MUTING && v != STORY_MUTING && is_follower(v) && for_them(v, a, s->suspended));
}

static void all_look(ctx *c, const struct stage *s, enum story_audience a)
{
    for (enum viewer v = NOBODY; v < VIEWERS; v++) {
        struct arena_mark mark = arena_mark(&c->arena);
        bool theirs = for_them(v, a, s->suspended), seen = theirs && !s->over;
        it_is_read(c, s, s->viewers[v], seen);
        it_is_listed(c, s, v, seen);
        it_is_fed(c, s, v, seen);
        deeds(c, s, v, seen);
        it_is_kept(c, s, v, theirs);
        arena_rewind(&c->arena, mark);
    }
    who_hears(c, s, a);
}

static err removed(ctx *c, const struct stage *s)
{
    return fresh(c, story_delete(c, &(struct caller){ .account = s->viewers[MODERATOR], .role = ROLE_MODERATOR }, s->story));
}

static err the_rule_holds_everywhere(ctx *c, void *arg)
{
    struct stage s = { .suspended = false };

    people_come(c, &s);
    for (enum story_audience a = STORY_FOR_ALL; a <= STORY_FOR_CLOSE; a++) {
        s.over = false;
        s.story = a_story(c, s.author, "x", a);
        s.highlight = a_highlight(c, s.author, "Best", IDS(s.story));
        all_look(c, &s, a);
        hidden(c, s.author, s.suspended = true);
        all_look(c, &s, a);
        hidden(c, s.author, s.suspended = false);
        all_look(c, &s, a);
        time_passes(c, arg, left_ms(c, s.story));
        s.over = true;
        all_look(c, &s, a);
        expect_ok(removed(c, &s));
        for (enum viewer v = NOBODY; v < VIEWERS; v++)
            it_is_kept(c, &s, v, false);
        expect_eq(removed(c, &s), ERR_NOT_FOUND);
    }
    expect_right(c);
    return OK;
}

/* ---- what changes acts at once ---- */

static err lists_and_follows_act_on_stories_that_stand(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob");
    struct follow follow;

    (void)arg;
    id followers = a_story(c, ann, "1", STORY_FOR_FOLLOWERS), close = a_story(c, ann, "2", STORY_FOR_CLOSE);
    id all = a_story(c, ann, "3", STORY_FOR_ALL);
    expect(!sees(c, bob, followers) && !sees(c, bob, close) && sees(c, bob, all));
    follows(c, bob, ann);
    expect_ok(story_list_put(c, ann, STORY_CLOSE, bob));
    expect(sees(c, bob, followers) && sees(c, bob, close) && sees(c, bob, all));
    expect_str(feed_text(c, bob), S("ann:1 2 3"));
    expect_ok(story_list_take(c, ann, STORY_CLOSE, bob));
    expect_str(feed_text(c, bob), S("ann:1 3"));
    expect_ok(graph_unfollow(c, bob, ann, &follow));
    expect(!sees(c, bob, followers) && !sees(c, bob, close) && sees(c, bob, all));
    expect_ok(story_list_put(c, ann, STORY_HIDDEN_FROM, bob));
    expect(!sees(c, bob, all) && sees(c, nobody, all));
    expect_ok(story_list_take(c, ann, STORY_HIDDEN_FROM, bob));
    expect(sees(c, bob, all));
    expect_ok(graph_block(c, bob, ann));
    expect(!sees(c, bob, all));
    return OK;
}

TEST(the_rule_holds_everywhere) { in_still_town(the_rule_holds_everywhere); }
TEST(lists_and_follows_act_on_stories_that_stand) { in_town(lists_and_follows_act_on_stories_that_stand); }
