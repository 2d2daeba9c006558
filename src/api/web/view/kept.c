/*
 * Pages for people who are not signed in, finished, in the coding of their browsers. One is given again as long as nothing that it was
 * made of has changed (ports/stamps.h). A page is kept once it is asked for a second time: who reads all of a server, page after page,
 * leaves no more than notes.
 */
#include "api/web/view/view_own.h"
#include "net/files/compress.h"
#include "ports/cache.h"
#include "ports/store.h"

enum {
    KEPT_MS = 3600 * 1000,
    OCTETS_MOST = 128 * 1024         /* a longer page is not kept */
};

/* `text` is empty until the second question. */
struct page_kept { i64 begun, etag; i64s stamps; str text; };
static SHAPE(page_kept, FIELD(page_kept, begun), FIELD(page_kept, etag), FIELD(page_kept, stamps), FIELD(page_kept, text));

/* All that a page depends on but its data. It ends with its own address too, by which people come back to it. */
static str key_of(struct shown *s, enum coding coding)
{
    str origin = ctx_request(s->c)->origin, path = s->k->x->path;

    return arena_format(&s->c->arena, "page %d %d " STR_FMT "." STR_FMT " " STR_FMT " " STR_FMT, (int)coding, (int)s->language,
                        STR_ARG(s->theme), STR_ARG(s->density), STR_ARG(origin), STR_ARG(path));
}

/* Where other processes write too, a change is heard within moments only: there each page is made. */
static bool may_be_kept(const struct shown *s)
{
    return !s->me.v && !s->k->x->query.n && store_dialect(s->c->world->store) == ON_SQLITE;
}

static err kept_send(struct shown *s, const struct page_kept *p)
{
    struct kept_body kept = { (u64)p->etag, p->text };
    struct answer a = { .status = 200, .type = page_type, .body = p->text, .kept = &kept };

    page_lines(s);
    return answer_send(s->k, &a);
}

err page_kept_give(struct shown *s, struct keeping *out, bool *given)
{
    enum coding coding = coding_wanted(s->k->x, CODINGS_ALL);
    struct page_kept p;

    *given = false;
    *out = (struct keeping){ .key = S("") };
    if (!may_be_kept(s) || coding == CODING_COUNT)
        return OK;
    s->keeping = out;
    out->key = key_of(s, coding);
    out->coding = coding;
    made_begin(s->c, &out->made.of);
    out->asked = cache_get_shaped(s->c, out->key, &page_kept_shape, &p);
    *given = out->asked && p.text.n && made_holds(s->c->world, &(struct made_of){ .begun = p.begun, .at = p.stamps });
    return *given ? kept_send(s, &p) : OK;
}

static i64 left_ms(struct shown *s, const struct keeping *k)
{
    i64 left = k->made.until.ms ? k->made.until.ms - ctx_now(s->c).ms : KEPT_MS;

    return left < KEPT_MS ? left : KEPT_MS;
}

void page_keep(struct shown *s, const struct answer *a)
{
    const struct keeping *k = s->keeping;
    const struct made_of *of = &k->made.of;
    str text = k->coding == CODING_IDENTITY ? a->body : k->body.form;

    if (!of->whole || !text.n || text.n > OCTETS_MOST || left_ms(s, k) <= 0)
        return;
    struct page_kept p = { .begun = of->begun, .etag = (i64)k->body.hash, .stamps = k->asked ? of->at : (i64s){ 0 },
                           .text = k->asked ? text : S("") };
    cache_fill_shaped(s->c, k->key, &page_kept_shape, &p, left_ms(s, k), cache_ticket(s->c, k->key));
}
