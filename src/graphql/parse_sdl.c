/* Definitions of types and directives, and extensions. */
#include "base/str.h"
#include "graphql/parse.h"
#include "graphql/parser.h"
#include "graphql/sdl.h"

static err args_parse(struct gql_parser *p, struct gql_sdl_member **out);

/* Names between separators, of which one may come first. */
static err names_parse(struct gql_parser *p, char separator, struct gql_sdl_name **end)
{
    if (gql_at(p, PUNCTUATOR(separator)))
        TRY(gql_next(p));
    for (;; end = &(*end)->next) {
        *end = arena_new(p->arena, struct gql_sdl_name);
        TRY(gql_name_take(p, &(*end)->name, &(*end)->at));
        if (!gql_at(p, PUNCTUATOR(separator)))
            return OK;
        TRY(gql_next(p));
    }
}

static err default_parse(struct gql_parser *p, struct gql_sdl_member *m)
{
    if (!gql_at(p, PUNCTUATOR('=')))
        return OK;
    TRY(gql_next(p));
    return gql_value_parse(p, &m->standard);
}

static err input_parse(struct gql_parser *p, struct gql_sdl_member *m)
{
    TRY(gql_name_take(p, &m->name, &m->name_at));
    TRY(gql_expect(p, PUNCTUATOR(':'), "\":\""));
    TRY(gql_type_parse(p, &m->ref));
    TRY(default_parse(p, m));
    return gql_directives_parse(p, &m->directives);
}

static err field_parse(struct gql_parser *p, struct gql_sdl_member *m)
{
    TRY(gql_name_take(p, &m->name, &m->name_at));
    TRY(args_parse(p, &m->args));
    TRY(gql_expect(p, PUNCTUATOR(':'), "\":\""));
    TRY(gql_type_parse(p, &m->ref));
    return gql_directives_parse(p, &m->directives);
}

static err enum_value_parse(struct gql_parser *p, struct gql_sdl_member *m)
{
    if (gql_at_word(p, S("true")) || gql_at_word(p, S("false")) || gql_at_word(p, S("null")))
        return gql_wrong(p->errors, GQL_PARSE_FAILED, p->token.at, GQL_NOWHERE,
            "Syntax Error: Name \"" STR_FMT "\" is reserved and cannot be used for an enum value.", STR_ARG(p->token.text));
    TRY(gql_name_take(p, &m->name, &m->name_at));
    return gql_directives_parse(p, &m->directives);
}

typedef err (*member_parse)(struct gql_parser *, struct gql_sdl_member *);

/* Members in brackets, at least one; none without brackets. */
static err members_parse(struct gql_parser *p, char open, char close, member_parse parse, struct gql_sdl_member **end)
{
    while (*end)
        end = &(*end)->next;
    if (!gql_at(p, PUNCTUATOR(open)))
        return OK;
    TRY(gql_next(p));
    do {
        struct gql_sdl_member *m = *end = arena_new(p->arena, struct gql_sdl_member);
        end = &m->next;
        TRY(gql_description_parse(p, &m->description, &m->at));
        TRY(parse(p, m));
    } while (!gql_at(p, PUNCTUATOR(close)));
    return gql_next(p);
}

static err args_parse(struct gql_parser *p, struct gql_sdl_member **out)
{
    return members_parse(p, '(', ')', input_parse, out);
}

static err operations_parse(struct gql_parser *p, struct gql_sdl *def)
{
    static const str words[] = { S("query"), S("mutation"), S("subscription") };
    struct gql_sdl_name **end = &def->names;

    TRY(gql_expect(p, PUNCTUATOR('{'), "\"{\""));
    do {
        struct gql_sdl_name *n = *end = arena_new(p->arena, struct gql_sdl_name);
        end = &n->next;
        n->at = p->token.at;
        while (n->operation <= GQL_SUBSCRIPTION && !gql_at_word(p, words[n->operation]))
            n->operation++;
        if (n->operation > GQL_SUBSCRIPTION)
            return gql_unexpected(p, NULL);
        TRY(gql_next(p));
        TRY(gql_expect(p, PUNCTUATOR(':'), "\":\""));
        TRY(gql_name_take(p, &n->name, &n->at));
    } while (!gql_at(p, PUNCTUATOR('}')));
    return gql_next(p);
}

static err schema_parse(struct gql_parser *p, struct gql_sdl *def)
{
    TRY(gql_directives_parse(p, &def->directives));
    return def->extends && !gql_at(p, PUNCTUATOR('{')) ? OK : operations_parse(p, def);
}

static err scalar_parse(struct gql_parser *p, struct gql_sdl *def)
{
    return gql_directives_parse(p, &def->directives);
}

static err fields_type_parse(struct gql_parser *p, struct gql_sdl *def)
{
    if (gql_at_word(p, S("implements"))) {
        TRY(gql_next(p));
        TRY(names_parse(p, '&', &def->names));
    }
    TRY(gql_directives_parse(p, &def->directives));
    return members_parse(p, '{', '}', field_parse, &def->members);
}

static err union_parse(struct gql_parser *p, struct gql_sdl *def)
{
    TRY(gql_directives_parse(p, &def->directives));
    if (!gql_at(p, PUNCTUATOR('=')))
        return OK;
    TRY(gql_next(p));
    return names_parse(p, '|', &def->names);
}

static err enum_parse(struct gql_parser *p, struct gql_sdl *def)
{
    TRY(gql_directives_parse(p, &def->directives));
    return members_parse(p, '{', '}', enum_value_parse, &def->members);
}

static err input_type_parse(struct gql_parser *p, struct gql_sdl *def)
{
    TRY(gql_directives_parse(p, &def->directives));
    return members_parse(p, '{', '}', input_parse, &def->members);
}

static err directive_parse(struct gql_parser *p, struct gql_sdl *def)
{
    TRY(args_parse(p, &def->members));
    if (gql_at_word(p, S("repeatable"))) {
        def->repeatable = true;
        TRY(gql_next(p));
    }
    TRY(gql_keyword(p, S("on")));
    return names_parse(p, '|', &def->names);
}

static const struct { str word; err (*parse)(struct gql_parser *, struct gql_sdl *); } kinds[] = {
    [SDL_SCHEMA] = { S("schema"), schema_parse },
    [SDL_DIRECTIVE] = { S("directive"), directive_parse },
    [SDL_SCALAR] = { S("scalar"), scalar_parse },
    [SDL_OBJECT] = { S("type"), fields_type_parse },
    [SDL_INTERFACE] = { S("interface"), fields_type_parse },
    [SDL_UNION] = { S("union"), union_parse },
    [SDL_ENUM] = { S("enum"), enum_parse },
    [SDL_INPUT] = { S("input"), input_type_parse },
};

static err kind_take(struct gql_parser *p, struct gql_sdl *def)
{
    size_t kind = 0;

    while (kind < COUNT(kinds) && !gql_at_word(p, kinds[kind].word))
        kind++;
    if (kind == COUNT(kinds) || (def->extends && kind == SDL_DIRECTIVE))
        return gql_unexpected(p, NULL);
    def->kind = (enum gql_sdl_kind)kind;
    TRY(gql_next(p));
    if (kind == SDL_DIRECTIVE)
        TRY(gql_expect(p, PUNCTUATOR('@'), "\"@\""));
    return kind == SDL_SCHEMA ? OK : gql_name_take(p, &def->name, &def->name_at);
}

static err definition_parse(struct gql_parser *p, struct gql_sdl *def)
{
    TRY(gql_description_parse(p, &def->description, &def->at));
    if (gql_at_word(p, S("extend")) && !def->description.p) {
        def->extends = true;
        TRY(gql_next(p));
    }
    TRY(kind_take(p, def));
    TRY(kinds[def->kind].parse(p, def));
    if (def->extends && !def->directives && !def->names && !def->members)
        return gql_unexpected(p, NULL);
    return OK;
}

err gql_parse_sdl(struct gql_tree *tree, struct arena *a, u64 seed, str text, struct gql_errors *errors)
{
    const struct gql_limits unlimited = { .tokens = UINT32_MAX, .directives = UINT32_MAX };
    struct gql_value *values = NULL;
    struct gql_parser p;

    *tree = (struct gql_tree){ .text = text };
    tree->sdl_end = &tree->sdl;
    gql_names_init(&tree->names, a, seed);
    TRY(gql_parser_begin(&p, tree, a, text, &unlimited, errors));
    p.fixed = true;
    p.follow = &values;
    do {
        struct gql_sdl *def = *tree->sdl_end = arena_new(a, struct gql_sdl);
        tree->sdl_end = &def->next;
        TRY(definition_parse(&p, def));
    } while (!gql_at(&p, TOKEN_END));
    return OK;
}
