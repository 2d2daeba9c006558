/* The client's files: those with a hash in their names last for good. And its shell, for every page that is nothing else. */
#include <stdlib.h>
#include "api/web/client.h"
#include "api/web/web_own.h"
#include "base/str.h"
#include "net/files/document.h"
#include "ports/blob.h"

/* Nothing of another host, no script that is not a file of the client, and no text that becomes one. */
#define POLICY \
    "default-src 'none'; script-src 'self'; style-src 'self'" STR_FMT "; img-src 'self' data: blob:" STR_FMT "; " \
    "media-src 'self' blob:" STR_FMT "; " \
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; " \
    "require-trusted-types-for 'script'; trusted-types kith-worker; connect-src 'self'" STR_FMT STR_FMT

/* Where files of media come from and go to, besides this host, as a policy names it. */
static str media_sources(struct call *k)
{
    const str from[] = { k->front->media_origin, k->c->world->blob ? blob_origin(k->c->world->blob) : S("") };
    struct buf b = BUF_ON(&k->c->arena);

    for (size_t i = 0; i < COUNT(from); i++) {
        if (from[i].n)
            buf_byte(&b, ' ');
        buf_add(&b, from[i]);
    }
    return buf_str(&b);
}

/* A browser sends the Origin of a page's forms only where the page may be named to the server that it is sent to: to this one, and no other. */
void site_policy_tell(struct call *k, str style)
{
    str sockets = socket_origin(k), media = media_sources(k);

    reply_header(k->x, S("Content-Security-Policy"), arena_format(&k->c->arena, POLICY, STR_ARG(style), STR_ARG(media), STR_ARG(media),
                                                                  STR_ARG(sockets), STR_ARG(media)));
    reply_header(k->x, S("Referrer-Policy"), S("same-origin"));
}

static int file_order(const void *path, const void *file)
{
    return str_cmp(*(const str *)path, ((const struct client_file *)file)->path);
}

static struct document *file_at(const struct web *w, str path)
{
    const struct client_file *f = w->site.files ? bsearch(&path, client.files, (size_t)client.count, sizeof *f, file_order) : NULL;

    return f ? w->site.files[f - client.files] : NULL;
}

err site_shell(struct exchange *x, const struct web *w)
{
    site_policy_tell(call_of(x->c), S(""));
    return document_answer(x, w->site.shell);
}

err site_answer(struct exchange *x, const struct web *w)
{
    struct document *file = file_at(w, x->path);

    if (str_ends(x->path, S(".html")))
        site_policy_tell(call_of(x->c), S(""));
    if (file)
        return document_answer(x, file);
    if (w->site.files && !w->view.on && page_wanted(call_of(x->c)))
        return site_shell(x, w);
    return fail_with(x->c, ERR_NO_ROUTE, "There is nothing at this address.");
}

void site_open(struct web *w)
{
    w->site.files = arena_array(&w->arena, struct document *, (size_t)client.count);
    for (int i = 0; i < client.count; i++)
        w->site.files[i] = document_ready(client.files[i].type, client.files[i].forms, client.files[i].hashed);
    w->site.shell = document_open(S("text/html; charset=utf-8"), client.shell);
}

void site_close(struct web *w)
{
    for (int i = 0; w->site.files && i < client.count; i++)
        document_close(&w->site.files[i]);
    document_close(&w->site.shell);
}
