/* Runs the collected cases in the order of their files: one line each, then the count. Arguments select by substring. */
#include "kit/test.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct test_case *first, **last = &first;
static jmp_buf out;
static pthread_t home;               /* a failure there ends its case; elsewhere (on a fiber, say) nothing could go on safely */

void test_add(struct test_case *c)
{
    *last = c;
    last = &c->next;
}

void test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;

    printf("  %s:%d: ", file, line);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    if (!pthread_equal(pthread_self(), home)) {
        printf("not ok, and on a thread of the case: the rest was not run\n");
        fflush(stdout);
        _exit(1);
    }
    longjmp(out, 1);
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

int main(int argc, char **argv)
{
    static volatile int passed, failed;

    home = pthread_self();
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (struct test_case *volatile c = first; c; c = c->next) {
        if (!chosen(c, argc, argv))
            continue;
        if (setjmp(out) == 0) {
            c->run();
            passed++;
            printf("ok %s\n", c->name);
        } else {
            failed++;
            printf("not ok %s (%s:%d)\n", c->name, c->file, c->line);
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0 || passed == 0;
}
