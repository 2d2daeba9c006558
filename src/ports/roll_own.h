/* The roll's inside: roll.c has what stands in it, roll_turn.c what time does to it, roll_said.c what processes tell each other. */
#pragma once
#include <pthread.h>
#include "base/buf.h"
#include "ports/roll.h"

enum {
    ROLL_BUCKETS = 4096,             /* by the account; the same in all processes, since whole buckets are told */
    ROLL_PROCESSES = 256,            /* more are not heard */
    ROLL_NOBODY = ROLL_PROCESSES,    /* whose places those are that remember who has left */
    ROLL_UNSAID_MOST = 65536,        /* beyond, it is left to the telling of everything */
    ROLL_WANTED_BITS = 1 << 17,      /* accounts that have one bit are wanted together */
    ROLL_CHANGED_MOST = 200,         /* told in one turn */
    ROLL_GRACE_MS = 10 * 1000,
    ROLL_TOLD_MS = 2 * 1000,
    ROLL_SILENCE_MS = 25 * 1000
};

/* An account in one process. */
struct place {
    id who;
    when left;                       /* when its last connection there ended; 0: it has some */
    union {
        struct { u32 open, away; };  /* its connections, and those that are away */
        i64 until_ms;                /* without any: how long it still counts, or is remembered */
    };
    u16 process;                     /* 0: this one */
    u8 state;                        /* enum roll_state; GONE: of nobody */
    bool lingers;                    /* here, without connections */
    bool owed;                       /* of nobody: when it left is still to be kept, by this process */
    bool unheard;                    /* while a bucket is told anew */
};

struct bucket { struct place *at; u32 n, size; };

struct roll_process {
    i64 from;                        /* 0: free */
    i64 heard_ms, said;              /* when it last said something, and the number of that */
    when heard_at;
    bool ending;                     /* it is silent; its places end, bucket by bucket */
    int at;
};

struct linger { id who; i64 until_ms; };
struct change { id who; u32 order; u8 before; };             /* in the order of the deeds; the state before it */
struct told { id who; i64 until_ms; u8 state; };             /* told of it lately: nothing else is told until then */

struct roll {
    pthread_mutex_t lock;            /* of all of this but the bell, and what is wanted */
    struct bell news;
    _Atomic u64 wanted[ROLL_WANTED_BITS / 64];               /* by the account */
    struct bucket buckets[ROLL_BUCKETS];
    size_t here;                     /* places of this process */
    struct roll_process processes[ROLL_PROCESSES];           /* the first is this one, and unused */
    struct buf changed;              /* struct change, since the last turn */
    struct buf unsaid;               /* ids whose state here is to be told to others */
    struct buf told;                 /* struct told, rising */
    bool crowded;                    /* some changes wait for the next turn */
    struct buf lingers;              /* struct linger, in the order of their ends, */
    size_t lingers_at;               /* from this octet on */
    i64 began_ms, swept, round;      /* the first turn, the number of buckets that were swept, and of whole sweeps */
    int end_left;                    /* buckets that are swept for the end of the process */
    i64 listed_ms; int listed;       /* when and where others were last told whole buckets */
    int list_more;                   /* buckets that are told even if nobody is here: somebody was */
    int hurry;                       /* buckets to be told to a process that has just appeared */
    i64 said;                        /* the number of the last whisper */
};

static inline u64 roll_hash(id who) { return (u64)who.v * 0x9e3779b97f4a7c15u; }
static inline int roll_bucket(id who) { return (int)(roll_hash(who) >> 52); }

ids roll_told(struct roll *, i64 now_ms, struct arena *);    /* roll_told.c: whose changes are told now */

/* All of these under the lock. A pointer to a place holds until one is added or ended. */
struct place *roll_place(struct roll *, id who, int process);                /* or NULL */
struct place *roll_place_take(struct roll *, id who, int process);           /* made, if need be */
enum roll_state roll_state_of(struct roll *, id who);
void roll_changed(struct roll *, id who, enum roll_state before);            /* notes it, if it is another now */
void roll_place_end(struct roll *, struct place *, when left, struct roll_time, bool owed);
void roll_place_drop(struct roll *, struct place *);

str roll_say(struct roll *, struct roll_time, struct arena *);               /* what is to be told now; "" if nothing */
i64 roll_say_pause(const struct roll *);         /* until there is more to tell */
