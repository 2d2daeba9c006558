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

enum { RANKED_MOST = 500, AT_ONCE = 50, REACTIONS_LOOKED_AT = 100, ORDERS_KEPT = 5, THOUSAND = 1000 };

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

/* ---- making an order ---- */

struct scored { id post, subject; i64 parts[REASONS]; };
struct scoring { id me; struct closeness by; struct reader reader; struct scored *at; size_t n; i64 seen; };

static int best_first(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;
    i64 p = sum(x->parts), q = sum(y->parts);

    return p != q ? (p < q) - (p > q) : (x->post.v < y->post.v) - (x->post.v > y->post.v);
}

/* An original once, however many boosts brought it. */
static bool is_there(const struct scoring *s, id subject)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].subject.v == subject.v)
            return true;
    return false;
}

static void score_add(struct scoring *s, const struct post_view *v, when now)
{
    id subject = v->plain ? v->boost_of->words->id : v->words->id;

    s->seen++;
    if (is_there(s, subject))
        return;
    struct scored *to = &s->at[s->n++];
    *to = (struct scored){ .post = v->words->id, .subject = subject };
    score(v, &s->by, &s->reader, now, to->parts);
}

/* Some at a time: of each only its place in the order stays in memory. */
static err some_score(ctx *c, struct scoring *s, id *after)
{
    i64 lacking = RANKED_MOST - s->seen;
    post_view_page some;
    struct moment now;

    TRY(feed_get(c, s->me, (struct feed_wish){ .after = *after, .limit = lacking < AT_ONCE ? lacking : AT_ONCE }, &some, after, &now));
    for (size_t i = 0; i < some.n; i++)
        score_add(s, &some.at[i], ctx_now(c));
    return OK;
}

struct order_entry { id post; i64s parts; };
typedef PAGE(order_entry) order_entry_page;
static SHAPE(order_entry, FIELD(order_entry, post), FIELD(order_entry, parts));
struct order { order_entry_page posts; };
static SHAPE(order, FIELD_PAGE(order, posts, &order_entry_shape));

static err order_make(ctx *c, struct scoring *s, struct order *out)
{
    struct arena_mark mark = arena_mark(&c->arena);
    id after = { 0 };

    do {
        TRY(some_score(c, s, &after));
        arena_rewind(&c->arena, mark);
    } while (after.v && s->seen < RANKED_MOST);
    if (s->n)
        qsort(s->at, s->n, sizeof *s->at, best_first);
    out->posts = (order_entry_page){ .at = arena_array(&c->arena, struct order_entry, s->n), .n = s->n };
    for (size_t i = 0; i < s->n; i++)
        out->posts.at[i] = (struct order_entry){ s->at[i].post, { s->at[i].parts, REASONS } };
    return OK;
}

/* ---- an order that is kept ---- */

struct keeping { id me, made; str posts; };

static err order_keep_in(tx *t, void *arg)
{
    struct keeping *in = arg;

    in->made = tx_new_id(t);
    TRY(q_order_add(t, in->me, in->made, in->posts));
    return q_orders_keep(t, in->me, ORDERS_KEPT);
}

static err order_keep(ctx *c, id me, const struct order *order, id *made)
{
    struct buf text = BUF_ON(&c->arena);
    struct keeping in = { .me = me };

    json_write(&text, &order_shape, order);
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

/* ---- its pages ---- */

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

struct paging { const struct order *order; const struct reader *reader; };

static err paging_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    return order_read(c, ((const struct paging *)arg)->order, after, most, out);
}

static bool paging_keeps(const void *arg, const struct post_view *v)
{
    return reader_keeps(((const struct paging *)arg)->reader, v);
}

static err order_page(ctx *c, const struct reader *r, const struct order *order, i64 at, i64 limit, ranked_view_page *out, i64 *next)
{
    const struct paging p = { order, r };
    const struct post_source source = { paging_read, &p, post_is_brought, paging_keeps };
    post_view_page page;
    id last;

    TRY(post_list(c, r->me, &source, (struct post_wish){ .after = { at }, .limit = limit }, &page, &last));
    *out = (ranked_view_page){ .at = arena_array(&c->arena, struct ranked_view, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++) {
        const struct order_entry *e = entry_of(order, page.at[i].words->id);
        out->at[i].view = page.at[i];
        out->at[i].at = e - order->posts.at + 1;
        for (size_t k = 0; k < REASONS && k < e->parts.n; k++)
            out->at[i].parts[k] = e->parts.at[k];
    }
    *next = last.v;
    return OK;
}

/* The first page of a new order, which is kept if there is more of it. */
static err order_begin(ctx *c, id me, i64 limit, ranked_view_page *out, struct ranked_place *next)
{
    struct scoring s = { .me = me, .at = arena_array(&c->arena, struct scored, RANKED_MOST) };
    struct order order;

    TRY(closeness_read(c, me, &s.by));
    TRY(reader_get(c, me, &s.reader));
    TRY(order_make(c, &s, &order));
    *next = (struct ranked_place){ .at = 0 };
    TRY(order_page(c, &s.reader, &order, 0, limit, out, &next->at));
    return next->at ? order_keep(c, me, &order, &next->made) : OK;
}

err feed_ranked(ctx *c, id me, struct ranked_place from, i64 limit, ranked_view_page *out, struct ranked_place *next)
{
    struct reader reader;
    struct order order;

    if (!from.made.v)
        return order_begin(c, me, limit, out, next);
    TRY(order_find(c, me, from.made, &order));
    TRY(reader_get(c, me, &reader));
    TRY(order_page(c, &reader, &order, from.at, limit, out, &next->at));
    next->made = next->at ? from.made : (id){ 0 };
    return OK;
}
