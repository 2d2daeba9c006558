/* Operations and fragments. */
#include "graphql/parse.h"
#include "base/str.h"
#include "graphql/parser.h"

static err field_parse(struct gql_parser *p, struct gql_selection *s)
{
    s->kind = GQL_FIELD;
    TRY(gql_name_take(p, &s->name, &s->name_at));
    s->key = s->name;
    if (gql_at(p, PUNCTUATOR(':'))) {
        TRY(gql_next(p));
        TRY(gql_name_take(p, &s->name, &s->name_at));
        s->alias = true;
    }
    TRY(gql_values_parse(p, &s->args));
    return gql_directives_parse(p, &s->directives);
}

static err fragment_parse(struct gql_parser *p, struct gql_selection *s)
{
    TRY(gql_next(p));
    if (gql_at(p, TOKEN_NAME) && !gql_at_word(p, S("on"))) {
        s->kind = GQL_SPREAD;
        TRY(gql_name_take(p, &s->name, &s->name_at));
        return gql_directives_parse(p, &s->directives);
    }
    s->kind = GQL_INLINE;
    if (gql_at_word(p, S("on"))) {
        TRY(gql_next(p));
        TRY(gql_name_take(p, &s->name, &s->name_at));
    }
    TRY(gql_directives_parse(p, &s->directives));
    return gql_at(p, PUNCTUATOR('{')) ? OK : gql_unexpected(p, "\"{\"");
}

static struct gql_selection *selection_new(struct gql_parser *p, struct gql_selection *around)
{
    struct gql_selection *s = arena_new(p->arena, struct gql_selection);

    s->at = p->token.at;
    s->around = around;
    s->depth = around ? around->depth + 1 : 1;
    return s;
}

/* The brace that opens a set was seen: it is taken, and there must be something in it. */
static err set_open(struct gql_parser *p, u32 *set_at, u32 depth)
{
    *set_at = p->token.at;
    TRY(gql_delve(p, depth));
    TRY(gql_next(p));
    return gql_at(p, PUNCTUATOR('}')) ? gql_unexpected(p, "a Name") : OK;
}

/* All selections of a definition, in the order of the text. */
static err selections_parse(struct gql_parser *p, struct gql_definition *def)
{
    struct gql_selection *open = NULL, **link = &def->first, **follow = &def->first;

    if (!gql_at(p, PUNCTUATOR('{')))
        return gql_unexpected(p, "\"{\"");
    TRY(set_open(p, &def->set_at, 1));
    for (;;) {
        while (gql_at(p, PUNCTUATOR('}'))) {
            TRY(gql_next(p));
            if (!open)
                return OK;
            link = &open->next;
            open = open->around;
        }
        struct gql_selection *s = *link = *follow = selection_new(p, open);
        follow = &s->follow;
        link = &s->next;
        TRY(gql_at(p, TOKEN_SPREAD) ? fragment_parse(p, s) : field_parse(p, s));
        if (s->kind == GQL_SPREAD || !gql_at(p, PUNCTUATOR('{')))
            continue;
        TRY(set_open(p, &s->set_at, s->depth + 1));
        open = s;
        link = &s->first;
    }
}

static err variable_parse(struct gql_parser *p, struct gql_variable *v)
{
    str description;

    TRY(gql_description_parse(p, &description, &v->at));
    TRY(gql_expect(p, PUNCTUATOR('$'), "\"$\""));
    TRY(gql_name_take(p, &v->name, &v->name_at));
    TRY(gql_expect(p, PUNCTUATOR(':'), "\":\""));
    TRY(gql_type_parse(p, &v->ref));
    p->fixed = true;
    if (gql_at(p, PUNCTUATOR('='))) {
        TRY(gql_next(p));
        TRY(gql_value_parse(p, &v->standard));
    }
    TRY(gql_directives_parse(p, &v->directives));
    p->fixed = false;
    return OK;
}

static err variables_parse(struct gql_parser *p, struct gql_definition *def)
{
    struct gql_variable **end = &def->variables;

    if (!gql_at(p, PUNCTUATOR('(')))
        return OK;
    TRY(gql_next(p));
    do {
        struct gql_variable *v = *end = arena_new(p->arena, struct gql_variable);
        end = &v->next;
        v->index = def->variables_n++;
        TRY(variable_parse(p, v));
    } while (!gql_at(p, PUNCTUATOR(')')));
    return gql_next(p);
}

static err operation_parse(struct gql_parser *p, struct gql_definition *def)
{
    static const str words[] = { S("query"), S("mutation"), S("subscription") };

    while (!gql_at_word(p, words[def->operation]))
        def->operation++;
    TRY(gql_next(p));
    if (gql_at(p, TOKEN_NAME))
        TRY(gql_name_take(p, &def->name, &def->name_at));
    TRY(variables_parse(p, def));
    TRY(gql_directives_parse(p, &def->directives));
    return selections_parse(p, def);
}

static err fragment_definition_parse(struct gql_parser *p, struct gql_definition *def)
{
    def->is_fragment = true;
    def->index = p->tree->fragments++;
    TRY(gql_next(p));
    if (gql_at_word(p, S("on")))
        return gql_unexpected(p, NULL);
    TRY(gql_name_take(p, &def->name, &def->name_at));
    TRY(gql_keyword(p, S("on")));
    TRY(gql_name_take(p, &def->on, &def->type_at));
    TRY(gql_directives_parse(p, &def->directives));
    return selections_parse(p, def);
}

static err definition_parse(struct gql_parser *p, struct gql_definition *def)
{
    str description;

    p->follow = &def->values;
    if (gql_at(p, PUNCTUATOR('{'))) {
        def->at = p->token.at;
        return selections_parse(p, def);
    }
    TRY(gql_description_parse(p, &description, &def->at));
    if (gql_at_word(p, S("query")) || gql_at_word(p, S("mutation")) || gql_at_word(p, S("subscription")))
        return operation_parse(p, def);
    if (gql_at_word(p, S("fragment")))
        return fragment_definition_parse(p, def);
    if (description.p && (gql_at(p, PUNCTUATOR('{')) || gql_at(p, TOKEN_NAME)))
        return gql_wrong(p->errors, GQL_PARSE_FAILED, def->at, GQL_NOWHERE,
            "Syntax Error: Unexpected description, only GraphQL definitions support descriptions.");
    return gql_unexpected(p, NULL);
}

err gql_parse(struct gql_tree *tree, struct arena *a, u64 seed, str text, const struct gql_limits *limits, struct gql_errors *errors)
{
    struct gql_definition **end = &tree->first;
    struct gql_parser p;

    *tree = (struct gql_tree){ .text = text };
    gql_names_init(&tree->names, a, seed);
    TRY(gql_parser_begin(&p, tree, a, text, limits, errors));
    do {
        struct gql_definition *def = *end = arena_new(a, struct gql_definition);
        end = &def->next;
        tree->n++;
        TRY(definition_parse(&p, def));
    } while (!gql_at(&p, TOKEN_END));
    tree->tokens = p.tokens;
    return OK;
}
