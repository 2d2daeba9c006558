/* Many at once, with a checker: what each was acknowledged is compared with what is there. On every engine. */
#include "base/faults.h"
#include "base/random.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"

enum { FIBERS = 32, ROUNDS = 50, HOPED = FIBERS * ROUNDS };

static struct test_world *contract_world(void)
{
    return test_world_open((struct test_world_options){ .migrations = contract_migrations });
}

/* Too many conflicts, on PostgreSQL: nothing was changed, so it is tried again. */
static err transact_at_last(ctx *c, tx_fn *run, void *arg)
{
    err e;

    while ((e = transact(c, run, arg)) == ERR_CONTENTION)
        TRY(ctx_sleep(c, 1));
    return e;
}

static err insert_counters(ctx *c, void *arg)
{
    for (i64 i = 1; i <= *(i64 *)arg; i++)
        TRY(transact(c, counter_insert, &(struct counter){ { i }, 0 }));
    return OK;
}

static struct test_world *world_with_counters(i64 n)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, insert_counters, &n));
    return w;
}

static err step_often(ctx *c, int which, void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        TRY(transact_at_last(c, counter_step, &(id){ 1 + (which + i) % 2 }));
    return OK;
}

static err counters_sum(ctx *c, void *arg)
{
    counter_page page;

    TRY(q_counter_between(c, (id){ 1 }, (id){ 1000000 }, 100000, &page));
    *(i64 *)arg = 0;
    for (size_t i = 0; i < page.n; i++)
        *(i64 *)arg += page.at[i].n;
    return OK;
}

TEST(counters_are_exact_under_contention)
{
    struct test_world *w = world_with_counters(2);
    i64 sum;

    expect_ok(test_world_crowd(w, FIBERS, step_often, NULL));
    expect_ok(test_world_call(w, counters_sum, &sum));
    expect_eq(sum, FIBERS * ROUNDS);
    test_world_close(&w);
}

/* Each fiber raises its own counter, announces it, and reads another fiber's: never less than announced. */
struct said { _Atomic i64 n[FIBERS + 1]; };

static err raise(tx *t, void *arg)
{
    return q_counter_raise(t, *(id *)arg, 1, &(struct counter){0});
}

static err raise_and_look(ctx *c, int which, void *arg)
{
    struct said *said = arg;
    struct counter k;
    struct rng rng;

    rng_seed(&rng, (u64)which + 1);
    for (int i = 0; i < ROUNDS; i++) {
        TRY(transact_at_last(c, raise, &(id){ which + 1 }));
        atomic_fetch_add(&said->n[which + 1], 1);
        for (int looks = 0; looks < 4; looks++) {
            i64 other = 1 + rng_below(&rng, FIBERS), least = atomic_load(&said->n[other]);
            TRY(q_counter_get(c, (id){ other }, &k));
            if (k.n < least)
                return fail_with(c, ERR_INTERNAL, "counter %d was told to be %d and is %d.", (int)other, (int)least, (int)k.n);
        }
    }
    return OK;
}

TEST(a_read_on_any_loop_shows_every_write_that_anybody_was_told_of)
{
    struct test_world *w = world_with_counters(FIBERS);
    struct said said = {0};
    i64 sum;

    expect_ok(test_world_crowd(w, FIBERS, raise_and_look, &said));
    expect_ok(test_world_call(w, counters_sum, &sum));
    expect_eq(sum, FIBERS * ROUNDS);
    test_world_close(&w);
}

/* Two doctors are on call; each may leave while the other stays. */
static err leave(tx *t, void *arg)
{
    doctor_page on_call;

    TRY(q_doctors_on_call(t, &on_call));
    return on_call.n < 2 ? ERR_FORBIDDEN : q_doctor_set(t, *(id *)arg, false);
}

static err call_both(tx *t, void *arg)
{
    (void)arg;
    TRY(q_doctor_set(t, (id){ 1 }, true));
    return q_doctor_set(t, (id){ 2 }, true);
}

static err both_ask(ctx *c, int which, void *arg)
{
    err e = transact_at_last(c, leave, &(id){ which + 1 });

    if (e == OK)
        atomic_fetch_add((_Atomic int *)arg, 1);
    return e == ERR_FORBIDDEN ? OK : e;
}

static err call_both_again(ctx *c, void *arg)
{
    return transact(c, call_both, arg);
}

TEST(one_of_two_doctors_always_stays_on_call)
{
    struct test_world *w = contract_world();

    for (int i = 0; i < ROUNDS; i++) {
        _Atomic int left = 0;
        expect_ok(test_world_call(w, call_both_again, NULL));
        expect_ok(test_world_crowd(w, 2, both_ask, &left));
        expect_eq(atomic_load(&left), 1);
    }
    test_world_close(&w);
}

/* Some counters are not there. A transaction that hopes in vain learns it, and no other notices. */
static err raise_if_there(tx *t, void *arg)
{
    const struct counter *k = arg;
    struct counter found;

    TRY(tx_hopes(t) ? q_counter_hope(t, k->id) : q_counter_get(t, k->id, &found));
    return q_counter_add(t, (id){ k->id.v + HOPED }, k->n);
}

static err counters_plant(tx *t, void *arg)
{
    (void)arg;
    for (i64 n = 1; n <= HOPED; n++)
        if (n % 16)
            TRY(q_counter_add(t, (id){ n }, 0));
    return OK;
}

static err plant_them(ctx *c, void *arg)
{
    return transact_at_last(c, counters_plant, arg);
}

static err hope_for_each(ctx *c, int which, void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        i64 n = 1 + which * ROUNDS + i;
        if (transact_at_last(c, raise_if_there, &(struct counter){ { n }, 1 }) != (n % 16 ? OK : ERR_NOT_FOUND))
            return ERR_INTERNAL;
    }
    return OK;
}

static err hoped_are_there(ctx *c, void *arg)
{
    struct counter found;

    (void)arg;
    for (i64 n = 1; n <= HOPED; n++)
        expect_eq(q_counter_get(c, (id){ n + HOPED }, &found), n % 16 ? OK : ERR_NOT_FOUND);
    return OK;
}

TEST(whoever_hopes_in_vain_runs_again_alone)
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, plant_them, NULL));
    expect_ok(test_world_crowd(w, FIBERS, hope_for_each, NULL));
    expect_ok(test_world_call(w, hoped_are_there, NULL));
    test_world_close(&w);
}

/* Some refuse, some break a rule, some write: only the last are there. */
static err refuse_every_third(tx *t, void *arg)
{
    const struct counter *k = arg;

    TRY(q_counter_add(t, k->id, k->n));
    if (k->id.v % 3 == 1)
        return ERR_FORBIDDEN;
    return k->id.v % 3 == 2 ? q_counter_add(t, k->id, k->n) : OK;
}

static err one_of_three_kinds(ctx *c, int which, void *arg)
{
    const err wanted[] = { OK, ERR_FORBIDDEN, ERR_CONFLICT };

    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        i64 n = 1 + which * ROUNDS + i;
        if (transact_at_last(c, refuse_every_third, &(struct counter){ { n }, 1 }) != wanted[n % 3])
            return ERR_INTERNAL;
    }
    return OK;
}

TEST(whoever_refuses_in_a_crowd_rolls_back_alone)
{
    struct test_world *w = contract_world();
    i64 sum;

    expect_ok(test_world_crowd(w, FIBERS, one_of_three_kinds, NULL));
    expect_ok(test_world_call(w, counters_sum, &sum));
    expect_eq(sum, FIBERS * ROUNDS / 3);
    test_world_close(&w);
}

/* Adds counters while the store fails now and then, and notes which were acknowledged. */
struct told { bool of[FIBERS * ROUNDS + 1]; _Atomic int refused; };

static err insert_and_note(ctx *c, int which, void *arg)
{
    struct told *told = arg;

    for (int i = 0; i < ROUNDS; i++) {
        i64 n = 1 + which * ROUNDS + i;
        err e = transact_at_last(c, counter_insert, &(struct counter){ { n }, 1 });
        told->of[n] = e == OK;
        if (e != OK)
            atomic_fetch_add(&told->refused, 1);
        if (which == 0 && i % 10 == 5)
            fault_set(i % 20 == 5 ? (str){ "store.commit=3", 14 } : (str){ "store.run=7", 11 });
    }
    return OK;
}

static err compare(ctx *c, void *arg)
{
    const struct told *told = arg;
    struct counter k;

    for (i64 n = 1; n <= FIBERS * ROUNDS; n++) {
        err e = q_counter_get(c, (id){ n }, &k);
        if (e != (told->of[n] ? OK : ERR_NOT_FOUND))
            return fail_with(c, ERR_INTERNAL, "%d was told to be %d.", (int)n, told->of[n]);
    }
    return OK;
}

TEST(a_store_that_fails_now_and_then_keeps_exactly_what_it_acknowledged)
{
    struct test_world *w = contract_world();
    static struct told told;

    told = (struct told){0};
    expect_ok(test_world_crowd(w, FIBERS, insert_and_note, &told));
    fault_set((str){ "", 0 });
    expect_ok(test_world_call(w, compare, &told));
    expect(atomic_load(&told.refused) < FIBERS);
    test_world_close(&w);
}
