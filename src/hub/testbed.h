/*
 * Choirs, for the tests of the hub: a capability with topics and wires, whose members and songs are in the store, and a
 * mouth that writes down what it hears. Choirs from CHOIR_ALWAYS on are heard by their members without subscribing, the others of
 * one's own through the topic "choirs". Those from CHOIR_OWNED on are CHOIR_OWNER's. A song that says "solo" is not heard by the deaf.
 */
#pragma once
#include "hub/ear.h"
#include "hub/hub.h"
#include "hub/wire.h"
#include "kit/house.h"
#include "kit/test.h"
#include "ports/bus.h"

enum { CHOIR_ALWAYS = 1000, CHOIR_OWNED = 500, CHOIR_OWNER = 77, PATIENCE_MS = 60000 };

extern const struct capability choir_capability;
extern const struct capability *const choir_capabilities[];

/* ---- deeds, each one transaction and one event ---- */

err choir_make(ctx *, i64 choir, bool open);
err choir_song(ctx *, i64 choir, i64 singer, const char *words, i64 *seq);
err choir_songs(ctx *, i64 choir, i64 singer, int n);        /* in one transaction */
err choir_in(ctx *, i64 choir, i64 account, i64 floor);
err choir_out(ctx *, i64 choir, i64 account);
err choir_over(ctx *, i64 choir);
err choir_turn(ctx *, i64 choir, bool open);     /* its listeners are asked again */
err choir_hide(ctx *, i64 owner);                /* all listeners of the owner's choirs are asked again */
err choir_doubt(ctx *, i64 account);             /* all that the account listens to is asked again */
err choir_deaf(ctx *, i64 account);
err choir_burst(ctx *, i64 choir, int sayings);  /* one event that becomes so many sayings */
err choir_babble(ctx *);                         /* an event whose payload means nothing */
err choir_count(ctx *, i64 choir);               /* its numbers have changed */

/* Failures of `hears` that pass, and mistakes in it; and a gate that it waits at. */
extern _Atomic int choir_failures, choir_faults, choir_asked, choir_freshened, choir_said, choir_admits, choir_loads;
extern _Atomic bool choir_gate;
extern _Atomic i64 choir_ears, choir_away;       /* as the watch counts them */

/* ---- a mouth that writes down ---- */

struct note { str type; i64 choir, seq, position, part; bool own, content; };
struct pen {
    struct ear ear;
    struct note *notes;
    int n, size, live, resyncs, gone, doubts, slow, lost;
    enum resync why;
    str gone_topic;
    int room;                        /* so many more, then it is full; -1: never */
    bool closes;                     /* itself, at the next thing it hears */
    i64 last_live;                   /* the position of `live` or `resync` */
    int live_at;                     /* which of all that came to that it was */
    struct ear_opened opened;
    char cursor[64];                 /* the last one, or hello's */
};

void pen_open(ctx *, struct pen *, i64 account, const char *topics, const char *cursor);   /* topics: separated by blanks */
void pen_close(struct pen *);        /* and forgets */
err pen_await(ctx *, struct pen *, int n);       /* so many notes; ERR_TIMEOUT */
err pen_await_live(ctx *, struct pen *);
void pen_listen(ctx *, struct pen *, const char *topic);

/* Nothing more comes: all up to now was delivered here. */
err hub_settle(ctx *);

void in_choir(err (*run)(ctx *, void *));
