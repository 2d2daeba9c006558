#include "i18n/text.h"
#include "i18n/text_own.h"
#include "base/str.h"
#include "base/utf8.h"
#include "kit/test.h"

static const struct text_args all = {
    .date = { "21 November 2026", 16 }, .day = { "21", 2 }, .email = { "new@example.org", 15 }, .hours = { "24", 2 },
    .instance = { "Kith", 4 }, .link = { "https://kith.example/x", 22 }, .method = { "passkey", 7 }, .month = { "May", 3 },
    .name = { "Ann {link}", 10 }, .year = { "2026", 4 }, .count = { "3", 1 }, .version = { "0.1.0", 5 }, .words = { "tea", 3 },
};

TEST(the_language_is_the_best_that_is_wanted)
{
    static const struct { const char *wanted; enum language language; } cases[] = {
        { "", LANGUAGE_EN }, { "en", LANGUAGE_EN }, { "de", LANGUAGE_DE }, { "DE", LANGUAGE_DE },
        { "de-AT", LANGUAGE_DE }, { "de_CH", LANGUAGE_DE },
        { "fr, de;q=0.5", LANGUAGE_DE }, { "en;q=0.5, de;q=0.9", LANGUAGE_DE }, { "de;q=0.5,en;q=0.9", LANGUAGE_EN },
        { "de, en", LANGUAGE_DE }, { "en, de", LANGUAGE_EN }, { "fr-FR,fr;q=0.9", LANGUAGE_EN }, { "de;q=0, en;q=0.1", LANGUAGE_EN },
        { "de;q=0", LANGUAGE_EN }, { "de;q=0.001", LANGUAGE_DE }, { "de;q=1.000,en;q=0.999", LANGUAGE_DE }, { "den", LANGUAGE_EN },
        { "d", LANGUAGE_EN }, { "ar-EG,en;q=0.5", LANGUAGE_AR }, { "*", LANGUAGE_EN }, { "de;q=x, en;q=0.1", LANGUAGE_EN }, { ",,;q=1,de ; q=0.3", LANGUAGE_DE },
        { "de;q=0.8888888888888888888", LANGUAGE_DE }, { "de;q=99999999999999", LANGUAGE_DE }, { ";;;,,,==", LANGUAGE_EN },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        if (language_of(str_of(cases[i].wanted)) != cases[i].language)
            test_fail(__FILE__, __LINE__, "another language is chosen for \"%s\"", cases[i].wanted);
    expect_str(language_code(LANGUAGE_DE), S("de"));
}

TEST(placeholders_take_their_values_as_they_are)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    expect_str(text_of(&a, LANGUAGE_EN, TEXT_PASSWORD_RESET_SUBJECT, &all), S("Choose a new password for Kith"));
    expect_str(text_of(&a, LANGUAGE_DE, TEXT_PASSWORD_RESET_SUBJECT, &all), S("Neues Passwort für Kith"));
    str body = text_of(&a, LANGUAGE_EN, TEXT_PASSWORD_RESET_BODY, &all);
    expect(str_starts(body, S("Hello Ann {link},\n\nSomebody, probably you,")));
    expect(str_find(body, S("\n\nhttps://kith.example/x\n\n")) > 0);
    expect(str_ends(body, S("\n\nKith\n")));
    arena_close(&a);
}

static void form_is(enum language l, const char *n, int form)
{
    if (plural_form(l, str_of(n)) != form)
        test_fail(__FILE__, __LINE__, "%s takes form %d, not %d", n, plural_form(l, str_of(n)), form);
}

TEST(a_number_takes_the_form_that_its_language_has_for_it)
{
    static const struct { const char *n; int english, arabic; } cases[] = {
        { "0", 1, 0 }, { "1", 0, 1 }, { "2", 1, 2 }, { "3", 1, 3 }, { "10", 1, 3 }, { "11", 1, 4 }, { "26", 1, 4 }, { "99", 1, 4 },
        { "100", 1, 5 }, { "101", 1, 5 }, { "102", 1, 5 }, { "103", 1, 3 }, { "110", 1, 3 }, { "111", 1, 4 }, { "200", 1, 5 },
        { "1000", 1, 5 }, { "1003", 1, 3 }, { "", 1, 5 }, { "many", 1, 5 }, { "-1", 1, 5 },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        form_is(LANGUAGE_EN, cases[i].n, cases[i].english);
        form_is(LANGUAGE_DE, cases[i].n, cases[i].english);
        form_is(LANGUAGE_AR, cases[i].n, cases[i].arabic);
    }
}

static str written(struct arena *a, enum language l, const char *n)
{
    struct buf b = BUF_ON(a);

    plural_number(&b, l, str_of(n));
    return buf_str(&b);
}

TEST(numbers_are_written_in_groups)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    expect_str(written(&a, LANGUAGE_EN, "0"), S("0"));
    expect_str(written(&a, LANGUAGE_EN, "999"), S("999"));
    expect_str(written(&a, LANGUAGE_EN, "1234567"), S("1,234,567"));
    expect_str(written(&a, LANGUAGE_DE, "1000"), S("1.000"));
    expect(language_right_to_left(LANGUAGE_AR) && !language_right_to_left(LANGUAGE_DE));
    arena_close(&a);
}

TEST(one_is_another_number_than_many)
{
    struct text_args one = all;
    struct arena a;

    arena_init(&a, NULL, 0);
    one.hours = S("1");
    expect(str_find(text_of(&a, LANGUAGE_EN, TEXT_PASSWORD_RESET_BODY, &one), S("for 1 hour.\n")) > 0);
    expect(str_find(text_of(&a, LANGUAGE_EN, TEXT_PASSWORD_RESET_BODY, &all), S("for 24 hours.\n")) > 0);
    expect(str_find(text_of(&a, LANGUAGE_DE, TEXT_PASSWORD_RESET_BODY, &one), S("1 Stunde lang")) > 0);
    expect(str_find(text_of(&a, LANGUAGE_DE, TEXT_PASSWORD_RESET_BODY, &all), S("24 Stunden lang")) > 0);
    expect(str_find(text_of(&a, LANGUAGE_AR, TEXT_PASSWORD_RESET_BODY, &one), S("لمدة ساعة واحدة.\n")) > 0);
    expect(str_find(text_of(&a, LANGUAGE_AR, TEXT_PASSWORD_RESET_BODY, &all), S("لمدة 24 ساعة.\n")) > 0);
    arena_close(&a);
}

TEST(dates_read_as_in_their_language)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    expect_str(text_date(&a, LANGUAGE_EN, (when){ 1795253400000 }), S("21 November 2026"));
    expect_str(text_date(&a, LANGUAGE_DE, (when){ 1795253400000 }), S("21. November 2026"));
    expect_str(text_date(&a, LANGUAGE_DE, (when){ 0 }), S("1. Januar 1970"));
    expect_str(text_date(&a, LANGUAGE_EN, (when){ 86400000ll * 365 - 1 }), S("31 December 1970"));
    arena_close(&a);
}

/* Subjects are lines, and letters are narrow enough for every reader of mail; texts of pages begin with TEXT_WEB_SKIP. */
TEST(every_text_of_every_language_is_whole)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    for (int l = 0; l < LANGUAGES; l++) {
        for (int t = 0; t < TEXTS; t++) {
            str text = text_of(&a, (enum language)l, (enum text)t, &all), line;
            expect(text.n && utf8_valid(text) && str_find_byte(text, '}') <= str_find(text, S("{link}")) + 5);
            while (str_cut(&text, '\n', &line))
                expect(utf8_length(line) <= 90 || t >= TEXT_WEB_SKIP);
        }
    }
    arena_close(&a);
}
