#include "domain/media/serve.h"
#include <string.h>
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"
#include "domain/media/sign.h"
#include "ports/store.h"

enum { NAME_LEAST = 26, NAME_MOST = 64, EXTENSION_MOST = 8 };

static bool is_of(char c, bool digits)
{
    return (c >= 'a' && c <= 'z') || (digits && c >= '0' && c <= '9');
}

static bool all_of(str s, size_t least, size_t most)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_of(s.p[i], true))
            return false;
    return s.n >= least && s.n <= most;
}

/* Anything else names no file, whatever the blob store might make of it. */
static bool names_a_file(str name)
{
    str extension = name, stem;

    return str_cut(&extension, '.', &stem) && all_of(stem, NAME_LEAST, NAME_MOST) && extension.p && all_of(extension, 1, EXTENSION_MOST);
}

/* Stills and posters are JPEG or WebP. */
static str mime_of(const struct media_served *row, str name)
{
    if (row->name.is == GIVEN && str_eq(row->name.v, name))
        return row->mime.v;
    return str_ends(name, S(".webp")) ? S("image/webp") : S("image/jpeg");
}

/*
 * A file that many want at once is read once between two commits of the store: nothing can have changed meanwhile but what another
 * process wrote, of which this one hears within a second.
 */
enum { SERVED_MS = 250 };

static struct served_file *place_of(ctx *c, str name)
{
    int loop = loop_index(c->loop);

    return loop < BELL_LOOPS ? &media_memory(c->world)->served[loop].at[str_hash(name) % SERVED_FILES] : NULL;
}

static bool known(ctx *c, str name, u64 commits, struct media_file *out)
{
    const struct served_file *f = place_of(c, name);

    if (!f || !commits || f->commits != commits || f->until_ms <= loop_mono_ms(c->loop) || !str_eq((str){ f->name, f->name_n }, name))
        return false;
    *out = (struct media_file){ .media = f->media, .owner = f->owner, .open = f->open, .filename = S(""),
                                .mime = arena_copy(&c->arena, (str){ f->mime, f->mime_n }) };
    return true;
}

static void know(ctx *c, str name, u64 commits, const struct media_file *file)
{
    struct served_file *f = place_of(c, name);

    if (!f || file->download || name.n > SERVED_NAME || file->mime.n > SERVED_MIME)
        return;
    *f = (struct served_file){ .commits = commits, .until_ms = loop_mono_ms(c->loop) + SERVED_MS, .media = file->media,
                               .owner = file->owner, .open = file->open, .name_n = (u8)name.n, .mime_n = (u8)file->mime.n };
    memcpy(f->name, name.p, name.n);
    memcpy(f->mime, file->mime.p, file->mime.n);
}

static err file_read(ctx *c, str name, struct media_file *out)
{
    struct media_served row;
    err e = q_media_served(c, name, &row);

    if (e == ERR_NOT_FOUND || (e == OK && row.gone))
        return fail(c, &media_not_found);
    TRY(e);
    *out = (struct media_file){ .media = row.id, .owner = row.owner, .download = row.kind == MEDIA_FILE, .mime = mime_of(&row, name) };
    out->filename = out->download && row.filename.is == GIVEN ? row.filename.v : S("");
    return row.open_refs ? account_shown_now(c, row.owner, &out->open) : OK;
}

err media_file_of(ctx *c, str name, struct media_file *out)
{
    u64 commits = store_commits(c->world->store);

    if (known(c, name, commits, out))
        return OK;
    TRY(file_read(c, name, out));
    know(c, name, commits, out);
    return OK;
}

static err ticket_check(ctx *c, str name, const struct media_query *q, struct media_pass *out)
{
    when end = { 0 };

    switch (media_ticket_judge(c->world->secrets, name, q, ctx_now(c), &end)) {
    case TICKET_GOOD:
        out->left_s = (end.ms - ctx_now(c).ms) / 1000;
        return OK;
    case TICKET_OVER:
        return fail(c, &url_expired);
    case TICKET_WRONG:
        return fail(c, &signature_invalid);
    case TICKET_NONE:
        break;
    }
    return fail(c, &media_not_found);
}

/* Its name says nothing of what it is, nor of whose. */
static str name_for_people(ctx *c, const struct media_pass *p, str name)
{
    char number[ID_DIGITS];

    if (p->file.download)
        return p->file.filename.n ? p->file.filename : S("file");
    str extension = str_from(name, (size_t)str_find_byte(name, '.'));
    char *at = arena_alloc(&c->arena, sizeof "media-" + ID_DIGITS + extension.n, 1), *end;
    end = put_str(put_str(put_lit(at, "media-"), (str){ number, id_print(p->file.media, number) }), extension);
    return (str){ at, (size_t)(end - at) };
}

bool media_redirects(const struct settings *s)
{
    return str_eq(media_settings(s)->media_delivery, S("redirect"));
}

err media_pass(ctx *c, str name, str query, struct media_pass *out)
{
    struct media_query q;

    *out = (struct media_pass){ 0 };
    if (!names_a_file(name))
        return fail(c, &media_not_found);
    TRY(media_file_of(c, name, &out->file));
    media_query_read(query, &q);
    if (!out->file.open)
        TRY(ticket_check(c, name, &q, out));
    out->attachment = out->file.download || q.download;
    out->called = name_for_people(c, out, name);
    return OK;
}
