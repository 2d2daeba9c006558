/*
 * How many notes there are, by hour: kept by a durable consumer of their events, in
 * the transaction that marks each event as handled. So every event counts once,
 * whatever is killed when.
 */
#include "base/json.h"
#include "base/str.h"
#include "example/note/note.h"
#include "example/note/note.sql.h"
#include "example/note/note_own.h"

enum { HOUR_MS = 3600 * 1000 };

SHAPE(note_event,
    FIELD(note_event, created_at));
SHAPE(note_hour,
    FIELD(note_hour, hour,  .doc = "Its beginning"),
    FIELD(note_hour, count, .doc = "Notes created in it that exist"));
SHAPE(note_stats,
    FIELD(note_stats, total),
    FIELD_PAGE(note_stats, hours, &note_hour_shape, .doc = "Newest first"));

static err count(tx *t, const struct event *e)
{
    struct story story;
    struct note_event note;

    story_begin(&story, tx_arena(t));
    TRY(json_read(tx_arena(t), &story, e->payload, &note_event_shape, &note));
    when hour = { note.created_at.ms - note.created_at.ms % HOUR_MS };
    return q_note_hour_add(t, hour, e->partition, str_eq(e->subject, S("note.created")) ? 1 : -1);
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
    { .name = "note_stats", .subjects = "note.created,note.deleted", .handle = count },
    {0}
};

extern const struct migration note_migrations[];

const struct part note_part = {
    .name = "note",
    .migrations = note_migrations,
    .statements = note_statements,
    .consumers = consumers,
};
