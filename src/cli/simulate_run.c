/* The loop of a simulation: who is due begins a request, what has come back is counted, until the time is over. */
#include <stdio.h>
#include "base/str.h"
#include "base/time.h"
#include "cli/simulate.h"

enum {
    KEPT = 1 << 20,                  /* octets of an answer */
    ANSWER_MS = 10000, CONNECT_MS = 5000, WAIT_MS = 100, ENTER_MS = 5000, REGISTER_AGAIN_MS = 1000, PATH_MOST = 200
};

/* ---- one request ---- */

static size_t body_arrives(char *from, size_t size, size_t n, void *arg)
{
    struct sim_person *p = arg;

    p->cut |= p->body.n + size * n > KEPT;
    if (!p->cut)
        buf_add(&p->body, (str){ from, size * n });
    return size * n;
}

/* In clear text HTTP/2 is spoken without asking; over TLS it is asked for. */
static long version_of(const struct simulation *s, enum sim_protocol protocol)
{
    if (protocol == SIM_H1)
        return CURL_HTTP_VERSION_1_1;
    return str_starts(s->url, S("https:")) ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
}

static void easy_prepare(struct simulation *s, struct sim_person *p, str path)
{
    str url = arena_format(s->line->arena, STR_FMT "/api/v1" STR_FMT, STR_ARG(s->url), STR_ARG(path));
    bool posts = str_eq(str_of(sim_routes[p->doing].method), S("POST"));
    CURL *e = p->easy;

    curl_easy_reset(e);
    curl_easy_setopt(e, CURLOPT_URL, arena_cstr(s->line->arena, url));
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_PROXY, "");                  /* whatever the environment says */
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, version_of(s, p->protocol));
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)ANSWER_MS);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, body_arrives);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, p);
    curl_easy_setopt(e, CURLOPT_PRIVATE, p);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, p->fields);
    if (!posts)
        return;
    curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, (long)p->out.n);
    curl_easy_setopt(e, CURLOPT_POSTFIELDS, buf_str(&p->out).p);
}

static void request_begin(struct simulation *s, struct sim_person *p)
{
    struct arena_mark mark = arena_mark(s->line->arena);
    str path;

    p->body.n = 0;
    p->cut = false;
    sim_person_choose(s, p, &path);
    easy_prepare(s, p, path);
    arena_rewind(s->line->arena, mark);
    p->busy = curl_multi_add_handle(s->multi, p->easy) == CURLM_OK;
}

/* On average each takes its turn once in as long as all take to send the rate. */
static i64 pause_draw(struct simulation *s)
{
    i64 average = s->users * 1000 / s->rate;

    return average / 2 + rng_below(&s->rng, average + 1);
}

static void request_end(struct simulation *s, struct sim_person *p, CURLcode result)
{
    struct arena_mark mark = arena_mark(s->line->arena);
    struct sim_seen *seen = &s->seen[p->doing][p->protocol];
    curl_off_t took_us = 0;
    long status = 0;

    curl_easy_getinfo(p->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(p->easy, CURLINFO_TOTAL_TIME_T, &took_us);
    curl_multi_remove_handle(s->multi, p->easy);
    status = result == CURLE_OK ? status : 0;
    seen->requests++;
    seen->errors += status == 0 || status >= 500;
    s->answers += status != 0;
    s->limited += status == 429;
    if (status)
        histogram_add(&seen->times, took_us);
    sim_person_learn(s, p, status);
    p->busy = false;
    p->due_ms = mono_ms() + (p->me.v ? pause_draw(s) : REGISTER_AGAIN_MS);
    arena_rewind(s->line->arena, mark);
}

/* ---- all of them ---- */

static void people_enter(struct simulation *s)
{
    i64 now = mono_ms(), within = s->run_s * 200 < ENTER_MS ? s->run_s * 200 : ENTER_MS;

    for (i64 i = 0; i < s->users; i++) {
        struct sim_person *p = &s->people[i];
        p->protocol = s->h1 && s->h2 ? (enum sim_protocol)(i % 2) : s->h2 ? SIM_H2 : SIM_H1;
        p->easy = curl_easy_init();
        p->fields = curl_slist_append(NULL, "Content-Type: application/json");
        p->due_ms = now + within * i / s->users;
    }
}

static void people_leave(struct simulation *s)
{
    for (i64 i = 0; i < s->users; i++) {
        struct sim_person *p = &s->people[i];
        if (p->busy)
            curl_multi_remove_handle(s->multi, p->easy);
        curl_easy_cleanup(p->easy);
        curl_slist_free_all(p->fields);
        buf_close(&p->body);
        buf_close(&p->out);
    }
}

/* Returns when the next is due. */
static i64 due_begin(struct simulation *s, i64 now)
{
    i64 next = now + WAIT_MS;

    for (i64 i = 0; i < s->users; i++) {
        struct sim_person *p = &s->people[i];
        if (!p->busy && p->due_ms <= now)
            request_begin(s, p);
        if (!p->busy && p->due_ms < next)
            next = p->due_ms;
    }
    return next;
}

static void done_end(struct simulation *s)
{
    CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(s->multi, &left))) {
        CURLcode result = m->data.result;
        char *person;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &person);
        request_end(s, (struct sim_person *)(void *)person, result);
    }
}

/* What is under way when the time is over is waited for. */
void sim_run(struct simulation *s)
{
    int active = 0;

    s->end_ms = mono_ms() + s->run_s * 1000;
    people_enter(s);
    for (i64 now; (now = mono_ms()) < s->end_ms || active;) {
        i64 next = now < s->end_ms ? due_begin(s, now) : now + WAIT_MS;
        curl_multi_perform(s->multi, &active);
        done_end(s);
        if (now < s->end_ms || active)
            curl_multi_poll(s->multi, NULL, 0, (int)(next > now ? next - now : 0), NULL);
    }
    people_leave(s);
}

bool sim_reached(struct simulation *s)
{
    str url = arena_format(s->line->arena, STR_FMT "/api/v1/health/live", STR_ARG(s->url));
    struct sim_person nobody = { .easy = curl_easy_init() };
    long status = 0;

    curl_easy_setopt(nobody.easy, CURLOPT_URL, arena_cstr(s->line->arena, url));
    curl_easy_setopt(nobody.easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(nobody.easy, CURLOPT_PROXY, "");
    curl_easy_setopt(nobody.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(nobody.easy, CURLOPT_TIMEOUT_MS, (long)ANSWER_MS);
    curl_easy_setopt(nobody.easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(nobody.easy, CURLOPT_WRITEFUNCTION, body_arrives);
    curl_easy_setopt(nobody.easy, CURLOPT_WRITEDATA, &nobody);
    curl_multi_add_handle(s->multi, nobody.easy);
    CURLcode result = CURLE_OPERATION_TIMEDOUT;
    for (int active = 1, left; active;) {
        curl_multi_perform(s->multi, &active);
        CURLMsg *m = curl_multi_info_read(s->multi, &left);
        result = m ? m->data.result : result;
        if (active)
            curl_multi_poll(s->multi, NULL, 0, WAIT_MS, NULL);
    }
    curl_easy_getinfo(nobody.easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(s->multi, nobody.easy);
    curl_easy_cleanup(nobody.easy);
    buf_close(&nobody.body);
    if (result != CURLE_OK)
        complain(s->line, FAILED, STR_FMT ": %s", STR_ARG(s->url), curl_easy_strerror(result));
    else if (status != 200)
        complain(s->line, FAILED, STR_FMT ": its health is answered with %ld", STR_ARG(s->url), status);
    return result == CURLE_OK && status == 200;
}
