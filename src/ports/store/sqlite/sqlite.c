/* The adapter as a whole: the data folder, whose lock keeps other servers out, and its parts in the order they open and close. */
#include "ports/store/sqlite/sqlite.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/files.h"
#include "runtime/settings.h"

/* SQLite's own accounting of memory takes a lock at each allocation. It can only be turned off before the first use. */
static void library_set_up(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
    sqlite_log_set_up();
}

static err folder_refused(struct failure *failure, str folder, const char *doing)
{
    int why = errno;

    return failure_with(failure, err_of_errno(why) == ERR_FULL ? ERR_FULL : ERR_INVALID,
                        "data: the folder " STR_FMT " cannot be %s: %s.", STR_ARG(folder), doing, strerror(why));
}

static err folder_taken(struct failure *failure, str folder, int lock)
{
    char text[16] = "";
    ssize_t n = pread(lock, text, sizeof text - 1, 0);
    long pid = n > 0 ? strtol(text, NULL, 10) : 0;

    close(lock);
    if (pid <= 0)
        return failure_with(failure, ERR_CONFLICT, "the data folder " STR_FMT " is in use by another kith.", STR_ARG(folder));
    return failure_with(failure, ERR_CONFLICT, "the data folder " STR_FMT " is in use by another kith (pid %ld).", STR_ARG(folder), pid);
}

/* The kernel drops the lock with the process, however it ends. */
static err folder_lock(struct failure *failure, str folder, const char *path, int *out)
{
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (lock < 0)
        return folder_refused(failure, folder, "written");
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        return folder_taken(failure, folder, lock);
    /* If there is no room for the number, the message to a second server just lacks it. */
    bool noted = ftruncate(lock, 0) == 0 && dprintf(lock, "%ld\n", (long)getpid()) > 0;
    (void)noted;
    *out = lock;
    return OK;
}

/* SQLite would make a new file readable for all; its log and index take their mode from it. If this fails, opening it says why. */
static void file_make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
}

static err folder_without_store(struct failure *failure, str folder)
{
    if (errno != ENOENT)
        return folder_refused(failure, folder, "read");
    return failure_with(failure, ERR_INVALID, "data: there is no store in " STR_FMT "; \"serve\" and \"migrate\" make one.",
                        STR_ARG(folder));
}

static err folder_enter(struct sqlite *q, struct failure *failure, struct arena *a)
{
    str folder = q->store->world->settings->data;

    q->path = memory_copy(arena_format(a, STR_FMT "/kith.db", STR_ARG(folder))).p;
    if (!q->store->makes && access(q->path, F_OK) != 0)
        return folder_without_store(failure, folder);
    if (!folder_make(arena_cstr(a, folder)))
        return folder_refused(failure, folder, "made");
    file_make_private(q->path);
    if (q->store->visits)
        return OK;
    return folder_lock(failure, folder, arena_cstr(a, arena_format(a, STR_FMT "/kith.lock", STR_ARG(folder))), &q->lock);
}

static err writer_enter(struct sqlite *q, struct failure *failure)
{
    err e = sqlite_writer_open(q, failure, &q->writer);

    if (e == OK)
        return OK;
    return failure_with(failure, e, "data: the database %s cannot be opened%s.", q->path, e == ERR_FULL ? ": the disk is full" : "");
}

static void sqlite_close(struct store *s)
{
    struct sqlite *q = sqlite_of(s);

    sqlite_pool_close(&q->pool);
    sqlite_reads_close(q);
    sqlite_writer_close(&q->writer);
    sqlite_checkpointer_close(&q->checkpointer);     /* after the writer, which asks for checkpoints */
    memory_free(q->loops);
    memory_free((void *)q->path);
    if (q->lock >= 0)
        close(q->lock);
    memory_free(q);
}

static err sqlite_open(struct world *w, struct failure *failure, struct store *s)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct sqlite *q = memory_new(struct sqlite);
    struct arena a;

    (void)w;
    pthread_once(&once, library_set_up);
    arena_init(&a, NULL, 0);
    q->store = s;
    q->lock = -1;
    s->own = q;
    q->loops = memory_zero(SQLITE_LOOPS * sizeof(struct loop_reads *));
    q->pool = sqlite_pool_open(q);
    q->checkpointer = sqlite_checkpointer_open(q);
    err e = folder_enter(q, failure, &a);
    if (e == OK)
        e = writer_enter(q, failure);
    arena_close(&a);
    if (e != OK)
        sqlite_close(s);
    return e;
}

/* Snapshots that may have begun before that are not read any more. */
static void sqlite_others_wrote(struct store *s)
{
    atomic_fetch_add(&sqlite_of(s)->commits, 1);
}

static u64 sqlite_commits(struct store *s)
{
    return atomic_load(&sqlite_of(s)->commits) + 1;
}

const struct store_adapter sqlite_adapter = {
    .name = "sqlite",
    .dialect = ON_SQLITE,
    .open = sqlite_open,
    .close = sqlite_close,
    .read = sqlite_read,
    .transact = sqlite_transact,
    .run = sqlite_run,
    .script = sqlite_script,
    .row_made = sqlite_row_made,
    .others_wrote = sqlite_others_wrote,
    .commits = sqlite_commits,
    .check = sqlite_check,
};
