/*
 * A tree of segments. Each node has children by word, at most one for values that begin with
 * @, and at most one for any value. They are tried in this order, each where the one before led nowhere. Or it has one child
 * alone, which takes all that follows. Patterns that
 * differ only in the names of their parameters share nodes; each route keeps its
 * names.
 */
#include "net/router.h"
#include "base/arena.h"
#include "base/memory.h"
#include "base/str.h"

struct endpoint { int route, params; str names[ROUTE_PARAMS]; };

struct node {
    str word;
    struct node *next, *words, *called, *any, *rest;
    u32 methods;                     /* bits of those that have an endpoint */
    struct endpoint *by[METHOD_COUNT];
};

struct router { struct arena arena; struct node root; };

struct router *router_open(void)
{
    return memory_new(struct router);
}

void router_close(struct router **r)
{
    if (!*r)
        return;
    arena_close(&(*r)->arena);
    memory_free(*r);
    *r = NULL;
}

/* ---- adding ---- */

static struct node *word_child(const struct node *at, str word)
{
    for (struct node *n = at->words; n; n = n->next)
        if (str_eq(n->word, word))
            return n;
    return NULL;
}

static struct node *word_child_make(struct router *r, struct node *at, str word)
{
    struct node *n = word_child(at, word), **last = &at->words;

    if (n)
        return n;
    while (*last)
        last = &(*last)->next;
    *last = n = arena_new(&r->arena, struct node);
    n->word = arena_copy(&r->arena, word);
    return n;
}

static bool is_name(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z') && s.p[i] != '_' && !(i && s.p[i] >= '0' && s.p[i] <= '9'))
            return false;
    return s.n > 0;
}

static bool is_word(str s)
{
    return str_find_byte(s, '{') < 0 && str_find_byte(s, '}') < 0 && str_find_byte(s, '%') < 0 && str_find_byte(s, '?') < 0;
}

static const char *param_add(struct router *r, struct endpoint *e, str name)
{
    if (!is_name(name))
        return "a parameter's name is not a word in braces";
    if (e->params == ROUTE_PARAMS)
        return "there are too many parameters";
    for (int i = 0; i < e->params; i++)
        if (str_eq(e->names[i], name))
            return "two parameters have the same name";
    e->names[e->params++] = arena_copy(&r->arena, name);
    return NULL;
}

static const char *value_add(struct router *r, struct node **child, struct node **at, struct endpoint *e, str name)
{
    if (!*child)
        *child = arena_new(&r->arena, struct node);
    *at = *child;
    return param_add(r, e, name);
}

static const char *rest_add(struct router *r, struct node **at, struct endpoint *e, str name)
{
    if ((*at)->words || (*at)->called || (*at)->any)
        return "what takes the rest of a path stands alone";
    return value_add(r, &(*at)->rest, at, e, name);
}

static const char *segment_add(struct router *r, struct node **at, struct endpoint *e, str segment)
{
    if ((*at)->rest && !str_ends(segment, S("...}")))
        return "what takes the rest of a path stands alone";
    if (str_starts(segment, S("{")) && str_ends(segment, S("...}")))
        return rest_add(r, at, e, (str){ segment.p + 1, segment.n - 5 });
    bool called = str_starts(segment, S("@{"));
    str braced = str_from(segment, called);

    if (braced.n > 1 && braced.p[0] == '{' && braced.p[braced.n - 1] == '}')
        return value_add(r, called ? &(*at)->called : &(*at)->any, at, e, (str){ braced.p + 1, braced.n - 2 });
    if (!is_word(segment))
        return "a segment is neither a word nor a parameter";
    *at = word_child_make(r, *at, segment);
    return NULL;
}

const char *router_add(struct router *r, enum method m, const char *pattern, int route)
{
    struct endpoint *e = arena_new(&r->arena, struct endpoint);
    struct node *at = &r->root;
    str rest = str_of(pattern), segment;

    if (!str_cut(&rest, '/', &segment) || segment.n || !rest.p)
        return "a pattern begins with a slash";
    while (str_cut(&rest, '/', &segment)) {
        if (!segment.n && !str_eq(str_of(pattern), S("/")))
            return "a segment is empty";
        if (rest.p && str_ends(segment, S("...}")))
            return "what takes the rest of a path is its last segment";
        const char *wrong = segment_add(r, &at, e, segment);
        if (wrong)
            return wrong;
    }
    if (at->by[m])
        return "there is another route for this method and path";
    e->route = route;
    at->by[m] = e;
    at->methods |= 1u << m;
    return NULL;
}

/* ---- finding ---- */

struct search { struct arena *arena; str values[ROUTE_PARAMS]; };

/* Off the front, with its slash; `rest.p` NULL: that was the last. Segments are short, a loop is quicker than a search. */
static str segment_take(str *rest)
{
    size_t n = 0;

    while (n < rest->n && rest->p[n] != '/')
        n++;
    str segment = { rest->p, n };
    *rest = n < rest->n ? (str){ rest->p + n + 1, rest->n - n - 1 } : (str){ NULL, 0 };
    return segment;
}

/*
 * The node that the rest of the path ends at, its values kept on the way; NULL: none. A word that is
 * written literally is found before anything is decoded: no word has an escape in it.
 */
static const struct node *walk(struct search *s, const struct node *at, str rest, int params)
{
    while (rest.p) {
        if (at->rest) {
            s->values[params] = rest;
            return at->rest;
        }
        str segment = segment_take(&rest), value;
        const struct node *word = word_child(at, segment), *end;
        if (word && !at->any && !at->called) {       /* nothing else fits: there is nothing to come back for */
            at = word;
            continue;
        }
        if (word && (end = walk(s, word, rest, params)))
            return end;
        if (!url_decode(s->arena, segment, false, &value))
            return NULL;
        if (value.p != segment.p && (word = word_child(at, value)) && (end = walk(s, word, rest, params)))
            return end;
        if (params == ROUTE_PARAMS)
            return NULL;
        if (at->called && value.n > 1 && value.p[0] == '@') {
            s->values[params] = str_from(value, 1);
            if ((end = walk(s, at->called, rest, params + 1)))
                return end;
        }
        if (!at->any || !value.n)
            return NULL;
        s->values[params++] = value;
        at = at->any;
    }
    return at->methods ? at : NULL;
}

static void params_fill(struct route_match *m, const struct endpoint *e, const struct search *s)
{
    m->n = e->params;
    if (!m->n)
        return;
    m->params = arena_alloc(s->arena, (size_t)m->n * sizeof *m->params, _Alignof(struct route_param));
    for (int i = 0; i < m->n; i++)
        m->params[i] = (struct route_param){ e->names[i], s->values[i] };
}

struct route_match router_find(const struct router *r, struct arena *a, enum method m, str path)
{
    struct route_match found = { .route = -1 };
    struct search s;

    s.arena = a;
    const struct node *end = path.n && path.p[0] == '/' ? walk(&s, &r->root, str_from(path, 1), 0) : NULL;
    if (!end)
        return found;
    const struct endpoint *e = end->by[m];
    if (!e && m == METHOD_HEAD)
        e = end->by[METHOD_GET];
    found.allowed = end->methods;
    if (end->methods & 1u << METHOD_GET)
        found.allowed |= 1u << METHOD_HEAD;
    if (e) {
        found.route = e->route;
        params_fill(&found, e, &s);
    }
    return found;
}
