/* What comes to a loop from other threads. Its sender holds a lock of the log, so it copies nothing here: it appends a pointer. */
#include "base/buf.h"
#include "base/memory.h"
#include "hub/hub_own.h"

/* ---- parcels: each is one piece of memory ---- */

static str text_put(char **to, str text)
{
    str copy = { *to, text.n };

    *to = put_str(*to, text);
    return copy;
}

struct parcel *parcel_of_event(const struct event *e)
{
    struct parcel *p = memory_alloc(sizeof *p + e->subject.n + e->key.n + e->payload.n);
    char *text = (char *)(p + 1);

    *p = (struct parcel){ .refs = 1, .event = *e };
    p->event.subject = text_put(&text, e->subject);
    p->event.key = text_put(&text, e->key);
    p->event.payload = text_put(&text, e->payload);
    return p;
}

static size_t saying_size(const struct saying *s)
{
    size_t n = s->topic_count * sizeof *s->topics + s->accounts.n * sizeof *s->accounts.at + s->json.n;

    for (size_t i = 0; i < s->topic_count; i++)
        n += s->topics[i].name.n;
    return n;
}

struct parcel *parcel_of_saying(const struct wire *wire, const struct saying *s)
{
    struct parcel *p = memory_alloc(sizeof *p + saying_size(s));
    struct topic *topics = (struct topic *)(p + 1);
    id *accounts = (id *)(topics + s->topic_count);
    char *text = (char *)(accounts + s->accounts.n);

    *p = (struct parcel){ .refs = 1 };
    p->told = (struct saying){ .type = wire->type, .topics = topics, .topic_count = s->topic_count, .accounts = { accounts, s->accounts.n },
                               .except = s->except, .about = s->about, .rank = s->rank, .hears = wire->hears };
    for (size_t i = 0; i < s->accounts.n; i++)
        accounts[i] = s->accounts.at[i];
    for (size_t i = 0; i < s->topic_count; i++) {
        topics[i] = s->topics[i];
        topics[i].name = text_put(&text, s->topics[i].name);
    }
    p->told.json = text_put(&text, s->json);
    return p;
}

void parcel_drop(struct parcel *p)
{
    if (atomic_fetch_sub(&p->refs, 1) == 1)
        memory_free(p);
}

/* ---- the box ---- */

void inbox_open(struct inbox *in)
{
    pthread_mutex_init(&in->lock, NULL);
    bell_init(&in->news);
}

void inbox_close(struct inbox *in)
{
    struct inbox_load left = inbox_take(in);

    for (size_t i = 0; i < left.n; i++)
        parcel_drop(left.at[i]);
    memory_free(left.at);
    bell_close(&in->news);
    pthread_mutex_destroy(&in->lock);
}

static bool has_room(const struct inbox *in, size_t octets)
{
    return in->n < INBOX_PARCELS && in->octets + octets <= INBOX_OCTETS;
}

static void append(struct inbox *in, struct parcel *p, size_t octets)
{
    if (in->n == in->room) {
        in->room = in->room ? 2 * in->room : 16;
        in->at = memory_resize(in->at, in->room * sizeof *in->at);
    }
    in->at[in->n++] = p;
    in->octets += octets;
    atomic_fetch_add(&p->refs, 1);
}

void inbox_put(struct inbox *in, struct parcel *p)
{
    size_t octets = sizeof *p + p->event.payload.n + p->told.json.n;

    pthread_mutex_lock(&in->lock);
    bool first = !in->n && !in->lost;
    if (has_room(in, octets) && !(in->lost && p->event.position))
        append(in, p, octets);
    else if (p->event.position)
        in->lost = true;
    pthread_mutex_unlock(&in->lock);
    if (first)
        bell_ring(&in->news);
}

struct inbox_load inbox_take(struct inbox *in)
{
    pthread_mutex_lock(&in->lock);
    struct inbox_load load = { in->at, in->n, in->lost };
    in->at = NULL;
    in->n = in->room = in->octets = 0;
    in->lost = false;
    pthread_mutex_unlock(&in->lock);
    return load;
}

bool inbox_is_empty(struct inbox *in)
{
    pthread_mutex_lock(&in->lock);
    bool empty = !in->n && !in->lost;
    pthread_mutex_unlock(&in->lock);
    return empty;
}
