/* A catalogue as the build makes it: a text is pieces, each some words and then perhaps a placeholder. */
#pragma once
#include "base/types.h"
#include "i18n/texts.h"

struct text_piece {
    str words;
    int arg;                         /* index into text_args_at; -1: none */
    str one, many;                   /* instead of the value, for 1 and for other numbers, if given */
};
struct text_pieces { const struct text_piece *at; size_t n; };
struct catalogue { str code; const struct text_pieces *texts; };

extern const struct catalogue catalogues[LANGUAGES];
extern const size_t text_args_at[];              /* where each placeholder's value is in struct text_args */
