/* The contents of the events of the graph. */
#include "domain/graph/graph_own.h"

SHAPE(follow_told, FIELD(follow_told, follower_id), FIELD(follow_told, following_id));
SHAPE(recount_told, FIELD(recount_told, users));

EVENT_KIND(graph_followed, "graph.followed", follow_told);
EVENT_KIND(graph_unfollowed, "graph.unfollowed", follow_told);
EVENT_KIND(graph_requested, "graph.requested", follow_told);
EVENT_KIND(graph_blocked, "graph.blocked", follow_told);
EVENT_KIND(graph_restanced, "graph.restanced", follow_told);
EVENT_KIND(graph_recounted, "graph.recounted", recount_told);
