#include "domain/profile/words.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena memory;

/* The words of a text with bars between them. */
static str cut(const char *text)
{
    strs words = {0};
    str joined = S("");

    words_of(&memory, words_fold(&memory, str_of(text)), WORDS_MOST, &words);
    for (size_t i = 0; i < words.n; i++)
        joined = arena_format(&memory, STR_FMT "%s" STR_FMT, STR_ARG(joined), i ? "|" : "", STR_ARG(words.at[i]));
    return joined;
}

TEST(words_are_folded_and_cut_at_what_is_no_letter)
{
    expect_str(cut("Ann Marie"), S("ann|marie"));
    expect_str(cut("  Ångström,  O'Brien-Smith_7 "), S("angstrom|o|brien|smith|7"));
    expect_str(cut("ΣΊΣΥΦΟΣ Straße Ёлка"), S("σισυφοσ|strasse|елка"));
    expect_str(cut("%_*"), S(""));
    expect_str(cut("ann ann ANN"), S("ann"));
    arena_close(&memory);
}

TEST(scripts_without_spaces_are_cut_into_pairs)
{
    expect_str(cut("東京都"), S("東京|京都|都"));
    expect_str(cut("東 ann"), S("東|ann"));
    expect_str(cut("ann東京"), S("ann|東京|京"));
    arena_close(&memory);
}

static bool spelled(const char *word, const char *meant)
{
    strs spellings;

    spellings_of(&memory, str_of(word), &spellings);
    for (size_t i = 0; i < spellings.n; i++)
        if (str_eq(spellings.at[i], str_of(meant)))
            return true;
    return false;
}

TEST(a_typing_error_is_one_letter)
{
    expect(spelled("alicf", "alice") && spelled("alce", "alice") && spelled("allice", "alice") && spelled("ailce", "alice"));
    expect(spelled("lice", "alice") && spelled("alic", "alice"));
    expect(spelled("мксим", "максим") && spelled("σισιφοσ", "σισυφοσ"));
    expect(!spelled("alxcf", "alice") && !spelled("ann", "anna") && !spelled("東京都庁", "東京都"));
    arena_close(&memory);
}
