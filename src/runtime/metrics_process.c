/* What Prometheus calls the process collector: memory, files, processor time, as the kernel counts them. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "runtime/metrics_own.h"

static double seconds_of(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The n-th number (from 0) of /proc/self/statm: pages. */
static i64 pages(int n)
{
    FILE *f = fopen("/proc/self/statm", "re");
    long long v = 0;

    if (!f)
        return 0;
    for (int i = 0; i <= n; i++)
        if (fscanf(f, "%lld", &v) != 1)
            v = 0;
    fclose(f);
    return v;
}

/* Field 22 of proc(5)'s stat: ticks from boot to the start. The name before it may hold spaces and parentheses. */
static double started_after_boot(void)
{
    FILE *f = fopen("/proc/self/stat", "re");
    char line[1024];
    unsigned long long ticks = 0;

    if (!f)
        return 0;
    size_t n = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[n] = '\0';
    char *at = strrchr(line, ')');
    if (!at || sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ticks) != 1)
        return 0;
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static i64 open_files(void)
{
    DIR *d = opendir("/proc/self/fd");
    i64 n = -1;                      /* the folder itself */

    if (!d)
        return 0;
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void gauge(struct buf *b, const char *kind, const char *name, const char *help, double value)
{
    buf_format(b, "# HELP %s %s\n# TYPE %s %s\n%s %.*f\n", name, help, name, kind, name, value == (double)(i64)value ? 0 : 3, value);
}

void process_print(struct buf *b)
{
    double page = (double)sysconf(_SC_PAGESIZE);
    struct rlimit files = {0};

    getrlimit(RLIMIT_NOFILE, &files);
    gauge(b, "counter", "process_cpu_seconds_total", "Processor time used, in seconds", seconds_of(CLOCK_PROCESS_CPUTIME_ID));
    gauge(b, "gauge", "process_resident_memory_bytes", "Resident memory", (double)pages(1) * page);
    gauge(b, "gauge", "process_virtual_memory_bytes", "Virtual memory", (double)pages(0) * page);
    gauge(b, "gauge", "process_open_fds", "Open file descriptors", (double)open_files());
    gauge(b, "gauge", "process_max_fds", "Most file descriptors that may be open", (double)files.rlim_cur);
    gauge(b, "gauge", "process_start_time_seconds", "When the process started, since 1970",
          seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME) + started_after_boot());
}
