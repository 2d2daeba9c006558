/*
 * Folding unifies what people search for as one: case, compatibility forms (`ﬁ`, `ＦＵＬＬ`, `ß`), accents, and some Latin letters
 * that few keyboards have (`ø`, `æ`, `ł`). A folded text does not change when it is folded again. Texts are valid UTF-8.
 */
#pragma once
#include "base/types.h"

struct arena;

/* For words and tags. The marks that other scripts need are kept, and letters are composed (NFC): 한, が. */
str text_fold(struct arena *, str);

/* For what is found by its beginning: without any nonspacing mark, and decomposed (한 is three letters). */
str text_fold_bare(struct arena *, str);
