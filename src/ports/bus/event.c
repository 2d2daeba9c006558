/* Reporting and reading events, by their kinds. */
#include "ports/event.h"
#include <assert.h>
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "ports/bus/bus.sql.h"
#include "ports/bus/own.h"
#include "ports/store/adapter.h"
#include "runtime/metrics.h"

const struct shape nothing_told_shape = { .name = "nothing_told", .fields = (const struct field[]){ {0} } };

/* Without `kind`, which no row has. */
SHAPE(event, FIELD(event, position), FIELD(event, id), FIELD(event, partition), FIELD(event, subject), FIELD(event, key),
      FIELD(event, payload), FIELD(event, created_at));

bool kinds_have(event_kinds kinds, const struct event_kind *kind)
{
    for (; *kinds; kinds++)
        if (*kinds == kind)
            return true;
    return false;
}

/* ---- reporting ---- */

str event_key_of_id(tx *t, id key)
{
    return id_text(tx_arena(t), key);
}

str event_key_of_text(tx *t, str key)
{
    (void)t;
    return key;
}

static err add(tx *t, const struct event_kind *kind, str key, str second, str payload)
{
    str subject = subject_fill(tx_arena(t), str_of(kind->subject), key, second);
    struct event e = { 0, tx_new_id(t), bus_partition(key), subject, key, payload, tx_now(t), kind };

    assert(bus_knows(t->store->world->bus, kind));
    TRY(q_event_insert(t, e.id, e.partition, e.subject, key, payload, e.created_at));
    e.position = tx_row_made(t);
    tx_tells(t, &e);
    metric_add(t->store->world->metrics, M_EVENTS, 0, 1);
    return OK;
}

err event_add(tx *t, const struct event_kind *kind, str key, str payload)
{
    return add(t, kind, key, (str){0}, payload);
}

err event_tell_as(tx *t, const struct event_kind *kind, str key, str second, const void *payload)
{
    struct buf json = BUF_ON(tx_arena(t));

    json_write(&json, kind->payload, payload);
    return second.n ? add(t, kind, key, second, buf_str(&json)) : event_add(t, kind, key, buf_str(&json));
}

/* ---- reading ---- */

err event_read_as(struct arena *a, const struct event *e, const struct event_kind *kind, void *out)
{
    struct failure failure;

    assert(e->kind == kind);
    failure_begin(&failure, a);
    return json_read(a, &failure, e->payload, kind->payload, out);
}

err event_about(tx *t, const struct event *e, id *out)
{
    return id_parse(e->key, out) ? OK : tx_fail_with(t, ERR_INVALID, "The key of " STR_FMT " is not an id.", STR_ARG(e->subject));
}
