/* One call to S3: signed, carried, tried again while that may help, and what its failure means. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/backoff.h"
#include "base/memory.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "ports/blob/s3/own.h"
#include "ports/blob/s3/xml.h"
#include "ports/files.h"
#include "ports/lazy.h"
#include "ports/problems.h"
#include "runtime/settings.h"

enum {
    RETRIES = 4, RETRY_MS = 200, RETRY_AFTER_S = 5,
    DAY_MS = 24 * 3600 * 1000,
    XML_MOST = 4 << 20,             /* octets of an answer in XML */
    ERROR_MOST = 16 << 10, WHY_MOST = 300,
    CONNECT_MS = 5000,
    CHECK_S = 1000000                /* libcurl looks at its transfers each second while it has such a bound */
};

struct sending {
    struct transfer transfer;
    const struct s3_call *call;
    struct curl_slist *lines;
    str text;                        /* the body, where it is no file */
    i64 sent, got;
    i64 idle_ms, moved, moved_ms;    /* octets of both ways so far; when there were more of them, last */
    bool idle;                       /* that was too long ago */
    int why;                         /* errno of the file that the answer goes into */
};

/* ---- on the courier's thread ---- */

/* The files are this machine's, so this waits for nobody. */
static size_t octets_leave(char *p, size_t size, size_t n, void *arg)
{
    struct sending *s = arg;
    i64 left = s->call->size - s->sent, most = (i64)(size * n);
    ssize_t got;

    do
        got = pread(s->call->from, p, (size_t)(left < most ? left : most), s->call->from_at + s->sent);
    while (got < 0 && errno == EINTR);
    if (got < 0 || (got == 0 && left > 0))
        return CURL_READFUNC_ABORT;
    s->sent += got;
    return (size_t)got;
}

static int octets_again(void *arg, curl_off_t at, int from)
{
    struct sending *s = arg;

    if (from != SEEK_SET)
        return CURL_SEEKFUNC_CANTSEEK;
    s->sent = at;
    return CURL_SEEKFUNC_OK;
}

static bool file_take(struct sending *s, str piece)
{
    while (piece.n) {
        ssize_t n = pwrite(s->call->into, piece.p, piece.n, s->got);
        if (n < 0 && errno != EINTR) {
            s->why = errno;
            return false;
        }
        s->got += n > 0 ? n : 0;
        piece = str_from(piece, n > 0 ? (size_t)n : 0);
    }
    return true;
}

/* What describes an error is cut rather than refused. */
static size_t octets_arrive(char *p, size_t size, size_t n, void *arg)
{
    struct sending *s = arg;
    struct transfer *t = &s->transfer;
    str piece = { p, size * n };
    long status = 0;

    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 300) {
        buf_add(&t->body, str_to(piece, ERROR_MOST > t->body.n ? ERROR_MOST - t->body.n : 0));
        return piece.n;
    }
    t->too_large = piece.n > t->most - (s->call->into_file ? (size_t)s->got : t->body.n);
    if (t->too_large)
        return 0;
    if (s->call->into_file)
        return file_take(s, piece) ? piece.n : 0;
    buf_add(&t->body, piece);
    return piece.n;
}

static int look(void *arg, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    struct sending *s = arg;
    i64 now_ms = mono_ms();

    (void)down_all, (void)up_all;
    if (down + up != s->moved || !s->moved_ms) {
        s->moved = down + up;
        s->moved_ms = now_ms;
    }
    s->idle = now_ms - s->moved_ms >= s->idle_ms;
    return s->idle;
}

static void body_prepare(struct sending *s, CURL *easy)
{
    bool put = strcmp(s->call->method, "PUT") == 0;

    s->sent = s->got = 0;
    if (put) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->call->size);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, octets_leave);
        curl_easy_setopt(easy, CURLOPT_READDATA, s);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, octets_again);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, s);
        curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L << 10);
    } else if (strcmp(s->call->method, "POST") == 0) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)s->text.n);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, s->text.n ? s->text.p : "");
    } else if (strcmp(s->call->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, s->call->method);
    }
}

static void call_prepare(struct transfer *t, CURL *easy)
{
    struct sending *s = CONTAINER(t, struct sending, transfer);

    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, s->lines);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)(s->idle_ms < CONNECT_MS ? s->idle_ms : CONNECT_MS));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)CHECK_S);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, octets_arrive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 128L << 10);
    body_prepare(s, easy);
}

static enum verdict call_judge(const struct transfer *t)
{
    const struct sending *s = CONTAINER(t, const struct sending, transfer);

    if (s->why)
        return VERDICT_NEUTRAL;      /* it is our disk that fails */
    return t->result == CURLE_OK && (t->status < 500 || t->status == 501) ? VERDICT_GOOD : VERDICT_BAD;
}

/* ---- the request ---- */

struct digest_errand { int fd; i64 at, n; u8 digest[SHA256_SIZE]; bool good; };

static void digest_work(void *arg)
{
    struct digest_errand *e = arg;

    e->good = file_sha256(e->fd, e->at, e->n, e->digest);
}

static err payload_digest(ctx *c, const struct s3_call *call, str *out)
{
    struct digest_errand e = { .fd = call->from, .at = call->from_at, .n = call->size };

    if (call->from_file)
        TRY(ctx_task(c, TASK_QUICK, digest_work, &e));
    else
        sha256(call->body, e.digest);
    if (call->from_file && !e.good)
        return fail_with(c, ERR_IO, "A file of this machine could not be read.");
    *out = hex_text(&c->arena, bytes_str(e.digest, sizeof e.digest));
    return OK;
}

static void line_add(ctx *c, struct sending *s, str name, str value)
{
    s->lines = curl_slist_append(s->lines, arena_format(&c->arena, STR_FMT ": " STR_FMT "%c", STR_ARG(name), STR_ARG(value), '\0').p);
}

static void lines_make(ctx *c, struct s3 *s3, struct sending *s, str path, str payload)
{
    struct s3_request r = { .method = s->call->method, .host = s3->place.host, .path = path, .query = s->call->query,
                            .fields = s->call->fields, .field_count = s->call->field_count, .payload = payload, .at = ctx_now(c) };
    struct s3_signature signature;

    s3_sign(&c->arena, &s3->key, &r, &signature);
    line_add(c, s, S("Host"), s3->place.host);
    line_add(c, s, S("Authorization"), signature.authorization);
    line_add(c, s, S("X-Amz-Date"), signature.date);
    line_add(c, s, S("X-Amz-Content-Sha256"), payload);
    line_add(c, s, S("User-Agent"), S("kith"));
    for (size_t i = 0; i < s->call->field_count; i++)
        line_add(c, s, s->call->fields[i].name, s->call->fields[i].value);
    s->lines = curl_slist_append(s->lines, "Content-Type:");
    s->lines = curl_slist_append(s->lines, "Accept:");
    s->lines = curl_slist_append(s->lines, "Expect:");
}

static void answer_take(ctx *c, struct sending *s, struct s3_answer *out)
{
    struct transfer *t = &s->transfer;

    *out = (struct s3_answer){ .status = (int)t->status, .head = arena_copy(&c->arena, buf_str(&t->head)) };
    if (s->call->keep && t->status < 300) {
        buf_close(s->call->keep);
        *s->call->keep = t->body;
        t->body = (struct buf){0};
    } else {
        out->body = arena_copy(&c->arena, buf_str(&t->body));
    }
}

/* ---- what came of it ---- */

struct leaf_wanted { str name, text; };

static bool leaf_take(void *arg, str in, str name, str text)
{
    struct leaf_wanted *w = arg;

    if (str_eq(in, S("Error")) && str_eq(name, w->name))
        w->text = text;
    return true;
}

str s3_code(struct arena *a, str body)
{
    struct leaf_wanted w = { .name = S("Code"), .text = S("") };

    return xml_read(&(struct xml_reader){ a, &w, leaf_take, NULL }, body) ? w.text : S("");
}

str s3_head(const struct s3_answer *a, str name)
{
    str rest = a->head, line;

    while (str_cut(&rest, '\n', &line)) {
        ptrdiff_t colon = str_find_byte(line, ':');
        if (colon <= 0 || !str_eq_nocase(str_to(line, (size_t)colon), name))
            continue;
        str value = str_from(line, (size_t)colon + 1);
        return str_trim(str_ends(value, S("\r")) ? str_to(value, value.n - 1) : value);
    }
    return (str){ NULL, 0 };
}

static err unavailable(ctx *c, i64 wait_ms)
{
    err e = fail(c, &storage_unavailable);

    c->failure.retry_after = wait_ms ? (int)((wait_ms + 999) / 1000) : RETRY_AFTER_S;
    return e;
}

err s3_refused(ctx *c, struct s3 *s, const char *what, str why)
{
    err e = unavailable(c, 0);

    failure_cause(&c->failure, "%s: " STR_FMT, what, STR_ARG(str_to(why, WHY_MOST)));
    if (!atomic_exchange(&s->refusing, true))
        ctx_log(c, LOG_WARN, "the bucket answers, but not as it should", KV_STR("server", s->place.host),
                KV_STR("problem", c->failure.cause));
    return e;
}

/* 501: not implemented. 400 RequestTimeout: the connection was slow. 409: somebody else does something to it just now. */
static bool passing(ctx *c, const struct s3_answer *a)
{
    return (a->status >= 500 && a->status != 501) || a->status == 429 || a->status == 409 ||
           (a->status == 400 && str_eq(s3_code(&c->arena, a->body), S("RequestTimeout")));
}

static err answer_judge(ctx *c, struct s3 *s, const struct s3_call *call, const struct s3_answer *a, bool *again)
{
    str code = a->status < 300 ? S("") : s3_code(&c->arena, a->body);
    bool gone = a->status == 404 && str_eq(code, S("NoSuchBucket"));
    bool answer = call->absent && (a->status == 404 || a->status == 412 || a->status == 416) && !gone;

    if (a->status < 300 || answer) {
        atomic_store(&s->refusing, false);
        return OK;
    }
    *again = passing(c, a);
    if (call->refusable && !*again && !gone)
        return OK;
    str why = arena_format(&c->arena, "%d " STR_FMT " for " STR_FMT "?" STR_FMT, a->status, STR_ARG(code), STR_ARG(call->key),
                           STR_ARG(call->query));
    if (!*again)
        return s3_refused(c, s, call->method, why);
    err e = unavailable(c, 0);
    failure_cause(&c->failure, "%s: " STR_FMT, call->method, STR_ARG(why));
    return e;
}

static err transfer_judge(ctx *c, struct s3 *s, struct sending *x, bool *again)
{
    const struct transfer *t = &x->transfer;

    if (x->why) {
        failure_cause(&c->failure, "a file that is fetched: %s", strerror(x->why));
        return err_of_errno(x->why) == ERR_FULL ? ERR_FULL : ERR_IO;
    }
    if (t->too_large)
        return s3_refused(c, s, x->call->method, S("more octets than were asked for"));
    *again = !t->wait_ms;
    err e = unavailable(c, t->wait_ms);
    failure_cause(&c->failure, "%s " STR_FMT ": %s", x->call->method, STR_ARG(s->place.host),
                  x->idle ? "no octet came or went for too long" : t->problem[0] ? t->problem : curl_easy_strerror(t->result));
    return e;
}

/* ---- a try, and all of them ---- */

static err carry(ctx *c, struct s3 *s, struct sending *x, str url, struct s3_answer *out, bool *again)
{
    TRY(transfer_url(c, &x->transfer, url));
    err e = courier_carry(c, s->courier, &x->transfer);
    if (e == OK && x->transfer.result != CURLE_OK)
        e = transfer_judge(c, s, x, again);
    else if (e == OK)
        answer_take(c, x, out);
    transfer_close(&x->transfer);
    return e;
}

static err try_once(ctx *c, struct s3 *s, const struct s3_call *call, str payload, struct s3_answer *out, bool *again)
{
    struct sending x = {
        .transfer = { .due_ms = mono_ms() + DAY_MS, .most = call->most ? (size_t)call->most : XML_MOST, .named = true,
                      .prepare = call_prepare, .judge = call_judge },
        .call = call, .text = call->body, .idle_ms = c->world->settings->outgoing_timeout,
    };
    str path = s3_path(&c->arena, &s->place, call->key);
    str url = arena_format(&c->arena, STR_FMT STR_FMT "%s" STR_FMT, STR_ARG(s->place.origin), STR_ARG(path), call->query.n ? "?" : "",
                           STR_ARG(call->query));

    *again = false;
    TRY(lazy_load(&c->failure, &lazy_libcurl));
    lines_make(c, s, &x, path, payload);
    err e = carry(c, s, &x, url, out, again);
    curl_slist_free_all(x.lines);
    return e == OK ? answer_judge(c, s, call, out, again) : e;
}

err s3_call(ctx *c, struct s3 *s, const struct s3_call *call, struct s3_answer *out)
{
    struct failure before = c->failure;
    struct rng rng;
    str payload;
    bool again;

    TRY(payload_digest(c, call, &payload));
    struct arena_mark mark = arena_mark(&c->arena);
    rng_seed(&rng, 0);
    for (int tries = 1;; tries++) {
        err e = try_once(c, s, call, payload, out, &again);
        i64 pause_ms = backoff_ms(&rng, RETRY_MS, tries);
        bool time_left = !c->deadline_ms || mono_ms() + pause_ms < c->deadline_ms;
        if (e == OK || !again || call->once || tries > RETRIES || !time_left) {
            if (e == OK || e == ERR_UNAVAILABLE)
                atomic_store(&s->answered, e == OK);
            return e;
        }
        c->failure = before;
        arena_rewind(&c->arena, mark);
        TRY(ctx_sleep(c, pause_ms));
    }
}
