/*
 * That a story is there, or is deleted, as those hear it who are connected, follow its author and mute neither. It is not in the log of
 * what clients hear: the feed tells what stands. Each process tells its own connections, since it knows by itself.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/story/story_own.h"

struct story_said { id story_id, author_id; };
static SHAPE(story_said, FIELD_AS(story_said, story_id, "storyId"), FIELD_AS(story_said, author_id, "authorId"));

/* Everybody listens to the one topic there is: who hears of a story is asked when it happens. */
static const struct topic_kind tray_topic = { "stories", TOPIC_ALONE, .apart = true };

static err trays_of(ctx *c, id me, membership_page *out)
{
    (void)me;
    *out = (membership_page){ .at = arena_new(&c->arena, struct membership), .n = 1 };
    *out->at = (struct membership){ .topic = { .kind = &tray_topic } };
    return OK;
}

static const struct topic_kind trays_topic = { "trays", TOPIC_ALONE, .members = trays_of, .always = true, .apart = true };
const struct topic_kind *const story_topics[] = { &tray_topic, &trays_topic, NULL };

/* Its audience stands in the place of its rank, since one that is deleted is nowhere else. */
static err hears(ctx *c, const struct saying *s, const struct topic *topic, ids listeners, bool *out)
{
    (void)topic;
    return story_heard_by(c, s->about, (enum story_audience)(s->rank - 1), listeners, out);
}

const struct wire story_wires[] = {
    { .type = "story_created", .hears = hears },
    { .type = "story_deleted", .hears = hears },
    {0}
};

/* A word that this program does not know is for as few as possible. */
static i64 rank_of(maybe_str audience)
{
    i64 i = STORY_FOR_ALL;

    while (i < STORY_FOR_CLOSE && !str_eq(audience.v, str_of(story_audience_words[i])))
        i++;
    return i + 1;
}

void story_tell(struct world *w, const struct event *e)
{
    struct topic topic = { .kind = &tray_topic };
    struct story_told told;
    char room[1024];
    struct arena a;

    arena_init(&a, room, sizeof room);
    struct buf json = BUF_ON(&a);
    if (event_read_as(&a, e, e->kind, &told) == OK) {
        json_write(&json, &story_said_shape, &(struct story_said){ told.story_id, told.author_id });
        hub_tell(w, &(struct saying){ .type = e->kind == &story_created ? "story_created" : "story_deleted", .json = buf_str(&json),
                                      .topics = &topic, .topic_count = 1, .about = told.author_id, .rank = rank_of(told.audience),
                                      .here = true });
    }
    arena_close(&a);
}
