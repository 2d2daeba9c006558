/* Migrations and the check of statements, on every engine. */
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"

static const struct migration first = { "shelf", 1, "shelf", { "CREATE TABLE shelf (id INTEGER PRIMARY KEY) STRICT",
                                                               "CREATE TABLE shelf (id bigint PRIMARY KEY)" } };
static const struct migration second = { "shelf", 2, "books",
    { "ALTER TABLE shelf ADD COLUMN books INTEGER; CREATE INDEX shelf_books ON shelf (books);",
      "ALTER TABLE shelf ADD COLUMN books bigint; CREATE INDEX shelf_books ON shelf (books);" } };
static const struct migration broken = { "shelf", 3, "broken", { "CREATE TABLE left_over (id INTEGER); CREATE TABLE shelf (id INTEGER)",
                                                                "CREATE TABLE left_over (id bigint); CREATE TABLE shelf (id bigint)" } };

static void in_an_empty_world(err (*run)(ctx *, void *arg))
{
    struct test_world *w = test_world_open((struct test_world_options){0});

    expect_ok(test_world_call(w, run, w));
    test_world_close(&w);
}

static err applies_once(ctx *c, void *arg)
{
    const struct migration list[] = { first, second };
    int applied;

    (void)arg;
    expect_ok(store_migrate(c, list, 1, &applied));
    expect_eq(applied, 1);
    expect_ok(store_migrate(c, list, 2, &applied));
    expect_eq(applied, 1);
    expect_ok(store_migrate(c, list, 2, &applied));
    expect_eq(applied, 0);
    return OK;
}

TEST(a_migration_is_applied_once)
{
    in_an_empty_world(applies_once);
}

static err refuses_newer(ctx *c, void *arg)
{
    const struct migration list[] = { first, second };
    int applied;

    (void)arg;
    expect_ok(store_migrate(c, list, 2, &applied));
    expect_eq(store_migrate(c, list, 1, &applied), ERR_CONFLICT);
    expect_str(c->failure.detail, S("this database was written by a newer kith (shelf 2; this program knows 1)."));
    return OK;
}

TEST(a_database_that_is_newer_than_the_program_is_refused)
{
    in_an_empty_world(refuses_newer);
}

static err refuses_changed(ctx *c, void *arg)
{
    struct migration list[] = { first, second };
    int applied;

    (void)arg;
    expect_ok(store_migrate(c, list, 2, &applied));
    list[0].sql[ON_SQLITE] = list[0].sql[ON_POSTGRES] = "CREATE TABLE shelf (id bigint)";
    expect_eq(store_migrate(c, list, 2, &applied), ERR_CONFLICT);
    expect(str_find(c->failure.detail, S("shelf 0001_shelf")) >= 0);
    return OK;
}

TEST(a_migration_that_was_changed_is_refused)
{
    in_an_empty_world(refuses_changed);
}

static err all_or_nothing(ctx *c, void *arg)
{
    struct migration list[] = { first, second, broken };
    int applied;

    (void)arg;
    expect(store_migrate(c, list, 3, &applied) != OK);
    expect_eq(applied, 2);
    expect(c->failure.cause.n > 0);
    list[2].sql[ON_SQLITE] = list[2].sql[ON_POSTGRES] = "CREATE TABLE left_over (id bigint)";
    expect_ok(store_migrate(c, list, 3, &applied));
    expect_eq(applied, 1);
    return OK;
}

TEST(a_migration_that_fails_leaves_nothing)
{
    in_an_empty_world(all_or_nothing);
}

static err shelf_put(tx *t, int number)
{
    TRY(tx_script(t, S("INSERT INTO shelf (id) VALUES (7)")));
    return number == 2 ? tx_fail_with(t, ERR_INTERNAL, "no.") : OK;
}

static err goes_with_its_sequel(ctx *c, void *arg)
{
    struct migration list[] = { first, second };
    int applied;

    (void)arg;
    list[0].then = list[1].then = shelf_put;
    expect(store_migrate(c, list, 2, &applied) != OK);
    expect_eq(applied, 1);
    list[1].then = NULL;             /* neither its row nor its column nor what came then is there */
    expect_ok(store_migrate(c, list, 2, &applied));
    expect_eq(applied, 1);
    return OK;
}

TEST(a_migration_is_applied_with_its_sequel_or_not_at_all)
{
    in_an_empty_world(goes_with_its_sequel);
}

static err at_once(ctx *c, int which, void *arg)
{
    const struct migration list[] = { first, second };
    int applied;

    (void)which;
    TRY(store_migrate(c, list, 2, &applied));
    atomic_fetch_add((_Atomic int *)arg, applied);
    return OK;
}

TEST(several_who_migrate_at_once_apply_each_migration_once)
{
    struct test_world *w = test_world_open((struct test_world_options){0});
    _Atomic int applied = 0;

    expect_ok(test_world_crowd(w, 4, at_once, &applied));
    expect_eq(atomic_load(&applied), 2);
    test_world_close(&w);
}

static err check_one(ctx *c, const char *sql, bool writes)
{
    const struct statement st = {
        .name = "counter_find", .sql = { sql, sql }, .result = RESULT_ONE, .row = &counter_shape, .writes = writes,
    };
    const struct statement *const list[] = { &st };

    return store_check(c, list, 1);
}

static err checks(ctx *c, void *arg)
{
    size_t n = 0;

    (void)arg;
    while (store_contract_statements[n])
        n++;
    expect_ok(store_check(c, store_contract_statements, n));
    expect_ok(check_one(c, "SELECT id, n FROM counter", false));
    expect_eq(check_one(c, "SELECT id, m FROM counter", false), ERR_INTERNAL);
    expect(str_find(c->failure.detail, S("counter_find")) >= 0);
    expect_eq(check_one(c, "SELECT id, n AS m FROM counter", false), ERR_INTERNAL);
    expect(str_find(c->failure.detail, S("column m")) >= 0);
    expect_eq(check_one(c, "SELECT id, n, n FROM counter", false), ERR_INTERNAL);
    expect_eq(check_one(c, "SELECT id, n FROM no_such_table", false), ERR_INTERNAL);
    return OK;
}

TEST(a_check_names_the_statement_that_does_not_fit)
{
    struct test_world *w = test_world_open((struct test_world_options){ .migrations = contract_migrations });

    expect_ok(test_world_call(w, checks, w));
    test_world_close(&w);
}
