/* The routes of presence. */
#include "api/rest/route.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/channel/conversation.h"
#include "domain/graph/sight.h"
#include "domain/presence/presence.h"
#include "runtime/ctx.h"

enum { AT_ONCE = 100 };

struct presence_key { str id; };
struct presences_query { str user_ids; };
struct typing_input { id id; maybe_bool is_typing; };

SHAPE(presence_key,
    FIELD_USER(presence_key, id));
SHAPE(presences_query,
    FIELD(presences_query, user_ids, .min = 1, .max = 2100, .doc = "At most 100 ids, with commas between"));
SHAPE(typing_input,
    FIELD(typing_input, id), FIELD(typing_input, is_typing, .doc = "true, unless said otherwise"));

/* A name that is not to be seen is not found; what an id is to others, nobody learns. */
static err get(ctx *c, const struct caller *me, id who, const struct presence_key *in, struct presence *out)
{
    struct sight sight;

    if (str_starts(in->id, S("@")))
        TRY(sight_meet(c, me->account, who, &sight));
    return presence_get(c, me->account, who, out);
}

static err ids_read(ctx *c, str text, ids *out)
{
    *out = (ids){ arena_array(&c->arena, id, AT_ONCE), 0 };
    for (str piece; str_cut(&text, ',', &piece);) {
        if (out->n == AT_ONCE)
            return fail_field_saying(c, S("user_ids"), &invalid_form, "At most %d ids may be given.", AT_ONCE);
        if (!id_parse(piece, &out->at[out->n++]))
            return fail_field_saying(c, S("user_ids"), &invalid_form, "Each has to be an id, with commas between.");
    }
    return OK;
}

static err get_many(ctx *c, const struct caller *me, const struct presences_query *in, presence_page *out)
{
    ids who;

    TRY(ids_read(c, in->user_ids, &who));
    return presences_get(c, me->account, who, out);
}

/* ---- typing ---- */

static err type(ctx *c, const struct caller *me, const struct typing_input *in, struct nothing *out)
{
    (void)out;
    return typing_tell(c, me->account, in->id, in->is_typing.is != GIVEN || in->is_typing.v);
}

static err type_in_conversation(ctx *c, const struct caller *me, const struct typing_input *in, struct nothing *out)
{
    struct seat seat;

    TRY(conversation_seat(c, me->account, in->id, &seat));
    return type(c, me, in, out);
}

CALLS_ON(get, presence_key, id, presence)
CALLS_AS(get_many, presences_query, presence_page)
CALLS_AS(type, typing_input, nothing)
CALLS_AS(type_in_conversation, typing_input, nothing)

static const struct problem *const typing_problems[] = { &channel_not_found, &not_a_member, &cannot_message, NULL };

extern const struct route presence_routes[];
const struct route presence_routes[] = {
    { METHOD_GET, "/users/{id}/presence", get_entry, &any_member, RATE_READS, 200, TAKES(presence_key), GIVES(presence),
      .tag = "presence", .summary = "Whether somebody is connected",
      .tag_says = "Who is connected: for people who share a direct conversation with them or follow each other; others see them offline",
      .problems = PROBLEMS(&user_not_found) },
    { METHOD_GET, "/presence", get_many_entry, &any_member, RATE_READS, 200, TAKES(presences_query), GIVES_PAGE(presence),
      .tag = "presence", .summary = "The same of several people" },
    { METHOD_POST, "/channels/{id}/typing", type_entry, &any_member, RATE_WRITES, 204, TAKES(typing_input),
      .tag = "presence", .summary = "Say that you type, or have stopped", .problems = typing_problems },
    { METHOD_POST, "/conversations/{id}/typing", type_in_conversation_entry, &any_member, RATE_WRITES, 204, TAKES(typing_input),
      .tag = "presence", .summary = "The same in a direct or group conversation", .problems = typing_problems },
    {0}
};
