#include "ports/blob.h"
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/blob/own.h"
#include "ports/blob/s3/own.h"
#include "ports/files.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

enum { KEY_MOST = 200, DROPPED_AT_ONCE = 100 };

bool blob_key_good(str key)
{
    bool good = key.n >= 1 && key.n <= KEY_MOST && key.p[0] != '/' && key.p[0] != '.' && !str_ends(key, S("/"));

    for (size_t i = 0; good && i < key.n; i++)
        good = (key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= '0' && key.p[i] <= '9') || str_find_byte(S("/._-"), key.p[i]) >= 0;
    return good && str_find(key, S("..")) < 0 && str_find(key, S("//")) < 0;
}

static err key_check(ctx *c, str key)
{
    if (!blob_key_good(key))
        return fail_with(c, ERR_INVALID, "a blob's key is 1 to %d of a-z, 0-9, '/', '.', '_' and '-'.", KEY_MOST);
    return OK;
}

/* What the caller asked for wrongly, and what is not there, is no fault of the store. */
static err counted(ctx *c, const struct blob *b, err e)
{
    bool fault = e == ERR_IO || e == ERR_FULL || e == ERR_UNAVAILABLE || e == ERR_TIMEOUT;

    if (UNLIKELY(fault))
        metric_add(c->world->metrics, M_BLOB_ERRORS, b->label, 1);
    return e;
}

/* ---- files of this machine ---- */

struct errand {
    const char *folder;
    int fd;
    str part;
    i64 from, most;
    char *to;
    size_t n;
    int why;                         /* errno; 0: it went well */
};

static err errand_run(ctx *c, struct errand *e, void (*work)(void *), const char *what)
{
    TRY(ctx_task(c, TASK_QUICK, work, e));
    if (!e->why)
        return OK;
    failure_cause(&c->failure, "%s: %s", what, strerror(e->why));
    return err_of_errno(e->why);
}

static void temporary_work(void *arg)
{
    struct errand *e = arg;

    e->fd = spool_file(e->folder);
    e->why = e->fd < 0 ? errno : 0;
}

err blob_temporary(ctx *c, int *fd)
{
    struct errand e = { .folder = spool_folder(&c->arena, c->world->settings).p };

    TRY(errand_run(c, &e, temporary_work, "a temporary file"));
    spool_close_later(c, e.fd);
    *fd = e.fd;
    return OK;
}

static void read_work(void *arg)
{
    struct errand *e = arg;

    while (e->n < (size_t)e->most) {
        ssize_t got = pread(e->fd, e->to + e->n, (size_t)e->most - e->n, e->from + (i64)e->n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            e->why = errno;
        if (got <= 0)
            break;
        e->n += (size_t)got;
    }
}

static err file_read(ctx *c, const struct blob_reader *r, i64 from, i64 most, str *out)
{
    i64 left = r->facts.size > from ? r->facts.size - from : 0;
    struct errand e = { .fd = r->fd, .from = from, .most = left < most ? left : most };

    e.to = arena_alloc(&c->arena, (size_t)e.most + 1, 1);
    TRY(errand_run(c, &e, read_work, "a blob that is held"));
    *out = (str){ e.to, e.n };
    return OK;
}

/* ---- writing ---- */

struct blob_writer {
    struct blob *to;
    str key;
    int fd;
    i64 size;
    bool finished;
};

err blob_begin(ctx *c, struct blob *b, str key, struct blob_writer **out)
{
    struct blob_writer *w = arena_new(&c->arena, struct blob_writer);

    TRY(key_check(c, key));
    *w = (struct blob_writer){ .to = b, .key = arena_copy(&c->arena, key) };
    TRY(counted(c, b, blob_temporary(c, &w->fd)));
    *out = w;
    return OK;
}

static void write_work(void *arg)
{
    struct errand *e = arg;

    e->why = file_write_all(e->fd, e->part) ? 0 : errno;
}

err blob_write(ctx *c, struct blob_writer *w, str part)
{
    struct errand e = { .fd = w->fd, .part = part };

    assert(!w->finished);
    TRY(counted(c, w->to, errand_run(c, &e, write_work, "a blob that is written")));
    w->size += (i64)part.n;
    return OK;
}

err blob_finish(ctx *c, struct blob_writer *w)
{
    assert(!w->finished);
    TRY(counted(c, w->to, w->to->adapter->put(c, w->to, w->key, w->fd, w->size)));
    w->finished = true;
    return OK;
}

err blob_put(ctx *c, struct blob *b, str key, int fd, i64 size)
{
    TRY(key_check(c, key));
    return counted(c, b, b->adapter->put(c, b, key, fd, size));
}

/* One fiber for each but the first, which is the caller's: it waits for all, since what they use is its. */
struct putting { ctx *waits; struct blob *to; size_t open; };
struct part { struct putting *of; const struct blob_item *item; err e; const struct problem *problem; str cause; int retry_after; };

static void part_put(ctx *c, struct part *p)
{
    p->e = blob_put(c, p->of->to, p->item->key, p->item->fd, p->item->size);
    if (p->e == OK)
        return;
    p->problem = c->failure.problem;
    p->retry_after = c->failure.retry_after;
    p->cause = memory_copy(c->failure.cause);
}

static void part_run(ctx *c, void *arg)
{
    struct part *p = arg;
    struct putting *of = p->of;

    part_put(c, p);
    ctx_end(c);
    if (--of->open == 0 && of->waits)
        ctx_wake(of->waits);
}

static err part_fail(ctx *c, const struct part *p)
{
    err e = p->problem ? fail(c, p->problem) : fail_with(c, p->e, "A file could not be kept.");

    failure_cause(&c->failure, STR_FMT, STR_ARG(p->cause));
    c->failure.retry_after = p->retry_after;
    return e;
}

static void parts_start(ctx *c, struct part *parts, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        ctx *own = ctx_new(c->loop);
        own->deadline_ms = c->deadline_ms;
        ctx_start_own(own, part_run, &parts[i]);
    }
}

err blob_put_all(ctx *c, struct blob *b, const struct blob_item *items, size_t n)
{
    struct part *parts = arena_zero(&c->arena, (n + 1) * sizeof *parts, _Alignof(struct part));
    struct putting of = { .to = b, .open = n > 1 ? n - 1 : 0 };
    err e = OK;

    for (size_t i = 0; i < n; i++)
        parts[i] = (struct part){ .of = &of, .item = &items[i] };
    parts_start(c, parts, n);
    if (n)
        part_put(c, &parts[0]);
    of.waits = c;                    /* not before: a wake is for one park */
    while (of.open)
        ctx_park_firm(c);
    for (size_t i = 0; i < n; i++) {
        e = e == OK && parts[i].e != OK ? part_fail(c, &parts[i]) : e;
        memory_free((void *)parts[i].cause.p);
    }
    return e;
}

err blob_drop(ctx *c, struct blob *b, str key)
{
    TRY(key_check(c, key));
    return counted(c, b, b->adapter->drop(c, b, key));
}

static err at_once_drop(ctx *c, struct blob *b, strs keys)
{
    return b->adapter->drop_at_once ? b->adapter->drop_at_once(c, b, keys) : ERR_NOT_BUILT;
}

err blob_drop_at_once(ctx *c, struct blob *b, strs keys)
{
    for (size_t i = 0; i < keys.n; i++)
        TRY(key_check(c, keys.at[i]));
    return keys.n ? counted(c, b, at_once_drop(c, b, keys)) : OK;
}

static err each_drop(ctx *c, struct blob *b, strs keys)
{
    err e = at_once_drop(c, b, keys);

    if (e != ERR_NOT_BUILT)
        return e;
    for (size_t i = 0; i < keys.n; i++)
        TRY(b->adapter->drop(c, b, keys.at[i]));
    return OK;
}

static err listed_drop(ctx *c, struct blob *b, str prefix)
{
    strs keys = { arena_array(&c->arena, str, DROPPED_AT_ONCE), 0 };
    blob_entry_page page;

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        page = (blob_entry_page){0};
        TRY(b->adapter->list(c, b, prefix, S(""), DROPPED_AT_ONCE, &page));
        for (keys.n = 0; keys.n < page.n; keys.n++)
            keys.at[keys.n] = page.at[keys.n].key;
        TRY(keys.n ? each_drop(c, b, keys) : OK);
        arena_rewind(&c->arena, mark);
    } while (page.n == DROPPED_AT_ONCE);
    return b->adapter->forget ? b->adapter->forget(c, b, prefix) : OK;
}

err blob_drop_all(ctx *c, struct blob *b, str prefix)
{
    assert(str_find_byte(prefix, '-') > 0);
    return counted(c, b, listed_drop(c, b, prefix));
}

/* ---- reading ---- */

err blob_look(ctx *c, struct blob *b, str key, struct blob_facts *facts)
{
    *facts = (struct blob_facts){0};
    TRY(key_check(c, key));
    return counted(c, b, b->adapter->look(c, b, key, facts));
}

static err file_hold(ctx *c, struct blob *b, str key, struct blob_reader **out)
{
    struct blob_reader *r = arena_new(&c->arena, struct blob_reader);

    *r = (struct blob_reader){ .blob = b, .key = key };
    *out = r;
    return b->adapter->file(c, b, key, INT64_MAX, &r->fd, &r->facts);
}

err blob_hold(ctx *c, struct blob *b, str key, struct blob_stretch first, struct blob_reader **out, struct blob_facts *facts)
{
    TRY(key_check(c, key));
    TRY(counted(c, b, b->adapter->hold ? b->adapter->hold(c, b, key, first, out) : file_hold(c, b, key, out)));
    *facts = (*out)->facts;
    return OK;
}

err blob_read(ctx *c, struct blob_reader *r, i64 from, i64 most, i64 left, str *out)
{
    assert(from >= 0 && most >= 0 && left >= most);
    return counted(c, r->blob, r->fd >= 0 ? file_read(c, r, from, most, out) : r->blob->adapter->read(c, r, from, most, left, out));
}

err blob_hold_shared(ctx *c, struct blob *b, str key, struct blob_stretch first, struct blob_reader **out, struct blob_facts *facts)
{
    struct blob_reader *r = arena_new(&c->arena, struct blob_reader);

    *r = (struct blob_reader){ .blob = b, .key = key, .fd = -1 };
    if (!b->adapter->hold && kept_take(c, r)) {
        *out = r;
        *facts = r->facts;
        return OK;
    }
    TRY(blob_hold(c, b, key, first, out, facts));
    if ((*out)->fd >= 0)
        kept_add(c, *out);
    return OK;
}

str blob_origin(const struct blob *b) { return b->origin; }
int blob_reader_fd(const struct blob_reader *r) { return r->fd; }

err blob_file(ctx *c, struct blob *b, str key, i64 most, int *fd, struct blob_facts *facts)
{
    TRY(key_check(c, key));
    return counted(c, b, b->adapter->file(c, b, key, most, fd, facts));
}

err blob_list(ctx *c, struct blob *b, str prefix, str after, i64 most, blob_entry_page *out)
{
    *out = (blob_entry_page){0};
    return counted(c, b, b->adapter->list(c, b, prefix, after, most, out));
}

/* ---- the store ---- */

bool blob_permits(const struct blob *b) { return b->adapter->permit; }

err blob_permit(ctx *c, struct blob *b, const struct blob_permit *p, struct blob_permitted *out)
{
    TRY(key_check(c, p->key));
    if (!b->adapter->permit)
        return fail_with(c, ERR_NOT_BUILT, "Files on the disk have no URLs of their own.");
    *out = (struct blob_permitted){0};
    return b->adapter->permit(c, b, p, out);
}

const char *blob_kind(const struct blob *b) { return b->adapter->name; }
err blob_room(ctx *c, struct blob *b, i64 *octets) { return b->adapter->room(c, b, octets); }
err blob_answers(ctx *c, struct blob *b) { return b->adapter->answers(c, b); }

static err store_open(struct world *w, struct failure *failure, str where, struct blob **out)
{
    TRY(spool_open(w, failure));
    if (str_eq(where, S("disk")))
        return blob_disk_open(w, failure, out);
    if (str_starts(where, S("s3://")))
        return s3_open(w, failure, where, out);
    return failure_with(failure, ERR_INVALID, "blob: this is neither disk nor an address such as s3://HOST/BUCKET.");
}

err blob_open_at(struct world *w, struct failure *failure, str where, struct blob **out)
{
    TRY(store_open(w, failure, where, out));
    (*out)->label = metric_label(w->metrics, M_BLOB_ERRORS, str_of((*out)->adapter->name));
    kept_open(w, *out);
    return OK;
}

err blob_open(struct world *w, struct failure *failure, struct blob **out)
{
    return blob_open_at(w, failure, w->settings->blob, out);
}

static void first_look(ctx *c, void *arg)
{
    (void)arg;
    if (blob_answers(c, c->world->blob) != OK && !c->cancelled)
        ctx_log(c, LOG_WARN, "the store of files does not answer; what needs files is refused until it does",
                KV_STR("store", str_of(blob_kind(c->world->blob))), KV_STR("problem", c->failure.cause));
}

void blob_watch(struct world *w)
{
    runtime_spawn(w->runtime, 0, "blob", first_look, NULL);
}

void blob_close(struct blob **blob)
{
    if (*blob) {
        kept_close(*blob);
        (*blob)->adapter->close(*blob);
    }
    *blob = NULL;
}
