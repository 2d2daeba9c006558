/* Mutations of stories. */
#include "api/graphql/mutations.h"
#include "domain/story/story.h"

INPUT(story_draft);
INPUT(id_input);

struct story_emoji_input { id id; maybe_str emoji; };
static SHAPE(story_emoji_input, FIELD(story_emoji_input, id), FIELD(story_emoji_input, emoji));
INPUT(story_emoji_input);

static err story_add(ctx *c, const struct caller *me, const struct story_draft *in, struct deed *out)
{
    id *made = arena_zero(&c->arena, sizeof *made, _Alignof(id));

    out->id = made;
    return story_create(c, me->account, in, made);
}

static err story_drop(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return story_delete(c, me, in->id);
}

static err story_view_add(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    struct story_seen seen;

    out->payload.id = in->id;
    return story_see(c, me->account, in->id, &seen);
}

static err story_reaction(ctx *c, const struct caller *me, const struct story_emoji_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return in->emoji.is == GIVEN ? story_react(c, me->account, in->id, in->emoji.v) : story_unreact(c, me->account, in->id);
}

MUTATES(story_add, story_draft, &may_tell_stories)
MUTATES(story_drop, id_input, &may_tell_stories)
MUTATES(story_view_add, id_input, &may_tell_stories)
MUTATES(story_reaction, story_emoji_input, &may_tell_stories)

const struct gql_field_binding mutation_story_fields[] = {
    MUTATION("createStory", story_add, story_draft),
    MUTATION("deleteStory", story_drop, id_input),
    MUTATION("viewStory", story_view_add, id_input),
    MUTATION("reactToStory", story_reaction, story_emoji_input),
    {0}
};
