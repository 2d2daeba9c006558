/* The wire form of graph events: rows of the log outlive the program that wrote them. */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "kit/test.h"

static void says(const struct event_kind *kind, const char *subject, const void *told, const char *json)
{
    struct buf b = {0};

    expect_str(str_of(kind->subject), str_of(subject));
    json_write(&b, kind->payload, told);
    expect_str(buf_str(&b), str_of(json));
    buf_close(&b);
}

TEST(the_subjects_and_members_of_graph_events_stay_as_they_are)
{
    struct follow_told told = { { 7 }, { 8 } };
    const char *json = "{\"follower_id\":\"7\",\"following_id\":\"8\"}";

    says(&graph_followed, "graph.followed", &told, json);
    says(&graph_unfollowed, "graph.unfollowed", &told, json);
    says(&graph_requested, "graph.requested", &told, json);
    says(&graph_blocked, "graph.blocked", &told, json);
    says(&graph_restanced, "graph.restanced", &told, json);
    says(&graph_recounted, "graph.recounted", &(struct recount_told){ { (id[]){ { 7 }, { 8 } }, 2 } }, "{\"users\":[\"7\",\"8\"]}");
}
