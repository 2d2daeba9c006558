#include "work/dead.h"
#include "base/str.h"
#include "runtime/runtime.h"
#include "work/batch.h"
#include "work/consumer.h"
#include "work/problems.h"
#include "work/work.sql.h"

enum { REPLAY_PAGE = 100, REPLAY_WAIT_MS = 1000 };

SHAPE(dead_letter, FIELD(dead_letter, id), FIELD(dead_letter, kind), FIELD(dead_letter, name), FIELD(dead_letter, subject),
      FIELD(dead_letter, key), FIELD(dead_letter, payload), FIELD(dead_letter, problem), FIELD(dead_letter, tries),
      FIELD(dead_letter, died_at));

/* An event that waits to be replayed. */
struct dead_event { id id; str name; i64 position; id event_id; i64 partition; str subject, key, payload; when created_at; };
typedef PAGE(dead_event) dead_event_page;
SHAPE(dead_event, FIELD(dead_event, id), FIELD(dead_event, name), FIELD(dead_event, position), FIELD(dead_event, event_id),
      FIELD(dead_event, partition), FIELD(dead_event, subject), FIELD(dead_event, key), FIELD(dead_event, payload),
      FIELD(dead_event, created_at));

err dead_add_event(tx *t, str consumer, const struct event *e, i64 tries, str problem)
{
    return q_dead_insert(t, tx_new_id(t), S("event"), consumer, e->subject, e->key, e->payload, problem, tries, tx_now(t), e->id,
                         e->partition, e->position, e->created_at);
}

err dead_add_job(tx *t, str kind, str payload, i64 tries, str problem)
{
    return q_dead_insert(t, tx_new_id(t), S("job"), kind, S(""), S(""), payload, problem, tries, tx_now(t), (id){0}, 0, 0, (when){0});
}

err jobs_forget(tx *t, const char *kind, id who)
{
    str holds = arena_format(tx_arena(t), "%%\"%lld\"%%", (long long)who.v);

    TRY(q_job_forget(t, str_of(kind), holds));
    return q_dead_forget(t, str_of(kind), holds);
}

err dead_list(ctx *c, id after, i64 most, dead_page *out)
{
    return q_dead_after(c, after, most, out);
}

/* Letters that are queued again: one, or a page of those after `after`. */
struct replay { id which, after; id last; size_t n; };

static err letter_replay(tx *t, const struct dead_letter *d)
{
    i64 gone;

    if (str_eq(d->kind, S("event")))
        return q_dead_mark(t, d->id);
    /* The job gets the letter's id: a command that replays has no node number for new ids. */
    TRY(q_job_insert(t, d->id, d->name, d->payload, tx_now(t), tx_now(t)));
    return q_dead_remove(t, d->id, &gone);
}

static err replay_one(tx *t, void *arg)
{
    struct replay *in = arg;
    struct dead_letter d;

    if (q_dead_by_id(t, in->which, &d) == ERR_NOT_FOUND)
        return tx_fail_saying(t, &dead_letter_not_found, "There is no dead letter with that id.");
    tx_has_events(t);
    return letter_replay(t, &d);
}

static err replay_page(tx *t, void *arg)
{
    struct replay *in = arg;
    dead_page page;

    TRY(q_dead_after(t, in->after, REPLAY_PAGE, &page));
    in->n = page.n;
    in->last = page.n ? page.at[page.n - 1].id : in->after;
    for (size_t i = 0; i < page.n; i++)
        TRY(letter_replay(t, &page.at[i]));
    tx_has_events(t);
    return OK;
}

err dead_replay(ctx *c, id which, i64 *replayed)
{
    struct replay in = { .which = which };

    *replayed = 0;
    if (which.v) {
        TRY(transact(c, replay_one, &in));
        *replayed = 1;
        return OK;
    }
    do {
        in.after = in.last;
        TRY(transact(c, replay_page, &in));
        *replayed += (i64)in.n;
    } while (in.n == REPLAY_PAGE);
    return OK;
}

/* Again through its consumer: gone with its effect, or dead again. */
struct revival { const struct consumer *consumer; const struct dead_event *letter; str problem; bool gone; };

static err revive(tx *t, void *arg)
{
    struct revival *in = arg;
    const struct dead_event *d = in->letter;
    struct event e = { d->position, d->event_id, d->partition, d->subject, d->key, d->payload, d->created_at,
                       bus_kind(tx_world(t)->bus, d->subject) };
    i64 taken;

    TRY(q_dead_take(t, d->id, &taken));
    in->gone = taken == 1;
    return in->gone ? event_handle(t, in->consumer, &e) : OK;
}

static err dead_keep(tx *t, void *arg)
{
    struct revival *in = arg;
    i64 kept;

    return q_dead_keep(t, in->letter->id, in->problem, tx_now(t), &kept);
}

static const struct consumer *consumer_named(struct work *w, str name)
{
    for (size_t i = 0; i < w->consumer_count; i++)
        if (str_eq(w->consumers[i]->name, name))
            return w->consumers[i]->consumer;
    return NULL;
}

static err letter_revive(struct work *w, ctx *c, const struct dead_event *d)
{
    struct revival in = { .consumer = consumer_named(w, d->name), .letter = d };

    if (!in.consumer)
        return OK;                   /* from a newer program: it stays queued for that */
    err e = transact(c, revive, &in);
    if (e == OK || is_outage(e))
        return e;
    in.problem = problem_text(c, e);
    ctx_log(c, LOG_WARN, "a dead letter failed again", KV_STR("consumer", d->name), KV_ID("letter", d->id), KV_STR("problem", in.problem));
    return transact(c, dead_keep, &in);
}

static err replays_turn(void *arg, ctx *c)
{
    struct work *w = arg;
    dead_event_page page = {0};
    id after = {0};

    do {
        TRY(q_dead_replaying(c, after, REPLAY_PAGE, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(letter_revive(w, c, &page.at[i]));
        after = page.n ? page.at[page.n - 1].id : after;
    } while (page.n == REPLAY_PAGE);
    return ctx_sleep(c, REPLAY_WAIT_MS);
}

static void replays(ctx *c, void *arg)
{
    turns_run(c, replays_turn, arg);
}

void replays_start(struct work *w)
{
    runtime_spawn(w->world->runtime, 0, "replays", replays, w);
}
