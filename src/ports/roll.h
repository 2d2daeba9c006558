/*
 * The roll: which accounts are connected to this process and to the others of its store, in memory. It is told of each connection
 * here, and hears from the other processes' rolls by whispers; what is known of an account is the sum of both.
 *
 * An account is gone 10 s after its last connection ended, so that one that connects again was never away. What has changed is
 * whispered at once, everything from time to time, so that a lost whisper is made good; both at a rate that does not depend on the
 * number of accounts. The accounts of a process that is silent for 25 s are gone. What has changed of one account is told at most
 * once in 2 s.
 *
 * The roll has no clock and no fiber: it is told the time, and somebody takes its turns (domain/presence). All of it may be called on
 * any thread.
 */
#pragma once
#include "base/ids.h"
#include "ports/bell.h"

enum roll_state { ROLL_GONE, ROLL_AWAY, ROLL_HERE };         /* away: all its connections said so */

struct roll_time { i64 ms; when at; };           /* by a clock that nobody sets, and by the day's */

struct roll *roll_open(void);
void roll_close(struct roll **);

/* By how much the connections of an account to this process have changed, and those of them that are away. */
void roll_shift(struct roll *, id who, int open, int away, struct roll_time);

/* `left`: of one that is gone, when its last connection ended; 0: a while ago, or never. */
struct roll_found { enum roll_state state; when left; };
struct roll_found roll_find(struct roll *, id who);

bool roll_is_here(struct roll *, id who);        /* connected to this process, or was 10 s ago */
void roll_want(struct roll *, id who);           /* somebody is to hear of its changes: without that turns do not tell them */

void roll_heard(struct roll *, i64 from, str said, struct roll_time);        /* by another process's turn; stops where it is malformed */

/* What is to be done now. The caller's lists are in the arena. */
struct roll_seen { id who; when at; };
struct roll_turn {
    str said;                        /* for all other processes; empty: nothing */
    ids changed;                     /* whose state has changed: rising, each at most once in 2 s, so many that a turn stays short */
    struct roll_seen *seen;          /* were here last, as far as this process has to keep that: each at most once a minute */
    size_t seen_n;
    i64 wait_ms;                     /* the next turn is due then, or when the bell rings */
};
enum { ROLL_SAID_MOST = 7800, ROLL_SEEN_MOST = 1000 };
void roll_turn(struct roll *, struct roll_time, bool company, struct arena *, struct roll_turn *out);
struct bell *roll_news(struct roll *);           /* rings when something has changed */

/* `seen` could not be kept: a later turn has it again. */
void roll_owe(struct roll *, const struct roll_seen *, size_t n);

/* Everybody who is connected here was here last now: in the following turns, for the end of the process. */
void roll_end(struct roll *);
