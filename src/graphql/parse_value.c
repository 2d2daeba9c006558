/* Values: numbers, texts, lists, objects, variables; and arguments, which are values with a key. */
#include "base/str.h"
#include "graphql/parser.h"

/* Its token is not yet taken, and a list or an object is not yet open. */
static struct gql_value *value_new(struct gql_parser *p, struct gql_value *around)
{
    struct gql_value *v = arena_new(p->arena, struct gql_value);

    v->at = p->token.at;
    v->around = around;
    v->depth = around ? around->depth + 1 : 1;
    *p->follow = v;
    p->follow = &v->follow;
    return v;
}

static void word_read(struct gql_parser *p, struct gql_value *v)
{
    v->text = p->token.text;
    if (str_eq(v->text, S("null"))) {
        v->kind = GQL_NULL;
    } else if (str_eq(v->text, S("true")) || str_eq(v->text, S("false"))) {
        v->kind = GQL_BOOLEAN;
        v->truth = v->text.p[0] == 't';
    } else {
        v->kind = GQL_ENUM;
        v->name = gql_name_of(&p->tree->names, v->text);
    }
}

static void string_read(struct gql_parser *p, struct gql_value *v)
{
    v->kind = GQL_STRING;
    v->block = gql_at(p, TOKEN_BLOCK);
    v->text = v->block ? gql_block_value(p->arena, p->token.text) : gql_string_value(p->arena, p->token.text, p->lexer.escaped);
}

static err variable_read(struct gql_parser *p, struct gql_value *v)
{
    u32 at;

    v->kind = GQL_VARIABLE;
    TRY(gql_next(p));
    if (p->fixed && gql_at(p, TOKEN_NAME))
        return gql_wrong(p->errors, GQL_PARSE_FAILED, v->at, GQL_NOWHERE,
            "Syntax Error: Unexpected variable \"$" STR_FMT "\" in constant value.", QUOTED(p->errors, p->token.text));
    if (p->fixed) {
        p->token = (struct gql_token){ PUNCTUATOR('$'), v->at, S("$") };
        return gql_unexpected(p, NULL);
    }
    TRY(gql_name_take(p, &v->name, &at));
    v->text = v->name->text;
    return OK;
}

/* One value; of a list or an object, only its bracket. */
static err value_open(struct gql_parser *p, struct gql_value *v)
{
    switch (p->token.kind) {
    case TOKEN_INT:
    case TOKEN_FLOAT:
        v->kind = gql_at(p, TOKEN_INT) ? GQL_INT : GQL_FLOAT;
        v->text = p->token.text;
        break;
    case TOKEN_STRING:
    case TOKEN_BLOCK: string_read(p, v); break;
    case TOKEN_NAME: word_read(p, v); break;
    case PUNCTUATOR('['): v->kind = GQL_LIST; break;
    case PUNCTUATOR('{'): v->kind = GQL_OBJECT; break;
    case PUNCTUATOR('$'): return variable_read(p, v);
    default: return gql_unexpected(p, NULL);
    }
    return gql_next(p);
}

static err key_take(struct gql_parser *p, struct gql_name **key, u32 *at)
{
    TRY(gql_name_take(p, key, at));
    return gql_expect(p, PUNCTUATOR(':'), "\":\"");
}

static bool holds_more(const struct gql_parser *p, const struct gql_value *open)
{
    return !gql_at(p, open->kind == GQL_LIST ? PUNCTUATOR(']') : PUNCTUATOR('}'));
}

/* What `open` holds is read until the value that everything is in ends. */
static err values_fill(struct gql_parser *p, struct gql_value *open)
{
    struct gql_value *const all = open, *last = NULL;        /* last: the one read before in `open` */

    for (;;) {
        if (!holds_more(p, open)) {
            TRY(gql_next(p));
            if (open == all)
                return OK;
            last = open;
            open = open->around;
            continue;
        }
        struct gql_name *key = NULL;
        u32 key_at = 0;
        TRY(gql_delve(p, open->depth + 1));
        if (open->kind == GQL_OBJECT)
            TRY(key_take(p, &key, &key_at));
        struct gql_value *v = value_new(p, open);
        v->key = key;
        v->key_at = key_at;
        *(last ? &last->next : &open->first) = v;
        open->n++;
        TRY(value_open(p, v));
        last = v;
        if (v->kind == GQL_LIST || v->kind == GQL_OBJECT) {
            open = v;
            last = NULL;
        }
    }
}

err gql_value_parse(struct gql_parser *p, struct gql_value **out)
{
    struct gql_value *v = *out = value_new(p, NULL);

    TRY(value_open(p, v));
    return v->kind == GQL_LIST || v->kind == GQL_OBJECT ? values_fill(p, v) : OK;
}

err gql_values_parse(struct gql_parser *p, struct gql_values *out)
{
    struct gql_value **end = &out->first;

    if (!gql_at(p, PUNCTUATOR('(')))
        return OK;
    TRY(gql_next(p));
    do {
        struct gql_name *key;
        u32 key_at;
        TRY(key_take(p, &key, &key_at));
        TRY(gql_value_parse(p, end));
        (*end)->key = key;
        (*end)->key_at = key_at;
        end = &(*end)->next;
        out->n++;
    } while (!gql_at(p, PUNCTUATOR(')')));
    return gql_next(p);
}
