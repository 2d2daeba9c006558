/*
 * A clock that can be set while a program runs, which is started with this library in LD_PRELOAD: the time of day is
 * ahead of the machine's by the microseconds in the first eight octets of the file FAULTCLOCK. Other clocks are not
 * changed.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead_us;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void open_order(void)
{
    const char *path = getenv("FAULTCLOCK");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *there = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *ahead_us, PROT_READ, MAP_SHARED, fd, 0);

    real = (__typeof__(real))dlsym(RTLD_NEXT, "clock_gettime");
    ahead_us = there == MAP_FAILED ? NULL : there;
    if (fd >= 0)
        close(fd);
}

int clock_gettime(clockid_t which, struct timespec *t)
{
    if (!real)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(which, t);

    if (result || which != CLOCK_REALTIME || !ahead_us)
        return result;
    int64_t us = (int64_t)t->tv_sec * 1000000 + t->tv_nsec / 1000 + *ahead_us;
    t->tv_sec = us / 1000000;
    t->tv_nsec = us % 1000000 * 1000;
    return 0;
}
