/* A catalogue as the build makes it: a text is pieces, each some words and then perhaps a placeholder. */
#pragma once
#include "base/buf.h"
#include "i18n/texts.h"

enum { PLURAL_MOST = 6 };

struct text_piece {
    str words;
    int arg;                         /* index into text_args_at; -1: none */
    int form_count;                  /* 0: the value itself; otherwise one of these, by the number that it is */
    str forms[PLURAL_MOST];
};
struct text_pieces { const struct text_piece *at; size_t n; };
struct catalogue { str code; bool right_to_left; const struct text_pieces *texts; };

extern const struct catalogue catalogues[LANGUAGES];
extern const size_t text_args_at[];              /* where each placeholder's value is in struct text_args */

/* plural.c: which form of its language a number takes, and how the language writes it. Other text counts as many. */
int plural_form(enum language, str number);
void plural_number(struct buf *, enum language, str number);
