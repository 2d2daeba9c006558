/* Deletes old events, and those that are too many, once every consumer of this program has handled them, in short transactions. */
#include "runtime/settings.h"
#include "work/consumer.h"

enum { TRIM_MOST = 500, PAUSE_MS = 20 };

/* The position that all consumers have reached, for each partition. */
static err floors_read(struct work *w, ctx *c, i64 floors[BUS_PARTITIONS])
{
    consumer_mark_page marks;

    for (int p = 0; p < BUS_PARTITIONS; p++)
        floors[p] = INT64_MAX;
    for (size_t i = 0; i < w->consumer_count; i++) {
        TRY(consumer_marks_read(c, w->consumers[i]->name, &marks));
        for (size_t k = 0; k < marks.n; k++) {
            i64 *floor = &floors[marks.at[k].partition];
            *floor = marks.at[k].position < *floor ? marks.at[k].position : *floor;
        }
    }
    return OK;
}

static err partition_trim(ctx *c, int partition, i64 through, when before)
{
    i64 gone;

    do {
        TRY(bus_trim(c, partition, through, before, TRIM_MOST, &gone));
        TRY(gone ? ctx_sleep(c, PAUSE_MS) : OK);
    } while (gone == TRIM_MOST);
    return OK;
}

/* Positions have no gaps worth counting, so the newest `most` are those of the last `most` positions. */
static i64 rows_end(const struct work *w)
{
    i64 most = w->world->settings->event_max_rows;

    return most ? bus_tip(w->world->bus) - most : 0;
}

err events_trim(struct work *w, ctx *c)
{
    i64 floors[BUS_PARTITIONS], end = rows_end(w);
    when before = { ctx_now(c).ms - w->world->settings->event_retention };

    TRY(floors_read(w, c, floors));
    for (int p = 0; p < BUS_PARTITIONS; p++) {
        TRY(partition_trim(c, p, floors[p], before));
        TRY(end > 0 ? partition_trim(c, p, floors[p] < end ? floors[p] : end, (when){ INT64_MAX }) : OK);
    }
    return OK;
}
