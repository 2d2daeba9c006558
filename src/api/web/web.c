#include "api/web/web.h"
#include <unistd.h>
#include "api/program.h"
#include "api/web/pages.h"
#include "base/str.h"
#include "net/document.h"
#include "net/files.h"
#include "runtime/settings.h"

#define POLICY_BEFORE "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "

struct web {
    struct arena arena;              /* it holds the web itself */
    int folder;                      /* web_root; -1: the built-in pages */
    struct document *front, *icon;
    str policy;                      /* of the front page: nothing but what it brings */
};

/* ---- opening ---- */

static str with_version(struct arena *a, str page)
{
    ptrdiff_t at = str_find(page, S("{{version}}"));
    struct buf b = BUF_ON(a);

    if (at < 0)
        return page;
    buf_add(&b, str_to(page, (size_t)at));
    buf_add(&b, str_of(program_version));
    buf_add(&b, str_from(page, (size_t)at + sizeof "{{version}}" - 1));
    return buf_str(&b);
}

static err root_open(struct web *w, struct story *story, str path)
{
    if (!path.n)
        return OK;
    err e = folder_open(story, path, &w->folder);
    return e == OK ? OK : story_fail(story, e, NULL, "web_root: " STR_FMT, STR_ARG(story->detail));
}

err web_open(struct world *world, struct story *story, struct web **out)
{
    struct arena arena;

    arena_init(&arena, NULL, 0);
    struct web *w = arena_new(&arena, struct web);
    w->arena = arena;
    w->folder = -1;
    w->policy = arena_format(&w->arena, POLICY_BEFORE STR_FMT, STR_ARG(index_html_styles));
    w->front = document_open(S("text/html; charset=utf-8"), with_version(&w->arena, index_html));
    w->icon = document_open(S("image/svg+xml"), favicon_svg);
    err e = root_open(w, story, world->settings->web_root);
    *out = w;
    if (e != OK)
        web_close(out);
    return e;
}

void web_close(struct web **web)
{
    struct web *w = *web;

    if (!w)
        return;
    if (w->folder >= 0)
        close(w->folder);
    document_close(&w->front);
    document_close(&w->icon);
    struct arena arena = w->arena;
    arena_close(&arena);
    *web = NULL;
}

/* ---- serving ---- */

static err absent(struct exchange *x)
{
    return fail(x->c, ERR_NO_ROUTE, NULL, "There is nothing at this address");
}

static err method_refuse(struct exchange *x)
{
    reply_header(x, S("Allow"), S("GET, HEAD, OPTIONS"));
    if (x->method != METHOD_OPTIONS)
        return fail(x->c, ERR_METHOD, NULL, "This address takes GET, HEAD, OPTIONS");
    reply(x, 204, S(""), S(""));
    return OK;
}

static err front_answer(struct web *w, struct exchange *x)
{
    reply_header(x, S("Content-Security-Policy"), w->policy);
    reply_header(x, S("Referrer-Policy"), S("no-referrer"));
    return document_answer(x, w->front);
}

static err page_answer(struct web *w, struct exchange *x)
{
    bool front = str_eq(x->path, S("/")), icon = str_eq(x->path, S("/favicon.svg"));

    if (!front && !icon)
        return absent(x);
    if (x->method != METHOD_GET && x->method != METHOD_HEAD)
        return method_refuse(x);
    reply_header(x, S("X-Content-Type-Options"), S("nosniff"));
    return front ? front_answer(w, x) : document_answer(x, w->icon);
}

err web_serve(struct exchange *x, void *web)
{
    struct web *w = web;

    if (str_eq(x->path, S("/api")) || str_starts(x->path, S("/api/")))
        return absent(x);
    return w->folder >= 0 ? file_answer(x, w->folder) : page_answer(w, x);
}
