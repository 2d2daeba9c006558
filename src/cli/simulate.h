/*
 * kith simulate: made-up people use a running server, as its clients do: each on a connection of their own, over HTTP/1.1 or
 * HTTP/2, and with a socket for what happens. One thread, one loop over libcurl's transfers and the sockets. What is kept is bounded:
 * the people, what they were shown lately, the messages under way, and a histogram for each route and protocol.
 */
#pragma once
#include <curl/curl.h>
#include "base/buf.h"
#include "base/random.h"
#include "cli/command.h"
#include "cli/histogram.h"
#include "cli/ws_client.h"

enum sim_route {
    SIM_REGISTER, SIM_FOLLOW, SIM_FEED, SIM_PUBLIC, SIM_POST_GET, SIM_COMMENTS, SIM_USER, SIM_USER_POSTS, SIM_POST, SIM_COMMENT, SIM_LIKE,
    SIM_CHANNELS, SIM_CHANNEL_MAKE, SIM_JOIN, SIM_CONVERSE, SIM_CONVERSATIONS, SIM_HISTORY, SIM_MESSAGE, SIM_UNREAD,
    SIM_ROUTES
};
static inline bool sim_is_talk(enum sim_route route) { return route >= SIM_CHANNELS; }

/* The weight: how often people do it, of a hundred. */
struct sim_route_facts { const char *method, *pattern; int weight; const char *query; };
extern const struct sim_route_facts sim_routes[SIM_ROUTES];

enum sim_protocol { SIM_H1, SIM_H2, SIM_PROTOCOLS };

struct sim_seen { i64 requests, errors; struct histogram times; };

/* What somebody has said over their socket lately, until it is acknowledged. */
struct sim_said { i64 number, at_us; };

enum { SIM_OWN_CHANNELS = 16, SIM_SAID = 8, SIM_CURSOR_MOST = 200 };
struct sim_socket {
    struct ws_client client;
    i64 due_ms, tries;               /* when to open it, and how often that has failed since it last was */
    bool is_live, given_up;          /* live: it has been greeted */
    char cursor[SIM_CURSOR_MOST];    /* of the last event that came */
    size_t cursor_n;
    struct sim_said said[SIM_SAID];
};

struct simulation;
struct sim_person {
    struct simulation *in;
    CURL *easy;
    struct curl_slist *fields;
    enum sim_protocol protocol;
    enum sim_route doing;
    bool busy, cut;                  /* cut: the answer is longer than what is kept of it */
    bool opens, barred;              /* may open a connection; wanted to, but may not */
    i64 due_ms, began_us;            /* began: of the request */
    id me;
    id channels[SIM_OWN_CHANNELS];   /* they are in */
    int channel_count;
    struct sim_socket socket;
    struct buf body, out, signs;     /* of the answer, of the request; the field that signs it. On the heap */
};

struct sim_shown { id post, user; };

/* A message under way: when it was sent, or when it was heard before anybody knew that. */
struct sim_flight { id message; i64 at_us; };

enum { SIM_SHOWN = 512, SIM_ROOMS = 512, SIM_FLIGHTS = 1 << 15, SIM_EARLY = 1 << 10 };
struct sim_talk {
    struct trunk_place place;
    str host, prefix;                /* of the URL: what comes after its scheme, up to the path, and that */
    int poll;                        /* an epoll of all sockets */
    id rooms[SIM_ROOMS];             /* public channels that were shown; a ring, as what is shown */
    i64 room_count, rooms_asked, sent;
    struct sim_flight flights[SIM_FLIGHTS];      /* by the message's hash; a later one takes the place of an earlier one */
    struct sim_flight early[SIM_EARLY];
    i64 early_count;
    i64 opened, resumed, lost, failed, errors;   /* sockets; lost: ended unasked; failed: did not open; errors: said on them */
    struct histogram deliveries;
};

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
    struct sim_talk talk;
};

/* What somebody does next, as a request in `out` and at `*path`; and what they learn from an answer. */
bool sim_person_choose(struct simulation *, struct sim_person *, str *path);  /* false: it is done, over the socket */
void sim_person_learn(struct simulation *, struct sim_person *, long status);

id sim_other_pick(struct simulation *, const struct sim_person *);   /* somebody else who is there; 0: the one drawn is not yet */

/* ---- channels and messages: simulate_talk.c ---- */

enum sim_route sim_talk_settle(struct simulation *, struct sim_person *, enum sim_route);    /* what can be done now instead */
id sim_talk_named(struct simulation *, const struct sim_person *);
void sim_talk_body(struct simulation *, struct sim_person *);
void sim_talk_learn(struct simulation *, struct sim_person *);
void sim_channel_keep(struct sim_person *, id);
void sim_channel_forget(struct sim_person *, id);
bool sim_talk_say(struct simulation *, struct sim_person *); /* over the socket. False: that is not open, or there is no channel */

/* When a message was sent, and that it has reached somebody's socket, in either order. */
void sim_flight_sent(struct sim_talk *, id message, i64 at_us);
void sim_flight_heard(struct sim_talk *, id message, i64 at_us);

/* ---- sockets: simulate_sockets.c ---- */

err sim_sockets_begin(struct simulation *, const char *address, long port);
void sim_socket_open(struct simulation *, struct sim_person *);
void sim_sockets_go_on(struct simulation *);     /* those that can */
void sim_sockets_end(struct simulation *);
bool sim_socket_say(struct sim_person *, str text);

bool sim_reached(struct simulation *);           /* does the server answer? Says why not */
void sim_run(struct simulation *);
int sim_report(struct simulation *);             /* the exit status */

enum { MISSED = 3 };                 /* exit status of --assert */
