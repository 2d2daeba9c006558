#include "ports/calls/hosts.h"
#include "base/memory.h"

enum { HOSTS_MOST = 4096 };

void hosts_init(struct hosts *h)
{
    map_init(&h->map);
    list_init(&h->recent);
    h->n = 0;
}

static void host_drop(struct hosts *h, struct host *of)
{
    map_take(&h->map, of->server);
    list_remove(&of->link);
    memory_free((void *)of->server.p);
    memory_free(of);
    h->n--;
}

void hosts_close(struct hosts *h)
{
    LIST_EACH(l, &h->recent)
        host_drop(h, CONTAINER(l, struct host, link));
    map_close(&h->map);
}

static void room_make(struct hosts *h)
{
    LIST_EACH(l, &h->recent) {
        struct host *of = CONTAINER(l, struct host, link);
        if (h->n < HOSTS_MOST)
            return;
        if (!of->held)
            host_drop(h, of);
    }
}

struct host *host_hold(struct hosts *h, str server)
{
    struct host *of = map_get(&h->map, server);

    if (!of) {
        room_make(h);
        of = memory_new(struct host);
        of->server = memory_copy(server);
        list_init(&of->link);
        map_put(&h->map, of->server, of);
        h->n++;
    }
    list_remove(&of->link);
    list_add_last(&h->recent, &of->link);
    of->held++;
    return of;
}

void host_release(struct host *of)
{
    of->held--;
}
