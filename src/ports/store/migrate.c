/*
 * Migrations. A table of the store records what has been applied, by set and number,
 * with a checksum of its text. Each migration runs in one transaction with its row
 * there, which checks again whether another process was first: on PostgreSQL under a
 * lock of that table (taken before the transaction's first read, or its snapshot would
 * be too old), on SQLite as the one writer.
 */
#include "base/buf.h"
#include "base/str.h"
#include "ports/store.h"
#include "ports/store/adapter.h"

struct applied { str set_name; i64 number; str checksum; };
typedef PAGE(applied) applied_page;
static SHAPE(applied,
    FIELD(applied, set_name),
    FIELD(applied, number),
    FIELD(applied, checksum));

#define ON_BOTH(text) { text, text }

static const char table_sql[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " set_name text NOT NULL, number bigint NOT NULL, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL,"
    " PRIMARY KEY (set_name, number))";

struct table { str name; };
static SHAPE(table,
    FIELD(table, name));

static const struct statement table_there_sql = {
    .name = "migrations_there",
    .sql = { "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
             "SELECT CAST(tablename AS text) AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename = "
             "'schema_migration'" },
    .result = RESULT_ONE,
    .row = &table_shape,
};

static const struct statement all_sql = {
    .name = "migrations_applied",
    .sql = ON_BOTH("SELECT set_name, number, checksum FROM schema_migration"),
    .result = RESULT_PAGE,
    .row = &applied_shape,
};

static const struct statement one_sql = {
    .name = "migration_applied",
    .sql = { "SELECT set_name, number, checksum FROM schema_migration WHERE set_name = ?1 AND number = ?2",
             "SELECT set_name, number, checksum FROM schema_migration WHERE set_name = $1 AND number = $2" },
    .param_kinds = (const u8[]){ K_STR, K_I64 },
    .params = 2,
    .result = RESULT_ONE,
    .row = &applied_shape,
};

static const struct statement note_sql = {
    .name = "migration_note",
    .sql = { "INSERT INTO schema_migration (set_name, number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4, ?5)",
             "INSERT INTO schema_migration (set_name, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)" },
    .param_kinds = (const u8[]){ K_STR, K_I64, K_STR, K_STR, K_WHEN },
    .params = 5,
    .result = RESULT_NONE,
    .writes = true,
};

static str checksum_of(struct arena *a, str sql)
{
    return arena_format(a, "%016llx", (unsigned long long)str_hash(sql));
}

/* One migration on its way into the store. */
struct step { const struct migration *m; str checksum; bool applied; };

static err step_note(tx *t, const struct step *s)
{
    const struct value values[] = {
        { .kind = K_STR, .s = { GIVEN, str_of(s->m->set) } },
        { .kind = K_I64, .i = { GIVEN, s->m->number } },
        { .kind = K_STR, .s = { GIVEN, str_of(s->m->name) } },
        { .kind = K_STR, .s = { GIVEN, s->checksum } },
        { .kind = K_WHEN, .i = { GIVEN, tx_now(t).ms } },
    };

    return tx_run(t, &note_sql, values, NULL);
}

static err step_run(tx *t, void *arg)
{
    struct step *s = arg;
    const struct value key[] = { { .kind = K_STR, .s = { GIVEN, str_of(s->m->set) } }, { .kind = K_I64, .i = { GIVEN, s->m->number } } };
    struct applied there;

    s->applied = false;
    if (tx_dialect(t) == ON_POSTGRES)
        TRY(tx_script(t, S("LOCK TABLE schema_migration")));
    err e = tx_run(t, &one_sql, key, &there);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(tx_script(t, str_of(s->m->sql[tx_dialect(t)])));
    if (s->m->then)
        TRY(s->m->then(t, s->m->number));
    TRY(step_note(t, s));
    s->applied = true;
    return OK;
}

static const struct applied *applied_find(const applied_page *all, const struct migration *m)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].number == m->number && str_eq(all->at[i].set_name, str_of(m->set)))
            return &all->at[i];
    return NULL;
}

/* The highest number of the set that this program knows; 0: it does not know the set. */
static i64 newest_known(const struct migration *list, size_t n, str set)
{
    i64 newest = 0;

    for (size_t i = 0; i < n; i++)
        if (str_eq(str_of(list[i].set), set) && list[i].number > newest)
            newest = list[i].number;
    return newest;
}

static err refuse_newer(ctx *c, const struct migration *list, size_t n, const applied_page *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct applied *a = &all->at[i];
        i64 known = newest_known(list, n, a->set_name);
        if (known && a->number > known)
            return fail_with(c, ERR_CONFLICT,
                             "this database was written by a newer kith (" STR_FMT " %lld; this program knows %lld).",
                             STR_ARG(a->set_name), (long long)a->number, (long long)known);
    }
    return OK;
}

static err refuse_changed(ctx *c, const struct migration *list, size_t n, const applied_page *all)
{
    for (size_t i = 0; i < n; i++) {
        const struct applied *a = applied_find(all, &list[i]);
        if (a && !str_eq(a->checksum, checksum_of(&c->arena, str_of(list[i].sql[store_dialect(c->world->store)]))))
            return fail_with(c, ERR_CONFLICT, "the migration %s %04d_%s is not the one that this database has run.",
                             list[i].set, list[i].number, list[i].name);
    }
    return OK;
}

err store_migrated(ctx *c, const struct migration *list, size_t n)
{
    applied_page all = {0};
    struct table table;
    size_t missing = 0;
    err e = store_read(c, &table_there_sql, NULL, &table);

    if (e == OK)
        e = store_read(c, &all_sql, NULL, &all);
    else if (e == ERR_NOT_FOUND)
        return fail_with(c, ERR_CONFLICT, "there are no tables in this store; \"serve\" and \"migrate\" make them.");
    TRY(e);
    TRY(refuse_newer(c, list, n, &all));
    TRY(refuse_changed(c, list, n, &all));
    for (size_t i = 0; i < n; i++)
        missing += !applied_find(&all, &list[i]);
    if (!missing)
        return OK;
    return fail_with(c, ERR_CONFLICT, "this store is older than this program; \"serve\" and \"migrate\" bring it up to date.");
}

static err table_make(tx *t, void *arg)
{
    (void)arg;
    return tx_script(t, str_of(table_sql));
}

err store_migrate(ctx *c, const struct migration *list, size_t n, int *applied)
{
    applied_page all;

    *applied = 0;
    /* Two processes that make the table at the same time: PostgreSQL lets one of them fail. */
    if (transact(c, table_make, NULL) != OK)
        TRY(transact(c, table_make, NULL));
    TRY(store_read(c, &all_sql, NULL, &all));
    TRY(refuse_newer(c, list, n, &all));
    TRY(refuse_changed(c, list, n, &all));
    for (size_t i = 0; i < n; i++) {
        struct step s = { .m = &list[i] };
        if (applied_find(&all, s.m))
            continue;
        s.checksum = checksum_of(&c->arena, str_of(s.m->sql[store_dialect(c->world->store)]));
        TRY(transact(c, step_run, &s));
        *applied += s.applied;
    }
    return OK;
}
