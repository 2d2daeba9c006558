/* A refusal as a page: for browsers that navigate or send a form. Who has to sign in first is led there, and back. */
#include "api/web/view/view_own.h"
#include "net/negotiate.h"

static bool wants_page(const struct call *k)
{
    str path = k->x->path;

    if (str_eq(path, S("/api")) || str_starts(path, S("/api/")))
        return false;
    return accept_prefers(k->wanted[H_ACCEPT], S("text/html"), S("application/json"));
}

/* Back to the page; a form's own address is none. */
static void door_lead(struct shown *s)
{
    struct exchange *x = s->k->x;
    struct buf to = BUF_ON(&s->c->arena);

    buf_lit(&to, "/login?next=");
    url_encode(&to, x->method == METHOD_POST ? S("/") : x->path);
    reply_header(x, S("Location"), buf_str(&to));
    reply_header(x, S("Cache-Control"), S("no-store"));
    reply(x, 303, S(""), S(""));
}

/* The trace id, by which operators find the line in the log. */
static str trace_of(struct shown *s, int status)
{
    struct buf trace = BUF_ON(&s->c->arena);

    if (status >= 500)
        buf_hex(&trace, s->c->trace.trace_id, sizeof s->c->trace.trace_id);
    return buf_str(&trace);
}

static void failure_fill(struct shown *s, err e, struct failure_view *p)
{
    int status = error_facts[e].status;

    p->missing = status == 404 || status == 410;
    p->title = p->missing ? said(s, TEXT_WEB_NOT_FOUND, NULL) : said(s, TEXT_WEB_SOMETHING_WRONG, NULL);
    p->words = trouble_of(s, e);
    p->trace = trace_of(s, status);
}

static void failure_send(struct shown *s, err e)
{
    struct failure_view p = { 0 };
    int status = error_facts[e].status;

    failure_fill(s, e, &p);
    if (status >= 500 || frame_fill(s, &p.frame, p.title, S(""), S("")) != OK) {
        s->me = (id){ 0 };           /* what fails may fail again: nobody is looked up */
        (void)!frame_fill(s, &p.frame, p.title, S(""), S(""));
    } else if (taken_fill(s, &p.frame, NULL, S("")) != OK)
        p.frame.has_page = false;
    p.frame.noindex = true;
    failure_shown(&s->t, &p);
    site_policy_tell(s->k, s->web->view.style_source);
    reply_header(s->k->x, S("Vary"), S("Accept, Accept-Language, Cookie"));
    reply_header(s->k->x, S("Cache-Control"), status == 404 && !s->me.v ? S("no-cache") : S("no-store"));
    reply(s->k->x, status, S("text/html; charset=utf-8"), buf_str(&s->t.out));
}

void view_refuse(struct call *k, err e)
{
    if (!k->endpoint || !wants_page(k)) {
        problem_send(k, e);
        return;
    }
    struct shown s = shown_of(k->x, k->endpoint->arg);
    refusal_begin(k, e);
    if (e == ERR_SIGN_IN)
        door_lead(&s);
    else
        failure_send(&s, e);
}
