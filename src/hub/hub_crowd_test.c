/* Many at once: on two loops, with writers on both, and with two processes on one PostgreSQL. */
#include <pthread.h>
#include <stdio.h>
#include "base/arena.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "hub/hub_own.h"
#include "hub/testbed.h"

enum { CHOIRS = 4, WRITERS = 4, READERS = 12, SONGS = 60, VISITS = 15 };

/* What each song's cursor is, whoever heard it. */
static struct { pthread_mutex_t lock; i64 position[CHOIRS][WRITERS * SONGS + 1], part[CHOIRS][WRITERS * SONGS + 1]; } book;
static _Atomic int writing;

static void cursor_compare(const struct note *n)
{
    pthread_mutex_lock(&book.lock);
    i64 *position = &book.position[n->choir - 1][n->seq], *part = &book.part[n->choir - 1][n->seq];
    bool same = !*position || (*position == n->position && *part == n->part);
    *position = n->position;
    *part = n->part;
    pthread_mutex_unlock(&book.lock);
    expect(same);
}

static err write_songs(ctx *c, int which)
{
    for (int i = 0; i < SONGS; i++) {
        TRY(choir_song(c, 1 + (i + which) % CHOIRS, 100 + which, i % 5 ? "" : "solo", NULL));
        TRY(ctx_sleep(c, 1));
    }
    atomic_fetch_sub(&writing, 1);
    return OK;
}

/* Of each choir every song, in order, once: whatever was between two visits came in the next. */
static void visit_check(const struct pen *p, i64 seen[CHOIRS])
{
    for (int i = 0; i < p->n; i++) {
        const struct note *n = &p->notes[i];
        if (str_eq(n->type, S("moved")))
            continue;
        expect_eq(n->seq, seen[n->choir - 1] + 1);
        seen[n->choir - 1] = n->seq;
        cursor_compare(n);
    }
}

static err read_songs(ctx *c, int which)
{
    i64 seen[CHOIRS] = {0};
    char cursor[64] = "1.0";
    struct rng rng;
    bool last = false;

    rng_seed(&rng, (u64)which + 1);
    while (!last) {
        struct pen p;
        last = atomic_load(&writing) == 0;
        pen_open(c, &p, which + 1, which % 2 ? "choir:1 choir:2 choir:3 choir:4" : "choirs", cursor);
        expect(p.opened.resumed);
        p.room = which % 3 ? -1 : 5;
        TRY(ctx_sleep(c, (i64)(rng_next(&rng) % 40)));
        p.room = -1;
        ear_room(&p.ear);
        if (last)
            TRY(pen_await_live(c, &p));
        visit_check(&p, seen);
        snprintf(cursor, sizeof cursor, "%s", p.cursor);
        pen_close(&p);
    }
    i64 all = 0;
    for (int i = 0; i < CHOIRS; i++)
        all += seen[i];
    expect_eq(all, WRITERS * SONGS);
    return OK;
}

static err write_or_read(ctx *c, int which, void *arg)
{
    (void)arg;
    return which < WRITERS ? write_songs(c, which) : read_songs(c, which);
}

static err choirs_found(ctx *c, void *arg)
{
    (void)arg;
    for (int i = 1; i <= CHOIRS; i++) {
        TRY(choir_make(c, i, true));
        for (int who = 0; who < WRITERS + READERS; who++)
            TRY(choir_in(c, i, who + 1, 0));
    }
    return OK;
}

TEST(nothing_is_missed_between_visits_while_others_write)
{
    struct house h = house_open((struct house_options){ .world.real_clock = true, .capabilities = choir_capabilities });

    memset(&book.position, 0, sizeof book.position);
    pthread_mutex_init(&book.lock, NULL);
    atomic_store(&choir_failures, 0);
    atomic_store(&writing, WRITERS);
    expect_ok(test_world_call(h.world, choirs_found, NULL));
    expect_ok(test_world_crowd(h.world, WRITERS + READERS, write_or_read, NULL));
    house_close(&h);
}
