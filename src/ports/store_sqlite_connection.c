/* One connection: how it is opened, its prepared statements, values on their way in, rows on their way out. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "ports/store_sqlite.h"
#include "runtime/settings.h"

enum {
    STEPS_BETWEEN_LOOKS = 1000,      /* about 20 microseconds */
    PAGE_FIRST = 16                  /* rows that a page has room for at first */
};

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

err connection_failed(struct connection *cn, struct story *story, const char *doing)
{
    int why = errno;

    cn->failure = sqlite3_extended_errcode(cn->db);
    story_cause(story, "%s: %s (SQLite %d, errno %d)", doing, sqlite3_errmsg(cn->db), cn->failure, why);
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

err connection_script(struct connection *cn, struct story *story, const char *sql)
{
    return sqlite3_exec(cn->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : connection_failed(cn, story, "a script");
}

static err set_up(struct connection *cn, const struct settings *set, struct story *story)
{
    const char *sql = sqlite3_mprintf("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
                                      "PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF;"
                                      "PRAGMA cache_size = -%lld; PRAGMA mmap_size = 268435456; PRAGMA journal_size_limit = 67108864",
                                      (long long)set->sqlite_cache / 1024);

    sqlite3_extended_result_codes(cn->db, 1);
    sqlite3_busy_timeout(cn->db, SQLITE_BUSY_MS);
    sqlite3_db_config(cn->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(cn->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    err e = connection_script(cn, story, sql);
    sqlite3_free((void *)sql);
    cn->every = set->read_budget < STEPS_BETWEEN_LOOKS ? (int)set->read_budget : STEPS_BETWEEN_LOOKS;
    sqlite3_progress_handler(cn->db, cn->every, past_limit, cn);
    return e;
}

err connection_open(struct connection *cn, struct sqlite *q, struct story *story)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

    *cn = (struct connection){0};
    arena_init(&cn->arena, NULL, 0);
    int rc = sqlite3_open_v2(q->path, &cn->db, flags, NULL);
    if (!cn->db)
        memory_out(0);
    err e = rc == SQLITE_OK ? set_up(cn, q->store->world->settings, story) : connection_failed(cn, story, q->path);
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

static struct prepared *keep(struct connection *cn, sqlite3_stmt *stmt)
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
    return keep(cn, stmt)->stmt;
}

int connection_step(sqlite3_stmt *stmt)
{
    errno = 0;
    sqlite3_step(stmt);
    return sqlite3_reset(stmt);
}

static err columns_of(struct connection *cn, struct story *story, const struct statement *st, sqlite3_stmt *stmt, struct column_map *out)
{
    int n = sqlite3_column_count(stmt);
    const char **names = arena_array(&cn->arena, const char *, (size_t)n);

    for (int i = 0; i < n; i++)
        names[i] = sqlite3_column_name(stmt, i);
    return st->row ? columns_match(story, st, names, n, &cn->arena, out) : OK;
}

static err prepare(struct connection *cn, struct story *story, const struct statement *st, unsigned flags, sqlite3_stmt **out)
{
    if (sqlite3_prepare_v3(cn->db, st->sql[ON_SQLITE], -1, flags, out, NULL) != SQLITE_OK)
        return connection_failed(cn, story, st->name);
    assert(sqlite3_bind_parameter_count(*out) == st->params);
    return OK;
}

static err prepared_make(struct connection *cn, struct story *story, const struct statement *st, struct prepared **out)
{
    struct column_map columns = {0};
    sqlite3_stmt *stmt;

    TRY(prepare(cn, story, st, SQLITE_PREPARE_PERSISTENT, &stmt));
    err e = columns_of(cn, story, st, stmt, &columns);
    if (e != OK) {
        sqlite3_finalize(stmt);
        return e;
    }
    *out = keep(cn, stmt);
    (*out)->columns = columns;
    ptr_map_put(&cn->prepared, st, *out);
    return OK;
}

err connection_check(struct connection *cn, struct story *story, const struct statement *st)
{
    struct arena_mark mark = arena_mark(&cn->arena);
    struct column_map columns;
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v3(cn->db, st->sql[ON_SQLITE], -1, 0, &stmt, NULL) != SQLITE_OK)
        return story_fail(story, ERR_INTERNAL, NULL, "%s: %s", st->name, sqlite3_errmsg(cn->db));
    err e = columns_of(cn, story, st, stmt, &columns);
    if (e == OK && sqlite3_bind_parameter_count(stmt) != st->params)
        e = story_fail(story, ERR_INTERNAL, NULL, "%s: it has not %d parameters", st->name, st->params);
    if (e == OK && !sqlite3_stmt_readonly(stmt) != st->writes)
        e = story_fail(story, ERR_INTERNAL, NULL, "%s: it %s", st->name, st->writes ? "changes nothing" : "reads, and changes something");
    sqlite3_finalize(stmt);
    arena_rewind(&cn->arena, mark);
    return e;
}

static int bind_text(sqlite3_stmt *stmt, int at, str s)
{
    return sqlite3_bind_text64(stmt, at, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

/* A text that is bound stays the caller's: it lives until the statement is reset, and is bound anew before it runs again. */
static int bind(sqlite3_stmt *stmt, int at, const struct value *v)
{
    switch (v->kind) {
    case K_STR:
    case K_SECRET:
        return bind_text(stmt, at, v->s.v);
    case K_MAYBE_STR:
        return v->s.is == GIVEN ? bind_text(stmt, at, v->s.v) : sqlite3_bind_null(stmt, at);
    case K_F64:
        return sqlite3_bind_double(stmt, at, v->f);
    case K_BOOL:
    case K_MAYBE_BOOL:
        return v->i.is == GIVEN ? sqlite3_bind_int(stmt, at, v->i.v != 0) : sqlite3_bind_null(stmt, at);
    default:
        return v->i.is == GIVEN ? sqlite3_bind_int64(stmt, at, v->i.v) : sqlite3_bind_null(stmt, at);
    }
}

static str column_text(sqlite3_stmt *stmt, int i, struct arena *a)
{
    const char *p = (const char *)sqlite3_column_text(stmt, i);

    return arena_copy(a, (str){ p, (size_t)sqlite3_column_bytes(stmt, i) });
}

static void column_read(sqlite3_stmt *stmt, int i, enum kind kind, struct arena *a, void *to)
{
    enum given is = sqlite3_column_type(stmt, i) == SQLITE_NULL ? NULLED : GIVEN;

    switch (kind) {
    case K_STR:
    case K_SECRET:
    case K_RAW:
        *(str *)to = column_text(stmt, i, a);
        break;
    case K_I64:
    case K_ID:
    case K_WHEN:
        *(i64 *)to = sqlite3_column_int64(stmt, i);
        break;
    case K_BOOL:
        *(bool *)to = sqlite3_column_int64(stmt, i) != 0;
        break;
    case K_F64:
        *(double *)to = sqlite3_column_double(stmt, i);
        break;
    case K_MAYBE_STR:
        *(maybe_str *)to = (maybe_str){ is, column_text(stmt, i, a) };
        break;
    case K_MAYBE_BOOL:
        *(maybe_bool *)to = (maybe_bool){ is, sqlite3_column_int64(stmt, i) != 0 };
        break;
    default:
        *(maybe_i64 *)to = (maybe_i64){ is, sqlite3_column_int64(stmt, i) };
    }
}

static void row_read(const struct prepared *p, struct arena *a, char *row)
{
    for (int i = 0; i < p->columns.n; i++)
        column_read(p->stmt, i, p->columns.fields[i]->kind, a, row + p->columns.fields[i]->at);
}

static int read_one(const struct prepared *p, const struct shape *of, struct arena *a, void *out, bool *found)
{
    int rc = sqlite3_step(p->stmt);

    memset(out, 0, of->size);
    *found = rc == SQLITE_ROW;
    if (*found)
        row_read(p, a, out);
    return rc;
}

static void page_widen(struct page *page, size_t *room, size_t size, struct arena *a)
{
    size_t more = *room ? *room * 2 : PAGE_FIRST;
    char *at = arena_zero_array(a, more, size, _Alignof(max_align_t));

    if (page->n)
        memcpy(at, page->at, page->n * size);
    page->at = at;
    *room = more;
}

static int read_page(const struct prepared *p, const struct shape *of, struct arena *a, struct page *out)
{
    size_t room = 0;
    int rc;

    *out = (struct page){0};
    while ((rc = sqlite3_step(p->stmt)) == SQLITE_ROW) {
        if (out->n == room)
            page_widen(out, &room, of->size, a);
        row_read(p, a, (char *)out->at + out->n++ * of->size);
    }
    return rc;
}

static int step_all(sqlite3_stmt *stmt)
{
    int rc;

    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        continue;
    return rc;
}

static err run(struct connection *cn, struct story *story, struct arena *a, const struct prepared *p, const struct statement *st, void *out)
{
    bool found = true;
    int rc;

    if (st->result == RESULT_ONE)
        rc = read_one(p, st->row, a, out, &found);
    else if (st->result == RESULT_PAGE)
        rc = read_page(p, st->row, a, out);
    else
        rc = step_all(p->stmt);
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        return connection_failed(cn, story, st->name);
    if (st->result == RESULT_COUNT)
        *(i64 *)out = sqlite3_changes64(cn->db);
    return found ? OK : ERR_NOT_FOUND;
}

err connection_run(struct connection *cn, struct story *story, struct arena *a, const struct statement *st, const struct value *values,
                   void *out)
{
    struct prepared *p = ptr_map_get(&cn->prepared, st);
    int rc = SQLITE_OK;

    cn->failure = SQLITE_OK;
    errno = 0;
    if (UNLIKELY(!p))
        TRY(prepared_make(cn, story, st, &p));
    for (int i = 0; i < st->params && rc == SQLITE_OK; i++)
        rc = bind(p->stmt, i + 1, &values[i]);
    err e = rc == SQLITE_OK ? run(cn, story, a, p, st, out) : connection_failed(cn, story, st->name);
    sqlite3_reset(p->stmt);
    cn->steps = cn->until_ms = 0;    /* the limits are one run's, not those of a commit after it */
    return e;
}
