/* What the events of the graph become for those who listen. */
#include "domain/graph/graph_own.h"
#include "hub/wire.h"

struct follow_said { id follower_id, following_id; bool requested; };
struct relation_said { id user_id; };
static SHAPE(follow_said,
    FIELD_AS(follow_said, follower_id, "followerId"), FIELD_AS(follow_said, following_id, "followingId"), FIELD(follow_said, requested));
static SHAPE(relation_said, FIELD_AS(relation_said, user_id, "userId"));

/* What one has done oneself, for one's other connections. */
static void relation_say(struct says *out, id who, id other)
{
    say_to(out, say(out, "relationship_changed", &relation_said_shape, &(struct relation_said){ other }), who);
}

static void follow_say(struct says *out, const struct follow_told *told, bool requested)
{
    struct saying *s = say(out, "follow_created", &follow_said_shape,
                           &(struct follow_said){ told->follower_id, told->following_id, requested });

    say_to(out, s, told->follower_id);
    say_to(out, s, told->following_id);
    relation_say(out, told->follower_id, told->following_id);
}

static err say_followed(ctx *c, const struct event *e, struct says *out)
{
    struct follow_told told;

    TRY(event_read(&c->arena, e, graph_followed, &told));
    follow_say(out, &told, false);
    return OK;
}

static err say_requested(ctx *c, const struct event *e, struct says *out)
{
    struct follow_told told;

    TRY(event_read(&c->arena, e, graph_requested, &told));
    follow_say(out, &told, true);
    return OK;
}

/* Who follows no longer may have lost sight of something. */
static err say_unfollowed(ctx *c, const struct event *e, struct says *out)
{
    struct follow_told told;

    TRY(event_read(&c->arena, e, graph_unfollowed, &told));
    relation_say(out, told.follower_id, told.following_id);
    move_ask_account(out, told.follower_id);
    return OK;
}

static err say_blocked(ctx *c, const struct event *e, struct says *out)
{
    struct follow_told told;

    TRY(event_read(&c->arena, e, graph_blocked, &told));
    relation_say(out, told.follower_id, told.following_id);
    move_ask_account(out, told.follower_id);
    move_ask_account(out, told.following_id);
    return OK;
}

static err say_restanced(ctx *c, const struct event *e, struct says *out)
{
    struct follow_told told;

    TRY(event_read(&c->arena, e, graph_restanced, &told));
    relation_say(out, told.follower_id, told.following_id);
    return OK;
}

const struct wire graph_wires[] = {
    { .kind = &graph_followed, .say = say_followed },
    { .kind = &graph_requested, .say = say_requested },
    { .kind = &graph_unfollowed, .say = say_unfollowed },
    { .kind = &graph_blocked, .say = say_blocked },
    { .kind = &graph_restanced, .say = say_restanced },
    {0}
};
