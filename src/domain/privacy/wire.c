/* An export that is ready, for the connections of whose it is. */
#include "domain/privacy/privacy_own.h"
#include "hub/wire.h"

struct export_said { id export_id; };
static SHAPE(export_said, FIELD_AS(export_said, export_id, "exportId"));

static err say_ready(ctx *c, const struct event *e, struct says *out)
{
    struct export_told told;
    id who;

    TRY(event_read(&c->arena, e, export_ready, &told));
    if (!id_parse(e->key, &who))
        return ERR_INVALID;
    say_to(out, say(out, "export_ready", &export_said_shape, &(struct export_said){ told.export }), who);
    return OK;
}

const struct wire privacy_wires[] = {
    { .kind = &export_ready, .say = say_ready },
    {0}
};
