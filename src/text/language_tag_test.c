#include "text/language_tag.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena memory;

TEST(a_well_formed_tag_is_given_in_its_usual_case)
{
    static const struct { const char *tag, *usual; } cases[] = {
        { "en", "en" }, { "DE", "de" }, { "pt-br", "pt-BR" }, { "zh-hant-tw", "zh-Hant-TW" }, { "ZH-HANT", "zh-Hant" },
        { "es-419", "es-419" }, { "ast", "ast" }, { "zh-yue-hk", "zh-yue-HK" }, { "zh-cmn-Hans-CN", "zh-cmn-Hans-CN" },
        { "abc-def-ghi-jkl", "abc-def-ghi-jkl" }, { "abcd", "abcd" }, { "abcdefgh", "abcdefgh" }, { "SL-ROZAJ-BISKE", "sl-rozaj-biske" },
        { "de-ch-1901", "de-CH-1901" }, { "en-1ABC", "en-1abc" }, { "en-1234567", "en-1234567" }, { "ca-Valencia", "ca-valencia" },
        { "EN-U-CA-BUDDHIST", "en-u-ca-buddhist" }, { "en-us-U-islamcal", "en-US-u-islamcal" },
        { "de-a-bb-cc-x-DD-EEEE", "de-a-bb-cc-x-dd-eeee" },
        { "az-Latn-x-LATN", "az-Latn-x-latn" }, { "EN-ca-X-CA", "en-CA-x-ca" }, { "X-WHATEVER", "x-whatever" }, { "x-a-b-1", "x-a-b-1" },
        { "EN-gb-OED", "en-GB-oed" }, { "I-Klingon", "i-klingon" }, { "SGN-be-fr", "sgn-BE-FR" }, { "art-LOJBAN", "art-lojban" },
        { "Zh-Min-Nan", "zh-min-nan" }, { "en-a-bbb-a-ccc", "en-a-bbb-a-ccc" }, { "qaa-Qaaa-QM-x-southern", "qaa-Qaaa-QM-x-southern" },
    };
    str usual;

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (!language_tag_read(&memory, str_of(cases[i].tag), &usual) || !str_eq(usual, str_of(cases[i].usual)))
            test_fail(__FILE__, __LINE__, "%s", cases[i].tag);
        expect(language_tag_read(&memory, usual, &usual) && str_eq(usual, str_of(cases[i].usual)));
    }
    arena_close(&memory);
}

TEST(what_the_grammar_does_not_have_is_refused)
{
    static const char *const wrong[] = {
        "", "-", "e", "en-", "-en", "en--us", "pt_BR", "english1", "abcdefghi", "en-abcdefghi", "en-us-us", "en-latn-latn-us-x", "en-x",
        "x", "x-", "x-abcdefghi", "en-u", "en-u-", "en-u-a", "en-u-x-a", "en-1", "en-12", "en-a1", "1en", "e1", "en us", "en\n", "é",
        "i-unknown", "i", "ab-c", "abcd-efg", "zh-abc-def-ghi-jkl", "en-us-latn", "*", "en-*", "de-419-DE", "a-DE", "en-GB-oe",
    };
    str usual;

    for (size_t i = 0; i < COUNT(wrong); i++)
        if (language_tag_read(&memory, str_of(wrong[i]), &usual))
            test_fail(__FILE__, __LINE__, "%s", wrong[i]);
    arena_close(&memory);
}

TEST(a_tag_has_an_end)
{
    str tag = S("x"), usual;

    while (tag.n + 9 <= LANGUAGE_TAG_MOST)
        tag = arena_format(&memory, STR_FMT "-abcdefgh", STR_ARG(tag));
    expect(language_tag_read(&memory, tag, &usual));
    expect(!language_tag_read(&memory, arena_format(&memory, STR_FMT "-abcdefgh", STR_ARG(tag)), &usual));
    arena_close(&memory);
}
