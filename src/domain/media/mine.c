/* Media as their owners see them, and what they may do with them. */
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"

enum { DESCRIPTION_MOST = 1500 };

SHAPE(media_edit,
    FIELD(media_edit, id), FIELD(media_edit, description, .max = DESCRIPTION_MOST, .doc = "Alternative text; null: none"),
    FIELD(media_edit, focus, .optional = true, .doc = "{x, y}, each from -1 to 1; null: the middle"));

static err not_there(ctx *c, err e)
{
    return e == ERR_NOT_FOUND ? fail(c, &media_not_found) : e;
}

static err own_read(ctx *c, id me, id which, struct media_row *out)
{
    TRY(not_there(c, q_media_row_get(c, which, out)));
    return out->owner.v == me.v ? OK : fail(c, &media_not_found);
}

static err owner_shown(ctx *c, id who, bool *shown)
{
    struct account a;
    err e = account_by_id(c, who, &a);

    *shown = e == OK && standing_of(&a).shown;
    return e == ERR_NOT_FOUND ? OK : e;
}

static err mine_of(ctx *c, const struct media_row *row, struct media_mine *out)
{
    bool shown;

    TRY(owner_shown(c, row->owner, &shown));
    return media_mine_of(c, row, shown, out);
}

err media_get(ctx *c, id me, id which, struct media_mine *out)
{
    struct media_row row;

    TRY(own_read(c, me, which, &row));
    return mine_of(c, &row, out);
}

/* Any that becomes ready rings: each waiter looks at its own. */
err media_await(ctx *c, id me, id which, i64 most_ms, struct media_mine *out)
{
    struct bell *made = &media_memory(c->world)->made;
    i64 end = loop_mono_ms(c->loop) + most_ms, left = most_ms;
    u64 seen = atomic_load(&made->rings);
    struct media_row row;

    for (;;) {
        TRY(own_read(c, me, which, &row));
        if (row.state != MEDIA_PROCESSING || left <= 0)
            return mine_of(c, &row, out);
        TRY(bell_wait(made, c, &seen, left));
        left = end - loop_mono_ms(c->loop);
    }
}

static i64 or_any(maybe_i64 v) { return v.is == GIVEN ? v.v : -1; }

err media_list(ctx *c, id me, const struct media_wish *wish, id before, i64 most, media_mine_page *out)
{
    i64 attached = wish->attached.is == GIVEN ? wish->attached.v : -1;
    media_row_page rows;
    bool shown;

    TRY(q_media_mine(c, me, before.v ? before : (id){ INT64_MAX }, or_any(wish->state), or_any(wish->kind), attached, most, &rows));
    TRY(owner_shown(c, me, &shown));
    *out = (media_mine_page){ .at = arena_array(&c->arena, struct media_mine, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        TRY(media_mine_of(c, &rows.at[i], shown, &out->at[i]));
    return OK;
}

/* ---- changes ---- */

static const struct shape focus_in_shape = { "focus", sizeof(struct media_focus), (const struct field[]){
    FIELD(media_focus, x, .min = -1, .max = 1), FIELD(media_focus, y, .min = -1, .max = 1), {0} }, NULL, NULL };

/* Within an object, where all of it is checked. */
struct one_focus { struct media_focus focus; };
static SHAPE(one_focus, FIELD(one_focus, focus, .of = &focus_in_shape));

err media_focus_read(ctx *c, raw_json given, struct media_focus *out)
{
    struct one_focus one;
    str whole = arena_format(&c->arena, "{\"focus\":" STR_FMT "}", STR_ARG(given.json));

    *out = (struct media_focus){ 0 };
    if (str_eq(given.json, S("null")))
        return OK;
    err e = json_read(&c->arena, &c->failure, whole, &one_focus_shape, &one);
    *out = one.focus;
    if (e == OK)
        return OK;
    failure_begin(&c->failure, &c->arena);
    return fail_field_saying(c, S("focus"), &invalid_form, "This must be {\"x\": number, \"y\": number}, each from -1 to 1.");
}

struct editing { id me; const struct media_edit *by; struct media_focus focus; struct media_row row; };

static err edit(tx *t, void *arg)
{
    struct editing *in = arg;
    struct media_row *r = &in->row;
    err e = q_media_row_get(t, in->by->id, r);

    if (e == ERR_NOT_FOUND || (e == OK && r->owner.v != in->me.v))
        return tx_fail(t, &media_not_found);
    TRY(e);
    TRY(account_acts_in(t, in->me));
    if (in->by->description.is != ABSENT)
        r->description = in->by->description.is == GIVEN && in->by->description.v.n ? in->by->description : (maybe_str){ .is = NULLED };
    if (in->by->focus.json.n) {
        r->focus_x = in->focus.x;
        r->focus_y = in->focus.y;
    }
    TRY(q_media_words_set(t, r->id, r->description, r->focus_x, r->focus_y));
    return media_tell_changed(t, &(struct media_brief){ .id = r->id, .owner = r->owner }, 1);
}

err media_edit(ctx *c, id me, const struct media_edit *by, struct media_mine *out)
{
    struct editing in = { .me = me, .by = by };

    if (by->focus.json.n)
        TRY(media_focus_read(c, by->focus, &in.focus));
    TRY(transact(c, edit, &in));
    return mine_of(c, &in.row, out);
}

struct deleting { id me, which; };

static err delete(tx *t, void *arg)
{
    const struct deleting *in = arg;
    id which = in->which;
    media_brief_page rows;

    TRY(q_media_briefs_get(t, (ids){ &which, 1 }, &rows));
    if (!rows.n || rows.at[0].owner.v != in->me.v)
        return tx_fail(t, &media_not_found);
    TRY(account_acts_in(t, in->me));
    return rows.at[0].refs ? tx_fail(t, &media_in_use) : media_end_in(t, rows.at, 1);
}

err media_delete(ctx *c, id me, id which)
{
    return transact(c, delete, &(struct deleting){ me, which });
}
