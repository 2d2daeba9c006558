/* The log that needs nothing but the store: a table. The store says what has committed, on the thread that has committed it. */
#include "base/faults.h"
#include "ports/bus/bus.sql.h"
#include "ports/bus/news.h"
#include "ports/bus/own.h"

struct event_tally { i64 waiting; };
SHAPE(event_tally, FIELD(event_tally, waiting));
struct event_place { i64 position; };
SHAPE(event_place, FIELD(event_place, position));
SHAPE(event_tip, FIELD(event_tip, partition), FIELD(event_tip, position));

static err table_fetch(ctx *c, i64 partition, i64 after, i64 most, event_page *out)
{
    return q_event_fetch(c, partition, after, most, out);
}

static err table_after(ctx *c, i64 position, i64 most, event_page *out)
{
    return q_event_after(c, position, most, out);
}

static err table_tips(ctx *c, event_tip_page *out)
{
    return q_event_tips(c, BUS_PARTITIONS - 1, out);
}

static err table_backlog(ctx *c, i64 partition, i64 after, i64 most, i64 *out)
{
    struct event_tally tally;

    TRY(q_event_backlog(c, partition, after, most, &tally));
    *out = tally.waiting;
    return OK;
}

struct trim { i64 partition, through, most; when before; i64 gone; };

static err trim(tx *t, void *arg)
{
    struct trim *in = arg;
    struct event_place end;

    in->gone = 0;
    TRY(q_event_trim_end(t, in->partition, in->through, in->before, in->most, &end));
    if (!end.position)
        return OK;
    TRY(q_event_floor_raise(t, end.position));
    return q_event_trim(t, in->partition, end.position, in->before, &in->gone);
}

static err table_trim(ctx *c, i64 partition, i64 through, when before, i64 most, i64 *gone)
{
    struct trim in = { partition, through, most, before, 0 };

    TRY(transact(c, trim, &in));
    *gone = in.gone;
    return OK;
}

static err table_floor(ctx *c, i64 *out)
{
    struct event_place floor;

    TRY(q_event_floor(c, &floor));
    *out = floor.position;
    return OK;
}

static void event_heard(void *arg, const struct event *e)
{
    struct bus *b = arg;

    listeners_tell(bus_known(b, e->subject), e, false);
    if (e->position)
        tail_told(b, e);
}

/* It may be in the log already, and the tail past it; or come later, when the tail tells it as if it were another process's. */
static void event_doubted(void *arg, const struct event *e)
{
    struct bus *b = arg;

    tail_doubt(b, e->id);
    listeners_tell(bus_known(b, e->subject), e, false);
}

static void commit_heard(void *arg)
{
    struct bus *b = arg;

    if (fault(FAULT_BUS_DELIVER))
        return;
    bell_ring(&b->commits);
    bell_ring(&b->rounds);
}

static void table_start(struct bus *b)
{
    if (!b->sequencer)
        return;
    sequencer_start(b->sequencer);
    whispers_start(b);
}

static void table_close(struct bus *b)
{
    store_on_events(b->world->store, (struct store_ear){0});
    sequencer_close(&b->sequencer);
}

static const struct bus_adapter table_adapter = {
    table_fetch, table_after, table_tips, table_backlog, table_trim, table_floor, table_start, table_close,
};

void table_open(struct bus *b)
{
    b->adapter = &table_adapter;
    if (store_dialect(b->world->store) == ON_POSTGRES)
        b->sequencer = sequencer_open(b);
    store_on_events(b->world->store, (struct store_ear){ commit_heard, event_heard, news_heard, event_doubted, b });
}
