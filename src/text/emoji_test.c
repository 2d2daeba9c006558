#include "text/emoji.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena memory;

TEST(an_emoji_comes_out_in_one_form_however_it_was_written)
{
    static const struct { const char *text, *emoji; } cases[] = {
        { "👍", "👍" }, { "👍\ufe0f", "👍" }, { "👍🏽", "👍🏽" }, { "👍\ufe0f🏽", "👍🏽" }, { "🏽", "🏽" }, { "😀", "😀" },
        { "❤", "❤\ufe0f" }, { "❤\ufe0f", "❤\ufe0f" }, { "©", "©\ufe0f" }, { "☝🏽", "☝🏽" }, { "☝", "☝\ufe0f" }, { "⌚", "⌚" },
        { "1\ufe0f\u20e3", "1\ufe0f\u20e3" }, { "1\u20e3", "1\ufe0f\u20e3" }, { "#\u20e3", "#\ufe0f\u20e3" },
        { "*\ufe0f\u20e3", "*\ufe0f\u20e3" },
        { "🇩🇪", "🇩🇪" }, { "🇺🇳", "🇺🇳" }, { "🇨🇶", "🇨🇶" },
        { "🏴", "🏴" }, { "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
                        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f" },
        { "👨\u200d👩\u200d👧\u200d👦", "👨\u200d👩\u200d👧\u200d👦" },
        { "👩🏻\u200d❤\ufe0f\u200d💋\u200d👩🏿", "👩🏻\u200d❤\ufe0f\u200d💋\u200d👩🏿" },
        { "👩🏻\u200d❤\u200d💋\u200d👩🏿", "👩🏻\u200d❤\ufe0f\u200d💋\u200d👩🏿" },
        { "🏳\u200d🌈", "🏳\ufe0f\u200d🌈" }, { "🏳\ufe0f\u200d⚧\ufe0f", "🏳\ufe0f\u200d⚧\ufe0f" }, { "🏴\u200d☠", "🏴\u200d☠\ufe0f" },
        { "👁\u200d🗨", "👁\ufe0f\u200d🗨\ufe0f" }, { "🐦\u200d🔥", "🐦\u200d🔥" }, { "🙂\u200d↔\ufe0f", "🙂\u200d↔\ufe0f" },
        { "⛹🏽\u200d♀", "⛹🏽\u200d♀\ufe0f" }, { "\U0001fae9", "\U0001fae9" }, { "\U0001f6d8", "\U0001f6d8" },
    };
    str emoji;

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (!emoji_read(&memory, str_of(cases[i].text), &emoji) || !str_eq(emoji, str_of(cases[i].emoji)))
            test_fail(__FILE__, __LINE__, "%s", cases[i].text);
        expect(emoji_read(&memory, emoji, &emoji) && str_eq(emoji, str_of(cases[i].emoji)));
    }
    arena_close(&memory);
}

TEST(what_is_no_emoji_or_more_than_one_is_refused)
{
    static const char *const wrong[] = {
        "", "a", "1", "#", "*", "é", " ", "👍 ", " 👍", "👍👍", "👍a", "a👍", ":+1:", "★", "☆", "\ufe0f", "\u200d", "\u20e3", "👍\u20e3",
        "❤\ufe0e", "1\ufe0f", "12\u20e3", "a\u20e3", "🇩", "🇩🇪🇩", "🇩🇪🇫🇷", "🇽🇽", "🇦🇦", "🇩a", "🇩🏽",
        "👍🏽🏽", "🏽👍", "🏽\u200d❤", "👍\u200d🏽", "😀🏽", "❤🏽", "👍\u200d", "\u200d👍", "👍\u200d\u200d👍", "👩\u200da", "🇩🇪\u200d👩", "1\u20e3\u200d👩",
        "🏴\U000e0067\U000e0062", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067", "🏴\U000e0067\U000e0062\U000e007f",
        "👍\U000e0067\U000e0062\U000e0065\U000e007f", "🏴\U000e007f", "👍\ufe0f\ufe0f",
        "👩\u200d👩\u200d👩\u200d👩\u200d👩\u200d👩\u200d👩",
    };
    str emoji;

    for (size_t i = 0; i < COUNT(wrong); i++)
        if (emoji_read(&memory, str_of(wrong[i]), &emoji))
            test_fail(__FILE__, __LINE__, "%s", wrong[i]);
    arena_close(&memory);
}
