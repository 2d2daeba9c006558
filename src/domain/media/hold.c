/*
 * Who receives the bytes of an upload at the moment. The row of the upload has the holder's id and a time, which the holder puts off
 * while it lives; what it wrote counts only if it holds the upload still. Another request that wants it asks first: in this process by
 * a slot and a bell, in others by a whisper. A fiber of each loop hears that, and cancels the holder's ctx unless bytes still come.
 */
#include "base/id.h"
#include "base/random.h"
#include "base/str.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "ports/bus.h"

enum {
    RENEW_MS = 3000,
    LOOK_MS = 100,                   /* one that is asked to end goes on while bytes come in each of these, */
    FLOWS_MOST_MS = 1000             /* for so long */
};

static const char whisper[] = "media.upload";

bool upload_is_held(const struct world *w, const struct upload_row *u, when now)
{
    return u->holder.v && u->held_until.ms > now.ms && !id_is_earlier(&w->ids, u->holder);
}

/* ---- asking ---- */

static _Atomic i64 *slot_of(const struct world *w, id media)
{
    return &media_memory(w)->asked[id_slot(media, MEDIA_ASKED_SLOTS)];
}

static void ask_here(struct world *w, id media)
{
    atomic_store(slot_of(w, media), media.v);
    bell_ring(&media_memory(w)->uploads);
}

void upload_ask(struct world *w, id media)
{
    char text[ID_DIGITS];

    ask_here(w, media);
    if (bus_has_company(w))
        (void)bus_whisper(w, whisper, (str){ text, id_print(media, text) });
}

static void heard(void *arg, i64 from, str text)
{
    id media;

    (void)from;
    if (id_parse(text, &media))
        ask_here(arg, media);
}

const struct hears_whispers upload_whispers[] = { { whisper, heard }, {0} };

/* ---- the fiber beside the holders of a loop: only its thread touches them ---- */

struct held { id media, holder; };
struct renewal { struct held *at; size_t n; };

static err renew(tx *t, void *arg)
{
    const struct renewal *r = arg;
    i64 changed;

    for (size_t i = 0; i < r->n; i++)
        TRY(q_upload_held(t, r->at[i].media, r->at[i].holder, (when){ tx_now(t).ms + UPLOAD_HELD_MS }, &changed));
    return OK;
}

static void all_renew(ctx *c, const struct upload_loop *l)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct renewal r = { .n = 0 };

    for (const struct link *at = l->holders.next; at != &l->holders; at = at->next)
        r.n++;
    r.at = arena_array(&c->arena, struct held, r.n);
    r.n = 0;
    for (const struct link *at = l->holders.next; at != &l->holders; at = at->next) {
        const struct upload_watch *w = CONTAINER(at, const struct upload_watch, link);
        r.at[r.n++] = (struct held){ w->media, w->holder };
    }
    if (transact(c, renew, &r) != OK)
        ctx_log(c, LOG_DEBUG, "holds of uploads were not renewed", KV_I64("uploads", (i64)r.n));
    arena_rewind(&c->arena, mark);
}

/* A slot may be another upload's the next moment: who waits asks again. */
static bool is_asked(const struct world *w, struct upload_watch *h, i64 now_ms)
{
    if (!h->asked_ms && h->ends && atomic_load(slot_of(w, h->media)) == h->media.v) {
        h->asked_ms = now_ms;
        h->moved_then = h->moved - 1;
    }
    return h->asked_ms;
}

/* Bytes that flow may go on for a moment: of two that began together, the first is to be whole. True: it is to be looked at again. */
static bool holder_end(struct upload_watch *h, i64 now_ms)
{
    if (h->ended)
        return false;
    h->ended = h->moved == h->moved_then || now_ms - h->asked_ms > FLOWS_MOST_MS;
    h->moved_then = h->moved;
    if (h->ended)
        ctx_cancel(h->holder_ctx);
    return !h->ended;
}

static bool asked_end(ctx *c, const struct upload_loop *l)
{
    i64 now_ms = loop_mono_ms(c->loop);
    bool again = false;

    for (struct link *at = l->holders.next; at != &l->holders; at = at->next) {
        struct upload_watch *h = CONTAINER(at, struct upload_watch, link);
        again |= is_asked(c->world, h, now_ms) && holder_end(h, now_ms);
    }
    return again;
}

/* Until nobody on this loop holds anything. */
static void watch_run(ctx *c, void *arg)
{
    struct upload_loop *l = arg;
    struct bell *bell = &media_memory(c->world)->uploads;
    u64 seen = atomic_load(&bell->rings);
    i64 due = loop_mono_ms(c->loop) + RENEW_MS;

    while (!list_empty(&l->holders)) {
        bool again = asked_end(c, l);
        if ((again ? ctx_sleep(c, LOOK_MS) : bell_wait(bell, c, &seen, due - loop_mono_ms(c->loop))) != OK)
            break;
        if (loop_mono_ms(c->loop) < due)
            continue;
        all_renew(c, l);
        due = loop_mono_ms(c->loop) + RENEW_MS;
    }
    l->watched = false;
    ctx_end(c);
}

void upload_watch_begin(ctx *c, struct upload_watch *h, id media, id holder, bool ends)
{
    struct upload_loop *l = &media_memory(c->world)->loops[loop_index(c->loop)];
    i64 asked = media.v;

    *h = (struct upload_watch){ .holder_ctx = c, .media = media, .holder = holder, .ends = ends };
    (void)atomic_compare_exchange_strong(slot_of(c->world, media), &asked, 0);       /* it was for whoever held it before */
    list_add_last(&l->holders, &h->link);
    if (l->watched)
        return;
    l->watched = true;
    ctx_start_own(ctx_new(c->loop), watch_run, l);
}

void upload_watch_end(struct upload_watch *h)
{
    list_remove(&h->link);
}

void uploads_memory_open(struct media_memory *m)
{
    bell_init(&m->uploads);
    list_init(&m->makings);
    random_bytes(&m->secret, sizeof m->secret);
    for (size_t i = 0; i < COUNT(m->loops); i++)
        list_init(&m->loops[i].holders);
}

void uploads_memory_close(struct media_memory *m)
{
    bell_close(&m->uploads);
}
