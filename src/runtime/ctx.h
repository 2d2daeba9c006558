/*
 * The context of a unit of work (a request, a message, a job): it owns the memory,
 * the deadline, the cancellation and the failure of what went wrong, and it runs on a
 * fiber of one loop. A function that takes a ctx may park, allocate and fail; one
 * that does not, cannot. Between two lines without ctx nothing else runs.
 *
 * A park returns ERR_TIMEOUT past the deadline and ERR_CANCELLED after ctx_cancel;
 * the caller then withdraws the wake-up that it registered. A wake that came before
 * the park counts; one that comes while a park ends for another reason makes that
 * park OK, and never reaches the next. A firm park waits for its wake whatever
 * happens: for work on other threads that holds the caller's memory.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "runtime/loop.h"
#include "runtime/world.h"

typedef struct ctx ctx;
typedef struct tx tx;                /* ports/store.h */

struct trace { u8 trace_id[16], span_id[8], parent_id[8]; bool sampled; };

/* A signed-in caller, as the surface established it; zero: not signed in. `role`: an enum role (domain/permit). */
struct caller { id account, session; u32 role; bool leaving; };       /* leaving: the account is about to be deleted */

/* What the domain may know of the request that it serves; all valid UTF-8. Without a request all of it is empty. */
struct request_facts {
    /* Of this server as its clients see it, "https://kith.example": the setting public_url, or as the request says. */
    str origin;
    str address;                     /* the client's */
    str user_agent;                  /* at most 400 octets */
    str language;                    /* Accept-Language, at most 200 octets */
    str devices;                     /* what the client was given at earlier sign-ins: a cookie, as received */
};
enum { DEVICE_LIVES_S = 180 * 86400 };           /* how long clients keep it */

struct ctx {
    struct arena arena;
    struct failure failure;
    struct world *world;
    struct loop *loop;
    struct fiber *fiber;
    i64 deadline_ms;                 /* on the loop's monotonic clock; 0: none */
    bool cancelled, parked, woken;
    bool deserted;                   /* the client has ended its side: it has gone, or it reads on and will ask nothing more */
    struct trace trace;
    struct caller caller;
    struct tx_stage *stage;          /* what commits with the unit's one transaction (idempotent answers) */
    void *surface;                   /* the request, of the surface that made this ctx */
    const struct request_facts *request, *(*request_tell)(ctx *);    /* see ctx_request */
    struct ctx_private *own;         /* runtime's */
};

/* A ctx of the calling loop, from its pool; ended by ctx_end, which runs the deferred and drops the memory. */
ctx *ctx_new(struct loop *);
void ctx_end(ctx *);

/*
 * Runs `run(c, arg)` on a fiber, at once, until it first parks; then returns. Past the pool's
 * bound it queues, in order, until a fiber is free. Called on a fiber it does not nest: `run`
 * begins later in the turn. `run` must end the ctx, or hand it to somebody who will.
 */
void ctx_start(ctx *, void (*run)(ctx *, void *arg), void *arg);

/* The same, ahead of all that wait, and on a few fibers reserved for it: for what must be answered when all others are taken. */
void ctx_start_first(ctx *, void (*run)(ctx *, void *arg), void *arg);

/* For what the program does by itself, in numbers of its own choice: it takes no fiber from requests, and waits for none of theirs. */
void ctx_start_own(ctx *, void (*run)(ctx *, void *arg), void *arg);
bool ctx_room(const ctx *);                      /* a fiber is free: ctx_start would not queue */
size_t ctx_most(struct loop *);                  /* fibers of requests that run at once, without those reserved */

err ctx_park(ctx *);                             /* until ctx_wake: OK, ERR_TIMEOUT, ERR_CANCELLED */
void ctx_park_firm(ctx *);
void ctx_wake(ctx *);                            /* on its loop's thread; runs later in the turn; a wake before the park counts */
void ctx_wake_from_thread(ctx *);                /* on any thread, exactly one for one (firm) park */
void ctx_cancel(ctx *);                          /* on its loop's thread */
void ctx_desert(ctx *);                          /* likewise */

err ctx_sleep(ctx *, i64 ms);
err ctx_yield(ctx *);                            /* lets everything else that is ready run first */

/* Runs `work(arg)` on the task pool and parks firmly until it is done. ERR_BUSY when the pool's queue is full. */
enum task_lane { TASK_QUICK, TASK_HEAVY };       /* heavy: hashing, images; a lane of its own, so that quick ones need not wait */
err ctx_task(ctx *, enum task_lane, void (*work)(void *arg), void *arg);

/*
 * Likewise on the heavy lane, in a fair turn (runtime/turns.h), and only while somebody waits for it: a request that
 * ends before its turn comes (ERR_CANCELLED, ERR_TIMEOUT), or whose client has ended its side, takes its task along.
 * ERR_BUSY, with a time to retry after: it would wait for longer than `most_ms`, or did. The memory that the work gets is
 * its thread's, which keeps it until nothing waits.
 */
struct claim;
struct scratch;
typedef void turn_work(void *arg, struct scratch *memory);
err ctx_task_in_turn(ctx *, const struct claim *, i64 most_ms, turn_work *work, void *arg);
/* ERR_BUSY as that would; asked before work that is only worth doing with it. */
err ctx_turn_ask(ctx *, const struct claim *, i64 most_ms);

void ctx_defer(ctx *, void (*run)(void *arg), void *arg);        /* at ctx_end, last first */

static inline when ctx_now(const ctx *c) { return (when){ loop_wall_us(c->loop) / 1000 }; }
id ctx_new_id(ctx *);
const struct request_facts *ctx_request(ctx *);  /* never parks; lives as long as the ctx */

/*
 * Each notes the failure and returns the error: a problem of a table in its own words, or in better ones; an error
 * without a code of its own; a member of the input. Details are sentences with a full stop.
 */
err fail(ctx *, const struct problem *);
err fail_saying(ctx *, const struct problem *, const char *detail, ...) FORMAT(3, 4);
err fail_with(ctx *, err, const char *detail, ...) FORMAT(3, 4);
err fail_field(ctx *, str field, const struct problem *);
err fail_field_saying(ctx *, str field, const struct problem *, const char *detail, ...) FORMAT(4, 5);

/* Logs with the trace's and the caller's fields. */
#define ctx_log(c, level, message, ...) \
    ctx_log_fields((c), (level), (message), (const struct log_field[]){ __VA_ARGS__ __VA_OPT__(,) {0} })
void ctx_log_fields(ctx *, enum log_level, const char *message, const struct log_field *);

/* In chaos mode (seeded), parks here at random; otherwise nothing. Every call that may park passes one. */
void ctx_chaos(ctx *);

u64 fiber_switches(void);
/* A block in which a park is a bug: NO_PARK { ... } */
#define NO_PARK for (u64 np_at_ = fiber_switches(), np_once_ = 1; np_once_; np_once_ = 0, no_park_check(np_at_))
void no_park_check(u64 since);
