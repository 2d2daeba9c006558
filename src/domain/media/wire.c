/* What becomes of an upload, for the connections of its owner. */
#include "base/id.h"
#include "base/str.h"
#include "domain/media/media_own.h"

struct state_said { id media_id; str state; };
static SHAPE(state_said, FIELD_AS(state_said, media_id, "mediaId"), FIELD(state_said, state));

static err say_state(ctx *c, const struct event *e, struct says *out)
{
    struct media_told told;
    id who;

    TRY(event_read_as(&c->arena, e, e->kind, &told));
    if (!id_parse(e->key, &who))
        return ERR_INVALID;
    struct state_said said = { told.media_id, str_of(media_state_words[e->kind == &media_became_ready ? MEDIA_READY : MEDIA_FAILED]) };
    say_to(out, say(out, "media_state", &state_said_shape, &said), who);
    return OK;
}

const struct wire media_wires[] = {
    { .kind = &media_became_ready, .say = say_state },
    { .kind = &media_became_failed, .say = say_state },
    {0}
};
