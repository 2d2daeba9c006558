/* The text form that Prometheus reads (exposition format 0.0.4). */
#include "runtime/metrics_own.h"
#include "base/str.h"

static const char *const kind_words[] = { [COUNTER] = "counter", [GAUGE] = "gauge", [HISTOGRAM] = "histogram" };

static void print_label_value(struct buf *b, str value)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '\\' || c == '"')
            buf_byte(b, '\\');
        if (c == '\n')
            buf_lit(b, "\\n");
        else
            buf_byte(b, c);
    }
}

/* The name with its braces left open: `{route="x"` or nothing. Says whether a label stands there. */
static bool print_name(struct buf *b, const struct metric_facts *f, const char *suffix, const str *value)
{
    buf_add(b, str_of(f->name));
    buf_add(b, str_of(suffix));
    if (!value)
        return false;
    buf_byte(b, '{');
    buf_add(b, str_of(f->label));
    buf_lit(b, "=\"");
    print_label_value(b, *value);
    buf_byte(b, '"');
    return true;
}

static void print_seconds(struct buf *b, i64 us)
{
    char digits[7];

    buf_i64(b, us / 1000000);
    i64 rest = us % 1000000;
    if (!rest)
        return;
    for (int i = 5; i >= 0; i--, rest /= 10)
        digits[i] = (char)('0' + rest % 10);
    size_t n = 6;
    while (digits[n - 1] == '0')
        n--;
    buf_byte(b, '.');
    buf_add(b, (str){ digits, n });
}

static void print_one(struct metrics *m, struct buf *b, enum metric which, int label, const str *value)
{
    if (print_name(b, &metric_facts[which], "", value))
        buf_byte(b, '}');
    buf_byte(b, ' ');
    buf_i64(b, metric_sum(m, which, label, 0));
    buf_byte(b, '\n');
}

static void print_bucket(struct buf *b, enum metric which, const str *value, int bucket, i64 count)
{
    bool labelled = print_name(b, &metric_facts[which], "_bucket", value);

    buf_add(b, labelled ? S(",le=\"") : S("{le=\""));
    if (bucket < TIME_BUCKETS)
        print_seconds(b, time_bounds[bucket]);
    else
        buf_lit(b, "+Inf");
    buf_lit(b, "\"} ");
    buf_i64(b, count);
    buf_byte(b, '\n');
}

static void print_times(struct metrics *m, struct buf *b, enum metric which, int label, const str *value)
{
    const struct metric_facts *f = &metric_facts[which];
    i64 count = 0;

    for (int i = 0; i <= TIME_BUCKETS; i++) {
        count += metric_sum(m, which, label, (size_t)i);
        print_bucket(b, which, value, i, count);
    }
    if (print_name(b, f, "_sum", value))
        buf_byte(b, '}');
    buf_byte(b, ' ');
    print_seconds(b, metric_sum(m, which, label, TIME_SUM));
    buf_byte(b, '\n');
    if (print_name(b, f, "_count", value))
        buf_byte(b, '}');
    buf_byte(b, ' ');
    buf_i64(b, count);
    buf_byte(b, '\n');
}

static void print_series(struct metrics *m, struct buf *b, enum metric which, int label, const str *value)
{
    if (metric_facts[which].kind == HISTOGRAM)
        print_times(m, b, which, label, value);
    else
        print_one(m, b, which, label, value);
}

static bool counted(struct metrics *m, enum metric which, int label)
{
    for (size_t i = 0; i < metric_width(which); i++)
        if (metric_sum(m, which, label, i))
            return true;
    return false;
}

static void print_metric(struct metrics *m, struct buf *b, enum metric which)
{
    const struct metric_facts *f = &metric_facts[which];
    const struct labels *l = &m->labels[which];

    buf_format(b, "# HELP %s %s\n# TYPE %s %s\n", f->name, f->help, f->name, kind_words[f->kind]);
    if (!f->label) {
        print_series(m, b, which, 0, NULL);
        return;
    }
    for (int i = 0; i < l->n; i++)
        print_series(m, b, which, i + 1, &l->at[i]);
    if (counted(m, which, 0))
        print_series(m, b, which, 0, &S("other"));
}

void metrics_print(struct metrics *m, struct buf *b)
{
    pthread_mutex_lock(&m->lock);
    for (int i = 0; i < METRIC_COUNT; i++)
        print_metric(m, b, (enum metric)i);
    pthread_mutex_unlock(&m->lock);
    process_print(b);
}
