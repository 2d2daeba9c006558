/* What a decoder that a file has taken over may still ask of the kernel: something of itself, and of no other process. */
#include "walls.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kit/test.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { WALLS = false };              /* a sanitizer needs what they refuse */
#else
enum { WALLS = true };
#endif

static bool refused(long answer) { return answer == -1 && errno == EPERM; }

/* A limit whose address has a low word of 0, as that of no limit. */
static struct rlimit *limit_at_zero(void)
{
    return mmap((void *)(uintptr_t)0x700000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
}

static int line_of_what_was_not_so(const struct maker_ask *ask, const int *fds)
{
    pid_t server = getppid();
    struct rlimit *none = limit_at_zero(), now;
    cpu_set_t all;
    int ends[2];

    if (none == MAP_FAILED || pipe(ends) != 0 || sched_getaffinity(0, sizeof all, &all) != 0 || !walls_raise(ask, fds))
        return __LINE__;
    if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &now) != 0 || now.rlim_cur != 64)
        return __LINE__;
    if (!refused(syscall(SYS_prlimit64, server, RLIMIT_CORE, none, NULL)))
        return __LINE__;
    if (!refused(syscall(SYS_prlimit64, server, RLIMIT_CORE, &now, NULL)))
        return __LINE__;
    if (!refused(syscall(SYS_prlimit64, server, RLIMIT_CORE, NULL, &now)))
        return __LINE__;
    if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || fcntl(ends[0], F_GETFL) < 0)
        return __LINE__;
    if (!refused(fcntl(ends[0], F_SETOWN, server)) || !refused(fcntl(ends[0], F_SETSIG, SIGKILL)))
        return __LINE__;
    if (!refused(fcntl(ends[0], F_SETOWN_EX, &(struct f_owner_ex){ F_OWNER_PID, server })))
        return __LINE__;
    if (!refused(syscall(SYS_setpriority, PRIO_PROCESS, server, 19)) || !refused(syscall(SYS_sched_setaffinity, server, sizeof all, &all)))
        return __LINE__;
    return refused(kill(server, 0)) ? 0 : __LINE__;
}

/* As ffmpeg would be, if a film had taken it over. */
static int line_of_what_was_started(const struct maker_ask *ask, const int *fds)
{
    if (!walls_raise(ask, fds) || !walls_close(getppid(), 10))
        return __LINE__;
    if (!refused(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL)))
        return __LINE__;
#if defined __x86_64__
    if (!refused(syscall(SYS_fork)))
        return __LINE__;
#endif
    if (!refused(syscall(SYS_prctl, PR_SET_PDEATHSIG, 0)))
        return __LINE__;
    return syscall(SYS_clone3, NULL, 0) == -1 && errno == ENOSYS ? 0 : __LINE__;
}

static void expect_alone(enum maker_format format, int (*line_of)(const struct maker_ask *, const int *))
{
    struct maker_ask ask = { .format = format, .size = 1000, .pixels = 1000, .side = 100, .memory = 512 << 20, .cpu_s = 20,
                             .ffmpeg = "/none" };
    int fds[MAKER_DESCRIPTORS], status = -1;

    for (int i = 0; i < MAKER_DESCRIPTORS; i++)
        expect((fds[i] = memfd_create("file", MFD_CLOEXEC)) >= 0);
    pid_t pid = fork();
    expect(pid >= 0);
    if (!pid)
        _exit(line_of(&ask, fds));
    expect_eq(waitpid(pid, &status, 0), pid);
    expect_eq(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
}

TEST(a_decoder_touches_no_process_but_its_own)
{
    if (!WALLS)
        return;
    expect_alone(MAKER_PNG, line_of_what_was_not_so);
    expect_alone(MAKER_MP4, line_of_what_was_not_so);
}

TEST(ffmpeg_starts_no_process)
{
    if (WALLS)
        expect_alone(MAKER_MP4, line_of_what_was_started);
}
