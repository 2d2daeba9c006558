/*
 * Large files go in parts, which S3 joins when all are there. Parts whose file was never
 * finished cost money and are seen by nobody, so they are aborted: at once when something
 * fails, and after the death of the process when the key is dropped.
 */
#include "base/str.h"
#include "ports/blob/s3/own.h"
#include "ports/blob/s3/xml.h"
#include "ports/problems.h"

/* ---- what S3 says ---- */

struct begun { str upload; };

static bool begun_leaf(void *arg, str in, str name, str text)
{
    struct begun *b = arg;

    if (str_eq(in, S("InitiateMultipartUploadResult")) && str_eq(name, S("UploadId")))
        b->upload = text;
    return true;
}

/* One upload that was begun; more of them than fit wait for the next look. */
enum { UPLOADS_MOST = 1000, NONE_MS = 2000 };
struct uploads { str key, id; struct { str key, id; } at[UPLOADS_MOST]; size_t n; };

static bool uploads_leaf(void *arg, str in, str name, str text)
{
    struct uploads *u = arg;

    if (!str_eq(in, S("Upload")))
        return true;
    if (str_eq(name, S("Key")))
        u->key = text;
    if (str_eq(name, S("UploadId")))
        u->id = text;
    return true;
}

static bool uploads_end(void *arg, str name)
{
    struct uploads *u = arg;

    if (str_eq(name, S("Upload")) && u->n < UPLOADS_MOST) {
        u->at[u->n].key = u->key;
        u->at[u->n++].id = u->id;
    }
    return true;
}

/* ---- one file ---- */

struct parts { struct s3 *s; str key, upload; int fd; i64 size; struct buf list; };

static str query_of(ctx *c, const struct parts *p, i64 number)
{
    struct buf b = BUF_ON(&c->arena);

    if (number)
        buf_format(&b, "partNumber=%lld&", (long long)number);
    buf_lit(&b, "uploadId=");
    s3_encode(&b, p->upload, false);
    return buf_str(&b);
}

static err parts_begin(ctx *c, struct parts *p)
{
    struct begun b = {0};
    struct s3_answer a;

    TRY(s3_call(c, p->s, &(struct s3_call){ .method = "POST", .key = p->key, .query = S("uploads=") }, &a));
    if (!xml_read(&(struct xml_reader){ &c->arena, &b, begun_leaf, NULL }, a.body) || !b.upload.n)
        return s3_refused(c, p->s, "POST ?uploads", S("the answer has no UploadId"));
    p->upload = b.upload;
    return OK;
}

static bool tag_plain(str tag)
{
    for (size_t i = 0; i < tag.n; i++)
        if (tag.p[i] == '<' || tag.p[i] == '&' || (u8)tag.p[i] < ' ')
            return false;
    return tag.n > 0;
}

static err part_put(ctx *c, struct parts *p, i64 number, i64 from, i64 size)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct s3_answer a;

    TRY(s3_call(c, p->s, &(struct s3_call){ .method = "PUT", .key = p->key, .query = query_of(c, p, number), .from_file = true,
                                            .from = p->fd, .from_at = from, .size = size }, &a));
    str tag = s3_head(&a, S("etag"));
    if (!tag_plain(tag))
        return s3_refused(c, p->s, "PUT of a part", S("the answer has no ETag"));
    buf_format(&p->list, "<Part><PartNumber>%lld</PartNumber><ETag>" STR_FMT "</ETag></Part>", (long long)number, STR_ARG(tag));
    arena_rewind(&c->arena, mark);
    return OK;
}

static err size_there(ctx *c, struct parts *p, bool *same)
{
    struct s3_answer a;
    i64 size;

    TRY(s3_call(c, p->s, &(struct s3_call){ .method = "HEAD", .key = p->key, .absent = true }, &a));
    *same = a.status == 200 && str_to_i64(s3_head(&a, S("content-length")), &size) && size == p->size;
    return OK;
}

/* S3 may say 200 before it knows, and an error after it. A second try does not find what the first has done. */
static err parts_join(ctx *c, struct parts *p)
{
    struct s3_call call = { .method = "POST", .key = p->key, .query = query_of(c, p, 0), .body = buf_str(&p->list), .absent = true };
    struct s3_answer a;
    bool same = true;

    TRY(s3_call(c, p->s, &call, &a));
    str code = s3_code(&c->arena, a.body);
    if (a.status < 300 && !code.n)
        return OK;
    if (a.status == 404)
        TRY(size_there(c, p, &same));
    return a.status == 404 && same ? OK : s3_refused(c, p->s, "POST of all parts", code);
}

static err parts_put(ctx *c, struct parts *p)
{
    i64 most = p->size / S3_PARTS_MOST + 1, part = most > S3_PART ? most : S3_PART, number = 0;

    buf_lit(&p->list, "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (i64 at = 0; at < p->size; at += part)
        TRY(part_put(c, p, ++number, at, p->size - at < part ? p->size - at : part));
    buf_lit(&p->list, "</CompleteMultipartUpload>");
    return parts_join(c, p);
}

static err upload_abort(ctx *c, struct s3 *s, str key, str upload)
{
    struct parts p = { .s = s, .upload = upload };
    struct s3_answer a;

    return s3_call(c, s, &(struct s3_call){ .method = "DELETE", .key = key, .query = query_of(c, &p, 0), .absent = true }, &a);
}

/* The failure of the upload is the one that is told. */
static void give_up(ctx *c, struct parts *p)
{
    struct failure before = c->failure;

    if (upload_abort(c, p->s, p->key, p->upload) != OK)
        ctx_log(c, LOG_INFO, "the parts of an unfinished file stay until its key is dropped", KV_STR("key", p->key));
    c->failure = before;
}

err s3_put_parts(ctx *c, struct s3 *s, str key, int fd, i64 size)
{
    struct parts p = { .s = s, .key = key, .fd = fd, .size = size };

    TRY(parts_begin(c, &p));
    err e = parts_put(c, &p);
    buf_close(&p.list);
    if (e != OK)
        give_up(c, &p);
    return e;
}

/* ---- after a death ---- */

/* A bucket may not be able to tell, or not to us. Files go all the same; what else it keeps is for its own rules (lifecycle). */
static err untold(ctx *c, struct s3 *s, const struct s3_answer *a)
{
    if (!atomic_exchange(&s->uploads_hidden, true))
        ctx_log(c, LOG_WARN, "the bucket does not list unfinished uploads, so parts of them may stay", KV_STR("server", s->place.host),
                KV_I64("status", a->status));
    return OK;
}

static err uploads_list(ctx *c, struct s3 *s, str prefix, struct uploads *u, struct s3_answer *a)
{
    struct buf query = BUF_ON(&c->arena);

    u->n = 0;
    buf_lit(&query, "prefix=");
    s3_encode(&query, prefix, false);
    buf_lit(&query, "&uploads=");
    TRY(s3_call(c, s, &(struct s3_call){ .method = "GET", .query = buf_str(&query), .refusable = true }, a));
    if (a->status < 300 && !xml_read(&(struct xml_reader){ &c->arena, u, uploads_leaf, uploads_end }, a->body))
        return s3_refused(c, s, "GET ?uploads", S("the answer cannot be read"));
    return OK;
}

/* What died some seconds ago left nothing, if there was nothing of anybody since. */
static bool nothing_begun(struct s3 *s)
{
    i64 none_ms = atomic_load(&s->none_ms);

    return none_ms && mono_ms() - none_ms < NONE_MS;
}

static bool is_of(const struct s3 *s, str whole, strs keys, bool prefixes)
{
    str key = str_from(whole, s->place.prefix.n);

    for (size_t i = 0; i < keys.n; i++)
        if (prefixes ? str_starts(key, keys.at[i]) : str_eq(key, keys.at[i]))
            return true;
    return false;
}

static err uploads_abort(ctx *c, struct s3 *s, const struct uploads *u, strs keys, bool prefixes)
{
    for (size_t i = 0; i < u->n; i++)
        if (str_starts(u->at[i].key, s->place.prefix) && is_of(s, u->at[i].key, keys, prefixes))
            TRY(upload_abort(c, s, str_from(u->at[i].key, s->place.prefix.n), u->at[i].id));
    return OK;
}

/* There are more than one look shows. */
static err each_look(ctx *c, struct s3 *s, struct uploads *u, strs keys, bool prefixes)
{
    struct s3_answer a;

    for (size_t i = 0; i < keys.n; i++) {
        str whole = arena_format(&c->arena, STR_FMT STR_FMT, STR_ARG(s->place.prefix), STR_ARG(keys.at[i]));
        TRY(uploads_list(c, s, whole, u, &a));
        TRY(uploads_abort(c, s, u, (strs){ &keys.at[i], 1 }, prefixes));
    }
    return OK;
}

err s3_parts_drop(ctx *c, struct s3 *s, strs keys, bool prefixes)
{
    struct uploads *u = arena_new(&c->arena, struct uploads);
    i64 now_ms = mono_ms();
    struct s3_answer a;

    if (nothing_begun(s))
        return OK;
    TRY(uploads_list(c, s, s->place.prefix, u, &a));
    if (a.status >= 300)
        return untold(c, s, &a);
    if (!u->n)
        atomic_store(&s->none_ms, now_ms);
    return u->n == UPLOADS_MOST ? each_look(c, s, u, keys, prefixes) : uploads_abort(c, s, u, keys, prefixes);
}
