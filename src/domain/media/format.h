/* The formats that media come in. What is in none of them is taken only where its owner calls it a file. */
#pragma once
#include "domain/media/media.h"

enum format {
    FORMAT_NONE, FORMAT_JPEG, FORMAT_PNG, FORMAT_WEBP, FORMAT_GIF, FORMAT_AVIF, FORMAT_HEIC,
    FORMAT_MP4, FORMAT_QUICKTIME, FORMAT_WEBM,
    FORMAT_MP3, FORMAT_M4A, FORMAT_OGG, FORMAT_WEBM_SOUND, FORMAT_WAV, FORMAT_FLAC,
    FORMAT_COUNT
};
struct format_facts { const char *mime, *extension; enum media_kind kind; };
extern const struct format_facts format_facts[FORMAT_COUNT];

/* The kind of what somebody calls so: by the names that clients use for these formats. False: it is none of them. */
bool format_declared(str mime, enum media_kind *kind);

/* What octets are, by themselves: neither a name nor a declared type has a say. */
struct sniffed {
    enum format format;
    i64 width, height;               /* of a picture, as its header says; 0: it does not */
    i64 frames;                      /* of one that moves: counted up to SNIFF_FRAMES_MOST; otherwise 1 */
    bool broken;                     /* it begins like that format, but its header cannot be read */
};
enum { SNIFF_FRAMES_MOST = 1001 };
struct look;
void sniff(struct look *, struct sniffed *);

/*
 * MP4 and its like: everything that says where and with what it was taken (`udta`, `meta`, `uuid`, and what is in free space)
 * is reported, with the place of the box's type and of its contents, so that it can be made free space without changing
 * any length. False: the boxes cannot be walked through.
 */
typedef bool box_found(void *arg, i64 type_at, i64 from, i64 to);
bool boxes_private(struct look *, box_found *, void *arg);
/* Overwrites all of that in a file. ERR_INVALID: it cannot be walked through; ERR_IO, ERR_FULL. For the task pool. */
err boxes_blank(int fd, i64 size, struct look *);
