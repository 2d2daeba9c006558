#include "api/rest/openapi_schema.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

void doc_item(struct buf *b)
{
    char last = b->n ? b->p[b->n - 1] : '[';

    if (last != '{' && last != '[' && last != ':')
        buf_byte(b, ',');
}

void doc_key(struct buf *b, str name)
{
    doc_item(b);
    json_text(b, name);
    buf_byte(b, ':');
}

void doc_text(struct buf *b, str name, str value)
{
    doc_key(b, name);
    json_text(b, value);
}

static void number(struct buf *b, str name, i64 value)
{
    doc_key(b, name);
    buf_i64(b, value);
}

void schemas_add(struct schemas *s, const struct shape *shape)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i] == shape)
            return;
    if (s->n == s->most) {
        const struct shape **more = arena_array(s->arena, const struct shape *, s->most = 2 * s->most + 16);
        for (size_t i = 0; i < s->n; i++)
            more[i] = s->at[i];
        s->at = more;
    }
    s->at[s->n++] = shape;
    for (const struct field *f = shape->fields; f->name; f++)
        if (f->of)
            schemas_add(s, f->of);
}

void schemas_write(struct buf *b, const struct schemas *s)
{
    for (size_t i = 0; i < s->n; i++) {
        doc_key(b, str_of(s->at[i]->name));
        schema_object(b, s->at[i], 0);
    }
}

void schema_ref(struct buf *b, const struct shape *s)
{
    buf_lit(b, "{\"$ref\":\"#/components/schemas/");
    buf_add(b, str_of(s->name));
    buf_lit(b, "\"}");
}

/* What each kind is in JSON; a maybe_ is the same or null. */
static const struct { const char *type, *more; } kinds[] = {
    [K_STR]    = { "string", "" },
    [K_I64]    = { "integer", "\"format\":\"int64\"" },
    [K_BOOL]   = { "boolean", "" },
    [K_ID]     = { "string", "\"pattern\":\"^[1-9][0-9]{0,18}$\"" },
    [K_WHEN]   = { "string", "\"format\":\"date-time\"" },
    [K_F64]    = { "number", "\"format\":\"double\"" },
    [K_SECRET] = { "string", "\"format\":\"password\",\"writeOnly\":true" },
    [K_STRS]   = { "array", "\"items\":{\"type\":\"string\"}" },
    [K_IDS]    = { "array", "\"items\":{\"type\":\"string\",\"pattern\":\"^[1-9][0-9]{0,18}$\"}" },
    [K_I64S]   = { "array", "\"items\":{\"type\":\"integer\",\"format\":\"int64\"}" },
    [K_PAGE]   = { "array", "" },
};

static void type(struct buf *b, const struct field *f, enum kind plain)
{
    bool nullable = kind_facts[f->kind].maybe || (plain == K_ID && f->optional);

    doc_key(b, S("type"));
    if (nullable)
        buf_byte(b, '[');
    json_text(b, str_of(kinds[plain].type));
    buf_add(b, nullable ? S(",\"null\"]") : S(""));
    if (*kinds[plain].more) {
        doc_item(b);
        buf_add(b, str_of(kinds[plain].more));
    }
}

/* The bounds, under the names that they have for this kind. */
static void bounds(struct buf *b, const struct field *f, enum kind plain)
{
    static const struct { str least, most; } names[] = {
        [K_STR] = { S("minLength"), S("maxLength") },  [K_SECRET] = { S("minLength"), S("maxLength") },
        [K_I64] = { S("minimum"), S("maximum") },      [K_F64] = { S("minimum"), S("maximum") },
        [K_STRS] = { S("minItems"), S("maxItems") },   [K_IDS] = { S("minItems"), S("maxItems") },
        [K_I64S] = { S("minItems"), S("maxItems") },   [K_PAGE] = { S("minItems"), S("maxItems") },
    };

    if ((size_t)plain >= COUNT(names) || !names[plain].least.n || (!f->min && !f->max))
        return;
    number(b, names[plain].least, f->min);
    if (f->max || f->min < 0)
        number(b, names[plain].most, f->max);
}

static void words(struct buf *b, const struct field *f)
{
    doc_key(b, S("enum"));
    buf_byte(b, '[');
    for (const char *const *w = f->words; *w; w++) {
        doc_item(b);
        json_text(b, str_of(*w));
    }
    buf_add(b, kind_facts[f->kind].maybe ? S(",null]") : S("]"));
}

void schema_field(struct buf *b, const struct field *f)
{
    enum kind plain = kind_facts[f->kind].plain;

    buf_byte(b, '{');
    if (f->nullable) {
        doc_key(b, S("anyOf"));
        buf_byte(b, '[');
        schema_ref(b, f->of);
        buf_lit(b, ",{\"type\":\"null\"}]");
    } else if (plain == K_SHAPE || plain == K_LINK) {
        doc_text(b, S("$ref"), arena_format(b->arena, "#/components/schemas/%s", f->of->name));
    } else if (plain != K_RAW) {
        type(b, f, plain);
        bounds(b, f, plain);
    }
    if (plain == K_PAGE) {
        doc_key(b, S("items"));
        schema_ref(b, f->of);
    }
    if (f->words)
        words(b, f);
    if (f->format)
        doc_text(b, S("format"), str_of(f->format));
    if (f->pattern)
        doc_text(b, S("pattern"), str_of(f->pattern));
    if (f->optional && plain == K_I64)
        number(b, S("default"), f->standard);
    if (f->doc)
        doc_text(b, S("description"), str_of(f->doc));
    buf_byte(b, '}');
}

void schema_object(struct buf *b, const struct shape *s, u64 without)
{
    buf_lit(b, "{\"type\":\"object\"");
    if (s->doc)
        doc_text(b, S("description"), str_of(s->doc));
    doc_key(b, S("properties"));
    buf_byte(b, '{');
    for (const struct field *f = s->fields; f->name; f++) {
        if (without & shape_bit(s, f) || f->cookie)
            continue;
        doc_key(b, str_of(f->name));
        schema_field(b, f);
    }
    buf_byte(b, '}');
    doc_key(b, S("required"));
    buf_byte(b, '[');
    for (const struct field *f = s->fields; f->name; f++) {
        if (without & shape_bit(s, f) || f->cookie || f->optional || f->kind == K_LINK || kind_facts[f->kind].maybe)
            continue;
        doc_item(b);
        json_text(b, str_of(f->name));
    }
    buf_lit(b, "]}");
}
