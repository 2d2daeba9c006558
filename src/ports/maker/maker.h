/*
 * Makes the files of one media (pictures, films, sounds) out of the bytes that came. The
 * decoders are not in this process: maker_make hands the bytes as an open file to the program
 * kith-media, which works behind walls (helper/media/walls.h) and writes into files that it is
 * given. A media that makes a decoder crash, hang or swell is broken, and nothing else
 * notices. Helpers start when the first media comes and end when none has come for a while.
 */
#pragma once
#include "runtime/ctx.h"

struct maker;

struct maker_limits { i64 pixels, image_side; };             /* width x height of what came; longest side of what is made */

struct maker_order {
    str format;                      /* as sniffed: "image/jpeg", "video/mp4" ... */
    bool voice;                      /* its sound alone is wanted */
    int in;                          /* an open file of this machine; its place is moved */
    i64 size;
    struct maker_limits limits;
};

enum { MADE_STILLS = 5, MADE_PEAKS = 64 };

struct made_file { int fd; i64 size, width, height; const char *mime; };    /* fd -1: none */

struct made {
    bool same;                       /* `main` is what came, byte for byte (then main.fd is -1) */
    struct made_file main, stills[MADE_STILLS], poster;      /* stills ascending by width */
    size_t still_count;
    i64 width, height, duration_ms;
    bool animated, has_size, has_duration;
    str blurhash;                    /* {0}: none */
    bool has_waveform;
    u8 waveform[MADE_PEAKS];         /* 0 to 100 */
};

/*
 * Parks, for some minutes if a film is long. The descriptors live until ctx_end. main.mime is what the bytes turned out to be: a
 * video/webm without a picture is audio/webm. Films and sounds without ffmpeg are `same`, and nothing is known of them.
 * ERR_INVALID: media_broken, media_too_many_pixels. ERR_UNAVAILABLE maker_missing: the helper or a package of it is not installed.
 * ERR_BUSY: too many wait. ERR_FULL, ERR_IO: the disk.
 */
err maker_make(ctx *, const struct maker_order *, struct made *out);

/*
 * Could such a media be made here now? ERR_UNAVAILABLE maker_missing, to be asked again after `retry_after` if that is set: what did not
 * start a moment ago may start then. Where no media are made at all, nothing is known: OK.
 */
err maker_check(ctx *, str format);

/* The failure names the setting that is wrong. Closed after runtime_stop. */
err maker_open(struct world *, struct failure *, struct maker **out);
void maker_close(struct maker **);
