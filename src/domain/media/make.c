/*
 * The job that makes what is served of what has come in. Each attempt names its files anew, and writes the names into media_dead before
 * the files are stored; while it works it puts their time off. The transaction that makes the media ready takes them out, and needs
 * all of them: had one been removed meanwhile, the attempt would start again. So wherever it is killed, what it has left is removed.
 */
#include <unistd.h>
#include "base/buf.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/media/media.sql.h"
#include "domain/media/products.h"
#include "ports/blob.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

const char media_make_job[] = "media_make", media_make_long_job[] = "media_make_long";
enum { DEAD_IN_MS = 10 * 1000, RENEW_MS = 3000, PIECE = 3 << 10, ASK_MS = 50, QUICK_BYTES = 64 << 20 };

SHAPE(media_waiting, FIELD(media_waiting, n));
SHAPE(media_queue, FIELD(media_queue, own), FIELD(media_queue, owners));

/* Its place is in the list of those that are made now: see "not too many at once". */
struct making { struct media_row row; struct link place; id attempt; struct products products; strs keys; i64 spared; };

/* A small sound may be hours long. */
static bool is_quick(enum media_kind kind, i64 bytes) { return kind == MEDIA_IMAGE && bytes <= QUICK_BYTES; }

/* What takes long has a longer lease, so that after a killed process most are soon made by another. */
err media_make_add(tx *t, id which, enum media_kind kind, i64 bytes, when at)
{
    return job_add(t, is_quick(kind, bytes) ? media_make_job : media_make_long_job, id_text(tx_arena(t), which), at);
}

/* ---- names ---- */

struct hashing { int fd; i64 size; u8 out[SHA256_SIZE]; bool failed; };

static void hash_file(void *arg)
{
    struct hashing *h = arg;
    struct digest *d = digest_begin(DIGEST_SHA256);
    char piece[PIECE];

    for (i64 at = 0; at < h->size && !h->failed;) {
        ssize_t n = pread(h->fd, piece, sizeof piece, at);
        h->failed = n <= 0;
        if (n > 0)
            digest_add(d, bytes_str(piece, (size_t)n));
        at += n;
    }
    digest_end(&d, h->out);
}

static err name_one(ctx *c, const struct making *m, struct product *p)
{
    struct hashing h = { .fd = p->fd, .size = p->size };

    TRY(ctx_task(c, TASK_HEAVY, hash_file, &h));
    if (h.failed)
        return fail_with(c, ERR_IO, "A file that was made cannot be read.");
    p->name = media_name_make(c->world, &c->arena, &(struct media_naming){ m->row.id, m->attempt, h.out, p->mime });
    return OK;
}

static err names_make(ctx *c, struct making *m)
{
    m->attempt = ctx_new_id(c);
    m->keys = (strs){ arena_array(&c->arena, str, m->products.n), m->products.n };
    for (size_t i = 0; i < m->products.n; i++) {
        TRY(name_one(c, m, &m->products.at[i]));
        m->keys.at[i] = arena_format(&c->arena, "media/" STR_FMT, STR_ARG(m->products.at[i].name));
    }
    return OK;
}

/* ---- dead unless it ends well ---- */

static err keys_doom(tx *t, void *arg)
{
    const struct making *m = arg;

    for (size_t i = 0; i < m->keys.n; i++)
        TRY(q_media_dead_add(t, m->keys.at[i], (when){ tx_now(t).ms + DEAD_IN_MS }, 0));
    return OK;
}

static err keys_renew(tx *t, void *arg)
{
    const struct making *m = arg;
    i64 n;

    return q_media_dead_renew(t, m->keys, (when){ tx_now(t).ms + DEAD_IN_MS }, &n);
}

/* A fiber beside the job, in whose memory this lies: the job waits for its end. */
struct renewal { struct making *making; ctx *own, *waits; bool over, ended; };

static void renew_run(ctx *c, void *arg)
{
    struct renewal *r = arg;

    while (!r->over && ctx_sleep(c, RENEW_MS) == OK && !r->over)
        if (transact(c, keys_renew, r->making) != OK)
            break;
    r->ended = true;
    if (r->waits)
        ctx_wake(r->waits);
    ctx_end(c);
}

static void renewal_begin(ctx *c, struct renewal *r, struct making *m)
{
    *r = (struct renewal){ .making = m, .own = ctx_new(c->loop) };
    ctx_start_own(r->own, renew_run, r);
}

static void renewal_end(ctx *c, struct renewal *r)
{
    r->over = true;
    if (!r->ended)
        ctx_cancel(r->own);
    r->waits = c;
    while (!r->ended)
        ctx_park_firm(c);
}

static err files_put(ctx *c, const struct making *m)
{
    struct blob_item *items = arena_array(&c->arena, struct blob_item, m->products.n);

    for (size_t i = 0; i < m->products.n; i++)
        items[i] = (struct blob_item){ m->keys.at[i], m->products.at[i].fd, m->products.at[i].size };
    return blob_put_all(c, c->world->blob, items, m->products.n);
}

static err files_store(ctx *c, struct making *m)
{
    struct renewal renewal;

    TRY(transact(c, keys_doom, m));
    renewal_begin(c, &renewal, m);
    err e = files_put(c, m);
    renewal_end(c, &renewal);
    return e;
}

/* ---- the end ---- */

static str stills_json(struct arena *a, const struct products *p)
{
    media_still_page stills = { .at = arena_array(a, struct media_still, p->n) };
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].use == PRODUCT_STILL)
            stills.at[stills.n++] = (struct media_still){ p->at[i].width, p->at[i].height, p->at[i].size, p->at[i].mime, p->at[i].name };
    json_write_page(&b, &media_still_shape, (const struct page *)(const void *)&stills);
    return buf_str(&b);
}

static i64 bytes_of(const struct products *p)
{
    i64 sum = 0;

    for (size_t i = 0; i < p->n; i++)
        sum += p->at[i].size;
    return sum;
}

static maybe_str poster_of(const struct products *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].use == PRODUCT_POSTER)
            return (maybe_str){ GIVEN, p->at[i].name };
    return (maybe_str){ .is = NULLED };
}

static err recount(tx *t, const struct media_row *row, enum media_kind kind, i64 n, i64 bytes)
{
    struct media_counted was = media_count_of((enum media_kind)row->kind, -1, -row->bytes), is = media_count_of(kind, n, bytes);

    TRY(media_count_in(t, row->owner, &was));
    return n ? media_count_in(t, row->owner, &is) : OK;
}

/* Gone meanwhile: the names stay doomed. */
static err ready(tx *t, void *arg)
{
    struct making *m = arg;
    const struct products *p = &m->products;
    const struct product *file = &p->at[MAIN_PRODUCT];
    i64 changed;

    TRY(q_media_finish(t, m->row.id, p->kind, file->mime, file->size, p->width, p->height, p->duration_ms, p->animated, p->blurhash,
                       p->waveform, file->name, poster_of(p), stills_json(tx_arena(t), p), bytes_of(p), &changed));
    if (!changed)
        return OK;
    TRY(q_media_dead_spare(t, m->keys, &m->spared));
    if (m->spared != (i64)m->keys.n)
        return tx_fail_with(t, ERR_CONTENTION, "What was made was removed before it was ready.");
    for (size_t i = 0; i < p->n; i++)
        TRY(q_media_name_add(t, p->at[i].name, m->row.id));
    TRY(recount(t, &m->row, p->kind, 1, bytes_of(p)));
    TRY(media_incoming_end(t, m->row.id));
    return event_tell(t, media_became_ready, m->row.owner, &(struct media_told){ m->row.id, { .is = ABSENT } });
}

struct failing { const struct media_row *row; const struct problem *problem; str detail; };

static err failed(tx *t, void *arg)
{
    const struct failing *f = arg;
    i64 changed;

    TRY(q_media_fail(t, f->row->id, str_of(f->problem->code), f->detail, &changed));
    if (!changed)
        return OK;
    TRY(recount(t, f->row, MEDIA_FILE, 0, 0));
    TRY(media_incoming_end(t, f->row->id));
    return event_tell(t, media_became_failed, f->row->owner,
                      &(struct media_told){ f->row->id, { GIVEN, str_of(f->problem->code) } });
}

/* ---- not too many at once, and nobody's before all others' ---- */

/* Of this process: as many as the maker takes, and a few whose bytes are on their way. */
static i64 places_most(const struct world *w) { return w->settings->media_workers + 2; }

static bool row_is_quick(const struct media_row *row) { return is_quick((enum media_kind)row->kind, row->bytes); }

/* Each account may fill the workers with pictures, and all together may not fill them with what takes long. */
static bool place_take(const struct world *w, struct making *m)
{
    struct link *places = &media_memory(w)->makings;
    i64 all = 0, own = 0, slow = 0, workers = w->settings->media_workers;

    for (const struct link *at = places->next; at != places; at = at->next, all++) {
        const struct media_row *row = &CONTAINER(at, const struct making, place)->row;
        own += row->owner.v == m->row.owner.v;
        slow += !row_is_quick(row);
    }
    bool fits = all < places_most(w) && own < workers && (row_is_quick(&m->row) || slow < (workers > 1 ? workers - 1 : 1));
    if (fits)
        list_add_last(places, &m->place);
    return fits;
}

struct waiting { const struct media_row *row; i64 wait_ms; };

static err wait_add(tx *t, void *arg)
{
    const struct waiting *w = arg;

    return media_make_add(t, w->row->id, (enum media_kind)w->row->kind, w->row->bytes, (when){ tx_now(t).ms + w->wait_ms });
}

/* All that wait together ask once in ASK_MS, and each account as often as another, however many it has. */
static err put_off(ctx *c, const struct making *m)
{
    struct media_queue queue;

    TRY(q_media_making_for(c, m->row.owner, &queue));
    return transact(c, wait_add, &(struct waiting){ &m->row, ASK_MS * queue.own * queue.owners });
}

/* ---- the job ---- */

static err try_make(ctx *c, struct making *m)
{
    struct blob_facts facts;
    int fd;

    TRY(blob_file(c, c->world->blob, media_incoming(&c->arena, m->row.id), m->row.bytes, &fd, &facts));
    TRY(products_make(c, &m->row, fd, facts.size, &m->products));
    TRY(names_make(c, m));
    TRY(files_store(c, m));
    return transact(c, ready, m);
}

static err make_timed(ctx *c, struct making *m)
{
    i64 begun = mono_us();
    err e = try_make(c, m);

    if (e == OK)
        metric_time(c->world->metrics, M_MEDIA_TIME, 0, mono_us() - begun);
    return e;
}

/* What will never be made. Where there is no helper, one may come: a package is replaced, or descriptors are short for a moment. */
static bool is_final(err e)
{
    return e == ERR_INVALID || e == ERR_TYPE;
}

static err make_one(ctx *c, struct making *m)
{
    err e = make_timed(c, m);

    if (!is_final(e))
        return e;
    struct failing f = { &m->row, problem_told(&c->failure, e), failure_words(&c->arena, &c->failure, e) };
    return transact(c, failed, &f);
}

err media_make_run(ctx *c, str payload)
{
    struct making *m = arena_new(&c->arena, struct making);
    id which;

    if (!id_parse(payload, &which))
        return OK;
    err e = q_media_row_get(c, which, &m->row);
    if (e == ERR_NOT_FOUND || (e == OK && m->row.state != MEDIA_PROCESSING))
        return OK;
    TRY(e);
    if (!place_take(c->world, m))
        return put_off(c, m);
    e = make_one(c, m);
    list_remove(&m->place);
    return e;
}
