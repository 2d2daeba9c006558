#include "example/note/note.h"
#include "example/note/note.sql.h"

PROBLEMS_DEFINE(note_problems, NOTE_PROBLEMS)

SHAPE(note,
    FIELD(note, id,         .doc = "Sorts by time"),
    FIELD(note, text,       .doc = "What it says"),
    FIELD(note, created_at));
SHAPE(note_draft,
    FIELD(note_draft, text, .min = 1, .max = 500, .doc = "What you say"));

extern const struct shape note_told_shape;
SHAPE(note_told,
    FIELD(note_told, created_at));
EVENT_KIND(note_created, "note.created", note_told);
EVENT_KIND(note_deleted, "note.deleted", note_told);

/* ---- within a transaction: no effect but through `t` and the argument ---- */

static err insert(tx *t, void *arg)
{
    struct note *n = arg;

    n->id = tx_new_id(t);
    n->created_at = tx_now(t);
    TRY(q_note_insert(t, n->id, n->text, n->created_at));
    return event_tell(t, note_created, n->id, &(struct note_told){ n->created_at });
}

static err delete(tx *t, void *arg)
{
    const id *which = arg;
    struct note gone;

    TRY(q_note_delete(t, *which, &gone));
    return event_tell(t, note_deleted, gone.id, &(struct note_told){ gone.created_at });
}

/* ---- the verbs ---- */

static err not_there(ctx *c, err e)
{
    return e == ERR_NOT_FOUND ? fail(c, &note_not_found) : e;
}

err note_create(ctx *c, const struct note_draft *draft, struct note *out)
{
    *out = (struct note){ .text = draft->text };
    return transact(c, insert, out);
}

err note_get(ctx *c, id which, struct note *out)
{
    return not_there(c, q_note_by_id(c, which, out));
}

err note_list(ctx *c, id before, i64 most, note_page *out)
{
    return q_note_before(c, before.v ? before : (id){ INT64_MAX }, most, out);
}

err note_delete(ctx *c, id which)
{
    return not_there(c, transact(c, delete, &which));
}
