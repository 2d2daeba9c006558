#include "text/words.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena memory;

static struct words words_in(const char *one, const char *other)
{
    struct words w = WORDS_ON(&memory);

    words_add(&w, str_of(one));
    if (other)
        words_add(&w, str_of(other));
    return w;
}

static str column(const char *one, const char *other)
{
    struct words w = words_in(one, other);

    return words_fts5(&w);
}

static str vector(const char *one, const char *other)
{
    struct words w = words_in(one, other);

    return words_tsvector(&w);
}

TEST(words_are_folded_runs_of_letters_marks_and_digits)
{
    static const struct { const char *text, *tokens; } cases[] = {
        { "", "" }, { "!? 😀", "" }, { "Hello, World 42!", "hello world 42" }, { "ﬁn ＦＵＬＬ Straße", "fin full strasse" },
        { "don't 3.14 foo_bar", "don t 3 14 foo bar" }, { "Café cafe\xcc\x81", "cafe cafe" }, { "m² ½ ①", "m2 1 2 1" },
        { "ceŀla", "cel la" }, { "हिन्दी में", "हिन्दी में" }, { "שָׁלוֹם עולם", "שלום עולם" }, { "한국어 서울에서", "한국어 서울에서" },
        { "Ёлка ΣΊΣΥΦΟΣ", "елка σισυφοσ" }, { "e\xe2\x80\x8d" "f", "e f" }, { "ﷺ", "صلى الله عليه وسلم" }, { "\xcc\x81", "" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_str(column(cases[i].text, NULL), str_of(cases[i].tokens));
    arena_close(&memory);
}

TEST(scripts_without_spaces_are_cut_into_pairs)
{
    static const struct { const char *text, *tokens; } cases[] = {
        { "東", "東" }, { "東京", "東京 京" }, { "東京都", "東京 京都 都" }, { "東京、大阪", "東京 京 大阪 阪" }, { "ann東京", "ann 東京 京" },
        { "東京ann", "東京 京 ann" }, { "กิน", "กิ \xe0\xb8\xb4น น" }, { "ガ", "ガ" }, { "人々", "人々 々" }, { "スーパー", "スー ーパ パー ー" },
        { "㍿", "株式 式会 会社 社" }, { "ｶﾞｽ", "ガス ス" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_str(column(cases[i].text, NULL), str_of(cases[i].tokens));
    arena_close(&memory);
}

TEST(something_stands_between_two_texts)
{
    expect_str(column("one two", "three"), S("one two ¶ three"));
    expect_str(vector("one two", "three one"), S("'one':1,5 'three':4 'two':2"));
    expect_str(vector("東京都", NULL), S("'京§':2 '京都':2 '東§':1 '東京':1 '都':3 '都§':3"));
    expect_str(vector("", NULL), S(""));
    arena_close(&memory);
}

TEST(a_long_word_is_kept_by_its_beginning_and_a_hash)
{
    struct buf b = BUF_ON(&memory);
    struct words w = WORDS_ON(&memory);

    for (int i = 0; i < 1000; i++)
        buf_lit(&b, "é");
    words_add(&w, buf_str(&b));
    expect_eq(w.tokens.n, 1);
    expect_eq(w.tokens.at[0].n, 160 + 2 + 16);
    buf_lit(&b, "x");
    words_add(&w, buf_str(&b));
    expect_eq(w.tokens.n, 3);
    expect(!str_eq(w.tokens.at[0], w.tokens.at[2]));
    arena_close(&memory);
}

TEST(a_document_has_a_bounded_number_of_tokens)
{
    struct buf b = BUF_ON(&memory);

    for (int i = 0; i < TOKENS_MOST; i++)
        buf_lit(&b, "㍿ ");
    struct words w = WORDS_ON(&memory);
    words_add(&w, buf_str(&b));
    words_add(&w, S("more"));
    expect_eq(w.tokens.n, TOKENS_MOST);
    arena_close(&memory);
}

TEST(a_token_with_many_places_has_further_lexemes)
{
    struct buf b = BUF_ON(&memory);
    struct words w = WORDS_ON(&memory);

    for (int i = 0; i < 2 * TOKEN_PLACES + 1; i++)
        buf_lit(&b, "a ");
    words_add(&w, buf_str(&b));
    str v = words_tsvector(&w);
    expect(str_find(v, S(",255 'a¶1':256,257")) > 0);
    expect(str_ends(v, S(",510 'a¶2':511")));
    arena_close(&memory);
}

TEST(a_label_is_a_token_that_no_text_has)
{
    struct words w = words_in("from 17", NULL);

    words_label(&w, label_of(&memory, "from", S("17")));
    words_label(&w, label_of(&memory, "tag", S("b_1")));
    expect_str(words_fts5(&w), S("from 17 ¶from§17 ¶tag§b§1"));
    expect_str(column("¶from§17", NULL), S("from 17"));
    arena_close(&memory);
}

TEST(words_are_cut_off_one_by_one)
{
    str rest = S("  one, 東京two"), run;
    struct word w;

    expect(word_next(&rest, &w) && str_eq(w.text, S("one")) && !w.unspaced);
    expect(word_next(&rest, &w) && str_eq(w.text, S("東京")) && w.unspaced);
    run = w.text;
    expect_str(pair_next(&run), S("東京"));
    expect_str(pair_next(&run), S("京"));
    expect_eq(run.n, 0);
    expect(word_next(&rest, &w) && str_eq(w.text, S("two")) && !w.unspaced);
    expect(!word_next(&rest, &w) && !word_next(&rest, &w));
    arena_close(&memory);
}
