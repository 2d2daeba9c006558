/* The loop of a simulation: who is due begins a request, what has come back is counted, until the time is over. */
#include <stdio.h>
#include "base/str.h"
#include "base/time.h"
#include "cli/simulate.h"

enum {
    KEPT = 1 << 20,                  /* octets of an answer */
    ANSWER_MS = 10000, CONNECT_MS = 5000, WAIT_MS = 100, ENTER_MS = 5000, REGISTER_AGAIN_MS = 1000, ARRIVE_MS = 300
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

static curl_socket_t socket_bar(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct sim_person *p = arg;

    (void)purpose;
    (void)to;
    p->barred = true;
    return CURL_SOCKET_BAD;
}

/*
 * Over TLS HTTP/2 is asked for; in clear text it is spoken without asking. But libcurl before 8.0 can say so only on a connection that
 * it opens: on one that there is it begins HTTP/2 a second time, and fails. So a connection is opened with that, and used with a version
 * that would ask on a new one, which it must not open.
 */
static void version_set(const struct simulation *s, struct sim_person *p)
{
    bool tls = str_starts(s->url, S("https:"));
    CURL *e = p->easy;

    if (p->protocol == SIM_H1) {
        curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(e, CURLOPT_CONNECT_TO, s->apart);
        return;
    }
    long version = p->opens ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2_0;
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, tls ? (long)CURL_HTTP_VERSION_2TLS : version);
    curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, tls ? 0L : (long)p->opens);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, tls || p->opens ? NULL : socket_bar);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, p);
}

static void easy_prepare(struct simulation *s, struct sim_person *p, str path)
{
    str url = arena_format(s->line->arena, STR_FMT "/api/v1" STR_FMT, STR_ARG(s->url), STR_ARG(path));
    bool posts = p->fields && str_eq(str_of(sim_routes[p->doing].method), S("POST"));
    CURL *e = p->easy;

    curl_easy_reset(e);
    curl_easy_setopt(e, CURLOPT_URL, arena_cstr(s->line->arena, url));
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_PROXY, "");                  /* whatever the environment says */
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    version_set(s, p);
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

/* On average each takes its turn once in as long as all take to send the rate. */
static i64 pause_draw(struct simulation *s)
{
    i64 average = s->users * 1000 / s->rate;

    return average / 2 + rng_below(&s->rng, average + 1);
}

static void request_begin(struct simulation *s, struct sim_person *p)
{
    struct arena_mark mark = arena_mark(s->line->arena);
    str path;

    p->body.n = 0;
    p->cut = false;
    p->began_us = mono_us();
    if (!sim_person_choose(s, p, &path)) {
        p->due_ms = mono_ms() + pause_draw(s);
        return;
    }
    easy_prepare(s, p, path);
    arena_rewind(s->line->arena, mark);
    p->busy = curl_multi_add_handle(s->multi, p->easy) == CURLM_OK;
}

/* Nothing was sent: the same once more. */
static void request_again(struct simulation *s, struct sim_person *p)
{
    curl_multi_remove_handle(s->multi, p->easy);
    p->barred = false;
    p->opens = true;
    version_set(s, p);
    p->busy = curl_multi_add_handle(s->multi, p->easy) == CURLM_OK;
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
    p->opens = false;
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
        p->in = s;
        p->easy = curl_easy_init();
        p->opens = true;
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
        buf_close(&p->signs);
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
        sim_socket_open(s, p);
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
        struct sim_person *p = (struct sim_person *)(void *)person;
        if (p->barred)
            request_again(s, p);
        else
            request_end(s, p, result);
    }
}

/* What is under way when the time is over is waited for, and messages are for a moment. */
void sim_run(struct simulation *s)
{
    struct curl_waitfd sockets = { s->talk.poll, CURL_WAIT_POLLIN, 0 };
    int active = 0;

    s->end_ms = mono_ms() + s->run_s * 1000;
    people_enter(s);
    for (i64 now; (now = mono_ms()) < s->end_ms + ARRIVE_MS || active;) {
        i64 next = now < s->end_ms ? due_begin(s, now) : now + WAIT_MS;
        curl_multi_perform(s->multi, &active);
        done_end(s);
        sim_sockets_go_on(s);
        curl_multi_poll(s->multi, &sockets, 1, (int)(next > now ? next - now : 0), NULL);
    }
    sim_sockets_end(s);
    people_leave(s);
}

static CURLcode once_carry(struct simulation *s, CURL *easy)
{
    CURLcode result = CURLE_OPERATION_TIMEDOUT;
    CURLMsg *m = NULL;

    curl_multi_add_handle(s->multi, easy);
    for (int active, left; !m;) {
        if (curl_multi_perform(s->multi, &active) != CURLM_OK)
            break;
        m = curl_multi_info_read(s->multi, &left);
        if (!m)
            curl_multi_poll(s->multi, NULL, 0, WAIT_MS, NULL);
    }
    result = m ? m->data.result : result;
    curl_multi_remove_handle(s->multi, easy);
    return result;
}

bool sim_reached(struct simulation *s)
{
    struct sim_person nobody = { .easy = curl_easy_init() };
    long status = 0;

    easy_prepare(s, &nobody, S("/health/live"));
    curl_easy_setopt(nobody.easy, CURLOPT_FORBID_REUSE, 1L);
    CURLcode result = once_carry(s, nobody.easy);
    curl_easy_getinfo(nobody.easy, CURLINFO_RESPONSE_CODE, &status);
    char *address = NULL;
    long port = 0;
    curl_easy_getinfo(nobody.easy, CURLINFO_PRIMARY_IP, &address);
    curl_easy_getinfo(nobody.easy, CURLINFO_PRIMARY_PORT, &port);
    err e = result == CURLE_OK ? sim_sockets_begin(s, address, port) : OK;
    curl_easy_cleanup(nobody.easy);
    buf_close(&nobody.body);
    if (result != CURLE_OK)
        complain(s->line, FAILED, STR_FMT ": %s", STR_ARG(s->url), curl_easy_strerror(result));
    else if (status != 200)
        complain(s->line, FAILED, STR_FMT "/api/v1/health/live is answered with %ld", STR_ARG(s->url), status);
    else if (e != OK)
        complain_failure(s->line, e);
    return result == CURLE_OK && status == 200 && e == OK;
}
