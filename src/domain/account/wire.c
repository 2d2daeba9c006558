/* What a change of an account becomes for its own connections: an event or, of a role, a look at what they may do now. */
#include "domain/account/account_own.h"
#include "hub/wire.h"

struct change_said { strs changed; };
static SHAPE(change_said, FIELD(change_said, changed));

static err say_changed(ctx *c, const struct event *e, struct says *out)
{
    struct account_state told;
    id who;

    TRY(event_read(&c->arena, e, account_changed, &told));
    if (!id_parse(e->key, &who))
        return ERR_INVALID;
    if (told.changed.n)
        say_to(out, say(out, "account_changed", &change_said_shape, &(struct change_said){ told.changed }), who);
    else
        move_doubt(out, who);
    return OK;
}

const struct wire account_wires[] = {
    { .kind = &account_changed, .say = say_changed },
    {0}
};
