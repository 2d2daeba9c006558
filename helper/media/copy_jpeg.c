/*
 * JPEG (ITU T.81): segments that begin with 0xff and a marker. After a scan's head (SOS) come its
 * coded bytes, in which 0xff is followed by 0, or by a restart marker. What ends the picture is EOI;
 * phones put further pictures after it.
 */
#include "copy.h"

enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, DQT = 0xdb, DNL = 0xdc, DRI = 0xdd, DHT = 0xc4, DAC = 0xcc, TEM = 0x01, RST0 = 0xd0, RST7 = 0xd7,
       APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee, SOF0 = 0xc0, SOF2 = 0xc2, SOF15 = 0xcf, ADOBE = 12, SCANS_MOST = 400 };

struct jpeg { const u8 *at, *end; bool frame, exif, adobe, jfif; int scans; };

static bool is_frame_head(u8 marker)
{
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != DAC && marker != 0xc8;
}

/* To the next marker, over the coded bytes of a scan. */
static const u8 *scan_end(const u8 *p, const u8 *end)
{
    while (p < end && (p = memchr(p, 0xff, (size_t)(end - p)))) {
        if (p + 1 >= end)
            return end;
        if (p[1] != 0 && !(p[1] >= RST0 && p[1] <= RST7) && p[1] != 0xff)
            return p;
        p += p[1] == 0xff ? 1 : 2;
    }
    return end;
}

static bool frame_take(struct copy *c, struct jpeg *j, u8 marker, const u8 *data, size_t n)
{
    if (j->frame || n < 6)
        return false;
    j->frame = true;
    c->bits = data[0];
    c->height = be16(data + 1);
    c->width = be16(data + 3);
    c->channels = data[5];
    c->odd = marker > SOF2 || c->bits != 8;
    c->frames = 1;
    c->frame_pixels = (i64)c->width * c->height;
    return c->width && c->height && c->channels >= 1 && c->channels <= 4 && n >= 6 + 3 * (size_t)c->channels;
}

/* The colours depend on these two, so they stay, without the picture and the text that may be in them. */
static void colours_take(struct copy *c, struct jpeg *j, u8 marker, const u8 *data, size_t n)
{
    static const u8 jfif[] = "\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0";

    if (marker == APP0 && !j->jfif && n >= 5 && memcmp(data, "JFIF", 5) == 0) {
        j->jfif = true;
        copy_add(c, jfif, sizeof jfif);
    } else if (marker == APP14 && !j->adobe && n >= ADOBE && memcmp(data, "Adobe", 5) == 0) {
        u8 own[4 + ADOBE] = { 0xff, APP14, 0, 2 + ADOBE };
        j->adobe = true;
        memcpy(own + 4, data, ADOBE);
        copy_add(c, own, sizeof own);
    }
}

static bool segment_take(struct copy *c, struct jpeg *j, u8 marker, const u8 *whole, size_t n)
{
    const u8 *data = whole + 4;

    if (is_frame_head(marker) && !frame_take(c, j, marker, data, n - 4))
        return false;
    if (is_frame_head(marker) || marker == DQT || marker == DHT || marker == DRI || marker == DAC)
        copy_keep(c, whole, n);
    else if (marker == APP1 && !j->exif && n > 10 && memcmp(data, "Exif\0", 6) == 0) {
        j->exif = true;
        c->orientation = exif_orientation((str){ (const char *)data, n - 4 });
    } else if (marker == APP2 && n > 16 && memcmp(data, "ICC_PROFILE", 12) == 0)
        c->profile = true;
    else
        colours_take(c, j, marker, data, n - 4);
    return marker != DNL;
}

static bool scan_take(struct copy *c, struct jpeg *j, const u8 *whole, size_t head)
{
    if (!j->frame || ++j->scans > SCANS_MOST)
        return false;
    j->at = scan_end(whole + head, j->end);
    copy_keep(c, whole, (size_t)(j->at - whole));
    return true;
}

/* The next marker, over bytes that fill; NULL: the file is at its end. */
static const u8 *marker_find(struct jpeg *j)
{
    while (j->at < j->end && *j->at != 0xff)
        j->at++;
    while (j->end - j->at >= 2 && j->at[1] == 0xff)
        j->at++;
    return j->end - j->at >= 2 ? j->at : NULL;
}

static bool marker_take(struct copy *c, struct jpeg *j, const u8 *whole)
{
    u8 marker = whole[1];
    size_t left = (size_t)(j->end - whole);

    j->at = whole + 2;
    if (marker == 0 || marker == TEM || marker == SOI || (marker >= RST0 && marker <= RST7))
        return true;
    if (marker == EOI) {
        c->ended = true;
        return true;
    }
    if (left < 4 || be16(whole + 2) < 2 || be16(whole + 2) + 2u > left) {
        j->at = j->end;
        return j->scans > 0;
    }
    size_t n = be16(whole + 2) + 2u;
    if (marker == SOS)
        return scan_take(c, j, whole, n);
    j->at += n - 2;
    return segment_take(c, j, marker, whole, n);
}

bool copy_jpeg(struct copy *c, str file)
{
    const u8 *start = (const u8 *)file.p, *marker;
    struct jpeg j = { .at = start + 2, .end = start + file.n };

    *c = (struct copy){ .from = file, .orientation = 1 };
    if (!str_starts(file, S("\xff\xd8\xff")))
        return false;
    copy_keep(c, start, 2);
    while (!c->ended && (marker = marker_find(&j)))
        if (!marker_take(c, &j, marker))
            return false;
    copy_add(c, "\xff\xd9", 2);
    return j.scans > 0;
}
