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

/* ---- ten thousand ---- */

enum { MANY = 10000, MISSED = 20 };
static struct pen *pens;

static void all_await(ctx *c, int n)
{
    for (int i = 0; i < MANY; i++)
        expect_ok(pen_await(c, &pens[i], n));
}

static err many_hear(ctx *c, void *arg)
{
    char cursor[64];

    (void)arg;
    TRY(choir_make(c, 7, true));
    TRY(choir_make(c, 8, true));
    pens = memory_zero(MANY * sizeof *pens);
    for (int i = 0; i < MANY; i++)
        pen_open(c, &pens[i], i + 1, i % 2 ? "choir:7" : "choir:7 choir:8", "");
    TRY(choir_song(c, 7, 1, "solo", NULL));
    TRY(choir_song(c, 8, 1, "", NULL));
    all_await(c, 1);
    TRY(hub_settle(c));
    for (int i = 0; i < MANY; i++)
        expect_eq(pens[i].n, i % 2 ? 1 : 2);
    snprintf(cursor, sizeof cursor, "%s", pens[0].cursor);
    for (int i = 0; i < MANY; i++)
        pen_close(&pens[i]);
    TRY(choir_songs(c, 7, 1, MISSED));
    TRY(hub_settle(c));
    int said = atomic_load(&choir_said);
    for (int i = 0; i < MANY; i++)
        pen_open(c, &pens[i], i + 1, "choir:7", cursor);
    for (int i = 0; i < MANY; i++)
        TRY(pen_await_live(c, &pens[i]));
    for (int i = 0; i < MANY; i++) {
        expect_eq(pens[i].n, MISSED);
        pen_close(&pens[i]);
    }
    expect(atomic_load(&choir_said) - said < MANY * MISSED / 4);         /* they share what is read */
    memory_free(pens);
    return OK;
}

TEST(ten_thousand_hear_and_come_back_together) { in_choir(many_hear); }

/* ---- two processes ---- */

struct visit { struct pen pen; char cursor[64]; i64 seen; };

static err sing_some(ctx *c, void *arg)
{
    (void)arg;
    return choir_songs(c, 1, 9, 3);
}

static err visit_once(ctx *c, void *arg)
{
    struct visit *v = arg;

    pen_open(c, &v->pen, 5, "choir:1", v->cursor);
    expect(v->pen.opened.resumed);
    TRY(pen_await(c, &v->pen, 3));
    for (int i = 0; i < 3; i++) {
        expect_eq(v->pen.notes[i].seq, ++v->seen);
        cursor_compare(&v->pen.notes[i]);
    }
    snprintf(v->cursor, sizeof v->cursor, "%s", v->pen.cursor);
    pen_close(&v->pen);
    return OK;
}

static err one_found(ctx *c, void *arg)
{
    struct visit *v = arg;

    TRY(choir_make(c, 1, true));
    pen_open(c, &v->pen, 5, "choir:1", "");
    snprintf(v->cursor, sizeof v->cursor, "%s", v->pen.cursor);
    pen_close(&v->pen);
    return OK;
}

static err listen_there(ctx *c, void *arg)
{
    pen_open(c, &((struct visit *)arg)->pen, 5, "choir:1", "");
    return OK;
}

/* A process is known to another within moments; what was whispered before that is lost. */
static err hum_here(ctx *c, void *arg)
{
    struct topic topic;

    (void)arg;
    expect(topic_read(c->world->hub, &c->arena, S("choir:1"), &topic));
    hub_tell(c->world, &(struct saying){ .type = "hummed", .json = S("{\"choirId\":\"1\"}"), .topics = &topic, .topic_count = 1 });
    return ctx_sleep(c, 50);
}

static err count_there(ctx *c, void *arg)
{
    struct visit *v = arg;

    v->seen = v->pen.n;
    return ctx_sleep(c, 1);
}

static err leave_there(ctx *c, void *arg)
{
    struct visit *v = arg;

    (void)c;
    expect_str(v->pen.notes[0].type, S("hummed"));
    pen_close(&v->pen);
    return OK;
}

static void both_visited(struct house *here, struct house *there)
{
    struct visit v = { .seen = 0 };

    memset(&book.position, 0, sizeof book.position);
    pthread_mutex_init(&book.lock, NULL);
    expect_ok(test_world_call(here->world, one_found, &v));
    for (int i = 0; i < 12; i++) {
        expect_ok(test_world_call((i & 1 ? here : there)->world, sing_some, NULL));
        expect_ok(test_world_call((i & 2 ? here : there)->world, visit_once, &v));
    }
    expect_ok(test_world_call(there->world, listen_there, &v));
    for (v.seen = 0; !v.seen;) {
        expect_ok(test_world_call(here->world, hum_here, NULL));
        expect_ok(test_world_call(there->world, count_there, &v));
    }
    expect_ok(test_world_call(there->world, leave_there, &v));
}

TEST(a_cursor_leads_on_at_another_process_of_the_same_store)
{
    struct house here = house_open((struct house_options){ .world.real_clock = true, .capabilities = choir_capabilities });

    if (store_dialect(here.world->world.store) == ON_POSTGRES) {
        const char *url = arena_cstr(&here.world->arena, here.world->settings.store);
        const struct test_setting settings[] = { { "store", url }, {0} };
        struct house there = house_open((struct house_options){
            .world = { .real_clock = true, .data = here.world->folder, .settings = settings }, .capabilities = choir_capabilities });
        both_visited(&here, &there);
        house_close(&there);
    }
    house_close(&here);
}
