#include "net/files.h"
#include <unistd.h>
#include "base/str.h"
#include "net/files/compress.h"
#include "net/files/own.h"

enum { COMPRESS_MOST = 1024 * 1024 };        /* of a file without finished forms; longer ones come as they are */

static err absent(struct exchange *e)
{
    return fail_with(e->c, ERR_NO_ROUTE, "There is nothing at this address.");
}

/*
 * A folder named without its slash: relative links of its index would lead astray from there. The path has been found
 * to begin with one slash and to hold no backslash, so that it stays on this site.
 */
static err to_folder(struct exchange *e, int folder, str names)
{
    struct arena *a = &e->c->arena;
    struct file index;
    bool is_folder;

    if (e->method != METHOD_GET && e->method != METHOD_HEAD)
        return absent(e);
    TRY(file_open(e->c, folder, arena_format(a, STR_FMT "/index.html", STR_ARG(names)), &index, &is_folder));
    close(index.fd);
    reply_header(e, S("Location"), arena_format(a, STR_FMT "/%s" STR_FMT, STR_ARG(e->path), e->query.n ? "?" : "", STR_ARG(e->query)));
    reply(e, 301, S(""), S(""));
    return OK;
}

/* The best form that is there, or the file, to be compressed if that is allowed. A range is of the file itself, whoever asks. */
static err form_open(struct exchange *e, int folder, str names, u32 have, struct file *f, bool *is_folder)
{
    enum coding wanted = coding_wanted(e, have), coding = wanted;

    while (coding == CODING_GZIP || coding == CODING_BROTLI) {
        str suffix = coding_suffix(coding);
        str form = arena_format(&e->c->arena, STR_FMT "." STR_FMT, STR_ARG(names), STR_ARG(suffix));
        err found = file_open(e->c, folder, form, f, is_folder);
        f->coding = f->sent = coding;
        if (found != ERR_NO_ROUTE)
            return found;
        have &= ~(1u << coding);
        coding = coding_wanted(e, have);
    }
    TRY(file_open(e->c, folder, names, f, is_folder));
    if (wanted != CODING_COUNT && f->size >= COMPRESS_LEAST && f->size <= COMPRESS_MOST)
        f->sent = wanted;
    if (f->sent != CODING_IDENTITY || coding != CODING_COUNT || !type_compresses(file_type(names)))
        return OK;
    close(f->fd);
    return fail_with(e->c, ERR_NOT_ACCEPTABLE, "There is no such form of this file.");
}

static err method_answer(struct exchange *e, struct file *f, str type, struct forms *forms)
{
    if (e->method == METHOD_GET || e->method == METHOD_HEAD)
        return file_send(e, f, type, forms);
    reply_header(e, S("Allow"), S("GET, HEAD, OPTIONS"));
    if (e->method != METHOD_OPTIONS)
        return fail_with(e->c, ERR_METHOD, "A file takes GET, HEAD and OPTIONS.");
    reply(e, 204, S(""), S(""));
    return OK;
}

err file_answer(struct exchange *e, int folder, struct forms *forms)
{
    u32 have = 1 << CODING_IDENTITY;
    bool is_folder = false;
    struct file f = {0};
    str names;

    if (!file_path(&e->c->arena, e->path, &names))
        return absent(e);
    str type = file_type(names);
    bool codes = type_compresses(type);
    if (codes)
        reply_header(e, S("Vary"), S("Accept-Encoding"));
    if (codes && !header_get(e, S("range")).p)
        have = CODINGS_ALL;
    err found = form_open(e, folder, names, have, &f, &is_folder);
    if (found == ERR_NO_ROUTE && is_folder)
        return to_folder(e, folder, names);
    TRY(found);
    err sent = method_answer(e, &f, type, forms);
    close(f.fd);
    return e->status ? OK : sent;
}
