/*
 * The inside of the graph, shared by its files. An edge is two rows that change
 * together, one with each of its ends; a stance (blocks and mutes) likewise. Only
 * edge.c and stance.c write them, so that rows and counts always agree.
 */
#pragma once
#include "hub/wire.h"
#include "domain/graph/graph.h"
#include "domain/graph/sight.h"

/* From user_id to other_id; its own id gives its time. In rows of follow_in, user_id is the followed one. */
struct edge { id user_id, other_id, edge; bool requested; i64 hidden; };
typedef PAGE(edge) edge_page;
extern const struct shape edge_shape, follow_told_shape, recount_told_shape;

enum { FOLLOWER_HIDDEN = 1, FOLLOWED_HIDDEN = 2 };           /* bits of edge.hidden */

static inline bool edge_counts(const struct edge *e) { return !e->requested && e->hidden == 0; }

err edge_add(tx *, id from, id to, bool requested, struct edge *out);        /* both are shown; there is none yet */
err edge_drop(tx *, id from, id to, struct edge *out);       /* ERR_NOT_FOUND: there was none */
err edge_hide(tx *, const struct edge *, i64 hidden);        /* from now on: edge.hidden */

/* The stance of user_id towards other_id (blocking, muting), and the other way round (blocked, muted): ids, which give the times; 0: no. */
struct stance { id user_id, other_id, blocking, blocked, muting, muted; };
typedef PAGE(stance) stance_page;
extern const struct shape stance_shape;

err stance_read(tx *, id me, id other, struct stance *out);  /* also if there is none */
err stance_save(tx *, const struct stance *);                /* with its mirror */

/* Members of lists, in the order of their tables' `edge`. */
struct edge_in { id user_id, other_id, edge; };
typedef PAGE(edge_in) edge_in_page;
struct listed { id other_id, edge; };
typedef PAGE(listed) listed_page;
extern const struct shape listed_shape;

/* The relation of two accounts, as its statement reads it; stance 0: none. */
struct relation_row { i64 forth, back, stance; };
extern const struct shape relation_row_shape;

err sight_row_in(tx *, id me, id who, struct sight *out, struct relation_row *row);          /* sight.c: also gives the row behind it */
err sight_meet_row_in(tx *, id me, id who, struct sight *out, struct relation_row *row);

struct graph_user { id user_id; };
typedef PAGE(graph_user) graph_user_page;

extern const struct shape graph_counts_shape, graph_user_shape;
extern const struct consumer graph_consumers[];              /* leave.c */
extern const struct job_kind graph_jobs[];

extern const struct belongings graph_belongings[];           /* export.c */
extern const struct wire graph_wires[];          /* wire.c */
