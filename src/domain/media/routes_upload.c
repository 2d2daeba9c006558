/* Uploads by a form, and by a PUT to a signed URL. */
#include "api/front/call.h"
#include "api/front/problems.h"
#include "api/rest/route.h"
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/media/upload.h"
#include "net/multipart.h"
#include "ports/problems.h"

enum { FIELD_MOST = 16 * 1024, AWAIT_MS = 2000 };

struct upload_key { id id; };
struct upload_path { str id; };
SHAPE(upload_key, FIELD(upload_key, id));
SHAPE(upload_path, FIELD(upload_path, id));

/* ---- the answer to an upload: the media, or why it is none, if that is known soon ---- */

struct arrived { int status; str body; };

static str media_json_of(ctx *c, const struct media_mine *m)
{
    struct buf b = BUF_ON(&c->arena);

    json_write(&b, &media_mine_shape, m);
    return buf_str(&b);
}

static err arrived_answer(ctx *c, id me, id which, struct arrived *out)
{
    struct media_mine m;

    TRY(media_await(c, me, which, AWAIT_MS, &m));
    if (m.error)
        TRY(upload_refused(c, me, which, m.error->code));
    *out = (struct arrived){ str_eq(m.state, S("ready")) ? 201 : 202, media_json_of(c, &m) };
    return OK;
}

/* ---- a form ---- */

struct form_reading {
    struct exchange *x;
    struct form form;
    struct form_part part;
    struct upload_words words;
    struct intake *file;
    bool wrong;
};

static str *field_of(struct upload_words *w, str name)
{
    const struct { str name; str *at; } known[] = {
        { S("description"), &w->description }, { S("focus"), &w->focus }, { S("kind"), &w->kind }, { S("sha256"), &w->sha256 },
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq(name, known[i].name))
            return known[i].at;
    return NULL;
}

/* Who sends in chunks has not said how much comes: then it is asked here how much may. */
static err file_read(struct form_reading *r)
{
    i64 most = upload_most(r->x->c), left = most;
    ctx *c = r->x->c;
    str piece;

    if (r->file || !r->part.is_file)
        return fail_field(c, S("file"), r->file ? &repeated : &required);
    r->words.filename = arena_copy(&c->arena, r->part.filename);
    TRY(r->x->content_length < 0 ? media_room(c, c->caller.account, &left) : OK);
    TRY(intake_begin(c, left < most ? left : most, &r->file));
    for (;;) {
        TRY(form_piece(&r->form, &piece));
        if (!piece.n)
            return OK;
        err e = intake_take(c, r->file, piece);
        TRY(e == ERR_TOO_LARGE && left < most ? fail(c, &quota_exceeded) : e);
    }
}

static err field_read(struct form_reading *r)
{
    str *to = field_of(&r->words, r->part.name), name = r->part.name;

    if (!to)
        return OK;
    if (to->p) {
        r->wrong = true;
        return fail_field(r->x->c, arena_copy(&r->x->c->arena, name), &repeated) == ERR_INVALID ? OK : OK;
    }
    return form_read_all(&r->form, FIELD_MOST, to);
}

static err form_read_through(struct form_reading *r)
{
    bool end;

    TRY(form_begin(&r->form, r->x));
    for (;;) {
        TRY(form_next(&r->form, &r->part, &end));
        if (end)
            return OK;
        TRY(str_eq(r->part.name, S("file")) ? file_read(r) : field_read(r));
    }
}

/* All that is wrong with the fields is said at once. */
static err form_check(struct form_reading *r, struct upload_wish *wish)
{
    ctx *c = r->x->c;
    const struct intake_sums *sums;

    if (!r->file)
        r->wrong |= fail_field(c, S("file"), &required) != OK;
    r->wrong |= upload_words_read(c, &r->words, wish) != OK;
    return r->wrong ? ERR_INVALID : intake_end(c, r->file, &sums);
}

/* What makes two forms the same. */
static str form_text(struct form_reading *r)
{
    const struct intake_sums *sums;
    struct buf b = BUF_ON(&r->x->c->arena);
    const str parts[] = { r->words.filename, r->words.description, r->words.focus, r->words.kind, r->words.sha256 };

    (void)!intake_end(r->x->c, r->file, &sums);
    buf_hex(&b, sums->sha256, SHA256_SIZE);
    for (size_t i = 0; i < COUNT(parts); i++) {
        buf_format(&b, "\n%zu ", parts[i].n);
        buf_add(&b, parts[i]);
    }
    return buf_str(&b);
}

struct form_run { id me; const struct upload_wish *wish; struct intake *file; };

static err form_run(ctx *c, void *arg, id *made)
{
    const struct form_run *f = arg;

    return upload_form(c, f->me, f->wish, f->file, made);
}

static err form_post(struct exchange *x, const struct nothing *in, void *arg)
{
    ctx *c = x->c;
    struct form_reading *r = arena_new(&c->arena, struct form_reading);
    struct upload_wish wish;
    struct arrived answer;
    enum keyed_end end;
    bool repeat;
    id made;

    (void)in, (void)arg;
    TRY(upload_bytes_begin(c, c->caller.account, (id){ 0 }));
    TRY(keyed_before(c, &repeat));
    TRY(upload_form_check(c, c->caller.account, x->content_length, repeat));
    body_limit(x, upload_most(c) + UPLOAD_FORM_BESIDES);
    r->x = x;
    err read = form_read_through(r);
    TRY(read == ERR_MALFORMED ? fail_saying(c, &malformed_body, STR_FMT, STR_ARG(failure_words(&c->arena, &c->failure, read))) : read);
    TRY(form_check(r, &wish));
    struct form_run run = { c->caller.account, &wish, r->file };
    TRY(keyed_run(c, form_text(r), &(struct keyed){ form_run, &run }, &made, &end));
    if (end != KEYED_RAN)
        media_rate_give_back(c, c->caller.account);
    if (end == KEYED_ANSWERED)
        return OK;
    TRY(arrived_answer(c, c->caller.account, made, &answer));
    reply(x, answer.status, S("application/json"), answer.body);
    return OK;
}

/* ---- signed ---- */

static err begin(ctx *c, const struct caller *me, const struct upload_draft *in, struct upload *out)
{
    return upload_begin(c, me->account, in, out);
}

static err again(ctx *c, const struct caller *me, id which, struct upload *out)
{
    return upload_again(c, me->account, which, out);
}

static err complete(ctx *c, const struct caller *me, const struct upload_key *in, struct raw_answer *out)
{
    struct arrived answer;
    bool made;

    TRY(upload_complete_now(c, me->account, in->id, &made));
    if (made) {
        TRY(arrived_answer(c, me->account, in->id, &answer));
    } else {
        struct media_mine m;
        TRY(media_get(c, me->account, in->id, &m));
        answer = (struct arrived){ 200, media_json_of(c, &m) };
    }
    *out = (struct raw_answer){ .body = answer.body, .status = answer.status };
    return OK;
}

static str note_make(struct call *k, struct arena *a) { return id_text(a, ((const struct upload_key *)k->in)->id); }

static err note_repeat(struct call *k, str note, void *out)
{
    struct media_mine m;
    id which;

    if (!id_parse(note, &which))
        return fail(k->c, &media_not_found);
    TRY(media_get(k->c, k->c->caller.account, which, &m));
    *(struct raw_answer *)out = (struct raw_answer){ .body = media_json_of(k->c, &m) };
    return OK;
}

static const struct route_note complete_note = { note_make, note_repeat };

/* What its client says of the body is what was signed. */
static bool head_fits(const struct exchange *x, const struct upload_signed *s)
{
    str type = header_get(x, S("content-type")), sum = header_get(x, S("x-amz-checksum-sha256"));

    return x->content_length == s->size && header_count(x, S("content-type")) == 1 && str_eq(type, s->type)
        && header_count(x, S("x-amz-checksum-sha256")) == (s->checksum.n ? 1 : 0) && str_eq(sum, s->checksum);
}

static err put_read(struct exchange *x, struct intake *in)
{
    str piece;

    for (;;) {
        TRY(body_read(x, &piece));
        if (!piece.n)
            return OK;
        TRY(intake_take(x->c, in, piece));
    }
}

static err put(struct exchange *x, const struct upload_path *in, void *arg)
{
    ctx *c = x->c;
    const struct intake_sums *sums;
    struct upload_signed s;
    struct intake *bytes;
    id owner;

    (void)in, (void)arg;
    TRY(upload_signature_read(c, x->path, x->query, &s));
    if (!head_fits(x, &s))
        return fail(c, &signature_invalid);
    TRY(upload_put_check(c, &s, &owner));
    TRY(upload_bytes_begin(c, owner, s.media));
    body_limit(x, s.size);
    body_streams(x);
    TRY(intake_begin(c, s.size, &bytes));
    TRY(put_read(x, bytes));
    TRY(intake_end(c, bytes, &sums));
    TRY(upload_put(c, &s, bytes));
    str sum = hex_text(&c->arena, bytes_str(sums->sha256, SHA256_SIZE));
    reply_header(x, S("ETag"), arena_format(&c->arena, "\"" STR_FMT "\"", STR_ARG(sum)));
    reply(x, 200, S(""), S(""));
    return OK;
}

/* By another method a signed URL is not as it was signed either. */
static void put_refuse(struct call *k, err e)
{
    problem_send(k, e == ERR_METHOD && k->x->query.n ? fail(k->c, &signature_invalid) : e);
}

CALLS_EXCHANGE(form_post, nothing)
CALLS_EXCHANGE(put, upload_path)
CALLS_AS(begin, upload_draft, upload)
CALLS_AGAIN(again, upload)
CALLS_AS(complete, upload_key, raw_answer)

#define OF_CONTENT &unsupported_media, &media_empty, &media_broken, &media_too_many_pixels, &checksum_mismatch, &size_mismatch, \
    &media_too_large, &quota_exceeded, &storage_unavailable
static const struct problem *const form_problems[] = { &malformed_body, OF_CONTENT, NULL };
static const struct problem *const begin_problems[] = { &unsupported_media, &media_empty, &media_too_large, &quota_exceeded,
                                                        &storage_unavailable, NULL };
static const struct problem *const complete_problems[] = { &media_not_found, &upload_incomplete, &upload_locked, OF_CONTENT, NULL };
static const struct problem *const put_problems[] = { &signature_invalid, &url_expired, &upload_complete, &media_not_found,
                                                      PROBLEM_AS(ERR_MALFORMED, checksum_mismatch), &storage_unavailable, NULL };

extern const struct route media_upload_routes[];
const struct route media_upload_routes[] = {
    { METHOD_POST, "/media", NULL, &may_upload, RATE_WRITES, 201, .exchange = form_post_exchange, .type = "application/json",
      .body_type = "multipart/form-data", .body_streams = true, .body_most = INT64_MAX, .keyed = true, .also_out = &media_mine_shape,
      .tag = "media", .summary = "Upload a file", .problems = form_problems },
    { METHOD_POST, "/media/uploads", begin_entry, &may_upload, RATE_WRITES, 201, TAKES(upload_draft), GIVES(upload), AGAIN(again, upload),
      .tag = "media", .summary = "Get a URL that takes a file", .problems = begin_problems },
    { METHOD_PUT, "/media/uploads/{id}/bytes", NULL, &anyone, RATE_NONE, 200, TAKES(upload_path), .exchange = put_exchange,
      .asks_nobody = true, .refuse = put_refuse,
      .tag = "media", .summary = "Where such a URL leads, if files are on this server's disk", .problems = put_problems },
    { METHOD_POST, "/media/uploads/{id}/complete", complete_entry, &may_upload, RATE_WRITES, 201, TAKES(upload_key),
      GIVES_RAW("application/json"), .also_out = &media_mine_shape, .note = &complete_note,
      .tag = "media", .summary = "Say that all of it is there", .problems = complete_problems },
    {0}
};
