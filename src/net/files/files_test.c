/* A folder served over a socket: what is in it, and that nothing else is. */
#include <stdio.h>
#include "net/files/testbed.h"

/* ---- what is there ---- */

TEST(files_come_whole_with_their_type_and_validators)
{
    struct site s;

    site_open(&s);
    struct heard h = ask(&s, "GET /a.txt", "");
    expect_eq(status_of(h), 200);
    expect_str(h.body, S("0123456789"));
    expect_str(field_of(h, "Content-Type"), S("text/plain; charset=utf-8"));
    expect_str(field_of(h, "Content-Length"), S("10"));
    expect_str(field_of(h, "Last-Modified"), S("Tue, 14 Nov 2023 22:13:20 GMT"));
    expect_str(field_of(h, "Accept-Ranges"), S("bytes"));
    expect(field_of(h, "ETag").n > 8);
    expect_str(ask(&s, "GET /", "").body, S("<p>index"));
    expect_str(ask(&s, "GET /sub/?a=b", "").body, S("<p>sub"));
    expect_str(ask(&s, "GET /a%20b%C3%BC.txt", "").body, S("odd name"));
    expect_str(ask(&s, "GET /%61.txt", "").body, S("0123456789"));
    expect_str(ask(&s, "GET /.well-known/security.txt", "").body, S("Contact"));
    expect_str(ask(&s, "GET /%2Ewell-known/security.txt", "").body, S("Contact"));
    expect_eq(status_of(ask(&s, "GET /empty.txt", "")), 200);
    h = ask(&s, "GET /large.bin", "");
    expect_str(h.body, large(&s.b.arena));
    expect_str(field_of(h, "Content-Type"), S("application/octet-stream"));
    site_close(&s);
}

TEST(a_folder_without_its_slash_is_sent_on_and_one_without_an_index_is_not_there)
{
    struct site s;

    site_open(&s);
    struct heard h = ask(&s, "GET /sub?x=1", "");
    expect_eq(status_of(h), 301);
    expect_str(field_of(h, "Location"), S("/sub/?x=1"));
    expect_eq(status_of(ask(&s, "GET /bare", "")), 404);
    expect_eq(status_of(ask(&s, "GET /bare/", "")), 404);
    expect_eq(status_of(ask(&s, "POST /sub", "")), 404);
    site_close(&s);
}

TEST(head_says_what_get_would_and_other_methods_are_refused)
{
    struct site s;

    site_open(&s);
    struct heard h = ask(&s, "HEAD /large.bin", "");
    expect_eq(status_of(h), 200);
    expect_str(field_of(h, "Content-Length"), S("300000"));
    expect_eq(h.body.n, 0);
    expect_eq(status_of(ask(&s, "HEAD /a.txt", "Range: bytes=0-1\r\n")), 200);
    int fd = dial(&s.b);
    say(fd, "HEAD /a.txt HTTP/1.1\r\nHost: a\r\n\r\nGET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    str both = hear_all(&s.b, fd);
    close(fd);
    expect(str_ends(both, S("\r\n\r\n0123456789")));
    static const char *const others[] = { "POST /a.txt", "PUT /a.txt", "DELETE /a.txt", "BREW /a.txt" };
    for (size_t i = 0; i < COUNT(others); i++) {
        h = ask(&s, others[i], "");
        expect_eq(status_of(h), 405);
        expect_str(field_of(h, "Allow"), S("GET, HEAD, OPTIONS"));
    }
    expect_eq(status_of(ask(&s, "OPTIONS /a.txt", "")), 204);
    expect_eq(status_of(ask(&s, "POST /nothing", "")), 404);
    site_close(&s);
}

/* ---- what is not ---- */

static void try_escape(struct site *s, str path)
{
    struct heard h = ask(s, arena_cstr(&s->b.arena, arena_format(&s->b.arena, "GET " STR_FMT, STR_ARG(path))), "");

    if (status_of(h) != 404 && status_of(h) != 400)
        test_fail(__FILE__, __LINE__, STR_FMT " is answered with %lld", STR_ARG(path), (long long)status_of(h));
    expect(!has(h.body, "secret"));
}

TEST(nothing_outside_of_the_folder_and_nothing_hidden_is_ever_sent)
{
    FILE *table = fopen(ESCAPES_TABLE, "r");
    char *line = NULL;
    size_t room = 0;
    int tried = 0;
    struct site s;

    site_open(&s);
    expect(table);
    for (ssize_t n; (n = getline(&line, &room, table)) > 0;) {
        str row = { line, (size_t)n }, path;
        if (line[0] != '#' && str_cut(&row, '|', &path) && row.p) {
            try_escape(&s, str_trim(path));
            tried++;
        }
    }
    fclose(table);
    free(line);
    expect(tried > 70);
    site_close(&s);
}

TEST(a_kernel_without_openat2_is_walked_as_carefully)
{
    static const char *const refused[] = { "link.txt", "up/secret.txt", "../secret.txt", "sub/../a.txt", "self.txt", "root/etc/passwd",
                                           ".hidden", ".well-known/.hidden", "sub/.well-known/a.txt", "a.txt/x", "",
                                           "sub//index.html", "/etc/passwd", "nothing/x" };
    struct site s;
    char got[16];

    site_open(&s);
    for (size_t i = 0; i < COUNT(refused); i++)
        expect_eq(file_walk(s.folder, refused[i]), -1);
    int fd = file_walk(s.folder, "sub/index.html");
    expect_eq(read(fd, got, sizeof got), 6);
    close(fd);
    fd = file_walk(s.folder, ".well-known/security.txt");
    expect_eq(read(fd, got, sizeof got), 7);
    close(fd);
    site_close(&s);
}

/* ---- forms ---- */

TEST(the_form_that_the_client_likes_best_is_sent_if_it_lies_there)
{
    static const struct { const char *line, *fields, *body, *coding; } table[] = {
        { "GET /app.js", "", "plain javascript", "" },
        { "GET /app.js", "Accept-Encoding: gzip, br\r\n", "as brotli", "br" },
        { "GET /app.js", "Accept-Encoding: gzip\r\n", "as gzip", "gzip" },
        { "GET /app.js", "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n", "as brotli", "br" },
        { "GET /app.js", "Accept-Encoding: identity;q=1, gzip;q=0.1\r\n", "plain javascript", "" },
        { "GET /one.css", "Accept-Encoding: gzip, br\r\n", "css as gzip", "gzip" },
        { "GET /one.css", "Accept-Encoding: br\r\n", "plain css", "" },
        { "GET /app.js", "Accept-Encoding: br\r\nRange: bytes=0-4\r\n", "plain", "" },
    };
    struct site s;

    site_open(&s);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct heard h = ask(&s, table[i].line, table[i].fields);
        expect_str(h.body, str_of(table[i].body));
        expect_str(field_of(h, "Content-Encoding"), str_of(table[i].coding));
        expect_str(field_of(h, "Vary"), S("Accept-Encoding"));
    }
    str plain = field_of(ask(&s, "GET /app.js", ""), "ETag"), coded = field_of(ask(&s, "GET /app.js", "Accept-Encoding: br\r\n"), "ETag");
    expect(!str_eq(plain, coded) && str_ends(coded, S("-br\"")));
    expect_eq(status_of(ask(&s, "GET /app.js", "Accept-Encoding: identity;q=0\r\n")), 406);
    expect_eq(status_of(ask(&s, "GET /one.css", "Accept-Encoding: br, identity;q=0\r\n")), 406);
    expect_eq(status_of(ask(&s, "GET /none.css", "Accept-Encoding: *;q=0\r\n")), 404);
    expect_eq(field_of(ask(&s, "GET /large.bin", ""), "Vary").n, 0);
    site_close(&s);
}

TEST(text_without_finished_forms_is_compressed_on_its_way)
{
    struct site s;

    site_open(&s);
    struct heard plain = ask(&s, "GET /large.css", ""), coded = ask(&s, "GET /large.css", "Accept-Encoding: gzip\r\n");
    expect_str(plain.body, large(&s.b.arena));
    expect_str(field_of(coded, "Content-Encoding"), S("gzip"));
    expect_str(field_of(coded, "Vary"), S("Accept-Encoding"));
    expect(coded.body.n < LARGE / 2 && !str_eq(field_of(coded, "ETag"), field_of(plain, "ETag")));
    struct heard head = ask(&s, "HEAD /large.css", "Accept-Encoding: gzip\r\n");
    expect_str(field_of(head, "Content-Length"), field_of(coded, "Content-Length"));
    expect_eq(status_of(ask(&s, "GET /large.css", "Accept-Encoding: br, identity;q=0\r\n")), 200);
    expect_eq(status_of(ask(&s, "GET /large.css", "Accept-Encoding: *;q=0\r\n")), 406);
    struct heard part = ask(&s, "GET /large.css", "Accept-Encoding: gzip\r\nRange: bytes=0-9\r\n");
    expect_eq(status_of(part), 206);
    expect_str(part.body, str_to(plain.body, 10));
    expect(!field_of(part, "Content-Encoding").n && str_eq(field_of(part, "ETag"), field_of(plain, "ETag")));
    expect_eq(field_of(ask(&s, "GET /large.bin", "Accept-Encoding: gzip\r\n"), "Content-Encoding").n, 0);
    site_close(&s);
}

/* ---- conditions ---- */

TEST(conditions_are_judged_in_the_order_of_the_rfc)
{
#define BEFORE "Tue, 14 Nov 2023 22:13:19 GMT\r\n"
#define THEN "Tue, 14 Nov 2023 22:13:20 GMT\r\n"
    static const struct { const char *fields; int status; } table[] = {
        { "If-Modified-Since: " THEN, 304 },
        { "If-Modified-Since: " BEFORE, 200 },
        { "If-Modified-Since: yesterday\r\n", 200 },
        { "If-Unmodified-Since: " THEN, 200 },
        { "If-Unmodified-Since: " BEFORE, 412 },
        { "If-None-Match: *\r\n", 304 },
        { "If-None-Match: \"other\"\r\n", 200 },
        { "If-None-Match: \"other\"\r\nIf-Modified-Since: " THEN, 200 },
        { "If-Match: *\r\n", 200 },
        { "If-Match: \"other\"\r\n", 412 },
        { "If-Match: *\r\nIf-Unmodified-Since: " BEFORE, 200 },
        { "If-Match: \"other\"\r\nIf-None-Match: *\r\n", 412 },
        { "If-None-Match: *\r\nRange: bytes=0-1\r\n", 304 },
    };
    struct site s;

    site_open(&s);
    for (size_t i = 0; i < COUNT(table); i++)
        expect_eq(status_of(ask(&s, "GET /a.txt", table[i].fields)), table[i].status);
    str tag = field_of(ask(&s, "GET /a.txt", ""), "ETag");
    struct heard h = ask(&s, "GET /a.txt", line_with(&s, "If-None-Match", tag));
    expect_eq(status_of(h), 304);
    expect_str(field_of(h, "ETag"), tag);
    expect(!h.body.n && !field_of(h, "Content-Type").n && !field_of(h, "Content-Length").n);
    expect_eq(status_of(ask(&s, "HEAD /a.txt", line_with(&s, "If-None-Match", tag))), 304);
    expect_eq(status_of(ask(&s, "GET /a.txt", line_with(&s, "If-Match", tag))), 200);
    put(&s, "site/a.txt", S("012345678"));
    expect_eq(status_of(ask(&s, "GET /a.txt", line_with(&s, "If-None-Match", tag))), 200);
    site_close(&s);
}

/* ---- ranges ---- */

TEST(a_range_is_sent_alone_and_one_beyond_the_end_is_told_the_size)
{
    static const struct { const char *fields; int status; const char *range, *body; } table[] = {
        { "Range: bytes=2-4\r\n", 206, "bytes 2-4/10", "234" },
        { "Range: bytes=7-\r\n", 206, "bytes 7-9/10", "789" },
        { "Range: bytes=-2\r\n", 206, "bytes 8-9/10", "89" },
        { "Range: bytes=0-99\r\n", 206, "bytes 0-9/10", "0123456789" },
        { "Range: bytes=10-\r\n", 416, "bytes */10", NULL },
        { "Range: bytes=-0\r\n", 416, "bytes */10", NULL },
        { "Range: bytes=4-2\r\n", 200, "", "0123456789" },
        { "Range: lines=0-1\r\n", 200, "", "0123456789" },
        { "Range: bytes=0-1\r\nRange: bytes=2-3\r\n", 200, "", "0123456789" },
        { "Range: bytes=0-1\r\nIf-Range: \"other\"\r\n", 200, "", "0123456789" },
        { "Range: bytes=0-1\r\nIf-Range: " THEN, 206, "bytes 0-1/10", "01" },
        { "Range: bytes=0-1\r\nIf-Range: " BEFORE, 200, "", "0123456789" },
    };
    struct site s;

    site_open(&s);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct heard h = ask(&s, "GET /a.txt", table[i].fields);
        expect_eq(status_of(h), table[i].status);
        expect_str(field_of(h, "Content-Range"), str_of(table[i].range));
        if (table[i].body)
            expect_str(h.body, str_of(table[i].body));
    }
    str tag = field_of(ask(&s, "GET /a.txt", ""), "ETag");
    struct buf fields = BUF_ON(&s.b.arena);
    buf_format(&fields, "Range: bytes=0-1\r\nIf-Range: " STR_FMT "\r\n", STR_ARG(tag));
    expect_str(ask(&s, "GET /a.txt", arena_cstr(&s.b.arena, buf_str(&fields))).body, S("01"));
    struct heard h = ask(&s, "GET /large.bin", "Range: bytes=100000-250000\r\n");
    expect_str(h.body, ((str){ large(&s.b.arena).p + 100000, 150001 }));
    expect_eq(status_of(ask(&s, "GET /empty.txt", "Range: bytes=0-\r\n")), 416);
    site_close(&s);
}

TEST(several_ranges_come_as_parts)
{
    struct site s;

    site_open(&s);
    struct heard h = ask(&s, "GET /a.txt", "Range: bytes=0-1, 4-4, -2\r\n");
    expect_eq(status_of(h), 206);
    expect_eq(field_of(h, "Content-Range").n, 0);
    str type = field_of(h, "Content-Type");
    expect(str_starts(type, S("multipart/byteranges; boundary=")));
    const char *b = arena_cstr(&s.b.arena, str_from(type, 31));
#define PART(range, text) "Content-Type: text/plain; charset=utf-8\r\nContent-Range: bytes " range "/10\r\n\r\n" text
    str want = arena_format(&s.b.arena, "--%s\r\n" PART("0-1", "01") "\r\n--%s\r\n" PART("4-4", "4") "\r\n--%s\r\n" PART("8-9", "89")
                            "\r\n--%s--\r\n", b, b, b, b);
    expect_str(h.body, want);
    expect_str(field_of(h, "Content-Length"), arena_format(&s.b.arena, "%zu", want.n));
    site_close(&s);
}

/* ---- long ones ---- */

enum { LONG = 3 << 20 };

static str long_one(struct arena *a)
{
    char *p = arena_alloc(a, LONG, 1);

    for (int i = 0; i < LONG; i++)
        p[i] = (char)(i * 31 / 7 ^ i >> 11);
    return (str){ p, LONG };
}

TEST(a_slow_reader_gets_all_of_a_long_file_and_the_answers_that_follow_it)
{
    struct site s;
    char piece[2048];

    site_open(&s);
    str all = long_one(&s.b.arena);
    put(&s, "site/long.bin", all);
    struct buf heard = BUF_ON(&s.b.arena);
    int fd = dial(&s.b);
    say(fd, "GET /long.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /long.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=1000000-1199999\r\n\r\n"
            "GET /a.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    for (ssize_t n, reads = 0; (n = recv(fd, piece, sizeof piece, 0)) > 0; reads++) {
        buf_add(&heard, (str){ piece, (size_t)n });
        if (reads % 256 == 0)
            usleep(2000);
    }
    close(fd);
    str rest = buf_str(&heard);
    for (int i = 0; i < 3; i++) {
        str want = i == 0 ? all : i == 1 ? (str){ all.p + 1000000, 200000 } : S("0123456789");
        ptrdiff_t end = str_find(rest, S("\r\n\r\n"));
        expect(end > 0 && rest.n >= (size_t)end + 4 + want.n);
        expect(memcmp(rest.p + end + 4, want.p, want.n) == 0);
        rest = str_from(rest, (size_t)end + 4 + want.n);
    }
    expect_eq(rest.n, 0);
    site_close(&s);
}

TEST(a_reader_that_goes_away_in_the_middle_of_a_file_leaves_nothing_behind)
{
    struct site s;
    char first[1024];

    site_open(&s);
    put(&s, "site/long.bin", long_one(&s.b.arena));
    for (int i = 0; i < 50; i++) {
        int fd = dial(&s.b);
        say(fd, "GET /long.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        expect(recv(fd, first, sizeof first, 0) > 0);
        close(fd);
    }
    expect_str(ask(&s, "GET /a.txt", "").body, S("0123456789"));
    site_close(&s);
}

/* ---- accidents ---- */

TEST(a_file_that_becomes_shorter_breaks_the_connection)
{
    struct site s;
    char first[1024];

    site_open(&s);
    put(&s, "site/huge.bin", (str){ arena_zero(&s.b.arena, 16 << 20, 1), 16 << 20 });
    int fd = dial(&s.b);
    say(fd, "GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(recv(fd, first, sizeof first, 0) > 0);
    expect_eq(truncate(place(&s, "site/huge.bin"), 1 << 20), 0);
    str rest = hear_all(&s.b, fd);
    expect(rest.n < 16 << 20);
    close(fd);
    expect_str(ask(&s, "GET /a.txt", "").body, S("0123456789"));
    site_close(&s);
}

TEST(a_folder_that_is_not_there_is_told)
{
    struct arena a;
    struct failure failure;
    int folder;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    expect_eq(folder_open(&failure, S("/nonexistent"), &folder), ERR_INVALID);
    expect_str(failure.detail, S("/nonexistent: No such file or directory."));
    expect_eq(folder_open(&failure, S("/dev/null"), &folder), ERR_INVALID);
    arena_close(&a);
}
