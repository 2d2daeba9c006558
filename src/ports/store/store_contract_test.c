/* The contract of the store, the same on every engine: values, results, transactions that refuse or fail, stages. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"

static struct test_world *contract_world(void)
{
    return test_world_open((struct test_world_options){ .migrations = contract_migrations });
}

/* Runs the function on a fiber of a fresh world. */
static void in_a_world(err (*run)(ctx *, void *arg))
{
    struct test_world *w = contract_world();

    expect_ok(test_world_call(w, run, w));
    test_world_close(&w);
}

#define CONTRACT_PROBLEMS(X) \
    X(not_today, ERR_FORBIDDEN, "Not today.")
PROBLEMS_DECLARE(contract_problems, CONTRACT_PROBLEMS)
PROBLEMS_DEFINE(contract_problems, CONTRACT_PROBLEMS)

static err every_kind_add(tx *t, void *arg)
{
    const struct every_kind *k = arg;

    return q_every_kind_insert(t, k->id, k->number, k->flag, k->at, k->words, k->hidden, k->ratio, k->some_id, k->some_number,
                               k->some_flag, k->some_at, k->some_words);
}

#define WORDS "h\303\251llo \360\237\246\211 'quoted' \"twice\"\n"

static const struct every_kind full = {
    .id = { INT64_MAX }, .number = INT64_MIN, .flag = true, .at = { 1795253400123 }, .words = { WORDS, sizeof WORDS - 1 },
    .hidden = { { "s3cret", 6 } }, .ratio = 0.1,
    .some_id = { GIVEN, { 7 } }, .some_number = { GIVEN, -1 }, .some_flag = { GIVEN, false }, .some_at = { GIVEN, { 0 } },
    .some_words = { GIVEN, { NULL, 0 } },
};
static const struct every_kind bare = { .id = { 1 }, .at = { -1 }, .ratio = -1e300, .some_flag = { NULLED, true } };

static err values_come_back(ctx *c, void *arg)
{
    struct every_kind in = full, none = bare, out;

    (void)arg;
    expect_ok(transact(c, every_kind_add, &in));
    expect_ok(transact(c, every_kind_add, &none));
    expect_ok(q_every_kind_by_id(c, in.id, &out));
    expect_eq(out.id.v, INT64_MAX);
    expect_eq(out.number, INT64_MIN);
    expect(out.flag);
    expect_eq(out.at.ms, in.at.ms);
    expect_str(out.words, in.words);
    expect_str(out.hidden.hidden, S("s3cret"));
    expect(out.ratio == 0.1);
    expect(out.some_id.is == GIVEN && out.some_id.v.v == 7);
    expect(out.some_number.is == GIVEN && out.some_number.v == -1);
    expect(out.some_flag.is == GIVEN && !out.some_flag.v);
    expect(out.some_at.is == GIVEN && out.some_at.v.ms == 0);
    expect(out.some_words.is == GIVEN && out.some_words.v.n == 0);

    expect_ok(q_every_kind_by_id(c, none.id, &out));
    expect(!out.flag && out.number == 0 && out.at.ms == -1 && out.words.n == 0 && out.ratio == -1e300);
    expect(out.some_id.is == NULLED && out.some_number.is == NULLED && out.some_flag.is == NULLED);
    expect(out.some_at.is == NULLED && out.some_words.is == NULLED);
    return OK;
}

TEST(values_of_every_kind_come_back)
{
    in_a_world(values_come_back);
}

static err some_columns(ctx *c, void *arg)
{
    struct every_kind in = full;
    every_kind_page page;

    (void)arg;
    expect_ok(transact(c, every_kind_add, &in));
    expect_ok(q_every_kind_flagged(c, &page));
    expect_eq(page.n, 1);
    expect_str(page.at[0].words, full.words);
    expect(page.at[0].some_id.is == ABSENT && page.at[0].number == 0);
    return OK;
}

TEST(members_without_a_column_stay_zero)
{
    in_a_world(some_columns);
}

static err add_many(tx *t, void *arg)
{
    for (i64 i = 1; i <= *(i64 *)arg; i++)
        TRY(q_counter_add(t, (id){ i }, i * i));
    return OK;
}

static err results(ctx *c, void *arg)
{
    i64 many = 100;
    counter_page page;
    struct counter one;

    (void)arg;
    expect_ok(transact(c, add_many, &many));
    expect_ok(q_counter_between(c, (id){ 11 }, (id){ 90 }, 1000, &page));
    expect_eq(page.n, 80);
    for (i64 i = 0; i < 80; i++)
        expect(page.at[i].id.v == 90 - i && page.at[i].n == (90 - i) * (90 - i));
    expect_ok(q_counter_between(c, (id){ 1 }, (id){ 100 }, 3, &page));
    expect(page.n == 3 && page.at[2].id.v == 98 && page.next.n == 0);
    expect_ok(q_counter_between(c, (id){ 101 }, (id){ 200 }, 3, &page));
    expect_eq(page.n, 0);
    expect_ok(q_counter_between(c, (id){ 1 }, (id){ 100 }, 0, &page));
    expect_eq(page.n, 0);
    expect_ok(q_counter_get(c, (id){ 12 }, &one));
    expect_eq(one.n, 144);
    expect_eq(q_counter_get(c, (id){ 101 }, &one), ERR_NOT_FOUND);
    expect_ok(q_counter_swapped(c, 144, (id){ 12 }, &one));
    expect_eq(q_counter_swapped(c, 12, (id){ 144 }, &one), ERR_NOT_FOUND);
    return OK;
}

TEST(one_none_and_pages_are_what_they_say)
{
    in_a_world(results);
}

struct changes { i64 set, missed, dropped; struct counter raised; err none; };

static err change(tx *t, void *arg)
{
    struct changes *k = arg;

    TRY(add_many(t, &(i64){ 10 }));
    TRY(q_counter_set(t, (id){ 3 }, 30, &k->set));
    TRY(q_counter_set(t, (id){ 33 }, 30, &k->missed));
    TRY(q_counter_raise(t, (id){ 3 }, 3, &k->raised));
    k->none = q_counter_raise(t, (id){ 33 }, 3, &(struct counter){0});
    return q_counter_drop_from(t, (id){ 5 }, &k->dropped);
}

static err counts(ctx *c, void *arg)
{
    struct changes k;
    counter_page left;

    (void)arg;
    expect_ok(transact(c, change, &k));
    expect(k.set == 1 && k.missed == 0 && k.dropped == 6);
    expect(k.raised.id.v == 3 && k.raised.n == 33);
    expect_eq(k.none, ERR_NOT_FOUND);
    expect_ok(q_counter_between(c, (id){ 1 }, (id){ 10 }, 100, &left));
    expect_eq(left.n, 4);
    return OK;
}

TEST(changes_are_counted_and_returned_and_no_row_is_no_failure)
{
    in_a_world(counts);
}

static err add_then_refuse(tx *t, void *arg)
{
    TRY(q_counter_add(t, (id){ 1 }, 1));
    TRY(q_counter_get(t, (id){ 1 }, arg));
    return tx_fail_saying(t, &not_today, "Not on a %s.", "Saturday");
}

static err refuses(ctx *c, void *arg)
{
    struct counter seen = {0};

    (void)arg;
    expect_eq(transact(c, add_then_refuse, &seen), ERR_FORBIDDEN);
    expect_eq(seen.n, 1);
    expect_str(c->failure.detail, S("Not on a Saturday."));
    expect_str(str_of(failure_code(&c->failure)), S("not_today"));
    expect_eq(q_counter_get(c, (id){ 1 }, &seen), ERR_NOT_FOUND);
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 5 }));
    expect_ok(q_counter_get(c, (id){ 1 }, &seen));
    expect_eq(seen.n, 5);
    return OK;
}

TEST(a_transaction_that_refuses_leaves_nothing)
{
    in_a_world(refuses);
}

static err claim(tx *t, void *arg)
{
    return q_nickname_claim(t, S("owl"), (id){ 1 }, arg);
}

static err insert_taken(tx *t, void *arg)
{
    (void)arg;
    TRY(q_nickname_insert(t, S("owl"), (id){ 2 }));
    return q_nickname_insert(t, S("heron"), (id){ 2 });
}

static err insert_ownerless(tx *t, void *arg)
{
    err looked_away = q_nickname_insert(t, S("crane"), *(id *)arg);

    (void)looked_away;
    return OK;
}

static err conflicts(ctx *c, void *arg)
{
    i64 claimed;

    (void)arg;
    expect_ok(transact(c, claim, &claimed));
    expect_eq(claimed, 1);
    expect_ok(transact(c, claim, &claimed));
    expect_eq(claimed, 0);
    expect_eq(transact(c, insert_taken, NULL), ERR_CONFLICT);
    expect_ok(transact(c, insert_ownerless, &(id){ 9 }));
    expect_eq(transact(c, insert_ownerless, &(id){ 0 }), ERR_INTERNAL);
    return OK;
}

TEST(an_expected_conflict_is_a_count_and_an_unexpected_one_ends_the_transaction)
{
    in_a_world(conflicts);
}

/* A stage that adds a counter, or refuses. */
struct kept_answer { struct tx_stage stage; err refuse; };

static err answer_keep(tx *t, struct tx_stage *stage)
{
    TRY(CONTAINER(stage, struct kept_answer, stage)->refuse);
    return q_counter_add(t, (id){ 1000 }, 1);
}

static err refuse(tx *t, void *arg)
{
    (void)t;
    (void)arg;
    return ERR_GONE;
}

static void expect_second_stops(ctx *c)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        _exit(transact(c, counter_insert, &(struct counter){ { 3 }, 1 }) == OK ? 0 : 1);
    }
    expect_eq(waitpid(child, &status, 0), child);
    expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static err stages(ctx *c, void *arg)
{
    struct kept_answer a = { { answer_keep }, ERR_BUSY };
    struct counter k;

    (void)arg;
    c->stage = &a.stage;
    expect_eq(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }), ERR_BUSY);
    expect_eq(q_counter_get(c, (id){ 1 }, &k), ERR_NOT_FOUND);
    a.refuse = OK;
    expect_eq(transact(c, refuse, NULL), ERR_GONE);
    expect(c->stage == &a.stage);
    expect_eq(q_counter_get(c, (id){ 1000 }, &k), ERR_NOT_FOUND);
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    expect(a.stage.committed);
    expect_ok(q_counter_get(c, (id){ 1 }, &k));
    expect_ok(q_counter_get(c, (id){ 1000 }, &k));
    expect_ok(transact_aside(c, counter_insert, &(struct counter){ { 2 }, 1 }));
    expect_second_stops(c);
    c->stage = NULL;
    return OK;
}

TEST(a_stage_commits_with_its_transaction_or_not_at_all_and_a_second_one_stops_the_process)
{
    in_a_world(stages);
}

static void count_tells(void *arg)
{
    atomic_fetch_add((_Atomic int *)arg, 1);
}

static err insert_with_event(tx *t, void *arg)
{
    tx_has_events(t);
    return counter_insert(t, arg);
}

static err refuse_with_event(tx *t, void *arg)
{
    (void)arg;
    tx_has_events(t);
    return ERR_GONE;
}

static err events(ctx *c, void *arg)
{
    static _Atomic int tells;

    (void)arg;
    atomic_store(&tells, 0);
    store_on_events(c->world->store, (struct store_ear){ .tell = count_tells, .arg = &tells });
    expect_ok(transact(c, counter_insert, &(struct counter){ { 1 }, 1 }));
    expect_eq(transact(c, refuse_with_event, NULL), ERR_GONE);
    expect_eq(atomic_load(&tells), 0);
    expect_ok(transact(c, insert_with_event, &(struct counter){ { 2 }, 1 }));
    expect_eq(atomic_load(&tells), 1);
    return OK;
}

TEST(the_bus_is_told_of_commits_that_had_events)
{
    in_a_world(events);
}

static err times_and_ids(tx *t, void *arg)
{
    struct test_world *w = arg;
    id a = tx_new_id(t), b = tx_new_id(t);

    expect_eq(tx_now(t).ms, clock_ms(&w->clock.clock));
    expect(b.v > a.v && id_ms(a) == tx_now(t).ms);
    expect_eq(tx_dialect(t), store_dialect(w->world.store));
    return OK;
}

static err in_times(ctx *c, void *arg)
{
    return transact(c, times_and_ids, arg);
}

TEST(a_transaction_knows_the_time_and_makes_ids)
{
    in_a_world(in_times);
}

struct some_counters { ids which; i64 changed; };

static err raise_some(tx *t, void *arg)
{
    struct some_counters *in = arg;

    return q_counters_raise(t, in->which, 1000, &in->changed);
}

static err arrays(ctx *c, void *arg)
{
    i64 many = 10;
    id three[] = { { 7 }, { 3 }, { 99 } };
    struct some_counters some = { { three, COUNT(three) }, 0 };
    counter_page page;

    (void)arg;
    expect_ok(transact(c, add_many, &many));
    expect_ok(transact(c, raise_some, &some));
    expect_eq(some.changed, 2);
    expect_ok(q_counters_of(c, some.which, &page));
    expect(page.n == 2 && page.at[0].id.v == 3 && page.at[0].n == 1009 && page.at[1].n == 1049);
    expect_ok(q_counters_of(c, (ids){ NULL, 0 }, &page));
    expect_eq(page.n, 0);
    some.which.n = 1;
    expect_ok(transact(c, raise_some, &some));
    expect_eq(some.changed, 1);
    expect_ok(q_counters_of(c, some.which, &page));
    expect(page.n == 1 && page.at[0].id.v == 7 && page.at[0].n == 2049);
    expect_ok(q_counters_of(c, (ids){ &three[2], 1 }, &page));
    expect_eq(page.n, 0);
    str said[] = { S("it's \\ \"so\""), full.words };
    struct every_kind in = full;
    every_kind_page kinds;
    expect_ok(transact(c, every_kind_add, &in));
    expect_ok(q_every_kind_said(c, (strs){ said, COUNT(said) }, &kinds));
    expect(kinds.n == 1 && str_eq(kinds.at[0].words, full.words));
    expect_ok(q_every_kind_said(c, (strs){ said, 1 }, &kinds));
    expect_eq(kinds.n, 0);
    return OK;
}

TEST(an_array_of_ids_is_one_parameter)
{
    in_a_world(arrays);
}
