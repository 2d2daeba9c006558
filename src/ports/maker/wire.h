/*
 * What the server and kith-media say to each other, over a socket whose packets are whole
 * (SOCK_SEQPACKET): the helper says hello; then for each order one packet there, with the
 * descriptors of what came and of what is to be made, and one back. Both are of one build, and
 * the hello's version makes sure of it. The server believes nothing of an answer without a look:
 * a decoder that was taken over may have written it.
 */
#pragma once
#include "base/types.h"

enum { MAKER_VERSION = 0x6b6d0003, MAKER_SOCKET = 3 };      /* the socket's descriptor in the helper */

/* name, what the server calls it, what is made of it */
#define MAKER_FORMATS(X) \
    X(MAKER_JPEG,      "image/jpeg") \
    X(MAKER_PNG,       "image/png") \
    X(MAKER_GIF,       "image/gif") \
    X(MAKER_WEBP,      "image/webp") \
    X(MAKER_AVIF,      "image/avif") \
    X(MAKER_HEIC,      "image/heic") \
    X(MAKER_MP4,       "video/mp4") \
    X(MAKER_QUICKTIME, "video/quicktime") \
    X(MAKER_WEBM,      "video/webm") \
    X(MAKER_MP3,       "audio/mpeg") \
    X(MAKER_M4A,       "audio/mp4") \
    X(MAKER_OGG,       "audio/ogg") \
    X(MAKER_WEBA,      "audio/webm") \
    X(MAKER_WAV,       "audio/wav") \
    X(MAKER_FLAC,      "audio/flac")

enum maker_format {
    MAKER_NOTHING,
#define X(name, mime) name,
    MAKER_FORMATS(X)
#undef X
    MAKER_FORMAT_COUNT
};

static inline bool maker_is_picture(u32 format) { return format >= MAKER_JPEG && format <= MAKER_HEIC; }
static inline bool maker_is_media(u32 format) { return format > MAKER_NOTHING && format < MAKER_FORMAT_COUNT; }

/* The descriptors that go along, in this order. */
enum { MAKER_MAIN, MAKER_STILL, MAKER_STILLS = 5, MAKER_POSTER = MAKER_STILL + MAKER_STILLS, MAKER_FILES,
       MAKER_DESCRIPTORS = MAKER_FILES + 1 };        /* what came is before them */
enum { MAKER_PEAKS = 64, MAKER_FOLDER = 512, MAKER_BLURHASH = 40 };

struct maker_ask {
    u32 format;                      /* enum maker_format */
    bool voice;
    i64 size, pixels, side, memory;
    i64 cpu_s;
    char ffmpeg[MAKER_FOLDER];       /* the folder of ffmpeg and ffprobe; empty: none */
};

/* MAKER_KILLED: by somebody else, with time of its own left. */
enum maker_verdict { MAKER_MADE = 1, MAKER_BROKEN, MAKER_PIXELS, MAKER_NO_FFMPEG, MAKER_KILLED };

struct maker_told_file { i64 width, height; u32 format; };   /* format MAKER_NOTHING: not made */

struct maker_told {
    u32 verdict;
    bool same, animated, has_size, has_duration, has_waveform;
    struct maker_told_file files[MAKER_FILES];
    u32 still_count;
    i64 width, height, duration_ms;
    char blurhash[MAKER_BLURHASH];
    u8 waveform[MAKER_PEAKS];
};
