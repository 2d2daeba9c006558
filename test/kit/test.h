/*
 * The test kit: TEST(name) { ... } defines a case and collects it; a test program is its files
 * plus kit/main.c. Names are sentences. A failed expectation ends the case, on any thread, and
 * the others still run. `w` of a domain test is a world of its own.
 */
#pragma once
#include <stdint.h>
#include <string.h>
#include "base/types.h"

struct test_case { const char *name, *file; int line; void (*run)(void); struct test_case *next; };
void test_add(struct test_case *);
_Noreturn void test_fail(const char *file, int line, const char *format, ...) __attribute__((format(printf, 3, 4)));
void test_equal_i64(const char *file, int line, const char *what, i64 is, i64 want);
void test_equal_str(const char *file, int line, const char *what, str is, str want);

#define TEST(name)                                                                                   \
    static void test_##name(void);                                                                   \
    __attribute__((constructor)) static void collect_##name(void)                                    \
    {                                                                                                \
        static struct test_case c = { #name, __FILE__, __LINE__, test_##name, NULL };                \
        test_add(&c);                                                                                \
    }                                                                                                \
    static void test_##name(void)

#define expect(cond) do { if (!(cond)) test_fail(__FILE__, __LINE__, "expected: %s", #cond); } while (0)
#define expect_eq(is, want) test_equal_i64(__FILE__, __LINE__, #is, (i64)(is), (i64)(want))
#define expect_str(is, want) test_equal_str(__FILE__, __LINE__, #is, (is), (want))
#define expect_ok(call) expect_eq((call), 0)
