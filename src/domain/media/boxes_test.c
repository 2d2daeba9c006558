/* What says where and with what a film was taken is overwritten in place; everything else stays as it was. */
#include <stdio.h>
#include <unistd.h>
#include "base/buf.h"
#include "domain/media/boxes.h"
#include "domain/media/format.h"
#include "kit/test.h"

static void begin(struct buf *b, const char *type, size_t *at)
{
    *at = b->n;
    buf_add(b, (str){ "\0\0\0\0", 4 });
    buf_add(b, str_of(type));
}

static void end(struct buf *b, size_t at)
{
    size_t n = b->n - at;

    for (int i = 0; i < 4; i++)
        b->p[at + (size_t)i] = (char)(n >> (24 - 8 * i));
}

static void box(struct buf *b, const char *type, const char *words)
{
    size_t at;

    begin(b, type, &at);
    buf_add(b, str_of(words));
    end(b, at);
}

static void film(struct buf *b)
{
    size_t moov, trak, mdia;

    box(b, "ftyp", "isom____mp42");
    box(b, "uuid", "0123456789abcdefXMP: <place>");
    begin(b, "moov", &moov);
    box(b, "mvhd", "a header");
    box(b, "meta", "place in Berlin");
    begin(b, "trak", &trak);
    begin(b, "mdia", &mdia);
    box(b, "hdlr", "____" "____" "vide" "____________");
    box(b, "udta", "deep place");
    end(b, mdia);
    box(b, "meta", "a place of the track");
    end(b, trak);
    box(b, "udta", "(c)xyz +52.5+13.4 place; device place");
    end(b, moov);
    box(b, "free", "place that was here before");
    box(b, "mdat", "meta and udta are only pictures here");
    box(b, "meta", "place at the end");
}

/* The file's octets after it was overwritten. */
static err blank(str bytes, struct buf *out)
{
    static struct look l;
    FILE *f = tmpfile();

    expect(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fflush(f) == 0);
    err e = boxes_blank(fileno(f), (i64)bytes.n, &l);
    buf_reserve(out, bytes.n);
    expect(pread(fileno(f), out->p, bytes.n, 0) == (ssize_t)bytes.n);
    out->n = bytes.n;
    expect(lseek(fileno(f), 0, SEEK_END) == (off_t)bytes.n);
    fclose(f);
    return e;
}

TEST(places_and_devices_are_overwritten_and_no_length_changes)
{
    struct buf b = {0}, after = {0}, again = {0};

    film(&b);
    expect_ok(blank(buf_str(&b), &after));
    expect(str_find(buf_str(&b), S("place")) > 0);
    expect(str_find(buf_str(&after), S("place")) < 0);
    expect(str_find(buf_str(&after), S("mvhda header")) > 0);
    expect(str_find(buf_str(&after), S("mdatmeta and udta are only pictures here")) > 0);
    expect(str_find(buf_str(&after), S("vide")) > 0);
    expect_ok(blank(buf_str(&after), &again));
    expect_str(buf_str(&again), buf_str(&after));
    buf_close(&b);
    buf_close(&after);
    buf_close(&again);
}

TEST(boxes_of_long_and_of_open_length_are_walked_through)
{
    struct buf out = {0};

    expect_ok(blank(S("\0\0\0\1mdat\0\0\0\0\0\0\0\x14" "abcd" "\0\0\0\0udtaplace"), &out));
    expect_str(buf_str(&out), S("\0\0\0\1mdat\0\0\0\0\0\0\0\x14" "abcd" "\0\0\0\0free\0\0\0\0\0"));
    buf_close(&out);
}

TEST(what_cannot_be_walked_through_is_refused)
{
    static const str bad[] = {
        S("\0\0\0\7moov"), S("\0\0\0\x20moov\0\0\0\x08"), S("\0\0\0\x10moov\0\0\0\x0budta"), S("\0\0\0\1mdat\0\0\0\0\0\0\0\x0f"),
        S("\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xff"), S("\0\0\0\1mdat\0\0"), S("\xff\xff\xff\xffmdat"),
        S("\0\0\0\x10moov\0\0\0\0udta\0\0\0\x08wide"),
    };
    struct buf deep = {0}, out = {0};

    for (size_t i = 0; i < COUNT(bad); i++) {
        expect_eq(blank(bad[i], &out), ERR_INVALID);
        out.n = 0;
    }
    for (int i = 12; i > 0; i--) {
        char head[] = "\0\0\0\0moov";
        head[3] = (char)(8 * i);
        buf_add(&deep, (str){ head, 8 });
    }
    expect_eq(blank(buf_str(&deep), &out), ERR_INVALID);
    buf_close(&deep);
    buf_close(&out);
}
