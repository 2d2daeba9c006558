/*
 * What events become for those who listen. A capability declares its topics and its wires; the hub knows no capability.
 *
 * A wire turns one event of the log into sayings: each is one event as clients get it, for the listeners of topics and for
 * accounts. Their number and order depend on the event's payload alone, because a saying's cursor is its event's position and
 * its number: the same everywhere and for ever. So `say` adds a saying even if nobody may hear it now; who hears is
 * narrowed by `hears`. Beside sayings there are moves (somebody comes into a topic, or goes out of it) and pulses (a topic's numbers
 * have changed). In a replay moves and pulses are not applied. Several capabilities may have a wire of one kind, but only one of them
 * says anything: the others move.
 *
 *     const struct topic_kind channel_topic = { "channel", TOPIC_OF_ID, .admit = channel_admit };
 *     static const struct topic_kind *const topics[] = { &channel_topic, &channels_topic, NULL };
 *     static const struct wire wires[] = { { &channel_changed, say_changed }, { .type = "user_typing", .hears = typing_hears }, {0} };
 *
 *     static err say_changed(ctx *c, const struct event *e, struct says *out)
 *     {
 *         struct change_told told;
 *         TRY(event_read(&c->arena, e, channel_changed, &told));
 *         struct saying *s = say(out, "channel_changed", &change_said_shape, &(struct change_said){ ... });
 *         say_to_topic(out, s, &channel_topic, told.channel_id);
 *         return OK;
 *     }
 */
#pragma once
#include "ports/event.h"

struct says;
struct topic_kind;
struct pulse_kind;

/* ---- topics: "channel:45", "tag:birds", "feed" ---- */

struct topic { const struct topic_kind *kind; id of; str name; };    /* the name of TOPIC_OF_NAME */

/* A listener with a floor does not hear sayings whose rank is below it: messages from before it came. 0: hears all. */
struct membership { struct topic topic; i64 floor; };
typedef PAGE(membership) membership_page;

struct topic_ask { id me; const struct topic *topic; bool admitted; i64 floor; };

/* What somebody who may listen is told: their floor, and whose the topic is, for move_ask_owned (0: nobody's). */
enum { TOPIC_OWNERS = 2 };
struct admission { i64 floor; id owners[TOPIC_OWNERS]; };

enum topic_form { TOPIC_ALONE, TOPIC_OF_ID, TOPIC_OF_NAME };
struct topic_kind {
    const char *word;
    enum topic_form form;
    /* Of TOPIC_OF_NAME: the name as sayings have it; false: it is none. NULL: as it is. */
    bool (*spell)(struct arena *, str name, str *kept);
    /* May `me` listen? ERR_NOT_FOUND channel_not_found, ... The admission begins empty. NULL: anybody may. */
    err (*admit)(ctx *, id me, const struct topic *, struct admission *);
    /* The same for many that listen already, after a move: fills `admitted` and `floor`. NULL: `admit`, one by one. */
    err (*again)(ctx *, struct topic_ask *, size_t n);
    /* A topic that stands for others ("channels"): for which, of `me`. Then nothing is said to the topic itself. */
    err (*members)(ctx *, id me, membership_page *out);
    bool always;                                 /* of those with members: heard without subscribing, and cannot be subscribed to */
    bool apart;                                  /* who follows or blocks whom changes nothing: move_ask_account does not ask */
    /* What somebody who has just subscribed hears first: the members of one event without a cursor. `type` NULL: nothing. */
    err (*greet)(ctx *, id me, const struct topic *, const char **type, str *json);
};

/* ---- sayings ---- */

struct version { ids whom; str json; };          /* rising */

struct saying {
    const char *type;
    str json;                                    /* its members beside type and cursor, as a JSON object: as most see it, */
    struct version *versions;                    /* and as some do; the first that names them counts */
    size_t version_count;
    struct topic *topics;
    size_t topic_count;
    ids accounts;                                /* all connections of these */
    id except;                                   /* hears nothing, for instance of its own typing; 0: no exception */
    id about;                                    /* whom it is about, for `hears` */
    bool here;                                   /* of hub_tell: for this process alone, since the others know by themselves */
    i64 rank;                                    /* see membership; 0: all hear it */
    const void *facts;                           /* for `hears` and `content`; not of ephemeral ones */
    /*
     * Which of the listeners of one of its topics hear it? Rising, each once; `out` begins with false. A constant number of
     * statements. Those among `accounts` are not asked about. NULL: all.
     */
    err (*hears)(ctx *, const struct saying *, const struct topic *, ids listeners, bool *out);
    /* With include=content it has these members, too: a JSON object. Asked once, if somebody wants it. */
    err (*content)(ctx *, const struct saying *, str *json);
};

struct wire {
    const struct event_kind *kind;
    err (*say)(ctx *, const struct event *, struct says *out);       /* ERR_JSON, ERR_INVALID: it says nothing */
    /* or, of what is not in the log and said by hub_tell: its type, and what `hears` is of those */
    const char *type;
    err (*hears)(ctx *, const struct saying *, const struct topic *, ids listeners, bool *out);
};

/*
 * Numbers of a topic, told at most once a second: `type` with the members in `json`, each for the listeners of its topic. In the
 * order of `about`; empty text: there is nothing to tell. A constant number of statements.
 */
struct pulse_kind { const char *type; err (*freshen)(ctx *, ids about, str *json); };

/* ---- what `say` calls; all in the arena of its ctx ---- */

struct saying *say(struct says *, const char *type, const struct shape *members, const void *value);
void say_to_topic(struct says *, struct saying *, const struct topic_kind *, id of);
void say_to_name(struct says *, struct saying *, const struct topic_kind *, str name);       /* "": of TOPIC_ALONE */
void say_to(struct says *, struct saying *, id account);
void say_otherwise(struct says *, struct saying *, ids whom, const struct shape *members, const void *value);

/* An account comes into a topic, through one that stands for it; again with another floor. */
void move_in(struct says *, id account, const struct topic_kind *, id of, const struct topic_kind *through, i64 floor);
/* It goes out: through whatever it was in, and what it had subscribed to ends with "unsubscribed". */
void move_out(struct says *, id account, const struct topic_kind *, id of);
void move_over(struct says *, const struct topic_kind *, id of);     /* the topic is no more: all go out, once they have heard that */
void move_ask_topic(struct says *, const struct topic_kind *, id of);        /* all its listeners are asked about again, */
void move_ask_account(struct says *, id account);            /* or all that an account listens to, */
void move_ask_owned(struct says *, const struct topic_kind *, id owner);     /* or all topics of a kind that are somebody's */
void move_doubt(struct says *, id account);      /* its sessions may have ended: the mouths ask */

void pulse(struct says *, const struct pulse_kind *, const struct topic_kind *, id topic, id about);

/* ---- what is not in the log ---- */

/*
 * To the listeners in all processes, best effort and soon: from any thread. Topics of ids, accounts, `except`, `about`, `rank` and
 * `json` go along; together at most 4 KiB for other processes. `hears` is that of the wire with its type.
 */
void hub_tell(struct world *, const struct saying *);

/* ---- connections of accounts ---- */

/*
 * A capability's `ears_watch` hears by how much the connections of an account, and those of them that are away, have changed: on the
 * loop of the connection, where it neither parks nor blocks.
 */
typedef void ears_watch(struct world *, id account, int ears, int away);
