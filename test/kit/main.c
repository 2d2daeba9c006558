/*
 * Runs the collected cases in the order of their files: one line each, then the count. Arguments select by substring.
 *
 * The cases run in a child process. One that fails, on any thread or fiber, or crashes, or runs too long, ends its
 * child with the reason, and a fresh child continues with the next case: nothing that one case does hides the others.
 */
#include "kit/test.h"
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CASE_SECONDS = 300 };         /* the longest takes some 20, under the slowest sanitizer */

static struct test_case *first, **last = &first;

/* What the child reports, in memory that both see. */
static struct progress {
    struct test_case *now;           /* NULL: all have run */
    int passed;
    _Atomic bool failing;            /* the first thread that fails gives the reason */
    char reason[1000];
} *progress;

void test_add(struct test_case *c)
{
    *last = c;
    last = &c->next;
}

void test_fail(const char *file, int line, const char *format, ...)
{
    char *to = progress->reason;
    size_t room = sizeof progress->reason;
    va_list args;

    if (atomic_exchange(&progress->failing, true))
        for (;;)
            pause();
    va_start(args, format);
    int n = vsnprintf(to, room, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n < room)
        snprintf(to + n, room - (size_t)n, " (%s:%d)", file, line);
    _exit(EXIT_FAILURE);
}

void test_equal_i64(const char *file, int line, const char *what, i64 is, i64 want)
{
    if (is != want)
        test_fail(file, line, "%s is %lld, not %lld", what, (long long)is, (long long)want);
}

void test_equal_str(const char *file, int line, const char *what, str is, str want)
{
    if (is.n != want.n || (is.n && memcmp(is.p, want.p, is.n) != 0))
        test_fail(file, line, "%s is \"%.*s\", not \"%.*s\"", what, (int)is.n, is.p, (int)want.n, want.p);
}

static bool chosen(const struct test_case *c, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(c->name, argv[i]))
            return true;
    return argc < 2;
}

static struct test_case *next_chosen(struct test_case *c, int argc, char **argv)
{
    while (c && !chosen(c, argc, argv))
        c = c->next;
    return c;
}

static void run_from(struct test_case *c, int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);        /* like the program's: a peer that has gone is an error of the write */
    for (; c; c = next_chosen(c->next, argc, argv)) {
        progress->now = c;
        alarm(CASE_SECONDS);
        c->run();
        progress->passed++;
        printf("ok %s\n", c->name);
    }
    progress->now = NULL;
    exit(EXIT_SUCCESS);              /* looks for leaks, under the address sanitizer */
}

static void say_failed(const char *name, const char *file, int line, int status)
{
    printf("not ok %s: ", name);
    if (progress->reason[0])
        printf("%s\n", progress->reason);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        printf("it ran for more than %d s (%s:%d)\n", CASE_SECONDS, file, line);
    else if (WIFSIGNALED(status))
        printf("ended by signal %d, %s (%s:%d)\n", WTERMSIG(status), strsignal(WTERMSIG(status)), file, line);
    else
        printf("ended with status %d (%s:%d)\n", WEXITSTATUS(status), file, line);
}

/* Runs cases from `c` on in a child, and returns how the child ended. */
static int child_run(struct test_case *c, int argc, char **argv)
{
    int status = -1;

    progress->now = c;
    progress->reason[0] = 0;
    progress->failing = false;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        run_from(c, argc, argv);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("a child for the cases");
        exit(EXIT_FAILURE);
    }
    return status;
}

int main(int argc, char **argv)
{
    int failed = 0;
    struct test_case *c = next_chosen(first, argc, argv);

    setvbuf(stdout, NULL, _IOLBF, 0);
    progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    while (c) {
        int status = child_run(c, argc, argv);
        c = progress->now;
        if (status != 0) {
            failed++;
            say_failed(c ? c->name : "the end of the program", c ? c->file : argv[0], c ? c->line : 0, status);
        }
        c = c ? next_chosen(c->next, argc, argv) : NULL;
    }
    printf("%d passed, %d failed\n", progress->passed, failed);
    return failed != 0 || progress->passed == 0;
}
