#include "ports/recent.h"
#include <pthread.h>
#include <string.h>
#include "base/memory.h"

struct recent {
    pthread_mutex_t lock;
    size_t record, most;
    bool begun;
    i64 floor;                       /* every wanted event after this is here */
    i64 newest;
    size_t first, n;                 /* the place of the oldest, and how many there are */
    char *at;
};

struct recent *recent_open(size_t record, size_t most)
{
    struct recent *r = memory_new(struct recent);

    pthread_mutex_init(&r->lock, NULL);
    r->record = record;
    r->most = most;
    r->at = memory_zero(record * most);
    return r;
}

void recent_close(struct recent **recent)
{
    struct recent *r = *recent;

    if (!r)
        return;
    pthread_mutex_destroy(&r->lock);
    memory_free(r->at);
    memory_free(r);
    *recent = NULL;
}

static char *record_at(const struct recent *r, size_t i)
{
    return r->at + (r->first + i) % r->most * r->record;
}

static i64 position_of(const char *record)
{
    i64 position;

    memcpy(&position, record, sizeof position);
    return position;
}

static void begin(struct recent *r, i64 tip)
{
    if (r->begun)
        return;
    r->begun = true;
    r->floor = r->newest = tip;
}

void recent_begin(struct recent *r, i64 tip)
{
    pthread_mutex_lock(&r->lock);
    begin(r, tip);
    pthread_mutex_unlock(&r->lock);
}

void recent_add(struct recent *r, const void *record)
{
    i64 position = position_of(record);

    pthread_mutex_lock(&r->lock);
    begin(r, position - 1);
    if (r->n == r->most) {
        r->floor = position_of(record_at(r, 0));
        r->first = (r->first + 1) % r->most;
        r->n--;
    }
    memcpy(record_at(r, r->n++), record, r->record);
    r->newest = position;
    pthread_mutex_unlock(&r->lock);
}

i64 recent_newest(struct recent *r)
{
    pthread_mutex_lock(&r->lock);
    i64 newest = r->newest;
    pthread_mutex_unlock(&r->lock);
    return newest;
}

bool recent_after(struct recent *r, struct arena *a, i64 after, void **out, size_t *n)
{
    pthread_mutex_lock(&r->lock);
    size_t from = r->n;
    bool reaches = r->begun && after >= r->floor;
    while (from > 0 && position_of(record_at(r, from - 1)) > after)
        from--;
    *n = r->n - from;
    char *to = arena_alloc(a, (*n ? *n : 1) * r->record, _Alignof(max_align_t));
    for (size_t i = 0; i < *n; i++)
        memcpy(to + i * r->record, record_at(r, from + i), r->record);
    pthread_mutex_unlock(&r->lock);
    *out = to;
    return reaches;
}
