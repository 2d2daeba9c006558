/* Answers to stories: all of one is there, or nothing; and what a message shows of a story that has gone. */
#include "base/id.h"
#include "base/str.h"
#include "domain/channel/conversation.h"
#include "domain/media/testbed.h"
#include "domain/message/testbed.h"

enum { MANY = 12 };

static id a_story_of(ctx *c, id me, bool replies)
{
    id out;

    expect_ok(story_create(c, me, &(struct story_draft){ .text = { GIVEN, S("Look") }, .audience = { GIVEN, S("public") },
                                                         .replies = { GIVEN, replies } }, &out));
    return out;
}

static err answers(ctx *c, id me, id story, const char *words, strs media, struct message *out)
{
    bool repeated;

    return message_answer_story(c, me, &(struct story_reply){ .id = story, .content = { GIVEN, str_of(words) }, .media_ids = media }, out,
                                &repeated);
}

static i64 views_of(ctx *c, id author, id story)
{
    struct story_view view;

    expect_ok(story_get(c, author, story, &view));
    return view.views;
}

static bool talk_together(ctx *c, id me, id other)
{
    id channel;

    expect_ok(fresh(c, direct_find(c, me, other, &channel)));
    return channel.v;
}

/* Neither a view nor an empty conversation. */
static err what_is_refused_leaves_nothing(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), story = a_story_of(c, ann, true), quiet = a_story_of(c, ann, false);
    str unready = id_text(&c->arena, a_media_in(c, bob, MEDIA_IMAGE, MEDIA_PROCESSING));
    struct message out;

    (void)arg;
    expect_refused(c, answers(c, bob, story, "x", (strs){ &unready, 1 }, &out), &media_not_ready);
    expect_eq(fresh(c, answers(c, bob, story, " ", (strs){ 0 }, &out)), ERR_INVALID);
    expect_refused(c, answers(c, bob, quiet, "x", (strs){ 0 }, &out), &replies_off);
    expect_refused(c, answers(c, ann, story, "x", (strs){ 0 }, &out), &cannot_reply_to_yourself);
    expect(!talk_together(c, bob, ann));
    expect_eq(views_of(c, ann, story), 0);
    expect_ok(answers(c, bob, story, "x", (strs){ 0 }, &out));
    expect(talk_together(c, bob, ann));
    expect_eq(views_of(c, ann, story), 1);
    expect_eq(out.seq, 1);
    messages_agree(c);
    return OK;
}

/* A request, if the author wants those: so many, then none until it is accepted. */
static err what_forbids_a_message_forbids_an_answer(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), story = a_story_of(c, ann, true);
    struct message out;

    (void)arg;
    wants_requests(c, ann);
    for (int i = 0; i < REQUEST_SENDS; i++)
        expect_ok(answers(c, bob, story, "x", (strs){ 0 }, &out));
    expect_refused(c, answers(c, bob, story, "x", (strs){ 0 }, &out), &request_pending);
    expect_ok(graph_block(c, ann, bob));
    expect_refused(c, answers(c, bob, story, "x", (strs){ 0 }, &out), &story_not_found);
    return OK;
}

static err a_message_outlives_its_story(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), story = a_story_of(c, ann, true);
    struct message out, now;

    (void)arg;
    expect_ok(answers(c, bob, story, "x", (strs){ 0 }, &out));
    expect(out.story && out.story->available && out.story->id.v == story.v && out.story->author_id.v == ann.v);
    expect_ok(story_list_put(c, ann, STORY_HIDDEN_FROM, bob));
    expect_ok(message_get(c, bob, out.id, &now));
    expect(now.story && !now.story->available);
    expect_ok(message_get(c, ann, out.id, &now));
    expect(now.story && now.story->available);
    expect_ok(story_delete(c, &(struct caller){ .account = ann }, story));
    expect_ok(message_get(c, ann, out.id, &now));
    expect(now.story && !now.story->available && now.story->id.v == story.v);
    struct message plain = said(c, ann, out.channel_id, "y");
    expect(!plain.story);
    return OK;
}

static err answers_as(ctx *c, id me, id story, const char *words, const char *ref, struct message *out, bool *repeated)
{
    *repeated = false;
    return fresh(c, message_answer_story(c, me, &(struct story_reply){ .id = story, .content = { GIVEN, str_of(words) },
                                                                       .client_ref = { GIVEN, str_of(ref) } }, out, repeated));
}

/* A client that did not hear the answer sends it again, maybe after the story. */
static err an_answer_is_the_same_after_its_story(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), eve = a_person(c, "eve"), story = a_story_of(c, ann, true);
    struct message first, again;
    bool repeated;

    (void)arg;
    expect_ok(answers_as(c, bob, story, "x", "one", &first, &repeated));
    expect(!repeated);
    expect_ok(story_delete(c, &(struct caller){ .account = ann }, story));
    expect_ok(answers_as(c, bob, story, "x", "one", &again, &repeated));
    expect(repeated && again.id.v == first.id.v && again.story && !again.story->available);
    expect_eq(answers_as(c, bob, story, "y", "one", &again, &repeated), ERR_INVALID);
    expect_eq(answers_as(c, bob, story, "x", "two", &again, &repeated), ERR_NOT_FOUND);
    expect_eq(answers_as(c, eve, story, "x", "one", &again, &repeated), ERR_NOT_FOUND);
    expect(!repeated);
    expect_refused(c, answers(c, bob, story, "x", (strs){ 0 }, &again), &story_not_found);
    messages_agree(c);
    return OK;
}

/* ---- many at once ---- */

struct stage { id ann, bob, story; };

static err stage_make(ctx *c, void *arg)
{
    struct stage *s = arg;

    s->ann = a_person(c, "ann");
    s->bob = a_person(c, "bob");
    s->story = a_story_of(c, s->ann, true);
    return OK;
}

static err answers_at_once(ctx *c, int which, void *arg)
{
    struct stage *s = arg;
    struct message out;

    (void)which;
    return answers(c, s->bob, s->story, "x", (strs){ 0 }, &out);
}

static err all_are_in_one_conversation(ctx *c, void *arg)
{
    struct stage *s = arg;
    ids which;

    expect_ok(conversations_after(c, s->bob, (id){ 0 }, 10, &which));
    expect_eq(which.n, 1);
    expect_eq(now(c, s->bob, which.at[0]).seat.last_seq, MANY);
    expect_eq(views_of(c, s->ann, s->story), 1);
    messages_agree(c);
    return OK;
}

TEST(what_is_refused_leaves_nothing) { in_messages(what_is_refused_leaves_nothing); }
TEST(what_forbids_a_message_forbids_an_answer) { in_messages(what_forbids_a_message_forbids_an_answer); }
TEST(a_message_outlives_its_story) { in_messages(a_message_outlives_its_story); }
TEST(an_answer_is_the_same_after_its_story) { in_messages(an_answer_is_the_same_after_its_story); }
TEST(many_answers_at_once_are_in_one_conversation)
{
    struct house h = messages_open(NULL);
    static struct stage s;
    err e = test_world_call(h.world, stage_make, &s);

    e = e == OK ? test_world_crowd(h.world, MANY, answers_at_once, &s) : e;
    e = e == OK ? test_world_call(h.world, all_are_in_one_conversation, &s) : e;
    house_close(&h);
    expect_ok(e);
}
