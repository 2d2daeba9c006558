#include "net/files/forms.h"
#include <assert.h>
#include <pthread.h>
#include <time.h>
#include "base/list.h"
#include "base/memory.h"
#include "base/str.h"

static const u64 NANOSECONDS = 1000000000;

enum {
    BUCKETS = 256,
    AT_ONCE = 2,                     /* forms that are being made */
    ENTRY_COST = 256,                /* octets that one takes besides its body */
    SETTLED_S = 2                    /* a file that changed this recently may change again without a change of its times */
};

struct key { u64 device, inode, size, modified, changed, coding; };

struct form {
    struct link in_bucket, by_use;
    struct key key;
    struct buf body;
    int holders;                     /* the cache is one, while it is in there */
    bool ready;
};

struct forms {
    pthread_mutex_t lock;
    struct link buckets[BUCKETS];
    struct link by_use;              /* the newest last; only those that are ready */
    size_t held, most;
    int making;
};

struct forms *forms_open(size_t most)
{
    struct forms *f = memory_new(struct forms);

    pthread_mutex_init(&f->lock, NULL);
    f->most = most;
    list_init(&f->by_use);
    for (int i = 0; i < BUCKETS; i++)
        list_init(&f->buckets[i]);
    return f;
}

/* ---- under the lock ---- */

static void form_drop(struct form *e)
{
    if (--e->holders)
        return;
    buf_close(&e->body);
    memory_free(e);
}

static void take_out(struct forms *f, struct form *e)
{
    list_remove(&e->in_bucket);
    list_remove(&e->by_use);
    if (e->ready)
        f->held -= e->body.size + ENTRY_COST;
    form_drop(e);
}

static struct link *bucket_of(struct forms *f, const struct key *k)
{
    return &f->buckets[(k->inode * 31 + k->coding) % BUCKETS];
}

/* A form of an older version is dropped as soon as the current one is asked for. */
static struct form *find(struct forms *f, const struct key *k)
{
    LIST_EACH(l, bucket_of(f, k)) {
        struct form *e = CONTAINER(l, struct form, in_bucket);
        if (e->key.inode != k->inode || e->key.device != k->device || e->key.coding != k->coding)
            continue;
        if (memcmp(&e->key, k, sizeof *k) == 0)
            return e;
        if (e->ready)
            take_out(f, e);
    }
    return NULL;
}

static struct form *form_begin(struct forms *f, const struct key *k)
{
    struct form *e = memory_new(struct form);

    e->key = *k;
    e->holders = 2;
    list_init(&e->by_use);
    list_add_last(bucket_of(f, k), &e->in_bucket);
    f->making++;
    return e;
}

static void use(struct forms *f, struct form *e)
{
    list_remove(&e->by_use);
    list_add_last(&f->by_use, &e->by_use);
}

static bool settled(const struct form *e)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (u64)now.tv_sec >= e->key.changed / NANOSECONDS + SETTLED_S;
}

static void trim(struct forms *f)
{
    while (f->held > f->most && !list_empty(&f->by_use))
        take_out(f, CONTAINER(f->by_use.next, struct form, by_use));
}

void forms_close(struct forms **forms)
{
    struct forms *f = *forms;

    if (!f)
        return;
    assert(!f->making);
    f->most = 0;
    trim(f);
    pthread_mutex_destroy(&f->lock);
    memory_free(f);
    *forms = NULL;
}

/* ---- making ---- */

struct making { struct buf to; enum coding coding; str body; };

static void form_compress(void *arg)
{
    struct making *m = arg;

    compress_add(&m->to, m->coding, EFFORT_KEPT, m->body);
}

static err form_make(ctx *c, const struct form_source *s, struct buf *out)
{
    size_t n = (size_t)s->facts->st_size;
    char *content = memory_alloc(n ? n : 1);
    struct making m = { .coding = s->coding, .body = { content, n } };
    err e = s->read(c, s->from, content);

    if (e == OK)
        e = ctx_task(c, TASK_HEAVY, form_compress, &m);
    memory_free(content);
    if (m.to.n)
        m.to = (struct buf){ memory_resize(m.to.p, m.to.n), m.to.n, m.to.n, NULL };      /* it stays for long */
    *out = m.to;
    return e;
}

/* It is there for everybody from now on; or, if it could not be made, never was. */
static err form_finish(struct forms *f, struct form *e, err made)
{
    f->making--;
    if (made != OK) {
        take_out(f, e);
        form_drop(e);
        return made;
    }
    e->ready = true;
    f->held += e->body.size + ENTRY_COST;
    use(f, e);
    if (settled(e))
        trim(f);
    else
        take_out(f, e);
    return OK;
}

/* ---- for those who send ---- */

static u64 nanoseconds(struct timespec t)
{
    return (u64)t.tv_sec * NANOSECONDS + (u64)t.tv_nsec;
}

static struct key form_key(const struct form_source *s)
{
    const struct stat *f = s->facts;

    return (struct key){ f->st_dev, f->st_ino, (u64)f->st_size, nanoseconds(f->st_mtim), nanoseconds(f->st_ctim), s->coding };
}

err form_take(ctx *c, struct forms *f, const struct form_source *s, struct form **out)
{
    struct key key = form_key(s);

    pthread_mutex_lock(&f->lock);
    struct form *e = find(f, &key);
    bool there = e && e->ready, mine = !e && f->making < AT_ONCE;
    if (there) {
        e->holders++;
        use(f, e);
    } else if (mine) {
        e = form_begin(f, &key);
    }
    pthread_mutex_unlock(&f->lock);
    if (!there && !mine)
        return fail_with(c, ERR_BUSY, "Too much is being compressed.");
    *out = e;
    if (there)
        return OK;
    err made = form_make(c, s, &e->body);
    pthread_mutex_lock(&f->lock);
    made = form_finish(f, e, made);
    pthread_mutex_unlock(&f->lock);
    return made;
}

str form_body(const struct form *e)
{
    return buf_str(&e->body);
}

void form_give(struct forms *f, struct form **form)
{
    pthread_mutex_lock(&f->lock);
    form_drop(*form);
    pthread_mutex_unlock(&f->lock);
    *form = NULL;
}
