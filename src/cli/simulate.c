/* kith simulate: what it is asked for, and its course. */
#include "cli/simulate.h"
#include <sys/resource.h>
#include "base/str.h"
#include "ports/lazy.h"

enum { USERS_STANDARD = 50, USERS_MOST = 10000, SECONDS_STANDARD = 30, SECONDS_MOST = 86400, RATE_MOST = 1000000 };

static int protocols_read(struct simulation *s)
{
    str word = s->line->own[FLAG_HTTP].p ? s->line->own[FLAG_HTTP] : S("both");

    s->h1 = str_eq(word, S("1")) || str_eq(word, S("both"));
    s->h2 = str_eq(word, S("2")) || str_eq(word, S("both"));
    return s->h1 || s->h2 ? DONE : complain(s->line, MISUSED, "--http: \"" STR_FMT "\" is none of 1, 2, both", STR_ARG(word));
}

static int url_read(struct simulation *s)
{
    s->url = s->line->argument;
    while (s->url.n && s->url.p[s->url.n - 1] == '/')
        s->url.n--;
    if (str_starts(s->url, S("http://")) || str_starts(s->url, S("https://")))
        return DONE;
    return complain(s->line, MISUSED, "\"" STR_FMT "\" is no URL that begins with http:// or https://", STR_ARG(s->line->argument));
}

static int flags_read(struct simulation *s)
{
    struct line *l = s->line;

    if (number_flag(l, FLAG_USERS, 1, USERS_MOST, &s->users) != DONE || number_flag(l, FLAG_SECONDS, 1, SECONDS_MOST, &s->run_s) != DONE ||
        number_flag(l, FLAG_RATE, 1, RATE_MOST, &s->rate) != DONE || number_flag(l, FLAG_SEED, 1, INT64_MAX, &s->number) != DONE ||
        protocols_read(s) != DONE)
        return MISUSED;
    s->rate = s->rate ? s->rate : s->users;
    s->as_json = l->own[FLAG_JSON].p != NULL;
    s->asserts = l->own[FLAG_ASSERT].p != NULL;
    return url_read(s);
}

/* "To any host, connect to this one": connections of HTTP/1.1 say so, and so are not taken for HTTP/2. */
static err apart_make(struct simulation *s)
{
    CURLU *url = curl_url();
    char *host = NULL, *port = NULL;

    if (curl_url_set(url, CURLUPART_URL, arena_cstr(s->line->arena, s->url), 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
        s->apart = curl_slist_append(NULL, arena_cstr(s->line->arena, arena_format(s->line->arena, "::%s:%s", host, port)));
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(url);
    return s->apart ? OK : failure_with(&s->line->failure, ERR_INVALID, "\"" STR_FMT "\" is not a URL of a server.", STR_ARG(s->url));
}

/* Two descriptors for each. */
static void files_allow(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

/* A connection for each: none is shared, and none is given up before its person is done. */
static err wire_open(struct simulation *s)
{
    TRY(lazy_load(&s->line->failure, &lazy_libcurl));
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(s->multi = curl_multi_init()))
        return failure_with(&s->line->failure, ERR_UNAVAILABLE, "libcurl does not start.");
    TRY(apart_make(s));
    files_allow();
    curl_multi_setopt(s->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    curl_multi_setopt(s->multi, CURLMOPT_MAXCONNECTS, (long)s->users + 1);
    return OK;
}

int simulate_run(struct line *l)
{
    struct simulation *s = arena_new(l->arena, struct simulation);

    *s = (struct simulation){ .line = l, .users = USERS_STANDARD, .run_s = SECONDS_STANDARD, .number = 1 };
    if (flags_read(s) != DONE)
        return MISUSED;
    err e = wire_open(s);
    if (e != OK)
        return complain_failure(l, e);
    rng_seed(&s->rng, (u64)s->number);
    random_bytes(&s->names, sizeof s->names);
    s->names >>= 24;
    s->people = arena_array(l->arena, struct sim_person, (size_t)s->users);
    bool reached = sim_reached(s);
    if (reached)
        sim_run(s);
    curl_multi_cleanup(s->multi);
    curl_slist_free_all(s->apart);
    return reached ? sim_report(s) : FAILED;
}
