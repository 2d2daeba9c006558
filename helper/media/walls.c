#include "walls.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NICENESS = 10, FILES_MOST = 64, EXTRA_FILE = 64 << 20 };

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SANITIZED = true };           /* a sanitizer needs what seccomp refuses, and terabytes of addresses */
#else
enum { SANITIZED = false };
#endif

/* ---- of the helper ---- */

void walls_begin(void)
{
    static const int deaf_to[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2 };

    /* A stop of the server is told to all of its group, and a media that is half made then would be called broken. */
    for (size_t i = 0; i < COUNT(deaf_to); i++)
        signal(deaf_to[i], SIG_IGN);
    close_range(MAKER_SOCKET + 1, ~0u, 0);
    (void)setpriority(PRIO_PROCESS, 0, NICENESS);
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!write(fd, "800", 3);              /* rather it than the server */
        close(fd);
    }
}

/* ---- limits ---- */

static bool limit(int which, i64 most)
{
    struct rlimit l = { (rlim_t)most, (rlim_t)most };

    return setrlimit(which, &l) == 0;
}

enum { LIBRARIES_OF_FFMPEG = 1 << 30 };

static i64 mapped_now(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (!f || fscanf(f, "%ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return (i64)pages * sysconf(_SC_PAGESIZE);
}

/* What is written counts (RLIMIT_DATA); libraries only take addresses, so these get more (RLIMIT_AS). */
static bool memory_limit(const struct maker_ask *ask)
{
    if (SANITIZED)
        return true;
    i64 mapped = maker_is_picture(ask->format) ? mapped_now() : LIBRARIES_OF_FFMPEG;

    return limit(RLIMIT_DATA, ask->memory) && limit(RLIMIT_AS, ask->memory + mapped);
}

static bool limits_set(const struct maker_ask *ask)
{
    return memory_limit(ask) && limit(RLIMIT_CPU, ask->cpu_s) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, FILES_MOST) &&
           limit(RLIMIT_FSIZE, 2 * ask->size + EXTRA_FILE + 4 * ask->side * ask->side) && limit(RLIMIT_MEMLOCK, 0) &&
           limit(RLIMIT_MSGQUEUE, 0);
}

/* ---- Landlock: no file may be opened, but those that ffmpeg needs ---- */

enum { ABI_REFER = 2, ABI_TRUNCATE = 3 };

static const u64 file_read = LANDLOCK_ACCESS_FS_READ_FILE, program_run = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE,
                 folder_use = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_DIR,
                 file_write = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;

/* Every right of the version that the kernel knows: bits 0 to 12, refer, truncate. */
static u64 rights_of(long abi)
{
    return ((u64)1 << (abi >= ABI_TRUNCATE ? 15 : abi >= ABI_REFER ? 14 : 13)) - 1;
}

static bool rule_of_fd(int rules, int fd, u64 rights)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = fd };

    /* EBADFD: a file of memory, which needs no rule. */
    return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 || errno == EBADFD;
}

/* What is not there needs no right. */
static void rule_of_path(int rules, const char *path, u64 rights)
{
    int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)rule_of_fd(rules, fd, rights);
    close(fd);
}

static bool rules_of_film(int rules, long abi, const struct maker_ask *ask, const int *fds)
{
    static const char *const folders[] = { "/usr/lib", "/usr/local/lib", "/lib", "/lib64", "/usr/share/fonts" };
    u64 write = file_write | (abi >= ABI_TRUNCATE ? (u64)1 << 14 : 0);
    char path[MAKER_FOLDER + 16];

    for (size_t i = 0; i < COUNT(folders); i++)
        rule_of_path(rules, folders[i], folder_use);
    rule_of_path(rules, "/etc/ld.so.cache", file_read);
    rule_of_path(rules, "/dev/null", file_write);
    rule_of_path(rules, "/dev/urandom", file_read);
    snprintf(path, sizeof path, "%s/ffmpeg", ask->ffmpeg);
    rule_of_path(rules, path, program_run);
    snprintf(path, sizeof path, "%s/ffprobe", ask->ffmpeg);
    rule_of_path(rules, path, program_run);
    snprintf(path, sizeof path, "%s/../lib", ask->ffmpeg);
    rule_of_path(rules, path, folder_use);
    return rule_of_fd(rules, fds[0], file_read) && rule_of_fd(rules, fds[1 + MAKER_MAIN], write) &&
           rule_of_fd(rules, fds[1 + MAKER_POSTER], write);
}

static bool landlock_raise(const struct maker_ask *ask, const int *fds)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr all = { .handled_access_fs = abi > 0 ? rights_of(abi) : 0 };

    if (abi <= 0)
        return true;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    if (rules < 0)
        return false;
    bool good = maker_is_picture(ask->format) || rules_of_film(rules, abi, ask, fds);
    good = good && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return good;
}

/* ---- seccomp: what a decoder needs of the kernel; all else is refused ---- */

#if defined __x86_64__
enum { ARCHITECTURE = AUDIT_ARCH_X86_64 };
#elif defined __aarch64__
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#endif

static const int always[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_lseek, SYS_close, SYS_fstat, SYS_newfstatat, SYS_statx,
    SYS_ftruncate, SYS_dup, SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk, SYS_futex, SYS_set_robust_list,
    SYS_rseq, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_sched_yield, SYS_sched_getaffinity,
    SYS_sched_getattr, SYS_getpid, SYS_gettid, SYS_getppid, SYS_getcpu, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday,
    SYS_clock_nanosleep, SYS_nanosleep, SYS_getrandom, SYS_exit, SYS_exit_group, SYS_getrusage, SYS_sysinfo, SYS_uname,
    SYS_restart_syscall, SYS_membarrier, SYS_ppoll, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
#if defined __x86_64__
    SYS_poll, SYS_stat, SYS_lstat, SYS_time,
#endif
};

/* To start ffmpeg, for its loader, and for it. */
static const int for_films[] = {
    SYS_execve, SYS_wait4, SYS_waitid, SYS_pipe2, SYS_dup3, SYS_openat, SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getdents64,
    SYS_set_tid_address, SYS_fadvise64, SYS_getcwd, SYS_setrlimit, SYS_getrlimit, SYS_close_range, SYS_fsync,
    SYS_fallocate, SYS_pselect6, SYS_times, SYS_sched_getparam, SYS_sched_getscheduler, SYS_getitimer, SYS_sched_get_priority_max,
    SYS_sched_get_priority_min, SYS_eventfd2, SYS_mlock, SYS_munlock, SYS_mincore, SYS_getpriority,
#if defined __x86_64__
    SYS_open, SYS_access, SYS_readlink, SYS_pipe, SYS_dup2, SYS_arch_prctl, SYS_vfork, SYS_select,
#endif
};

enum { NUMBER = offsetof(struct seccomp_data, nr), ARCH = offsetof(struct seccomp_data, arch),
       ARGUMENT = offsetof(struct seccomp_data, args),
       REFUSED = SECCOMP_RET_ERRNO | EPERM, UNKNOWN = SECCOMP_RET_ERRNO | ENOSYS, ROOM = 4 * (COUNT(always) + COUNT(for_films)) };

/* New processes are only for films; new namespaces for nobody. */
static const u32 namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

struct filter { struct sock_filter line[ROOM]; size_t n; };

static void line_add(struct filter *f, struct sock_filter line)
{
    f->line[f->n++] = line;
}

static void load(struct filter *f, u32 at)
{
    line_add(f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at));
}

static void answer(struct filter *f, u32 what)
{
    line_add(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

/* If the number is this, `what`. */
static void call_answer(struct filter *f, int number, u32 what)
{
    line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)number, 0, 1));
    answer(f, what);
}

/* If the number is this, allowed if the low word of an argument compares so with `value`, else refused. */
static void call_if(struct filter *f, int number, int argument, u16 compare, u32 value, bool wanted)
{
    line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)number, 0, 4));
    load(f, ARGUMENT + 8 * (u32)argument);
    line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | compare | BPF_K, value, wanted ? 0 : 1, wanted ? 1 : 0));
    answer(f, SECCOMP_RET_ALLOW);
    answer(f, REFUSED);
}

/* If the number is this, allowed unless the low word of an argument is one of these. */
static void call_unless(struct filter *f, int number, int argument, const u32 *values, size_t n)
{
    line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)number, 0, (u8)(n + 3)));
    load(f, ARGUMENT + 8 * (u32)argument);
    for (size_t i = 0; i < n; i++)
        line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, values[i], (u8)(n - i), 0));
    answer(f, SECCOMP_RET_ALLOW);
    answer(f, REFUSED);
}

/* If the number is this, allowed if these words of what it is given are all 0. */
static void call_if_zero(struct filter *f, int number, const u32 *words, size_t n)
{
    line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)number, 0, (u8)(2 * n + 2)));
    for (size_t i = 0; i < n; i++) {
        load(f, words[i]);
        line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, (u8)(2 * (n - i) - 1)));
    }
    answer(f, SECCOMP_RET_ALLOW);
    answer(f, REFUSED);
}

/* What is of other processes of this user, the server before all: its limits, its processors, and signals in the name of the kernel. */
static void others_spare(struct filter *f, bool film)
{
    static const u32 signals[] = { F_SETOWN, F_SETOWN_EX, F_SETSIG, F_SETLEASE, F_NOTIFY };
    static const u32 own[] = { ARGUMENT, ARGUMENT + 8 * 2, ARGUMENT + 8 * 2 + 4 };           /* the process; the new limit, of two words */

    call_unless(f, SYS_fcntl, 1, signals, COUNT(signals));
    call_if_zero(f, SYS_prlimit64, own, film ? 1 : COUNT(own));
    if (film)
        call_if_zero(f, SYS_sched_setaffinity, own, 1);
}

static void filter_make(struct filter *f, bool film)
{
    load(f, ARCH);
    line_add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    answer(f, SECCOMP_RET_KILL_PROCESS);
    load(f, NUMBER);
    for (size_t i = 0; i < COUNT(always); i++)
        call_answer(f, always[i], SECCOMP_RET_ALLOW);
    for (size_t i = 0; film && i < COUNT(for_films); i++)
        call_answer(f, for_films[i], SECCOMP_RET_ALLOW);
    call_answer(f, SYS_clone3, UNKNOWN);             /* its flags cannot be seen: libc takes clone instead */
    if (film)
        call_if(f, SYS_clone, 0, BPF_JSET, namespaces, false);
    else
        call_if(f, SYS_clone, 0, BPF_JSET, CLONE_THREAD, true);
    if (film)
        call_answer(f, SYS_prctl, SECCOMP_RET_ALLOW);
    else
        call_if(f, SYS_prctl, 0, BPF_JEQ, PR_SET_NAME, true);
    others_spare(f, film);
    call_if(f, SYS_tgkill, 0, BPF_JEQ, (u32)getpid(), true);        /* abort() */
    answer(f, REFUSED);
}

/* ffmpeg has threads, but nothing that would outlive it. What else it may not do is said already. */
static void filter_make_alone(struct filter *f)
{
    load(f, NUMBER);
    call_answer(f, SYS_clone3, UNKNOWN);
    call_if(f, SYS_clone, 0, BPF_JSET, CLONE_THREAD, true);
    call_if(f, SYS_prctl, 0, BPF_JEQ, PR_SET_NAME, true);    /* that of its parent's death ends it */
#if defined __x86_64__
    call_answer(f, SYS_fork, REFUSED);
    call_answer(f, SYS_vfork, REFUSED);
#endif
    answer(f, SECCOMP_RET_ALLOW);
}

static bool filter_raise(struct filter *f)
{
    struct sock_fprog program = { (unsigned short)f->n, f->line };

    if (SANITIZED)
        return true;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 || errno == EINVAL || errno == ENOSYS;
}

static bool seccomp_raise(const struct maker_ask *ask)
{
    static struct filter f;

    filter_make(&f, !maker_is_picture(ask->format));
    return filter_raise(&f);
}

bool walls_close(pid_t parent, i64 cpu_s)
{
    bool good = limit(RLIMIT_CPU, cpu_s > 0 ? cpu_s : 1) && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
    static struct filter f;

    filter_make_alone(&f);
    return good && filter_raise(&f);
}

bool walls_raise(const struct maker_ask *ask, const int *fds)
{
    pid_t parent = getppid();

    (void)setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    bool good = limits_set(ask) && landlock_raise(ask, fds);
    if (maker_is_picture(ask->format))
        good = good && prctl(PR_SET_DUMPABLE, 0) == 0;
    return good && seccomp_raise(ask);
}
