#include "api/graphql/documents.h"
#include <pthread.h>
#include <stdatomic.h>
#include "base/arena.h"
#include "base/hash.h"
#include "base/list.h"
#include "base/random.h"
#include "base/str.h"

enum {
    BUCKETS = 4096,
    ENTRIES_MOST = 16384,
    CROWD = 4,                       /* times the room, for all together with those in use */
    SHARE = 8,                       /* a document that needs a larger part of the room is not kept */
    CHANCES = 16                     /* entries that are passed over for one that comes, since they were used again */
};

struct document_use {
    struct arena arena;              /* holds everything of it, itself too */
    struct document_use *next;       /* of its bucket */
    struct link turn;                /* who goes next; under the lock, as `next` and `kept` */
    u64 hash;
    str text;
    struct gql_document *is;
    size_t octets;
    bool kept;
    _Atomic bool used;               /* since its last turn */
    _Atomic u64 label;               /* of the operation asked for last: 32 bits of its name's hash, and a number */
    _Atomic i64 uses;                /* the cache's is one of them */
};

struct documents {
    const struct gql_schema *schema;
    struct gql_limits limits;
    u64 seed;
    size_t most;
    pthread_mutex_t lock;
    struct document_use **buckets;
    struct link turns;
    size_t entries, octets;
    _Atomic size_t alive;            /* octets of all, also of those in use that are not kept */
};

struct documents *documents_open(struct arena *a, const struct gql_schema *schema, const struct gql_limits *limits, size_t octets)
{
    struct documents *d = arena_new(a, struct documents);

    d->schema = schema;
    d->limits = *limits;
    d->most = octets;
    d->buckets = arena_array(a, struct document_use *, BUCKETS);
    random_bytes(&d->seed, sizeof d->seed);
    pthread_mutex_init(&d->lock, NULL);
    list_init(&d->turns);
    return d;
}

/* The last one drops it. */
void documents_leave(struct documents *d, struct document_use *u)
{
    if (atomic_fetch_sub(&u->uses, 1) != 1)
        return;
    atomic_fetch_sub(&d->alive, u->octets);
    struct arena arena = u->arena;
    arena_close(&arena);
}

/* ---- under the lock ---- */

static struct document_use **place_of(struct documents *d, u64 hash, str text)
{
    struct document_use **at = &d->buckets[hash % BUCKETS];

    while (*at && ((*at)->hash != hash || (*at)->text.n != text.n))
        at = &(*at)->next;
    return at;
}

static void take_out(struct documents *d, struct document_use *u)
{
    struct document_use **at = &d->buckets[u->hash % BUCKETS];

    while (*at != u)
        at = &(*at)->next;
    *at = u->next;
    list_remove(&u->turn);
    u->kept = false;
    d->entries--;
    d->octets -= u->octets;
}

/* One that has to go; what was used since its last turn has another, a few times. */
static struct document_use *next_out(struct documents *d)
{
    struct document_use *u = CONTAINER(d->turns.next, struct document_use, turn);

    for (int i = 0; i < CHANCES && atomic_exchange(&u->used, false); i++) {
        list_remove(&u->turn);
        list_add_last(&d->turns, &u->turn);
        u = CONTAINER(d->turns.next, struct document_use, turn);
    }
    take_out(d, u);
    return u;
}

static void put_in(struct documents *d, struct document_use *u)
{
    struct document_use **first = &d->buckets[u->hash % BUCKETS];

    u->next = *first;
    *first = u;
    list_add_last(&d->turns, &u->turn);
    u->kept = true;
    d->entries++;
    d->octets += u->octets;
}

/* ---- with it ---- */

static struct document_use *find(struct documents *d, u64 hash, str text)
{
    pthread_mutex_lock(&d->lock);
    struct document_use *u = *place_of(d, hash, text);
    if (u)
        atomic_fetch_add(&u->uses, 1);
    pthread_mutex_unlock(&d->lock);
    if (!u)
        return NULL;
    if (!str_eq(u->text, text)) {
        documents_leave(d, u);
        return NULL;
    }
    if (!atomic_load_explicit(&u->used, memory_order_relaxed))
        atomic_store_explicit(&u->used, true, memory_order_relaxed);
    return u;
}

/* Those that go are linked by `next`. */
static struct document_use *room_make(struct documents *d, size_t octets)
{
    struct document_use *out = NULL;

    while (d->entries && (d->octets + octets > d->most || d->entries >= ENTRIES_MOST)) {
        struct document_use *u = next_out(d);
        u->next = out;
        out = u;
    }
    return out;
}

static void keep(struct documents *d, struct document_use *u)
{
    struct document_use *out = NULL, *next;

    if (u->octets > d->most / SHARE)
        return;
    pthread_mutex_lock(&d->lock);
    if (!*place_of(d, u->hash, u->text)) {
        out = room_make(d, u->octets);
        atomic_fetch_add(&u->uses, 1);
        put_in(d, u);
    }
    pthread_mutex_unlock(&d->lock);
    for (; out; out = next) {
        next = out->next;
        documents_leave(d, out);
    }
}

static err make(struct documents *d, u64 hash, str text, struct gql_errors *errors, struct document_use **out)
{
    struct arena first = {0};
    struct document_use *u = arena_new(&first, struct document_use);

    *u = (struct document_use){ .arena = first, .hash = hash, .uses = 1 };
    list_init(&u->turn);
    u->text = arena_copy(&u->arena, text);
    err e = gql_document_make(&u->arena, d->schema, &d->limits, u->text, errors, &u->is);
    u->octets = u->arena.used;
    atomic_fetch_add(&d->alive, u->octets);
    if (e == OK)
        *out = u;
    else
        documents_leave(d, u);
    return e;
}

err documents_use(struct documents *d, str text, struct gql_errors *errors, struct document_use **out, bool *made)
{
    u64 hash = hash_seeded(d->seed, text);

    *made = false;
    *out = find(d, hash, text);
    if (*out)
        return OK;
    if (atomic_load(&d->alive) > CROWD * d->most)
        return ERR_CROWDED;
    TRY(make(d, hash, text, errors, out));
    *made = true;
    keep(d, *out);
    return OK;
}

void documents_close(struct documents *d)
{
    while (d->entries) {
        pthread_mutex_lock(&d->lock);
        struct document_use *u = next_out(d);
        pthread_mutex_unlock(&d->lock);
        documents_leave(d, u);
    }
    pthread_mutex_destroy(&d->lock);
}

/* ---- what users ask of it ---- */

const struct gql_document *document_of(const struct document_use *u)
{
    return u->is;
}

/* Mostly a document has one operation. */
int document_label(const struct document_use *u, u64 name)
{
    u64 label = atomic_load_explicit(&u->label, memory_order_relaxed);

    return label >> 32 == name >> 32 ? (int)(label & UINT32_MAX) : -1;
}

void document_label_keep(struct document_use *u, u64 name, int label)
{
    atomic_store_explicit(&u->label, (name >> 32 << 32) | (u32)label, memory_order_relaxed);
}

struct documents_state documents_state(struct documents *d)
{
    pthread_mutex_lock(&d->lock);
    struct documents_state s = { d->entries, d->octets, atomic_load(&d->alive) };
    pthread_mutex_unlock(&d->lock);
    return s;
}
