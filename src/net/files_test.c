/* A folder served over a socket: what is in it, and that nothing else is. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include "net/files_own.h"
#include "net/testbed.h"

enum { LARGE = 300000 };

struct site { struct testbed b; const char *at; int folder; };
static struct site *served;          /* what the handler below serves */

/* ---- a site on disk ---- */

static const char *place(struct site *s, const char *name)
{
    return arena_cstr(&s->b.arena, arena_format(&s->b.arena, "%s/%s", s->at, name));
}

static void put(struct site *s, const char *name, str text)
{
    struct timespec times[2] = { { 1700000000, 5 }, { 1700000000, 5 } };     /* Tue, 14 Nov 2023 22:13:20 GMT */
    int fd = open(place(s, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    expect(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
    expect_eq(futimens(fd, times), 0);
    close(fd);
}

static str large(struct arena *a)
{
    char *p = arena_alloc(a, LARGE, 1);

    for (int i = 0; i < LARGE; i++)
        p[i] = (char)('a' + i * 7 / 3 % 26);
    return (str){ p, LARGE };
}

static void links_make(struct site *s)
{
    static const char *const links[][2] = {
        { "../secret.txt", "site/link.txt" }, { "..", "site/up" }, { "/", "site/root" }, { "a.txt", "site/self.txt" },
    };

    for (size_t i = 0; i < COUNT(links); i++)
        expect_eq(symlink(links[i][0], place(s, links[i][1])), 0);
    expect_eq(mkfifo(place(s, "site/fifo"), 0600), 0);
}

static void site_make(struct site *s)
{
    static const char *const folders[] = { "site", "site/sub", "site/.git", "site/bare" };

    for (size_t i = 0; i < COUNT(folders); i++)
        expect_eq(mkdir(place(s, folders[i]), 0700), 0);
    put(s, "secret.txt", S("the secret"));
    put(s, "site/index.html", S("<p>index"));
    put(s, "site/sub/index.html", S("<p>sub"));
    put(s, "site/a.txt", S("0123456789"));
    put(s, "site/a b\xc3\xbc.txt", S("odd name"));
    put(s, "site/empty.txt", S(""));
    put(s, "site/.hidden", S("the secret"));
    put(s, "site/.git/config", S("the secret"));
    put(s, "site/sub/.hidden", S("the secret"));
    put(s, "site/app.js", S("plain javascript"));
    put(s, "site/app.js.gz", S("as gzip"));
    put(s, "site/app.js.br", S("as brotli"));
    put(s, "site/one.css", S("plain css"));
    put(s, "site/one.css.gz", S("css as gzip"));
    put(s, "site/large.bin", large(&s->b.arena));
    links_make(s);
}

static void serve(struct exchange *e, void *arg)
{
    err r = file_answer(e, served->folder);

    (void)arg;
    if (r != OK)
        reply(e, error_facts[r].status, S("text/plain"), e->c->story.detail);
}

static void site_open(struct site *s)
{
    char *at = NULL;
    struct story story;

    testbed_init(&s->b);
    at = (char *)arena_cstr(&s->b.arena, S("/tmp/kith-files-XXXXXX"));
    s->at = mkdtemp(at);
    expect(s->at);
    site_make(s);
    story_begin(&story, &s->b.arena);
    expect_ok(folder_open(&story, str_of(place(s, "site")), &s->folder));
    served = s;
    testbed_serve(&s->b, 1, serve);
}

static void site_close(struct site *s)
{
    str command = arena_format(&s->b.arena, "rm -r '%s'", s->at);

    expect_eq(system(arena_cstr(&s->b.arena, command)), 0);
    close(s->folder);
    testbed_close(&s->b);
}

/* ---- a client ---- */

struct heard { str head, body; };

static struct heard ask(struct site *s, const char *line, const char *fields)
{
    struct arena *a = &s->b.arena;
    int fd = dial(&s->b);

    say_bytes(fd, arena_format(a, "%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", line, fields));
    str all = hear_all(&s->b, fd);
    close(fd);
    ptrdiff_t end = str_find(all, S("\r\n\r\n"));
    expect(end > 0);
    return (struct heard){ str_to(all, (size_t)end + 2), str_from(all, (size_t)end + 4) };
}

static i64 status_of(struct heard h)
{
    i64 status = 0;

    expect(str_to_i64((str){ h.head.p + 9, 3 }, &status));
    return status;
}

static str field_of(struct heard h, const char *name)
{
    str rest = h.head, line;

    while (str_cut(&rest, '\n', &line))
        if (str_starts(line, str_of(name)) && line.p[strlen(name)] == ':')
            return str_trim((str){ line.p + strlen(name) + 1, line.n - strlen(name) - 2 });
    return S("");
}

/* "Name: " of one field and the value of another: to ask again with what was told. */
static const char *line_with(struct site *s, const char *name, str value)
{
    return arena_cstr(&s->b.arena, arena_format(&s->b.arena, "%s: " STR_FMT "\r\n", name, STR_ARG(value)));
}

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
    expect_str(field_of(h, "X-Content-Type-Options"), S("nosniff"));
    expect(field_of(h, "ETag").n > 8);
    expect_str(ask(&s, "GET /", "").body, S("<p>index"));
    expect_str(ask(&s, "GET /sub/?a=b", "").body, S("<p>sub"));
    expect_str(ask(&s, "GET /a%20b%C3%BC.txt", "").body, S("odd name"));
    expect_str(ask(&s, "GET /%61.txt", "").body, S("0123456789"));
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
                                           ".hidden", "a.txt/x", "", "sub//index.html", "/etc/passwd", "nothing/x" };
    struct site s;
    char got[16];

    site_open(&s);
    for (size_t i = 0; i < COUNT(refused); i++)
        expect_eq(file_walk(s.folder, refused[i]), -1);
    int fd = file_walk(s.folder, "sub/index.html");
    expect_eq(read(fd, got, sizeof got), 6);
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
    struct story story;
    int folder;

    arena_init(&a, NULL, 0);
    story_begin(&story, &a);
    expect_eq(folder_open(&story, S("/nonexistent"), &folder), ERR_INVALID);
    expect_str(story.detail, S("/nonexistent: No such file or directory"));
    expect_eq(folder_open(&story, S("/dev/null"), &folder), ERR_INVALID);
    arena_close(&a);
}
