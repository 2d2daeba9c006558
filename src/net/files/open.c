/*
 * Opening a file below a folder. The kernel resolves the names (openat2, beneath the
 * folder and through no symbolic link), so nobody can change the way between a check
 * and its use. On the loop it is asked for what it can answer from its caches alone;
 * if it would have to read the disk, it is asked again on the task pool.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "base/str.h"
#include "net/files/own.h"

enum { FLAGS = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };       /* not blocking: a FIFO would */

err folder_open(struct failure *failure, str path, int *folder)
{
    *folder = open(arena_cstr(failure->arena, path), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0)
        return failure_with(failure, ERR_INVALID, STR_FMT ": %s.", STR_ARG(path), strerror(errno));
    return OK;
}

static int folder_step(int from, const char *name, int flags)
{
    int next = openat(from, name, flags | O_NOFOLLOW | O_CLOEXEC), why = errno;

    close(from);
    errno = why;
    return next;
}

int file_walk(int folder, const char *names)
{
    int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);

    for (bool first = true; at >= 0; first = false) {
        size_t n = strcspn(names, "/");
        char name[256];
        if (!n || n >= sizeof name || name_hidden((str){ names, n }, first)) {
            close(at);
            errno = ENOENT;
            return -1;
        }
        memcpy(name, names, n);
        name[n] = '\0';
        names += n;
        if (!*names)
            return folder_step(at, name, FLAGS);
        names++;
        at = folder_step(at, name, O_PATH | O_DIRECTORY);
    }
    return -1;
}

static int open_beneath(int folder, const char *names, u64 also)
{
    struct open_how how = { .flags = FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | also };

    return (int)syscall(SYS_openat2, folder, names, &how, sizeof how);
}

struct opening { int folder; const char *names; int fd, why; };

/* Blocks. Kernels before 5.6 do not know openat2, and some sandboxes forbid it. */
static void open_blocking(void *arg)
{
    struct opening *o = arg;

    o->fd = open_beneath(o->folder, o->names, 0);
    if (o->fd < 0 && (errno == ENOSYS || errno == EPERM))
        o->fd = file_walk(o->folder, o->names);
    o->why = errno;
}

/* A name that does not exist and one that may not be opened get the same answer: strangers see no difference. */
static err refusal_of(ctx *c, int why)
{
    switch (why) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return fail_with(c, ERR_BUSY, "Too many files are open.");
    case EIO:
        return fail_with(c, ERR_IO, "The file cannot be read.");
    default:
        return fail_with(c, ERR_NO_ROUTE, "There is nothing at this address.");
    }
}

err file_open(ctx *c, int folder, str names, struct file *f, bool *is_folder)
{
    struct opening o = { .folder = folder, .names = arena_cstr(&c->arena, names) };

    *is_folder = false;
    o.fd = open_beneath(folder, o.names, RESOLVE_CACHED);
    o.why = errno;
    if (o.fd < 0 && (o.why == EAGAIN || o.why == EINVAL || o.why == ENOSYS || o.why == EPERM))
        TRY(ctx_task(c, TASK_QUICK, open_blocking, &o));
    if (o.fd < 0)
        return refusal_of(c, o.why);
    *f = (struct file){ .fd = o.fd };
    bool known = fstat(o.fd, &f->facts) == 0;
    f->size = f->facts.st_size;
    if (known && S_ISREG(f->facts.st_mode))
        return OK;
    *is_folder = known && S_ISDIR(f->facts.st_mode);
    close(o.fd);
    return refusal_of(c, ENOENT);
}
