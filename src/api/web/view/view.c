/* The pages of a program that has people and posts: what they share, made once. */
#include "api/graphql/graphql.h"
#include "api/web/client.h"
#include "api/web/pages.h"
#include "api/web/view/view_own.h"
#include "base/hash.h"
#include "base/json.h"
#include "net/files/document.h"

/* ---- the client's queries ---- */

struct client_queries { maybe_str home, welcome, post, profile, tag; };
#define QUERY(m, name) FIELD_AS(client_queries, m, name, .optional = true, .max = 1 << 20)
static SHAPE(client_queries,
    QUERY(home, "HomePage"), QUERY(welcome, "WelcomePage"), QUERY(post, "PostPage"), QUERY(profile, "ProfilePage"), QUERY(tag, "TagPage"));

static void query_take(struct web *w, const char *name, maybe_str text)
{
    if (text.is == GIVEN)
        w->view.queries[w->view.query_count++] = (struct named_query){ str_of(name), text.v };
}

static void queries_take(struct web *w)
{
    struct client_queries q = { 0 };
    struct failure unheard;

    failure_begin(&unheard, &w->arena);
    if (!client.queries.n || json_read(&w->arena, &unheard, client.queries, &client_queries_shape, &q) != OK)
        return;
    query_take(w, "HomePage", q.home);
    query_take(w, "WelcomePage", q.welcome);
    query_take(w, "PostPage", q.post);
    query_take(w, "ProfilePage", q.profile);
    query_take(w, "TagPage", q.tag);
}

/* ---- the client's parts ---- */

static size_t addresses_of(struct arena *a, const str *from, const struct part_address **at)
{
    size_t n = 0;

    while (from && from[n].n)
        n++;
    struct part_address *all = arena_array(a, struct part_address, n);
    for (size_t i = 0; i < n; i++)
        all[i].to = from[i];
    *at = all;
    return n;
}

static void client_take(struct web *w)
{
    struct client_parts *p = arena_new(&w->arena, struct client_parts);

    p->first = client.first;
    p->script = client.script;
    p->styles.n = addresses_of(&w->arena, client.styles, &p->styles.at);
    p->modules.n = addresses_of(&w->arena, client.modules, &p->modules.at);
    w->view.parts = p;
    queries_take(w);
}

/* ---- the style sheet: the client's tokens, and these pages' own rules; its address changes with it ---- */

static void style_make(struct web *w)
{
    struct buf b = BUF_ON(&w->arena);

    buf_add(&b, tokens_css);
    buf_add(&b, view_css);
    str text = buf_str(&b);
    w->view.style = document_open(S("text/css; charset=utf-8"), text);
    w->view.style_path = arena_format(&w->arena, "/look/%016llx.css", (unsigned long long)hash_seeded(0, text));
}

/* An address of another time has other rules: nothing is there any more. */
struct style_address { str name; };
SHAPE(style_address, FIELD(style_address, name));

static err style_show(struct exchange *x, const struct style_address *in, void *web)
{
    const struct web *w = web;

    (void)in;
    if (!str_eq(x->path, w->view.style_path))
        return fail_with(x->c, ERR_NOT_FOUND, "There is no such style sheet.");
    reply_header(x, S("Cache-Control"), S("public, max-age=31536000, immutable"));
    return document_answer(x, w->view.style);
}

CALLS_EXCHANGE(style_show, style_address)

const struct route style_pages[] = {
    { METHOD_GET, "!/look/{name}", NULL, &anyone, RATE_PAGES, 200, TAKES(style_address), .exchange = style_show_exchange,
      .refuse = view_refuse, .early = true, .asks_nobody = true, .summary = "A style sheet" },
    {0}
};

bool view_open(struct web *w, struct graphql *graphql)
{
    if (!graphql)
        return false;
    w->view.graphql = graphql;
    style_make(w);
    if (client.script.n)
        client_take(w);
    return true;
}

void view_close(struct web *w)
{
    document_close(&w->view.style);
}

const struct route *const view_tables[] = { show_pages, people_show_pages, door_pages, deed_pages, outward_pages, style_pages, NULL };

void member_add(struct buf *b, const char *name, str value)
{
    buf_byte(b, ',');
    json_text(b, str_of(name));
    buf_byte(b, ':');
    json_text(b, value);
}
