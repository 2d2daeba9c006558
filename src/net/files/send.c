/*
 * Sending a file. A piece that lies in the kernel's page cache is copied on the loop,
 * which takes about 10 us for 64 KiB; handing it to another thread and back costs that
 * much again. The task pool reads what is not there, so that a slow disk holds up
 * nobody else. What the kernel sends by itself is looked at first: an octet of each
 * stretch that it reads ahead shows whether that is there.
 */
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/files/compress.h"
#include "net/files/content.h"
#include "net/files/own.h"

/* ---- reading ---- */

struct reading { int fd; char *to; size_t n; i64 at; ssize_t got; };

static void read_blocking(void *arg)
{
    struct reading *r = arg;

    do
        r->got = pread(r->fd, r->to, r->n, r->at);
    while (r->got < 0 && errno == EINTR);
}

err file_read(ctx *c, int fd, i64 at, char *to, size_t n, size_t *got)
{
    struct reading r = { fd, to, n, at, -1 };
    struct iovec piece = { to, n };

    ctx_chaos(c);
    r.got = preadv2(fd, &piece, 1, at, RWF_NOWAIT);
    if (r.got < 0)
        TRY(ctx_task(c, TASK_QUICK, read_blocking, &r));
    if (r.got < 0)
        return fail_with(c, ERR_IO, "The file cannot be read.");
    *got = (size_t)r.got;
    return OK;
}

enum { AHEAD = 128 * 1024, FETCH_BLOCK = 64 * 1024 };        /* octets that the kernel reads at once; that we do */

struct fetching { int fd; i64 at, n; };

static bool octet_is_there(int fd, i64 at)
{
    char octet;
    struct iovec one = { &octet, 1 };

    return preadv2(fd, &one, 1, at, RWF_NOWAIT) >= 0;
}

static bool is_there(int fd, i64 from, i64 n)
{
    for (i64 at = from; at < from + n; at += AHEAD)
        if (!octet_is_there(fd, at))
            return false;
    return octet_is_there(fd, from + n - 1);
}

static void fetch_blocking(void *arg)
{
    const struct fetching *f = arg;
    char *block = memory_alloc(FETCH_BLOCK);
    i64 at = f->at, end = f->at + f->n;

    for (ssize_t got = 1; at < end && got > 0; at += got)
        got = pread(f->fd, block, end - at < FETCH_BLOCK ? (size_t)(end - at) : FETCH_BLOCK, at);
    memory_free(block);
}

err file_fetch(ctx *c, int fd, i64 from, i64 n)
{
    struct fetching f = { fd, from, n };

    return is_there(fd, from, n) ? OK : ctx_task(c, TASK_QUICK, fetch_blocking, &f);
}

static err whole_read(ctx *c, const void *from, char *to)
{
    const struct file *f = from;
    size_t whole = (size_t)f->size, n;

    for (size_t at = 0; at < whole; at += n) {
        TRY(file_read(c, f->fd, (i64)at, to + at, whole - at, &n));
        if (!n)
            return fail_with(c, ERR_IO, "The file became shorter.");
    }
    return OK;
}

/* ---- the head ---- */

/* Which file it is, how long, and when it changed: another file, or the same with other content, has another tag. */
static str etag_of(struct arena *a, const struct file *f)
{
    u64 changed = (u64)f->facts.st_mtim.tv_sec * 1000000000u + (u64)f->facts.st_mtim.tv_nsec;
    str suffix = coding_suffix(f->sent);

    return arena_format(a, "\"%llx-%llx-%llx%s" STR_FMT "\"", (unsigned long long)f->facts.st_ino, (unsigned long long)f->size,
                        (unsigned long long)changed, suffix.n ? "-" : "", STR_ARG(suffix));
}

/* Not later than now: a clock that was wrong once must not make the file look unchanged for years. */
static when modified_of(ctx *c, const struct file *f)
{
    i64 then = (i64)f->facts.st_mtim.tv_sec * 1000, now = ctx_now(c).ms;

    return (when){ then < now ? then : now };
}

static void lines(struct exchange *e, const struct content *all, const struct content_plan *plan, enum coding sent)
{
    content_lines(e, all);
    reply_header(e, S("Cache-Control"), S("no-cache"));
    if (plan->status != 304 && sent != CODING_IDENTITY)
        reply_header(e, S("Content-Encoding"), coding_name(sent));
}

static bool takes_it_plain(const struct exchange *e)
{
    return coding_wanted(e, 1 << CODING_IDENTITY) != CODING_COUNT;
}

static err plan_make(struct exchange *e, const struct file *f, str type, struct content *all, struct content_plan *plan)
{
    *all = (struct content){ type, f->size, { etag_of(&e->c->arena, f), modified_of(e->c, f) }, .file = &f->fd };
    return content_plan(e, all, plan);
}

err file_send(struct exchange *e, struct file *f, str type, struct forms *forms)
{
    struct form_source source = { &f->facts, f->sent, whole_read, f };
    struct form *form = NULL;
    struct content_plan plan;
    struct content all;

    TRY(plan_make(e, f, type, &all, &plan));
    if (plan.status == 200 && f->sent != f->coding) {
        err made = form_take(e->c, forms, &source, &form);
        if (made != OK && (made != ERR_BUSY || !takes_it_plain(e)))
            return made;
        if (made != OK) {
            failure_begin(&e->c->failure, &e->c->arena);
            f->sent = f->coding;
            TRY(plan_make(e, f, type, &all, &plan));
        }
    }
    lines(e, &all, &plan, f->sent);
    if (!form)
        return content_send(e, &all, &plan);
    reply(e, 200, type, form_body(form));
    form_give(forms, &form);
    return OK;
}
