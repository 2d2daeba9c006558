/* A failure, as a page. */
#include "api/web/html.h"
#include "api/web/pages.h"
#include "api/web/web_own.h"
#include "base/str.h"
#include "net/negotiate.h"

static const char *title_of(err e)
{
    return error_facts[e].status == 404 ? "There is nothing here" : error_facts[e].title;
}

static void lead_write(struct html *h, struct call *k, err e)
{
    str words = problem_detail(k, e);

    html_lit(h, "  <p class=\"lead\">");
    if (error_facts[e].status == 404) {
        html_lit(h, "There is no page at this address. Perhaps it was mistyped, or the page is gone.");
    } else {
        html_text(h, words);
    }
    html_lit(h, "</p>\n");
}

/* The trace id, by which operators find the line in the log. */
static void trace_write(struct html *h, struct call *k, err e)
{
    struct buf trace = BUF_ON(&k->c->arena);

    if (error_facts[e].status < 500)
        return;
    buf_hex(&trace, k->c->trace.trace_id, sizeof k->c->trace.trace_id);
    html_lit(h, "  <p class=\"lead\">If this continues, tell the people who run this server: <code>");
    html_text(h, buf_str(&trace));
    html_lit(h, "</code></p>\n");
}

static str words_of(struct call *k, err e, const struct web *w)
{
    struct html h = html_on(&k->c->arena);

    lead_write(&h, k, e);
    trace_write(&h, k, e);
    html_lit(&h, "  <p class=\"lead\"><a href=\"/\">To the front page of ");
    html_text(&h, w->instance);
    html_lit(&h, "</a></p>");
    return html_done(&h);
}

static str page_of(struct call *k, err e, const struct web *w)
{
    struct html title = html_on(&k->c->arena);

    html_text(&title, str_of(title_of(e)));
    const struct blank blanks[] = { { S("{{title}}"), html_done(&title) }, { S("{{words}}"), words_of(k, e, w) }, { S("{{"), S("{{") } };
    return page_filled(&k->c->arena, failure_html, blanks);
}

bool page_wanted(const struct call *k)
{
    bool reads = k->x->method == METHOD_GET || k->x->method == METHOD_HEAD;
    bool api = str_eq(k->x->path, S("/api")) || str_starts(k->x->path, S("/api/"));

    return reads && !api && accept_prefers(k->wanted[H_ACCEPT], S("text/html"), S("application/json"));
}

void page_refuse(struct call *k, err e)
{
    int status = error_facts[e].status;

    if (!k->endpoint || !page_wanted(k)) {
        problem_send(k, e);
        return;
    }
    const struct web *w = k->endpoint->arg;
    refusal_begin(k, e);
    policy_tell(k->x, w->failure_policy);
    reply_header(k->x, S("Vary"), S("Accept"));
    reply_header(k->x, S("Cache-Control"), status == 404 ? S("no-cache") : S("no-store"));
    reply(k->x, status, S("text/html; charset=utf-8"), page_of(k, e, w));
}
