/* What octets are, by themselves: made files of every format, their relatives, and what only pretends. */
#include <stdio.h>
#include <stdlib.h>
#include "base/buf.h"
#include "base/str.h"
#include "domain/media/boxes.h"
#include "domain/media/format.h"
#include "domain/media/look.h"
#include "kit/test.h"

static struct sniffed sniffed_of(str bytes)
{
    static struct look l;
    struct sniffed s;

    l = (struct look){ .size = (i64)bytes.n, .bytes = (const u8 *)bytes.p };
    sniff(&l, &s);
    return s;
}

/* The same from a file, through the window. */
static struct sniffed sniffed_file(str bytes)
{
    static struct look l;
    struct sniffed s;
    FILE *f = tmpfile();

    expect(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fflush(f) == 0);
    l = (struct look){ .size = (i64)bytes.n, .fd = fileno(f) };
    sniff(&l, &s);
    fclose(f);
    expect(!l.failed);
    return s;
}

static struct sniffed both(str bytes)
{
    struct sniffed m = sniffed_of(bytes), f = sniffed_file(bytes);

    expect(m.format == f.format && m.width == f.width && m.height == f.height && m.frames == f.frames && m.broken == f.broken);
    return m;
}

static void expect_picture(str bytes, enum format format, i64 width, i64 height, i64 frames)
{
    struct sniffed s = both(bytes);

    expect_eq(s.format, format);
    expect(!s.broken);
    expect_eq(s.width, width);
    expect_eq(s.height, height);
    expect_eq(s.frames, frames);
}

static void expect_format(str bytes, enum format format)
{
    struct sniffed s = both(bytes);

    expect_eq(s.format, format);
    expect(!s.broken);
}

static void expect_broken(str bytes, enum format format)
{
    struct sniffed s = both(bytes);

    expect_eq(s.format, format);
    expect(s.broken);
}

#define JPEG_HEAD "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

TEST(a_picture_is_known_with_its_size)
{
    expect_picture(S(JPEG_HEAD "\xff\xc0\0\x11\x08\x01\x02\x03\x04\3"), FORMAT_JPEG, 0x304, 0x102, 1);
    expect_picture(S("\xff\xd8\xff\xff\xff\xfe\0\5<h>\xff\xc2\0\x11\x08\0\1\0\2\3"), FORMAT_JPEG, 2, 1, 1);
    expect_picture(S(PNG_HEAD "\0\1\0\0\0\0\0\7\x08\2\0\0\0"), FORMAT_PNG, 65536, 7, 1);
    expect_picture(S("RIFF\x1e\0\0\0WEBPVP8 \x12\0\0\0\x30\1\0\x9d\1\x2a\x11\0\x22\0\1\1"), FORMAT_WEBP, 17, 34, 1);
    expect_picture(S("RIFF\x1e\0\0\0WEBPVP8L\x12\0\0\0\x2f\x0f\xc0\7\0\0\0\0\0\0\0\0\0"), FORMAT_WEBP, 16, 32, 1);
    expect_picture(S("RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\3\0\xff\1\0"), FORMAT_WEBP, 1024, 512, 1);
    expect_picture(S("GIF89a\3\0\4\0\0\0\0\x2c\0\0\0\0\3\0\4\0\0\2\2\x44\1\0\x3b"), FORMAT_GIF, 3, 4, 1);
}

TEST(frames_are_counted_without_decoding)
{
    static char gif[64 * 1024], webp[64 * 1024];
    static const char frame[] = "\x21\xf9\4\0\1\0\0\0\x2c\0\0\0\0\1\0\1\0\x80\0\0\0\xff\xff\xff\2\2\x44\1\0";
    static const char piece[] = "ANMF\3\0\0\0abc\0";
    size_t n = 0, m = 0;

    n += (size_t)sprintf(gif, "GIF89a") + 7;
    memcpy(gif + 6, "\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff", 13);
    n += 6;
    for (int i = 0; i < 1200; i++, n += sizeof frame - 1)
        memcpy(gif + n, frame, sizeof frame - 1);
    expect_picture((str){ gif, n }, FORMAT_GIF, 1, 1, SNIFF_FRAMES_MOST);
    expect_picture((str){ gif, 19 + 5 * (sizeof frame - 1) }, FORMAT_GIF, 1, 1, 5);
    memcpy(webp, "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\2\0\0\0\x3f\0\0\x3f\0\0", m = 30);
    for (int i = 0; i < 7; i++, m += sizeof piece - 1)
        memcpy(webp + m, piece, sizeof piece - 1);
    expect_picture((str){ webp, m }, FORMAT_WEBP, 64, 64, 7);
    expect_broken((str){ webp, 30 }, FORMAT_WEBP);
}

TEST(a_header_that_cannot_be_read_is_broken)
{
    expect_broken(S("\xff\xd8\xff\xe0\0\1"), FORMAT_JPEG);
    expect_broken(S("\xff\xd8\xff\xda\0\4ab"), FORMAT_JPEG);
    expect_broken(S("\xff\xd8\xff\xd9"), FORMAT_JPEG);
    expect_broken(S("\xff\xd8\xff\xc0\0\x11\x08\0\0\0\1\3"), FORMAT_JPEG);
    expect_broken(S("\xff\xd8\xff\xe0\0\x04<?xml version='1.0'?><svg/>"), FORMAT_JPEG);
    expect_broken(S(PNG_HEAD "\0\0\0\0\0\0\0\7\x08\2\0\0\0"), FORMAT_PNG);
    expect_broken(S(PNG_HEAD "\0\0"), FORMAT_PNG);
    expect_broken(S("\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\0\1\0\0\0\1"), FORMAT_PNG);
    expect_broken(S("GIF89a"), FORMAT_GIF);
    expect_broken(S("GIF89a=alert('a page');//"), FORMAT_GIF);
    expect_broken(S("RIFF\x1e\0\0\0WEBPVP9 \x12\0\0\0\x30\1\0\x9d\1\x2a\x11\0\x22\0\1\1"), FORMAT_WEBP);
    expect_broken(S("RIFF\x04\0\0\0WEBP"), FORMAT_WEBP);
    expect_broken(S("\0\0\0\x14""ftypavif\0\0\0\0mif1"), FORMAT_AVIF);
    expect_broken(S("\0\0\0\x14""ftypisom\0\0\0\0mp42"), FORMAT_MP4);
}

#define FTYP(major, more) "\0\0\0\x18""ftyp" major "\0\0\0\0" more
#define HEIF_META                                                                                                   \
    "\0\0\0\x4c""meta\0\0\0\0" "\0\0\0\x40iprp" "\0\0\0\x38ipco" "\0\0\0\x14ispe\0\0\0\0\0\0\2\0\0\0\2\0"             \
    "\0\0\0\x14ispe\0\0\0\0\0\0\x0f\xc0\0\0\x0b\xd0" "\0\0\0\x08irot"
#define TRACK_OF(what) \
    "\0\0\0\x30trak" "\0\0\0\x28mdia" "\0\0\0\x20hdlr\0\0\0\0\0\0\0\0" what "\0\0\0\0\0\0\0\0\0\0\0\0"

TEST(what_is_in_boxes_is_known_by_brands_and_tracks)
{
    expect_picture(S(FTYP("avif", "mif1miaf") HEIF_META), FORMAT_AVIF, 0xfc0, 0xbd0, 1);
    expect_picture(S(FTYP("mif1", "mif1heic") HEIF_META), FORMAT_HEIC, 0xfc0, 0xbd0, 1);
    expect_format(S(FTYP("isom", "iso2mp41") "\0\0\0\x38moov" TRACK_OF("vide")), FORMAT_MP4);
    expect_format(S(FTYP("isom", "iso2mp41") "\0\0\0\x68moov" TRACK_OF("soun") TRACK_OF("vide")), FORMAT_MP4);
    expect_format(S(FTYP("isom", "iso2mp41") "\0\0\0\x38moov" TRACK_OF("soun")), FORMAT_M4A);
    expect_format(S(FTYP("M4A ", "isommp42") "\0\0\0\x38moov" TRACK_OF("soun")), FORMAT_M4A);
    expect_format(S(FTYP("qt  ", "qt  qt  ") "\0\0\0\x0cmdatabcd" "\0\0\0\x38moov" TRACK_OF("vide")), FORMAT_QUICKTIME);
    expect_format(S("\0\0\0\x08wide" "\0\0\0\x0cmdatabcd" "\0\0\0\x38moov" TRACK_OF("vide")), FORMAT_QUICKTIME);
    expect_broken(S(FTYP("isom", "iso2mp41") "\0\0\0\x38moov" TRACK_OF("text")), FORMAT_M4A);
    expect_format(S(FTYP("jp2 ", "jp2 jp2 ") "\0\0\0\x38moov" TRACK_OF("vide")), FORMAT_NONE);
    expect_format(S("\0\0\0\x08wide" "\0\0\0\x0cmdatabcd"), FORMAT_NONE);
}

#define EBML(type) "\x1a\x45\xdf\xa3\x87\x42\x82\x84" type
#define EBML_TRACKS(kind) "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" "\xec\x82\0\0" "\x16\x54\xae\x6b\x85\xae\x83\x83\x81" kind

TEST(webm_is_a_film_or_sound_and_matroska_is_not_taken)
{
    expect_format(S(EBML("webm") EBML_TRACKS("\1")), FORMAT_WEBM);
    expect_format(S(EBML("webm") EBML_TRACKS("\2")), FORMAT_WEBM_SOUND);
    expect_broken(S(EBML("webm") EBML_TRACKS("\x11")), FORMAT_WEBM_SOUND);
    expect_broken(S(EBML("webm")), FORMAT_WEBM_SOUND);
    expect_broken(S(EBML("webm") "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x1f\x43\xb6\x75\x80"), FORMAT_WEBM_SOUND);
    expect_format(S("\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska" EBML_TRACKS("\1")), FORMAT_NONE);
    expect_format(S("\x1a\x45\xdf\xa3"), FORMAT_NONE);
}

/* ---- lists that have no end of their own: it is looked for after as many pieces as files have, and no further ---- */

static struct sniffed sniffed_list(str head, str piece, size_t times, str end)
{
    size_t n = head.n + piece.n * times + end.n;
    char *all = malloc(n), *at = all;

    expect(all);
    at = put_str(at, head);
    for (size_t i = 0; i < times; i++)
        at = put_str(at, piece);
    put_str(at, end);
    struct sniffed s = both((str){ all, n });
    free(all);
    return s;
}

static void expect_bound(str head, str piece, size_t good, size_t bad, str end)
{
    expect(!sniffed_list(head, piece, good, end).broken);
    expect(sniffed_list(head, piece, bad, end).broken);
}

static void be32_put(char *at, size_t n)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(n >> (24 - 8 * i));
}

/* Of an AVIF: so many properties that say nothing, before the one that says its size. */
static bool avif_broken(size_t properties)
{
    static const str head = S(FTYP("avif", "mif1miaf") "\0\0\0\0meta\0\0\0\0" "\0\0\0\0iprp" "\0\0\0\0ipco");
    static const size_t meta = 24, iprp = 36, ipco = 44;
    static const str last = S("\0\0\0\x14ispe\0\0\0\0\0\0\2\0\0\0\2\0");
    size_t n = head.n + 8 * properties + last.n;
    char sized[64];

    put_str(sized, head);
    be32_put(sized + meta, n - meta);
    be32_put(sized + iprp, n - iprp);
    be32_put(sized + ipco, n - ipco);
    return sniffed_list((str){ sized, head.n }, S("\0\0\0\x08""free"), properties, last).broken;
}

#define WEBM_TRACKS "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" "\x16\x54\xae\x6b\x01\xff\xff\xff\xff\xff\xff\xff"

TEST(what_a_header_says_is_found_in_bounded_steps)
{
    expect_bound(S("GIF89a\1\0\1\0\0\0\0\x21\xfe"), S("\1x"), 1 << 20, 5 << 20, S("\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0;"));
    expect_bound(S("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\2\0\0\0\x3f\0\0\x3f\0\0"), S("JUNK\0\0\0\0"), 50000, 150000,
                 S("ANMF\3\0\0\0abc\0"));
    expect_bound(S(EBML("webm") WEBM_TRACKS), S("\xec\x80"), 5000, 15000, S("\xae\x83\x83\x81\1"));
    expect(!avif_broken(50000));
    expect(avif_broken(150000));
}

#define OGG(first, n, body) "OggS\0" first "\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1" n body

TEST(ogg_has_known_streams_of_sound_alone)
{
    expect_format(S(OGG("\2", "\x13", "OpusHead\1\2\0\0\x80\xbb\0\0\0\0\0")), FORMAT_OGG);
    expect_format(S(OGG("\2", "\x0a", "\1vorbis\0\0\0") OGG("\0", "\1", "x")), FORMAT_OGG);
    expect_format(S(OGG("\2", "\x0a", "\x80theora\3\2\1")), FORMAT_NONE);
    expect_format(S(OGG("\2", "\x0a", "\1vorbis\0\0\0") OGG("\2", "\x0a", "\x80theora\3\2\1")), FORMAT_NONE);
    expect_format(S(OGG("\0", "\x0a", "\1vorbis\0\0\0")), FORMAT_NONE);
    expect_format(S("OggS"), FORMAT_NONE);
}

TEST(other_sound_is_known_by_its_frames)
{
    static char mp3[2000];
    size_t frame = 417;

    expect_format(S("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"), FORMAT_WAV);
    expect_format(S("RIFF\x24\0\0\0WAVELIST\4\0\0\0INFOfmt \x10\0\0\0"), FORMAT_WAV);
    expect_broken(S("RIFF\x24\0\0\0WAVEdata\x10\0\0\0"), FORMAT_WAV);
    expect_format(S("RIFF\x24\0\0\0AVI LIST"), FORMAT_NONE);
    expect_format(S("fLaC\0\0\0\x22----------------------------------"), FORMAT_FLAC);
    expect_broken(S("fLaC\4\0\0\x22----------------------------------"), FORMAT_FLAC);
    for (size_t i = 0; i < 4; i++)
        memcpy(mp3 + i * frame, "\xff\xfb\x90\x00", 4);
    expect_format((str){ mp3, 3 * frame }, FORMAT_MP3);
    expect_format((str){ mp3, frame }, FORMAT_MP3);
    expect_format((str){ mp3, 3 * frame - 100 }, FORMAT_MP3);
    expect_format((str){ mp3, frame - 100 }, FORMAT_NONE);
    mp3[frame] = 0;
    expect_format((str){ mp3, 3 * frame }, FORMAT_NONE);
    memmove(mp3 + 30, "\xff\xfb\x90\x00", 4);
    memcpy(mp3 + 30 + frame, "\xff\xfb\x90\x00", 4);
    memcpy(mp3 + 30 + 2 * frame, "\xff\xfb\x90\x00", 4);
    memset(mp3, 0, 30);
    memcpy(mp3, "ID3\3\0\0\0\0\0\x0a", 10);
    expect_format((str){ mp3, 30 + 3 * frame }, FORMAT_MP3);
    memcpy(mp3, "ID3\3\0\0\0\x80\0\x0a", 10);
    expect_format((str){ mp3, 30 + 3 * frame }, FORMAT_NONE);
    expect_format(S("\xff\xf1\x50\x80\2\x1f\xfc\xde"), FORMAT_NONE);
}

TEST(nothing_else_is_taken_for_any_of_them)
{
    static const str others[] = {
        S(""), S("G"), S("<svg xmlns='http://www.w3.org/2000/svg'/>"), S("<?xml version='1.0'?><svg/>"), S("<!DOCTYPE html><p>GIF89a"),
        S("  <html>"), S("%PDF-1.7\n"), S("BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"), S("II*\0\x08\0\0\0"), S("MM\0*\0\0\0\x08"),
        S("MZ\x90\0\3"), S("\x7f""ELF\2\1\1"), S("#!/bin/sh\n"), S("PK\3\4"), S("Rar!\x1a\7"), S("\x1f\x8b\x08"), S("hello"),
        S("\xef\xbb\xbf<svg/>"), S("8BPS\0\1"), S("\0\0\1\0\1\0"), S("FWS\x09"), S("\0asm\1\0\0\0"), S("#define x_width 1"),
        S("P6 1 1 255 abc"),
        S("\0\0\0\x0cJXL \r\n\x87\n"), S("\xff\x0a\x01"), S("FORM\0\0\0\0AIFF"), S(".snd"),
        S("\x30\x26\xb2\x75\x8e\x66\xcf\x11"), S("FLV\1"),
        S("\0\0\1\xba"), S("\x47@\0\x10"), S("ID3\3\0\0\0\0\0\x0a<html>"), S("\xff\xfb\x90\x00<script>"),
    };

    for (size_t i = 0; i < COUNT(others); i++)
        expect_format(others[i], FORMAT_NONE);
}

TEST(what_is_declared_is_one_of_these_or_their_other_names)
{
    static const char *const good[] = { "image/png", "IMAGE/JPEG", "video/mp4; codecs=avc1", "audio/x-m4a",
                                        "audio/ogg;codecs=opus", "image/heif" };
    static const char *const bad[] = { "", "image/svg+xml", "text/html", "application/pdf", "image/bmp", "image/tiff",
                                       "image", "image/png2",
                                       "application/octet-stream", "video/x-matroska" };
    enum media_kind kind;

    for (size_t i = 0; i < COUNT(good); i++)
        expect(format_declared(str_of(good[i]), &kind));
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!format_declared(str_of(bad[i]), &kind));
    expect(format_declared(S("video/webm"), &kind) && kind == MEDIA_VIDEO);
}
