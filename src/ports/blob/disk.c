/*
 * Blobs on the disk of this machine. A blob is a file below DATA/blobs, in one of
 * 65,536 folders by the hash of its key; the key's slashes become '+', so that no key
 * is the folder of another. It is written under a name of its own in DATA/blobs/new,
 * synced, and only then renamed, so that a reader finds all of it or nothing; what a
 * killed process left half written is removed at a start an hour later or more. Every
 * touch of the disk is on the task pool.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "ports/blob/disk.h"
#include "ports/files.h"
#include "runtime/settings.h"
#include "runtime/tasks.h"

enum { LEFT_OVER_S = 3600 };

struct disk { struct blob blob; str folder; };

static str folder_of(struct blob *b) { return CONTAINER(b, struct disk, blob)->folder; }

struct blob_reader { int fd; };

struct blob_writer {
    struct task give_up;
    struct tasks *tasks;
    str target, fresh;               /* paths, with their NUL */
    int fd;
    bool finished;
};

/* One errand to the disk: a task's input and its result. */
struct errand {
    struct blob_writer *writer;
    struct blob_reader *reader;
    struct arena *arena;             /* of the fiber that waits */
    const char *path;
    str text;
    i64 from, most;
    struct blob_facts facts;
    err result;
    int why;                         /* errno */
};

static const char *key_path(ctx *c, str key)
{
    u64 hash = str_hash(key);
    str folder = folder_of(c->world->blob);
    str name = arena_copy(&c->arena, key);

    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/')
            ((char *)name.p)[i] = '+';
    return arena_format(&c->arena, STR_FMT "/%02x/%02x/" STR_FMT "%c", STR_ARG(folder), (unsigned)(hash >> 56),
                        (unsigned)(hash >> 48 & 0xff), STR_ARG(name), '\0').p;
}

static void errand_failed(struct errand *e)
{
    e->why = errno;
    e->result = err_of_errno(errno);
}

static err errand_run(ctx *c, struct errand *e, void (*work)(void *))
{
    TRY(ctx_task(c, TASK_QUICK, work, e));
    if (e->result != OK && e->result != ERR_NOT_FOUND)
        failure_cause(&c->failure, "%s: %s", e->path, strerror(e->why));
    return e->result;
}

static void begin_work(void *arg)
{
    struct errand *e = arg;

    e->writer->fd = open(e->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (e->writer->fd < 0)
        errand_failed(e);
}

static void writer_free(struct blob_writer *w)
{
    memory_free((void *)w->target.p);
    memory_free((void *)w->fresh.p);
    memory_free(w);
}

static void give_up_work(struct task *t)
{
    struct blob_writer *w = CONTAINER(t, struct blob_writer, give_up);

    if (w->fd >= 0) {
        close(w->fd);
        unlink(w->fresh.p);
    }
    writer_free(w);
}

/* Unlinking a large file blocks, so it goes to the pool too, if there is room. */
static void writer_end(void *arg)
{
    struct blob_writer *w = arg;

    w->give_up.work = give_up_work;
    if (w->finished || w->fd < 0 || !tasks_put(w->tasks, TASK_QUICK, &w->give_up))
        give_up_work(&w->give_up);
}

static err disk_begin(ctx *c, str key, struct blob_writer **out)
{
    const char *path = key_path(c, key);
    str folder = folder_of(c->world->blob);
    u64 draw[2];

    random_bytes(draw, sizeof draw);
    const char *fresh = arena_format(&c->arena, STR_FMT "/new/%016llx%016llx%c", STR_ARG(folder),
                                     (unsigned long long)draw[0], (unsigned long long)draw[1], '\0').p;
    struct blob_writer *w = memory_new(struct blob_writer);
    *w = (struct blob_writer){ .tasks = c->world->tasks, .fd = -1, .target = memory_copy((str){ path, strlen(path) + 1 }),
                               .fresh = memory_copy((str){ fresh, strlen(fresh) + 1 }) };
    ctx_defer(c, writer_end, w);
    struct errand e = { .writer = w, .path = w->fresh.p };
    TRY(errand_run(c, &e, begin_work));
    *out = w;
    return OK;
}

static void write_work(void *arg)
{
    struct errand *e = arg;

    if (!file_write_all(e->writer->fd, e->text))
        errand_failed(e);
}

static err disk_write(ctx *c, struct blob_writer *w, str part)
{
    struct errand e = { .writer = w, .path = w->fresh.p, .text = part };

    assert(w->fd >= 0 && !w->finished);
    return errand_run(c, &e, write_work);
}

/* `path` without its last part, in place. */
static char *path_up(char *path)
{
    *strrchr(path, '/') = '\0';
    return path;
}

/*
 * Makes the folder, renames, and syncs what leads to the file from the blobs' own folder: all of it
 * each time, since another thread may have made a folder and not synced it yet.
 */
static bool file_publish(const char *fresh, const char *target)
{
    str copy = memory_copy((str){ target, strlen(target) + 1 });
    char *folder = path_up((char *)copy.p);
    bool good = folder_make(folder) && rename(fresh, target) == 0 && folder_sync(folder) && folder_sync(path_up(folder))
                && folder_sync(path_up(folder));
    int why = errno;

    memory_free(folder);
    errno = why;
    return good;
}

static void finish_work(void *arg)
{
    struct errand *e = arg;
    struct blob_writer *w = e->writer;

    if (fsync(w->fd) != 0 || !file_publish(w->fresh.p, w->target.p)) {
        errand_failed(e);
        return;
    }
    close(w->fd);
    w->fd = -1;
}

static err disk_finish(ctx *c, struct blob_writer *w)
{
    struct errand e = { .writer = w, .path = w->target.p };

    assert(w->fd >= 0 && !w->finished);
    TRY(errand_run(c, &e, finish_work));
    w->finished = true;
    return OK;
}

static struct blob_facts facts_of(const struct stat *facts)
{
    return (struct blob_facts){ facts->st_size, { (i64)facts->st_mtim.tv_sec * 1000 + facts->st_mtim.tv_nsec / 1000000 } };
}

/* Reads into the arena of the fiber, which waits and so does not use it. */
static void read_open(struct errand *e, int fd)
{
    struct stat facts;

    if (fstat(fd, &facts) != 0) {
        errand_failed(e);
        return;
    }
    i64 left = facts.st_size > e->from ? facts.st_size - e->from : 0;
    size_t n = (size_t)(left < e->most ? left : e->most), at = 0;
    char *p = arena_alloc(e->arena, n + 1, 1);
    while (at < n) {
        ssize_t got = pread(fd, p + at, n - at, e->from + (i64)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            errand_failed(e);
        if (got <= 0)
            break;
        at += (size_t)got;
    }
    e->text = (str){ p, at };
}

/* ---- held ---- */

static void reader_end(void *arg)
{
    const struct blob_reader *r = arg;

    if (r->fd >= 0)
        close(r->fd);
}

static void hold_work(void *arg)
{
    struct errand *e = arg;
    struct stat facts;

    e->reader->fd = open(e->path, O_RDONLY | O_CLOEXEC);
    if (e->reader->fd < 0 || fstat(e->reader->fd, &facts) != 0)
        errand_failed(e);
    else
        e->facts = facts_of(&facts);
}

static err disk_hold(ctx *c, str key, struct blob_reader **out, struct blob_facts *facts)
{
    struct blob_reader *r = arena_new(&c->arena, struct blob_reader);
    struct errand e = { .reader = r };

    r->fd = -1;
    ctx_defer(c, reader_end, r);
    e.path = key_path(c, key);
    TRY(errand_run(c, &e, hold_work));
    *facts = e.facts;
    *out = r;
    return OK;
}

static void read_work(void *arg)
{
    struct errand *e = arg;

    read_open(e, e->reader->fd);
}

static err disk_read(ctx *c, struct blob_reader *r, i64 from, i64 most, str *out)
{
    struct errand e = { .arena = &c->arena, .reader = r, .path = "a blob that is held", .from = from, .most = most };

    assert(from >= 0 && most >= 0);
    TRY(errand_run(c, &e, read_work));
    *out = e.text;
    return OK;
}

/* ---- the end ---- */

/* Syncs the folder too: a dropped blob must not be back after a power cut. */
static void drop_work(void *arg)
{
    struct errand *e = arg;

    if (unlink(e->path) != 0) {
        if (errno != ENOENT)
            errand_failed(e);
        return;
    }
    str copy = memory_copy((str){ e->path, strlen(e->path) + 1 });
    if (!folder_sync(path_up((char *)copy.p)))
        errand_failed(e);
    memory_free((void *)copy.p);
}

static err disk_drop(ctx *c, str key)
{
    struct errand e = { .path = key_path(c, key) };

    return errand_run(c, &e, drop_work);
}

/* Nobody has written to it for so long that nobody will. A younger file may belong to another running process. */
static bool left_over(int folder, const char *name)
{
    struct stat facts;

    return name[0] != '.' && fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && time(NULL) - facts.st_mtime > LEFT_OVER_S;
}

/* What a killed process left half written. */
static void leftovers_remove(const char *folder)
{
    DIR *d = opendir(folder);

    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));)
        if (left_over(dirfd(d), e->d_name))
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

static void disk_close(struct blob *b)
{
    struct disk *d = CONTAINER(b, struct disk, blob);

    memory_free((void *)d->folder.p);
    memory_free(d);
}

static const struct blob_adapter disk_adapter = {
    .name = "disk",
    .begin = disk_begin,
    .write = disk_write,
    .finish = disk_finish,
    .drop = disk_drop,
    .hold = disk_hold,
    .read = disk_read,
    .close = disk_close,
};

err blob_disk_open(struct world *w, struct failure *failure, struct blob **out)
{
    const char *fresh = arena_format(failure->arena, STR_FMT "/blobs/new%c", STR_ARG(w->settings->data), '\0').p;

    if (!folder_make(fresh))
        return failure_with(failure, err_of_errno(errno) == ERR_FULL ? ERR_FULL : ERR_IO, "cannot make the folder %s: %s.",
                            fresh, strerror(errno));
    leftovers_remove(fresh);
    struct disk *d = memory_new(struct disk);
    *d = (struct disk){ { &disk_adapter }, memory_copy(str_to(str_of(fresh), strlen(fresh) - strlen("/new"))) };
    *out = &d->blob;
    return OK;
}
