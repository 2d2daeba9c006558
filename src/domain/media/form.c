/* An upload by a form: all of it is there before anything is written down. */
#include "base/str.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "ports/blob.h"

enum {
    KEPT_MS = 10 * 1000,             /* a form's media waits no longer than it takes to store its file: in a bucket, at this pace */
    OCTETS_A_MS = 1000
};

err upload_form_check(ctx *c, id me, i64 length, bool repeat)
{
    i64 file = length - UPLOAD_FORM_BESIDES, left;

    TRY(media_rate_take(c, me));
    if (file <= 0)
        return OK;
    TRY(intake_size_check(c, file, false));
    if (repeat)
        return OK;
    TRY(media_room(c, me, &left));
    return file > left ? fail(c, &quota_exceeded) : OK;
}

struct forming { struct media_begin begin; id media; };

static err begin(tx *t, void *arg)
{
    struct forming *f = arg;
    i64 storing_ms = blob_permits(tx_world(t)->blob) ? f->begin.size / OCTETS_A_MS : 0;

    f->begin.expires_at = (when){ tx_now(t).ms + KEPT_MS + storing_ms };
    return media_begin_in(t, &f->begin, &f->media);
}

err upload_form(ctx *c, id me, const struct upload_wish *w, struct intake *in, id *out)
{
    struct upload_wish wish = *w;
    struct media_arrival arrival;

    wish.size = intake_size(in);
    TRY(intake_judge(c, in, &(struct intake_wish){ w->asked, w->sha256, -1 }, &arrival));
    struct forming f = { .begin = upload_beginning(me, &wish, (when){ 0 }) };
    TRY(transact_aside(c, begin, &f));
    *out = arrival.media = f.media;
    err e = upload_store(c, &arrival, in);
    return e == OK ? OK : upload_refuse(c, f.media, e);
}
