#include "runtime/tasks.h"
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/thread.h"

enum { LANES = TASK_HEAVY + 1, LEARNS = 8 };     /* a turn's estimated cost takes this part from the last one */

static const char *const lane_names[LANES] = { [TASK_QUICK] = "quick", [TASK_HEAVY] = "heavy" };

/* `cost_us`: of its turns, by the wall clock, so that processor time that others take counts; 0: not known yet. */
struct worker { struct lane *lane; pthread_t thread; i64 began_us, cost_us; struct scratch memory; };     /* began_us 0: not at a turn */

struct lane {
    struct tasks *tasks;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct task *first, **last;
    size_t queued;                   /* not of those that wait their turn */
    struct turns turns;
    int idle;
    bool stopping;
    int label;
    struct worker *workers;
    int count;
};

struct tasks {
    struct metrics *metrics;
    size_t most;
    struct lane lanes[LANES];
};

/* ---- the threads ---- */

static struct task *task_pop(struct lane *l)
{
    struct task *t = l->first;

    l->first = t->next;
    if (!l->first)
        l->last = &l->first;
    l->queued--;
    return t;
}

static struct task *turn_pop(struct worker *w)
{
    struct turn *turn = turns_next(&w->lane->turns, mono_ms());

    if (!turn)
        return NULL;
    w->began_us = mono_us();
    CONTAINER(turn, struct turn_task, turn)->memory = &w->memory;
    return &CONTAINER(turn, struct turn_task, turn)->task;
}

static bool is_empty(const struct lane *l)
{
    return !l->first && !l->turns.n;
}

/* With the lane's lock, which others get while the memory goes. */
static void memory_give_up(struct worker *w)
{
    if (!w->memory.n)
        return;
    pthread_mutex_unlock(&w->lane->lock);
    scratch_free(&w->memory);
    pthread_mutex_lock(&w->lane->lock);
}

/* The next task, or NULL once the lane stops and is empty. */
static struct task *task_take(struct worker *w)
{
    struct lane *l = w->lane;

    pthread_mutex_lock(&l->lock);
    l->idle++;
    if (is_empty(l))
        memory_give_up(w);
    while (is_empty(l) && !l->stopping)
        pthread_cond_wait(&l->more, &l->lock);
    l->idle--;
    struct task *t = l->first ? task_pop(l) : turn_pop(w);
    pthread_mutex_unlock(&l->lock);
    return t;
}

static void turn_over(struct worker *w)
{
    struct lane *l = w->lane;

    if (!w->began_us)
        return;
    pthread_mutex_lock(&l->lock);
    i64 took = mono_us() - w->began_us;
    w->cost_us += w->cost_us ? (took - w->cost_us) / LEARNS : took;
    w->began_us = 0;
    pthread_mutex_unlock(&l->lock);
}

/* The first thread of the heavy lane does not yield: however busy the machine is, hashing has a part of it. */
static void *lane_run(void *arg)
{
    struct worker *w = arg;
    struct lane *l = w->lane;
    struct task *t;

    if (l == &l->tasks->lanes[TASK_HEAVY] && w != l->workers)
        thread_yields();
    while ((t = task_take(w))) {
        metric_add(l->tasks->metrics, M_TASKS_QUEUED, l->label, -1);
        t->work(t);
        turn_over(w);
    }
    return NULL;
}

/* ---- life ---- */

static void lane_open(struct tasks *owner, enum task_lane which, int threads)
{
    struct lane *l = &owner->lanes[which];

    assert(threads > 0);
    l->tasks = owner;
    l->last = &l->first;
    l->label = metric_label(owner->metrics, M_TASKS_QUEUED, str_of(lane_names[which]));
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->more, NULL);
    turns_open(&l->turns);
    l->workers = memory_zero((size_t)threads * sizeof *l->workers);
    l->count = threads;
    for (int i = 0; i < threads; i++)
        l->workers[i].lane = l;
    for (int i = 0; i < threads; i++)
        l->workers[i].thread = thread_start(lane_names[which], lane_run, &l->workers[i]);
}

static void lane_stop(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_broadcast(&l->more);
    pthread_mutex_unlock(&l->lock);
    for (; l->count > 0; l->count--)
        pthread_join(l->workers[l->count - 1].thread, NULL);
}

static void lane_close(struct lane *l)
{
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->more);
    turns_close(&l->turns);
    memory_free(l->workers);
}

struct tasks *tasks_open(struct world *w, int quick, int heavy, size_t queue)
{
    struct tasks *t = memory_new(struct tasks);

    t->metrics = w->metrics;
    t->most = queue;
    lane_open(t, TASK_QUICK, quick);
    lane_open(t, TASK_HEAVY, heavy);
    return t;
}

void tasks_stop(struct tasks *t)
{
    for (int i = 0; i < LANES; i++)
        lane_stop(&t->lanes[i]);
}

void tasks_close(struct tasks **tasks)
{
    tasks_stop(*tasks);
    for (int i = 0; i < LANES; i++)
        lane_close(&(*tasks)->lanes[i]);
    memory_free(*tasks);
    *tasks = NULL;
}

bool tasks_put(struct tasks *t, enum task_lane lane, struct task *task)
{
    struct lane *l = &t->lanes[lane];

    task->next = NULL;
    pthread_mutex_lock(&l->lock);
    bool room = l->queued < t->most && !l->stopping;
    if (room) {
        *l->last = task;
        l->last = &task->next;
        l->queued++;
        pthread_cond_signal(&l->more);
    }
    pthread_mutex_unlock(&l->lock);
    if (room)
        metric_add(t->metrics, M_TASKS_QUEUED, l->label, 1);
    return room;
}

/* ---- turns ---- */

/* An estimate: what the last ones took, or what the one under way has taken. */
static i64 cost_us(const struct worker *w)
{
    i64 age = w->began_us ? mono_us() - w->began_us : 0;

    return age > w->cost_us ? age : w->cost_us;
}

/* Each thread at its own pace: one that gets no time on a busy machine does not hold up the others. */
static i64 wait_us(const struct lane *l, size_t before)
{
    double turns_a_us = 0;

    if (l->idle > (int)(before + l->queued))
        return 0;
    for (int i = 0; i < l->count; i++)
        if (cost_us(&l->workers[i]))
            turns_a_us += 1.0 / (double)cost_us(&l->workers[i]);
    return turns_a_us > 0 ? (i64)((double)(before + 1) / turns_a_us) : 0;
}

i64 tasks_wait_ms(struct tasks *t, const struct claim *claim)
{
    struct lane *l = &t->lanes[TASK_HEAVY];

    pthread_mutex_lock(&l->lock);
    i64 us = wait_us(l, turns_before(&l->turns, claim));
    pthread_mutex_unlock(&l->lock);
    return us / 1000;
}

/* The turn that would wait for too long now that this one is added: itself, or one with a lesser claim; or NULL. */
static struct turn *turn_too_many(struct lane *l, struct turn *turn, i64 most_ms)
{
    turn_add(&l->turns, turn, mono_ms());
    if (l->turns.n <= l->tasks->most && wait_us(l, l->turns.n - 1) <= most_ms * 1000)
        return NULL;
    struct turn *last = turns_last(&l->turns);
    turn_drop(&l->turns, last);
    return last;
}

bool tasks_queue(struct tasks *t, struct turn_task *task, i64 most_ms)
{
    struct lane *l = &t->lanes[TASK_HEAVY];
    struct turn *last = &task->turn;

    pthread_mutex_lock(&l->lock);
    task->at_once = l->idle > (int)(l->turns.n + l->queued);
    if (!l->stopping)
        last = turn_too_many(l, &task->turn, most_ms);
    pthread_cond_signal(&l->more);
    pthread_mutex_unlock(&l->lock);
    if (!last)
        metric_add(t->metrics, M_TASKS_QUEUED, l->label, 1);
    else if (last != &task->turn)
        CONTAINER(last, struct turn_task, turn)->refused(CONTAINER(last, struct turn_task, turn));
    return last != &task->turn;
}

bool tasks_withdraw(struct tasks *t, struct turn_task *task)
{
    struct lane *l = &t->lanes[TASK_HEAVY];

    pthread_mutex_lock(&l->lock);
    bool waits = !list_empty(&task->turn.link);
    if (waits)
        turn_drop(&l->turns, &task->turn);
    pthread_mutex_unlock(&l->lock);
    if (waits)
        metric_add(t->metrics, M_TASKS_QUEUED, l->label, -1);
    return waits;
}
