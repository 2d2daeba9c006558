/* Files of media, from wherever they lie. Whoever asks, no token and no cookie is looked at. */
#include "api/front/row.h"
#include "base/str.h"
#include "domain/media/serve.h"
#include "net/files/content.h"
#include "ports/blob.h"
#include "runtime/settings.h"

#define FOR_A_YEAR "public, max-age=31536000, immutable"

enum { REDIRECT_MOST_S = 50 * 60, PERMIT_S = 60 * 60 };      /* what a cache may keep of a redirect ends before its URL does */

struct media_file_key { str name; };
static SHAPE(media_file_key, FIELD(media_file_key, name, .doc = "As in the URLs of media"));

/* ---- the head ---- */

static str caching(ctx *c, const struct media_pass *p, i64 most_s)
{
    if (p->file.open)
        return most_s ? arena_format(&c->arena, "public, max-age=%lld, immutable", (long long)most_s) : S(FOR_A_YEAR);
    return arena_format(&c->arena, "private, max-age=%lld, immutable", (long long)(most_s && most_s < p->left_s ? most_s : p->left_s));
}

/* A page that shows it is another's; by itself it can do nothing. */
static void lines(struct exchange *x, const struct media_pass *p)
{
    reply_header(x, S("Content-Security-Policy"), S("default-src 'none'; sandbox"));
    reply_header(x, S("Cross-Origin-Resource-Policy"), S("cross-origin"));
    reply_header(x, S("Content-Disposition"), content_disposition(&x->c->arena, p->attachment, p->called));
    reply_header(x, S("Cache-Control"), caching(x->c, p, 0));
}

/* ---- the bytes ---- */

static err piece_read(ctx *c, const struct content *content, i64 at, size_t most, i64 left, str *piece)
{
    return blob_read(c, (struct blob_reader *)(uintptr_t)content->from, at, (i64)most, left, piece);
}

/* A URL of the bucket works no longer than the one that led to it, but for what is left of a second. */
static i64 permit_s(const struct media_pass *p)
{
    i64 left_s = p->left_s > 0 ? p->left_s : 1;

    return p->file.open || left_s > PERMIT_S ? PERMIT_S : left_s;
}

/* Its row was there a moment ago. */
static err file_hold(ctx *c, str name, struct range first, struct blob_reader **held, struct blob_facts *facts)
{
    char *key = arena_alloc(&c->arena, sizeof "media/" + name.n, 1), *end = put_str(put_lit(key, "media/"), name);
    err e = blob_hold_shared(c, c->world->blob, (str){ key, (size_t)(end - key) }, (struct blob_stretch){ first.from, first.length },
                             held, facts);

    return e == ERR_NOT_FOUND ? fail(c, &media_not_found) : e;
}

/* A name stands for the same bytes for good: it is their tag. */
static str tag_of(struct arena *a, str name)
{
    size_t n = (size_t)str_find_byte(name, '.');
    char *tag = arena_alloc(a, n + 2, 1);

    put_lit(put_str(put_lit(tag, "\""), str_to(name, n)), "\"");
    return (str){ tag, n + 2 };
}

static err file_send(struct exchange *x, const struct media_pass *p, str name)
{
    ctx *c = x->c;
    struct content file = { .type = p->file.mime, .read = piece_read };
    struct blob_reader *held;
    struct blob_facts facts;
    struct content_plan plan;
    int fd;

    file.version.etag = tag_of(&c->arena, name);
    if (conditions_judge(x, &file.version) != CONDITION_UNCHANGED) {
        TRY(file_hold(c, name, content_first(x, &file.version), &held, &facts));
        fd = blob_reader_fd(held);
        file.size = facts.size;
        file.from = held;
        file.file = fd >= 0 ? &fd : NULL;
    }
    TRY(content_plan(x, &file, &plan));
    if (plan.status == 206 && plan.count > 1)
        plan = (struct content_plan){ 200 };         /* parts would be of another type */
    lines(x, p);
    content_lines(x, &file);
    return content_send(x, &file, &plan);
}

static err redirect_send(struct exchange *x, const struct media_pass *p, str name)
{
    ctx *c = x->c;
    struct blob_permit permit = { .key = arena_format(&c->arena, "media/" STR_FMT, STR_ARG(name)), .lives_s = permit_s(p),
                                  .type = p->file.mime, .disposition = content_disposition(&c->arena, p->attachment, p->called),
                                  .caching = caching(c, p, 0) };
    struct blob_permitted permitted;

    TRY(blob_permit(c, c->world->blob, &permit, &permitted));
    reply_header(x, S("Location"), permitted.url);
    reply_header(x, S("Cache-Control"), caching(c, p, REDIRECT_MOST_S));
    reply(x, 302, S(""), S(""));
    return OK;
}

static err media_answer(struct exchange *x, const struct media_file_key *in, void *arg)
{
    struct media_pass p;

    (void)arg;
    TRY(media_pass(x->c, in->name, x->query, &p));
    bool get = x->method == METHOD_GET;          /* what the bucket is to accept is of one method */
    if (get && media_redirects(x->c->world->settings) && blob_permits(x->c->world->blob))
        return redirect_send(x, &p, in->name);
    return file_send(x, &p, in->name);
}

CALLS_EXCHANGE(media_answer, media_file_key)

/* No limits: these are not calls, most of them come from caches, and a page may show hundreds. */
const struct route media_serve_routes[] = {
    { METHOD_GET, "!/media/{name}", NULL, &anyone, RATE_NONE, 200, .exchange = media_answer_exchange, TAKES(media_file_key), .raw = true,
      .file = true, .also_status = 302, .type = "*/*", .asks_nobody = true, .tag = "media", .summary = "A file of media, as the URLs of media say",
      .problems = PROBLEMS(&media_not_found, &url_expired, &signature_invalid) },
    {0}
};
