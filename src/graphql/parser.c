#include "graphql/parser.h"
#include "base/str.h"

/* The next token comes to be looked at. The count is of those, as the last one (the end) is no token. */
static err token_read(struct gql_parser *p)
{
    p->token = gql_lex(&p->lexer);
    if (p->token.kind == TOKEN_BAD)
        return gql_wrong(p->errors, GQL_PARSE_FAILED, p->token.at, GQL_NOWHERE, "Syntax Error: %s.", p->lexer.wrong);
    if (p->token.kind != TOKEN_END && ++p->tokens > p->tokens_most)
        return gql_past(p->errors, GQL_DOCUMENT_TOO_LARGE, p->token.at, p->tokens_most, -1, "The document has more than %u tokens.",
            p->tokens_most);
    return OK;
}

err gql_parser_begin(struct gql_parser *p, struct gql_tree *tree, struct arena *a, str text, const struct gql_limits *limits,
                     struct gql_errors *errors)
{
    *p = (struct gql_parser){ .tree = tree, .arena = a, .errors = errors, .tokens_most = limits->tokens,
        .directives_most = limits->directives };
    if (text.n >= UINT32_MAX)
        return gql_past(errors, GQL_DOCUMENT_TOO_LARGE, 0, UINT32_MAX, -1, "The document is too long.");
    gql_lexer_init(&p->lexer, text);
    return token_read(p);
}

err gql_next(struct gql_parser *p)
{
    return token_read(p);
}

err gql_unexpected(struct gql_parser *p, const char *wanted)
{
    str found = gql_token_words(p->errors->arena, p->token);

    if (wanted)
        return gql_wrong(p->errors, GQL_PARSE_FAILED, p->token.at, GQL_NOWHERE, "Syntax Error: Expected %s, found " STR_FMT ".", wanted,
            STR_ARG(found));
    return gql_wrong(p->errors, GQL_PARSE_FAILED, p->token.at, GQL_NOWHERE, "Syntax Error: Unexpected " STR_FMT ".", STR_ARG(found));
}

err gql_expect(struct gql_parser *p, int kind, const char *wanted)
{
    return p->token.kind == kind ? gql_next(p) : gql_unexpected(p, wanted);
}

bool gql_at_word(const struct gql_parser *p, str word)
{
    return p->token.kind == TOKEN_NAME && str_eq(p->token.text, word);
}

err gql_keyword(struct gql_parser *p, str word)
{
    return gql_at_word(p, word) ? gql_next(p) : gql_unexpected(p, arena_cstr(p->arena, word));
}

err gql_name_take(struct gql_parser *p, struct gql_name **name, u32 *at)
{
    if (p->token.kind != TOKEN_NAME)
        return gql_unexpected(p, "a Name");
    *name = gql_name_of(&p->tree->names, p->token.text);
    *at = p->token.at;
    return gql_next(p);
}

err gql_delve(struct gql_parser *p, u32 depth)
{
    if (depth <= GQL_NESTED_MOST)
        return OK;
    return gql_past(p->errors, GQL_DOCUMENT_TOO_DEEP, p->token.at, GQL_NESTED_MOST, depth, "The document is nested more than %d deep.",
        GQL_NESTED_MOST);
}

/* The brackets come first, and each is closed after the name: the wraps are counted on the way out. */
err gql_type_parse(struct gql_parser *p, struct gql_type_ref *out)
{
    char wraps[2 * GQL_NESTED_MOST + 2];
    u32 depth = 0, n = 0;

    *out = (struct gql_type_ref){ .at = p->token.at };
    while (gql_at(p, PUNCTUATOR('['))) {
        TRY(gql_delve(p, ++depth));
        TRY(gql_next(p));
    }
    TRY(gql_name_take(p, &out->name, &out->name_at));
    for (;; depth--) {
        if (gql_at(p, PUNCTUATOR('!'))) {
            wraps[n++] = '!';
            TRY(gql_next(p));
        }
        if (!depth)
            break;
        wraps[n++] = '[';
        TRY(gql_expect(p, PUNCTUATOR(']'), "\"]\""));
    }
    out->wraps = arena_copy(p->arena, (str){ wraps, n }).p;
    out->n = n;
    return OK;
}

err gql_description_parse(struct gql_parser *p, str *out, u32 *at)
{
    *out = (str){0};
    *at = p->token.at;
    if (gql_at(p, TOKEN_STRING))
        *out = gql_string_value(p->arena, p->token.text, p->lexer.escaped);
    else if (gql_at(p, TOKEN_BLOCK))
        *out = gql_block_value(p->arena, p->token.text);
    else
        return OK;
    return gql_next(p);
}

err gql_directives_parse(struct gql_parser *p, struct gql_directive **out)
{
    for (*out = NULL; gql_at(p, PUNCTUATOR('@')); out = &(*out)->next) {
        struct gql_directive *d = *out = arena_new(p->arena, struct gql_directive);
        u32 at;

        d->at = p->token.at;
        if (++p->tree->directives > p->directives_most)
            return gql_past(p->errors, GQL_TOO_MANY_DIRECTIVES, d->at, p->directives_most, p->tree->directives,
                "The document has more than %u directives.", p->directives_most);
        TRY(gql_next(p));
        TRY(gql_name_take(p, &d->name, &at));
        TRY(gql_values_parse(p, &d->args));
    }
    return OK;
}
