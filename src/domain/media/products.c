/*
 * From the bytes that came to the files that are served: pictures, films and sounds by the maker (ports/maker/maker.h), whose
 * decoders are in other processes; what is called a file as it came. Films and sounds that the maker leaves as they are lose what
 * says where and with what they were taken.
 */
#include <unistd.h>
#include "base/buf.h"
#include "base/str.h"
#include "domain/media/format.h"
#include "domain/media/look.h"
#include "domain/media/products.h"
#include "ports/blob.h"
#include "ports/maker/maker.h"
#include "ports/problems.h"

static const maybe_str no_text = { .is = NULLED };
static const maybe_i64 no_number = { .is = NULLED };

static void add(struct products *out, enum product_use use, const struct made_file *f)
{
    if (f->fd >= 0 && out->n < PRODUCTS_MOST)
        out->at[out->n++] = (struct product){ .use = use, .fd = f->fd, .size = f->size, .width = f->width, .height = f->height,
                                              .mime = str_of(f->mime) };
}

/* ---- what stays as it came ---- */

struct copying { int from, to; i64 size; err e; struct look look; };

static err copy_octets(const struct copying *k)
{
    loff_t from = 0, to = 0;

    while (from < k->size) {
        ssize_t n = copy_file_range(k->from, &from, k->to, &to, (size_t)(k->size - from), 0);
        if (n <= 0)
            return ERR_IO;
    }
    return OK;
}

static void copy_blanked(void *arg)
{
    struct copying *k = arg;

    k->look.size = k->size;
    k->look.fd = k->to;
    k->e = copy_octets(k);
    if (k->e == OK)
        k->e = boxes_blank(k->to, k->size, &k->look);
}

static bool has_boxes(str format)
{
    return str_eq(format, S("video/mp4")) || str_eq(format, S("video/quicktime")) || str_eq(format, S("audio/mp4"));
}

/* A copy without what it says of places and devices. */
static err blanked(ctx *c, int fd, i64 size, int *out)
{
    struct copying *k = arena_new(&c->arena, struct copying);

    TRY(blob_temporary(c, out));
    k->from = fd;
    k->to = *out;
    k->size = size;
    TRY(ctx_task(c, TASK_HEAVY, copy_blanked, k));
    return k->e == ERR_INVALID ? fail(c, &media_broken) : k->e;
}

/* ---- what was made ---- */

static str peaks_json(struct arena *a, const u8 *peaks)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < MADE_PEAKS; i++) {
        buf_byte(&b, i ? ',' : '[');
        buf_i64(&b, peaks[i]);
    }
    buf_byte(&b, ']');
    return buf_str(&b);
}

/* By what the bytes turned out to be: a WebM without a picture is a sound. */
static enum media_kind kind_of(const struct media_row *row, str mime)
{
    if (!str_starts(mime, S("audio/")))
        return (enum media_kind)row->kind;
    return row->asked == MEDIA_VOICE ? MEDIA_VOICE : MEDIA_AUDIO;
}

static err main_add(ctx *c, const struct media_row *row, const struct maker_order *o, const struct made *m, struct products *out)
{
    struct made_file file = m->main;

    if (m->same) {
        file = (struct made_file){ .fd = o->in, .size = o->size, .mime = m->main.mime };
        file.mime = file.mime ? file.mime : arena_cstr(&c->arena, row->format);
        if (has_boxes(row->format))
            TRY(blanked(c, o->in, o->size, &file.fd));
    }
    add(out, PRODUCT_MAIN, &file);
    return OK;
}

static err made_read(ctx *c, const struct media_row *row, const struct maker_order *o, const struct made *m, struct products *out)
{
    *out = (struct products){
        .width = m->has_size ? (maybe_i64){ GIVEN, m->width } : no_number, .height = m->has_size ? (maybe_i64){ GIVEN, m->height } : no_number,
        .duration_ms = m->has_duration ? (maybe_i64){ GIVEN, m->duration_ms } : no_number, .animated = m->animated,
        .blurhash = m->blurhash.n ? (maybe_str){ GIVEN, m->blurhash } : no_text,
        .waveform = m->has_waveform ? (maybe_str){ GIVEN, peaks_json(&c->arena, m->waveform) } : no_text,
    };
    TRY(main_add(c, row, o, m, out));
    out->kind = kind_of(row, out->at[MAIN_PRODUCT].mime);
    for (size_t i = 0; i < m->still_count; i++)
        add(out, PRODUCT_STILL, &m->stills[i]);
    add(out, PRODUCT_POSTER, &m->poster);
    return OK;
}

/* ---- the two ways ---- */

static void file_same(int fd, i64 size, struct products *out)
{
    *out = (struct products){ .kind = MEDIA_FILE, .width = no_number, .height = no_number, .duration_ms = no_number, .blurhash = no_text,
                              .waveform = no_text };
    add(out, PRODUCT_MAIN, &(struct made_file){ .fd = fd, .size = size, .mime = "application/octet-stream" });
}

err products_make(ctx *c, const struct media_row *row, int fd, i64 size, struct products *out)
{
    const struct media_settings *s = media_settings(c->world->settings);
    struct maker_order order = { .format = row->format, .voice = row->asked == MEDIA_VOICE, .in = fd, .size = size,
                                 .limits = { s->media_pixels, s->media_image_side } };
    struct made *made = arena_new(&c->arena, struct made);

    if (row->kind == MEDIA_FILE) {
        file_same(fd, size, out);
        return OK;
    }
    TRY(maker_make(c, &order, made));
    return made_read(c, row, &order, made, out);
}
