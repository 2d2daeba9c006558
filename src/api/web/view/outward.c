/* For other programs: embedding a post (oEmbed), robots.txt, the map of the site; and pages that say what this server is. */
#include "api/web/view/view_own.h"
#include "base/id.h"
#include "base/time.h"

enum { SITEMAP_MOST = 2000, SITEMAP_STEP = 200, MONTHS_MOST = 1200, OEMBED_WIDTH = 550 };

struct oembed_address { str url, format; maybe_i64 maxwidth, maxheight; };
struct sitemap_address { str part; };
SHAPE(oembed_address,
    FIELD(oembed_address, url, .min = 1, .max = 2000), FIELD(oembed_address, format, .optional = true),
    FIELD(oembed_address, maxwidth, .min = 1, .max = 100000), FIELD(oembed_address, maxheight, .min = 1, .max = 100000));
SHAPE(sitemap_address, FIELD(sitemap_address, part));

static err text_send(struct shown *s, str type, str body)
{
    return answer_send(s->k, &(struct answer){ .status = 200, .type = type, .body = body });
}

/* ---- oEmbed ---- */

/* The id of "https://this.server/@name/7"; 0: it is none of this server's posts. */
static id post_named(struct shown *s, str url)
{
    str origin = ctx_request(s->c)->origin, name, number;
    id post = { 0 };

    if (!origin.n || !str_starts(url, origin))
        return post;
    str rest = str_from(url, origin.n);
    if (!str_starts(rest, S("/@")))
        return post;
    rest = str_from(rest, 2);
    if (!str_cut(&rest, '/', &name) || !str_cut(&rest, '/', &number) || rest.n || !id_parse(number, &post))
        post.v = 0;
    return post;
}

static str embedded(struct shown *s, const struct post_item *p)
{
    embed_shown(&s->t, p, site_url(s, p->address), s->web->instance);
    return buf_str(&s->t.out);
}

static err oembed_show(struct exchange *x, const struct oembed_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct buf b = BUF_ON(&s.c->arena);
    struct post_view v;
    struct post_item p;
    id nobody = { 0 };

    if (in->format.n && !str_eq(in->format, S("json")))
        return fail_with(s.c, ERR_NOT_BUILT, "Only the format json is available.");
    TRY(post_get(s.c, nobody, post_named(&s, in->url), &v));
    post_item_of(&s, &v, &p);
    i64 width = in->maxwidth.is == GIVEN && in->maxwidth.v < OEMBED_WIDTH ? in->maxwidth.v : OEMBED_WIDTH;
    buf_lit(&b, "{\"version\":\"1.0\",\"type\":\"rich\"");
    member_add(&b, "title", p.label);
    member_add(&b, "author_name", p.by.name);
    member_add(&b, "author_url", site_url(&s, arena_format(&s.c->arena, "/@" STR_FMT, STR_ARG(p.by.username))));
    member_add(&b, "provider_name", s.web->instance);
    member_add(&b, "provider_url", site_url(&s, S("/")));
    member_add(&b, "html", embedded(&s, &p));
    buf_format(&b, ",\"width\":%lld,\"height\":null,\"cache_age\":3600}", (long long)width);
    return text_send(&s, S("application/json"), buf_str(&b));
}

/* ---- robots, and the map ---- */

static err robots_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct buf b = BUF_ON(&s.c->arena);

    (void)in;
    buf_lit(&b, "User-agent: *\nDisallow: /api/\nDisallow: /explore?\nDisallow: /login\nDisallow: /join\nDisallow: /settings/\n\n");
    buf_lit(&b, "Sitemap: ");
    buf_add(&b, site_url(&s, S("/sitemap.xml")));
    buf_byte(&b, '\n');
    return text_send(&s, S("text/plain; charset=utf-8"), buf_str(&b));
}

static void address_add(struct shown *s, struct buf *b, const char *element, str path)
{
    buf_format(b, "<%s><loc>", element);
    buf_add(b, site_url(s, path));
    buf_format(b, "</loc></%s>\n", element);
}

/* Months since the year 0. */
static i64 month_of(i64 ms)
{
    char text[RFC3339_LENGTH];
    i64 year, month;

    time_rfc3339((when){ ms }, text);
    bool read = str_to_i64((str){ text, 4 }, &year) && str_to_i64((str){ text + 5, 2 }, &month);
    return read ? year * 12 + month - 1 : 0;
}

static i64 month_ms(i64 month)
{
    char text[32];
    when at = { 0 };

    int n = snprintf(text, sizeof text, "%04lld-%02lld-01T00:00:00Z", (long long)(month / 12), (long long)(month % 12 + 1));
    return time_parse_rfc3339((str){ text, (size_t)n }, &at) ? at.ms : 0;
}

/* "2026-11.xml" */
static bool month_read(str part, i64 *month)
{
    i64 year, of_year;
    bool read = part.n == 11 && part.p[4] == '-' && str_ends(part, S(".xml")) && str_to_i64(str_to(part, 4), &year) &&
                str_to_i64((str){ part.p + 5, 2 }, &of_year) && year > 0 && of_year >= 1 && of_year <= 12;

    *month = read ? year * 12 + of_year - 1 : 0;
    return read;
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
#define XML_SPACE " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"

/* A part is a month: who joined in it, and what was published in it for everybody, newest first. What does not want to be found is not. */
static err sitemap_index_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct buf b = BUF_ON(&s.c->arena);
    account_page first;

    (void)in;
    TRY(accounts_after(s.c, (id){ 0 }, 1, &first));
    buf_lit(&b, XML_HEAD "<sitemapindex" XML_SPACE);
    i64 from = month_of(first.n ? id_ms(first.at[0].id) : ctx_now(s.c).ms), to = month_of(ctx_now(s.c).ms);
    for (i64 month = to; month >= from && to - month < MONTHS_MOST; month--)
        address_add(&s, &b, "sitemap", arena_format(&s.c->arena, "/sitemap/%04lld-%02lld.xml", (long long)(month / 12),
                                                    (long long)(month % 12 + 1)));
    buf_lit(&b, "</sitemapindex>\n");
    return text_send(&s, S("application/xml; charset=utf-8"), buf_str(&b));
}

static err people_add(struct shown *s, id after, id before, struct buf *b)
{
    account_page page;

    TRY(accounts_after(s->c, after, SITEMAP_MOST, &page));
    for (size_t i = 0; i < page.n && page.at[i].id.v < before.v; i++)
        if (account_is_shown(&page.at[i]) && !page.at[i].noindex)
            address_add(s, b, "url", arena_format(&s->c->arena, "/@" STR_FMT, STR_ARG(page.at[i].username)));
    return OK;
}

/* A few hundred at once, whose authors are mostly the same. */
static err posts_some(struct shown *s, id after, id *before, struct buf *b, bool *more)
{
    ids who = { arena_array(&s->c->arena, id, SITEMAP_STEP), 0 };
    author_page authors;
    post_by_page page;

    TRY(posts_public(s->c, *before, SITEMAP_STEP, &page));
    for (size_t i = 0; i < page.n; i++)
        who.at[who.n++] = page.at[i].user_id;
    TRY(authors_get(s->c, (id){ 0 }, who, &authors));
    *more = page.n == SITEMAP_STEP && page.at[page.n - 1].id.v > after.v;
    for (size_t i = 0; i < page.n && page.at[i].id.v > after.v; i++) {
        const struct author *by = author_among(&authors, page.at[i].user_id);
        *before = page.at[i].id;
        if (by && by->sight.of.shown && !by->sight.of.noindex)
            address_add(s, b, "url", post_path(s, by->card.username, page.at[i].id));
    }
    return OK;
}

static err sitemap_show(struct exchange *x, const struct sitemap_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct buf b = BUF_ON(&s.c->arena);
    i64 month;

    if (!month_read(in->part, &month) || month > month_of(ctx_now(s.c).ms))
        return fail_with(s.c, ERR_NOT_FOUND, "There is no such part.");
    id after = id_before(month_ms(month)), before = id_before(month_ms(month + 1));
    bool more = true;
    buf_lit(&b, XML_HEAD "<urlset" XML_SPACE);
    TRY(people_add(&s, after, before, &b));
    for (int i = 0; more && i < SITEMAP_MOST / SITEMAP_STEP; i++)
        TRY(posts_some(&s, after, &before, &b, &more));
    buf_lit(&b, "</urlset>\n");
    return text_send(&s, S("application/xml; charset=utf-8"), buf_str(&b));
}

/* ---- what this server is ---- */

typedef void plain_template(struct template *, const struct plain_view *);

static err plain_show(struct shown *s, str title, plain_template *shown, bool indexed)
{
    struct plain_view p = { .heading = title };

    TRY(frame_fill(s, &p.frame, title, S(""), s->k->x->path));
    TRY(taken_fill(s, &p.frame, NULL, S("")));
    p.frame.noindex = !indexed;
    shown(&s->t, &p);
    return page_send(s, &p.frame, 200);
}

static err about_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);

    (void)in;
    return plain_show(&s, said(&s, TEXT_WEB_ABOUT, NULL), about_shown, true);
}

static err rules_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);

    (void)in;
    return plain_show(&s, said(&s, TEXT_WEB_RULES, NULL), rules_shown, true);
}

/* ---- places of the client alone ---- */

static err shell_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);

    (void)in;
    return plain_show(&s, s.web->instance, shell_shown, false);
}

CALLS_EXCHANGE(oembed_show, oembed_address)
CALLS_EXCHANGE(robots_show, nothing)
CALLS_EXCHANGE(sitemap_index_show, nothing)
CALLS_EXCHANGE(sitemap_show, sitemap_address)
CALLS_EXCHANGE(about_show, nothing)
CALLS_EXCHANGE(rules_show, nothing)
CALLS_EXCHANGE(shell_show, nothing)

struct place_address { str a, b; };
SHAPE(place_address, FIELD(place_address, a, .optional = true), FIELD(place_address, b, .optional = true));
#define OF_MEMBERS(path) \
    { METHOD_GET, path, NULL, &any_member, RATE_PAGES, 200, TAKES(place_address), .exchange = shell_show_exchange, .refuse = view_refuse, \
      .dead_token_ok = true, .summary = "A page" }
#define OF_ANYBODY(path) \
    { METHOD_GET, path, NULL, &anyone, RATE_PAGES, 200, TAKES(place_address), .exchange = shell_show_exchange, .refuse = view_refuse, \
      .dead_token_ok = true, .summary = "A page" }

const struct route outward_pages[] = {
    VIEW_PAGE_BARE("!/about", about_show), VIEW_PAGE_BARE("!/about/rules", rules_show),
    VIEW_PAGE("!/oembed", oembed_show, oembed_address), VIEW_PAGE_BARE("!/robots.txt", robots_show),
    VIEW_PAGE_BARE("!/sitemap.xml", sitemap_index_show), VIEW_PAGE("!/sitemap/{part}", sitemap_show, sitemap_address),
    OF_MEMBERS("!/messages"), OF_MEMBERS("!/messages/{a}"), OF_MEMBERS("!/channels"), OF_MEMBERS("!/channels/{a}"),
    OF_MEMBERS("!/channels/{a}/thread/{b}"), OF_ANYBODY("!/invite/{a}"), OF_MEMBERS("!/lists"), OF_MEMBERS("!/lists/{a}"),
    OF_MEMBERS("!/saved"), OF_MEMBERS("!/drafts"), OF_MEMBERS("!/follow-requests"), OF_MEMBERS("!/settings"),
    OF_ANYBODY("!/stories/{a}"), OF_ANYBODY("!/stories/highlights/{a}"), OF_MEMBERS("!/stories/by/{a}"),
    OF_MEMBERS("!/settings/{a}"), OF_MEMBERS("!/welcome"), OF_MEMBERS("!/welcome/{a}"), OF_ANYBODY("!/design"), {0}
};
