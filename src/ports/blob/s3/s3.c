/*
 * Blobs in a bucket of S3, or of what speaks like it. A blob is an object of that key
 * after the prefix. Small ones are one request each way. What is held is read through a
 * window, so that no more of a large one is in memory.
 */
#include "ports/blob/s3/own.h"
#include <assert.h>
#include <string.h>
#include "base/base64.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "ports/blob/s3/xml.h"
#include "ports/lazy.h"
#include "ports/problems.h"
#include "runtime/settings.h"

enum {
    LIST_MOST = 1000,                /* keys of one answer, as S3 has it */
    ASK_MS = 5000,                   /* blob_answers asks again after that */
    PAUSE_MS = 10000,                /* of the breaker */
    EMPTY_MOST = 16                  /* answers of a list, one after the other, that say there is more and bring nothing */
};

static struct s3 *s3_of(struct blob *b) { return CONTAINER(b, struct s3, blob); }

/* ---- writing ---- */

static err s3_put(ctx *c, struct blob *b, str key, int fd, i64 size)
{
    struct s3_answer a;

    if (size > S3_PART)
        return s3_put_parts(c, s3_of(b), key, fd, size);
    return s3_call(c, s3_of(b), &(struct s3_call){ .method = "PUT", .key = key, .from_file = true, .from = fd, .size = size }, &a);
}

static err s3_drop(ctx *c, struct blob *b, str key)
{
    struct s3_answer a;

    TRY(s3_call(c, s3_of(b), &(struct s3_call){ .method = "DELETE", .key = key, .absent = true }, &a));
    return s3_parts_drop(c, s3_of(b), (strs){ &key, 1 }, false);
}

static err s3_forget(ctx *c, struct blob *b, str prefix)
{
    return s3_parts_drop(c, s3_of(b), (strs){ &prefix, 1 }, true);
}

/* ---- reading ---- */

static when changed_of(const struct s3_answer *a)
{
    when at = {0};

    return time_parse_http_date(s3_head(a, S("last-modified")), &at) ? at : (when){0};
}

static err absent(ctx *c)
{
    return fail_with(c, ERR_NOT_FOUND, "There is no such blob.");
}

static err s3_look(ctx *c, struct blob *b, str key, struct blob_facts *facts)
{
    struct s3_answer a;

    TRY(s3_call(c, s3_of(b), &(struct s3_call){ .method = "HEAD", .key = key, .absent = true }, &a));
    if (a.status == 404)
        return absent(c);
    if (!str_to_i64(s3_head(&a, S("content-length")), &facts->size))
        return s3_refused(c, s3_of(b), "HEAD", S("the answer has no Content-Length"));
    facts->changed_at = changed_of(&a);
    return OK;
}

static err s3_file(ctx *c, struct blob *b, str key, i64 most, int *fd, struct blob_facts *facts)
{
    struct s3_call call = { .method = "GET", .key = key, .into_file = true, .most = most > 0 ? most : 1, .absent = true };
    struct s3_answer a;

    TRY(blob_temporary(c, fd));
    call.into = *fd;
    TRY(s3_call(c, s3_of(b), &call, &a));
    if (a.status == 404)
        return absent(c);
    if (!str_to_i64(s3_head(&a, S("content-length")), &facts->size))
        return s3_refused(c, s3_of(b), "GET", S("the answer has no Content-Length"));
    facts->changed_at = changed_of(&a);
    return OK;
}

/* ---- held ---- */

struct held {
    struct blob_reader reader;
    str tag;
    struct buf window;
    i64 at;                          /* where it begins */
};

static void held_end(void *arg)
{
    struct held *h = arg;

    buf_close(&h->window);
}

/* "bytes 0-9/1234": what comes after the slash. */
static bool size_read(const struct s3_answer *a, i64 *size)
{
    str range = s3_head(a, S("content-range"));
    ptrdiff_t slash = str_find_byte(range, '/');

    if (a->status != 206)
        return str_to_i64(s3_head(a, S("content-length")), size);
    return slash >= 0 && str_to_i64(str_from(range, (size_t)slash + 1), size) && *size >= 0;
}

static err window_fetch(ctx *c, struct s3 *s, struct held *h, i64 from, i64 most, struct s3_answer *a)
{
    struct s3_call call = {
        .method = "GET", .key = h->reader.key, .keep = &h->window, .most = most, .absent = true,
        .fields = { { S("range"), arena_format(&c->arena, "bytes=%lld-%lld", (long long)from, (long long)(from + most - 1)) },
                    { S("if-match"), h->tag } },
        .field_count = h->tag.n ? 2 : 1,
    };

    h->at = from;
    return s3_call(c, s, &call, a);
}

/* A range that begins after its end, and every range of an empty one, says nothing of the size that all servers would say. */
static err first_fetch(ctx *c, struct s3 *s, struct held *h, struct blob_stretch first, struct s3_answer *a)
{
    a->status = 416;
    if (first.n > 0)
        TRY(window_fetch(c, s, h, first.from, first.n < BLOB_WINDOW ? first.n : BLOB_WINDOW, a));
    if (a->status == 416)
        return s3_call(c, s, &(struct s3_call){ .method = "HEAD", .key = h->reader.key, .absent = true }, a);
    h->at = a->status == 206 ? first.from : 0;
    return OK;
}

static err s3_hold(ctx *c, struct blob *b, str key, struct blob_stretch first, struct blob_reader **out)
{
    struct held *h = arena_new(&c->arena, struct held);
    struct s3_answer a;

    *h = (struct held){ .reader = { .blob = b, .key = arena_copy(&c->arena, key), .fd = -1 } };
    ctx_defer(c, held_end, h);
    TRY(first_fetch(c, s3_of(b), h, first, &a));
    if (a.status == 404)
        return absent(c);
    if (!size_read(&a, &h->reader.facts.size))
        return s3_refused(c, s3_of(b), "GET", S("the answer does not tell the size"));
    h->reader.facts.changed_at = changed_of(&a);
    h->tag = s3_head(&a, S("etag"));
    *out = &h->reader;
    return OK;
}

static err s3_read(ctx *c, struct blob_reader *r, i64 from, i64 most, i64 left, str *out)
{
    struct held *h = CONTAINER(r, struct held, reader);
    i64 there = r->facts.size > from ? r->facts.size - from : 0, n = there < most ? there : most;
    i64 wanted = there < left ? there : left, window = n > BLOB_WINDOW ? n : wanted < BLOB_WINDOW ? wanted : BLOB_WINDOW;
    struct s3_answer a = { .status = 206 };

    if (n && (from < h->at || from + n > h->at + (i64)h->window.n))
        TRY(window_fetch(c, s3_of(r->blob), h, from, window, &a));
    if (n && (a.status != 206 || from + n > h->at + (i64)h->window.n))
        return absent(c);
    *out = !n ? S("") : arena_copy(&c->arena, str_to(str_from(buf_str(&h->window), (size_t)(from - h->at)), (size_t)n));
    return OK;
}

/* ---- all of them ---- */

struct listing {
    struct arena *arena;
    str prefix, asked;               /* of the place; and what keys are to begin with after it */
    blob_entry_page *out;
    size_t room;                     /* for so many in `out` */
    str key, next;
    struct blob_entry entry;
    bool more, bad;
};

static bool listing_leaf(void *arg, str in, str name, str text)
{
    struct listing *l = arg;

    if (str_eq(in, S("ListBucketResult"))) {
        l->more = str_eq(name, S("IsTruncated")) ? str_eq(text, S("true")) : l->more;
        l->next = str_eq(name, S("NextContinuationToken")) ? text : l->next;
    }
    if (!str_eq(in, S("Contents")))
        return true;
    if (str_eq(name, S("Key")))
        l->key = text;
    if (str_eq(name, S("Size")) && !str_to_i64(text, &l->entry.size))
        return false;
    return !str_eq(name, S("LastModified")) || time_parse_rfc3339(text, &l->entry.changed_at);
}

static bool listing_end(void *arg, str name)
{
    struct listing *l = arg;
    str key = str_from(l->key, l->prefix.n);

    if (!str_eq(name, S("Contents")) || !str_starts(l->key, l->prefix) || !str_starts(key, l->asked) || !blob_key_good(key))
        return true;
    if (l->out->n == l->room)
        return false;
    l->entry.key = key;
    l->out->at[l->out->n++] = l->entry;
    return true;
}

static err list_some(ctx *c, struct s3 *s, struct listing *l, str prefix, str after, i64 most)
{
    struct buf query = BUF_ON(&c->arena);
    struct s3_answer a;

    if (l->next.n) {
        buf_lit(&query, "continuation-token=");
        s3_encode(&query, l->next, false);
        buf_lit(&query, "&");
    }
    buf_format(&query, "list-type=2&max-keys=%lld&prefix=", (long long)(most < LIST_MOST ? most : LIST_MOST));
    s3_encode(&query, arena_format(&c->arena, STR_FMT STR_FMT, STR_ARG(l->prefix), STR_ARG(prefix)), false);
    if (after.n && !l->next.n) {
        buf_lit(&query, "&start-after=");
        s3_encode(&query, arena_format(&c->arena, STR_FMT STR_FMT, STR_ARG(l->prefix), STR_ARG(after)), false);
    }
    TRY(s3_call(c, s, &(struct s3_call){ .method = "GET", .query = buf_str(&query) }, &a));
    l->more = false;
    l->next = (str){ NULL, 0 };
    if (!xml_read(&(struct xml_reader){ &c->arena, l, listing_leaf, listing_end }, a.body))
        return s3_refused(c, s, "GET of a list", S("the answer cannot be read"));
    return OK;
}

static err s3_list(ctx *c, struct blob *b, str prefix, str after, i64 most, blob_entry_page *out)
{
    struct s3 *s = s3_of(b);
    struct listing l = { .arena = &c->arena, .prefix = s->place.prefix, .asked = prefix, .out = out, .room = (size_t)most + LIST_MOST };
    size_t had;
    int empty = 0;

    /* A server may give more than was asked for, but not any number. */
    out->at = arena_array(&c->arena, struct blob_entry, l.room);
    do {
        had = out->n;
        TRY(list_some(c, s, &l, prefix, after, most - (i64)out->n));
        empty = out->n > had ? 0 : empty + 1;
        if (empty > EMPTY_MOST)
            return s3_refused(c, s, "GET of a list", S("it has no end"));
    } while (l.more && l.next.n && (i64)out->n < most);
    out->n = (i64)out->n > most ? (size_t)most : out->n;
    return OK;
}

/* ---- permits ---- */

static void answer_option(struct buf *b, const char *name, str value)
{
    if (!value.n)
        return;
    buf_format(b, "%s%s=", b->n ? "&" : "", name);
    s3_encode(b, value, false);
}

static void permit_put(ctx *c, const struct blob_permit *p, struct blob_permitted *out, struct s3_field *fields, size_t *n)
{
    fields[(*n)++] = (struct s3_field){ S("content-length"), arena_format(&c->arena, "%lld", (long long)p->size) };
    if (p->type.n) {
        fields[(*n)++] = (struct s3_field){ S("content-type"), p->type };
        out->headers[out->header_count++] = (struct blob_header){ S("Content-Type"), p->type };
    }
    if (p->sha256) {
        str digest = base64_text(&c->arena, bytes_str(p->sha256, SHA256_SIZE));
        fields[(*n)++] = (struct s3_field){ S("x-amz-checksum-sha256"), digest };
        out->headers[out->header_count++] = (struct blob_header){ S("x-amz-checksum-sha256"), digest };
    }
}

static err s3_permit(ctx *c, struct blob *b, const struct blob_permit *p, struct blob_permitted *out)
{
    struct s3 *s = s3_of(b);
    struct s3_field fields[3];
    struct buf query = BUF_ON(&c->arena);
    struct s3_request r = { .method = p->put ? "PUT" : "GET", .host = s->open.host, .path = s3_path(&c->arena, &s->open, p->key),
                            .fields = fields, .at = ctx_now(c) };

    if (p->put) {
        permit_put(c, p, out, fields, &r.field_count);
    } else {
        answer_option(&query, "response-cache-control", p->caching);
        answer_option(&query, "response-content-disposition", p->disposition);
        answer_option(&query, "response-content-type", p->type);
        r.query = buf_str(&query);
    }
    str signature = s3_presign(&c->arena, &s->key, &r, p->lives_s);
    out->url = arena_format(&c->arena, STR_FMT STR_FMT "?" STR_FMT, STR_ARG(s->open.origin), STR_ARG(r.path), STR_ARG(signature));
    out->expires_at = (when){ r.at.ms / 1000 * 1000 + p->lives_s * 1000 };
    return OK;
}

/* ---- the bucket ---- */

static err s3_room(ctx *c, struct blob *b, i64 *free)
{
    (void)c, (void)b;
    *free = -1;
    return OK;
}

/* Monitoring asks often, from many sides; the bucket is asked every few seconds, and what other calls find in between counts. */
static err s3_answers(ctx *c, struct blob *b)
{
    struct s3 *s = s3_of(b);
    i64 now_ms = mono_ms(), asked_ms = atomic_load(&s->asked_ms);
    struct s3_answer a;

    if (asked_ms && now_ms - asked_ms < ASK_MS)
        return atomic_load(&s->answered) ? OK : fail(c, &storage_unavailable);
    if (!atomic_compare_exchange_strong(&s->asked_ms, &asked_ms, now_ms))
        return atomic_load(&s->answered) ? OK : fail(c, &storage_unavailable);
    err e = s3_call(c, s, &(struct s3_call){ .method = "GET", .query = S("list-type=2&max-keys=1"), .once = true }, &a);
    atomic_store(&s->answered, e == OK);
    return e;
}

static void s3_close(struct blob *b)
{
    struct s3 *s = s3_of(b);

    courier_close(&s->courier);
    arena_close(&s->arena);
    memory_free(s);
}

static const struct blob_adapter s3_adapter = {
    .name = "s3",
    .put = s3_put,
    .drop = s3_drop,
    .drop_at_once = s3_drop_at_once,
    .forget = s3_forget,
    .look = s3_look,
    .file = s3_file,
    .hold = s3_hold,
    .read = s3_read,
    .list = s3_list,
    .permit = s3_permit,
    .room = s3_room,
    .answers = s3_answers,
    .close = s3_close,
};

static err settings_take(struct s3 *s, struct failure *failure, str where)
{
    const struct settings *settings = s->world->settings;
    struct failure own = *failure;

    own.arena = &s->arena;
    err e = s3_place_read(&own, where, &s->place);
    s->open = s->place;
    if (e == OK && settings->blob_public_url.n)
        e = s3_place_public(&own, settings->blob_public_url, &s->open);
    if (e == OK && (!settings->blob_key.n || !settings->blob_secret.n))
        e = failure_with(&own, ERR_INVALID, "blob: a bucket needs the settings blob_key and blob_secret.");
    if (e != OK)
        return failure_with(failure, e, STR_FMT, STR_ARG(own.detail));
    s->key = (struct s3_key){ settings->blob_key, settings->blob_secret, s->place.region };
    return OK;
}

err s3_open(struct world *w, struct failure *failure, str where, struct blob **out)
{
    struct s3 *s = memory_new(struct s3);

    s->blob.adapter = &s3_adapter;
    s->world = w;
    s->answered = true;
    arena_init(&s->arena, NULL, 0);
    err e = settings_take(s, failure, where);
    if (e == OK)
        e = courier_open(w, failure, "blob", &s->courier);
    if (e != OK) {
        s3_close(&s->blob);
        return e;
    }
    s->blob.origin = s->open.origin;
    courier_patience(s->courier, &(struct breaker_times){ PAUSE_MS, PAUSE_MS });
    *out = &s->blob;
    return OK;
}
