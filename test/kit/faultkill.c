/*
 * A process that dies at a chosen step, for a program that is started with this library in
 * LD_PRELOAD. The file that FAULTKILL names begins with a number of 8 octets. Each call that
 * makes something durable, or a name come or go, counts it down twice: before and after. At 0
 * the process is killed, as by kill -9. A number below 1 kills nobody, but is counted down too.
 */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static _Atomic int64_t *left;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAULTKILL");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *at = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *left, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    left = at == MAP_FAILED ? NULL : at;
    if (fd >= 0)
        close(fd);
}

static void step(void)
{
    if (left && atomic_fetch_sub(left, 1) == 1)
        kill(getpid(), SIGKILL);
}

#define WRAP(name, types, ...)                           \
    int name types;                                      \
    int name types                                       \
    {                                                    \
        step();                                          \
        int result = REAL(name)(__VA_ARGS__);            \
        step();                                          \
        return result;                                   \
    }

WRAP(fsync, (int fd), fd)
WRAP(fdatasync, (int fd), fd)
WRAP(link, (const char *from, const char *to), from, to)
WRAP(linkat, (int a, const char *from, int b, const char *to, int how), a, from, b, to, how)
WRAP(rename, (const char *from, const char *to), from, to)
WRAP(renameat, (int a, const char *from, int b, const char *to), a, from, b, to)
WRAP(renameat2, (int a, const char *from, int b, const char *to, unsigned how), a, from, b, to, how)
WRAP(unlink, (const char *path), path)
WRAP(unlinkat, (int a, const char *path, int how), a, path, how)
