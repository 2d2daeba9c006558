#include "api/web/web.h"
#include <string.h>
#include <unistd.h>
#include "api/program.h"
#include "api/web/pages.h"
#include "base/str.h"
#include "net/files/document.h"
#include "net/files.h"
#include "net/negotiate.h"
#include "runtime/settings.h"

#define POLICY_BEFORE "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
#define POLICY_OF_SCRIPT "; script-src 'self'; connect-src 'self'"

enum { FORMS_MOST = 32 << 20 };      /* octets of compressed files that are kept */

/*
 * What is built in. A page names what it brings and what it asks, and takes nothing else. `root`: it stands at the root
 * unless an operator's folder does; the others belong to the program, where people sign in.
 */
struct web_page { str path; struct document *document; str policy; bool root; };
enum { FRONT, ICON, FORMS_SCRIPT, FIRST_ADMIN, FIRST_ADMIN_SCRIPT, CONFIRM, RESET, EMAIL, LETTERS_SCRIPT, LINK, LINK_SCRIPT, PAGES };

struct web {
    struct arena arena;              /* it holds the web itself */
    int folder;                      /* web_root; -1: the built-in pages */
    struct forms *forms;             /* of its files */
    struct web_page pages[PAGES];
    str missing, missing_policy;     /* the page where there is none */
};

/* ---- opening ---- */

static str html_text(struct arena *a, str text)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < text.n; i++) {
        if (strchr("&<>\"'", text.p[i]))
            buf_format(&b, "&#%d;", text.p[i]);
        else
            buf_byte(&b, text.p[i]);
    }
    return buf_str(&b);
}

struct blank { str mark, text; };

/* The page with its blanks filled. */
static str filled(struct arena *a, str page, const struct blank *blanks)
{
    struct buf b = BUF_ON(a);

    for (ptrdiff_t at; (at = str_find(page, S("{{"))) >= 0;) {
        const struct blank *blank = blanks;
        buf_add(&b, str_to(page, (size_t)at));
        page = str_from(page, (size_t)at);
        while (!str_starts(page, blank->mark))
            blank++;
        buf_add(&b, blank->text);
        page = str_from(page, blank->mark.n);
    }
    buf_add(&b, page);
    return buf_str(&b);
}

static err root_open(struct web *w, struct failure *failure, str path)
{
    if (!path.n)
        return OK;
    w->forms = forms_open(FORMS_MOST);
    err e = folder_open(failure, path, &w->folder);
    return e == OK ? OK : failure_set(failure, e, NULL, "web_root: " STR_FMT, STR_ARG(failure->detail));
}

static const str html = S("text/html; charset=utf-8"), script = S("text/javascript; charset=utf-8");

/* What people do who sign in: a page that brings scripts of this server, and asks it alone. */
static struct web_page form_open(struct arena *a, const char *path, str page, str styles)
{
    return (struct web_page){ str_of(path), document_open(html, page), arena_format(a, POLICY_BEFORE STR_FMT POLICY_OF_SCRIPT, STR_ARG(styles)), false };
}

static struct web_page script_open(const char *path, str text)
{
    return (struct web_page){ str_of(path), document_open(script, text), { 0 }, false };
}

static void people_pages_open(struct web *w)
{
    struct arena *a = &w->arena;

    w->pages[FORMS_SCRIPT] = script_open("/page.js", page_js);
    w->pages[FIRST_ADMIN] = form_open(a, "/first-admin", first_admin_html, first_admin_html_styles);
    w->pages[FIRST_ADMIN_SCRIPT] = script_open("/first-admin.js", first_admin_js);
    w->pages[LINK] = form_open(a, "/link", link_html, link_html_styles);
    w->pages[LINK_SCRIPT] = script_open("/link.js", link_js);
    w->pages[CONFIRM] = form_open(a, "/confirm", letters_html, letters_html_styles);
    w->pages[RESET] = form_open(a, "/reset", letters_html, letters_html_styles);
    w->pages[EMAIL] = form_open(a, "/email", letters_html, letters_html_styles);
    w->pages[LETTERS_SCRIPT] = script_open("/letters.js", letters_js);
}

static void pages_open(struct web *w, const struct settings *s, bool people)
{
    struct arena *a = &w->arena;
    const struct blank blanks[] = {
        { S("{{instance}}"), html_text(a, instance_name(s)) }, { S("{{version}}"), str_of(program_version) },
        { S("{{people}}"), people ? index_people_html : S("") }, { S("{{"), S("{{") },
    };

    w->pages[FRONT] = (struct web_page){ S("/"), document_open(html, filled(a, index_html, blanks)),
                                     arena_format(a, POLICY_BEFORE STR_FMT, STR_ARG(index_html_styles)), true };
    w->missing = filled(a, missing_html, blanks);
    w->missing_policy = arena_format(a, POLICY_BEFORE STR_FMT, STR_ARG(missing_html_styles));
    w->pages[ICON] = (struct web_page){ S("/favicon.svg"), document_open(S("image/svg+xml"), favicon_svg), { 0 }, true };
    if (people)
        people_pages_open(w);
}

err web_open(struct world *world, struct failure *failure, struct web **out)
{
    struct arena arena;

    arena_init(&arena, NULL, 0);
    struct web *w = arena_new(&arena, struct web);
    w->arena = arena;
    w->folder = -1;
    pages_open(w, world->settings, world->program && world->program->keeper);
    err e = root_open(w, failure, world->settings->web_root);
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
    forms_close(&w->forms);
    for (int i = 0; i < PAGES; i++)
        document_close(&w->pages[i].document);
    struct arena arena = w->arena;
    arena_close(&arena);
    *web = NULL;
}

/* ---- serving ---- */

static void policy_tell(struct exchange *x, str policy)
{
    if (!policy.n)
        return;
    reply_header(x, S("Content-Security-Policy"), policy);
    reply_header(x, S("Referrer-Policy"), S("no-referrer"));
}

/* A browser on its way gets a page with a way home, a program a problem. */
static err absent(const struct web *w, struct exchange *x, err e)
{
    bool reads = x->method == METHOD_GET || x->method == METHOD_HEAD;

    if (!reads || !accept_prefers(header_get(x, S("accept")), S("text/html"), S("application/json")))
        return e;
    policy_tell(x, w->missing_policy);
    reply_header(x, S("Vary"), S("Accept"));
    reply_header(x, S("Cache-Control"), S("no-cache"));
    reply(x, 404, html, w->missing);
    return OK;
}

static err method_refuse(struct exchange *x)
{
    reply_header(x, S("Allow"), S("GET, HEAD, OPTIONS"));
    if (x->method != METHOD_OPTIONS)
        return fail(x->c, ERR_METHOD, NULL, "This address takes GET, HEAD, OPTIONS");
    reply(x, 204, S(""), S(""));
    return OK;
}

static err page_answer(const struct web_page *p, struct exchange *x)
{
    if (x->method != METHOD_GET && x->method != METHOD_HEAD)
        return method_refuse(x);
    policy_tell(x, p->policy);
    return document_answer(x, p->document);
}

/* Where there is no such page: NULL. */
static const struct web_page *page_find(const struct web *w, str path)
{
    for (const struct web_page *p = w->pages; p < w->pages + PAGES; p++)
        if (p->document && str_eq(path, p->path) && !(p->root && w->folder >= 0))
            return p;
    return NULL;
}

err web_serve(struct exchange *x, void *web)
{
    struct web *w = web;
    const struct web_page *page = page_find(w, x->path);
    bool api = str_eq(x->path, S("/api")) || str_starts(x->path, S("/api/"));

    if (page)
        return page_answer(page, x);
    err e = w->folder < 0 || api ? fail(x->c, ERR_NO_ROUTE, NULL, "There is nothing at this address.") : file_answer(x, w->folder, w->forms);
    return e == ERR_NO_ROUTE && !api ? absent(w, x, e) : e;
}
