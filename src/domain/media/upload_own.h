/* What the files of uploads share. */
#pragma once
#include "domain/media/media_own.h"
#include "domain/media/upload.h"

struct upload_row {
    id media;
    i64 way, size, got;
    maybe_str wanted, type, metadata;
    when expires_at;
    id holder;
    when held_until;
};
struct upload_part { i64 at, size; str name; };
typedef PAGE(upload_part) upload_part_page;
extern const struct shape upload_row_shape, upload_part_shape;

/* ---- upload.c ---- */

str upload_key(struct arena *, id media, str name);          /* "incoming/ID-name" */
err upload_row_make(ctx *, id me, tx_fn *, void *arg);       /* that transaction, which counts as an upload. ERR_TOO_MANY */
struct media_begin upload_beginning(id me, const struct upload_wish *, when expires_at);

/* An upload, and what its media is now: ERR_NOT_FOUND media_not_found unless it is that account's and came that way. */
struct upload_found { struct upload_row row; id owner; enum media_state state; enum media_kind asked; };
err upload_find(ctx *, id me, id which, enum media_way, struct upload_found *out);
err upload_find_in(tx *, id me, id which, enum media_way, struct upload_found *out);

/*
 * All octets are in the intake, which has ended: judged, stored, and the media is being processed. A refusal gives the upload up.
 * ERR_CONFLICT upload_complete: somebody else was first.
 */
err upload_finish(ctx *, id which, const struct intake_wish *, struct intake *);

/* In the transaction of its arrival: the parts go; the row stays, since clients go on asking for it. Without an upload, nothing is done. */
err upload_parts_end(tx *, id which);
/* Until when bytes may still come for an upload that ends now: what lies there is looked at again then. Before its row goes. */
err upload_bytes_until(tx *, id which, i64 *until_ms);

/* The same in steps: what is judged and named is stored, and is being processed; an upload that is refused ends, and the refusal stays. */
err upload_store(ctx *, struct media_arrival *, struct intake *);
err upload_refuse(ctx *, id which, err refusal);

/* All parts of an upload one after the other, in a new intake that has ended. */
err upload_join(ctx *, id which, i64 size, struct intake **out);

/* ---- hold.c: who receives bytes at the moment ---- */

enum { UPLOAD_HELD_MS = 10 * 1000 };
bool upload_is_held(const struct world *, const struct upload_row *, when now);      /* by a process that lives */

/* Somebody who holds an upload on this ctx: its hold is renewed meanwhile, and another request may end it, which cancels the ctx. */
struct upload_watch {
    struct link link;
    ctx *holder_ctx;
    id media, holder;
    u64 moved;                       /* counts as bytes come */
    bool ends;                       /* it may be asked to */
    i64 asked_ms;                    /* since when it is asked to end; 0: it is not */
    u64 moved_then;
    bool ended;                      /* it was cancelled */
};
void upload_watch_begin(ctx *, struct upload_watch *, id media, id holder, bool ends);
void upload_watch_end(struct upload_watch *);    /* nobody cancels its ctx any more; before its memory goes */

/* Asks whoever holds it, in any process, to end. */
void upload_ask(struct world *, id media);

/* ---- tus.c ---- */

extern const char upload_join_job[];
err upload_join_run(ctx *, str payload);
err upload_join_later(tx *, id which, i64 size);
