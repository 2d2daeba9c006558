/* Pages of posts: the front page, a post with its comments, a tag. */
#include "api/web/view/view_own.h"
#include "base/json.h"
#include "domain/timeline/timeline.h"
#include "net/files.h"

enum { TITLE_MOST = 70, DESCRIPTION_MOST = 200 };

struct front_address { str cursor; };
struct post_address { str username; id post; str cursor; };
struct tag_address { str tag, cursor; };
#define CURSOR_FIELD(S) FIELD(S, cursor, .optional = true, .max = 200)
SHAPE(front_address, CURSOR_FIELD(front_address));
SHAPE(post_address, FIELD(post_address, username), FIELD(post_address, post), CURSOR_FIELD(post_address));
SHAPE(tag_address, FIELD(tag_address, tag), CURSOR_FIELD(tag_address));

static str older(struct shown *s, str path, id next)
{
    str cursor = list_next(s->c, next);

    return cursor.n ? arena_format(&s->c->arena, STR_FMT "?cursor=" STR_FMT, STR_ARG(path), STR_ARG(cursor)) : S("");
}

static err posts_send(struct shown *s, struct posts_page *p)
{
    p->frame.reads = !s->me.v;
    posts_shown(&s->t, p);
    return page_send(s, &p->frame, 200);
}

/* ---- the front page ---- */

static err home_show(struct shown *s, id from)
{
    struct posts_page p = { .heading = said(s, TEXT_WEB_HOME, NULL), .none = said(s, TEXT_WEB_NO_FEED, NULL) };
    struct feed_wish wish = { .after = from, .limit = POSTS_SHOWN };
    struct moment now;
    post_view_page page;
    id next;

    TRY(feed_get(s->c, s->me, wish, &page, &next, &now));
    TRY(frame_fill(s, &p.frame, p.heading, S(""), S("/")));
    TRY(taken_fill(s, &p.frame, from.v ? NULL : "HomePage", S("{\"first\":18}")));
    p.frame.at_home = true;
    post_items_of(s, &page, &p.posts);
    p.older = older(s, S("/"), next);
    return posts_send(s, &p);
}

static err welcome_show(struct shown *s, id from)
{
    struct posts_page p = { .heading = s->web->instance, .welcome = true, .none = said(s, TEXT_WEB_NO_POSTS, NULL) };
    post_view_page page;
    id next;

    TRY(timeline_public(s->c, s->me, (struct post_wish){ .after = from, .limit = POSTS_SHOWN }, &page, &next));
    TRY(frame_fill(s, &p.frame, p.heading, said(s, TEXT_WEB_WELCOME, NULL), S("/")));
    TRY(taken_fill(s, &p.frame, from.v ? NULL : "WelcomePage", S("{\"first\":18}")));
    p.frame.at_home = true;
    post_items_of(s, &page, &p.posts);
    p.older = older(s, S("/"), next);
    return posts_send(s, &p);
}

static err front_show(struct exchange *x, const struct front_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    id from;

    if (s.web->folder >= 0)
        return file_answer(x, s.web->folder, s.web->forms);
    TRY(list_from(s.c, in->cursor, &from));
    if (s.me.v && permit_check(s.c, &s.c->caller, &may_read_feed, false) == OK)
        return home_show(&s, from);
    failure_begin(&s.c->failure, &s.c->arena);
    return welcome_show(&s, from);
}

/* ---- a post ---- */

static raw_json post_linked(struct shown *s, const struct post_page_view *p)
{
    struct buf b = BUF_ON(&s->c->arena);
    const struct post_item *i = &p->post;

    buf_lit(&b, "{\"@context\":\"https://schema.org\",\"@type\":\"SocialMediaPosting\"");
    member_add(&b, "url", p->frame.canonical);
    member_add(&b, "headline", i->label);
    member_add(&b, "datePublished", i->when);
    member_add(&b, "articleBody", p->frame.description);
    buf_lit(&b, ",\"author\":{\"@type\":\"Person\"");
    member_add(&b, "name", i->by.name);
    member_add(&b, "url", site_url(s, arena_format(&s->c->arena, "/@" STR_FMT, STR_ARG(i->by.username))));
    buf_format(&b, "},\"commentCount\":%lld,\"interactionStatistic\":{\"@type\":\"InteractionCounter\",\"interactionType\":"
               "\"https://schema.org/LikeAction\",\"userInteractionCount\":%lld}}", (long long)i->comments, (long long)i->likes);
    return (raw_json){ buf_str(&b) };
}

/* What is hidden behind a warning is not told in the head either. */
static str post_words_told(const struct post_words *w)
{
    return w->content_warning.is == GIVEN ? w->content_warning.v : w->content;
}

/* What others show of the page: the post's own picture, where it has one that everybody may see. */
static void frame_picture(struct shown *s, const struct post_view *v, struct frame *f)
{
    struct media m;

    if (!picture_of_post(s, v, &m) || m.url_expires_at.is == GIVEN)
        return;
    f->image = m.url.v;
    f->image_width = m.width.is == GIVEN ? m.width.v : 0;
    f->image_height = m.height.is == GIVEN ? m.height.v : 0;
    f->image_says = m.description.is == GIVEN ? m.description.v : S("");
}

static err post_frame(struct shown *s, const struct post_view *v, struct post_page_view *p)
{
    const struct author *by;
    const struct post_words *w = post_words_shown(v, &by);
    str told = post_words_told(w), begins = excerpt(s, told, TITLE_MOST), name = p->post.by.name;
    str title = begins.n ? arena_format(&s->c->arena, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(begins)) : name;

    TRY(frame_fill(s, &p->frame, title, excerpt(s, told, DESCRIPTION_MOST), p->post.address));
    p->frame.kind = S("article");
    frame_picture(s, v->plain && v->boost_of ? v->boost_of : v, &p->frame);
    p->frame.reads = !s->me.v;
    p->frame.noindex = v->visibility != VISIBLE_TO_ALL || !by || by->sight.of.noindex;
    p->frame.linked = post_linked(s, p);
    p->frame.has_linked = true;
    struct buf oembed = BUF_ON(&s->c->arena);
    buf_add(&oembed, site_url(s, S("/oembed?url=")));
    url_encode(&oembed, p->frame.canonical);
    p->frame.oembed = buf_str(&oembed);
    frame_feeds(s, &p->frame, arena_format(&s->c->arena, "/@" STR_FMT, STR_ARG(p->post.by.username)), name);
    return OK;
}

static err comments_fill(struct shown *s, id post, str cursor, struct post_page_view *p)
{
    struct comment_wish wish = { .sort = COMMENTS_NEW, .depth = COMMENT_DEPTH_STANDARD, .limit = COMMENTS_SHOWN,
                                 .made = s->keeping ? &s->keeping->made.of : NULL };
    struct comment_tree tree;
    struct cursor at;

    TRY(cursor_read(s->c, cursor, &at));
    wish.from = (struct comment_place){ at.a, { at.b } };
    TRY(comments_page(s->c, s->me, post, (id){ 0 }, &wish, &tree));
    comment_items_of(s, tree.at, tree.n, &p->comments.at, &p->comments.n);
    str next = tree.next.id.v ? cursor_make(s->c, (struct cursor){ tree.next.rank, tree.next.id.v }) : S("");
    p->older = next.n ? arena_format(&s->c->arena, STR_FMT "?cursor=" STR_FMT, STR_ARG(p->post.address), STR_ARG(next)) : S("");
    return OK;
}

err post_page_show(struct shown *s, const struct post_view *v, str cursor, str trouble, str typed)
{
    struct post_page_view p = { .trouble = trouble, .typed = typed };
    bool fresh = !cursor.n && !trouble.n;

    post_item_of(s, v, &p.post);
    p.post.whole = true;
    TRY(post_frame(s, v, &p));
    TRY(comments_fill(s, p.post.id, cursor, &p));
    str variables = arena_format(&s->c->arena, "{\"id\":\"%lld\"}", (long long)v->words->id.v);
    TRY(taken_fill(s, &p.frame, fresh ? "PostPage" : NULL, variables));
    post_shown(&s->t, &p);
    return page_send(s, &p.frame, trouble.n ? 422 : 200);
}

/* A post stands at its author's name, as that is spelled now. */
static err post_show_at(struct exchange *x, const struct post_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct keeping keeping;
    const struct author *by;
    struct post_view v;
    bool given;

    TRY(page_kept_give(&s, &keeping, &given));
    if (given)
        return OK;
    TRY(post_get_noting(s.c, s.me, in->post, s.keeping ? &keeping.made : NULL, &v));
    const struct post_words *w = post_words_shown(&v, &by);
    if (!by)
        return fail_with(s.c, ERR_NOT_FOUND, "There is no such post.");
    if (w->id.v != v.words->id.v || !str_eq(by->card.username, in->username))
        return see_other(&s, post_path(&s, by->card.username, w->id), NULL);
    if (!str_eq(x->path, post_path(&s, by->card.username, w->id)))
        s.keeping = NULL;            /* one of the many ways to write its address */
    return post_page_show(&s, &v, in->cursor, S(""), S(""));
}

/* ---- a tag ---- */

static err tag_page_show(struct shown *s, str name, str cursor)
{
    struct arena *a = &s->c->arena;
    struct posts_page p = { .heading = arena_format(a, "#" STR_FMT, STR_ARG(name)), .none = said(s, TEXT_WEB_NO_POSTS, NULL) };
    struct post_wish wish = { .limit = POSTS_SHOWN };
    struct buf path = BUF_ON(a), variables = BUF_ON(a);
    post_view_page page;
    id next;

    TRY(list_from(s->c, cursor, &wish.after));
    TRY(timeline_of_tag(s->c, s->me, name, wish, &page, &next));
    buf_lit(&path, "/tag/");
    url_encode(&path, name);
    TRY(frame_fill(s, &p.frame, p.heading, S(""), buf_str(&path)));
    frame_feeds(s, &p.frame, buf_str(&path), p.heading);
    buf_lit(&variables, "{\"name\":");
    json_text(&variables, name);
    buf_lit(&variables, ",\"first\":18}");
    TRY(taken_fill(s, &p.frame, cursor.n ? NULL : "TagPage", buf_str(&variables)));
    p.frame.noindex = !page.n;
    post_items_of(s, &page, &p.posts);
    p.older = older(s, buf_str(&path), next);
    return posts_send(s, &p);
}

static err tag_show(struct exchange *x, const struct tag_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    enum feed_form form;
    str name = in->tag, folded;

    bool feed = feed_form_of(&name, &form);
    TRY(tag_of_spelling(s.c, name, &folded));
    if (feed)
        return tag_feed_show(&s, folded, form);
    return tag_page_show(&s, folded, in->cursor);
}

CALLS_EXCHANGE(front_show, front_address)
CALLS_EXCHANGE(post_show_at, post_address)
CALLS_EXCHANGE(tag_show, tag_address)

const struct route show_pages[] = {
    VIEW_PAGE("!/", front_show, front_address), VIEW_PAGE("!/@{username}/{post}", post_show_at, post_address),
    VIEW_PAGE("!/tag/{tag}", tag_show, tag_address), {0}
};
