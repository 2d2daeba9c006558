/* tus 1.0.0 over HTTP: creation, creation-with-upload, termination, checksum, expiration. */
#include "api/front/call.h"
#include "api/rest/route.h"
#include "base/str.h"
#include "base/time.h"
#include "domain/media/upload.h"
#include "ports/problems.h"

static const str version = S("1.0.0");
static const char extensions[] = "creation,creation-with-upload,termination,checksum,expiration";

struct tus_path { id id; };
SHAPE(tus_path, FIELD(tus_path, id));

/* ---- what all answers have ---- */

static void tus_refuse(struct call *k, err e)
{
    head_line(k, S("Tus-Resumable: "), version);
    if (e == ERR_PRECONDITION)
        head_line(k, S("Tus-Version: "), version);
    problem_send(k, e);
}

static void number_header(struct exchange *x, str name, i64 n)
{
    reply_header(x, name, arena_format(&x->c->arena, "%lld", (long long)n));
}

static void state_headers(struct exchange *x, const struct tus_state *s)
{
    char date[HTTP_DATE_LENGTH];

    reply_header(x, S("Tus-Resumable"), version);
    number_header(x, S("Upload-Offset"), s->offset);
    if (s->complete)
        return;
    time_http_date(s->expires_at, date);
    reply_header(x, S("Upload-Expires"), (str){ date, sizeof date });
}

static err version_check(struct exchange *x)
{
    bool good = header_count(x, S("tus-resumable")) == 1 && str_eq(header_get(x, S("tus-resumable")), version);

    return good ? OK : fail(x->c, &tus_version);
}

/* Digits, and nothing else; -1: it is not there. */
static err number_read(struct exchange *x, str name, i64 *out)
{
    str text = header_get(x, name);
    bool digits = text.n > 0 && text.n <= 18 && header_count(x, name) == 1;

    for (size_t i = 0; i < text.n; i++)
        digits &= text.p[i] >= '0' && text.p[i] <= '9';
    if (digits && str_to_i64(text, out))
        return OK;
    return fail_with(x->c, ERR_MALFORMED, STR_FMT " must be a number of octets.", STR_ARG(name));
}

/* ---- bytes ---- */

static err receive(struct exchange *x, struct tus_patch *p)
{
    str piece;

    for (;;) {
        TRY(body_read(x, &piece));
        if (!piece.n)
            return OK;
        TRY(tus_patch_take(x->c, p, piece));
    }
}

static err bytes_take(struct exchange *x, id which, i64 offset, struct tus_state *out)
{
    struct tus_checksum sum;
    struct tus_patch *p;
    ctx *c = x->c;

    TRY(tus_checksum_read(c, header_get(x, S("upload-checksum")), &sum));
    TRY(upload_bytes_begin(c, c->caller.account, which));
    TRY(tus_patch_begin(c, c->caller.account, which, offset, x->has_body ? x->content_length : 0, &sum, &p));
    body_limit(x, INT64_MAX);
    body_streams(x);
    return tus_patch_end(c, p, x->has_body ? receive(x, p) : OK, out);
}

/* ---- created ---- */

struct creating { id me; struct tus_wish *wish; struct tus_state state; };

static err create_run(ctx *c, void *arg, id *made)
{
    struct creating *n = arg;

    return tus_create(c, n->me, n->wish, made, &n->state);
}

static err wish_read(struct exchange *x, struct tus_wish *out)
{
    i64 size;

    if (header_count(x, S("upload-defer-length")) || header_count(x, S("upload-concat")))
        return fail_with(x->c, ERR_MALFORMED, "Uploads of unknown length, and of several parts, are not taken.");
    TRY(number_read(x, S("upload-length"), &size));
    if (header_count(x, S("upload-metadata")) > 1)
        return fail_with(x->c, ERR_MALFORMED, "Upload-Metadata must be given once.");
    TRY(tus_metadata_read(x->c, header_get(x, S("upload-metadata")), out));
    out->wish.size = size;
    return OK;
}

static err create(struct exchange *x, const struct nothing *in, void *arg)
{
    ctx *c = x->c;
    struct tus_wish wish;
    struct creating n = { .me = c->caller.account, .wish = &wish };
    enum keyed_end end;
    id made;

    (void)in, (void)arg;
    TRY(version_check(x));
    TRY(wish_read(x, &wish));
    str sent = arena_format(&c->arena, "%lld\n" STR_FMT, (long long)wish.wish.size, STR_ARG(header_get(x, S("upload-metadata"))));
    TRY(keyed_run(c, sent, &(struct keyed){ create_run, &n }, &made, &end));
    if (end == KEYED_ANSWERED)
        return OK;
    str location = arena_format(&c->arena, "/api/v1/media/tus/%lld", (long long)made.v);
    if (end == KEYED_AGAIN)
        TRY(tus_look(c, c->caller.account, made, &n.state));
    else if (x->has_body)
        TRY(bytes_take(x, made, 0, &n.state));
    state_headers(x, &n.state);
    reply_header(x, S("Location"), location);
    reply(x, 201, S(""), S(""));
    return OK;
}

/* ---- of one upload ---- */

static err look(struct exchange *x, const struct tus_path *in, void *arg)
{
    struct tus_state s;

    (void)arg;
    TRY(version_check(x));
    TRY(tus_look(x->c, x->c->caller.account, in->id, &s));
    state_headers(x, &s);
    number_header(x, S("Upload-Length"), s.size);
    if (s.metadata.is == GIVEN && s.metadata.v.n)
        reply_header(x, S("Upload-Metadata"), s.metadata.v);
    reply_header(x, S("Cache-Control"), S("no-store"));
    reply(x, 200, S(""), S(""));
    return OK;
}

static err patch(struct exchange *x, const struct tus_path *in, void *arg)
{
    struct tus_state s;
    i64 offset;

    (void)arg;
    TRY(version_check(x));
    TRY(number_read(x, S("upload-offset"), &offset));
    TRY(bytes_take(x, in->id, offset, &s));
    state_headers(x, &s);
    reply(x, 204, S(""), S(""));
    return OK;
}

static err end(struct exchange *x, const struct tus_path *in, void *arg)
{
    (void)arg;
    TRY(version_check(x));
    TRY(tus_end(x->c, x->c->caller.account, in->id));
    reply_header(x, S("Tus-Resumable"), version);
    reply(x, 204, S(""), S(""));
    return OK;
}

/* For clients behind something that lets no other method through. */
static err overridden(struct exchange *x, const struct tus_path *in, void *arg)
{
    str method = header_get(x, S("x-http-method-override"));

    if (str_eq(method, S("PATCH")))
        return patch(x, in, arg);
    if (str_eq(method, S("DELETE")))
        return end(x, in, arg);
    if (str_eq(method, S("HEAD")))
        return look(x, in, arg);
    return fail_with(x->c, ERR_MALFORMED, "A POST to an upload must have X-HTTP-Method-Override: PATCH, DELETE or HEAD.");
}

/* ---- what is possible ---- */

static err options(struct exchange *x)
{
    reply_header(x, S("Tus-Resumable"), version);
    reply_header(x, S("Tus-Version"), version);
    reply_header(x, S("Tus-Extension"), str_of(extensions));
    number_header(x, S("Tus-Max-Size"), upload_most(x->c));
    reply_header(x, S("Tus-Checksum-Algorithm"), S("sha1,sha256"));
    reply(x, 204, S(""), S(""));
    return OK;
}

static err options_of_all(struct exchange *x, const struct nothing *in, void *arg)
{
    (void)in, (void)arg;
    return options(x);
}

static err options_of_one(struct exchange *x, const struct tus_path *in, void *arg)
{
    (void)in, (void)arg;
    return options(x);
}

CALLS_EXCHANGE(create, nothing)
CALLS_EXCHANGE(look, tus_path)
CALLS_EXCHANGE(patch, tus_path)
CALLS_EXCHANGE(end, tus_path)
CALLS_EXCHANGE(overridden, tus_path)
CALLS_EXCHANGE(options_of_all, nothing)
CALLS_EXCHANGE(options_of_one, tus_path)

#define COMMON &tus_version, &media_not_found, &upload_expired
#define OF_BYTES &upload_offset, &upload_locked, &media_too_large, PROBLEM_AS(ERR_CHECKSUM, checksum_mismatch), &unsupported_media, \
    &media_broken, &media_too_many_pixels, &checksum_mismatch, &size_mismatch, &storage_unavailable
static const struct problem *const create_problems[] = { &tus_version, &media_empty, &quota_exceeded, OF_BYTES, NULL };
static const struct problem *const look_problems[] = { COMMON, NULL };
static const struct problem *const patch_problems[] = { COMMON, OF_BYTES, &media_in_use, NULL };
static const struct problem *const end_problems[] = { COMMON, &media_in_use, NULL };

#define BYTES .body_type = "application/offset+octet-stream", .body_streams = true, .body_most = INT64_MAX
extern const struct route media_tus_routes[];
const struct route media_tus_routes[] = {
    { METHOD_OPTIONS, "/media/tus", NULL, &anyone, RATE_NONE, 204, .exchange = options_of_all_exchange, .asks_nobody = true,
      .refuse = tus_refuse, .tag = "media", .summary = "Which tus this server speaks" },
    { METHOD_POST, "/media/tus", NULL, &may_upload, RATE_WRITES, 201, .exchange = create_exchange, BYTES, .keyed = true,
      .refuse = tus_refuse, .tag = "media", .summary = "Begin an upload by tus", .problems = create_problems },
    { METHOD_OPTIONS, "/media/tus/{id}", NULL, &anyone, RATE_NONE, 204, TAKES(tus_path), .exchange = options_of_one_exchange,
      .asks_nobody = true, .refuse = tus_refuse, .tag = "media", .summary = "Which tus this server speaks" },
    { METHOD_HEAD, "/media/tus/{id}", NULL, &may_upload, RATE_READS, 200, TAKES(tus_path), .exchange = look_exchange,
      .refuse = tus_refuse, .tag = "media", .summary = "How much of an upload is there", .problems = look_problems },
    { METHOD_PATCH, "/media/tus/{id}", NULL, &may_upload, RATE_NONE, 204, TAKES(tus_path), .exchange = patch_exchange, BYTES,
      .refuse = tus_refuse, .tag = "media", .summary = "More of an upload", .problems = patch_problems },
    { METHOD_DELETE, "/media/tus/{id}", NULL, &may_upload, RATE_WRITES, 204, TAKES(tus_path), .exchange = end_exchange,
      .refuse = tus_refuse, .tag = "media", .summary = "Give an upload up", .problems = end_problems },
    { METHOD_POST, "/media/tus/{id}", NULL, &may_upload, RATE_NONE, 204, TAKES(tus_path), .exchange = overridden_exchange, BYTES,
      .keyed = true, .refuse = tus_refuse, .tag = "media", .summary = "One of the others, as X-HTTP-Method-Override says",
      .problems = patch_problems },
    {0}
};
