/* What a simulation saw: a table for people, one object for programs; and whether it met the targets. */
#include <stdio.h>
#include "base/json.h"
#include "base/str.h"
#include "cli/simulate.h"

static const char *const protocol_words[SIM_PROTOCOLS] = { "h1", "h2" };

struct target { const char *name; double goal, seen; };
enum { API_P99, TIMELINE_P99, ERROR_RATIO, DELIVERY_P99, TARGETS };
struct outcome { i64 requests, errors; double error_rate, rate; struct target targets[TARGETS]; };

static double ms_of(i64 us) { return (double)us / 1000; }
static bool target_met(const struct target *t) { return t->seen < t->goal; }

/* Of some routes together. */
static double p99_of(const struct simulation *s, int from, int end)
{
    struct histogram *all = arena_new(s->line->arena, struct histogram);

    for (int route = from; route < end; route++)
        for (int p = 0; p < SIM_PROTOCOLS; p++)
            histogram_merge(all, &s->seen[route][p].times);
    return ms_of(histogram_at(all, 0.99));
}

/* Hashing a password takes its time on purpose, so registrations are no part of the first target. */
static struct outcome outcome_of(const struct simulation *s)
{
    struct outcome o = { 0 };

    for (int route = 0; route < SIM_ROUTES; route++)
        for (int p = 0; p < SIM_PROTOCOLS; p++) {
            o.requests += s->seen[route][p].requests;
            o.errors += s->seen[route][p].errors;
        }
    o.error_rate = o.requests ? (double)o.errors / (double)o.requests : 0;
    o.rate = (double)o.requests / (double)s->run_s;
    o.targets[API_P99] = (struct target){ "api_p99_ms", 200, p99_of(s, SIM_REGISTER + 1, SIM_ROUTES) };
    o.targets[TIMELINE_P99] = (struct target){ "timeline_p99_ms", 100, p99_of(s, SIM_FEED, SIM_FEED + 1) };
    o.targets[ERROR_RATIO] = (struct target){ "error_ratio", 0.001, o.error_rate };
    o.targets[DELIVERY_P99] = (struct target){ "delivery_p99_ms", 50, ms_of(histogram_at(&s->talk.deliveries, 0.99)) };
    return o;
}

/* ---- as JSON ---- */

static void member_add(struct buf *b, const char *name, double value)
{
    buf_format(b, "\"%s\":", name);
    json_f64(b, value);
}

static void times_add(struct buf *b, const struct histogram *times)
{
    static const struct { const char *name; double part; } parts[] = { { "p50_ms", 0.5 }, { "p90_ms", 0.9 }, { "p99_ms", 0.99 } };

    for (size_t i = 0; i < COUNT(parts); i++) {
        member_add(b, parts[i].name, ms_of(histogram_at(times, parts[i].part)));
        buf_lit(b, ",");
    }
    member_add(b, "max_ms", ms_of(times->most_us));
}

static void route_add(struct buf *b, const struct simulation *s, int route, int protocol)
{
    const struct sim_seen *seen = &s->seen[route][protocol];

    if (!seen->requests)
        return;
    buf_format(b, "%s{\"route\":\"%s %s\",\"protocol\":\"%s\",\"requests\":%lld,\"errors\":%lld,", b->p[b->n - 1] == '[' ? "" : ",",
               sim_routes[route].method, sim_routes[route].pattern, protocol_words[protocol], (long long)seen->requests,
               (long long)seen->errors);
    times_add(b, &seen->times);
    buf_lit(b, "}");
}

static void talk_add(struct buf *b, const struct sim_talk *t)
{
    buf_format(b, "\"sockets\":{\"opened\":%lld,\"resumed\":%lld,\"lost\":%lld,\"failed\":%lld,\"sends\":%lld,\"errors\":%lld},",
               (long long)t->opened, (long long)t->resumed, (long long)t->lost, (long long)t->failed, (long long)t->sent,
               (long long)t->errors);
    buf_format(b, "\"deliveries\":{\"count\":%lld,", (long long)t->deliveries.n);
    times_add(b, &t->deliveries);
    buf_lit(b, "}");
}

static void target_add(struct buf *b, const struct target *t, bool first)
{
    buf_format(b, "%s{\"name\":\"%s\",", first ? "" : ",", t->name);
    member_add(b, "goal", t->goal);
    buf_lit(b, ",");
    member_add(b, "seen", t->seen);
    buf_format(b, ",\"met\":%s}", target_met(t) ? "true" : "false");
}

static void json_print(const struct simulation *s, const struct outcome *o)
{
    struct buf b = BUF_ON(s->line->arena);

    buf_lit(&b, "{\"url\":");
    json_text(&b, s->url);
    buf_format(&b, ",\"users\":%lld,\"seconds\":%lld,\"requests\":%lld,\"errors\":%lld,\"limited\":%lld,", (long long)s->users,
               (long long)s->run_s, (long long)o->requests, (long long)o->errors, (long long)s->limited);
    member_add(&b, "error_rate", o->error_rate);
    buf_lit(&b, ",");
    member_add(&b, "requests_per_second", o->rate);
    buf_lit(&b, ",\"routes\":[");
    for (int route = 0; route < SIM_ROUTES; route++)
        for (int p = 0; p < SIM_PROTOCOLS; p++)
            route_add(&b, s, route, p);
    buf_lit(&b, "],");
    talk_add(&b, &s->talk);
    buf_lit(&b, ",\"targets\":[");
    for (int i = 0; i < TARGETS; i++)
        target_add(&b, &o->targets[i], i == 0);
    buf_lit(&b, "]}");
    printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
}

/* ---- as a table ---- */

static void row_print(str name, const char *protocol, i64 n, i64 errors, const struct histogram *times)
{
    if (n)
        printf("%-28.*s %-3s %9lld %7lld %9.2f %9.2f %9.2f %9.2f\n", STR_ARG(name), protocol, (long long)n, (long long)errors,
               ms_of(histogram_at(times, 0.5)), ms_of(histogram_at(times, 0.9)), ms_of(histogram_at(times, 0.99)), ms_of(times->most_us));
}

static void route_print(const struct simulation *s, int route, int protocol)
{
    const struct sim_seen *seen = &s->seen[route][protocol];
    str name = arena_format(s->line->arena, "%s %s", sim_routes[route].method, sim_routes[route].pattern);

    row_print(name, protocol_words[protocol], seen->requests, seen->errors, &seen->times);
}

static void table_print(const struct simulation *s, const struct outcome *o)
{
    const struct sim_talk *t = &s->talk;

    printf("%-28s %-3s %9s %7s %9s %9s %9s %9s\n", "route", "", "requests", "errors", "p50 ms", "p90 ms", "p99 ms", "max ms");
    for (int route = 0; route < SIM_ROUTES; route++)
        for (int p = 0; p < SIM_PROTOCOLS; p++)
            route_print(s, route, p);
    row_print(S("send to delivered"), "ws", t->deliveries.n, t->errors, &t->deliveries);
    printf("\n%lld people, %lld s: %lld requests, %.1f a second, %lld errors, %lld limited\n", (long long)s->users, (long long)s->run_s,
           (long long)o->requests, o->rate, (long long)o->errors, (long long)s->limited);
    printf("sockets: %lld opened, %lld of them resumed, %lld lost, %lld failed; %lld sends\n", (long long)t->opened,
           (long long)t->resumed, (long long)t->lost, (long long)t->failed, (long long)t->sent);
    for (int i = 0; i < TARGETS; i++)
        printf("%-16s %9.4g, goal below %g: %s\n", o->targets[i].name, o->targets[i].seen, o->targets[i].goal,
               target_met(&o->targets[i]) ? "met" : "missed");
}

int sim_report(struct simulation *s)
{
    struct outcome o = outcome_of(s);
    bool all = true;

    if (s->as_json)
        json_print(s, &o);
    else
        table_print(s, &o);
    for (int i = 0; i < TARGETS; i++)
        all &= target_met(&o.targets[i]);
    if (!s->answers)
        return FAILED;
    return s->asserts && !all ? MISSED : DONE;
}
