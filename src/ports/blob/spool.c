/*
 * Files that are being written: in DATA/blobs/new, without a name, so that the kernel
 * removes them with the process that has them open. A few have a name for a moment, while
 * they replace a blob, or where the file system knows no nameless ones; their writers hold
 * a lock, and what nobody holds is removed at a start.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "ports/blob/own.h"
#include "ports/files.h"
#include "runtime/settings.h"
#include "runtime/tasks.h"

str spool_folder(struct arena *a, const struct settings *s)
{
    str path = arena_format(a, STR_FMT "/blobs/new%c", STR_ARG(s->data), '\0');

    return str_to(path, path.n - 1);
}

/* Where O_TMPFILE is unknown: one that loses its name at once. */
static int file_named_once(const char *folder)
{
    int in = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = -1;
    char name[24];
    u64 draw;

    random_bytes(&draw, sizeof draw);
    snprintf(name, sizeof name, "once%016llx", (unsigned long long)draw);
    if (in >= 0)
        fd = openat(in, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int why = errno;
    if (fd >= 0)
        unlinkat(in, name, 0);
    if (in >= 0)
        close(in);
    errno = why;
    return fd;
}

int spool_file(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    return fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL) ? file_named_once(folder) : fd;
}

/* ---- the end of one ---- */

struct ending { struct task task; struct tasks *tasks; int fd; };

static void ending_work(struct task *t)
{
    struct ending *e = CONTAINER(t, struct ending, task);

    close(e->fd);
    memory_free(e);
}

/* Only what has lost its name is removed from the disk with it. */
static bool is_quick(int fd)
{
    struct stat facts;

    return fstat(fd, &facts) == 0 && facts.st_nlink > 0;
}

static void ending_begin(void *arg)
{
    struct ending *e = arg;

    if (is_quick(e->fd) || !tasks_put(e->tasks, TASK_QUICK, &e->task))
        ending_work(&e->task);
}

void spool_close_later(ctx *c, int fd)
{
    struct ending *e = memory_new(struct ending);

    *e = (struct ending){ { .work = ending_work }, c->world->tasks, fd };
    ctx_defer(c, ending_begin, e);
}

/* ---- the start ---- */

/* Nobody has it open to write. */
static bool left_over(int folder, const char *name)
{
    int fd = name[0] == '.' ? -1 : openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool free = flock(fd, LOCK_EX | LOCK_NB) == 0;
    close(fd);
    return free;
}

static void leftovers_remove(const char *path)
{
    DIR *d = opendir(path);

    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));)
        if (left_over(dirfd(d), e->d_name))
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

err spool_open(struct world *w, struct failure *failure)
{
    const char *folder = spool_folder(failure->arena, w->settings).p;

    if (!folder_make(folder))
        return failure_with(failure, err_of_errno(errno) == ERR_FULL ? ERR_FULL : ERR_IO, "cannot make the folder %s: %s.",
                            folder, strerror(errno));
    leftovers_remove(folder);
    return OK;
}
