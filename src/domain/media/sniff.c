/*
 * What octets are. A format is known by how it begins, and then its header must be one: a PNG that is called a film is a
 * PNG, and a page that begins with "GIF89a" is a GIF, which a decoder will refuse. Only what a header says is read here, so
 * that a picture of a hundred thousand pixels a side is found before anything is decoded.
 */
#include "base/str.h"
#include "domain/media/boxes.h"
#include "domain/media/format.h"
#include "domain/media/sniff_own.h"

const struct format_facts format_facts[FORMAT_COUNT] = {
    [FORMAT_NONE]       = { "application/octet-stream", "bin", MEDIA_FILE },
    [FORMAT_JPEG]       = { "image/jpeg", "jpg", MEDIA_IMAGE },
    [FORMAT_PNG]        = { "image/png", "png", MEDIA_IMAGE },
    [FORMAT_WEBP]       = { "image/webp", "webp", MEDIA_IMAGE },
    [FORMAT_GIF]        = { "image/gif", "gif", MEDIA_IMAGE },
    [FORMAT_AVIF]       = { "image/avif", "avif", MEDIA_IMAGE },
    [FORMAT_HEIC]       = { "image/heic", "heic", MEDIA_IMAGE },
    [FORMAT_MP4]        = { "video/mp4", "mp4", MEDIA_VIDEO },
    [FORMAT_QUICKTIME]  = { "video/quicktime", "mov", MEDIA_VIDEO },
    [FORMAT_WEBM]       = { "video/webm", "webm", MEDIA_VIDEO },
    [FORMAT_MP3]        = { "audio/mpeg", "mp3", MEDIA_AUDIO },
    [FORMAT_M4A]        = { "audio/mp4", "m4a", MEDIA_AUDIO },
    [FORMAT_OGG]        = { "audio/ogg", "ogg", MEDIA_AUDIO },
    [FORMAT_WEBM_SOUND] = { "audio/webm", "weba", MEDIA_AUDIO },
    [FORMAT_WAV]        = { "audio/wav", "wav", MEDIA_AUDIO },
    [FORMAT_FLAC]       = { "audio/flac", "flac", MEDIA_AUDIO },
};

static const struct { str mime; enum media_kind kind; } also_called[] = {
    { S("image/jpg"), MEDIA_IMAGE }, { S("image/pjpeg"), MEDIA_IMAGE }, { S("image/apng"), MEDIA_IMAGE }, { S("image/heif"), MEDIA_IMAGE },
    { S("video/x-m4v"), MEDIA_VIDEO },
    { S("audio/mp3"), MEDIA_AUDIO }, { S("audio/x-m4a"), MEDIA_AUDIO }, { S("audio/m4a"), MEDIA_AUDIO }, { S("audio/aac"), MEDIA_AUDIO },
    { S("audio/opus"), MEDIA_AUDIO }, { S("audio/vorbis"), MEDIA_AUDIO }, { S("application/ogg"), MEDIA_AUDIO },
    { S("audio/x-wav"), MEDIA_AUDIO }, { S("audio/wave"), MEDIA_AUDIO }, { S("audio/vnd.wave"), MEDIA_AUDIO },
    { S("audio/x-flac"), MEDIA_AUDIO },
};

bool format_declared(str mime, enum media_kind *kind)
{
    str rest = mime, name;

    if (!str_cut(&rest, ';', &name))
        return false;
    name = str_trim(name);
    for (size_t f = FORMAT_NONE + 1; f < FORMAT_COUNT; f++) {
        *kind = format_facts[f].kind;
        if (str_eq_nocase(name, str_of(format_facts[f].mime)))
            return true;
    }
    for (size_t i = 0; i < COUNT(also_called); i++) {
        *kind = also_called[i].kind;
        if (str_eq_nocase(name, also_called[i].mime))
            return true;
    }
    return false;
}

/* ---- pictures ---- */

static void size_is(struct sniffed *s, i64 width, i64 height)
{
    s->width = width;
    s->height = height;
    s->broken |= width < 1 || height < 1;
}

static bool jpeg_has_size(u8 marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool jpeg_stands_alone(u8 marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7); }

/* Segments, up to the one that has the size; the picture's own data may not begin before it. */
static void jpeg_read(struct look *l, struct sniffed *s)
{
    enum { SEGMENTS_MOST = 10000 };
    const u8 *p;
    i64 at = 2;

    s->broken = true;
    for (int n = 0; n < SEGMENTS_MOST && (p = look_at(l, at, 4)) && p[0] == 0xff; n++) {
        if (p[1] == 0xff) {
            at++;
        } else if (jpeg_stands_alone(p[1])) {
            at += 2;
        } else if (jpeg_has_size(p[1])) {
            p = look_at(l, at, 9);
            s->broken = !p;
            if (p)
                size_is(s, be16(p + 7), be16(p + 5));
            return;
        } else if (p[1] == 0xd8 || p[1] == 0xd9 || p[1] == 0xda || be16(p + 2) < 2) {
            return;
        } else {
            at += 2 + be16(p + 2);
        }
    }
}

static void png_read(struct look *l, struct sniffed *s)
{
    const u8 *p = look_at(l, 8, 16);

    s->broken = !p || be32(p) != 13 || be32(p + 4) != BOX('I', 'H', 'D', 'R');
    if (!s->broken)
        size_is(s, be32(p + 8), be32(p + 12));
}

/* Past a list of pieces of up to 255 octets, which ends with an empty one; of so many in all of the picture. */
static bool gif_pieces_pass(struct look *l, i64 *at, i64 *left)
{
    const u8 *p;

    while (--*left >= 0 && (p = look_at(l, *at, 1))) {
        *at += 1 + p[0];
        if (!p[0])
            return true;
    }
    return false;
}

static i64 gif_colours(u8 flags) { return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0; }

static void gif_read(struct look *l, struct sniffed *s)
{
    enum { PIECES_MOST = 4 << 20 };
    const u8 *p = look_at(l, 6, 7);
    i64 at, left = PIECES_MOST;
    bool more = true;

    s->broken = !p;
    if (!p)
        return;
    size_is(s, le16(p), le16(p + 2));
    at = 13 + gif_colours(p[4]);
    s->frames = 0;
    while (more && s->frames < SNIFF_FRAMES_MOST && (p = look_at(l, at, 1))) {
        if (p[0] == 0x21) {
            at += 2;
        } else if (p[0] == 0x2c && (p = look_at(l, at, 10))) {
            at += 10 + gif_colours(p[9]) + 1;
            s->frames++;
        } else {
            break;
        }
        more = gif_pieces_pass(l, &at, &left);
    }
    s->broken |= s->frames == 0;
}

static i64 webp_frames(struct look *l)
{
    enum { CHUNKS_MOST = 100000 };
    i64 at = 12, frames = 0;
    const u8 *p;

    for (int n = 0; n < CHUNKS_MOST && frames < SNIFF_FRAMES_MOST && (p = look_at(l, at, 8)); n++) {
        i64 size = le32(p + 4);
        frames += be32(p) == BOX('A', 'N', 'M', 'F');
        at += 8 + size + (size & 1);
    }
    return frames;
}

static void webp_read(struct look *l, struct sniffed *s)
{
    const u8 *p = look_at(l, 12, 18);
    u32 type = p ? be32(p) : 0;

    if (type == BOX('V', 'P', '8', ' ') && p[11] == 0x9d && p[12] == 0x01 && p[13] == 0x2a) {
        size_is(s, le16(p + 14) & 0x3fff, le16(p + 16) & 0x3fff);
    } else if (type == BOX('V', 'P', '8', 'L') && p[8] == 0x2f) {
        u32 bits = le32(p + 9);
        size_is(s, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    } else if (type == BOX('V', 'P', '8', 'X')) {
        bool moves = p[8] & 2;
        size_is(s, (i64)le24(p + 12) + 1, (i64)le24(p + 15) + 1);
        s->frames = moves ? webp_frames(l) : 1;
        s->broken |= s->frames == 0;
    } else {
        s->broken = true;
    }
}

/* The largest of the sizes of its parts; a picture that is made of tiles says its own size too. */
static void heif_read(struct look *l, struct sniffed *s)
{
    enum { PROPERTIES_MOST = 100000 };
    struct box meta, properties, list, b;
    i64 at;

    s->broken = !box_find(l, 0, l->size, BOX('m', 'e', 't', 'a'), &meta)
        || !box_find(l, meta.body + 4, meta.end, BOX('i', 'p', 'r', 'p'), &properties)
        || !box_find(l, properties.body, properties.end, BOX('i', 'p', 'c', 'o'), &list);
    if (s->broken)
        return;
    at = list.body;
    for (int n = 0; n < PROPERTIES_MOST && box_next(l, &at, list.end, &b); n++) {
        const u8 *p = b.type == BOX('i', 's', 'p', 'e') ? look_at(l, b.body, 12) : NULL;
        if (p && (u64)be32(p + 4) * be32(p + 8) > (u64)s->width * (u64)s->height) {
            s->width = be32(p + 4);
            s->height = be32(p + 8);
        }
    }
    s->broken = !s->width;
}

/* ---- MP4 and its like ---- */

static enum format brand_format(u32 brand)
{
    switch (brand) {
    case BOX('a', 'v', 'i', 'f'): case BOX('a', 'v', 'i', 's'):
        return FORMAT_AVIF;
    case BOX('h', 'e', 'i', 'c'): case BOX('h', 'e', 'i', 'x'): case BOX('h', 'e', 'i', 'm'): case BOX('h', 'e', 'i', 's'):
    case BOX('h', 'e', 'v', 'c'): case BOX('h', 'e', 'v', 'x'): case BOX('h', 'e', 'v', 'm'): case BOX('h', 'e', 'v', 's'):
        return FORMAT_HEIC;
    case BOX('q', 't', ' ', ' '):
        return FORMAT_QUICKTIME;
    case BOX('M', '4', 'A', ' '): case BOX('M', '4', 'B', ' '):
        return FORMAT_M4A;
    case BOX('i', 's', 'o', 'm'): case BOX('i', 's', 'o', '2'): case BOX('i', 's', 'o', '3'): case BOX('i', 's', 'o', '4'):
    case BOX('i', 's', 'o', '5'): case BOX('i', 's', 'o', '6'): case BOX('i', 's', 'o', '7'): case BOX('i', 's', 'o', '8'):
    case BOX('i', 's', 'o', '9'): case BOX('m', 'p', '4', '1'): case BOX('m', 'p', '4', '2'): case BOX('a', 'v', 'c', '1'):
    case BOX('d', 'a', 's', 'h'): case BOX('M', '4', 'V', ' '): case BOX('M', 'S', 'N', 'V'): case BOX('X', 'A', 'V', 'C'):
        return FORMAT_MP4;
    }
    return FORMAT_NONE;
}

/* By the first brand that says something: the major one, then the others. */
static enum format brands_read(struct look *l, const struct box *b)
{
    enum { BRANDS_MOST = 64 };
    enum format found = FORMAT_NONE;

    for (i64 at = b->body; at + 4 <= b->end && at < b->body + 4 * BRANDS_MOST && found == FORMAT_NONE; at += at == b->body ? 8 : 4) {
        const u8 *p = look_at(l, at, 4);
        found = p ? brand_format(be32(p)) : FORMAT_NONE;
    }
    return found;
}

struct tracks { int films, sounds; };

static void track_read(struct look *l, const struct box *track, struct tracks *out)
{
    struct box media, handler;

    if (!box_find(l, track->body, track->end, BOX('m', 'd', 'i', 'a'), &media)
        || !box_find(l, media.body, media.end, BOX('h', 'd', 'l', 'r'), &handler))
        return;
    out->films += look_is(l, handler.body + 8, S("vide"));
    out->sounds += look_is(l, handler.body + 8, S("soun"));
}

static void film_read(struct look *l, struct sniffed *s)
{
    enum { TRACKS_MOST = 1000 };
    struct tracks tracks = { 0, 0 };
    struct box moov, b;

    s->broken = !box_find(l, 0, l->size, BOX('m', 'o', 'o', 'v'), &moov);
    if (s->broken)
        return;
    i64 at = moov.body;
    for (int n = 0; n < TRACKS_MOST && box_next(l, &at, moov.end, &b); n++)
        if (b.type == BOX('t', 'r', 'a', 'k'))
            track_read(l, &b, &tracks);
    s->broken = !tracks.films && !tracks.sounds;
    if (!tracks.films || s->format == FORMAT_M4A)
        s->format = FORMAT_M4A;
}

/* Without a box of brands it can only be an old QuickTime film. */
static enum format boxes_sniff(struct look *l)
{
    struct box first, moov;
    i64 at = 0;

    if (!box_next(l, &at, l->size, &first))
        return FORMAT_NONE;
    switch (first.type) {
    case BOX('f', 't', 'y', 'p'):
        return brands_read(l, &first);
    case BOX('m', 'o', 'o', 'v'):
    case BOX('m', 'd', 'a', 't'):
    case BOX('w', 'i', 'd', 'e'):
    case BOX('f', 'r', 'e', 'e'):
    case BOX('s', 'k', 'i', 'p'):
        return box_find(l, 0, l->size, BOX('m', 'o', 'o', 'v'), &moov) ? FORMAT_QUICKTIME : FORMAT_NONE;
    }
    return FORMAT_NONE;
}

/* ---- all of them ---- */

static enum format riff_sniff(struct look *l)
{
    if (look_is(l, 8, S("WEBP")))
        return FORMAT_WEBP;
    return look_is(l, 8, S("WAVE")) ? FORMAT_WAV : FORMAT_NONE;
}

static enum format beginning_sniff(struct look *l)
{
    static const struct { str begins; enum format format; } table[] = {
        { S("\xff\xd8\xff"), FORMAT_JPEG },
        { S("\x89PNG\r\n\x1a\n"), FORMAT_PNG },
        { S("GIF87a"), FORMAT_GIF },
        { S("GIF89a"), FORMAT_GIF },
        { S("fLaC"), FORMAT_FLAC },
        { S("OggS"), FORMAT_OGG },
        { S("\x1a\x45\xdf\xa3"), FORMAT_WEBM },
    };

    for (size_t i = 0; i < COUNT(table); i++)
        if (look_is(l, 0, table[i].begins))
            return table[i].format;
    if (look_is(l, 0, S("RIFF")))
        return riff_sniff(l);
    enum format boxed = boxes_sniff(l);
    return boxed != FORMAT_NONE ? boxed : mp3_sniff(l) ? FORMAT_MP3 : FORMAT_NONE;
}

static void header_read(struct look *l, struct sniffed *s)
{
    switch (s->format) {
    case FORMAT_JPEG: jpeg_read(l, s); break;
    case FORMAT_PNG: png_read(l, s); break;
    case FORMAT_GIF: gif_read(l, s); break;
    case FORMAT_WEBP: webp_read(l, s); break;
    case FORMAT_AVIF: case FORMAT_HEIC: heif_read(l, s); break;
    case FORMAT_MP4: case FORMAT_QUICKTIME: case FORMAT_M4A: film_read(l, s); break;
    case FORMAT_WEBM: webm_read(l, s); break;
    case FORMAT_OGG: ogg_read(l, s); break;
    case FORMAT_WAV: wav_read(l, s); break;
    case FORMAT_FLAC: flac_read(l, s); break;
    default: break;
    }
}

void sniff(struct look *l, struct sniffed *s)
{
    *s = (struct sniffed){ .format = beginning_sniff(l), .frames = 1 };
    header_read(l, s);
}
