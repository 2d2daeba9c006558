#include "net/files/document.h"
#include <stdatomic.h>
#include "base/hash.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/files/conditions.h"

enum { WAIT_MS = 2 };                /* between two looks at a form that another fiber makes */

struct form { str made; struct buf bytes; _Atomic bool ready, taken; };        /* `taken`: somebody makes it, or has */

struct document {
    str type, body;
    u64 hash;
    u32 codings;                     /* that it has, or will have */
    bool lasting;
    struct form forms[CODING_COUNT];
};

struct document *document_open(str type, str body)
{
    struct document *d = memory_new(struct document);

    d->type = type;
    d->body = body;
    d->hash = hash_seeded(0, body);
    d->codings = body.n >= COMPRESS_LEAST && type_compresses(type) ? CODINGS_ALL : 1 << CODING_IDENTITY;
    return d;
}

struct document *document_ready(str type, const str forms[CODING_COUNT], bool lasting)
{
    struct document *d = document_open(type, forms[CODING_IDENTITY]);

    d->lasting = lasting;
    d->codings = 1 << CODING_IDENTITY;
    for (int i = 0; i < CODING_COUNT; i++) {
        struct form *f = &d->forms[i];
        f->made = forms[i];
        f->ready = forms[i].n > 0;
        d->codings |= (u32)f->ready << i;
    }
    return d;
}

void document_close(struct document **document)
{
    struct document *d = *document;

    if (!d)
        return;
    for (int i = 0; i < CODING_COUNT; i++)
        buf_close(&d->forms[i].bytes);
    memory_free(d);
    *document = NULL;
}

/* ---- its forms ---- */

struct making { struct form *form; enum coding coding; str body; };

static void document_compress(void *arg)
{
    struct making *m = arg;

    compress_add(&m->form->bytes, m->coding, EFFORT_DENSE, m->body);
    m->form->made = buf_str(&m->form->bytes);
    m->form->ready = true;
}

err document_form(ctx *c, struct document *d, enum coding coding, str *form)
{
    struct form *f = &d->forms[coding];

    if (coding == CODING_IDENTITY) {
        *form = d->body;
        return OK;
    }
    while (!f->ready) {
        if (atomic_exchange(&f->taken, true)) {
            TRY(ctx_sleep(c, WAIT_MS));
            continue;
        }
        err e = ctx_task(c, TASK_HEAVY, document_compress, &(struct making){ f, coding, d->body });
        if (e != OK) {
            f->taken = false;
            return e;
        }
    }
    *form = f->made;
    return OK;
}

/* ---- its answer ---- */

static str etag_of(struct arena *a, const struct document *d, enum coding coding)
{
    str suffix = coding_suffix(coding);

    return arena_format(a, "\"%016llx%s" STR_FMT "\"", (unsigned long long)d->hash, suffix.n ? "-" : "", STR_ARG(suffix));
}

static void send(struct exchange *e, const struct document *d, enum coding coding, str form)
{
    if (coding != CODING_IDENTITY)
        reply_header(e, S("Content-Encoding"), coding_name(coding));
    reply_lasting(e, 200, d->type, form);
}

err document_answer(struct exchange *e, struct document *d)
{
    enum coding coding = CODING_IDENTITY;
    str form;

    if (d->codings != 1 << CODING_IDENTITY) {
        reply_header(e, S("Vary"), S("Accept-Encoding"));
        coding = coding_wanted(e, d->codings);
    }
    if (coding == CODING_COUNT)
        return fail_with(e->c, ERR_NOT_ACCEPTABLE, "This is available as br, gzip or identity.");
    struct validators v = { .etag = etag_of(&e->c->arena, d, coding) };
    enum condition condition = conditions_judge(e, &v);
    if (condition == CONDITION_FAILED)
        return fail_with(e->c, ERR_PRECONDITION, "This is another version than the one that If-Match names.");
    TRY(condition == CONDITION_UNCHANGED ? OK : document_form(e->c, d, coding, &form));
    reply_header(e, S("ETag"), v.etag);
    reply_header(e, S("Cache-Control"), d->lasting ? S("public, max-age=31536000, immutable") : S("no-cache"));
    if (condition == CONDITION_UNCHANGED)
        reply(e, 304, S(""), S(""));
    else
        send(e, d, coding, form);
    return OK;
}
