/*
 * The number of notes, by hour: kept by a durable consumer of their events, in
 * the transaction that marks each event as handled. So every event counts once,
 * even if the process is killed.
 */
#include "base/str.h"
#include "example/note/note.h"
#include "example/note/note.sql.h"

enum { HOUR_MS = 3600 * 1000 };

SHAPE(note_hour,
    FIELD(note_hour, hour,  .doc = "Its beginning"),
    FIELD(note_hour, count, .doc = "Existing notes that were created in it"));
SHAPE(note_stats,
    FIELD(note_stats, total),
    FIELD_PAGE(note_stats, hours, &note_hour_shape, .doc = "Newest first"));

/* The hour of an event's note, and the change of its count. */
static err read_event(tx *t, const struct event *e, struct note_hour *out)
{
    struct note_told note;

    if (e->kind == &note_created)
        TRY(event_read(tx_arena(t), e, note_created, &note));
    else
        TRY(event_read(tx_arena(t), e, note_deleted, &note));
    out->hour.ms = note.created_at.ms - note.created_at.ms % HOUR_MS;
    out->count = e->kind == &note_created ? 1 : -1;
    return OK;
}

static err sum_add(tx *t, const struct note_hour *sum, i64 shard)
{
    return sum->count ? q_note_hour_add(t, sum->hour, shard, sum->count) : OK;
}

/* Many at once, all of one partition: the changes of one hour are summed up before they are written. */
static err notes_count(tx *t, const struct event *const *events, size_t n)
{
    struct note_hour sum = { 0 }, one;

    for (size_t i = 0; i < n; i++) {
        TRY(read_event(t, events[i], &one));
        if (one.hour.ms != sum.hour.ms) {
            TRY(sum_add(t, &sum, events[i]->partition));
            sum = (struct note_hour){ .hour = one.hour };
        }
        sum.count += one.count;
    }
    return n ? sum_add(t, &sum, events[0]->partition) : OK;
}

err note_stats_get(ctx *c, struct note_stats *out)
{
    *out = (struct note_stats){ 0 };
    TRY(q_note_hours(c, &out->hours));
    for (size_t i = 0; i < out->hours.n; i++)
        out->total += out->hours.at[i].count;
    return OK;
}

static const struct consumer consumers[] = {
    { .name = "note_stats", .hears = KINDS(&note_created, &note_deleted), .handle_many = notes_count },
    {0}
};

extern const struct migration note_migrations[];

const struct capability note_capability = {
    .name = "note",
    .problems = note_problems,
    .events = KINDS(&note_created, &note_deleted),
    .migrations = note_migrations,
    .statements = note_statements,
    .consumers = consumers,
};
