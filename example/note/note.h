/*
 * Notes: short texts that anybody may leave, read and delete. This room owns the
 * rules for them and their table. Code that needs to know of changes reads the events
 * note.created and note.deleted; the counts by hour are made that way (stats.c).
 * Nothing here knows of HTTP.
 */
#pragma once
#include "work/work.h"

struct note { id id; str text; when created_at; };
struct note_draft { str text; };
typedef PAGE(note) note_page;
extern const struct shape note_shape, note_draft_shape;

#define NOTE_PROBLEMS(X) \
    X(note_not_found, ERR_NOT_FOUND, "There is no such note.")

PROBLEMS_DECLARE(note_problems, NOTE_PROBLEMS)

/* Existing notes, by the hour (UTC) of their creation; newest first. */
struct note_hour { when hour; i64 count; };
typedef PAGE(note_hour) note_hour_page;
struct note_stats { i64 total; note_hour_page hours; };
extern const struct shape note_stats_shape;

/* `draft` is valid by its shape. */
err note_create(ctx *, const struct note_draft *draft, struct note *out);

/* ERR_NOT_FOUND, note_not_found. */
err note_get(ctx *, id, struct note *out);

/* Newest first, at most `most`, older than `before`; {0} begins at the newest. */
err note_list(ctx *, id before, i64 most, note_page *out);

/* ERR_NOT_FOUND, note_not_found: also when it was deleted before. */
err note_delete(ctx *, id);

/* As of the events handled so far: slightly older than the table. */
err note_stats_get(ctx *, struct note_stats *out);

struct note_told { when created_at; };           /* of the note; key: its id */
EVENT(note_created, note_told);
EVENT(note_deleted, note_told);

extern const struct capability note_capability;
