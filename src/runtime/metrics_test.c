#include "runtime/metrics.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "base/str.h"
#include "kit/test.h"

enum { THREADS = 4, EACH = 50000 };

static bool has(const struct buf *b, const char *text)
{
    return str_find(buf_str(b), str_of(text)) >= 0;
}

static void expect_line(struct metrics *m, const char *line)
{
    struct buf b = {0};

    metrics_print(m, &b);
    if (!has(&b, line))
        test_fail(__FILE__, __LINE__, "no \"%s\" in:\n" STR_FMT, line, STR_ARG(buf_str(&b)));
    buf_close(&b);
}

TEST(counters_and_gauges_add_up)
{
    struct metrics *m = metrics_open();

    metric_add(m, M_EVENTS, 0, 3);
    metric_add(m, M_EVENTS, 0, 4);
    metric_add(m, M_HTTP_CONNECTIONS, 0, 5);
    metric_add(m, M_HTTP_CONNECTIONS, 0, -2);
    metric_set(m, M_STORE_WAL, 0, 100);
    metric_set(m, M_STORE_WAL, 0, 60);
    expect_eq(metric_value(m, M_EVENTS, 0), 7);
    expect_eq(metric_value(m, M_HTTP_CONNECTIONS, 0), 3);
    expect_eq(metric_value(m, M_STORE_WAL, 0), 60);
    expect_line(m, "# HELP kith_events_total Events written\n# TYPE kith_events_total counter\nkith_events_total 7\n");
    expect_line(m, "# TYPE kith_http_connections gauge\nkith_http_connections 3\n");
    metrics_close(&m);
}

TEST(a_label_has_one_number_and_is_escaped)
{
    struct metrics *m = metrics_open();
    int a = metric_label(m, M_CONSUMED, S("a\"b\\c\nd")), b = metric_label(m, M_CONSUMED, S("stats"));

    expect(a != b && a > 0 && b > 0);
    expect_eq(metric_label(m, M_CONSUMED, S("stats")), b);
    metric_add(m, M_CONSUMED, b, 2);
    expect_line(m, "kith_events_consumed_total{consumer=\"a\\\"b\\\\c\\nd\"} 0\nkith_events_consumed_total{consumer=\"stats\"} 2\n");
    metrics_close(&m);
}

TEST(labels_beyond_the_last_are_other)
{
    struct metrics *m = metrics_open();
    char name[16];

    for (int i = 1; i < METRIC_LABELS + 10; i++) {
        snprintf(name, sizeof name, "%d", i);
        int label = metric_label(m, M_JOBS, str_of(name));
        expect_eq(label, i < METRIC_LABELS ? i : 0);
        metric_add(m, M_JOBS, label, 1);
    }
    expect_line(m, "kith_jobs_total{kind=\"4095\"} 1\nkith_jobs_total{kind=\"other\"} 10\n");
    metrics_close(&m);
}

static int request(struct metrics *m, str method, str route, str status)
{
    return metric_labels(m, M_HTTP_TIME, (const str[]){ method, route, status });
}

TEST(several_labels_have_one_number_and_are_printed_once_something_happened)
{
    struct metrics *m = metrics_open();
    int good = request(m, S("GET"), S("/x"), S("2xx")), bad = request(m, S("GET"), S("/x"), S("5xx"));
    struct buf text = {0};

    expect(good > 0 && bad > 0 && good != bad);
    expect_eq(request(m, S("GET"), S("/x"), S("2xx")), good);
    metrics_print(m, &text);
    expect(!has(&text, "kith_http_requests_total{") && has(&text, "# TYPE kith_http_requests_total counter\n# HELP"));
    buf_close(&text);
    metric_time(m, M_HTTP_TIME, bad, 100);
    metric_time(m, M_HTTP_TIME, bad, 20000000);
    metric_time(m, M_HTTP_TIME, 0, 1);
    expect_line(m, "# TYPE kith_http_requests_total counter\n"
                   "kith_http_requests_total{method=\"GET\",route=\"/x\",status=\"5xx\"} 2\n"
                   "kith_http_requests_total{method=\"other\",route=\"other\",status=\"other\"} 1\n#");
    metrics_close(&m);
}

TEST(times_fall_into_buckets_that_add_up)
{
    struct metrics *m = metrics_open();
    int label = request(m, S("GET"), S("/x"), S("2xx"));

    metric_time(m, M_HTTP_TIME, label, 0);
    metric_time(m, M_HTTP_TIME, label, 100);
    metric_time(m, M_HTTP_TIME, label, 101);
    metric_time(m, M_HTTP_TIME, label, 2000000);
    metric_time(m, M_HTTP_TIME, label, 99000000);
    expect_line(m, "# TYPE kith_http_request_seconds histogram\n"
                   "kith_http_request_seconds_bucket{method=\"GET\",route=\"/x\",status=\"2xx\",le=\"0.0001\"} 2\n"
                   "kith_http_request_seconds_bucket{method=\"GET\",route=\"/x\",status=\"2xx\",le=\"0.00025\"} 3\n");
    expect_line(m, "kith_http_request_seconds_bucket{method=\"GET\",route=\"/x\",status=\"2xx\",le=\"2.5\"} 4\n");
    expect_line(m, "kith_http_request_seconds_bucket{method=\"GET\",route=\"/x\",status=\"2xx\",le=\"10\"} 4\n"
                   "kith_http_request_seconds_bucket{method=\"GET\",route=\"/x\",status=\"2xx\",le=\"+Inf\"} 5\n"
                   "kith_http_request_seconds_sum{method=\"GET\",route=\"/x\",status=\"2xx\"} 101.000201\n"
                   "kith_http_request_seconds_count{method=\"GET\",route=\"/x\",status=\"2xx\"} 5\n");
    expect_line(m, "kith_loop_turn_seconds_bucket{le=\"+Inf\"} 0\nkith_loop_turn_seconds_sum 0\nkith_loop_turn_seconds_count 0\n");
    metrics_close(&m);
}

static double number_after(const struct buf *b, const char *name)
{
    ptrdiff_t at = str_find(buf_str(b), str_of(name));

    expect(at >= 0);
    return strtod(b->p + at + strlen(name), NULL);
}

TEST(the_process_tells_about_itself)
{
    struct metrics *m = metrics_open();
    struct buf b = {0};

    metrics_print(m, &b);
    buf_byte(&b, '\0');
    expect(number_after(&b, "\nprocess_resident_memory_bytes ") > 100000);
    expect(number_after(&b, "\nprocess_open_fds ") >= 3);
    expect(number_after(&b, "\nprocess_cpu_seconds_total ") >= 0);
    double age = (double)time(NULL) - number_after(&b, "\nprocess_start_time_seconds ");
    expect(age > -2 && age < 3600);
    buf_close(&b);
    metrics_close(&m);
}

TEST(without_metrics_nothing_is_counted)
{
    metric_add(NULL, M_EVENTS, 0, 1);
    metric_time(NULL, M_HTTP_TIME, 0, 1);
    metric_set(NULL, M_STORE_WAL, 0, 1);
    expect_eq(metric_label(NULL, M_JOBS, S("x")), 0);
    expect_eq(metric_value(NULL, M_EVENTS, 0), 0);
}

struct crowd { struct metrics *m; _Atomic int running; };

static void *count_much(void *arg)
{
    struct crowd *c = arg;

    for (int i = 0; i < EACH; i++) {
        metric_add(c->m, M_EVENTS, 0, 1);
        metric_time(c->m, M_LOOP_TIME, 0, i);
        if (i % 1000 == 0) {
            char name[16];
            snprintf(name, sizeof name, "kind %d", i / 1000);
            metric_add(c->m, M_JOBS, metric_label(c->m, M_JOBS, str_of(name)), 1);
        }
    }
    atomic_fetch_sub(&c->running, 1);
    return NULL;
}

TEST(threads_count_while_others_read)
{
    struct crowd c = { metrics_open(), THREADS };
    pthread_t threads[THREADS];
    i64 last = 0;

    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, count_much, &c);
    while (atomic_load(&c.running)) {
        struct buf b = {0};
        metrics_print(c.m, &b);
        buf_close(&b);
        i64 now = metric_value(c.m, M_EVENTS, 0);
        expect(now >= last);
        last = now;
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    expect_eq(metric_value(c.m, M_EVENTS, 0), THREADS * EACH);
    expect_eq(metric_value(c.m, M_JOBS, metric_label(c.m, M_JOBS, S("kind 7"))), THREADS);
    metrics_close(&c.m);
}

TEST(two_sets_of_metrics_do_not_mix)
{
    struct metrics *a = metrics_open(), *b = metrics_open();

    for (int i = 0; i < 10; i++) {
        metric_add(a, M_EVENTS, 0, 1);
        metric_add(b, M_EVENTS, 0, 2);
    }
    expect_eq(metric_value(a, M_EVENTS, 0), 10);
    expect_eq(metric_value(b, M_EVENTS, 0), 20);
    metrics_close(&a);
    a = metrics_open();
    metric_add(a, M_EVENTS, 0, 1);
    expect_eq(metric_value(a, M_EVENTS, 0), 1);
    metrics_close(&a);
    metrics_close(&b);
}
