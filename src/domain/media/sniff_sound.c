/* Formats of sound, and WebM, which may be a film. */
#include "domain/media/boxes.h"
#include "domain/media/sniff_own.h"

/* ---- WebM: EBML (RFC 8794) ---- */

enum {
    EBML_HEADER = 0x1a45dfa3, EBML_DOCTYPE = 0x4282,
    SEGMENT = 0x18538067, CLUSTER = 0x1f43b675, TRACKS = 0x1654ae6b, TRACK = 0xae, TRACK_TYPE = 0x83
};
enum { EBML_ELEMENTS_MOST = 10000, TRACK_OF_FILM = 1, TRACK_OF_SOUND = 2 };

struct element { u32 name; i64 body, end; };

/* A number of a variable length; the first octet's leading zeros say how many follow. 0: there is none here. */
static int vint_read(struct look *l, i64 at, int most, bool keep_marker, u64 *out)
{
    const u8 *p = look_at(l, at, 1);
    int n = p && p[0] ? __builtin_clz(p[0]) - 23 : 0;

    if (n < 1 || n > most || !(p = look_at(l, at, (size_t)n)))
        return 0;
    *out = keep_marker ? p[0] : p[0] & (0xffu >> n);
    for (int i = 1; i < n; i++)
        *out = *out << 8 | p[i];
    return n;
}

/* The element at `*at`, and moves past it. One of unknown length ends with what it is in. */
static bool element_next(struct look *l, i64 *at, i64 end, struct element *e)
{
    u64 name, size;
    int n = vint_read(l, *at, 4, true, &name), m = n ? vint_read(l, *at + n, 8, false, &size) : 0;

    if (!m || *at + n + m > end)
        return false;
    e->name = (u32)name;
    e->body = *at + n + m;
    bool unknown = size == ((u64)1 << 7 * m) - 1;
    if (!unknown && size > (u64)(end - e->body))
        return false;
    e->end = *at = unknown ? end : e->body + (i64)size;
    return true;
}

static bool element_find(struct look *l, i64 from, i64 end, u32 name, u32 not_past, struct element *e)
{
    for (int n = 0; n < EBML_ELEMENTS_MOST && element_next(l, &from, end, e) && e->name != not_past; n++)
        if (e->name == name)
            return true;
    return false;
}

static int track_type(struct look *l, const struct element *track)
{
    struct element type;
    const u8 *p = element_find(l, track->body, track->end, TRACK_TYPE, 0, &type) && type.end > type.body
        ? look_at(l, type.end - 1, 1) : NULL;

    return p ? p[0] : 0;
}

/* What is cut off, or still under way, may say more than there is: its tracks come before that. */
static bool segment_find(struct look *l, i64 at, struct element *e)
{
    u64 name, size;
    int n = vint_read(l, at, 4, true, &name), m = n ? vint_read(l, at + n, 8, false, &size) : 0;

    *e = (struct element){ (u32)name, at + n + m, l->size };
    return m && name == SEGMENT;
}

void webm_read(struct look *l, struct sniffed *s)
{
    struct element header, type, segment, tracks, track;
    bool films = false, sounds = false;
    i64 at = 0;

    if (!element_next(l, &at, l->size, &header) || !element_find(l, header.body, header.end, EBML_DOCTYPE, 0, &type)
        || type.end - type.body < 4 || !look_is(l, type.body, S("webm"))) {
        s->format = FORMAT_NONE;
        return;
    }
    s->broken = !segment_find(l, at, &segment) || !element_find(l, segment.body, segment.end, TRACKS, CLUSTER, &tracks);
    at = tracks.body;
    for (int n = 0; !s->broken && n < EBML_ELEMENTS_MOST && element_next(l, &at, tracks.end, &track); n++) {
        int kind = track.name == TRACK ? track_type(l, &track) : 0;
        films |= kind == TRACK_OF_FILM;
        sounds |= kind == TRACK_OF_SOUND;
    }
    s->broken |= !films && !sounds;
    if (!films)
        s->format = FORMAT_WEBM_SOUND;
}

/* ---- Ogg (RFC 3533): every stream in it has to be one of sound that is known ---- */

static i64 ogg_page_end(struct look *l, i64 at, const u8 *head)
{
    i64 end = at + 27 + head[26];
    const u8 *lengths = look_at(l, at + 27, head[26]);

    for (int i = 0, n = head[26]; lengths && i < n; i++)
        end += lengths[i];
    return lengths ? end : 0;
}

void ogg_read(struct look *l, struct sniffed *s)
{
    enum { STREAMS_MOST = 8, FIRST_PAGE = 2 };
    bool known = true;
    int streams = 0;
    i64 at = 0, end;

    while (known && streams <= STREAMS_MOST) {
        const u8 *p = look_at(l, at, 27);
        if (!p || be32(p) != BOX('O', 'g', 'g', 'S') || !(p[5] & FIRST_PAGE))
            break;
        i64 body = at + 27 + p[26];
        end = ogg_page_end(l, at, p);
        known = end && (look_is(l, body, S("OpusHead")) || look_is(l, body, S("\x01vorbis")));
        streams++;
        at = end;
    }
    if (!known || !streams || streams > STREAMS_MOST)
        s->format = FORMAT_NONE;
}

/* ---- WAV, FLAC ---- */

void wav_read(struct look *l, struct sniffed *s)
{
    enum { CHUNKS_MOST = 1000 };
    const u8 *p;
    i64 at = 12;

    s->broken = true;
    for (int n = 0; n < CHUNKS_MOST && s->broken && (p = look_at(l, at, 8)); n++) {
        s->broken = be32(p) != BOX('f', 'm', 't', ' ');
        at += 8 + (i64)le32(p + 4) + (le32(p + 4) & 1);
    }
}

void flac_read(struct look *l, struct sniffed *s)
{
    const u8 *p = look_at(l, 4, 4 + 34);

    s->broken = !p || (p[0] & 0x7f) != 0 || be32(p) << 8 != 34u << 8;
}

/* ---- MP3: frames, of which each says its length ---- */

/* The length of a frame of layer III whose head this is; 0: it is none. */
static i64 mp3_frame(u32 head)
{
    static const u16 kbits[2][16] = {
        { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
        { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
    };
    static const i64 rates[4] = { 44100, 48000, 32000, 0 };
    u32 version = head >> 19 & 3, layer = head >> 17 & 3;
    i64 kbit = kbits[version != 3][head >> 12 & 15], rate = rates[head >> 10 & 3];

    if (head >> 21 != 0x7ff || version == 1 || layer != 1 || !kbit || !rate)
        return 0;
    rate >>= version == 3 ? 0 : version == 2 ? 1 : 2;
    return (version == 3 ? 144 : 72) * kbit * 1000 / rate + (head >> 9 & 1);
}

/* Frames follow each other: three heads of one kind, or as many as there are. */
static bool mp3_frames(struct look *l, i64 at)
{
    enum { SAME = 0xfffe0c00, FRAMES = 3 };
    const u8 *p = look_at(l, at, 4);
    u32 first = p ? be32(p) : 0;

    for (int n = 0; n < FRAMES; n++) {
        i64 length = p && (be32(p) & SAME) == (first & SAME) ? mp3_frame(be32(p)) : 0;
        if (!length)
            return false;
        at += length;
        if (at >= l->size)
            return n > 0 || at == l->size;
        p = look_at(l, at, 4);
        if (!p || (n > 0 && look_is(l, at, S("TAG"))))
            return n > 0;
    }
    return true;
}

/* A tag's length is four octets of seven bits. Some writers leave zeros after it. */
static i64 id3_end(struct look *l)
{
    enum { HEAD = 10, FOOTER = 0x10 };
    const u8 *p = look_at(l, 0, HEAD);

    if (!p || !look_is(l, 0, S("ID3")))
        return 0;
    p = look_at(l, 0, HEAD);
    if ((p[6] | p[7] | p[8] | p[9]) & 0x80)
        return -1;
    i64 length = (i64)p[6] << 21 | (i64)p[7] << 14 | (i64)p[8] << 7 | p[9];
    return HEAD + length + (p[5] & FOOTER ? HEAD : 0);
}

bool mp3_sniff(struct look *l)
{
    enum { ZEROS_MOST = 65536 };
    i64 at = id3_end(l), most = at + ZEROS_MOST;
    const u8 *p;

    if (at < 0)
        return false;
    while (at > 0 && at < most && (p = look_at(l, at, 1)) && !p[0])
        at++;
    return mp3_frames(l, at);
}
