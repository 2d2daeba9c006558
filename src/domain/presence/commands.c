/* What clients say on an open socket: whether they are there, and that they type. */
#include "base/str.h"
#include "domain/channel/messaging.h"
#include "domain/presence/presence_own.h"
#include "hub/ear.h"

struct presence_wish { str status; };
struct typing_wish { id channel_id; maybe_bool typing; };
struct no_ack { char unused; };

static const char *const status_words[] = { "online", "away", "invisible", "visible", NULL };

static SHAPE(presence_wish, FIELD(presence_wish, status, .words = status_words));
static SHAPE(typing_wish, FIELD_AS(typing_wish, channel_id, "channelId"), FIELD(typing_wish, typing));

/* Whether they are away is the connection's; whether they are visible, the account's. */
static err status_set(ctx *c, const struct caller *me, struct ear *ear, const struct presence_wish *in, struct no_ack *out)
{
    bool away = str_eq(in->status, S("away"));
    struct messaging settings;

    (void)out;
    if (!away && !str_eq(in->status, S("online")))
        return messaging_change(c, me->account, &(struct messaging_change){ .presence = { GIVEN, in->status } }, &settings);
    ear_away(ear, away);
    return OK;
}

static err type(ctx *c, const struct caller *me, struct ear *ear, const struct typing_wish *in, struct no_ack *out)
{
    (void)ear, (void)out;
    return typing_tell(c, me->account, in->channel_id, in->typing.is != GIVEN || in->typing.v);
}

COMMAND(status_set, presence_wish, no_ack)
COMMAND(type, typing_wish, no_ack)

const struct command presence_commands[] = {
    { "presence", status_set_command, TAKES_COMMAND(presence_wish), .who = &any_member, .quiet = true },
    { "typing", type_command, TAKES_COMMAND(typing_wish), .who = &any_member, .quiet = true },
    {0}
};
