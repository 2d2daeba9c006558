/* The table of hostile connections of HTTP/2 over a real socket: test/wire/hostile2.txt says how to read it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "net/hex.h"
#include "net/http2/testbed.h"

static struct testbed bed;

static void echo(struct exchange *e, void *arg)
{
    str body;
    err failed = body_all(e, 1 << 20, &body);

    (void)arg;
    if (failed == OK)
        reply(e, 200, S("text/plain"), body);
    else
        reply(e, error_facts[failed].status, S("text/plain"), S(""));
}

/* ---- from a line to frames ---- */

static const char *const types[] = {
    "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE", "CONTINUATION",
};

static int type_of(str word)
{
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_eq(word, str_of(types[i])))
            return (int)i;
    return (int)strtol(word.p, NULL, 16);
}

static const char *payload_read(struct buf *, const char *p, char end);

/* COUNT*TEXT} */
static const char *repeat(struct buf *out, const char *p)
{
    char *text;
    const char *end = p;

    for (long n = strtol(p, &text, 10); n > 0; n--)
        end = payload_read(out, text + 1, '}');
    return end;
}

/* Up to `end`: text with \xNN and repetitions. */
static const char *text_read(struct buf *out, const char *p, char end)
{
    for (; *p != end; p++) {
        if (*p == '{') {
            char *text;
            long n = strtol(p + 1, &text, 10);
            const char *rest = p;
            for (; n > 0; n--)
                rest = text_read(out, text + 1, '}');
            p = rest;
        } else if (*p == '\\') {
            buf_byte(out, (char)(hex_digit(p[2]) << 4 | hex_digit(p[3])));
            p += 3;
        } else {
            buf_byte(out, *p);
        }
    }
    return p;
}

static void piece_add(struct buf *out, const struct buf *piece)
{
    expect(piece->n < 127);
    buf_byte(out, (char)piece->n);
    buf_add(out, buf_str(piece));
}

/* name=value] */
static const char *literal(struct buf *out, const char *p)
{
    struct buf name = BUF_ON(&bed.arena), value = BUF_ON(&bed.arena);

    if (*p == ':') {
        buf_byte(&name, ':');
        p++;
    }
    p = text_read(&name, p, '=');
    p = text_read(&value, p + 1, ']');
    buf_byte(out, 0);
    piece_add(out, &name);
    piece_add(out, &value);
    return p;
}

static const char *payload_read(struct buf *out, const char *p, char end)
{
    for (; *p && *p != end; p++) {
        if (*p == '{') {
            p = repeat(out, p + 1);
        } else if (*p == '[') {
            p = literal(out, p + 1);
        } else if (strncmp(p, "GET", 3) == 0) {
            buf_lit(out, "\x82\x84\x86\x41\x01\x61");
            p += 2;
        } else if (strncmp(p, "POST", 4) == 0) {
            buf_lit(out, "\x83\x84\x86\x41\x01\x61");
            p += 3;
        } else if (*p != ' ') {
            expect(hex_digit(p[0]) >= 0 && hex_digit(p[1]) >= 0);
            buf_byte(out, (char)(hex_digit(p[0]) << 4 | hex_digit(p[1])));
            p++;
        }
    }
    return p;
}

static str word(str *rest)
{
    str w;

    *rest = str_trim(*rest);
    str_cut(rest, ' ', &w);
    return w;
}

static void frame_build(struct buf *out, str text)
{
    struct buf payload = BUF_ON(&bed.arena);
    i64 times = 1, stream = 0;
    str type = word(&text);

    if (str_ends(type, S("x")) && str_to_i64(str_to(type, type.n - 1), &times))
        type = word(&text);
    if (str_eq(type, S("RAW"))) {
        payload_read(out, arena_cstr(&bed.arena, text), '\0');
        return;
    }
    str flags = word(&text);
    expect(str_to_i64(word(&text), &stream));
    payload_read(&payload, arena_cstr(&bed.arena, text), '\0');
    for (; times > 0; times--)
        frame_add(out, type_of(type), (int)strtol(flags.p, NULL, 16), (int)stream, buf_str(&payload));
}

/* ---- from frames to a verdict ---- */

/* The connection may end while we still speak. */
static void send_all(int fd, str s)
{
    for (ssize_t n = 0; s.n && n >= 0; s = str_from(s, (size_t)n))
        n = send(fd, s.p, s.n, MSG_NOSIGNAL);
}

static void note(struct buf *verdict, const struct h2_frame *f)
{
    const char *space = verdict->n ? " " : "";

    if (f->type == NGHTTP2_HEADERS && f->status >= 200)
        buf_format(verdict, "%s%d:%d", space, f->stream, f->status);
    else if (f->type == NGHTTP2_RST_STREAM && u32_at(f->payload, 0))
        buf_format(verdict, "%s%d:%s", space, f->stream, nghttp2_http2_strerror(u32_at(f->payload, 0)));
    else if (f->type == NGHTTP2_GOAWAY)
        buf_format(verdict, "%sgoaway:%s", space, nghttp2_http2_strerror(u32_at(f->payload, 4)));
}

/* All that comes before the answer to a PING, or the end. Twice: what the first turn woke is received in the second. */
static void hear_out(struct h2 *c, struct buf *verdict)
{
    struct h2_frame f;

    for (int i = 0; i < 2; i++) {
        struct buf ping = BUF_ON(&bed.arena);
        frame_add(&ping, NGHTTP2_PING, 0, 0, S("the end?"));
        send_all(c->fd, buf_str(&ping));
        while (h2_hear_any(c, &f) && !(f.type == NGHTTP2_PING && str_eq(f.payload, S("the end?"))))
            note(verdict, &f);
    }
}

static bool check_line(int line, str text)
{
    struct buf bytes = BUF_ON(&bed.arena), verdict = BUF_ON(&bed.arena);
    struct h2 c = h2_dial(&bed, S(""));
    str want, why, frame;

    expect(str_cut(&text, '|', &want) && str_cut(&text, '|', &why));
    while (text.n && str_cut(&text, ';', &frame)) {
        if (str_eq(str_trim(frame), S("WAIT"))) {
            send_all(c.fd, buf_str(&bytes));
            bytes.n = 0;
            hear_out(&c, &verdict);
        } else {
            frame_build(&bytes, frame);
        }
    }
    send_all(c.fd, buf_str(&bytes));
    hear_out(&c, &verdict);
    h2_close(&c);
    str is = verdict.n ? buf_str(&verdict) : S("-");
    bool as_wanted = str_eq(is, str_trim(want));
    if (!as_wanted)
        printf("test/wire/hostile2.txt:%d: the verdict on" STR_FMT "is \"" STR_FMT "\"\n", line, STR_ARG(why), STR_ARG(is));
    return as_wanted;
}

TEST(every_line_of_the_table_has_its_verdict)
{
    FILE *f = fopen(WIRE2_TABLE, "r");
    char *text = NULL;
    size_t room = 0;
    int line = 0, cases = 0, failed = 0;

    expect(f);
    testbed_init(&bed);
    testbed_serve(&bed, 1, echo);
    for (ssize_t n; (n = getline(&text, &room, f)) > 0;) {
        line++;
        if (text[0] == '#' || n < 2)
            continue;
        failed += !check_line(line, (str){ text, (size_t)n - 1 });
        cases++;
    }
    free(text);
    fclose(f);
    testbed_close(&bed);
    expect(cases > 80);
    expect_eq(failed, 0);
}
