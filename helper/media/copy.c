#include "copy.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/memory.h"

static struct piece *piece_new(struct copy *c)
{
    if (c->count == c->room) {
        c->room = c->room ? 2 * c->room : 16;
        c->pieces = memory_resize(c->pieces, c->room * sizeof *c->pieces);
    }
    c->pieces[c->count] = (struct piece){0};
    return &c->pieces[c->count++];
}

void copy_keep(struct copy *c, const u8 *p, size_t n)
{
    struct piece *last = c->count ? &c->pieces[c->count - 1] : NULL;

    if (!n)
        return;
    if (last && last->p && last->p + last->n == p) {
        last->n += n;
        return;
    }
    *piece_new(c) = (struct piece){ .p = p, .n = n };
}

void copy_add(struct copy *c, const void *own, size_t n)
{
    struct piece *piece = piece_new(c);

    memcpy(piece->own, own, n);
    piece->n = n;
}

static const u8 *piece_bytes(const struct piece *p)
{
    return p->p ? p->p : p->own;
}

size_t copy_size(const struct copy *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->count; i++)
        n += c->pieces[i].n;
    return n;
}

/* Own bytes may say what was there before. */
bool copy_is_same(const struct copy *c)
{
    size_t at = 0;

    for (size_t i = 0; i < c->count; i++) {
        const struct piece *p = &c->pieces[i];
        if (p->n > c->from.n - at || memcmp(c->from.p + at, piece_bytes(p), p->n) != 0)
            return false;
        at += p->n;
    }
    return at == c->from.n;
}

static bool write_all(int fd, const u8 *p, size_t n)
{
    while (n) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

bool copy_write(const struct copy *c, int fd)
{
    for (size_t i = 0; i < c->count; i++)
        if (!write_all(fd, piece_bytes(&c->pieces[i]), c->pieces[i].n))
            return false;
    return true;
}

void copy_free(struct copy *c)
{
    memory_free(c->pieces);
    *c = (struct copy){0};
}

/* ---- EXIF: a TIFF, of whose first folder one entry is wanted ---- */

enum { EXIF_ORIENTATION = 0x0112, EXIF_SHORT = 3, EXIF_ENTRY = 12 };

static u32 tiff16(bool big, const u8 *p) { return big ? be16(p) : le16(p); }
static u32 tiff32(bool big, const u8 *p) { return big ? be32(p) : le32(p); }

int exif_orientation(str exif)
{
    if (str_starts(exif, S("Exif\0\0")))
        exif = str_from(exif, 6);
    const u8 *p = (const u8 *)exif.p;
    if (exif.n < 8 || !(str_starts(exif, S("II*\0")) || str_starts(exif, S("MM\0*"))))
        return 1;
    bool big = p[0] == 'M';
    u32 at = tiff32(big, p + 4);
    if (at > exif.n - 2)
        return 1;
    u32 entries = tiff16(big, p + at);
    for (size_t e = (size_t)at + 2; entries && e + EXIF_ENTRY <= exif.n; entries--, e += EXIF_ENTRY) {
        u32 value = tiff16(big, p + e + 8);
        if (tiff16(big, p + e) == EXIF_ORIENTATION && tiff16(big, p + e + 2) == EXIF_SHORT)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}
