/* Coerced arguments into the struct that a resolver takes: which member is whose is settled when the schema is bound. */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "base/time.h"
#include "graphql/bind.h"
#include "graphql/resolve.h"

bool gql_is_camel(str camel, const char *snake)
{
    size_t i = 0;

    for (; *snake; snake++) {
        bool up = *snake == '_' && snake[1] >= 'a' && snake[1] <= 'z';
        char c = up ? (char)(*++snake - 'a' + 'A') : *snake;
        if (i == camel.n || camel.p[i++] != c)
            return false;
    }
    return i == camel.n;
}

str gql_camel(struct arena *a, str snake)
{
    char *text = arena_alloc(a, snake.n + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < snake.n; i++)
        if (snake.p[i] == '_' && i + 1 < snake.n && snake.p[i + 1] >= 'a' && snake.p[i + 1] <= 'z')
            text[n++] = (char)(snake.p[++i] - 'a' + 'A');
        else
            text[n++] = snake.p[i];
    return (str){ text, n };
}

const struct field *gql_member_of(const struct shape *shape, str camel)
{
    for (const struct field *f = shape ? shape->fields : NULL; f && f->name; f++)
        if (gql_is_camel(camel, f->name))
            return f;
    return NULL;
}

/* May a value of the type go into a member of the kind? Times are looked at when they come. */
static bool takes(const struct gql_wrap *type, enum kind plain)
{
    const struct gql_wrap *bare = gql_nullable(type);
    bool list = bare->kind == GQL_LIST_OF, deep = list && gql_nullable(bare->of)->kind == GQL_LIST_OF;
    const struct gql_type *t = type->type;
    bool text = t->kind == GQL_ENUM_TYPE || t->builtin == GQL_STRING_TYPE || t->builtin == GQL_ID_TYPE || t->builtin == GQL_OWN;

    if (plain == K_RAW)
        return true;
    if (t->kind == GQL_INPUT_TYPE)
        return !deep && (list ? plain == K_PAGE : plain == K_SHAPE || plain == K_LINK);
    if (list && plain == K_I64S)
        return !deep && t->builtin == GQL_INT_TYPE;
    if (list)
        return !deep && text && (plain == K_STRS || (plain == K_IDS && t->kind != GQL_ENUM_TYPE));
    switch (plain) {
    case K_STR: return text;
    case K_ID: return text && t->kind != GQL_ENUM_TYPE;
    case K_WHEN: return t->builtin == GQL_OWN && t->kind == GQL_SCALAR;
    case K_I64: return t->builtin == GQL_INT_TYPE;
    case K_BOOL: return t->builtin == GQL_BOOLEAN_TYPE;
    case K_F64: return t->builtin == GQL_FLOAT_TYPE || t->builtin == GQL_INT_TYPE;
    default: return false;
    }
}

struct gql_fill *gql_fill_make(struct gql_build *b, const struct gql_input *in, u32 n, const struct shape *shape, const char *of)
{
    struct gql_fill *f = b->schema->fills;

    while (f && !(f->in == in && f->shape == shape))
        f = f->next;
    if (f)
        return f;
    f = arena_new(b->arena, struct gql_fill);
    *f = (struct gql_fill){ .shape = shape, .in = in, .n = n, .members = arena_array(b->arena, const struct field *, n),
        .below = arena_array(b->arena, struct gql_fill *, n), .next = b->schema->fills };
    b->schema->fills = f;
    for (u32 i = 0; i < n; i++) {
        const struct field *m = f->members[i] = gql_member_of(shape, in[i].name);
        if (!m || !takes(in[i].type, kind_facts[m->kind].plain))
            SDL_WRONG(b, in[i].sdl->at, "%s: %s has no member for " STR_FMT ": " STR_FMT ".", of, shape->name, STR_ARG(in[i].name),
                STR_ARG(gql_wrap_text(b->arena, in[i].type)));
        else if (in[i].type->type->kind == GQL_INPUT_TYPE && m->kind != K_RAW)
            f->below[i] = gql_fill_make(b, in[i].type->type->inputs, in[i].type->type->inputs_n, m->of, of);
    }
    return f;
}

static bool refuse(struct gql_coercion *c, const struct gql_value *v, const char *what)
{
    struct gql_step step = { NULL, v->input ? v->input->name : S(""), 0 };

    c->wrongs++;
    if (c->wrong)
        c->wrong(c, &step, v->input ? v->input->type : NULL, str_of(what));
    return false;
}

/* A word of the program is that of the enum without case. */
static str word_of(const struct field *m, str text)
{
    for (const char *const *w = m->words; w && *w; w++)
        if (str_eq_nocase(str_of(*w), text))
            return str_of(*w);
    return text;
}

static str text_of(const struct gql_value *v)
{
    return v->text.p ? v->text : S("");
}

/* A text that can be nobody's id is 0, which is nobody's either. */
static bool id_fill(const struct gql_value *v, id *out)
{
    if (!id_parse(text_of(v), out))
        *out = (id){ 0 };
    return true;
}

/* A caller's scalar may be written in any way. */
static bool text_fill(struct gql_coercion *c, const struct field *m, const struct gql_value *v, str *out)
{
    *out = word_of(m, text_of(v));
    return (v->kind != GQL_OBJECT && v->kind != GQL_LIST && v->kind != GQL_BOOLEAN) || refuse(c, v, "it is not a text");
}

static bool one_fill(struct gql_coercion *c, const struct gql_fill *below, const struct field *m, enum kind kind, const struct gql_value *v,
                     void *out);

/* A variable may be used often, and is copied each time: a request may copy so much. */
static bool copies_too_much(struct gql_coercion *c, size_t n)
{
    if (!c->work)
        return false;
    *c->work += n < GQL_COPIES_MOST ? (u32)n : GQL_COPIES_MOST;
    return *c->work > GQL_COPIES_MOST;
}

static bool list_fill(struct gql_coercion *c, const struct gql_fill *below, const struct field *m, enum kind kind,
                      const struct gql_value *v, void *out)
{
    enum kind each = kind == K_STRS ? K_STR : kind == K_IDS ? K_ID : kind == K_I64S ? K_I64 : K_SHAPE;
    size_t size = each == K_SHAPE ? m->of->size : kind_facts[each].size, n = 0;
    bool right = true;

    if (copies_too_much(c, v->n * (1 + size / 16)))
        return refuse(c, v, "the request holds too much");
    char *items = arena_zero_array(c->arena, v->n, size, 16);
    for (const struct gql_value *item = v->first; item; item = item->next)
        if (item->kind != GQL_NULL)
            right &= one_fill(c, below, m, each, item, items + size * n++);
    if (kind == K_STRS)
        *(strs *)out = (strs){ (void *)items, n };
    else if (kind == K_IDS)
        *(ids *)out = (ids){ (void *)items, n };
    else if (kind == K_I64S)
        *(i64s *)out = (i64s){ (void *)items, n };
    else
        *(struct page *)out = (struct page){ .at = items, .n = n };
    return right;
}

static bool raw_fill(struct gql_coercion *c, const struct gql_value *v, raw_json *out)
{
    struct buf b = BUF_ON(c->arena);

    if (copies_too_much(c, 0))
        return refuse(c, v, "the request holds too much");
    gql_value_json(&b, v);
    out->json = buf_str(&b);
    return !copies_too_much(c, b.n / 16) || refuse(c, v, "the request holds too much");
}

static bool link_fill(struct gql_coercion *c, const struct gql_fill *below, const struct field *m, const struct gql_value *v,
                      const void **out)
{
    if (copies_too_much(c, 1 + m->of->size / 16))
        return refuse(c, v, "the request holds too much");
    void *object = arena_zero(c->arena, m->of->size, 16);

    *out = object;
    return gql_fill(c, below, &(struct gql_values){ v->first, v->n }, object);
}

static bool one_fill(struct gql_coercion *c, const struct gql_fill *below, const struct field *m, enum kind kind, const struct gql_value *v,
                     void *out)
{
    switch (kind) {
    case K_STR: return text_fill(c, m, v, out);
    case K_I64: return gql_int32(v->text, true, out);
    case K_BOOL: *(bool *)out = v->truth; return true;
    case K_F64: *(double *)out = gql_number(v->text); return true;
    case K_ID: return id_fill(v, out);
    case K_WHEN: return (v->kind == GQL_STRING && time_parse_rfc3339(v->text, out)) || refuse(c, v, "it is not a time");
    case K_RAW: return raw_fill(c, v, out);
    case K_LINK: return link_fill(c, below, m, v, out);
    case K_SHAPE: return gql_fill(c, below, &(struct gql_values){ v->first, v->n }, out);
    default: return list_fill(c, below, m, kind, v, out);
    }
}

bool gql_fill(struct gql_coercion *c, const struct gql_fill *f, const struct gql_values *values, void *out)
{
    bool right = true;

    shape_clear(f->shape, out);
    for (const struct gql_value *v = values->first; v; v = v->next) {
        const struct field *m = f->members[v->input->index];
        const struct kind_facts *kind = &kind_facts[m->kind];
        char *member = (char *)out + m->at;

        if (kind->maybe)
            *(enum given *)member = v->kind == GQL_NULL ? NULLED : GIVEN;
        if (v->kind != GQL_NULL || kind->plain == K_RAW)
            right &= one_fill(c, f->below[v->input->index], m, kind->plain, v, member + kind->value_at);
    }
    return right;
}
