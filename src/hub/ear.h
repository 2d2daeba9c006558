/*
 * Ears: how a surface with open connections (a mouth) hears what the hub says. An ear is embedded in the mouth's connection and
 * belongs to the loop that opened it; all calls on it are for that loop's thread, and none of the mouth's functions may park,
 * block or close another ear. Closing its own is allowed in each of them.
 *
 * Nothing is delivered before the fiber that opened the ear, or resumed it, parks or ends: so the mouth says hello, or
 * "resumed", first. Cursors are text that lasts as long as the ctx, or the call.
 */
#pragma once
#include "base/list.h"
#include "base/shape.h"
#include "hub/problems.h"
#include "runtime/ctx.h"

enum { TOPICS_MOST = 500, CURSOR_SIZE = 48, HEARD_FRAMES = 4 };

struct ear;
struct event;
struct saying;

/*
 * One event on its way to many ears, while it is delivered. A mouth keeps its finished frame in its own slot, so that it is
 * made once for a loop; `drop` is called at the end.
 */
struct heard {
    const char *type;
    str json;                                    /* all of it: {"type": ..., ..., "cursor": ...} */
    str cursor;                                  /* empty: ephemeral, the first to be left out for a slow reader */
    const struct event *event;                   /* what it was made of; NULL: ephemeral */
    const struct saying *saying;
    bool live;                                   /* it has just happened: no replay */
    struct { void *frame; void (*drop)(void *frame); } frames[HEARD_FRAMES];
};

enum resync { RESYNC_NONE, RESYNC_EXPIRED, RESYNC_UNKNOWN, RESYNC_TOO_MANY };
extern const char *const resync_words[];         /* by the enum */

/* What a kind of connections does. */
struct mouth {
    int slot;                                    /* in heard.frames: 0 sockets, 1 streams, 2 GraphQL */
    /* False: it was taken, but no more of a replay until ear_room. Live events come whether there is room or not. */
    bool (*deliver)(struct ear *, struct heard *);
    void (*live)(struct ear *, str cursor);      /* what was missed has been delivered: {"type": "live"} */
    void (*resync)(struct ear *, enum resync, str cursor);           /* a replay ended early; live from here on */
    void (*gone)(struct ear *, str topic);       /* it listens to that no longer: {"type": "unsubscribed", "reason": "gone"} */
    void (*doubt)(struct ear *);                 /* something of its account has changed: does its session live? May start a fiber */
    void (*slow)(struct ear *);                  /* too much waits in this process, and here most: drop it */
    void (*lost)(struct ear *);                  /* an event could not be given: end it, so that its client comes back and reads */
};

/* Where somebody stands in a topic: in its list of hearers. */
struct topic_slots { struct topic_slot { struct gathering *of; u32 at; } *at; u32 n, room; };

struct ear {
    const struct mouth *mouth;
    struct hub_loop *hub;                        /* NULL: closed */
    struct listener *listener;                       /* its account, with all its ears on this loop */
    struct link of_listener;
    struct topic_slots topics;                   /* what it has subscribed to */
    struct resume *resume;                       /* NULL: live */
    id session;
    u64 heard;                                   /* the number of the last saying that came */
    u32 waiting, waiter;                         /* octets; its place among all that wait, from 1 */
    u8 through;                                  /* the topics that stand for others, by bit */
    bool content, away, plain;
};

struct ear_wish {
    id account, session;                         /* 0: of nobody, who is in no watch's count */
    strs topics;
    str cursor;                                  /* empty: from now on */
    bool content;                                /* include=content */
    bool plain;                                  /* only what is subscribed to, and what is for the account; not what comes by itself */
};

/* Each topic of a wish that was refused, with why; a problem NULL: the error's own words. */
struct topic_refused { str topic; err what; const struct problem *problem; };
typedef PAGE(topic_refused) topic_refused_page;

struct ear_opened {
    str cursor;                                  /* everything after it will come */
    bool resumed;                                /* it is the wish's; `live` or `resync` of the mouth will be called */
    enum resync resync;                          /* or why it is not */
    topic_refused_page refused;
};

/*
 * Fails only with what the store fails with, and ERR_CANCELLED; then the ear is closed. The ear may be closed while it is being
 * opened, or while one of the calls below parks, which then fails; its memory has to last until the call returns.
 */
err ear_open(ctx *, struct ear *, const struct mouth *, const struct ear_wish *, struct ear_opened *out);
void ear_close(struct ear *);                    /* harmless if it is closed */
static inline bool ear_is_open(const struct ear *e) { return e->hub; }
id ear_account(const struct ear *);

/* From that cursor on, also what came already; `topics` are added to what it listens to. */
err ear_resume(ctx *, struct ear *, str cursor, strs topics, struct ear_opened *out);

/*
 * Listens to one topic more; with a cursor, from there. Waits while another replay of this ear is under way. ERR_INVALID
 * unknown_topic; ERR_TOO_MANY too_many_subscriptions; what the topic's `admit` fails with; ERR_CANCELLED: the ear was closed.
 */
struct listened { str topic, cursor; const char *greeting_type; str greeting; enum resync resync; };
err ear_listen(ctx *, struct ear *, str topic, str cursor, struct listened *out);
/* What somebody who has just subscribed to that hears first, for topics of a wish; `type` NULL: nothing. */
err ear_greeting(ctx *, struct ear *, str topic, const char **type, str *json);
/* None comes after this; harmless if it does not listen. Says which topic, as it is kept. ERR_INVALID unknown_topic. Does not park. */
err ear_unlisten(ctx *, struct ear *, str topic, str *kept);

void ear_room(struct ear *);                     /* a replay goes on */
void ear_waits(struct ear *, size_t octets);     /* so many octets wait for its client now */
void ear_away(struct ear *, bool away);

/* Everything up to now has this cursor. */
err hub_cursor(ctx *, str *out);
