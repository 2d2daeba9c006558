/*
 * kith simulate: made-up people use a running server, as its clients do: each on a connection of their own, over HTTP/1.1 or
 * HTTP/2. One thread, one loop over libcurl's transfers. What is kept is bounded: the people, what they were shown lately, and a
 * histogram for each route and protocol.
 */
#pragma once
#include <curl/curl.h>
#include "base/buf.h"
#include "base/random.h"
#include "cli/command.h"
#include "cli/histogram.h"

enum sim_route {
    SIM_REGISTER, SIM_FOLLOW, SIM_FEED, SIM_PUBLIC, SIM_POST_GET, SIM_COMMENTS, SIM_USER, SIM_USER_POSTS, SIM_POST, SIM_COMMENT, SIM_LIKE,
    SIM_ROUTES
};
struct sim_route_facts { const char *method, *pattern; int weight; };        /* the weight: how often people do it, of a hundred */
extern const struct sim_route_facts sim_routes[SIM_ROUTES];

enum sim_protocol { SIM_H1, SIM_H2, SIM_PROTOCOLS };

struct sim_seen { i64 requests, errors; struct histogram times; };

struct sim_person {
    CURL *easy;
    struct curl_slist *fields;
    enum sim_protocol protocol;
    enum sim_route doing;
    bool busy, cut;                  /* cut: the answer is longer than what is kept of it */
    bool opens, barred;              /* may open a connection; wanted to, but may not */
    i64 due_ms;
    id me;
    struct buf body, out;            /* of the answer, of the request; on the heap */
};

struct sim_shown { id post, user; };

enum { SIM_SHOWN = 512 };
struct simulation {
    struct line *line;
    i64 users, run_s, rate, number;
    bool h1, h2, as_json, asserts;
    str url;                         /* without a slash at its end */
    CURLM *multi;
    struct curl_slist *apart;        /* keeps the connections of HTTP/1.1 apart from those of HTTP/2 */
    struct rng rng;
    u64 names;                       /* in user names, so that no two runs on a server meet */
    struct sim_person *people;
    struct sim_shown shown[SIM_SHOWN];
    i64 shown_count;                 /* so far; the last SIM_SHOWN are there */
    i64 end_ms, answers, limited;
    struct sim_seen seen[SIM_ROUTES][SIM_PROTOCOLS];
};

/* What somebody does next, as a request in `out` and at `*path`; and what they learn from an answer. */
void sim_person_choose(struct simulation *, struct sim_person *, str *path);
void sim_person_learn(struct simulation *, struct sim_person *, long status);

bool sim_reached(struct simulation *);           /* does the server answer? Says why not */
void sim_run(struct simulation *);
int sim_report(struct simulation *);             /* the exit status */

enum { MISSED = 3 };                 /* exit status of --assert */
