#include "ports/bus/whisper.h"
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ports/bus/news.h"
#include "ports/bus/own.h"
#include "runtime/runtime.h"

enum { LOOK_MS = 1000, HEAD_MOST = 40 };         /* how often to look for company; the octets of a notice before its pieces */

struct whisper { struct link link; size_t n; char piece[]; };

void whispers_open(struct whispers *w)
{
    pthread_mutex_init(&w->lock, NULL);
    list_init(&w->waiting);
    bell_init(&w->news);
}

static void oldest_drop(struct whispers *w)
{
    struct whisper *oldest = CONTAINER(list_pop(&w->waiting), struct whisper, link);

    w->octets -= oldest->n;
    memory_free(oldest);
}

static void all_drop(struct whispers *w)
{
    while (!list_empty(&w->waiting))
        oldest_drop(w);
}

void whispers_close(struct whispers *w)
{
    all_drop(w);
    bell_close(&w->news);
    pthread_mutex_destroy(&w->lock);
    memory_free(w->listeners);
}

/* ---- said ---- */

bool bus_has_company(const struct world *w)
{
    return w->bus && atomic_load(&w->bus->whispers.company);
}

static struct whisper *whisper_new(const char *kind, str text)
{
    struct buf b = {0};

    buf_format(&b, "%s %zu ", kind, text.n);
    buf_add(&b, text);
    struct whisper *made = memory_alloc(sizeof *made + b.n);
    made->n = b.n;
    memcpy(made->piece, b.p, b.n);
    buf_close(&b);
    return made;
}

/* A notice is text: one that PostgreSQL refuses would take the others in it along. */
static bool can_be_said(const char *kind, str text)
{
    return str_find_byte(text, '\0') < 0 && utf8_valid(text)
        && strlen(kind) + U64_DIGITS + 2 + text.n <= WHISPER_NOTICE_MOST - HEAD_MOST;
}

bool bus_whisper(struct world *world, const char *kind, str text)
{
    if (!bus_has_company(world) || !can_be_said(kind, text))
        return false;
    struct whispers *w = &world->bus->whispers;
    struct whisper *said = whisper_new(kind, text);
    pthread_mutex_lock(&w->lock);
    list_add_last(&w->waiting, &said->link);
    w->octets += said->n;
    while (w->octets > WHISPER_WAITING_MOST)
        oldest_drop(w);
    pthread_mutex_unlock(&w->lock);
    bell_ring(&w->news);
    return true;
}

/* Takes the newest that fit together; they are said in the order in which they came. */
static size_t newest_take(struct whispers *w, struct link *taken)
{
    size_t n = 0;

    list_init(taken);
    while (!list_empty(&w->waiting)) {
        struct whisper *newest = CONTAINER(w->waiting.prev, struct whisper, link);
        if (n + newest->n > WHISPER_NOTICE_MOST - HEAD_MOST)
            break;
        list_remove(&newest->link);
        list_add_last(taken->next, &newest->link);
        n += newest->n;
    }
    w->octets -= n;
    return n;
}

str whispers_gather(struct whispers *w, struct arena *a)
{
    struct buf b = BUF_ON(a);
    struct link taken;

    pthread_mutex_lock(&w->lock);
    size_t n = newest_take(w, &taken);
    pthread_mutex_unlock(&w->lock);
    buf_reserve(&b, n);
    for (struct link *l; (l = list_pop(&taken));) {
        struct whisper *next = CONTAINER(l, struct whisper, link);
        buf_add(&b, (str){ next->piece, next->n });
        memory_free(next);
    }
    return buf_str(&b);
}

/* What waited while somebody listened is nobody's any more. */
static void company_look(struct bus *b)
{
    struct whispers *w = &b->whispers;
    bool company = b->news && !news_alone(b->news);

    atomic_store(&w->company, company);
    if (company)
        return;
    pthread_mutex_lock(&w->lock);
    all_drop(w);
    pthread_mutex_unlock(&w->lock);
}

static err whispers_send(struct bus *b, ctx *c)
{
    str pieces = whispers_gather(&b->whispers, &c->arena);

    if (!pieces.n)
        return OK;
    TRY(news_whispers(b->news, c, pieces));
    return ctx_sleep(c, WHISPER_PAUSE_MS);
}

static bool has_waiting(struct whispers *w)
{
    pthread_mutex_lock(&w->lock);
    bool waiting = !list_empty(&w->waiting);
    pthread_mutex_unlock(&w->lock);
    return waiting;
}

static void say(ctx *c, void *arg)
{
    struct bus *b = arg;
    struct arena_mark mark = arena_mark(&c->arena);
    u64 seen = 0;

    for (err e = OK; e != ERR_CANCELLED;) {
        company_look(b);
        e = whispers_send(b, c);
        if (e != ERR_CANCELLED && !has_waiting(&b->whispers))
            e = bell_wait(&b->whispers.news, c, &seen, LOOK_MS);
        arena_rewind(&c->arena, mark);
    }
}

void whispers_start(struct bus *b)
{
    runtime_spawn(b->world->runtime, 0, "whispers", say, b);
}

/* ---- heard ---- */

void bus_hear_whispers(struct bus *b, const char *kind, whisper_ear *hear, void *arg)
{
    struct whispers *w = &b->whispers;

    w->listeners = memory_resize(w->listeners, (w->listener_count + 1) * sizeof *w->listeners);
    w->listeners[w->listener_count++] = (struct whisper_listener){ kind, hear, arg };
}

static bool piece_cut(str *pieces, str *kind, str *text)
{
    str length;
    i64 n;

    if (!str_cut(pieces, ' ', kind) || !str_cut(pieces, ' ', &length) || !str_to_i64(length, &n) || n < 0 || (u64)n > pieces->n)
        return false;
    *text = str_to(*pieces, (size_t)n);
    *pieces = str_from(*pieces, (size_t)n);
    return true;
}

void whispers_hear(const struct whispers *w, i64 from, str pieces)
{
    for (str kind, text; pieces.n && piece_cut(&pieces, &kind, &text);)
        for (size_t i = 0; i < w->listener_count; i++)
            if (str_eq(kind, str_of(w->listeners[i].kind)))
                w->listeners[i].hear(w->listeners[i].arg, from, text);
}
