#include "example/note/note.h"
#include "base/json.h"
#include "example/note/note.sql.h"
#include "example/note/note_own.h"

SHAPE(note,
    FIELD(note, id,         .doc = "Sorts by time"),
    FIELD(note, text,       .doc = "What it says"),
    FIELD(note, created_at));
SHAPE(note_draft,
    FIELD(note_draft, text, .min = 1, .max = 500, .doc = "What you say"));

/* ---- within a transaction: no effect but through `t` and the argument ---- */

static err note_tell(tx *t, str subject, const struct note *n)
{
    struct buf key = BUF_ON(tx_arena(t)), payload = BUF_ON(tx_arena(t));

    buf_i64(&key, n->id.v);
    json_write(&payload, &note_event_shape, &(struct note_event){ n->created_at });
    return event_add(t, &(struct event_draft){ subject, buf_str(&key), buf_str(&payload) });
}

static err insert(tx *t, void *arg)
{
    struct note *n = arg;

    n->id = tx_new_id(t);
    n->created_at = tx_now(t);
    TRY(q_note_insert(t, n->id, n->text, n->created_at));
    return note_tell(t, S("note.created"), n);
}

static err delete(tx *t, void *arg)
{
    const id *which = arg;
    struct note gone;

    TRY(q_note_delete(t, *which, &gone));
    return note_tell(t, S("note.deleted"), &gone);
}

/* ---- the verbs ---- */

static err not_there(ctx *c, err e)
{
    return e == ERR_NOT_FOUND ? fail(c, e, "note_not_found", "There is no such note") : e;
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
