/*
 * A sweep works through many rows in batches: a job whose every batch is one transaction that says where the next one
 * begins. After some batches, or some time, the rest is handed to another such job, in the last one's transaction. So
 * wherever it is killed, its finished batches stay, and a long one delays nobody. A batch reads the present state, so that
 * a sweep which a later change has overtaken does no harm.
 *
 *   static err hide_run(ctx *c, str payload) { return sweep_run(c, hide_job, payload, hide_batch); }
 *   { .name = hide_job, .run = hide_run, SWEEP_RULES }
 */
#pragma once
#include "work/work.h"

enum { SWEEP_BATCH = 100 };

/*
 * `after` is the batch's own: where it begins, and in the end where the next one does. `part`, from 0, is for a sweep of
 * several kinds of rows, one after the other. `by`: whose deed it follows, where that matters.
 */
struct sweep_place { id about; maybe_id by; i64 part, after; bool done; };
typedef err sweep_batch(tx *, struct sweep_place *);

err sweep_add(tx *, const char *kind, id about);             /* due now */
err sweep_add_by(tx *, const char *kind, id about, id by);
err sweep_set(tx *, const char *kind, id about, when due);   /* the one job about something: job_set */
err sweep_run(ctx *, const char *kind, str payload, sweep_batch *);

/* For jobs whose batches have a form of their own: asked before each batch, is it the job's last, which hands on the rest? */
struct batch_pace { int n; i64 lease_ms, began_ms; };        /* begins zeroed */
bool batch_is_last(ctx *, struct batch_pace *);

/* For consumers of events of accounts: a sweep about the event's account. */
err sweep_of_account(tx *, const struct event *, const char *kind);

/* A killed one is resumed when its lease ends, so the lease is short; being killed often is no reason to give up. */
#define SWEEP_RULES .tries = 50, .lease_ms = 10 * 1000

/* After a page in the order of `last`: the next batch begins there, or there is none. */
static inline void sweep_move(struct sweep_place *s, size_t n, id last)
{
    s->done = n < SWEEP_BATCH;
    s->after = last.v;
}

/* The same in a sweep of so many parts: after the last page of one, the next part begins. */
static inline void sweep_move_in(struct sweep_place *s, i64 parts, size_t n, id last)
{
    sweep_move(s, n, last);
    if (s->done && s->part + 1 < parts)
        *s = (struct sweep_place){ .about = s->about, .by = s->by, .part = s->part + 1 };
}
