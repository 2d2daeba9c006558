/* What waits for clients, of all ears of the process. Past the setting realtime_memory those with the most are dropped first. */
#include "hub/hub_own.h"
#include "runtime/settings.h"

static struct ear *most_waiting(const struct hub_loop *l)
{
    struct ear *most = NULL;

    for (size_t i = 0; i < l->people.size; i++)
        for (struct chain *c = l->people.slots[i]; c; c = c->next)
            LIST_EACH(k, &CONTAINER(c, struct listener, chain)->ears)
                if (!most || ear_of_link(k)->waiting > most->waiting)
                    most = ear_of_link(k);
    return most;
}

/*
 * Of this loop, if it has its share of what waits: the others do the same as soon as one of theirs waits. A search among all ears is
 * rare: each drop makes room for the most that one may have.
 */
static void room_make(struct hub_loop *l)
{
    i64 most = l->hub->world->settings->realtime_memory;

    while (atomic_load(&l->hub->waiting) > most && l->waiting > most / l->hub->loop_count) {
        struct ear *ear = most_waiting(l);
        if (!ear || !ear->waiting)
            return;
        u32 waiting = ear->waiting;
        ear->mouth->slow(ear);
        if (ear_is_open(ear) && ear->waiting == waiting)     /* it goes; what it has counts no more */
            ear_waits(ear, 0);
    }
}

void ear_waits(struct ear *ear, size_t octets)
{
    struct hub_loop *l = ear->hub;

    if (!l)
        return;
    i64 change = (i64)(octets < UINT32_MAX ? octets : UINT32_MAX) - ear->waiting;
    ear->waiting = (u32)(ear->waiting + change);
    l->waiting += change;
    atomic_fetch_add(&l->hub->waiting, change);
    if (change > 0)
        room_make(l);
}
