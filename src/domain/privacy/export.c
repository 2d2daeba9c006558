/*
 * Making an export: every capability gives what belongs to the account, row by row, in
 * short pages. The rows go through a buffer into the archive, and the archive into a
 * blob, which is visible once it is whole. A retried job starts over.
 */
#include "base/json.h"
#include "base/str.h"
#include "base/time.h"
#include "domain/audit/audit.h"
#include "domain/privacy/privacy.sql.h"
#include "domain/privacy/privacy_own.h"
#include "domain/privacy/zip.h"
#include "ports/blob.h"
#include "runtime/settings.h"

enum {
    BUFFER = 64 << 10, KEPT_MS = 7 * 24 * 3600 * 1000, SWEEP_MOST = 100,
    TRIES_MOST = 6,                  /* fewer than the job's: the last failure is reported here */
    AT_ONCE = 2, CROWDED_MS = 2000,  /* of all processes; further ones wait */
    STALE_MS = EXPORT_LEASE_MS
};

struct file_rows {
    struct rows rows;
    struct files files;              /* what is no rows */
    struct zip *zip;
    char *buffer;
    size_t n;
    i64 count;                       /* of the file */
};

struct making {
    id which;
    struct export_task task;
    struct blob_writer *blob;
    struct file_rows rows;
    i64 size, progress, written;
    bool crowded;                    /* too many others are being made */
    bool gone;                       /* its account was erased meanwhile */
};

str export_blob(struct arena *a, id which)
{
    return arena_format(a, "exports/%lld.zip", (long long)which.v);
}

/* ---- rows ---- */

static err flush(ctx *c, struct file_rows *r)
{
    size_t n = r->n;

    r->n = 0;
    return n ? zip_write(c, r->zip, (str){ r->buffer, n }) : OK;
}

static err text_add(ctx *c, struct file_rows *r, str text)
{
    while (text.n) {
        size_t n = BUFFER - r->n < text.n ? BUFFER - r->n : text.n;
        memcpy(r->buffer + r->n, text.p, n);
        r->n += n;
        text = str_from(text, n);
        if (r->n == BUFFER)
            TRY(flush(c, r));
    }
    return OK;
}

static err row_write(ctx *c, struct rows *to, const struct shape *s, const void *row)
{
    struct file_rows *r = CONTAINER(to, struct file_rows, rows);
    struct buf b = BUF_ON(&c->arena);

    buf_add(&b, r->count++ ? S(",\n  ") : S("\n  "));
    json_write(&b, s, row);
    return text_add(c, r, buf_str(&b));
}

/* ---- files ---- */

static err file_make(ctx *c, struct making *m, const struct belongings *b)
{
    m->rows.count = 0;
    TRY(zip_file(c, m->rows.zip, str_of(b->file)));
    TRY(text_add(c, &m->rows, S("[")));
    struct arena_mark mark = arena_mark(&c->arena);
    err e = b->tell(c, m->task.account_id, &m->rows.rows);
    if (e == OK)
        arena_rewind(&c->arena, mark);
    TRY(e);
    TRY(text_add(c, &m->rows, m->rows.count ? S("\n]\n") : S("]\n")));
    return flush(c, &m->rows);
}

static err plain_begin(ctx *c, struct files *to, str name)
{
    return zip_file(c, CONTAINER(to, struct file_rows, files)->zip, name);
}

static err plain_add(ctx *c, struct files *to, str piece)
{
    return zip_write(c, CONTAINER(to, struct file_rows, files)->zip, piece);
}

static err files_give(ctx *c, struct making *m, const struct belongings *b)
{
    struct arena_mark mark = arena_mark(&c->arena);
    err e = b->give(c, m->task.account_id, &m->rows.files);

    if (e == OK)
        arena_rewind(&c->arena, mark);
    return e;
}

/* Explains the files to the reader of the archive. */
static err contents_make(ctx *c, struct making *m)
{
    struct buf b = BUF_ON(&c->arena);

    TRY(zip_file(c, m->rows.zip, S("README.txt")));
    buf_lit(&b, "Everything that this server keeps about your account. Each file is a JSON array.\n\n");
    for (const struct capability *const *p = c->world->program->capabilities; *p; p++)
        for (const struct belongings *f = (*p)->belongings; f && f->file; f++)
            buf_format(&b, "%-24s %s\n", f->file, f->what);
    return zip_write(c, m->rows.zip, buf_str(&b));
}

static err export_step(tx *t, void *arg)
{
    struct making *m = arg;

    return q_export_step(t, m->which, m->progress, tx_now(t));
}

static i64 files_count(const struct world *w)
{
    i64 n = 0;

    for (const struct capability *const *p = w->program->capabilities; *p; p++)
        for (const struct belongings *f = (*p)->belongings; f && f->file; f++)
            n++;
    return n;
}

static err files_make(ctx *c, struct making *m)
{
    i64 done = 0, all = files_count(c->world);

    TRY(contents_make(c, m));
    for (const struct capability *const *p = c->world->program->capabilities; *p; p++) {
        for (const struct belongings *f = (*p)->belongings; f && f->file; f++) {
            TRY(file_make(c, m, f));
            TRY(f->give ? files_give(c, m, f) : OK);
            m->progress = 99 * ++done / all;
            TRY(transact(c, export_step, m));
        }
    }
    return OK;
}

static err to_blob(ctx *c, void *arg, str piece)
{
    struct making *m = arg;
    i64 most = privacy_settings(c->world->settings)->max_export;

    m->written += (i64)piece.n;
    if (m->written > most)
        return fail_saying(c, &export_too_large, "The archive would be larger than %lld octets.", (long long)most);
    return blob_write(c, m->blob, piece);
}

/* ---- the job ---- */

static err done(tx *t, void *arg)
{
    struct making *m = arg;
    when now = tx_now(t), until = { now.ms + KEPT_MS };
    i64 changed;

    TRY(q_export_done(t, m->which, m->size, now, until, &changed));
    m->gone = changed == 0;
    if (m->gone)
        return OK;
    TRY(audit_add(t, &(struct audit_note){ .action = &audit_export_made, .subject = m->task.account_id, .address = S(""),
        .detail = S("") }));
    TRY(job_add(t, "exports_replaced", id_text(tx_arena(t), m->which), now));
    return event_tell(t, export_ready, m->task.account_id, &(struct export_told){ m->which, until });
}

/* An export that waits for others restarts its job; that does not count as a try. */
static err export_begin(tx *t, void *arg)
{
    struct making *m = arg;
    when now = tx_now(t);
    struct export_tally others;

    TRY(q_exports_running(t, m->which, (when){ now.ms - STALE_MS }, (when){ now.ms + CLOCKS_APART_MS }, &others));
    m->crowded = others.n >= AT_ONCE;
    if (m->crowded)
        return job_add(t, "account_export", id_text(tx_arena(t), m->which), (when){ now.ms + CROWDED_MS });
    return q_export_try(t, m->which, now);
}

static err archive_make(ctx *c, struct making *m)
{
    TRY(blob_begin(c, c->world->blob, export_blob(&c->arena, m->which), &m->blob));
    m->rows.buffer = arena_alloc(&c->arena, BUFFER, 1);
    m->rows.zip = zip_begin(c, to_blob, m, ctx_now(c));
    TRY(files_make(c, m));
    TRY(zip_end(c, m->rows.zip, &m->size));
    TRY(blob_finish(c, m->blob));
    TRY(transact(c, done, m));
    return m->gone ? blob_drop(c, c->world->blob, export_blob(&c->arena, m->which)) : OK;
}

static err give_up(tx *t, void *arg)
{
    const struct making *m = arg;
    i64 failed;

    TRY(q_export_failed(t, m->which, (when){ tx_now(t).ms + KEPT_MS }, &failed));
    return failed ? q_budget_give_back(t, m->task.account_id, m->task.created_at) : OK;
}

/* Gives up: what it has left is removed, and its owner may ask for another. */
static err failed(ctx *c, struct making *m, err why)
{
    bool last = why == ERR_TOO_LARGE || m->task.tries + 1 >= TRIES_MOST;

    if (why == ERR_CANCELLED || !last)
        return why;
    ctx_log(c, LOG_ERROR, "an export was given up", KV_ID("account", m->task.account_id), KV_ID("export", m->which),
            KV_STR("error", str_of(error_facts[why].code)),
            KV_STR("cause", c->failure.cause));
    TRY(blob_drop(c, c->world->blob, export_blob(&c->arena, m->which)));
    return transact(c, give_up, m);
}

err export_make(ctx *c, str payload)
{
    struct making m = { .rows = { .rows.add = row_write, .files = { plain_begin, plain_add } } };

    if (!id_parse(payload, &m.which))
        return OK;
    err e = q_export_of(c, m.which, &m.task);
    if (e == ERR_NOT_FOUND || (e == OK && (str_eq(m.task.state, S("ready")) || str_eq(m.task.state, S("failed")))))
        return OK;
    TRY(e);
    TRY(transact(c, export_begin, &m));
    if (m.crowded)
        return OK;
    e = archive_make(c, &m);
    return e == OK ? OK : failed(c, &m, e);
}

/* ---- the end of exports ---- */

static err export_delete(tx *t, void *arg)
{
    return q_export_drop(t, *(const id *)arg);
}

/* First the file, then the row: after a crash in between, both are done again. */
static err export_end(ctx *c, id which)
{
    TRY(blob_drop(c, c->world->blob, export_blob(&c->arena, which)));
    return transact(c, export_delete, &which);
}

static err ends(ctx *c, const export_end_page *page)
{
    for (size_t i = 0; i < page->n; i++)
        TRY(export_end(c, page->at[i].id));
    return OK;
}

static err budgets_sweep(tx *t, void *arg)
{
    (void)arg;
    return q_budgets_over(t, (when){ tx_now(t).ms - EXPORT_BUDGET_MS });
}

err exports_sweep(ctx *c)
{
    export_end_page page;

    TRY(transact(c, budgets_sweep, NULL));
    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_exports_over(c, ctx_now(c), SWEEP_MOST, &page));
        TRY(ends(c, &page));
        arena_rewind(&c->arena, mark);
    } while (page.n == SWEEP_MOST);
    return OK;
}

err exports_replaced(ctx *c, str payload)
{
    struct export_task task;
    export_end_page page;
    id newest;

    err e = id_parse(payload, &newest) ? q_export_of(c, newest, &task) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    do {
        TRY(q_exports_before(c, task.account_id, newest, SWEEP_MOST, &page));
        TRY(ends(c, &page));
    } while (page.n == SWEEP_MOST);
    return OK;
}

err exports_drop_all(ctx *c, str payload)
{
    export_end_page page;
    id account;

    if (!id_parse(payload, &account))
        return OK;
    do {
        TRY(q_exports_all(c, account, SWEEP_MOST, &page));
        TRY(ends(c, &page));
    } while (page.n == SWEEP_MOST);
    return OK;
}

err exports_of_erased(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    TRY(q_budget_drop(t, who));
    return job_add(t, "exports_drop", e->key, tx_now(t));
}
