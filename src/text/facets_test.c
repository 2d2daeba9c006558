#include "text/facets.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "kit/test.h"

static struct arena memory;

/* What is found, as `kind start-end what`, links first, then mentions, then tags with `name=text`. */
static str found(const char *text)
{
    struct facets f;
    struct buf b = BUF_ON(&memory);

    facets_find(&memory, str_of(text), &f);
    for (size_t i = 0; i < f.links.n; i++)
        buf_format(&b, "L%d-%d " STR_FMT " ", (int)f.links.at[i].start, (int)f.links.at[i].end, STR_ARG(f.links.at[i].url));
    for (size_t i = 0; i < f.mentions.n; i++)
        buf_format(&b, "M%d-%d " STR_FMT " ", (int)f.mentions.at[i].start, (int)f.mentions.at[i].end, STR_ARG(f.mentions.at[i].name));
    for (size_t i = 0; i < f.tags.n; i++)
        buf_format(&b, "T%d-%d " STR_FMT "=" STR_FMT " ", (int)f.tags.at[i].start, (int)f.tags.at[i].end, STR_ARG(f.tags.at[i].name),
                   STR_ARG(f.tags.at[i].text));
    return str_trim(buf_str(&b));
}

struct sample { const char *text, *found; };

static void all_found(const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str is = found(samples[i].text);
        if (!str_eq(is, str_of(samples[i].found)))
            test_fail(__FILE__, __LINE__, "in \"%s\": \"" STR_FMT "\", not \"%s\"", samples[i].text, STR_ARG(is), samples[i].found);
    }
    arena_close(&memory);
}

#define ALL_FOUND(samples) all_found(samples, COUNT(samples))

TEST(a_link_goes_up_to_white_space_and_leaves_the_end_of_its_sentence)
{
    static const struct sample samples[] = {
        { "http://a", "L0-8 http://a" },
        { "HTTPS://A.example/b?c=d#e f", "L0-25 HTTPS://A.example/b?c=d#e" },
        { "see http://x.y.", "L4-14 http://x.y" },
        { "http://x.y!?;:,.')]", "L0-10 http://x.y" },
        { "(http://x.y/a_(b))", "L1-17 http://x.y/a_(b)" },
        { "(http://x.y/a_(b).)", "L1-17 http://x.y/a_(b)" },
        { "http://x/(a.)", "L0-13 http://x/(a.)" },
        { "http://x/)(a)", "L0-13 http://x/)(a)" },
        { "http://x/)", "L0-9 http://x/" },
        { "http://x/((a)", "L0-13 http://x/((a)" },
        { "<http://x>http://y\"http://z", "L1-9 http://x L10-18 http://y L19-27 http://z" },
        { "http://x\xe3\x80\x80http://y\xc2\xa0z", "L0-8 http://x L9-17 http://y" },
        { "http://пример.рф/ä,ö.", "L0-20 http://пример.рф/ä,ö" },
        { "-http://x _https://y .http://z", "L1-9 http://x L11-20 https://y L22-30 http://z" },
        { "http://x:80[1]", "L0-13 http://x:80[1" },
        { "http://http://x", "L0-15 http://http://x" },
        { "日http://x 、http://y", "L11-19 http://y" },
    };

    ALL_FOUND(samples);
}

TEST(what_is_no_link_is_plain_text)
{
    static const struct sample samples[] = {
        { "http://", "" }, { "http:// x", "" }, { "https://)", "" }, { "http://...", "" }, { "http://<x", "" }, { "http:/x", "" },
        { "ftp://x", "" },
        { "xhttp://y", "" }, { "7http://y", "" }, { "éhttp://y", "" }, { "²http://y", "" }, { "http", "" },
        { "h", "" }, { "http://... @ann", "M11-15 ann" }, { "http://<@ann", "M8-12 ann" },
    };

    ALL_FOUND(samples);
}

TEST(a_mention_is_a_whole_run_of_a_names_letters)
{
    static const struct sample samples[] = {
        { "@ann", "M0-4 ann" }, { "hi @Ann_1!", "M3-9 Ann_1" }, { "(@ann)@bob", "M1-5 ann M6-10 bob" }, { "é @ann", "M2-6 ann" },
        { "@an", "" }, { "@", "" }, { "@@ann", "" }, { "@ann@host", "" }, { "a@bcd", "" }, { "é@ann", "" }, { "_@ann", "" },
        { "/@ann", "" }, { ".@ann", "" }, { "1@ann", "" }, { "日@ann", "" }, { "-@ann-", "M1-5 ann" },
        { "😀@ann😀", "M1-5 ann" }, { "@ann.", "M0-4 ann" },
        { "@annä", "M0-4 ann" }, { "@ann/@bob", "M0-4 ann" }, { "@ann,@bob", "M0-4 ann M5-9 bob" }, { "@___", "M0-4 ___" },
        { "@ann @", "M0-4 ann" }, { "@ann@", "" },
        { "@01234567890123456789012345678901234567890123456789", "M0-51 01234567890123456789012345678901234567890123456789" },
        { "@012345678901234567890123456789012345678901234567890", "" },
    };

    ALL_FOUND(samples);
}

TEST(a_tag_is_a_whole_run_with_a_letter_and_its_name_is_folded)
{
    static const struct sample samples[] = {
        { "#Café", "T0-5 cafe=Café" }, { "#CAFE", "T0-5 cafe=CAFE" }, { "#cafe\xcc\x81!", "T0-6 cafe=cafe\xcc\x81" },
        { "#日本語、#한국어", "T0-4 日本語=日本語 T5-9 한국어=한국어" }, { "#हिन्दी", "T0-7 हिन्दी=हिन्दी" }, { "#ภาษาไทย", "T0-8 ภาษาไทย=ภาษาไทย" },
        { "#עִבְרִית", "T0-9 עברית=עִבְרִית" }, { "#Straße", "T0-7 strasse=Straße" }, { "#ＦＵＬＬ", "T0-5 full=ＦＵＬＬ" },
        { "#a_1", "T0-4 a_1=a_1" }, { "#1a", "T0-3 1a=1a" }, { "#ceŀla", "T0-6 cella=ceŀla" }, { "#a½", "T0-3 a12=a½" },
        { "#a-b", "T0-2 a=a" }, { "#a#b", "T0-2 a=a" }, { "#a #b", "T0-2 a=a T3-5 b=b" }, { "(#a)", "T1-3 a=a" }, { "😀#a😀", "T1-3 a=a" },
        { "#", "" }, { "#1", "" }, { "#_", "" }, { "##a", "" }, { "a#b", "" }, { "_#a", "" }, { "/#a", "" }, { "&#a", "" }, { "é#a", "" },
        { "1#a", "" }, { "#\xef\xb8\x8f\xe2\x83\xa3", "" }, { "#\xcc\x81", "" }, { "# a", "" }, { "&#x27;", "" }, { "#ﾞ", "" },
        { "#i\xe2\x80\x8dj", "T0-2 i=i" },
    };

    ALL_FOUND(samples);
}

TEST(nothing_overlaps_and_nothing_is_found_inside_a_link)
{
    static const struct sample samples[] = {
        { "http://x/?q=#tag,@ann #b @bob", "L0-21 http://x/?q=#tag,@ann M25-29 bob T22-24 b=b" },
        { "#http://x", "L1-9 http://x" }, { "@https://x", "L1-10 https://x" }, { "#a_http://x", "L3-11 http://x" },
        { "#a_http://.", "T0-7 a_http=a_http" }, { "#ahttp://x", "T0-6 ahttp=ahttp" }, { "@http:", "M0-5 http" },
        { "@ann#b", "M0-4 ann" }, { "#b@ann", "T0-2 b=b" }, { "#b/@ann", "T0-2 b=b" }, { "#_@ann", "" },
    };

    ALL_FOUND(samples);
}

TEST(places_are_counted_in_characters)
{
    static const struct sample samples[] = {
        { "é😀日 @ann", "M4-8 ann" },
        { "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 #a", "T6-8 a=a" },          /* a family of one glyph */
        { "\xe2\x80\xae#שלום \xe2\x80\xac@ann", "M8-12 ann T1-6 שלום=שלום" },
        { "e\xcc\x81\xcc\x82 http://é/\xcc\x81 @ann", "L4-14 http://é/\xcc\x81 M15-19 ann" },
    };

    ALL_FOUND(samples);
}

static str repeated(const char *piece, int n)
{
    struct buf b = BUF_ON(&memory);

    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(piece));
    return buf_str(&b);
}

static struct facets in(str text)
{
    struct facets f;

    facets_find(&memory, text, &f);
    return f;
}

TEST(a_link_over_the_limit_is_plain_text)
{
    str longest = arena_format(&memory, "http://" STR_FMT, STR_ARG(repeated("é", LINK_MOST - 7)));

    expect_eq(in(longest).links.n, 1);
    expect_eq(in(longest).links.at[0].end, LINK_MOST);
    expect_eq(in(arena_format(&memory, STR_FMT "...", STR_ARG(longest))).links.n, 1);
    struct facets f = in(arena_format(&memory, STR_FMT "x @ann http://y", STR_ARG(longest)));
    expect_eq(f.links.n, 1);
    expect_eq(f.links.at[0].start, LINK_MOST + 7);
    expect_eq(f.mentions.n, 1);
    arena_close(&memory);
}

TEST(fifty_links_and_tags_count_and_every_name_is_asked_for)
{
    struct facets f = in(repeated("http://x #a @bob ", 60));

    expect_eq(f.links.n, FACETS_MOST);
    expect_eq(f.tags.n, FACETS_MOST);
    expect_eq(f.mentions.n, 60);
    expect_eq(f.mentions.at[59].start, 59 * 17 + 12);
    arena_close(&memory);
}

TEST(a_tag_has_at_most_a_hundred_characters_and_a_bounded_name)
{
    expect_eq(in(arena_format(&memory, "#" STR_FMT, STR_ARG(repeated("é", TAG_MOST)))).tags.n, 1);
    expect_eq(in(arena_format(&memory, "#" STR_FMT, STR_ARG(repeated("é", TAG_MOST + 1)))).tags.n, 0);
    expect_eq(in(arena_format(&memory, "#" STR_FMT, STR_ARG(repeated("ß", TAG_MOST)))).tags.at[0].name.n, 2 * TAG_MOST);
    expect_eq(in(arena_format(&memory, "#" STR_FMT, STR_ARG(repeated("ﷺ", TAG_MOST)))).tags.n, 0);
    arena_close(&memory);
}

TEST(the_names_to_look_up_are_each_given_once)
{
    struct facets f = in(S("@Bob @ann @BOB @bob_ @ann"));
    strs names;

    facets_names(&memory, &f, &names);
    expect_eq(names.n, 3);
    expect_str(names.at[0], S("ann"));
    expect_str(names.at[1], S("bob"));
    expect_str(names.at[2], S("bob_"));
    f = in(S("nobody"));
    facets_names(&memory, &f, &names);
    expect_eq(names.n, 0);
    arena_close(&memory);
}

TEST(any_spelling_of_a_tag_gives_its_name)
{
    static const struct { const char *spelling, *name; } cases[] = {
        { "#Café", "cafe" }, { "CAFE", "cafe" }, { "cafe", "cafe" }, { "#日本", "日本" }, { "a_1", "a_1" },
        { "", NULL }, { "#", NULL }, { "##a", NULL }, { "1", NULL }, { "a b", NULL }, { "a-b", NULL }, { "#a#", NULL }, { " a", NULL },
    };
    str name;

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(tag_fold(&memory, str_of(cases[i].spelling), &name) == (cases[i].name != NULL));
        if (cases[i].name)
            expect_str(name, str_of(cases[i].name));
    }
    expect(tag_fold(&memory, repeated("ß", TAG_MOST), &name) && tag_fold(&memory, name, &name));
    expect(!tag_fold(&memory, repeated("S", TAG_MOST + 1), &name) && !tag_fold(&memory, repeated("s", TAG_NAME_MOST + 1), &name));
    arena_close(&memory);
}

TEST(the_beginning_of_a_tag_needs_no_letter)
{
    static const struct { const char *spelling, *begin; } cases[] = {
        { "#Ca", "ca" }, { "É", "e" }, { "1", "1" }, { "#_", "_" }, { "日", "日" }, { "", NULL }, { "#", NULL }, { "a b", NULL },
        { "a-", NULL }, { "\xcc\x81", NULL },
    };
    str begin;

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(tag_begin_fold(&memory, str_of(cases[i].spelling), &begin) == (cases[i].begin != NULL));
        if (cases[i].begin)
            expect_str(begin, str_of(cases[i].begin));
    }
    arena_close(&memory);
}

/* Were they found again and again from each beginning, these would take minutes. */
TEST(hostile_texts_take_time_in_proportion_to_their_length)
{
    static const char *const pieces[] = { "http://", "#", "@", "#http://", "@http://.", "#_http://.", "http://(", "http://)", "h",
                                          ".http://.", "#a\xcc\x81", "@ab", "\xe0\xb9\x88\xe0\xb8\xb8", "#ﷺ " };

    for (size_t i = 0; i < COUNT(pieces); i++) {
        str text = repeated(pieces[i], 200000);
        struct facets f = in(text);
        expect(f.links.n <= FACETS_MOST && f.tags.n <= FACETS_MOST);
        arena_close(&memory);
    }
}
