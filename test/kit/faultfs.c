/*
 * A disk that fails on demand, for a program that is started with this library in
 * LD_PRELOAD. While the file that FAULTFS names exists, writes to regular files below
 * the folder FAULTFS_BELOW fail with its first word, an errno; its second word says
 * which calls: "write" (everything that needs space) or "sync".
 */
#undef _FILE_OFFSET_BITS        /* so that pwrite and pwrite64 are two names */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static bool below(int fd)
{
    const char *folder = getenv("FAULTFS_BELOW");
    char link[64], path[2048];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0 || !folder)
        return false;
    path[n] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* Should a call of this kind on this file fail now? Then errno is set. */
static bool fails(const char *kind, int fd)
{
    const char *order = getenv("FAULTFS");
    char name[16] = "", kinds[16] = "";
    int saved = errno;
    FILE *f = order ? fopen(order, "re") : NULL;

    if (f) {
        if (fscanf(f, "%15s %15s", name, kinds) != 2)
            kinds[0] = 0;
        fclose(f);
    }
    if (!f || strcmp(kind, kinds) != 0 || !below(fd)) {
        errno = saved;
        return false;
    }
    errno = strcmp(name, "ENOSPC") == 0 ? ENOSPC : EIO;
    return true;
}

#define WRAP(kind, result, name, types, fd, ...)         \
    result name types;                                   \
    result name types                                    \
    {                                                    \
        if (fails(kind, fd))                             \
            return (result)-1;                           \
        return REAL(name)(__VA_ARGS__);                  \
    }

WRAP("write", ssize_t, write, (int fd, const void *p, size_t n), fd, fd, p, n)
WRAP("write", ssize_t, writev, (int fd, const struct iovec *v, int n), fd, fd, v, n)
WRAP("write", ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), fd, fd, p, n, at)
WRAP("write", ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), fd, fd, p, n, at)
WRAP("write", int, ftruncate, (int fd, off_t n), fd, fd, n)
WRAP("write", int, ftruncate64, (int fd, off64_t n), fd, fd, n)
WRAP("write", int, fallocate, (int fd, int mode, off_t at, off_t n), fd, fd, mode, at, n)
WRAP("write", int, fallocate64, (int fd, int mode, off64_t at, off64_t n), fd, fd, mode, at, n)
WRAP("sync", int, fsync, (int fd), fd, fd)
WRAP("sync", int, fdatasync, (int fd), fd, fd)

/* These return the errno instead of setting it. */
int posix_fallocate(int fd, off_t at, off_t n)
{
    return fails("write", fd) ? errno : REAL(posix_fallocate)(fd, at, n);
}

int posix_fallocate64(int fd, off64_t at, off64_t n)
{
    return fails("write", fd) ? errno : REAL(posix_fallocate64)(fd, at, n);
}
