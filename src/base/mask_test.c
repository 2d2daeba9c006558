#include "base/mask.h"
#include "base/arena.h"
#include "base/str.h"
#include <stdio.h>
#include "kit/test.h"

TEST(words_are_hidden_wherever_they_stand)
{
    struct mask m = {0};
    struct arena a;

    arena_init(&a, NULL, 0);
    mask_add(&m, S("pass"));
    mask_add(&m, S("passphrase"));
    mask_add(&m, S("pass"));
    expect_eq(m.n, 2);
    expect_str(mask_text(&m, &a, S("passphrase: pass, passpass")), S("***: ***, ******"));
    expect_str(mask_text(&m, &a, S("nothing")), S("nothing"));
    expect_str(mask_text(NULL, &a, S("pass")), S("pass"));
    arena_close(&a);
}

TEST(words_too_short_to_tell_apart_are_left)
{
    struct mask m = {0};

    mask_add(&m, S("abc"));
    mask_add(&m, S(""));
    expect_eq(m.n, 0);
}

TEST(more_words_than_there_is_room_for_are_left)
{
    struct mask m = {0};
    char words[MASK_MOST + 8][8];

    for (size_t i = 0; i < COUNT(words); i++) {
        snprintf(words[i], sizeof words[i], "word%zu", i);
        mask_add(&m, str_of(words[i]));
    }
    expect_eq(m.n, MASK_MOST);
}
