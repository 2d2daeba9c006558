/*
 * Making an export: every part of the program tells what belongs to the account, row by
 * row, in short pages; the rows go through a buffer into the archive, and the archive into
 * a blob, which is there once it is whole. A job that is tried again begins anew.
 */
#include "base/json.h"
#include "base/str.h"
#include "base/time.h"
#include "domain/audit/audit.h"
#include "domain/privacy/privacy.sql.h"
#include "domain/privacy/privacy_own.h"
#include "domain/privacy/zip.h"
#include "ports/blob.h"

enum { BUFFER = 64 << 10, KEPT_MS = 7 * 24 * 3600 * 1000, SWEEP_MOST = 100 };

struct file_rows {
    struct rows rows;
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
    i64 size, progress;
    bool gone;                       /* its account has been erased meanwhile */
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

static err add(ctx *c, struct rows *to, const struct shape *s, const void *row)
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

/* What the files are, for whoever opens the archive. */
static err contents_make(ctx *c, struct making *m)
{
    struct buf b = BUF_ON(&c->arena);

    TRY(zip_file(c, m->rows.zip, S("README.txt")));
    buf_lit(&b, "All that this server keeps about your account. Each file is a JSON array.\n\n");
    for (const struct part *const *p = c->world->parts; *p; p++)
        for (const struct belongings *f = (*p)->belongings; f && f->file; f++)
            buf_format(&b, "%-24s %s\n", f->file, f->what);
    return zip_write(c, m->rows.zip, buf_str(&b));
}

static err step(tx *t, void *arg)
{
    struct making *m = arg;

    return q_export_step(t, m->which, S("running"), m->progress);
}

static i64 files_count(const struct world *w)
{
    i64 n = 0;

    for (const struct part *const *p = w->parts; *p; p++)
        for (const struct belongings *f = (*p)->belongings; f && f->file; f++)
            n++;
    return n;
}

static err files_make(ctx *c, struct making *m)
{
    i64 done = 0, all = files_count(c->world);

    TRY(contents_make(c, m));
    for (const struct part *const *p = c->world->parts; *p; p++) {
        for (const struct belongings *f = (*p)->belongings; f && f->file; f++) {
            TRY(file_make(c, m, f));
            m->progress = 99 * ++done / all;
            TRY(transact(c, step, m));
        }
    }
    return OK;
}

static err to_blob(ctx *c, void *arg, str piece)
{
    struct making *m = arg;

    return blob_write(c, m->blob, piece);
}

/* ---- the job ---- */

static err tell_ready(tx *t, const struct making *m, when until)
{
    str key = id_text(tx_arena(t), m->task.account_id);
    char date[RFC3339_LENGTH];

    time_rfc3339(until, date);
    str payload = arena_format(tx_arena(t), "{\"export\":\"%lld\",\"expires_at\":\"%.*s\"}", (long long)m->which.v, RFC3339_LENGTH, date);
    return event_add(t, &(struct event_draft){ S("export.ready"), key, payload });
}

static err done(tx *t, void *arg)
{
    struct making *m = arg;
    when now = tx_now(t), until = { now.ms + KEPT_MS };
    i64 changed;

    TRY(q_export_done(t, m->which, m->size, now, until, &changed));
    m->gone = changed == 0;
    if (m->gone)
        return OK;
    TRY(audit_add(t, &(struct audit_note){ .action = AUDIT_export_made, .subject = m->task.account_id, .address = S(""), .detail = S("") }));
    return tell_ready(t, m, until);
}

err export_make(ctx *c, str payload)
{
    struct making m = { .rows.rows.add = add };

    if (!id_parse(payload, &m.which))
        return OK;
    err e = q_export_of(c, m.which, &m.task);
    if (e == ERR_NOT_FOUND || (e == OK && str_eq(m.task.state, S("ready"))))
        return OK;
    TRY(e);
    c->caller = (struct caller){ .account = m.task.account_id };     /* told as to its owner */
    TRY(transact(c, step, &m));
    TRY(blob_begin(c, export_blob(&c->arena, m.which), &m.blob));
    m.rows.buffer = arena_alloc(&c->arena, BUFFER, 1);
    m.rows.zip = zip_begin(c, to_blob, &m, ctx_now(c));
    TRY(files_make(c, &m));
    TRY(zip_end(c, m.rows.zip, &m.size));
    TRY(blob_finish(c, m.blob));
    TRY(transact(c, done, &m));
    return m.gone ? blob_drop(c, export_blob(&c->arena, m.which)) : OK;
}

/* ---- the end of exports ---- */

static err drop(tx *t, void *arg)
{
    return q_export_drop(t, *(const id *)arg);
}

/* First the file, then the row: what is left of a crash in between is done again. */
static err export_end(ctx *c, id which)
{
    TRY(blob_drop(c, export_blob(&c->arena, which)));
    return transact(c, drop, &which);
}

static err ends(ctx *c, const export_end_page *page)
{
    for (size_t i = 0; i < page->n; i++)
        TRY(export_end(c, page->at[i].id));
    return OK;
}

err exports_sweep(ctx *c)
{
    export_end_page page;

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_exports_over(c, ctx_now(c), SWEEP_MOST, &page));
        TRY(ends(c, &page));
        arena_rewind(&c->arena, mark);
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
    return job_add(t, "exports_drop", e->key, tx_now(t));
}
