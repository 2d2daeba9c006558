/* What a form does: a post, a comment, a like, a follow. Each is one verb; then the browser is led back to where it was. */
#include "api/web/view/view_own.h"
#include "domain/graph/graph.h"

struct deed_on_post { str username; id post; };
struct deed_on_comment { id comment; };
struct deed_on_person { str username; };
SHAPE(deed_on_post, FIELD(deed_on_post, username), FIELD(deed_on_post, post));
SHAPE(deed_on_comment, FIELD(deed_on_comment, comment));
SHAPE(deed_on_person, FIELD(deed_on_person, username));

/* The form's `back`, at the element where the deed was done. */
static err done(struct shown *s, const struct form *form)
{
    return see_other(s, back_of(s, form_value(form, "back")), NULL);
}

/* ---- a post ---- */

static err new_send(struct shown *s, struct new_view *p, int status)
{
    TRY(frame_fill(s, &p->frame, said(s, TEXT_WEB_NEW_POST, NULL), S(""), S("/new")));
    TRY(taken_fill(s, &p->frame, NULL, S("")));
    p->frame.noindex = true;
    p->unlisted = str_eq(p->visibility, S("unlisted"));
    p->followers = str_eq(p->visibility, S("followers"));
    p->mentioned = str_eq(p->visibility, S("mentioned"));
    new_shown(&s->t, p);
    return page_send(s, &p->frame, status);
}

static err new_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct new_view p = { 0 };

    (void)in;
    return new_send(&s, &p, 200);
}

static bool is_theirs(err e)
{
    return error_facts[e].status < 500 && e != ERR_SIGN_IN;
}

static err new_post(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct post_draft draft;
    struct post made;
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    struct new_view p = { .typed = form_value(&form, "content"), .warning = form_value(&form, "content_warning"),
                          .visibility = form_value(&form, "visibility") };
    err e = form_into(&s, &form, &post_draft_shape, &draft);
    if (e == OK)
        e = post_create(s.c, s.me, &draft, &made);
    if (e == OK)
        return see_other(&s, post_path(&s, made.author.username, made.id), NULL);
    if (!is_theirs(e))
        return e;
    p.trouble = trouble_of(&s, e);
    return new_send(&s, &p, error_facts[e].status);
}

/* ---- below a post ---- */

static err comment_refused(struct shown *s, id post, str typed, err e)
{
    str trouble = trouble_of(s, e);
    struct post_view v;

    failure_begin(&s->c->failure, &s->c->arena);
    TRY(post_get(s->c, s->me, post, &v));
    return post_page_show(s, &v, S(""), trouble, typed);
}

static err comment(struct exchange *x, const struct deed_on_post *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct comment_draft draft;
    struct comment made;
    struct form form;

    TRY(form_read(&s, &form));
    err e = form_into(&s, &form, &comment_draft_shape, &draft);
    if (e == OK)
        e = comment_create(s.c, s.me, in->post, &draft, &made);
    if (e == ERR_INVALID || e == ERR_TOO_MANY)
        return comment_refused(&s, in->post, form_value(&form, "content"), e);
    TRY(e);
    str at = post_path(&s, in->username, in->post);
    return see_other(&s, arena_format(&s.c->arena, STR_FMT "#comment-%lld", STR_ARG(at), (long long)made.id.v), NULL);
}

static err post_liked(struct shown *s, id post, bool likes)
{
    struct post now;
    struct form form;

    TRY(form_read(s, &form));
    TRY(likes ? post_react(s->c, s->me, post, REACTION_LIKE, &now) : post_unreact(s->c, s->me, post, REACTION_LIKE, &now));
    return done(s, &form);
}

static err like(struct exchange *x, const struct deed_on_post *in, void *web)
{
    struct shown s = shown_of(x, web);

    return post_liked(&s, in->post, true);
}

static err unlike(struct exchange *x, const struct deed_on_post *in, void *web)
{
    struct shown s = shown_of(x, web);

    return post_liked(&s, in->post, false);
}

/* The form has a `choice` for each that was made; what is none is as if it named no option. */
static i64s choices_in(struct shown *s, const struct form *form)
{
    i64s out = { arena_array(&s->c->arena, i64, POLL_OPTIONS_MOST + 1), 0 };
    str rest = form->body, name, value;
    bool bad = false;

    while (out.n <= POLL_OPTIONS_MOST && query_next(form->arena, &rest, &name, &value, &bad))
        if (str_eq(name, S("choice")) && !str_to_i64(value, &out.at[out.n++]))
            out.at[out.n - 1] = -1;
    return out;
}

static err vote(struct exchange *x, const struct deed_on_post *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct post now;
    struct form form;

    TRY(form_read(&s, &form));
    struct post_votes votes = { .id = in->post, .choices = choices_in(&s, &form) };
    TRY(post_vote(s.c, s.me, &votes, &now));
    return done(&s, &form);
}

static err comment_liked(struct shown *s, id which, bool likes)
{
    struct comment_tree tree;
    struct comment now;
    struct form form;

    TRY(form_read(s, &form));
    TRY(comment_get(s->c, s->me, which, COMMENTS_NEW, COMMENT_ALONE, &tree));
    comment_of(tree.at, (maybe_str){ .is = NULLED }, &now);
    TRY(comment_like(s->c, s->me, likes, &now));
    return done(s, &form);
}

static err like_comment(struct exchange *x, const struct deed_on_comment *in, void *web)
{
    struct shown s = shown_of(x, web);

    return comment_liked(&s, in->comment, true);
}

static err unlike_comment(struct exchange *x, const struct deed_on_comment *in, void *web)
{
    struct shown s = shown_of(x, web);

    return comment_liked(&s, in->comment, false);
}

/* ---- people ---- */

static err followed(struct shown *s, str username, bool follows)
{
    struct account other;
    struct follow now;
    struct form form;

    TRY(form_read(s, &form));
    TRY(account_by_username(s->c, username, &other));
    TRY(follows ? graph_follow(s->c, s->me, other.id, &now) : graph_unfollow(s->c, s->me, other.id, &now));
    return done(s, &form);
}

static err follow_person(struct exchange *x, const struct deed_on_person *in, void *web)
{
    struct shown s = shown_of(x, web);

    return followed(&s, in->username, true);
}

static err unfollow_person(struct exchange *x, const struct deed_on_person *in, void *web)
{
    struct shown s = shown_of(x, web);

    return followed(&s, in->username, false);
}

CALLS_EXCHANGE(new_show, nothing)
CALLS_EXCHANGE(new_post, nothing)
CALLS_EXCHANGE(comment, deed_on_post)
CALLS_EXCHANGE(like, deed_on_post)
CALLS_EXCHANGE(unlike, deed_on_post)
CALLS_EXCHANGE(vote, deed_on_post)
CALLS_EXCHANGE(like_comment, deed_on_comment)
CALLS_EXCHANGE(unlike_comment, deed_on_comment)
CALLS_EXCHANGE(follow_person, deed_on_person)
CALLS_EXCHANGE(unfollow_person, deed_on_person)

const struct route deed_pages[] = {
    { METHOD_GET, "!/new", NULL, &may_post, RATE_PAGES, 200, .exchange = new_show_exchange, .refuse = view_refuse, .dead_token_ok = true,
      .summary = "A page" },
    VIEW_FORM_BARE("!/new", new_post, &may_post),
    VIEW_FORM("!/@{username}/{post}/comments", comment, deed_on_post, &may_comment),
    VIEW_FORM("!/@{username}/{post}/like", like, deed_on_post, &may_react),
    VIEW_FORM("!/@{username}/{post}/unlike", unlike, deed_on_post, &may_react),
    VIEW_FORM("!/@{username}/{post}/vote", vote, deed_on_post, &may_react),
    VIEW_FORM("!/comments/{comment}/like", like_comment, deed_on_comment, &may_react),
    VIEW_FORM("!/comments/{comment}/unlike", unlike_comment, deed_on_comment, &may_react),
    VIEW_FORM("!/@{username}/follow", follow_person, deed_on_person, &may_follow),
    VIEW_FORM("!/@{username}/unfollow", unfollow_person, deed_on_person, &may_follow),
    {0}
};
