/*
 * Files that are asked for again and again, and never change: each loop keeps the descriptors of some of them open for a moment. One
 * that was removed meanwhile keeps its room on the disk no longer than that.
 */
#include <assert.h>
#include <string.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/blob/own.h"
#include "runtime/runtime.h"

enum { KEPT = 64, KEPT_MS = 2000, KEY_MOST = 96 };           /* files; a power of two */

struct kept_file {
    int users, fd;                   /* fd -1: there is none */
    i64 until_ms;
    size_t key_n;
    char key[KEY_MOST];
    struct blob_facts facts;
};

struct kept_files {
    struct timer timer;              /* while there are some */
    struct loop *loop;
    struct kept_file at[KEPT];
    char apart[64];                  /* so that loops do not share a cache line */
};

static struct kept_files *of_loop(const ctx *c, struct blob *b)
{
    assert(loop_index(c->loop) < b->loops);
    struct kept_files *k = &b->kept[loop_index(c->loop)];
    k->loop = c->loop;
    return k;
}

static struct kept_file *place_of(struct kept_files *k, str key)
{
    return &k->at[str_hash(key) & (KEPT - 1)];
}

static void file_end(struct kept_file *f)
{
    close(f->fd);
    f->fd = -1;
}

static void late(struct timer *t)
{
    struct kept_files *k = CONTAINER(t, struct kept_files, timer);
    i64 now = loop_mono_ms(k->loop);
    bool more = false;

    for (struct kept_file *f = k->at; f < k->at + KEPT; f++) {
        if (f->fd >= 0 && !f->users && f->until_ms <= now)
            file_end(f);
        more |= f->fd >= 0;
    }
    if (more)
        timer_start(k->loop, t, KEPT_MS / 2);
}

static void used(void *arg)
{
    struct kept_file *f = arg;

    f->users--;
}

static void use(ctx *c, struct kept_file *f, struct blob_reader *r)
{
    f->users++;
    ctx_defer(c, used, f);
    r->fd = f->fd;
    r->facts = f->facts;
}

bool kept_take(ctx *c, struct blob_reader *r)
{
    struct kept_file *f = place_of(of_loop(c, r->blob), r->key);

    if (f->fd < 0 || f->until_ms <= loop_mono_ms(c->loop) || !str_eq((str){ f->key, f->key_n }, r->key))
        return false;
    use(c, f, r);
    return true;
}

/* The descriptor is its own: that of the reader ends with its ctx. */
void kept_add(ctx *c, const struct blob_reader *r)
{
    struct kept_files *k = of_loop(c, r->blob);
    struct kept_file *f = place_of(k, r->key);

    if (r->key.n > KEY_MOST || f->users)
        return;
    int fd = dup(r->fd);
    if (fd < 0)
        return;
    if (f->fd >= 0)
        file_end(f);
    *f = (struct kept_file){ .fd = fd, .until_ms = loop_mono_ms(c->loop) + KEPT_MS, .key_n = r->key.n, .facts = r->facts };
    memcpy(f->key, r->key.p, r->key.n);
    if (!k->timer.place)
        timer_start(k->loop, &k->timer, KEPT_MS);
}

void kept_open(const struct world *w, struct blob *b)
{
    b->loops = w->runtime ? runtime_loops(w->runtime) : 0;
    b->kept = memory_zero(sizeof *b->kept * (size_t)(b->loops ? b->loops : 1));
    for (int i = 0; i < b->loops; i++) {
        b->kept[i].timer.fire = late;
        for (int k = 0; k < KEPT; k++)
            b->kept[i].at[k].fd = -1;
    }
}

/* Once no loop runs. */
void kept_close(struct blob *b)
{
    for (int i = 0; i < b->loops; i++) {
        if (b->kept[i].loop)
            timer_stop(b->kept[i].loop, &b->kept[i].timer);
        for (int k = 0; k < KEPT; k++)
            if (b->kept[i].at[k].fd >= 0)
                close(b->kept[i].at[k].fd);
    }
    memory_free(b->kept);
}
