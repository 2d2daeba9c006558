#include "base/log.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"

static i64 fixed_us(struct clock *c)
{
    (void)c;
    return 1500999;
}

static struct clock fixed = { fixed_us };

/* A log into a file without a name, and what it holds. */
static struct log log_open(enum log_level least)
{
    char name[] = "/tmp/kith-log-XXXXXX";
    struct log l = { mkstemp(name), least, &fixed };

    unlink(name);
    return l;
}

static str log_take(struct log *l, struct arena *a)
{
    off_t n = lseek(l->fd, 0, SEEK_END);
    char *text = arena_alloc(a, (size_t)n, 1);

    expect_eq(pread(l->fd, text, (size_t)n, 0), n);
    close(l->fd);
    return (str){ text, (size_t)n };
}

static void expect_json_lines(str text, int want)
{
    struct arena a = {0};
    struct failure failure;
    str line;
    int n = 0;

    failure_begin(&failure, &a);
    while (str_cut(&text, '\n', &line) && text.p) {
        expect(line.n < 64 * 1024);
        if (json_accepts(&failure, line) != OK)
            test_fail(__FILE__, __LINE__, "line %d is not JSON:  " STR_FMT, n, STR_ARG(failure.detail));
        n++;
    }
    expect_eq(n, want);
    arena_close(&a);
}

TEST(a_line_is_an_object_with_time_level_message_and_fields)
{
    struct log l = log_open(LOG_INFO);
    struct arena a = {0};
    id account = { 17 };

    log_line(&l, LOG_WARN, "feed cache is \"stale\"", KV_ID("account", account), KV_I64("age_ms", -3),
             KV_STR("key", S("a\nb")));
    log_line(&l, LOG_INFO, "plain");
    expect_str(log_take(&l, &a),
        S("{\"time\":\"1970-01-01T00:00:01.500Z\",\"level\":\"warn\",\"message\":\"feed cache is \\\"stale\\\"\","
          "\"account\":\"17\",\"age_ms\":-3,\"key\":\"a\\nb\"}\n"
          "{\"time\":\"1970-01-01T00:00:01.500Z\",\"level\":\"info\",\"message\":\"plain\"}\n"));
    arena_close(&a);
}

TEST(lines_below_the_least_level_are_not_written)
{
    struct log l = log_open(LOG_WARN);
    struct arena a = {0};

    log_line(&l, LOG_DEBUG, "no");
    log_line(&l, LOG_INFO, "no");
    log_line(&l, LOG_ERROR, "yes");
    expect_json_lines(log_take(&l, &a), 1);
    arena_close(&a);
}

TEST(a_line_is_json_and_bounded_whatever_is_logged)
{
    struct log l = log_open(LOG_DEBUG);
    struct arena a = {0};
    static struct log_field many[100];
    char *long_text = arena_alloc(&a, 100000, 1);

    memset(long_text, '\x01', 99999);
    long_text[99999] = '\0';
    for (int i = 0; i < 99; i++)
        many[i] = (struct log_field)KV_STR(arena_cstr(&a, arena_format(&a, "text_%d", i)), ((str){ long_text, 99999 }));
    log_fields(&l, LOG_INFO, "long", many);
    log_fields(&l, LOG_INFO, long_text, many);
    log_line(&l, LOG_INFO, "odd", KV_STR("bytes", S("\xff\xc3(\0\xe2\x82")));
    memset(long_text, '\xff', 99999);
    log_line(&l, LOG_INFO, "odd", KV_STR("bytes", ((str){ long_text, 99999 })));
    memset(long_text, '\xc3', 99999);
    for (int i = 1; i < 99999; i += 2)
        long_text[i] = '\xa9';
    log_line(&l, LOG_INFO, "odd", KV_STR("bytes", ((str){ long_text + 1, 99998 })));
    expect_json_lines(log_take(&l, &a), 5);
    arena_close(&a);
}

enum { THREADS = 4, LINES = 2000 };

static void *write_lines(void *log)
{
    for (int i = 0; i < LINES; i++)
        log_line((struct log *)log, LOG_INFO, "a line of one of several threads", KV_I64("number", i),
                 KV_STR("more", S("text that makes it longer")));
    return NULL;
}

TEST(lines_of_several_threads_do_not_mix)
{
    char name[] = "/tmp/kith-log-XXXXXX";
    int fd = mkstemp(name);
    struct log l = { open(name, O_RDWR | O_APPEND), LOG_INFO, &fixed };
    struct arena a = {0};
    pthread_t threads[THREADS];

    close(fd);
    unlink(name);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, write_lines, &l);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    expect_json_lines(log_take(&l, &a), THREADS * LINES);
    arena_close(&a);
}

TEST(a_log_that_cannot_be_written_is_no_fault_of_the_caller)
{
    struct log l = { -1, LOG_DEBUG, &fixed };

    log_line(&l, LOG_ERROR, "nobody hears this");
}
