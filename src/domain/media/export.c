/* What an account has uploaded: what is known of each media, and the file that is served. */
#include <math.h>
#include "base/id.h"
#include "base/str.h"
#include "domain/media/kept.h"
#include "domain/media/media.sql.h"
#include "ports/blob.h"

enum { AT_ONCE = 100, PIECE = 64 << 10 };

/* All that its owner sees of it, without URLs: these would have ended before anybody reads this. */
struct owned_media {
    id id;
    str kind, state;
    maybe_str mime;
    maybe_i64 size, width, height;
    double duration;
    bool animated;
    maybe_str description;
    const struct media_focus *focus;
    maybe_str blurhash;
    media_still_page sizes;
    raw_json waveform;
    maybe_str filename;
    i64 bytes;
    maybe_str sha256;
    const struct media_error *error;
    i64 references;
    when created_at;
    maybe_when expires_at;
};
static const struct shape still_out_shape = { "still_out", sizeof(struct media_still), (const struct field[]){
    FIELD(media_still, width), FIELD(media_still, height), FIELD(media_still, mime), FIELD(media_still, size), {0} }, NULL, NULL };
static SHAPE(owned_media,
    FIELD(owned_media, id), FIELD(owned_media, kind), FIELD(owned_media, state), FIELD(owned_media, mime), FIELD(owned_media, size),
    FIELD(owned_media, width), FIELD(owned_media, height), FIELD(owned_media, duration), FIELD(owned_media, animated),
    FIELD(owned_media, description), FIELD_LINK(owned_media, focus, &media_focus_shape, .nullable = true), FIELD(owned_media, blurhash),
    FIELD_PAGE(owned_media, sizes, &still_out_shape), FIELD(owned_media, waveform), FIELD(owned_media, filename),
    FIELD(owned_media, bytes), FIELD(owned_media, sha256), FIELD_LINK(owned_media, error, &media_error_shape, .nullable = true),
    FIELD(owned_media, references), FIELD(owned_media, created_at), FIELD(owned_media, expires_at));

static err row_export(ctx *c, const struct media_row *r, struct rows *rows)
{
    struct media_focus focus = { r->focus_x, r->focus_y };
    struct media_error error = { r->fault.v, r->detail.v };
    struct media_kept kept;

    TRY(media_kept_of(&c->arena, r, &kept));
    struct owned_media own = {
        .id = r->id, .kind = str_of(media_kind_words[r->kind]), .state = str_of(media_state_words[r->state]), .mime = r->mime,
        .size = r->size, .width = r->width, .height = r->height,
        .duration = r->duration_ms.is == GIVEN ? (double)r->duration_ms.v / 1000 : NAN, .animated = r->animated,
        .description = r->description, .focus = r->kind == MEDIA_IMAGE || r->kind == MEDIA_VIDEO ? &focus : NULL, .blurhash = r->blurhash,
        .sizes = kept.stills, .waveform = kept.waveform, .filename = r->filename, .bytes = r->bytes, .sha256 = r->sha256,
        .error = r->fault.is == GIVEN ? &error : NULL, .references = r->refs, .created_at = { id_ms(r->id) }, .expires_at = r->expires_at,
    };

    return row_add(c, rows, &owned_media_shape, &own);
}

/* A file of a few thousand: each is opened, and closed again, in a ctx of its own, since an export lives for long. */
struct giving { str name, as; struct files *files; ctx *waits; bool ended; err e; };

static err pieces_give(ctx *c, struct blob_reader *reader, i64 size, struct files *files)
{
    for (i64 at = 0; at < size;) {
        struct arena_mark mark = arena_mark(&c->arena);
        str piece;
        i64 left = size - at;
        TRY(blob_read(c, reader, at, left < PIECE ? left : PIECE, left, &piece));
        if (!piece.n)
            return fail_with(c, ERR_IO, "A file is shorter than it was.");
        TRY(file_add(c, files, piece));
        at += (i64)piece.n;
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

/* One that has gone since is left out. */
static err bytes_give(ctx *c, const struct giving *g)
{
    struct blob_reader *reader;
    struct blob_facts facts;
    err e = blob_hold(c, c->world->blob, g->name, BLOB_START, &reader, &facts);

    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    TRY(file_begin(c, g->files, g->as));
    return pieces_give(c, reader, facts.size, g->files);
}

static void give_run(ctx *c, void *arg)
{
    struct giving *g = arg;

    g->e = bytes_give(c, g);
    g->ended = true;
    if (g->waits)
        ctx_wake(g->waits);
    ctx_end(c);
}

static err bytes_export(ctx *c, const struct media_row *r, struct files *files)
{
    struct giving g = { .files = files };

    if (r->state != MEDIA_READY)
        return OK;
    g.name = arena_format(&c->arena, "media/" STR_FMT, STR_ARG(r->name.v));
    g.as = arena_format(&c->arena, "media/%lld.%s", (long long)r->id.v, media_extension(r->mime.v));
    ctx_start_own(ctx_new(c->loop), give_run, &g);
    g.waits = c;
    while (!g.ended)
        ctx_park_firm(c);
    return g.e;
}

typedef err each_media(ctx *, const struct media_row *, void *arg);

static err each(ctx *c, id who, each_media *deed, void *arg)
{
    media_row_page page;
    id before = { INT64_MAX };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_media_mine(c, who, before, -1, -1, -1, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(deed(c, &page.at[i], arg));
        before = page.n ? page.at[page.n - 1].id : before;
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

static err row_of(ctx *c, const struct media_row *r, void *rows) { return row_export(c, r, rows); }
static err bytes_of(ctx *c, const struct media_row *r, void *files) { return bytes_export(c, r, files); }

static err media_export(ctx *c, id who, struct rows *rows) { return each(c, who, row_of, rows); }
static err media_give(ctx *c, id who, struct files *files) { return each(c, who, bytes_of, files); }

const struct belongings media_belongings[] = {
    { "media.json", "what you uploaded; the files themselves are in media/", media_export, media_give },
    {0}
};
