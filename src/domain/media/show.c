/* What people see of media: members that are the same for all, and URLs that are made for one answer. */
#include <math.h>
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/media/admin.h"
#include "domain/media/kept.h"
#include "domain/media/sign.h"

enum { PREVIEW_WIDTH = 640 };

SHAPE(media_still,
    FIELD(media_still, width), FIELD(media_still, height), FIELD(media_still, size), FIELD(media_still, mime), FIELD(media_still, name));
SHAPE(media_size,
    FIELD(media_size, width), FIELD(media_size, height), FIELD(media_size, mime), FIELD(media_size, size), FIELD(media_size, url));
SHAPE(media_focus, FIELD(media_focus, x), FIELD(media_focus, y));

#define MEDIA_FIELDS(S)                                                                                                    \
    FIELD(S, id), FIELD(S, kind, .words = media_kind_words), FIELD(S, mime, .doc = "Of what `url` gives"), FIELD(S, size),   \
    FIELD(S, width, .doc = "In pixels, as seen"), FIELD(S, height), FIELD(S, duration, .doc = "In seconds; null: not known, or none"), \
    FIELD(S, animated), FIELD(S, description, .doc = "Alternative text"),                                                   \
    FIELD_LINK(S, focus, &media_focus_shape, .nullable = true, .doc = "What crops keep in sight: -1 to 1, y upwards"),       \
    FIELD(S, blurhash), FIELD(S, url), FIELD(S, preview_url),                                                               \
    FIELD_PAGE(S, sizes, &media_size_shape, .doc = "Stills of an image, ascending by width"),                                \
    FIELD(S, waveform, .doc = "64 peaks from 0 to 100"), FIELD(S, filename),                                                \
    FIELD(S, url_expires_at, .doc = "Until when the URLs of this answer work; null: for good")
SHAPE(media, MEDIA_FIELDS(media));

const char *const media_kind_words[] = { "image", "video", "audio", "voice", "file", NULL };
const char *const media_state_words[] = { "waiting", "processing", "ready", "failed", NULL };

SHAPE(media_error, FIELD(media_error, code), FIELD(media_error, detail));
#define MINE_FIELDS(S)                                                                                                     \
    MEDIA_FIELDS(S), FIELD(S, state, .words = media_state_words),                                                           \
    FIELD_LINK(S, error, &media_error_shape, .nullable = true, .doc = "Why it failed"),                                     \
    FIELD(S, bytes, .doc = "All that is kept of it; while waiting, what was declared"),                                     \
    FIELD(S, sha256, .doc = "Of what came, in hex"), FIELD(S, references, .doc = "How many things refer to it"),             \
    FIELD(S, created_at), FIELD(S, expires_at, .doc = "When it is deleted unless something refers to it")
SHAPE(media_mine, MINE_FIELDS(media_mine));
SHAPE(media_person, FIELD(media_person, id), FIELD(media_person, username));
SHAPE(media_judged, MINE_FIELDS(media_judged), FIELD(media_judged, owner, .of = &media_person_shape));

struct still_list { media_still_page stills; };
static SHAPE(still_list, FIELD_PAGE(still_list, stills, &media_still_shape));

/* `json` is a bare array. */
err media_stills_read(struct arena *a, str json, media_still_page *out)
{
    struct still_list list;
    struct failure failure;

    *out = (media_still_page){ 0 };
    if (str_eq(json, S("[]")))
        return OK;
    failure_begin(&failure, a);
    TRY(json_read(a, &failure, arena_format(a, "{\"stills\":" STR_FMT "}", STR_ARG(json)), &still_list_shape, &list));
    *out = list.stills;
    return OK;
}

/* ---- URLs of one answer ---- */

struct urls { str base; bool open; when until; };

static struct urls urls_of(ctx *c, const struct media_kept *k, i64 until_ms)
{
    struct urls u = { .base = media_base_url(c), .open = k->open && k->shown && !until_ms };

    u.until = u.open ? (when){ 0 } : media_url_end(c, (when){ until_ms });
    return u;
}

static void url_write(ctx *c, struct buf *b, const struct urls *u, str name)
{
    buf_add(b, u->base);
    buf_lit(b, "/media/");
    buf_add(b, name);
    if (!u->open)
        media_url_sign_add(c->world->secrets, b, name, u->until);
}

static str url_text(ctx *c, const struct urls *u, str name)
{
    struct buf b = BUF_ON(&c->arena);

    url_write(c, &b, u, name);
    return buf_str(&b);
}

/* The name of the largest still that is at most so wide, else of the smallest; else the file itself. */
static str name_within(const struct media_kept *k, i64 width)
{
    const struct media_still *best = k->stills.n ? &k->stills.at[0] : NULL;

    for (size_t i = 0; i < k->stills.n; i++)
        if (k->stills.at[i].width <= width)
            best = &k->stills.at[i];
    return best ? best->name : k->name.v;
}

static str preview_name(const struct media_kept *k)
{
    if (k->kind == MEDIA_IMAGE)
        return name_within(k, PREVIEW_WIDTH);
    return k->kind == MEDIA_VIDEO && k->poster.is == GIVEN ? k->poster.v : S("");
}

/* URLs end at whole twelfths of the time that they live. */
when media_urls_renewed(ctx *c)
{
    i64 lives = media_settings(c->world->settings)->media_url_ttl;

    return (when){ media_url_end(c, (when){ 0 }).ms - lives + lives / 12 };
}

str media_still(ctx *c, const struct media_kept *k, i64 width)
{
    struct urls u = urls_of(c, k, 0);

    return url_text(c, &u, name_within(k, width));
}

str media_path_still(ctx *c, const struct media_kept *k, i64 width)
{
    return arena_format(&c->arena, "/media/" STR_FMT, STR_ARG(name_within(k, width)));
}

/* ---- as a struct ---- */

static maybe_str url_or_null(ctx *c, const struct urls *u, str name)
{
    return name.n ? (maybe_str){ GIVEN, url_text(c, u, name) } : (maybe_str){ .is = NULLED };
}

static maybe_i64 number_or_null(maybe_i64 v) { return v.is == GIVEN ? v : (maybe_i64){ .is = NULLED }; }
static maybe_str text_or_null(maybe_str v) { return v.is == GIVEN ? v : (maybe_str){ .is = NULLED }; }

/* All but the URLs: of one that is not ready too. */
static void words_of(ctx *c, const struct media_kept *k, struct media *out)
{
    struct media_focus *focus = NULL;

    if (k->kind == MEDIA_IMAGE || k->kind == MEDIA_VIDEO) {
        focus = arena_new(&c->arena, struct media_focus);
        *focus = (struct media_focus){ k->focus_x, k->focus_y };
    }
    *out = (struct media){
        .id = k->id, .kind = str_of(media_kind_words[k->kind]), .mime = text_or_null(k->mime), .size = number_or_null(k->size),
        .width = number_or_null(k->width), .height = number_or_null(k->height),
        .duration = k->duration_ms.is == GIVEN ? (double)k->duration_ms.v / 1000 : NAN, .animated = k->animated,
        .description = text_or_null(k->description), .focus = focus, .blurhash = text_or_null(k->blurhash),
        .url.is = NULLED, .preview_url.is = NULLED, .sizes = { .at = arena_array(&c->arena, struct media_size, k->stills.n) },
        .waveform = k->waveform, .filename = k->kind == MEDIA_FILE ? text_or_null(k->filename) : (maybe_str){ .is = NULLED },
        .url_expires_at.is = NULLED,
    };
}

void media_of(ctx *c, const struct media_kept *k, i64 until_ms, struct media *out)
{
    struct urls u = urls_of(c, k, until_ms);

    words_of(c, k, out);
    if (!k->ready)
        return;
    out->url = url_or_null(c, &u, k->name.v);
    out->preview_url = url_or_null(c, &u, preview_name(k));
    for (size_t i = 0; i < k->stills.n; i++) {
        const struct media_still *s = &k->stills.at[i];
        out->sizes.at[out->sizes.n++] = (struct media_size){ s->width, s->height, s->mime, s->size, url_text(c, &u, s->name) };
    }
    out->url_expires_at = (maybe_when){ u.open ? NULLED : GIVEN, u.until };
}

/* ---- for its owner ---- */

err media_mine_of(ctx *c, const struct media_row *row, bool shown, struct media_mine *out)
{
    struct media_kept kept;
    struct media m;

    TRY(media_kept_of(&c->arena, row, &kept));
    kept.shown = shown;
    media_of(c, &kept, 0, &m);
    *out = (struct media_mine){
        .id = m.id, .kind = m.kind, .mime = m.mime, .size = m.size, .width = m.width, .height = m.height,
        .duration = m.duration, .animated = m.animated, .description = m.description, .focus = m.focus,
        .blurhash = m.blurhash, .url = m.url, .preview_url = m.preview_url, .sizes = m.sizes, .waveform = m.waveform,
        .filename = m.filename, .url_expires_at = m.url_expires_at,
        .state = str_of(media_state_words[row->state]), .bytes = row->bytes, .sha256 = text_or_null(row->sha256),
        .references = row->refs, .created_at = { id_ms(row->id) },
        .expires_at = { row->expires_at.is == GIVEN ? GIVEN : NULLED, row->expires_at.v },
    };
    if (row->fault.is != GIVEN)
        return OK;
    struct media_error *error = arena_new(&c->arena, struct media_error);
    *error = (struct media_error){ row->fault.v, row->detail.v };
    out->error = error;
    return OK;
}
