/*
 * Looking at octets that somebody sent: a file or a run of memory, by place and length, never past its end. A file is read
 * through a window, so that walking through a large one costs its memory alone. It reads with pread: for the task pool.
 */
#pragma once
#include "base/types.h"

enum { LOOK_MOST = 4096 };           /* octets that one look can have */

struct look {
    i64 size;
    const u8 *bytes;                 /* all of them; NULL: they are in the file */
    int fd;
    bool failed;                     /* the file could not be read */
    i64 from;                        /* the window */
    size_t n;
    u8 window[LOOK_MOST];
};

/* `n` octets, at most LOOK_MOST, valid until the next look; NULL: there are not so many. */
const u8 *look_at(struct look *, i64 at, size_t n);

static inline bool look_is(struct look *l, i64 at, str word)
{
    const u8 *p = look_at(l, at, word.n);

    return p && __builtin_memcmp(p, word.p, word.n) == 0;
}

static inline u32 be16(const u8 *p) { return (u32)p[0] << 8 | p[1]; }
static inline u32 be32(const u8 *p) { return be16(p) << 16 | be16(p + 2); }
static inline u64 be64(const u8 *p) { return (u64)be32(p) << 32 | be32(p + 4); }
static inline u32 le16(const u8 *p) { return (u32)p[1] << 8 | p[0]; }
static inline u32 le24(const u8 *p) { return (u32)p[2] << 16 | le16(p); }
static inline u32 le32(const u8 *p) { return le16(p + 2) << 16 | le16(p); }
