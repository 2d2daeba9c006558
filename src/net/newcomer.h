/*
 * Newcomers: connections that have asked for nothing yet. Opening is dear: a handshake, a request, who that is and what they may. When
 * thousands come back at once, those who are there go first: of each turn newcomers get a part, and others wait in line with what
 * they have sent. Their time begins when they are served.
 */
#pragma once
#include "net/conn.h"

void newcomers_open(struct lane *);
void newcomer_ready(struct conn *);              /* it has something to read: it is served now, or in its turn */
static inline bool newcomer_waits(const struct conn *c) { return c->newcomer && turn_hook_queued(&c->turn_end); }
