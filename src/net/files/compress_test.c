#include "net/files/compress.h"
#include <brotli/decode.h>
#include <zlib.h>
#include "base/str.h"
#include "net/files/document.h"
#include "net/testbed.h"

enum { ROOM = 1 << 20 };

/* What a client unpacks it to. */
static str inflated(struct arena *a, enum coding coding, str form)
{
    char *to = arena_alloc(a, ROOM, 1);
    size_t n = ROOM;
    z_stream z = { .next_in = (Bytef *)form.p, .avail_in = (uInt)form.n, .next_out = (Bytef *)to, .avail_out = ROOM };

    if (coding == CODING_IDENTITY)
        return form;
    if (coding == CODING_BROTLI) {
        expect_eq(BrotliDecoderDecompress(form.n, (const uint8_t *)form.p, &n, (uint8_t *)to), BROTLI_DECODER_RESULT_SUCCESS);
        return (str){ to, n };
    }
    expect_eq(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
    expect_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
    expect_eq(z.avail_in, 0);
    inflateEnd(&z);
    return (str){ to, z.total_out };
}

static str words(struct arena *a, size_t n)
{
    static const char text[] = "people and follows, posts and threads; ";
    char *p = arena_alloc(a, n, 1);

    for (size_t i = 0; i < n; i++)
        p[i] = (char)(text[i % (sizeof text - 1)] + (i % 97 == 0));
    return (str){ p, n };
}

TEST(every_coding_and_effort_comes_back_as_it_was)
{
    static const size_t sizes[] = { 0, 1, 15, 1024, 5000, 65537, 300000 };
    struct arena a;

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        str body = words(&a, sizes[i]);
        for (int coding = 0; coding < CODING_COUNT; coding++) {
            for (int effort = EFFORT_QUICK; effort <= EFFORT_DENSE; effort++) {
                struct buf b = BUF_ON(&a);
                compress_add(&b, (enum coding)coding, (enum effort)effort, body);
                expect(sizes[i] < 1024 || coding == CODING_IDENTITY || b.n < body.n / 2);
                expect_str(inflated(&a, (enum coding)coding, buf_str(&b)), body);
            }
        }
    }
    arena_close(&a);
}

TEST(text_is_worth_compressing_and_pictures_are_not)
{
    static const struct { const char *type; bool want; } table[] = {
        { "text/html; charset=utf-8", true }, { "TEXT/PLAIN", true }, { "application/json", true }, { "application/problem+json", true },
        { "image/svg+xml", true }, { "application/wasm", true }, { "application/javascript ; a=b", true }, { "image/png", false },
        { "video/mp4", false }, { "application/octet-stream", false }, { "application/zip", false }, { "font/woff2", false },
        { "", false }, { "text/", false }, { "+json", false }, { "multipart/byteranges; boundary=text/html", false },
    };

    for (size_t i = 0; i < COUNT(table); i++)
        expect_eq(type_compresses(str_of(table[i].type)), table[i].want);
}

/* ---- over a socket ---- */

static struct document *shown;

static void serve(struct exchange *e, void *arg)
{
    str form;

    (void)arg;
    if (str_eq(e->path, S("/document")) && document_answer(e, shown) == OK)
        return;
    if (str_eq(e->path, S("/large")) && compress_body(e->c, CODING_GZIP, words(&e->c->arena, 200000), &form) == OK)
        reply(e, 200, S("text/plain"), form);
    else
        reply(e, error_facts[e->c->failure.what].status, S("text/plain"), e->c->failure.detail);
}

static str ask(struct testbed *b, const char *line, const char *fields)
{
    int fd = dial(b);

    say_bytes(fd, arena_format(&b->arena, "%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", line, fields));
    str all = hear_all(b, fd);
    close(fd);
    return all;
}

static str body_of(str answer)
{
    ptrdiff_t end = str_find(answer, S("\r\n\r\n"));

    expect(end > 0);
    return str_from(answer, (size_t)end + 4);
}

TEST(a_document_comes_in_the_form_that_was_asked_for)
{
    struct testbed b;

    testbed_init(&b);
    str body = words(&b.arena, 20000);
    shown = document_open(S("text/html"), body);
    testbed_serve(&b, 2, serve);
    for (int again = 0; again < 2; again++) {
        str plain = ask(&b, "GET /document", "");
        expect_str(body_of(plain), body);
        expect_has(plain, "Vary: Accept-Encoding\r\n");
        expect(!has(plain, "Content-Encoding"));
        str br = ask(&b, "GET /document", "Accept-Encoding: gzip, br\r\n");
        expect_has(br, "Content-Encoding: br\r\n");
        expect_has(br, "Vary: Accept-Encoding\r\n");
        expect_has(br, "-br\"\r\n");
        expect_str(inflated(&b.arena, CODING_BROTLI, body_of(br)), body);
        str gzip = ask(&b, "GET /document", "Accept-Encoding: gzip\r\n");
        expect_has(gzip, "-gz\"\r\n");
        expect_str(inflated(&b.arena, CODING_GZIP, body_of(gzip)), body);
    }
    expect_has(ask(&b, "GET /document", "Accept-Encoding: *;q=0\r\n"), " 406 ");
    str head = ask(&b, "HEAD /document", "Accept-Encoding: br\r\n");
    expect_has(head, "Content-Encoding: br\r\n");
    expect_eq(body_of(head).n, 0);
    expect_str(inflated(&b.arena, CODING_GZIP, body_of(ask(&b, "GET /large", ""))), words(&b.arena, 200000));
    testbed_close(&b);
    document_close(&shown);
}

TEST(a_document_that_the_client_has_is_not_sent_again)
{
    struct testbed b;

    testbed_init(&b);
    shown = document_open(S("text/html"), words(&b.arena, 20000));
    testbed_serve(&b, 1, serve);
    str first = ask(&b, "GET /document", "Accept-Encoding: br\r\n");
    ptrdiff_t at = str_find(first, S("ETag: "));
    expect(at > 0);
    const char *tag = arena_cstr(&b.arena, (str){ first.p + at + 6, 21 });
    const char *have = arena_cstr(&b.arena, arena_format(&b.arena, "Accept-Encoding: br\r\nIf-None-Match: %s\r\n", tag));
    str again = ask(&b, "GET /document", have);
    expect_has(again, " 304 ");
    expect_has(again, "Vary: Accept-Encoding\r\n");
    expect_has(again, tag);
    const char *other = arena_cstr(&b.arena, arena_format(&b.arena, "If-None-Match: %s\r\n", tag));
    expect_has(ask(&b, "GET /document", other), " 200 ");
    expect_has(ask(&b, "GET /document", "If-Match: \"other\"\r\n"), " 412 ");
    testbed_close(&b);
    document_close(&shown);
}

static void ask_all(struct testbed *b, int fds[], int n)
{
    for (int i = 0; i < n; i++) {
        fds[i] = dial(b);
        say(fds[i], "GET /document HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: br\r\n\r\n");
    }
}

TEST(those_who_ask_while_a_form_is_made_wait_for_it)
{
    enum { CLIENTS = 40 };
    int fds[CLIENTS];
    struct testbed b;

    testbed_init(&b);
    str body = words(&b.arena, 100000);
    shown = document_open(S("text/html"), body);
    testbed_serve(&b, 2, serve);
    ask_all(&b, fds, CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
        str answer = hear_all(&b, fds[i]);
        close(fds[i]);
        expect_str(inflated(&b.arena, CODING_BROTLI, body_of(answer)), body);
    }
    testbed_close(&b);
    document_close(&shown);
}
