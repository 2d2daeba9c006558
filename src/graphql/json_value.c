/* JSON to values, as variables come; and values to JSON. */
#include "base/json_scan.h"
#include "base/json.h"
#include "base/str.h"
#include "graphql/request.h"

/* What it reads, and how many values it may still keep. */
struct reader { struct json_scan scan; struct arena *arena; u32 left; };

static err value_read(struct reader *, struct gql_value *around, struct gql_value **out);

static struct gql_value *value_new(struct arena *a, struct gql_value *around, enum gql_value_kind kind)
{
    struct gql_value *v = arena_new(a, struct gql_value);

    v->kind = kind;
    v->around = around;
    v->depth = around ? around->depth + 1 : 0;
    return v;
}

static err list_read(struct reader *r, struct gql_value *list)
{
    struct gql_value **end = &list->first;
    bool more;

    TRY(json_enter(&r->scan));
    for (bool first = true;; first = false) {
        TRY(json_next_element(&r->scan, first, &more));
        if (!more)
            return OK;
        TRY(value_read(r, list, end));
        end = &(*end)->next;
        list->n++;
    }
}

static err object_read(struct reader *r, struct gql_value *object)
{
    struct gql_value **end = &object->first;
    bool more;
    str key;

    TRY(json_enter(&r->scan));
    for (bool first = true;; first = false) {
        TRY(json_next_key(&r->scan, first, &key, &more));
        if (!more)
            return OK;
        struct gql_name *name = arena_new(r->arena, struct gql_name);
        name->text = arena_copy(r->arena, key);
        TRY(value_read(r, object, end));
        (*end)->key = name;
        end = &(*end)->next;
        object->n++;
    }
}

static err text_read(struct reader *r, struct gql_value *v)
{
    struct json_piece piece;

    TRY(json_string(&r->scan, &piece));
    v->text = json_unescape(r->arena, piece);
    return OK;
}

static err number_read(struct reader *r, char c, struct gql_value *v)
{
    bool whole;

    if (c != '-' && !(c >= '0' && c <= '9'))
        return json_malformed(&r->scan, "a value is expected here");
    TRY(json_number(&r->scan, &v->text, &whole));
    v->kind = whole ? GQL_INT : GQL_FLOAT;
    return OK;
}

static err value_read(struct reader *r, struct gql_value *around, struct gql_value **out)
{
    char c = json_peek(&r->scan);
    enum gql_value_kind kind = c == '"' ? GQL_STRING : c == '{' ? GQL_OBJECT : c == '[' ? GQL_LIST : c == 't' || c == 'f' ? GQL_BOOLEAN
        : c == 'n' ? GQL_NULL : GQL_INT;
    struct gql_value *v;

    if (!r->left--)
        return json_malformed(&r->scan, "there are too many values");
    v = *out = value_new(r->arena, around, kind);
    switch (kind) {
    case GQL_STRING: return text_read(r, v);
    case GQL_OBJECT: return object_read(r, v);
    case GQL_LIST: return list_read(r, v);
    case GQL_NULL: return json_word(&r->scan, S("null"));
    case GQL_INT: return number_read(r, c, v);
    default:
        v->truth = c == 't';
        return json_word(&r->scan, v->truth ? S("true") : S("false"));
    }
}

err gql_value_read(struct arena *a, struct failure *failure, str json, struct gql_value **out)
{
    enum { SCRATCH = 512 };
    _Alignas(16) char first[SCRATCH];
    struct reader r = { .arena = a, .left = GQL_VALUES_MOST };

    err e = json_scan_begin(&r.scan, failure, json, first, sizeof first);
    if (e == OK)
        e = value_read(&r, NULL, out);
    if (e == OK)
        e = json_scan_finish(&r.scan);
    json_scan_end(&r.scan);
    return e;
}

static void leaf_json(struct buf *b, const struct gql_value *v)
{
    switch (v->kind) {
    case GQL_NULL: buf_lit(b, "null"); break;
    case GQL_INT:
    case GQL_FLOAT: buf_add(b, v->text); break;
    case GQL_BOOLEAN: buf_add(b, v->truth ? S("true") : S("false")); break;
    default: json_text(b, v->text.p ? v->text : S(""));
    }
}

/* Coercion has bounded the depth of most; a scalar of the caller's is as deep as its text, so no stack is used. */
void gql_value_json(struct buf *b, const struct gql_value *v)
{
    const struct gql_value *at = v, *ends[GQL_JSON_DEPTH];
    int depth = 0;

    for (;;) {
        bool nests = at->kind == GQL_LIST || at->kind == GQL_OBJECT;
        if (nests)
            buf_byte(b, at->kind == GQL_LIST ? '[' : '{');
        else
            leaf_json(b, at);
        if (nests && at->first && depth < GQL_JSON_DEPTH) {
            ends[depth++] = at;
            at = at->first;
        } else {
            if (nests)
                buf_byte(b, at->kind == GQL_LIST ? ']' : '}');
            while (depth && !at->next) {
                at = ends[--depth];
                buf_byte(b, at->kind == GQL_LIST ? ']' : '}');
            }
            if (!depth)
                return;
            at = at->next;
            buf_byte(b, ',');
        }
        if (ends[depth - 1]->kind == GQL_OBJECT) {
            json_text(b, at->input ? at->input->name : at->key->text);
            buf_byte(b, ':');
        }
    }
}
