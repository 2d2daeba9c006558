/*
 * Uploads by a PUT to a URL that needs no token: what may come is in its signature. Over a bucket the URL is the bucket's own; over the
 * disk it is this server's. Bytes that came again replace what was there, under a name of their own each time, so that nobody who has
 * begun to read them reads others.
 */
#include "base/base64.h"
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "ports/blob.h"
#include "ports/problems.h"
#include "ports/secrets.h"
#include "runtime/settings.h"

enum {
    KEPT_MS = 24 * 3600 * 1000,      /* how long an upload may be completed */
    TYPE_MOST = 100,
    SIGNATURE_BYTES = 24,
    WAIT_MS = 50, WAITS = 600,       /* for another request that completes it */
    HOLD_TRIES = 3
};

static const str bucket_name = S("put");         /* of the one key that a bucket's URL is for */

SHAPE(upload_draft,
    FIELD(upload_draft, size, .min = 0, .max = INT64_MAX, .doc = "Octets, exactly"),
    FIELD(upload_draft, mime, .min = 1, .max = TYPE_MOST, .doc = "The Content-Type of the PUT"),
    FIELD(upload_draft, sha256, .doc = "In hexadecimal"), FIELD(upload_draft, filename, .max = 1000),
    FIELD(upload_draft, description, .doc = "Alternative text"), FIELD(upload_draft, kind, .doc = "voice or file"),
    FIELD(upload_draft, focus, .optional = true, .doc = "{x, y}, each from -1 to 1"));
SHAPE(upload,
    FIELD(upload, id, .doc = "The media's"), FIELD(upload, method), FIELD(upload, url, .format = "uri"),
    FIELD(upload, headers, .doc = "Exactly these, besides Content-Length"), FIELD(upload, expires_at));

/* ---- the signature: of the method, the path and everything in the query before it ---- */

static str signature_of(struct world *w, struct arena *a, str path, str query)
{
    u8 mac[32];

    secrets_mac(w->secrets, S("upload"), arena_format(a, "PUT\n" STR_FMT "\n" STR_FMT, STR_ARG(path), STR_ARG(query)), mac);
    return base64url_text(a, bytes_str(mac, SIGNATURE_BYTES));
}

/* Values have no octet that means something in a query: digits, and base64url. */
str upload_query(struct arena *a, const struct upload_signed *s, when until)
{
    return arena_format(a, "exp=%lld&id=%lld&size=%lld&type=" STR_FMT "&sum=" STR_FMT, (long long)until.ms, (long long)s->media.v,
                        (long long)s->size, STR_ARG(base64url_text(a, s->type)), STR_ARG(base64url_text(a, s->checksum)));
}

str upload_signature_make(ctx *c, str path, const struct upload_signed *s, when until)
{
    str query = upload_query(&c->arena, s, until);

    return arena_format(&c->arena, STR_FMT "&sig=" STR_FMT, STR_ARG(query), STR_ARG(signature_of(c->world, &c->arena, path, query)));
}

/* "name=": its value up to the next '&'. */
static bool value_cut(str *rest, str name, str *value)
{
    return str_cut(rest, '&', value) && str_starts(*value, name) && (*value = str_from(*value, name.n), true);
}

static bool number_cut(str *rest, str name, i64 *out)
{
    str value;

    return value_cut(rest, name, &value) && str_to_i64(value, out);
}

static bool bytes_cut(struct arena *a, str *rest, str name, str *out)
{
    str value;

    return value_cut(rest, name, &value) && base64url_bytes(a, value, out);
}

bool upload_query_read(struct arena *a, str query, struct upload_signed *out, when *until)
{
    str rest = query;

    return number_cut(&rest, S("exp="), &until->ms) && number_cut(&rest, S("id="), &out->media.v)
        && number_cut(&rest, S("size="), &out->size) && bytes_cut(a, &rest, S("type="), &out->type)
        && bytes_cut(a, &rest, S("sum="), &out->checksum) && str_eq(query, upload_query(a, out, *until));
}

err upload_signature_read(ctx *c, str path, str query, struct upload_signed *out)
{
    static const str name = S("&sig=");
    ptrdiff_t at = str_find(query, name);
    str said = str_to(query, at < 0 ? 0 : (size_t)at), signature = str_from(query, at < 0 ? query.n : (size_t)at + name.n);
    when until;

    if (!str_eq_secret(signature, signature_of(c->world, &c->arena, path, said)) || !upload_query_read(&c->arena, said, out, &until))
        return fail(c, &signature_invalid);
    return ctx_now(c).ms >= until.ms ? fail(c, &url_expired) : OK;
}

/* ---- begun ---- */

static u8 hex_digit(char c) { return (u8)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); }

static void hex_bytes(str hex, u8 out[SHA256_SIZE])
{
    for (size_t i = 0; i < SHA256_SIZE; i++)
        out[i] = (u8)(hex_digit(hex.p[2 * i]) << 4 | hex_digit(hex.p[2 * i + 1]));
}

static str checksum_of(struct arena *a, str sha256)
{
    u8 sum[SHA256_SIZE];

    if (!sha256.n)
        return S("");
    hex_bytes(sha256, sum);
    return base64_text(a, bytes_str(sum, SHA256_SIZE));
}

static raw_json headers_json(struct arena *a, str type, str checksum)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "{\"Content-Type\":");
    json_text(&b, type);
    if (checksum.n) {
        buf_lit(&b, ",\"x-amz-checksum-sha256\":");
        json_text(&b, checksum);
    }
    buf_byte(&b, '}');
    return (raw_json){ buf_str(&b) };
}

static void url_of_ours(ctx *c, const struct upload_row *u, str checksum, struct upload *out)
{
    str path = arena_format(&c->arena, "/api/v1/media/uploads/%lld/bytes", (long long)u->media.v);
    struct upload_signed s = { u->media, u->size, u->type.v, checksum };

    out->url = arena_format(&c->arena, STR_FMT STR_FMT "?" STR_FMT, STR_ARG(ctx_request(c)->origin), STR_ARG(path),
                            STR_ARG(upload_signature_make(c, path, &s, u->expires_at)));
    out->headers = headers_json(&c->arena, u->type.v, checksum);
}

static err url_of_bucket(ctx *c, const struct upload_row *u, str sha256, struct upload *out)
{
    i64 left_ms = u->expires_at.ms - ctx_now(c).ms;
    struct blob_permit p = { .key = upload_key(&c->arena, u->media, bucket_name), .put = true, .type = u->type.v, .size = u->size,
                             .lives_s = left_ms > 0 ? (left_ms + 999) / 1000 : 1 };
    struct blob_permitted made;
    u8 sum[SHA256_SIZE];
    str checksum = checksum_of(&c->arena, sha256);

    if (checksum.n)
        hex_bytes(sha256, sum);
    p.sha256 = checksum.n ? sum : NULL;
    TRY(blob_permit(c, c->world->blob, &p, &made));
    out->url = made.url;
    out->headers = headers_json(&c->arena, u->type.v, checksum);
    return OK;
}

static err url_make(ctx *c, const struct upload_row *u, struct upload *out)
{
    str sha256 = u->wanted.is == GIVEN ? u->wanted.v : S("");

    out->id = u->media;
    out->method = S("PUT");
    out->expires_at = u->expires_at;
    if (blob_permits(c->world->blob))
        return url_of_bucket(c, u, sha256, out);
    url_of_ours(c, u, checksum_of(&c->arena, sha256), out);
    return OK;
}

struct beginning { struct media_begin begin; struct upload_row row; struct upload *out; };

static err begin(tx *t, void *arg)
{
    struct beginning *b = arg;
    when now = tx_now(t);

    b->begin.expires_at = (when){ now.ms + KEPT_MS };
    b->row.expires_at = (when){ now.ms + media_settings(tx_world(t)->settings)->upload_url_ttl };
    TRY(media_begin_in(t, &b->begin, &b->row.media));
    b->out->id = b->row.media;
    return q_upload_insert(t, b->row.media, MEDIA_BY_PUT, b->row.size, b->row.wanted, b->row.type, b->row.metadata, b->row.expires_at);
}

static str given(maybe_str s) { return s.is == GIVEN ? s.v : (str){ NULL, 0 }; }

/* A header's value, as it is: no control character, nothing beyond ASCII. */
static err type_check(ctx *c, str type)
{
    bool good = type.n > 0;

    for (size_t i = 0; i < type.n; i++)
        good &= type.p[i] >= ' ' && type.p[i] <= '~';
    return good ? OK : fail_field(c, S("mime"), &invalid_form);
}

err upload_begin(ctx *c, id me, const struct upload_draft *d, struct upload *out)
{
    struct upload_words words = { .description = given(d->description), .kind = given(d->kind), .sha256 = given(d->sha256),
                                  .filename = given(d->filename) };
    struct beginning b = { .row = { .size = d->size, .wanted = { d->sha256.is == GIVEN ? GIVEN : NULLED, d->sha256.v },
                                    .type = { GIVEN, d->mime }, .metadata = { .is = NULLED } }, .out = out };
    struct upload_wish wish;
    bool picture;

    TRY(type_check(c, d->mime));
    TRY(upload_words_read(c, &words, &wish));
    TRY(d->focus.json.n ? media_focus_read(c, d->focus, &wish.focus) : OK);
    TRY(upload_declared_read(c, d->mime, &wish.asked, &picture));
    TRY(d->size ? intake_size_check(c, d->size, picture) : fail(c, &media_empty));
    wish.size = d->size;
    b.begin = upload_beginning(me, &wish, (when){ 0 });
    TRY(upload_row_make(c, me, begin, &b));
    return url_make(c, &b.row, out);
}

err upload_again(ctx *c, id me, id which, struct upload *out)
{
    struct upload_found found;

    TRY(upload_find(c, me, which, MEDIA_BY_PUT, &found));
    /* A bucket would take bytes by it again, which nobody looks for any more. */
    bool over = found.state != MEDIA_WAITING || found.row.expires_at.ms <= ctx_now(c).ms;
    return over && blob_permits(c->world->blob) ? fail(c, &media_not_found) : url_make(c, &found.row, out);
}

/* ---- the PUT ---- */

static err waiting_check(ctx *c, enum media_state state)
{
    return state == MEDIA_WAITING ? OK : fail(c, &upload_complete);
}

err upload_put_check(ctx *c, const struct upload_signed *s, id *owner)
{
    struct upload_found found;

    TRY(upload_find(c, (id){ 0 }, s->media, MEDIA_BY_PUT, &found));
    *owner = found.owner;
    return waiting_check(c, found.state);
}

struct putting { id media; str name; i64 size; };

static err put(tx *t, void *arg)
{
    const struct putting *p = arg;
    struct upload_found found;
    struct upload_part before;

    TRY(upload_find_in(t, (id){ 0 }, p->media, MEDIA_BY_PUT, &found));
    if (found.state != MEDIA_WAITING)
        return tx_fail(t, &upload_complete);
    err e = q_upload_part_last(t, p->media, &before);
    if (e == OK)
        e = media_bury_in(t, upload_key(tx_arena(t), p->media, before.name), tx_now(t));
    TRY(e == ERR_NOT_FOUND ? OK : e);
    TRY(q_upload_part_add(t, p->media, 0, p->size, p->name));
    return q_upload_put_set(t, p->media, p->size);
}

static const struct problem bytes_wrong = { "checksum_mismatch", ERR_MALFORMED, NULL, &checksum_mismatch };

err upload_put(ctx *c, const struct upload_signed *s, struct intake *in)
{
    struct putting p = { s->media, id_text(&c->arena, ctx_new_id(c)), s->size };
    const struct intake_sums *sums;
    id owner;

    TRY(intake_end(c, in, &sums));
    if (s->checksum.n && !str_eq(base64_text(&c->arena, bytes_str(sums->sha256, SHA256_SIZE)), s->checksum))
        return fail(c, &bytes_wrong);
    TRY(upload_put_check(c, s, &owner));
    str key = upload_key(&c->arena, s->media, p.name);
    TRY(intake_keep(c, in, key));
    err e = transact(c, put, &p);
    if (e != OK && blob_drop(c, c->world->blob, key) != OK)
        ctx_log(c, LOG_DEBUG, "what a PUT brought too late goes with its upload", KV_I64("media", s->media.v));
    return e;
}

/* ---- complete ---- */

struct completing { id me, media, holder; struct upload_found found; bool held; };

static err hold(tx *t, void *arg)
{
    struct completing *h = arg;
    when now = tx_now(t);

    TRY(upload_find_in(t, h->me, h->media, MEDIA_BY_PUT, &h->found));
    h->held = upload_is_held(tx_world(t), &h->found.row, now);
    if (h->found.state != MEDIA_WAITING || h->held)
        return OK;
    return q_upload_hold(t, h->media, h->holder, (when){ now.ms + UPLOAD_HELD_MS });
}

static err release(tx *t, void *arg)
{
    const struct completing *h = arg;

    return q_upload_release(t, h->media, h->holder);
}

/* A bucket's one part is as long as it is: what was signed. */
static err parts_gather(ctx *c, const struct completing *h, struct intake **out)
{
    const struct intake_sums *sums;
    err e;

    if (!blob_permits(c->world->blob)) {
        TRY(h->found.row.got ? OK : fail(c, &upload_incomplete));
        return upload_join(c, h->media, h->found.row.size, out);
    }
    TRY(intake_begin(c, h->found.row.size, out));
    e = intake_take_blob(c, *out, upload_key(&c->arena, h->media, bucket_name), 0, h->found.row.size);
    TRY(e == ERR_NOT_FOUND ? fail(c, &upload_incomplete) : e);
    return intake_end(c, *out, &sums);
}

static err complete(ctx *c, const struct completing *h)
{
    const struct upload_row *u = &h->found.row;
    struct intake *in;

    TRY(parts_gather(c, h, &in));
    return upload_finish(c, h->media, &(struct intake_wish){ h->found.asked, u->wanted.is == GIVEN ? u->wanted.v : S(""), u->size }, in);
}

/* While another request completes it, this one waits: so all of them answer with the media as it then is. */
static err others_wait(ctx *c, struct completing *h)
{
    for (int n = 0; n < WAITS; n++) {
        TRY(upload_find(c, h->me, h->media, MEDIA_BY_PUT, &h->found));
        if (h->found.state != MEDIA_WAITING || !upload_is_held(c->world, &h->found.row, ctx_now(c)))
            break;
        TRY(ctx_sleep(c, WAIT_MS));
    }
    return OK;
}

err upload_complete_now(ctx *c, id me, id which, bool *made)
{
    struct completing h = { .me = me, .media = which, .holder = ctx_new_id(c) };
    int tries = 0;

    do {
        TRY(others_wait(c, &h));
        TRY(transact_aside(c, hold, &h));
        *made = h.found.state == MEDIA_WAITING;
        if (!*made)
            return OK;
    } while (h.held && ++tries < HOLD_TRIES);
    if (h.held)
        return fail(c, &upload_locked);
    struct upload_watch watch;
    upload_watch_begin(c, &watch, which, h.holder, false);
    err e = complete(c, &h);
    upload_watch_end(&watch);
    if (e != OK && e != ERR_NOT_FOUND && transact_aside(c, release, &h) != OK)
        ctx_log(c, LOG_DEBUG, "an upload is held until its time is over", KV_I64("media", which.v));
    return e;
}
