/* One connection: how it is opened, its prepared statements, its limits, and what SQLite's failures mean. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "ports/store/sqlite/sqlite.h"
#include "runtime/settings.h"

enum { STEPS_BETWEEN_LOOKS = 1000 };         /* about 20 microseconds */

struct prepared {
    sqlite3_stmt *stmt;
    struct column_map columns;
    struct prepared *next;
};

/* SQLite asks it every `every` steps whether to stop. */
static int past_limit(void *arg)
{
    struct connection *cn = arg;

    if (cn->steps && (cn->steps -= cn->every) <= 0)
        return 1;
    return cn->until_ms && mono_ms() >= cn->until_ms;
}

/* SQLite knows ENOSPC itself; a quota, or a limit on the size of files, is only in errno (sqlite3_system_errno does not always have it). */
static bool no_room(int why)
{
    return why == ENOSPC || why == EDQUOT || why == EFBIG;
}

err connection_failed(struct connection *cn, struct failure *failure, const char *doing)
{
    int why = errno;

    cn->failure = sqlite3_extended_errcode(cn->db);
    failure_cause(failure, "%s: %s (SQLite %d, errno %d)", doing, sqlite3_errmsg(cn->db), cn->failure, why);
    switch (cn->failure & 0xff) {
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return no_room(why) ? ERR_FULL : ERR_IO;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
        return ERR_IO;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_INTERRUPT:
        return ERR_TIMEOUT;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_CONSTRAINT: {
        bool taken = cn->failure == SQLITE_CONSTRAINT_UNIQUE || cn->failure == SQLITE_CONSTRAINT_PRIMARYKEY;
        return taken ? ERR_CONFLICT : ERR_INTERNAL;
    }
    default:
        return ERR_INTERNAL;
    }
}

err connection_script(struct connection *cn, struct failure *failure, const char *sql)
{
    return sqlite3_exec(cn->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : connection_failed(cn, failure, "script");
}

/*
 * In memory: temporary tables, pages that were read (mapped, since a commit elsewhere empties a connection's own cache). What is
 * deleted is overwritten with zeros.
 */
#define PRAGMAS                                                                                                      \
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;" \
    "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 2147418112; PRAGMA cache_size = -%lld;"                             \
    "PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON"

/* Some file systems have no shared memory, and without it there is no write-ahead log. */
static bool has_log(struct connection *cn)
{
    sqlite3_stmt *ask;
    bool has = sqlite3_prepare_v2(cn->db, "PRAGMA journal_mode", -1, &ask, NULL) == SQLITE_OK && sqlite3_step(ask) == SQLITE_ROW &&
               strcmp((const char *)sqlite3_column_text(ask, 0), "wal") == 0;

    sqlite3_finalize(ask);
    return has;
}

static err set_up(struct connection *cn, const struct settings *set, struct failure *failure)
{
    char *pragmas = sqlite3_mprintf(PRAGMAS, (long long)set->sqlite_cache / 1024);

    sqlite3_extended_result_codes(cn->db, 1);
    sqlite3_busy_timeout(cn->db, SQLITE_BUSY_MS);
    sqlite3_db_config(cn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(cn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    errno = 0;
    err e = connection_script(cn, failure, pragmas);
    sqlite3_free(pragmas);
    if (e == OK && !has_log(cn)) {
        failure_cause(failure, "SQLite cannot keep a write-ahead log there");
        e = ERR_IO;
    }
    cn->every = set->read_budget < STEPS_BETWEEN_LOOKS ? (int)set->read_budget : STEPS_BETWEEN_LOOKS;
    sqlite3_progress_handler(cn->db, cn->every, past_limit, cn);
    return e;
}

err connection_open(struct connection *cn, struct sqlite *q, struct failure *failure)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

    *cn = (struct connection){0};
    arena_init(&cn->arena, NULL, 0);
    int rc = sqlite3_open_v2(q->path, &cn->db, flags, SQLITE_FILES);
    if (!cn->db)
        memory_out(0);
    err e = rc == SQLITE_OK ? set_up(cn, q->store->world->settings, failure) : connection_failed(cn, failure, q->path);
    if (e != OK)
        connection_close(cn);
    return e;
}

void connection_close(struct connection *cn)
{
    if (!cn->db)
        return;
    for (struct prepared *p = cn->all, *next; p; p = next) {
        next = p->next;
        sqlite3_finalize(p->stmt);
        memory_free(p);
    }
    int rc = sqlite3_close(cn->db);
    assert(rc == SQLITE_OK);
    ptr_map_close(&cn->prepared);
    arena_close(&cn->arena);
    *cn = (struct connection){0};
}

static struct prepared *prepared_keep(struct connection *cn, sqlite3_stmt *stmt)
{
    struct prepared *p = memory_new(struct prepared);

    p->stmt = stmt;
    p->next = cn->all;
    cn->all = p;
    return p;
}

sqlite3_stmt *connection_keep(struct connection *cn, const char *sql)
{
    sqlite3_stmt *stmt;
    int rc = sqlite3_prepare_v3(cn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);

    assert(rc == SQLITE_OK);
    return prepared_keep(cn, stmt)->stmt;
}

int connection_step(sqlite3_stmt *stmt)
{
    errno = 0;
    sqlite3_step(stmt);
    return sqlite3_reset(stmt);
}

static err columns_of(struct connection *cn, struct failure *failure, const struct statement *st, sqlite3_stmt *stmt,
                      struct column_map *out)
{
    int n = sqlite3_column_count(stmt);
    const char **names = arena_array(&cn->arena, const char *, (size_t)n);

    for (int i = 0; i < n; i++)
        names[i] = sqlite3_column_name(stmt, i);
    return st->row ? columns_match(failure, st, names, n, &cn->arena, out) : OK;
}

/* One of a statement's forms; its place is what it is found by. */
static err prepared_make(struct connection *cn, struct failure *failure, const struct statement *st, const char *const *form,
                         struct prepared **out)
{
    struct column_map columns = {0};
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v3(cn->db, *form, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
        return connection_failed(cn, failure, st->name);
    assert(sqlite3_bind_parameter_count(stmt) == st->params);
    err e = columns_of(cn, failure, st, stmt, &columns);
    if (e != OK) {
        sqlite3_finalize(stmt);
        return e;
    }
    *out = prepared_keep(cn, stmt);
    (*out)->columns = columns;
    ptr_map_put(&cn->prepared, form, *out);
    return OK;
}

static err form_check(struct connection *cn, struct failure *failure, const struct statement *st, const char *form)
{
    struct arena_mark mark = arena_mark(&cn->arena);
    struct column_map columns;
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v3(cn->db, form, -1, 0, &stmt, NULL) != SQLITE_OK)
        return failure_with(failure, ERR_INTERNAL, "%s: %s.", st->name, sqlite3_errmsg(cn->db));
    err e = columns_of(cn, failure, st, stmt, &columns);
    if (e == OK && sqlite3_bind_parameter_count(stmt) != st->params)
        e = failure_with(failure, ERR_INTERNAL, "%s: it does not have %d parameters.", st->name, st->params);
    if (e == OK && !sqlite3_stmt_readonly(stmt) != st->writes)
        e = failure_with(failure, ERR_INTERNAL, "%s: it %s.", st->name, st->writes ? "changes nothing" : "reads, and changes something");
    sqlite3_finalize(stmt);
    arena_rewind(&cn->arena, mark);
    return e;
}

err connection_check(struct connection *cn, struct failure *failure, const struct statement *st)
{
    TRY(form_check(cn, failure, st, st->sql[ON_SQLITE]));
    return st->one ? form_check(cn, failure, st, st->one) : OK;
}

/* Each list of ids has one. */
static bool is_of_one(const struct statement *st, const struct value *values)
{
    for (int i = 0; i < st->params; i++)
        if (values[i].kind == K_IDS && (!values[i].s.v.n || memchr(values[i].s.v.p, ',', values[i].s.v.n)))
            return false;
    return true;
}

static const char *const *form_of(const struct statement *st, const struct value *values)
{
    return st->one && is_of_one(st, values) ? &st->one : &st->sql[ON_SQLITE];
}

static err run(struct connection *cn, struct failure *failure, struct arena *a, const struct statement *st,
               const struct value *values, void *out)
{
    const char *const *form = form_of(st, values);
    struct prepared *p = ptr_map_get(&cn->prepared, form);
    bool found = true;

    if (UNLIKELY(!p))
        TRY(prepared_make(cn, failure, st, form, &p));
    int rc = rows_bind(p->stmt, st, values);
    if (rc == SQLITE_OK)
        rc = rows_read(p->stmt, st, &p->columns, a, out, &found);
    err e = rc == SQLITE_OK ? OK : connection_failed(cn, failure, st->name);
    sqlite3_reset(p->stmt);
    return e == OK && !found ? ERR_NOT_FOUND : e;
}

err connection_run(struct connection *cn, struct failure *failure, struct arena *a, const struct statement *st, const struct value *values,
                   void *out)
{
    cn->failure = SQLITE_OK;
    errno = 0;
    err e = run(cn, failure, a, st, values, out);
    cn->steps = cn->until_ms = 0;    /* the limits are one run's, not those of a commit after it */
    return e;
}
