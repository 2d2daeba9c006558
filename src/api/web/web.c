#include <unistd.h>
#include "api/web/client.h"
#include "api/web/html.h"
#include "api/web/pages.h"
#include "api/web/web_own.h"
#include "api/program.h"
#include "base/str.h"
#include "net/files/document.h"
#include "net/files.h"
#include "runtime/settings.h"

#define POLICY_BEFORE "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src "
#define POLICY_OF_SCRIPT "; script-src 'self'; connect-src 'self'"

enum { FORMS_MOST = 32 << 20 };      /* octets of compressed files that are kept */

/* ---- serving ---- */

void policy_tell(struct exchange *x, str policy)
{
    if (!policy.n)
        return;
    reply_header(x, S("Content-Security-Policy"), policy);
    reply_header(x, S("Referrer-Policy"), S("no-referrer"));
}

static const struct web_page *page_of(const struct web *w, str path)
{
    const struct web_page *p = w->pages;

    while (!str_eq(p->path, path))
        p++;
    return p;
}

static err page_answer(struct exchange *x, const struct nothing *in, void *web)
{
    const struct web *w = web;
    const struct web_page *p = page_of(w, call_of(x->c)->endpoint->pattern);

    (void)in;
    if (p->root && w->folder >= 0)
        return file_answer(x, w->folder, w->forms);
    if (str_eq(p->path, S("/")) && w->site.files)
        return site_shell(x, w);
    policy_tell(x, p->policy);
    return document_answer(x, p->document);
}

/* Everything below /api belongs to the API. */
static err anything_answer(struct exchange *x, const struct nothing *in, void *web)
{
    const struct web *w = web;
    bool api = str_eq(x->path, S("/api")) || str_starts(x->path, S("/api/"));

    (void)in;
    if (w->folder < 0 || api)
        return site_answer(x, w);
    return file_answer(x, w->folder, w->forms);
}

CALLS_EXCHANGE(page_answer, nothing)
CALLS_EXCHANGE(anything_answer, nothing)

#define WEB_PAGE(path) \
    { METHOD_GET, path, NULL, &anyone, RATE_PAGES, 200, .exchange = page_answer_exchange, .refuse = page_refuse, .early = true, \
      .asks_nobody = true, .summary = "A page" }

static const struct route front_pages[] = { WEB_PAGE("!/"), {0} };
static const struct route root_pages[] = { WEB_PAGE("!/favicon.svg"), {0} };
static const struct route people_pages[] = {
    WEB_PAGE("!/page.js"), WEB_PAGE("!/first-admin"), WEB_PAGE("!/first-admin.js"), WEB_PAGE("!/link"), WEB_PAGE("!/link.js"),
    WEB_PAGE("!/confirm"), WEB_PAGE("!/reset"),
    WEB_PAGE("!/email"), WEB_PAGE("!/letters.js"), {0}
};
static const struct route anything = {
    METHOD_GET, NULL, NULL, &anyone, RATE_PAGES, 200, .exchange = anything_answer_exchange, .refuse = page_refuse,
    .early = true, .asks_nobody = true,
};

/* Who looks is known, since what is not there is a page around which much is. */
static const struct route anything_viewed = {
    METHOD_GET, NULL, NULL, &anyone, RATE_PAGES, 200, .exchange = anything_answer_exchange, .refuse = view_refuse,
    .early = true, .dead_token_ok = true,
};

static err rows_add(struct web *w, struct failure *failure, struct front *front, bool people, bool graphiql, bool module)
{
    const struct route *tables[16] = { root_pages }, **next = tables + 1;
    struct endpoints added;

    for (const struct route *const *view = view_tables; w->view.on && *view; view++)
        *next++ = *view;
    if (!w->view.on)
        *next++ = front_pages;

    if (people)
        *next++ = people_pages;
    if (graphiql)
        *next++ = graphiql_pages;
    if (module)
        *next++ = module_pages;
    front_otherwise(front, w->view.on ? &anything_viewed : &anything, w);
    return front_add(front, failure, &(struct front_tables){ .tables = tables, .arg = w }, &added);
}

/* ---- opening ---- */

static str escaped(struct arena *a, str text)
{
    struct html h = html_on(a);

    html_text(&h, text);
    return html_done(&h);
}

str page_filled(struct arena *a, str page, const struct blank *blanks)
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
    return e == OK ? OK : failure_with(failure, e, "web_root: " STR_FMT, STR_ARG(failure->detail));
}

static const str html = S("text/html; charset=utf-8"), script = S("text/javascript; charset=utf-8");

/* A page for signing in: it runs scripts of this server, and calls only this server. */
static struct web_page form_open(struct arena *a, const char *path, str page, str styles)
{
    return (struct web_page){ str_of(path), document_open(html, page),
                              arena_format(a, POLICY_BEFORE STR_FMT POLICY_OF_SCRIPT, STR_ARG(styles)), false };
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

static void pages_open(struct web *w, bool people, bool graphiql)
{
    struct arena *a = &w->arena;
    const struct blank blanks[] = {
        { S("{{instance}}"), escaped(a, w->instance) }, { S("{{version}}"), str_of(program_version) },
        { S("{{people}}"), people ? index_people_html : S("") }, { S("{{graphiql}}"), graphiql ? index_graphiql_html : S("") },
        { S("{{"), S("{{") },
    };

    w->pages[FRONT] = (struct web_page){ S("/"), document_open(html, page_filled(a, index_html, blanks)),
                                     arena_format(a, POLICY_BEFORE STR_FMT, STR_ARG(index_html_styles)), true };
    w->failure_policy = arena_format(a, POLICY_BEFORE STR_FMT, STR_ARG(failure_html_styles));
    w->pages[ICON] = (struct web_page){ S("/favicon.svg"), document_open(S("image/svg+xml"), favicon_svg), { 0 }, true };
    if (people)
        people_pages_open(w);
}

err web_open(struct world *world, struct failure *failure, struct front *front, struct graphql *graphql, struct web **out)
{
    bool people = world->program && world->program->keeper;
    struct arena arena;

    arena_init(&arena, NULL, 0);
    struct web *w = arena_new(&arena, struct web);
    w->arena = arena;
    w->folder = -1;
    w->instance = instance_name(world->settings);
    bool graphiql = graphiql_open(w, world);
    if (people && client.script.n)
        site_open(w);
    w->view.on = view_open(w, graphql);
    pages_open(w, people, graphiql);
    err e = root_open(w, failure, world->settings->web_root);
    if (e == OK)
        e = rows_add(w, failure, front, people, graphiql, people && module_open(w));
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
    graphiql_close(w);
    site_close(w);
    module_close(w);
    for (int i = 0; i < PAGES; i++)
        document_close(&w->pages[i].document);
    struct arena arena = w->arena;
    arena_close(&arena);
    *web = NULL;
}
