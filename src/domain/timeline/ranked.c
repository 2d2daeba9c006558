/*
 * The ranked feed: the newest of the feed, each with a score that is the sum of its reasons, in thousandths. The formula is in
 * docs/timelines.md. An order is kept when it has more than one page, so that likes do not move what somebody is paging through.
 */
#include <math.h>
#include <stdlib.h>
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum { RANKED_MOST = 500, REACTIONS_LOOKED_AT = 100, ORDERS_KEPT = 5, THOUSAND = 1000 };

const char *const reason_words[] = { "recent", "popular", "discussed", "close", "mutual", "followed_tag", NULL };

/* ---- the score ---- */

/* Whom one reacts to, and how often of late. */
struct closeness { ids authors; };

static err closeness_read(ctx *c, id me, struct closeness *out)
{
    static const enum reaction_kind kinds[] = { REACTION_LIKE, REACTION_BOOST };
    reaction_page page;

    out->authors = (ids){ arena_array(&c->arena, id, COUNT(kinds) * REACTIONS_LOOKED_AT), 0 };
    for (size_t k = 0; k < COUNT(kinds); k++) {
        TRY(reactions_by(c, me, kinds[k], (id){ 0 }, REACTIONS_LOOKED_AT, &page));
        for (size_t i = 0; i < page.n; i++)
            out->authors.at[out->authors.n++] = page.at[i].author_id;
    }
    return OK;
}

static double reactions_to(const struct closeness *by, id author)
{
    double n = 0;

    for (size_t i = 0; i < by->authors.n; i++)
        n += by->authors.at[i].v == author.v;
    return n;
}

static i64 thousandths(double x) { return (i64)llround(x * THOUSAND); }

static void score(const struct post_view *v, const struct closeness *by, const struct reader *r, when now, i64 parts[REASONS])
{
    const struct post_view *what = v->plain ? v->boost_of : v;
    double hours = (double)(now.ms - id_ms(v->words->id)) / 3600000.0, fresh = exp2(-(hours > 0 ? hours : 0) / 24);
    double liked = (double)(what->counts.like_count + 2 * what->counts.boost_count), said = (double)what->counts.comment_count;
    double often = reactions_to(by, what->author->card.id);
    bool tagged = false;

    for (size_t i = 0; i < what->words->tags.n; i++)
        for (size_t k = 0; k < r->tags.n; k++)
            tagged |= str_eq(what->words->tags.at[i].name, r->tags.at[k]);
    parts[REASON_RECENT] = 1 + thousandths(10 * fresh);
    parts[REASON_POPULAR] = thousandths(2 * fresh * log(1 + liked));
    parts[REASON_DISCUSSED] = thousandths(1.5 * fresh * log(1 + said));
    parts[REASON_CLOSE] = thousandths(4 * fresh * often / (often + 5));
    parts[REASON_MUTUAL] = what->author->sight.following && what->author->sight.followed_by ? thousandths(fresh) : 0;
    parts[REASON_FOLLOWED_TAG] = tagged ? thousandths(1.5 * fresh) : 0;
}

static i64 sum(const i64 parts[REASONS])
{
    i64 n = 0;

    for (int i = 0; i < REASONS; i++)
        n += parts[i];
    return n;
}

static int best_first(const void *a, const void *b)
{
    const struct ranked_view *x = a, *y = b;
    i64 p = sum(x->parts), q = sum(y->parts);
    i64 i = x->view.words->id.v, k = y->view.words->id.v;

    return p != q ? (p < q) - (p > q) : (i < k) - (i > k);
}

static id subject_of(const struct post_view *v) { return v->plain ? v->boost_of->words->id : v->words->id; }

/* An original once, however many boosts brought it. */
static bool is_there(const ranked_view_page *page, id subject)
{
    for (size_t i = 0; i < page->n; i++)
        if (subject_of(&page->at[i].view).v == subject.v)
            return true;
    return false;
}

static err order_make(ctx *c, id me, ranked_view_page *out)
{
    struct closeness by;
    post_view_page newest;
    struct moment now;
    struct reader r;
    id next;

    TRY(feed_get(c, me, (struct feed_wish){ .limit = RANKED_MOST }, &newest, &next, &now));
    TRY(closeness_read(c, me, &by));
    TRY(reader_get(c, me, &r));
    *out = (ranked_view_page){ .at = arena_array(&c->arena, struct ranked_view, newest.n) };
    for (size_t i = 0; i < newest.n; i++) {
        if (is_there(out, subject_of(&newest.at[i])))
            continue;
        struct ranked_view *v = &out->at[out->n++];
        v->view = newest.at[i];
        score(&v->view, &by, &r, ctx_now(c), v->parts);
    }
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, best_first);
    return OK;
}

/* ---- an order that is kept ---- */

struct order_entry { id post; i64s parts; };
typedef PAGE(order_entry) order_entry_page;
static SHAPE(order_entry, FIELD(order_entry, post), FIELD(order_entry, parts));
struct order { order_entry_page posts; };
static SHAPE(order, FIELD_PAGE(order, posts, &order_entry_shape));

struct keeping { id me, made; str posts; };

static err order_keep_in(tx *t, void *arg)
{
    struct keeping *in = arg;

    in->made = tx_new_id(t);
    TRY(q_order_add(t, in->me, in->made, in->posts));
    return q_orders_keep(t, in->me, ORDERS_KEPT);
}

static err order_keep(ctx *c, id me, const ranked_view_page *all, id *made)
{
    struct order order = { .posts.at = arena_array(&c->arena, struct order_entry, all->n), .posts.n = all->n };
    struct buf text = BUF_ON(&c->arena);
    struct keeping in = { .me = me };

    for (size_t i = 0; i < all->n; i++)
        order.posts.at[i] = (struct order_entry){ all->at[i].view.words->id, { all->at[i].parts, REASONS } };
    json_write(&text, &order_shape, &order);
    in.posts = buf_str(&text);
    TRY(transact(c, order_keep_in, &in));
    *made = in.made;
    return OK;
}

static err order_find(ctx *c, id me, id made, struct order *out)
{
    struct order_row row;

    TRY(q_order_get(c, me, made, &row));
    return json_read(&c->arena, &c->failure, row.posts, &order_shape, out);
}

/* ---- its further pages ---- */

static err order_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const struct order *order = arg;

    *out = (struct post_entries){ .at = arena_array(&c->arena, struct post_entry, (size_t)most) };
    for (size_t i = (size_t)after.v; i < order->posts.n && (i64)out->n < most; i++)
        out->at[out->n++] = (struct post_entry){ order->posts.at[i].post, { (i64)i + 1 } };
    return OK;
}

static const struct order_entry *entry_of(const struct order *order, id post)
{
    const struct order_entry *e = order->posts.at;

    while (e->post.v != post.v)
        e++;
    return e;
}

struct paging { struct order order; struct reader reader; };

static err paging_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    return order_read(c, &((const struct paging *)arg)->order, after, most, out);
}

static bool paging_keeps(const void *arg, const struct post_view *v)
{
    return reader_keeps(&((const struct paging *)arg)->reader, v);
}

static err order_page(ctx *c, id me, struct ranked_place from, i64 limit, ranked_view_page *out, struct ranked_place *next)
{
    struct paging p;
    post_view_page page;
    id last;

    TRY(order_find(c, me, from.made, &p.order));
    TRY(reader_get(c, me, &p.reader));
    const struct post_source source = { paging_read, &p, post_is_brought, paging_keeps };
    TRY(post_list(c, me, &source, (struct post_wish){ .after = { from.at }, .limit = limit }, &page, &last));
    *out = (ranked_view_page){ .at = arena_array(&c->arena, struct ranked_view, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++) {
        const struct order_entry *e = entry_of(&p.order, page.at[i].words->id);
        out->at[i].view = page.at[i];
        for (size_t k = 0; k < REASONS && k < e->parts.n; k++)
            out->at[i].parts[k] = e->parts.at[k];
    }
    *next = (struct ranked_place){ last.v ? from.made : (id){ 0 }, last.v };
    return OK;
}

err feed_ranked(ctx *c, id me, struct ranked_place from, i64 limit, ranked_view_page *out, struct ranked_place *next)
{
    id made;

    if (from.made.v)
        return order_page(c, me, from, limit, out, next);
    *next = (struct ranked_place){ .at = 0 };
    TRY(order_make(c, me, out));
    if ((i64)out->n <= limit)
        return OK;
    TRY(order_keep(c, me, out, &made));
    out->n = (size_t)limit;
    *next = (struct ranked_place){ made, limit };
    return OK;
}
