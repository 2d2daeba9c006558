#include "runtime/tasks.h"
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/thread.h"

enum { LANES = TASK_HEAVY + 1 };

static const char *const lane_names[LANES] = { [TASK_QUICK] = "quick", [TASK_HEAVY] = "heavy" };

struct lane {
    struct tasks *tasks;
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct task *first, **last;
    size_t queued;
    bool stopping;
    int label;
    pthread_t *threads;
    int count;
};

struct tasks {
    struct metrics *metrics;
    size_t most;
    struct lane lanes[LANES];
};

/* The next task, or NULL once the lane stops and is empty. */
static struct task *task_take(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    while (!l->first && !l->stopping)
        pthread_cond_wait(&l->more, &l->lock);
    struct task *t = l->first;
    if (t) {
        l->first = t->next;
        if (!l->first)
            l->last = &l->first;
        l->queued--;
    }
    pthread_mutex_unlock(&l->lock);
    return t;
}

static void *lane_run(void *arg)
{
    struct lane *l = arg;
    struct task *t;

    if (l == &l->tasks->lanes[TASK_HEAVY])
        thread_yields();
    while ((t = task_take(l))) {
        metric_add(l->tasks->metrics, M_TASKS_QUEUED, l->label, -1);
        t->work(t);
    }
    return NULL;
}

static void lane_open(struct tasks *owner, enum task_lane which, int threads)
{
    struct lane *l = &owner->lanes[which];

    assert(threads > 0);
    l->tasks = owner;
    l->last = &l->first;
    l->label = metric_label(owner->metrics, M_TASKS_QUEUED, str_of(lane_names[which]));
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->more, NULL);
    l->threads = memory_alloc((size_t)threads * sizeof *l->threads);
    for (l->count = 0; l->count < threads; l->count++)
        l->threads[l->count] = thread_start(lane_names[which], lane_run, l);
}

static void lane_stop(struct lane *l)
{
    pthread_mutex_lock(&l->lock);
    l->stopping = true;
    pthread_cond_broadcast(&l->more);
    pthread_mutex_unlock(&l->lock);
    for (; l->count > 0; l->count--)
        pthread_join(l->threads[l->count - 1], NULL);
}

static void lane_close(struct lane *l)
{
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->more);
    memory_free(l->threads);
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

size_t tasks_waiting(struct tasks *t, enum task_lane lane)
{
    struct lane *l = &t->lanes[lane];

    pthread_mutex_lock(&l->lock);
    size_t n = l->queued;
    pthread_mutex_unlock(&l->lock);
    return n;
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
