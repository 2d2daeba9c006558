#include "text/query.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"

static struct arena memory;

static struct query read_as(const char *q, enum query_verdict verdict)
{
    struct query out;
    enum query_verdict is = query_read(&memory, str_of(q), &out);

    if (is != verdict)
        test_fail(__FILE__, __LINE__, "%s: %d, not %d", q, is, verdict);
    return out;
}

/* The terms: `from(ann)`, `#cafe`, `me`, and phrases with `|` between their ways and `~` for an open end; `-` before negated ones. */
static str terms(const char *q)
{
    struct query query = read_as(q, QUERY_FINE);
    struct buf b = BUF_ON(&memory);

    for (size_t i = 0; i < query.n; i++) {
        const struct query_term *t = query.terms + i;
        buf_format(&b, "%s%s", i ? " " : "", t->negated ? "-" : "");
        if (t->kind == QUERY_FROM)
            buf_format(&b, "from(" STR_FMT ")", STR_ARG(t->name));
        if (t->kind == QUERY_TAG)
            buf_format(&b, "#" STR_FMT, STR_ARG(t->name));
        if (t->kind == QUERY_MINE)
            buf_lit(&b, "me");
        for (size_t w = 0; w < t->n; w++)
            for (size_t j = 0; j < t->ways[w].tokens.n; j++)
                buf_format(&b, "%s" STR_FMT "%s", j ? "+" : w ? "|" : "", STR_ARG(t->ways[w].tokens.at[j]),
                           t->ways[w].open && j + 1 == t->ways[w].tokens.n ? "~" : "");
    }
    return buf_str(&b);
}

TEST(a_question_is_words_phrases_people_and_tags)
{
    static const struct { const char *q, *terms; } cases[] = {
        { "Hello  World", "hello world" }, { "\xe3\x80\x80" "a\xc2\xa0" "b ", "a b" }, { "don't 3.14", "don+t 3+14" },
        { "foo_bar", "foo+bar" },
        { "\"Some words\"", "some+words" }, { "\"some, words!\" x", "some+words x" },
        { "\"not closed at all", "not+closed+at+all" },
        { "a\"b c\"d", "a b+c d" }, { "\"\" a", "a" }, { "a ! ... -", "a" }, { "a -b", "a -b" }, { "a -\"b c\"", "a -b+c" },
        { "a --b", "a -b" },
        { "a-b", "a+b" }, { "- a", "a" }, { "x:y", "x+y" }, { "http://x.y/z", "http+x+y+z" }, { "from:ann", "from(ann)" },
        { "from:@Ann_1", "from(Ann_1)" }, { "FROM:ann -from:bob", "from(ann) -from(bob)" }, { "from:me", "me" }, { "-from:me a", "-me a" },
        { "from:@me", "from(me)" }, { "#Café", "#cafe" }, { "a -#b", "a -#b" }, { "#123", "123" }, { "#a-b", "a+b" }, { "##a", "a" },
        { "ﬁ ＦＵＬＬ ß", "fi full ss" }, { "😀 a", "a" }, { "\"from:ann\"", "from+ann" }, { "\"#a\"", "a" }, { "-x a", "-x a" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_str(terms(cases[i].q), str_of(cases[i].terms));
    arena_close(&memory);
}

TEST(words_of_unspaced_scripts_are_found_in_any_part_and_joined_or_apart)
{
    static const struct { const char *q, *terms; } cases[] = {
        { "東", "東~" }, { "東京", "東京" }, { "東京都", "東京+京都" }, { "ann東京", "ann+東京" }, { "東京ann", "東京+京+ann" }, { "東ann", "東+ann" },
        { "ann東", "ann+東~" }, { "\"東京 大阪\"", "東京+京+大阪|東京+京大+大阪" }, { "\"東 京\"", "東+京~|東京" }, { "東京 大阪", "東京 大阪" },
        { "\"a 東 b\"", "a+東+b" }, { "กิน", "กิ+\xe0\xb8\xb4น" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        expect_str(terms(cases[i].q), str_of(cases[i].terms));
    expect_eq(read_as("\"一 二 三 四 五 六 七 八 九\"", QUERY_FINE).terms[0].n, 16);
    arena_close(&memory);
}

static i64 at(const char *time)
{
    when t;

    expect(time_parse_rfc3339(str_of(time), &t));
    return t.ms;
}

static void asks(const char *q, i64 from, i64 until, u32 has, u32 lacks)
{
    struct query query = read_as(q, QUERY_FINE);

    expect_eq(query.from.ms, from);
    expect_eq(query.until.ms, until);
    expect_eq(query.has, has);
    expect_eq(query.lacks, lacks);
}

TEST(times_and_what_a_post_has_are_facts_of_the_question)
{
    asks("a", INT64_MIN, INT64_MAX, 0, 0);
    asks("a before:2026-11-29", INT64_MIN, at("2026-11-29T00:00:00Z"), 0, 0);
    asks("a after:2026-11-29", at("2026-11-30T00:00:00Z"), INT64_MAX, 0, 0);
    asks("a -before:2026-11-29", at("2026-11-29T00:00:00Z"), INT64_MAX, 0, 0);
    asks("a -after:2026-11-29", INT64_MIN, at("2026-11-30T00:00:00Z"), 0, 0);
    asks("a before:2026-11-29T10:00:00+02:00", INT64_MIN, at("2026-11-29T08:00:00Z"), 0, 0);
    asks("a after:2026-11-29T10:00:00.5Z", at("2026-11-29T10:00:00.501Z"), INT64_MAX, 0, 0);
    asks("a before:2026-11-29 before:2026-11-01 after:2025-01-01 after:2026-01-01",
         at("2026-01-02T00:00:00Z"), at("2026-11-01T00:00:00Z"), 0, 0);
    asks("a has:media -has:link has:Poll", INT64_MIN, INT64_MAX, QUERY_MEDIA | QUERY_POLL, QUERY_LINK);
    arena_close(&memory);
}

TEST(a_malformed_or_unknown_value_is_wrong)
{
    static const char *const wrong[] = {
        "a before:soon", "before:", "after:2026-13-01", "after:2026-02-30", "before:2026-1-1", "before:20261129", "has:cake", "has:",
        "from:", "from:@", "from:a-b", "from:é", "from:@@ann", "-has:cake a",
        "from:\"ann\"", "before:2026-11-29T10:00", "before:2026-11-29x",
        "has:medias",
    };

    for (size_t i = 0; i < COUNT(wrong); i++)
        read_as(wrong[i], QUERY_WRONG);
    expect_str(read_as("a from:bob has:cake before:soon", QUERY_WRONG).wrong, S("has:cake"));
    arena_close(&memory);
}

TEST(a_question_with_nothing_to_find_is_too_wide)
{
    static const char *const wide[] = {
        "", " ", "!", "-", "-a", "-\"a b\"", "-from:ann", "-#a", "has:media", "before:2026-11-29", "has:poll after:2026-11-29 -a", "\"\"",
        "\"", "😀", "#",
    };

    for (size_t i = 0; i < COUNT(wide); i++)
        read_as(wide[i], QUERY_WIDE);
    arena_close(&memory);
}

TEST(what_has_a_label_is_found_by_the_index_too)
{
    struct query q = read_as("from:ann one -#b_1", QUERY_FINE);
    struct query_match m;

    q.terms[0].label = label_of(&memory, "from", S("17"));
    q.terms[2].label = label_of(&memory, "tag", q.terms[2].name);
    query_label(&memory, &q, label_of(&memory, "has", S("poll")), false);
    query_match_fts5(&memory, &q, &m);
    expect_str(m.match, S("((\"¶from§17\") AND (\"one\") AND (\"¶has§poll\")) NOT ((\"¶tag§b§1\"))"));
    expect_str(m.without, S(""));
    query_match_tsquery(&memory, &q, &m);
    expect_str(m.match, S("(('¶from§17') & ('one') & ('¶has§poll')) & !(('¶tag§b§1'))"));
    arena_close(&memory);
}

TEST(both_stores_are_asked_the_same)
{
    static const struct { const char *q, *fts5, *fts5_without, *tsquery, *tsquery_without; } cases[] = {
        { "one", "((\"one\"))", "", "(('one'))", "" },
        { "one two", "((\"one\") AND (\"two\"))", "", "(('one') & ('two'))", "" },
        { "don't", "((\"don t\"))", "", "((('don' | 'don¶':*) <-> ('t' | 't¶':*)))", "" },
        { "one -two -three", "((\"one\")) NOT ((\"two\") OR (\"three\"))", "", "(('one')) & !(('two') | ('three'))", "" },
        { "from:ann -two", "", "((\"two\"))", "", "(('two'))" },
        { "from:ann", "", "", "", "" },
        { "東", "((\"東\" *))", "", "(('東§'))", "" },
        { "\"東 京\"", "((\"東 京\" * OR \"東京\"))", "", "((('東' | '東¶':*) <-> ('京§' | '京§¶':*) | '東京'))", "" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct query q = read_as(cases[i].q, QUERY_FINE);
        struct query_match m;
        query_match_fts5(&memory, &q, &m);
        expect_str(m.match, str_of(cases[i].fts5));
        expect_str(m.without, str_of(cases[i].fts5_without));
        query_match_tsquery(&memory, &q, &m);
        expect_str(m.match, str_of(cases[i].tsquery));
        expect_str(m.without, str_of(cases[i].tsquery_without));
    }
    arena_close(&memory);
}

TEST(labels_are_left_out_unless_there_is_another)
{
    str closed[] = { S("to§unlisted"), S("to§private") }, own[] = { S("from§7") };
    struct query_match m;
    struct query q;

    expect_eq(query_read(&memory, S("cats -dogs"), &q), QUERY_FINE);
    query_leave(&memory, &q, (strs){ closed, 2 }, (strs){ own, 1 });
    query_match_fts5(&memory, &q, &m);
    expect_str(m.match, S("((\"cats\")) NOT ((\"dogs\") OR ((\"to§unlisted\" OR \"to§private\") NOT (\"from§7\")))"));
    query_match_tsquery(&memory, &q, &m);
    expect_str(m.match, S("(('cats')) & !(('dogs') | (('to§unlisted' | 'to§private') & !('from§7')))"));
    expect_eq(query_read(&memory, S("cats"), &q), QUERY_FINE);
    query_leave(&memory, &q, (strs){ closed, 1 }, (strs){ 0 });
    query_match_fts5(&memory, &q, &m);
    expect_str(m.match, S("((\"cats\")) NOT ((\"to§unlisted\"))"));
}

TEST(of_words_alone_keys_and_tags_are_words_and_times_come_by_themselves)
{
    struct query_match m;
    struct query q;

    expect_eq(query_read_words(&memory, S("from:ann #tea -before:soon \"a b"), &q), QUERY_FINE);
    query_match_fts5(&memory, &q, &m);
    expect_str(m.match, S("((\"from ann\") AND (\"tea\") AND (\"a b\")) NOT ((\"before soon\"))"));
    expect_eq(query_read_words(&memory, S("-has:link"), &q), QUERY_WIDE);
    expect(!query_before(&memory, &q, S("soon")) && !query_after(&memory, &q, S("2026-13-01")));
    expect(query_after(&memory, &q, S("2026-11-29")) && query_before(&memory, &q, S("2026-12-01T10:00:00Z")));
    expect_eq(q.until.ms - q.from.ms, (24 + 10) * 3600 * 1000);
    arena_close(&memory);
}
