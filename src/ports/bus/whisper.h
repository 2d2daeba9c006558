/*
 * Whispers: what the processes on one PostgreSQL tell each other without keeping it. They go out in notices, at most one in
 * 50 ms, each with all that fits: what does not waits for the next one, the newest first. What waits is bounded, and the
 * oldest is dropped. The fiber that sends them sleeps while nothing is whispered.
 */
#pragma once
#include <pthread.h>
#include "ports/bus.h"

enum {
    WHISPER_PAUSE_MS = 50,
    WHISPER_NOTICE_MOST = 7900,      /* octets; PostgreSQL takes less than 8,000 */
    WHISPER_WAITING_MOST = 64 * 1024
};

struct whisper_listener { const char *kind; whisper_ear *hear; void *arg; };
struct whisper;

struct whispers {
    pthread_mutex_t lock;            /* of what waits */
    struct link waiting;             /* struct whisper, oldest first */
    size_t octets;                   /* of all that waits */
    struct bell news;                /* rings when something does */
    _Atomic bool company;            /* somebody may hear */
    struct whisper_listener *listeners;
    size_t listener_count;
};

void whispers_open(struct whispers *);
void whispers_close(struct whispers *);
void whispers_start(struct bus *);   /* on a store whose processes hear each other's notices */

/* The contents of a notice, made and taken apart. A piece is "<kind> <octets> <text>", and one follows another. */
str whispers_gather(struct whispers *, struct arena *);      /* what goes now; empty: nothing waits */
void whispers_hear(const struct whispers *, i64 from, str pieces);       /* stops where they are malformed */
