#include "domain/media/serve.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"
#include "domain/media/sign.h"

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

err media_file_of(ctx *c, str name, struct media_file *out)
{
    struct media_served row;
    err e = q_media_served(c, name, &row);

    if (e == ERR_NOT_FOUND)
        return fail(c, &media_not_found);
    TRY(e);
    *out = (struct media_file){ .media = row.id, .owner = row.owner, .download = row.kind == MEDIA_FILE, .mime = mime_of(&row, name) };
    out->filename = out->download && row.filename.is == GIVEN ? row.filename.v : S("");
    return row.open_refs ? account_shown_now(c, row.owner, &out->open) : OK;
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
