/*
 * The write-ahead log's file, as SQLite sees it. SQLite writes each page of a commit in two calls, its header and the page; a group of
 * many transactions has hundreds of pages. Here they gather, and leave in one call when the log is synced: before that nobody reads
 * them, since the log's index names them only after the sync of their commit. Whatever else is asked of the file, and a write
 * somewhere else, lets go first what has gathered.
 *
 * Everything but the log is SQLite's own business.
 */
#include <string.h>
#include "base/memory.h"
#include "ports/store/sqlite/sqlite.h"

enum { GATHERED_MOST = 120 * 1024 };    /* SQLite writes at most 128 KiB - 1 at once */

struct log_file {
    sqlite3_file base;
    char *octets;                    /* GATHERED_MOST; NULL until the first write: only the writer's connection has it */
    int n;
    sqlite3_int64 at;                /* where they belong */
    char file[];                     /* SQLite's own */
};

static struct log_file *log_of(sqlite3_file *f) { return (struct log_file *)f; }
static sqlite3_file *file_of(sqlite3_file *f) { return (sqlite3_file *)log_of(f)->file; }

/* What cannot be written is of a commit that fails with it. */
static int let_go(sqlite3_file *f)
{
    struct log_file *l = log_of(f);
    int n = l->n;

    l->n = 0;
    return n ? file_of(f)->pMethods->xWrite(file_of(f), l->octets, n, l->at) : SQLITE_OK;
}

static int log_close(sqlite3_file *f)
{
    int kept = let_go(f), closed = file_of(f)->pMethods->xClose(file_of(f));

    memory_free(log_of(f)->octets);
    log_of(f)->octets = NULL;
    return kept == SQLITE_OK ? closed : kept;
}

static int log_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    int rc = let_go(f);

    return rc == SQLITE_OK ? file_of(f)->pMethods->xRead(file_of(f), to, n, at) : rc;
}

static int log_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    struct log_file *l = log_of(f);
    int rc = at == l->at + l->n && n <= GATHERED_MOST - l->n ? SQLITE_OK : let_go(f);

    if (rc != SQLITE_OK || n > GATHERED_MOST)
        return rc != SQLITE_OK ? rc : file_of(f)->pMethods->xWrite(file_of(f), from, n, at);
    if (!l->octets)
        l->octets = memory_alloc(GATHERED_MOST);
    if (!l->n)
        l->at = at;
    memcpy(l->octets + l->n, from, (size_t)n);
    l->n += n;
    return SQLITE_OK;
}

static int log_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int rc = let_go(f);

    return rc == SQLITE_OK ? file_of(f)->pMethods->xTruncate(file_of(f), size) : rc;
}

static int log_sync(sqlite3_file *f, int flags)
{
    int rc = let_go(f);

    return rc == SQLITE_OK ? file_of(f)->pMethods->xSync(file_of(f), flags) : rc;
}

static int log_size(sqlite3_file *f, sqlite3_int64 *out)
{
    int rc = let_go(f);

    return rc == SQLITE_OK ? file_of(f)->pMethods->xFileSize(file_of(f), out) : rc;
}

static int log_lock(sqlite3_file *f, int how) { return file_of(f)->pMethods->xLock(file_of(f), how); }
static int log_unlock(sqlite3_file *f, int how) { return file_of(f)->pMethods->xUnlock(file_of(f), how); }
static int log_reserved(sqlite3_file *f, int *out) { return file_of(f)->pMethods->xCheckReservedLock(file_of(f), out); }
static int log_control(sqlite3_file *f, int op, void *arg) { return file_of(f)->pMethods->xFileControl(file_of(f), op, arg); }
static int log_sector(sqlite3_file *f) { return file_of(f)->pMethods->xSectorSize(file_of(f)); }
static int log_traits(sqlite3_file *f) { return file_of(f)->pMethods->xDeviceCharacteristics(file_of(f)); }

static const sqlite3_io_methods log_methods = {
    .iVersion = 1, .xClose = log_close, .xRead = log_read, .xWrite = log_write, .xTruncate = log_truncate, .xSync = log_sync,
    .xFileSize = log_size, .xLock = log_lock, .xUnlock = log_unlock, .xCheckReservedLock = log_reserved, .xFileControl = log_control,
    .xSectorSize = log_sector, .xDeviceCharacteristics = log_traits,
};

static int any_open(sqlite3_vfs *own, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);

    (void)own;
    if (!(flags & SQLITE_OPEN_WAL))
        return usual->xOpen(usual, name, f, flags, out);
    memset(f, 0, sizeof(struct log_file));
    int rc = usual->xOpen(usual, name, file_of(f), flags, out);
    f->pMethods = file_of(f)->pMethods ? &log_methods : NULL;
    return rc;
}

/* All else is the usual one's. */
void sqlite_log_set_up(void)
{
    static sqlite3_vfs own;

    own = *sqlite3_vfs_find(NULL);
    own.zName = SQLITE_FILES;
    own.szOsFile += (int)sizeof(struct log_file);
    own.xOpen = any_open;
    own.pNext = NULL;
    sqlite3_vfs_register(&own, 0);
}
