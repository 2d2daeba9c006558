/* The kinds of events that this program knows, and the listeners and readers of each in this process. */
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/bus/own.h"

struct known_kind *bus_known(const struct bus *b, str subject)
{
    struct known_kind *known = map_get(&b->kinds, subject);

    for (size_t i = 0; !known && i < b->placed_count; i++)
        if (subjects_meet(str_of(b->placed[i]->kind->subject), subject))
            known = b->placed[i];
    return known;
}

static void placed_add(struct bus *b, struct known_kind *known)
{
    b->placed = memory_resize(b->placed, (b->placed_count + 1) * sizeof *b->placed);
    b->placed[b->placed_count++] = known;
}

void bus_declare(struct bus *b, event_kinds kinds)
{
    for (; kinds && *kinds; kinds++) {
        str subject = str_of((*kinds)->subject);
        struct known_kind *known = bus_known(b, subject);
        assert(!known || known->kind == *kinds);         /* two kinds fit one subject */
        if (known)
            continue;
        known = memory_new(struct known_kind);
        known->kind = *kinds;
        map_put(&b->kinds, subject, known);
        if (subject_has_places(subject))
            placed_add(b, known);
    }
}

const struct event_kind *bus_kind(const struct bus *b, str subject)
{
    const struct known_kind *known = bus_known(b, subject);

    return known ? known->kind : NULL;
}

bool bus_knows(const struct bus *b, const struct event_kind *kind)
{
    return bus_kind(b, str_of(kind->subject)) == kind;
}

void bus_forget(struct bus *b)
{
    size_t at = 0;
    void *value;
    str subject;

    while (map_next(&b->kinds, &at, &subject, &value)) {
        struct known_kind *known = value;
        memory_free(known->readers);
        memory_free(known->listeners);
        memory_free(known);
    }
    map_close(&b->kinds);
    memory_free(b->placed);
}

/* ---- listeners and readers ---- */

/* A kind that no capability of this program reports has no listeners. */
void bus_reader_open(struct bus *b, struct bus_reader *r, event_kinds kinds)
{
    *r = (struct bus_reader){ .hears = kinds };
    bell_init(&r->news);
    pthread_mutex_lock(&b->tail.lock);
    for (; *kinds; kinds++) {
        struct known_kind *known = bus_known(b, str_of((*kinds)->subject));
        if (!known)
            continue;
        known->readers = memory_resize(known->readers, (known->reader_count + 1) * sizeof *known->readers);
        known->readers[known->reader_count++] = r;
    }
    pthread_mutex_unlock(&b->tail.lock);
}

void bus_reader_close(struct bus_reader *r)
{
    bell_close(&r->news);
}

void bus_listen(struct bus *b, const struct listens *l, void *arg)
{
    for (event_kinds kinds = l->hears; *kinds; kinds++) {
        struct known_kind *known = bus_known(b, str_of((*kinds)->subject));
        if (!known)
            continue;
        known->listeners = memory_resize(known->listeners, (known->listener_count + 1) * sizeof *known->listeners);
        known->listeners[known->listener_count++] = (struct listener){ l->hear, arg, l->in_order };
    }
}

void listeners_tell(const struct known_kind *known, const struct event *e, bool in_order)
{
    for (size_t i = 0; i < known->listener_count; i++)
        if (known->listeners[i].in_order == in_order)
            known->listeners[i].hear(known->listeners[i].arg, e);
}
