/*
 * Tokens of GraphQL (October 2021, section 2), with the escapes \u{...} and without lone surrogates. The text is UTF-8
 * already. The first fault ends the text: a token of kind TOKEN_BAD, where it is and what is wrong.
 */
#pragma once
#include "base/arena.h"

enum gql_token_kind {
    TOKEN_END, TOKEN_BAD, TOKEN_NAME, TOKEN_INT, TOKEN_FLOAT, TOKEN_STRING, TOKEN_BLOCK, TOKEN_SPREAD,
    TOKEN_PUNCTUATOR = 64            /* and the byte itself above it, "{" for one */
};

struct gql_token { int kind; u32 at; str text; };    /* text: of a string, what is between the quotes */

struct gql_lexer {
    const char *start, *at, *end;
    const char *wrong;               /* of TOKEN_BAD: a sentence, perhaps with what was found there */
    bool escaped;                    /* the string has escapes */
};

void gql_lexer_init(struct gql_lexer *, str text);
struct gql_token gql_lex(struct gql_lexer *);

/* What a string says; its text was checked. */
str gql_string_value(struct arena *, str between, bool escaped);
str gql_block_value(struct arena *, str between);

/* "{", Name "x", <EOF>: what a message calls a token. */
str gql_token_words(struct arena *, struct gql_token);
