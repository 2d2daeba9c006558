/* Connections: the arguments, cursors, edges and pageInfo of every list. */
#include <math.h>
#include <stdlib.h>
#include "api/front/problems.h"
#include "api/graphql/graphql_own.h"
#include "base/problems.h"

enum { PAGE_MOST = 100, PAGE_STANDARD = 20 };

/* What the cursors of a list are bound to. */
struct list_name { const char *list, *with; id of; str text; };

struct page_info {
    bool has_next_page, has_previous_page;
    struct cursor start, end;        /* {0, 0}: the page is empty */
    const struct connection *of;
};
struct connection { struct list_name name; struct node_edge *edges; size_t n; struct page_info page_info; };

const struct shape page_args_shape = { "page_args", sizeof(struct page_args),
    (const struct field[]){ PAGE_ARG_FIELDS(page_args), {0} }, NULL, NULL };
SHAPE(page_info, FIELD(page_info, has_next_page), FIELD(page_info, has_previous_page));
SHAPE(connection, FIELD(connection, page_info, .of = &page_info_shape));

struct reason_row;
extern const struct shape reason_row_shape;
SHAPE(node_edge, FIELD(node_edge, score), FIELD_PAGE(node_edge, reasons, &reason_row_shape));

/* ---- cursors ---- */

static str name_text(ctx *c, const struct list_name *n)
{
    return arena_format(&c->arena, "graphql %s %s %lld " STR_FMT, n->list, n->with ? n->with : "", (long long)n->of.v, STR_ARG(n->text));
}

static bool is_place(struct cursor at) { return at.a || at.b; }

static str place_text(ctx *c, const struct list_name *name, struct cursor at)
{
    return is_place(at) ? cursor_make_for(c, name_text(c, name), at) : (str){ 0 };
}

static err place_read(ctx *c, const struct list_name *name, str argument, maybe_str text, struct cursor *out)
{
    *out = (struct cursor){ 0 };
    if (text.is != GIVEN)
        return OK;
    return cursor_known(c, name_text(c, name), text.v, out) ? OK : fail_field(c, argument, &invalid_cursor);
}

/* ---- arguments ---- */

struct wish { i64 most; bool back; maybe_str after, before; };

static err count_check(ctx *c, str argument, maybe_i64 n)
{
    if (n.is == GIVEN && n.v < 0)
        return fail_field_saying(c, argument, &too_small, "This must be at least 0.");
    if (n.is == GIVEN && n.v > PAGE_MOST)
        return fail_field_saying(c, argument, &too_large, "This must be at most %d.", PAGE_MOST);
    return OK;
}

static err wish_read(ctx *c, const struct gql_value *input, enum list_order order, struct wish *out)
{
    static const struct { const char *name; size_t at; } texts[] = {
        { "after", offsetof(struct wish, after) }, { "before", offsetof(struct wish, before) },
    };
    maybe_i64 first = { 0 }, last = { 0 };
    const struct gql_value *v;

    *out = (struct wish){ 0 };
    if ((v = gql_input_of(input, S("first"))) && !gql_input_is_null(v))
        first = (maybe_i64){ GIVEN, gql_input_int(v) };
    if ((v = gql_input_of(input, S("last"))) && !gql_input_is_null(v))
        last = (maybe_i64){ GIVEN, gql_input_int(v) };
    for (size_t i = 0; i < COUNT(texts); i++)
        if ((v = gql_input_of(input, str_of(texts[i].name))) && !gql_input_is_null(v))
            *(maybe_str *)((char *)out + texts[i].at) = (maybe_str){ GIVEN, gql_input_text(v) };
    TRY(count_check(c, S("first"), first));
    TRY(count_check(c, S("last"), last));
    if (first.is == GIVEN && last.is == GIVEN)
        return fail_field_saying(c, S("last"), &invalid_form, "Give either first or last.");
    if (order == FORWARD_ONLY && (last.is == GIVEN || out->before.is == GIVEN))
        return fail_field_saying(c, last.is == GIVEN ? S("last") : S("before"), &invalid_form, "This list only goes forward.");
    out->back = last.is == GIVEN;
    out->most = last.is == GIVEN ? last.v : first.is == GIVEN ? first.v : PAGE_STANDARD;
    return OK;
}

/* ---- pages ---- */

struct paging { struct gql_call *call; const struct connecting *how; enum list_order order; struct wish wish; const char *with; };

static struct list_name name_of(const struct paging *p, size_t row)
{
    id of = p->how->of ? p->how->of(p->call->rows[row]) : p->how->of_viewer ? me_of(p->call) : (id){ 0 };

    return (struct list_name){ p->how->list, p->with, of, p->how->of_text ? p->how->of_text(p->call, row) : S("") };
}

static err asked_begin(struct paging *p, size_t row, struct asked *a, struct cursor *until)
{
    struct list_name name = name_of(p, row);
    struct cursor after, before;
    ctx *c = ctx_of(p->call);

    TRY(place_read(c, &name, S("after"), p->wish.after, &after));
    TRY(place_read(c, &name, S("before"), p->wish.before, &before));
    *a = (struct asked){ .row = row, .arena = p->call->arena,
                         .of = p->call->rows[row], .list = name.of, .text = name.text,
                         .most = p->wish.most ? p->wish.most : 1, .back = p->wish.back,
                         .from = p->wish.back ? before : after, .until = p->wish.back ? after : before };
    *until = p->wish.back ? after : before;      /* the same text for all rows */
    return OK;
}

/* Does x stand before y in the list? */
static bool stands_before(enum list_order order, struct cursor x, struct cursor y)
{
    bool less = x.a != y.a ? x.a < y.a : x.b < y.b;

    return order == NEWEST_FIRST ? !less && (x.a != y.a || x.b != y.b) : less;
}

/* Both cursors are given: what is not between them is no longer there, and nothing follows in that direction. */
static void asked_cut(const struct paging *p, struct asked *a, struct cursor until)
{
    size_t kept = 0;

    for (size_t i = 0; i < a->n; i++) {
        bool inside = a->back ? stands_before(p->order, until, a->edges[i].place) : stands_before(p->order, a->edges[i].place, until);
        if (inside)
            a->edges[kept++] = a->edges[i];
        else
            a->more = false;
    }
    if (kept < a->n || (is_place(a->stopped) &&
                        (a->back ? !stands_before(p->order, until, a->stopped) : !stands_before(p->order, a->stopped, until))))
        a->stopped = (struct cursor){ 0 };
    a->n = kept;
}

static void connection_make(const struct paging *p, struct asked *a)
{
    struct connection *out = arena_new(p->call->arena, struct connection);
    size_t n = a->n < (size_t)p->wish.most ? a->n : (size_t)p->wish.most;
    struct page_info *info = &out->page_info;

    a->more |= n < a->n;
    *out = (struct connection){ .name = name_of(p, a->row), .edges = n && a->back ? a->edges + (a->n - n) : a->edges,
                                 .n = n };
    info->of = out;
    info->has_next_page = a->back ? a->also || p->wish.before.is == GIVEN : a->more;
    info->has_previous_page = a->back ? a->more : a->also || p->wish.after.is == GIVEN;
    if (n) {
        info->start = out->edges[0].place;
        info->end = out->edges[n - 1].place;
    }
    if (is_place(a->stopped) && p->wish.most)
        *(a->back ? &info->start : &info->end) = a->stopped;
    for (size_t i = 0; i < n; i++)
        out->edges[i].of = out;
    gql_give(p->call, a->row, out);
}

static err asked_end(const struct paging *p, struct asked *a, struct cursor until)
{
    if (a->missing)
        return gql_give_error(p->call, a->row, fail(ctx_of(p->call), a->missing));
    if (is_place(until) && p->order != CUT)
        asked_cut(p, a, until);
    connection_make(p, a);
    return OK;
}

/* ---- the same list more than once: it is read for the first row that asks for it ---- */

static int by_list(const void *a, const void *b)
{
    const struct asked *x = a, *y = b;

    if (x->list.v != y->list.v)
        return x->list.v < y->list.v ? -1 : 1;
    int text = str_cmp(x->text, y->text);
    return text ? text : (x->row > y->row) - (x->row < y->row);
}

static bool same_list(const struct asked *a, const struct asked *b)
{
    return a->list.v == b->list.v && str_eq(a->text, b->text);
}

/* The distinct ones come first. How many there are; `first`: of each, where its distinct one is. */
static size_t distinct_first(struct gql_call *call, struct asked *asked, size_t n, size_t *first)
{
    struct asked *again = arena_array(call->arena, struct asked, n);
    size_t *of_again = arena_array(call->arena, size_t, n), distinct = 0, repeats = 0;

    qsort(asked, n, sizeof *asked, by_list);
    for (size_t i = 0; i < n; i++) {
        if (distinct && same_list(&asked[distinct - 1], &asked[i])) {
            of_again[repeats] = distinct - 1;
            again[repeats++] = asked[i];
        } else {
            asked[distinct++] = asked[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        first[i] = i < distinct ? i : of_again[i - distinct];
        if (i >= distinct)
            asked[i] = again[i - distinct];
    }
    return distinct;
}

/* With edges of its own: each says which connection it is of. */
static void take_same(struct gql_call *call, const struct asked *from, struct asked *to)
{
    size_t row = to->row;

    *to = *from;
    to->row = row;
    if (from->n)
        to->edges = memcpy(arena_array(call->arena, struct node_edge, from->n), from->edges, from->n * sizeof *from->edges);
}

static err lists_read(struct paging *p, struct asked *asked, size_t n, struct cursor until)
{
    size_t *first = arena_array(p->call->arena, size_t, n), distinct = distinct_first(p->call, asked, n, first);

    TRY(p->how->read(p->call, asked, distinct));
    for (size_t i = distinct; i < n; i++)
        take_same(p->call, &asked[first[i]], &asked[i]);
    for (size_t i = 0; i < n; i++)
        TRY(asked_end(p, &asked[i], until));
    return OK;
}

err connections_give(struct gql_call *call, const struct connecting *how)
{
    struct paging p = { .call = call, .how = how, .order = how->order_with ? how->order_with(call) : how->order,
                        .with = how->with ? how->with(call) : NULL };
    struct asked *asked = arena_array(call->arena, struct asked, call->n);
    struct cursor until = { 0 };
    size_t n = 0;

    TRY(wish_read(ctx_of(call), call->input, p.order, &p.wish));
    for (size_t i = 0; i < call->n; i++) {
        err e = asked_begin(&p, i, &asked[n], &until);
        if (e != OK)
            TRY(gql_give_error(call, i, e));
        else
            n++;
    }
    return n ? lists_read(&p, asked, n, until) : OK;
}

void node_add(struct asked *a, struct cursor place, const void *node)
{
    if (a->n == a->room) {
        size_t room = a->room ? 2 * a->room : 8;
        struct node_edge *edges = arena_array(a->arena, struct node_edge, room);
        if (a->n)
            memcpy(edges, a->edges, a->n * sizeof *edges);
        a->edges = edges;
        a->room = room;
    }
    a->edges[a->n++] = (struct node_edge){ .place = place, .node = node, .score = NAN };
}

/* The last `most` of what was read, which is all before a place. */
void asked_keep_last(struct asked *a)
{
    if ((i64)a->n <= a->most)
        return;
    memmove(a->edges, a->edges + (a->n - (size_t)a->most), (size_t)a->most * sizeof *a->edges);
    a->n = (size_t)a->most;
    a->more = true;
}

/* ---- fields ---- */

err connection_edges(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct connection *of = call->rows[i];
        gql_give_list(call, i, of->edges, of->n, sizeof *of->edges);
    }
    return OK;
}

err connection_nodes(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct connection *of = call->rows[i];
        gql_give_empty(call, i);
        for (size_t k = 0; k < of->n; k++)
            gql_give_item(call, i, of->edges[k].type, of->edges[k].node);
    }
    return OK;
}

err edge_node(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct node_edge *e = call->rows[i];
        gql_give_as(call, i, e->type, e->node);
    }
    return OK;
}

err edge_cursor(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct node_edge *e = call->rows[i];
        ((str *)call->column)[i] = place_text(ctx_of(call), &e->of->name, e->place);
    }
    return OK;
}

err page_start(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct page_info *info = call->rows[i];
        ((str *)call->column)[i] = place_text(ctx_of(call), &info->of->name, info->start);
    }
    return OK;
}

err page_end(struct gql_call *call)
{
    reads_nothing(call);
    for (size_t i = 0; i < call->n; i++) {
        const struct page_info *info = call->rows[i];
        ((str *)call->column)[i] = place_text(ctx_of(call), &info->of->name, info->end);
    }
    return OK;
}

const struct gql_field_binding connection_fields[] = {
    { "PageInfo.startCursor", page_start, .kind = K_STR },
    { "PageInfo.endCursor", page_end, .kind = K_STR },
    CONNECTION("User"), CONNECTION("Post"), CONNECTION("Comment"), CONNECTION("Tag"), CONNECTION("List"), CONNECTION("Reaction"),
    CONNECTION("PostVersion"), CONNECTION("Search"), CONNECTION("Feed"), CONNECTION("Channel"), CONNECTION("Message"), CONNECTION("Member"),
    {0}
};

/* ---- what they cost ---- */

static i64 input_count(const struct gql_value *input, const char *name, i64 otherwise)
{
    const struct gql_value *v = gql_input_of(input, str_of(name));
    i64 n = v && !gql_input_is_null(v) ? gql_input_int(v) : otherwise;

    return n < 0 ? 0 : n > PAGE_MOST ? PAGE_MOST : n;
}

static i64 page_size(const struct gql_pricing *p)
{
    const struct gql_value *input = p->above ? p->above->input : NULL;

    return input_count(input, "first", input_count(input, "last", PAGE_STANDARD));
}

struct gql_price price_edges(const struct gql_pricing *p) { return (struct gql_price){ 0, page_size(p) }; }
struct gql_price price_nodes(const struct gql_pricing *p) { return (struct gql_price){ page_size(p), page_size(p) }; }

struct gql_price price_nothing(const struct gql_pricing *p)
{
    (void)p;
    return (struct gql_price){ 0, 1 };
}

struct gql_price price_mutation(const struct gql_pricing *p)
{
    (void)p;
    return (struct gql_price){ 10, 1 };
}

/* Of a field whose one argument is a list of ids: one for each. */
struct gql_price price_ids(const struct gql_pricing *p)
{
    i64 n = 0;

    for (const struct gql_value *v = p->input ? gql_input_first(p->input) : NULL; v; v = gql_input_next(v))
        n++;
    return (struct gql_price){ n, n };
}
