/* kith blob: are all files there that something names, and no others; and copying them to another store while the server runs. */
#include <stdio.h>
#include "base/json.h"
#include "base/str.h"
#include "cli/visit.h"
#include "ports/blob.h"
#include "ports/files.h"
#include "work/holdings.h"

/* ---- check ---- */

struct blob_findings { str store; i64 files, bytes, needed, strays, missing; strs stray_keys, missing_keys; };
SHAPE(blob_findings,
    FIELD(blob_findings, store), FIELD(blob_findings, files), FIELD(blob_findings, bytes), FIELD(blob_findings, needed),
    FIELD(blob_findings, strays), FIELD(blob_findings, missing), FIELD(blob_findings, stray_keys), FIELD(blob_findings, missing_keys));

struct looking { struct line *line; const struct capability *part; struct holdings_found found; const char *store; };

static err part_look(ctx *c, void *arg)
{
    struct looking *k = arg;

    k->store = blob_kind(c->world->blob);
    return holdings_check(c, k->part, k->line->arena, &k->found);
}

static err parts_look(struct line *l, struct host *h, void *arg)
{
    struct looking *k = arg;

    for (const struct capability *const *p = l->program->capabilities; *p; p++) {
        k->part = *p;
        if (k->part->holdings)
            TRY(host_call(h, part_look, k, &l->failure));
    }
    return OK;
}

static void keys_print(const char *what, strs keys, i64 n)
{
    for (size_t i = 0; i < keys.n; i++)
        printf("%-8s " STR_FMT "\n", what, STR_ARG(keys.at[i]));
    if (n > (i64)keys.n)
        printf("%-8s and %lld more\n", what, (long long)n - (i64)keys.n);
}

static void findings_print(const struct looking *k)
{
    const struct holdings_found *f = &k->found;
    struct blob_findings told = { str_of(k->store), f->files, f->bytes, f->needed, f->strays, f->missing, f->stray_keys, f->missing_keys };
    struct buf json = BUF_ON(k->line->arena);

    if (k->line->own[FLAG_JSON].p) {
        json_write(&json, &blob_findings_shape, &told);
        printf(STR_FMT "\n", STR_ARG(buf_str(&json)));
        return;
    }
    keys_print("stray", f->stray_keys, f->strays);
    keys_print("missing", f->missing_keys, f->missing);
    printf("%lld files of %lld bytes on %s: %lld that nothing names; %lld that are missing of %lld\n", (long long)f->files,
           (long long)f->bytes, k->store, (long long)f->strays, (long long)f->missing, (long long)f->needed);
}

static int blob_check(struct line *l)
{
    struct looking k = { .line = l };
    int status = visit(l, HOST_READS, parts_look, &k);

    if (status != DONE)
        return status;
    findings_print(&k);
    return k.found.strays || k.found.missing ? FAILED : DONE;
}

/* ---- move ---- */

enum { AT_ONCE = 10000, TELL_MS = 2000 };

struct moving {
    struct line *line;
    struct blob *to;
    struct arena arena;              /* of one page */
    struct arena_mark clean;
    blob_entry_page page;
    str after;
    const struct blob_entry *entry;
    i64 files, copied, bytes, told_ms;
};

static err page_fetch(ctx *c, void *arg)
{
    struct moving *m = arg;
    blob_entry_page page;

    TRY(blob_list(c, c->world->blob, S(""), m->after, AT_ONCE, &page));
    m->page = (blob_entry_page){ .at = arena_array(&m->arena, struct blob_entry, page.n + 1), .n = page.n };
    for (size_t i = 0; i < page.n; i++) {
        m->page.at[i] = page.at[i];
        m->page.at[i].key = arena_copy(&m->arena, page.at[i].key);
    }
    return OK;
}

/* It was copied after it came to be, and what was copied was compared. */
static err copied_already(ctx *c, const struct moving *m, bool *is)
{
    struct blob_facts facts;
    err e = blob_look(c, m->to, m->entry->key, &facts);

    *is = e == OK && facts.size == m->entry->size && facts.changed_at.ms + 1000 > m->entry->changed_at.ms;
    return e == ERR_NOT_FOUND ? OK : e;
}

struct digest { int fd; i64 size; u8 sum[32]; bool good; };

static void digest_work(void *arg)
{
    struct digest *d = arg;

    d->good = file_sha256(d->fd, 0, d->size, d->sum);
}

static err digest_of(ctx *c, struct blob *b, str key, i64 most, struct digest *out)
{
    struct blob_facts facts;

    TRY(blob_file(c, b, key, most, &out->fd, &facts));
    out->size = facts.size;
    TRY(ctx_task(c, TASK_HEAVY, digest_work, out));
    return out->good ? OK : fail_with(c, ERR_IO, "A file could not be read.");
}

static err file_move(ctx *c, void *arg)
{
    struct moving *m = arg;
    struct digest from, to;
    bool already;

    TRY(copied_already(c, m, &already));
    m->files++;
    if (already)
        return OK;
    err e = digest_of(c, c->world->blob, m->entry->key, m->entry->size, &from);
    if (e == ERR_NOT_FOUND)          /* removed meanwhile */
        return OK;
    TRY(e);
    TRY(blob_put(c, m->to, m->entry->key, from.fd, from.size));
    TRY(digest_of(c, m->to, m->entry->key, from.size, &to));
    if (to.size != from.size || memcmp(to.sum, from.sum, sizeof to.sum) != 0)
        return fail_with(c, ERR_IO, "The copy of " STR_FMT " is not what was copied.", STR_ARG(m->entry->key));
    m->copied++;
    m->bytes += from.size;
    return OK;
}

static void progress_tell(struct moving *m)
{
    if (mono_ms() - m->told_ms < TELL_MS)
        return;
    m->told_ms = mono_ms();
    fprintf(stderr, "%lld files, %lld copied, %lld bytes\n", (long long)m->files, (long long)m->copied, (long long)m->bytes);
}

static err page_move(struct moving *m, struct host *h)
{
    arena_rewind(&m->arena, m->clean);
    TRY(host_call(h, page_fetch, m, &m->line->failure));
    for (size_t i = 0; i < m->page.n; i++) {
        m->entry = &m->page.at[i];
        TRY(host_call(h, file_move, m, &m->line->failure));
        progress_tell(m);
    }
    if (m->page.n)
        m->after = arena_copy(m->line->arena, m->page.at[m->page.n - 1].key);
    return OK;
}

static err pages_move(struct line *l, struct host *h, void *arg)
{
    struct moving *m = arg;

    TRY(blob_open_at(&h->world, &l->failure, l->own[FLAG_TO], &m->to));
    err e;
    do
        e = page_move(m, h);
    while (e == OK && m->page.n == AT_ONCE);
    runtime_stop(h->world.runtime);
    blob_close(&m->to);
    return e;
}

static void what_to_set(const struct line *l, const struct moving *m)
{
    printf("%lld files are there, %lld of them copied now (%lld bytes), each compared by its SHA-256\n", (long long)m->files,
           (long long)m->copied, (long long)m->bytes);
    if (m->copied)
        printf("files that came meanwhile may be missing: stop the server and run this again before the next step\n");
    printf("then set\n\n    blob = " STR_FMT "\n\nand start the server; nothing was removed from the old store\n",
           STR_ARG(l->own[FLAG_TO]));
}

static int blob_move(struct line *l)
{
    struct moving m = { .line = l };

    if (!l->own[FLAG_TO].n)
        return complain(l, MISUSED, "where to? --to disk, or --to s3://HOST/BUCKET");
    if (str_eq(l->own[FLAG_TO], l->settings.blob))
        return complain(l, MISUSED, "that is the store that the setting blob names already");
    arena_init(&m.arena, NULL, 0);
    m.clean = arena_mark(&m.arena);
    int status = visit(l, HOST_READS, pages_move, &m);
    if (status == DONE)
        what_to_set(l, &m);
    arena_close(&m.arena);
    return status;
}

int blob_run(struct line *l)
{
    return word_is(l, "check") ? blob_check(l) : blob_move(l);
}
