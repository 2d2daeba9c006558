/* The pages of a program that has people and posts: what they share, made once. */
#include "api/graphql/graphql.h"
#include "api/web/client.h"
#include "api/web/pages.h"
#include "api/web/view/view_own.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/digest.h"

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

    p->later = client.later;
    p->script = client.script;
    p->styles.n = addresses_of(&w->arena, client.styles, &p->styles.at);
    p->modules.n = addresses_of(&w->arena, client.modules, &p->modules.at);
    w->view.parts = p;
    queries_take(w);
}

/* ---- the style sheet: the client's tokens, and these pages' own rules, in each page; the policy of pages names its hash ---- */

static str without_comments(struct arena *a, str text)
{
    struct buf b = BUF_ON(a);
    ptrdiff_t begin, end;

    while ((begin = str_find(text, S("/*"))) >= 0 && (end = str_find(str_from(text, (size_t)begin), S("*/"))) >= 0) {
        buf_add(&b, str_to(text, (size_t)begin));
        text = str_from(text, (size_t)(begin + end) + 2);
    }
    buf_add(&b, text);
    return buf_str(&b);
}

/* What indents lines, and empty ones, are for those who write it. */
static void rules_add(struct buf *b, str text)
{
    str line;

    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        buf_add(b, line);
        buf_add(b, line.n ? S("\n") : S(""));
    }
}

static str source_of(struct arena *a, str text)
{
    u8 hash[SHA256_SIZE];

    sha256(text, hash);
    return arena_format(a, " 'sha256-" STR_FMT "'", STR_ARG(base64_text(a, (str){ (const char *)hash, sizeof hash })));
}

static void style_make(struct web *w)
{
    struct buf text = BUF_ON(&w->arena);

    rules_add(&text, without_comments(&w->arena, tokens_css));
    rules_add(&text, without_comments(&w->arena, view_css));
    w->view.style = buf_str(&text);
    w->view.style_source = source_of(&w->arena, w->view.style);
}

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

const struct route *const view_tables[] = { show_pages, people_show_pages, door_pages, deed_pages, outward_pages, NULL };

void member_add(struct buf *b, const char *name, str value)
{
    buf_byte(b, ',');
    json_text(b, str_of(name));
    buf_byte(b, ':');
    json_text(b, value);
}
