/* Uploads: routes that read a body as it arrives, with memory for one piece, and limits on its size and pace. */
#include "api/front/exchange_testbed.h"
#include "net/multipart.h"

#define UPLOAD_PROBLEMS(X) X(file_not_found, ERR_NOT_FOUND, "There is no such file.")
PROBLEMS_DECLARE(upload_problem_list, UPLOAD_PROBLEMS)
PROBLEMS_DEFINE(upload_problem_list, UPLOAD_PROBLEMS)

enum { FILE_MOST = 8 << 20, UPLOAD_MEMORY = 64 * 1024 };

struct file_key { str name; };
SHAPE(file_key, FIELD(file_key, name, .min = 1, .max = 9));

static err upload_write(struct exchange *x, struct blob_writer *w, i64 pause_ms, i64 *n)
{
    str piece;

    for (*n = 0;; *n += (i64)piece.n) {
        TRY(body_read(x, &piece));
        if (!piece.n)
            return OK;
        TRY(blob_write(x->c, w, piece));
        TRY(pause_ms ? ctx_sleep(x->c, pause_ms) : OK);
        expect(x->c->arena.used < UPLOAD_MEMORY);
    }
}

static err upload(struct exchange *x, const struct file_key *in, void *arg)
{
    struct blob_writer *w;
    i64 n;

    (void)arg;
    if (str_eq(in->name, S("none")))
        return fail(x->c, &file_not_found);
    TRY(blob_begin(x->c, x->c->world->blob, arena_format(&x->c->arena, "test/" STR_FMT, STR_ARG(in->name)), &w));
    TRY(upload_write(x, w, str_eq(in->name, S("slow")) ? 200 : 0, &n));
    TRY(blob_finish(x->c, w));
    reply(x, 201, S("application/json"), arena_format(&x->c->arena, "{\"size\":%lld}", (long long)n));
    return OK;
}

/* Returns the length of each part of a form; its files are read and dropped. */
static err form_read_through(struct exchange *x, struct buf *told)
{
    struct form_part part;
    struct form form;
    bool end;
    str piece;

    TRY(form_begin(&form, x));
    for (;;) {
        TRY(form_next(&form, &part, &end));
        if (end)
            return OK;
        buf_format(told, STR_FMT " ", STR_ARG(part.name));
        size_t n = 0;
        do {
            TRY(form_piece(&form, &piece));
            n += piece.n;
            expect(x->c->arena.used < UPLOAD_MEMORY);
        } while (piece.n);
        buf_format(told, "%zu\n", n);
    }
}

/* How much of a file has arrived, as resumable uploads ask; and the options of uploads, which need no signed-in caller. */
static err file_state(struct exchange *x, const struct file_key *in, void *arg)
{
    (void)arg;
    reply_header(x, S("Upload-Offset"), in->name);
    reply(x, 200, S(""), S(""));
    return OK;
}

static err file_options(struct exchange *x, const struct file_key *in, void *arg)
{
    (void)in, (void)arg;
    reply_header(x, S("Tus-Version"), S("1.0.0"));
    reply(x, 204, S(""), S(""));
    return OK;
}

static err form_upload(struct exchange *x, const struct nothing *in, void *arg)
{
    struct buf told = BUF_ON(&x->c->arena);

    (void)in, (void)arg;
    TRY(form_read_through(x, &told));
    reply(x, 200, S("text/plain"), buf_str(&told));
    return OK;
}

CALLS_EXCHANGE(upload, file_key)
CALLS_EXCHANGE(file_state, file_key)
CALLS_EXCHANGE(file_options, file_key)
CALLS_EXCHANGE(form_upload, nothing)

static const struct problem *const upload_problems[] = { &file_not_found, NULL };

static const struct route upload_routes[] = {
    { METHOD_PUT, "/files/{name}", NULL, &any_member, RATE_WRITES, 201, TAKES(file_key), .exchange = upload_exchange,
      .type = "application/json", .body_type = "application/octet-stream", .body_most = FILE_MOST, .body_streams = true,
      .summary = "An upload", .problems = upload_problems },
    { METHOD_HEAD, "/files/{name}", NULL, &any_member, RATE_READS, 200, TAKES(file_key), .exchange = file_state_exchange,
      .summary = "Its state" },
    { METHOD_OPTIONS, "/files/{name}", NULL, &anyone, RATE_NONE, 204, TAKES(file_key), .exchange = file_options_exchange,
      .asks_nobody = true, .summary = "How it goes" },
    { METHOD_POST, "/keyed-forms", NULL, &any_member, RATE_WRITES, 200, .exchange = form_upload_exchange, .type = "text/plain",
      .body_type = "multipart/form-data", .keyed = true, .summary = "A form that heeds a key" },
    { METHOD_POST, "/forms", NULL, &any_member, RATE_WRITES, 200, .exchange = form_upload_exchange, .type = "text/plain",
      .body_type = "multipart/form-data", .body_most = FILE_MOST, .body_streams = true, .summary = "A form with files" },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, upload_routes, NULL }, &keeper };

struct bed { struct testbed b; };

static struct bed bed(const struct test_setting *settings)
{
    static const struct test_setting usual[] = {
        { "limits", "off" }, { "access_log", "off" }, { "cors_origins", "https://app.example" }, {0}
    };
    struct bed s = { testbed_make(&program, settings ? settings : usual) };
    struct failure failure;

    failure_begin(&failure, &s.b.arena);
    expect_ok(blob_open(&s.b.world->world, &failure, &s.b.world->world.blob));
    testbed_begin(&s.b);
    return s;
}

static void bed_close(struct bed *s)
{
    struct blob *blob = s->b.world->world.blob;

    testbed_close(&s->b);
    blob_close(&blob);
}

static int upload_begin_as(struct bed *s, const char *name, const char *headers)
{
    struct buf said = BUF_ON(&s->b.arena);
    int fd = testbed_connect(&s->b);

    buf_format(&said, "PUT /api/v1/files/%s HTTP/1.1\r\nHost: kith.example\r\nConnection: close\r\n%s\r\n", name, headers);
    say(fd, buf_str(&said));
    return fd;
}

static int upload_begin(struct bed *s, const char *headers) { return upload_begin_as(s, "one", headers); }

#define OCTETS "Content-Type: application/octet-stream\r\n"

TEST(an_upload_of_any_length_costs_the_memory_of_a_piece)
{
    static char piece[1 << 16];
    struct bed s = bed(NULL);
    int fd = upload_begin(&s, ANN OCTETS "Content-Length: 8388608\r\n");

    memset(piece, 'k', sizeof piece);
    for (size_t n = 0; n < FILE_MOST; n += sizeof piece)
        say(fd, (str){ piece, sizeof piece });
    str heard = hear(&s.b, fd, NULL);
    expect(str_starts(heard, S("HTTP/1.1 201 ")) && str_ends(heard, S("\r\n\r\n{\"size\":8388608}")));
    expect(str_find(heard, S("\r\nX-Content-Type-Options: nosniff\r\n")) > 0);
    close(fd);
    expect_eq(requests(&s.b, "PUT", "/api/v1/files/{name}", "2xx"), 1);
    bed_close(&s);
}

TEST(a_form_with_files_is_read_as_it_comes)
{
    static const char head[] = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nTea\r\n"
                               "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n", end[] = "\r\n--b--\r\n";
    static char piece[1 << 16];
    struct bed s = bed(NULL);
    struct buf said = BUF_ON(&s.b.arena);
    int fd = testbed_connect(&s.b);

    buf_format(&said,
               "POST /api/v1/forms HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" ANN "Content-Type: multipart/form-data; boundary=b\r\n"
               "Content-Length: %zu\r\n\r\n%s", strlen(head) + 32 * sizeof piece + strlen(end), head);
    say(fd, buf_str(&said));
    memset(piece, 'k', sizeof piece);
    for (int i = 0; i < 32; i++)
        say(fd, (str){ piece, sizeof piece });
    say(fd, str_of(end));
    str heard = hear(&s.b, fd, NULL);
    expect(str_starts(heard, S("HTTP/1.1 200 ")) && str_ends(heard, S("\r\n\r\ntitle 3\nfile 2097152\n")));
    close(fd);
    expect_eq(ask(&s.b, "POST /api/v1/forms", ANN, "{}").status, 415);
    bed_close(&s);
}

TEST(head_and_options_may_have_rows_of_their_own)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "HEAD /api/v1/files/one", ANN, "");

    expect_eq(h.status, 200);
    expect_str(head_of(h, "Upload-Offset"), S("one"));
    expect_eq(ask(&s.b, "HEAD /api/v1/files/one", "", "").status, 401);
    expect_eq(ask(&s.b, "GET /api/v1/files/one", ANN, "").status, 405);
    h = ask(&s.b, "OPTIONS /api/v1/files/one", "Origin: https://app.example\r\nAccess-Control-Request-Method: PUT\r\n"
            "Access-Control-Request-Headers: upload-offset\r\n", "");
    expect_eq(h.status, 204);
    expect_str(head_of(h, "Tus-Version"), S("1.0.0"));
    expect_str(head_of(h, "Allow"), S("HEAD, PUT, OPTIONS"));
    expect_str(head_of(h, "Access-Control-Allow-Headers"), S("upload-offset"));
    expect_eq(requests(&s.b, "HEAD", "/api/v1/files/{name}", "2xx"), 1);
    bed_close(&s);
}

static void expect_refusal(struct bed *s, const char *headers, const char *body, const char *status, const char *code)
{
    int fd = upload_begin(s, headers);

    say(fd, str_of(body));
    str heard = hear(&s->b, fd, NULL);
    expect_str(str_to(str_from(heard, 9), 3), str_of(status));
    expect(str_find(heard, str_of(code)) > 0);
    close(fd);
}

TEST(an_upload_is_refused_by_its_head_and_stopped_at_its_bound)
{
    struct bed s = bed(NULL);

    expect_refusal(&s, OCTETS "Content-Length: 4\r\n", "", "401", "not_signed_in");
    expect_refusal(&s, ANN "Content-Type: text/html\r\nContent-Length: 4\r\n", "", "415", "unsupported_type");
    expect_refusal(&s, ANN "Content-Length: 4\r\n", "", "415", "unsupported_type");
    expect_refusal(&s, ANN OCTETS "Content-Encoding: gzip\r\nContent-Length: 4\r\n", "", "415", "unsupported_type");
    expect_refusal(&s, ANN OCTETS "Content-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n", "", "415",
                   "unsupported_type");
    expect_refusal(&s, ANN OCTETS "Content-Length: 8388609\r\n", "", "413", "body_too_large");
    expect_refusal(&s, ANN OCTETS "Content-Length: 8388609\r\nExpect: 100-continue\r\n", "", "413", "body_too_large");
    expect_refusal(&s, ANN OCTETS "Transfer-Encoding: chunked\r\n", "900000\r\n", "413", "body_too_large");
    expect_refusal(&s, ANN OCTETS "Transfer-Encoding: chunked\r\n", "zz\r\n", "400", "malformed_request");
    struct heard h = ask(&s.b, "PUT /api/v1/files/none", ANN, "");
    expect(h.status == 404 && says(h, "file_not_found"));
    h = ask(&s.b, "PUT /api/v1/files/longer-than-nine", ANN, "");
    expect(h.status == 404 && says(h, "file_not_found"));
    bed_close(&s);
}

/* The client and the disk may each take longer in total than a request may. */
TEST(an_upload_may_take_longer_than_a_request_but_not_stand_still)
{
    struct bed s = bed((struct test_setting[]){ { "limits", "off" }, { "access_log", "off" }, { "request_timeout", "1s" },
                                                { "body_timeout", "1500ms" }, {0} });
    int fd = upload_begin_as(&s, "slow", ANN OCTETS "Content-Length: 3072\r\n");
    char piece[512];

    memset(piece, 'k', sizeof piece);
    for (int i = 0; i < 6; i++) {
        say(fd, (str){ piece, sizeof piece });
        usleep(250 * 1000);
    }
    expect(str_starts(hear(&s.b, fd, NULL), S("HTTP/1.1 201 ")));
    close(fd);
    fd = upload_begin(&s, ANN OCTETS "Content-Length: 4\r\n");
    say(fd, S("kk"));
    str heard = hear(&s.b, fd, NULL);
    expect(str_starts(heard, S("HTTP/1.1 408 ")) && str_find(heard, S("request_timeout")) > 0);
    close(fd);
    bed_close(&s);
}

TEST(an_upload_is_described_by_the_type_of_its_body)
{
    struct bed s = bed(NULL);

    expect(says(ask(&s.b, "GET /api/v1/openapi.json", "", ""),
                "\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{\"schema\":{}}}}"));
    bed_close(&s);
}

TEST(a_key_that_a_row_would_forget_is_refused_before_anything_is_done)
{
    static const char key[] = ANN "Idempotency-Key: again\r\n";
    struct bed s = bed(NULL);
    struct heard refused = ask(&s.b, "POST /api/v1/forms", key, "{}");

    expect_eq(refused.status, 422);
    expect(says(refused, "\"code\":\"idempotency_unsupported\""));
    expect_eq(ask(&s.b, "POST /api/v1/forms", ANN, "{}").status, 415);
    expect_eq(ask(&s.b, "POST /api/v1/keyed-forms", key, "{}").status, 415);         /* goes on to the next check */
    expect_eq(ask(&s.b, "PUT /api/v1/files/tea", key, "{}").status, 415);
    expect(says(ask(&s.b, "GET /api/v1/openapi.json", "", ""), "`idempotency_unsupported`"));
    bed_close(&s);
}
