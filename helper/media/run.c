#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "walls.h"

enum { NOT_STARTED = 127, PART = 64 << 10 };

static i64 cpu_used_s(void)
{
    struct rusage u;

    if (getrusage(RUSAGE_CHILDREN, &u) != 0)
        return 0;
    return (i64)u.ru_utime.tv_sec + u.ru_stime.tv_sec;
}

_Noreturn static void become(const struct runner *r, pid_t parent, int output)
{
    char *none[] = { (char *)"LC_ALL=C", NULL };

    for (size_t i = 0; i < r->kept_count; i++)
        fcntl(r->kept[i], F_SETFD, 0);
    if (walls_close(parent, r->cpu_s - cpu_used_s()) && dup2(output, STDOUT_FILENO) == STDOUT_FILENO)
        execve(r->program, (char *const *)r->arguments, none);
    _exit(NOT_STARTED);
}

static void output_take(const struct runner *r, int fd)
{
    static u8 part[PART];
    ssize_t n;

    while ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0 && r->take)
            r->take(r->arg, part, (size_t)n);
}

enum ran run(const struct runner *r)
{
    int ends[2], status = 0;

    if (r->cpu_s - cpu_used_s() <= 0 || pipe2(ends, O_CLOEXEC) != 0)
        return RAN_BADLY;
    pid_t self = getpid(), pid = fork();
    if (pid == 0)
        become(r, self, ends[1]);
    close(ends[1]);
    output_take(r, ends[0]);
    close(ends[0]);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (pid < 0 || !WIFEXITED(status))
        return RAN_BADLY;
    return WEXITSTATUS(status) == 0 ? RAN_WELL : WEXITSTATUS(status) == NOT_STARTED ? RAN_NOT : RAN_BADLY;
}
