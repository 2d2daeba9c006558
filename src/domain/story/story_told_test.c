/* Who is told of stories: the connected, at once; those who read the log; and their author's export. */
#include "base/str.h"
#include "domain/story/testbed.h"
#include "hub/ear.h"
#include "ports/bus.h"

enum { PATIENCE_MS = 60000, ROOM = 4096 };

struct listener { struct ear ear; char text[ROOM]; size_t n; };

static bool deliver(struct ear *ear, struct heard *h)
{
    struct listener *l = CONTAINER(ear, struct listener, ear);

    if (str_find(h->json, S("\"storyId\"")) < 0)
        return true;                 /* that they follow each other may be heard later than it was done */
    expect(l->n + h->json.n < ROOM);
    memcpy(l->text + l->n, h->json.p, h->json.n);
    l->n += h->json.n;
    return true;
}

static void nothing(struct ear *ear) { (void)ear; }
static void nothing_at(struct ear *ear, str cursor) { (void)ear, (void)cursor; }
static void nothing_resync(struct ear *ear, enum resync why, str cursor) { (void)ear, (void)why, (void)cursor; }
static void nothing_gone(struct ear *ear, str topic) { (void)ear, (void)topic; }
static const struct mouth mouth = { .deliver = deliver, .live = nothing_at, .resync = nothing_resync, .gone = nothing_gone,
                                    .doubt = nothing, .slow = nothing, .lost = nothing };

static struct listener *listens(ctx *c, id who)
{
    struct listener *l = arena_new(&c->arena, struct listener);
    struct ear_opened opened;

    expect_ok(ear_open(c, &l->ear, &mouth, &(struct ear_wish){ .account = who, .session = ctx_new_id(c) }, &opened));
    l->n = 0;
    return l;
}

static void await(ctx *c, struct listener *l, const char *type, id story, id author)
{
    str said = arena_format(&c->arena, "{\"type\":\"%s\",\"storyId\":\"%lld\",\"authorId\":\"%lld\"}", type, (long long)story.v,
                            (long long)author.v);

    for (int waited = 0; l->n < said.n; waited += 5) {
        expect(waited < PATIENCE_MS);
        expect_ok(ctx_sleep(c, 5));
    }
    expect_str(((str){ l->text, l->n }), said);      /* once, and nothing else */
    l->n = 0;
}

/* All ears of a loop hear one event without a park between them, so whoever was to hear it has when one of them has. */
static void unheard(struct listener *const *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_eq(all[i]->n, 0);
}

static err followers_who_see_it_hear_of_it(ctx *c, void *arg)
{
    static const char *const names[] = { "stranger", "close", "muting", "story_muting", "hidden_from", "blocked" };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), people[COUNT(names)];
    struct listener *others[COUNT(names) + 1];

    (void)arg;
    for (size_t i = 0; i < COUNT(names); i++) {
        people[i] = a_person(c, names[i]);
        if (i > 1)
            follows(c, people[i], ann);
    }
    follows(c, bob, ann);
    follows(c, eve, ann);
    expect_ok(story_list_put(c, ann, STORY_CLOSE, people[1]));
    expect_ok(story_list_put(c, ann, STORY_CLOSE, eve));
    expect_ok(graph_mute(c, people[2], ann));
    expect_ok(story_list_put(c, people[3], STORY_MUTED, ann));
    expect_ok(story_list_put(c, ann, STORY_HIDDEN_FROM, people[4]));
    expect_ok(graph_block(c, ann, people[5]));
    for (size_t i = 0; i < COUNT(names); i++)
        others[i] = listens(c, people[i]);
    others[COUNT(names)] = listens(c, ann);
    struct listener *of_bob = listens(c, bob), *of_eve = listens(c, eve);

    id followers = a_story(c, ann, "1", STORY_FOR_FOLLOWERS);
    await(c, of_bob, "story_created", followers, ann);
    await(c, of_eve, "story_created", followers, ann);
    id close = a_story(c, ann, "2", STORY_FOR_CLOSE);
    await(c, of_eve, "story_created", close, ann);
    unheard((struct listener *[]){ of_bob }, 1);
    expect_ok(story_delete(c, &(struct caller){ .account = ann }, close));
    await(c, of_eve, "story_deleted", close, ann);
    unheard((struct listener *[]){ of_bob }, 1);
    id all = a_story(c, ann, "3", STORY_FOR_ALL);
    await(c, of_bob, "story_created", all, ann);
    expect_ok(story_delete(c, &(struct caller){ .account = ann }, all));
    await(c, of_bob, "story_deleted", all, ann);
    unheard(others, COUNT(others));
    for (size_t i = 0; i < COUNT(others); i++)
        ear_close(&others[i]->ear);
    ear_close(&of_bob->ear);
    ear_close(&of_eve->ear);
    return OK;
}

/* ---- the log ---- */

struct logged { const struct event_kind *kind; id author; struct story_told *told; };

static bool is_logged(ctx *c, const void *arg)
{
    const struct logged *h = arg;
    str key = id_text(&c->arena, h->author);
    event_page page;

    expect_ok(bus_fetch(c, bus_partition(key), 0, 1000, &page));
    for (size_t i = 0; i < page.n; i++)
        if (str_eq(page.at[i].subject, str_of(h->kind->subject)) && str_eq(page.at[i].key, key)) {
            expect_ok(event_read_as(&c->arena, &page.at[i], h->kind, h->told));
            return true;
        }
    return false;
}

static err events_say_who_did_what(ctx *c, void *arg)
{
    static const struct event_kind *const kinds[] = { &story_created, &story_viewed, &story_reacted, &story_unreacted, &story_deleted };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), story = a_story(c, ann, "x", STORY_FOR_ALL);
    struct story_told told;

    (void)arg;
    expect_ok(story_react(c, bob, story, S("🔥")));
    expect_ok(story_unreact(c, bob, story));
    expect_ok(story_delete(c, &(struct caller){ .account = ann }, story));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        expect_soon(c, is_logged, &(struct logged){ kinds[i], ann, &told });
        expect_eq(told.story_id.v, story.v);
        expect_eq(told.author_id.v, ann.v);
        expect_eq(told.user_id.is == GIVEN, i > 0 && i < 4);
        expect(told.user_id.is != GIVEN || told.user_id.v.v == bob.v);
    }
    return OK;
}

/* ---- the export ---- */

struct taken { struct rows rows; size_t n; };

static err take(ctx *c, struct rows *rows, const struct shape *s, const void *row)
{
    (void)c, (void)s, (void)row;
    CONTAINER(rows, struct taken, rows)->n++;
    return OK;
}

static err what_is_ann_s_is_in_her_export(ctx *c, void *arg)
{
    static const struct { const char *file; size_t rows; } wanted[] = {
        { "stories.json", 2 }, { "highlights.json", 1 }, { "close_friends.json", 1 }, { "stories_hidden_from.json", 1 },
        { "story_mutes.json", 1 }, { "story_reactions.json", 1 },
    };
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), theirs = a_story(c, bob, "x", STORY_FOR_ALL);
    id unseen = a_story(c, bob, "y", STORY_FOR_ALL), own = a_story(c, ann, "1", STORY_FOR_CLOSE);
    struct story_seen seen;

    (void)arg;
    a_story(c, ann, "2", STORY_FOR_ALL);
    a_highlight(c, ann, "Best", IDS(own));
    expect_ok(story_react(c, ann, theirs, S("🔥")));
    expect_ok(story_see(c, ann, unseen, &seen));
    for (enum story_list l = STORY_CLOSE; l <= STORY_MUTED; l++)
        expect_ok(story_list_put(c, ann, l, bob));
    for (size_t i = 0; i < COUNT(wanted); i++) {
        struct taken t = { .rows.add = take };
        expect_str(str_of(story_belongings[i].file), str_of(wanted[i].file));
        expect_ok(story_belongings[i].tell(c, ann, &t.rows));
        expect_eq(t.n, wanted[i].rows);
    }
    expect(!story_belongings[COUNT(wanted)].file);
    return OK;
}

TEST(followers_who_see_it_hear_of_it) { in_town(followers_who_see_it_hear_of_it); }
TEST(events_say_who_did_what) { in_town(events_say_who_did_what); }
TEST(what_is_ann_s_is_in_her_export) { in_town(what_is_ann_s_is_in_her_export); }
