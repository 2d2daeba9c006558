/* The text form that Prometheus reads (exposition format 0.0.4). */
#include "runtime/metrics_own.h"
#include "base/str.h"

static const char *const kind_words[] = { [COUNTER] = "counter", [GAUGE] = "gauge", [HISTOGRAM] = "histogram", [TALLY] = "counter" };

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

void labels_write(struct buf *b, enum metric which, const str *values)
{
    str rest = str_of(metric_facts[which].label), name;

    while (str_cut(&rest, ',', &name)) {
        if (b->n)
            buf_byte(b, ',');
        buf_add(b, name);
        buf_lit(b, "=\"");
        print_label_value(b, *values++);
        buf_byte(b, '"');
    }
}

/* The name with its braces left open: `{route="x"` or nothing. Returns whether it has labels. */
static bool print_name(struct buf *b, const struct metric_facts *f, const char *suffix, const str *labels)
{
    buf_add(b, str_of(f->name));
    buf_add(b, str_of(suffix));
    if (!labels)
        return false;
    buf_byte(b, '{');
    buf_add(b, *labels);
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

static void print_one(struct buf *b, enum metric which, const char *suffix, const str *labels, i64 n)
{
    if (print_name(b, &metric_facts[which], suffix, labels))
        buf_byte(b, '}');
    buf_byte(b, ' ');
    buf_i64(b, n);
    buf_byte(b, '\n');
}

static void print_bucket(struct buf *b, enum metric which, const str *labels, int bucket, i64 count)
{
    bool labelled = print_name(b, &metric_facts[which], "_bucket", labels);

    buf_add(b, labelled ? S(",le=\"") : S("{le=\""));
    if (bucket < TIME_BUCKETS)
        print_seconds(b, time_bounds[bucket]);
    else
        buf_lit(b, "+Inf");
    buf_lit(b, "\"} ");
    buf_i64(b, count);
    buf_byte(b, '\n');
}

static i64 times_told(struct metrics *m, enum metric which, int label)
{
    i64 count = 0;

    for (size_t i = 0; i <= TIME_BUCKETS; i++)
        count += metric_sum(m, which, label, i);
    return count;
}

static void print_times(struct metrics *m, struct buf *b, enum metric which, int label, const str *labels)
{
    i64 count = 0;

    for (int i = 0; i <= TIME_BUCKETS; i++) {
        count += metric_sum(m, which, label, (size_t)i);
        print_bucket(b, which, labels, i, count);
    }
    if (print_name(b, &metric_facts[which], "_sum", labels))
        buf_byte(b, '}');
    buf_byte(b, ' ');
    print_seconds(b, metric_sum(m, which, label, TIME_SUM));
    buf_byte(b, '\n');
    print_one(b, which, "_count", labels, count);
}

/* Where its cells are. */
static enum metric source_of(enum metric which)
{
    return metric_facts[which].kind == TALLY ? which + 1 : which;
}

static void print_series(struct metrics *m, struct buf *b, enum metric which, int label, const str *labels)
{
    if (metric_facts[which].kind == HISTOGRAM)
        print_times(m, b, which, label, labels);
    else if (metric_facts[which].kind == TALLY)
        print_one(b, which, "", labels, times_told(m, source_of(which), label));
    else
        print_one(b, which, "", labels, metric_sum(m, which, label, 0));
}

static bool counted(struct metrics *m, enum metric source, int label)
{
    for (size_t i = 0; i < metric_width(source); i++)
        if (metric_sum(m, source, label, i))
            return true;
    return false;
}

static void print_others(struct metrics *m, struct buf *b, enum metric which)
{
    const str others[METRIC_LABEL_NAMES] = { S("other"), S("other"), S("other") };
    struct buf text = {0};

    labels_write(&text, which, others);
    print_series(m, b, which, 0, &(str){ text.p, text.n });
    buf_close(&text);
}

static void print_metric(struct metrics *m, struct buf *b, enum metric which)
{
    const struct metric_facts *f = &metric_facts[which];
    enum metric source = source_of(which);
    const struct labels *l = &m->labels[source];

    buf_format(b, "# HELP %s %s\n# TYPE %s %s\n", f->name, f->help, f->name, kind_words[f->kind]);
    if (!f->label) {
        print_series(m, b, which, 0, NULL);
        return;
    }
    bool many = str_find_byte(str_of(f->label), ',') >= 0;
    for (int i = 0; i < l->n; i++)
        if (!many || counted(m, source, i + 1))
            print_series(m, b, which, i + 1, &l->at[i]);
    if (counted(m, source, 0))
        print_others(m, b, which);
}

void metrics_print(struct metrics *m, struct buf *b)
{
    pthread_mutex_lock(&m->lock);
    for (int i = 0; i < METRIC_COUNT; i++)
        print_metric(m, b, (enum metric)i);
    pthread_mutex_unlock(&m->lock);
    process_print(b);
}
