/* Values on their way into a statement, rows on their way out of it, into structs by their shapes. */
#include <string.h>
#include "ports/store/sqlite/sqlite.h"

enum { PAGE_FIRST = 16 };            /* rows that a page has room for at first */

static int bind_text(sqlite3_stmt *stmt, int at, str s)
{
    return sqlite3_bind_text64(stmt, at, s.p ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

/* Bound text stays the caller's: it lives until the statement is reset, and is bound again before the next run. */
static int bind(sqlite3_stmt *stmt, int at, const struct value *v)
{
    switch (v->kind) {
    case K_STR:
    case K_SECRET:
    case K_IDS:
    case K_STRS:
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

int rows_bind(sqlite3_stmt *stmt, const struct statement *st, const struct value *values)
{
    int rc = SQLITE_OK;

    for (int i = 0; i < st->params && rc == SQLITE_OK; i++)
        rc = bind(stmt, i + 1, &values[i]);
    return rc;
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

static void row_read(sqlite3_stmt *stmt, const struct column_map *columns, struct arena *a, char *row)
{
    for (int i = 0; i < columns->n; i++)
        column_read(stmt, i, columns->fields[i]->kind, a, row + columns->fields[i]->at);
}

static int read_one(sqlite3_stmt *stmt, const struct shape *of, const struct column_map *columns, struct arena *a, void *out, bool *found)
{
    int rc = sqlite3_step(stmt);

    memset(out, 0, of->size);
    *found = rc == SQLITE_ROW;
    if (*found)
        row_read(stmt, columns, a, out);
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

static int read_page(sqlite3_stmt *stmt, const struct shape *of, const struct column_map *columns, struct arena *a, struct page *out)
{
    size_t room = 0;
    int rc;

    *out = (struct page){0};
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (out->n == room)
            page_widen(out, &room, of->size, a);
        row_read(stmt, columns, a, (char *)out->at + out->n++ * of->size);
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

int rows_read(sqlite3_stmt *stmt, const struct statement *st, const struct column_map *columns, struct arena *a, void *out, bool *found)
{
    int rc;

    if (st->result == RESULT_ONE)
        rc = read_one(stmt, st->row, columns, a, out, found);
    else if (st->result == RESULT_PAGE)
        rc = read_page(stmt, st->row, columns, a, out);
    else
        rc = step_all(stmt);
    if (st->result == RESULT_COUNT)
        *(i64 *)out = sqlite3_changes64(sqlite3_db_handle(stmt));
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}
