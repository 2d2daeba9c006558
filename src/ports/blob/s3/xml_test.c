#include "ports/blob/s3/xml.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/test.h"

static bool leaf_note(void *arg, str in, str name, str text)
{
    buf_format(arg, STR_FMT "/" STR_FMT "=[" STR_FMT "] ", STR_ARG(in), STR_ARG(name), STR_ARG(text));
    return !str_eq(text, S("enough"));
}

static bool end_note(void *arg, str name)
{
    buf_format(arg, "/" STR_FMT " ", STR_ARG(name));
    return true;
}

static bool read_of(struct arena *a, const char *text, struct buf *told)
{
    *told = BUF_ON(a);
    return xml_read(&(struct xml_reader){ a, told, leaf_note, end_note }, str_of(text));
}

static void expect_read(const char *text, const char *want)
{
    struct arena a;
    struct buf told;

    arena_init(&a, NULL, 0);
    expect(read_of(&a, text, &told));
    expect_str(buf_str(&told), str_of(want));
    arena_close(&a);
}

static void expect_bad(const char *text)
{
    struct arena a;
    struct buf told;

    arena_init(&a, NULL, 0);
    if (read_of(&a, text, &told))
        test_fail(__FILE__, __LINE__, "this was read: %s", text);
    arena_close(&a);
}

TEST(elements_and_their_texts_are_read)
{
    expect_read("<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code><Message>a &amp; b &#x41;&#228;&lt;</Message></Error>\n",
                "Error/Code=[NoSuchKey] Error/Message=[a & b A\xc3\xa4<] /Error ");
    expect_read("<R xmlns='http://s3/' a=\"x>y\"><C>\n <K>1</K> <E/> <F a='b' /></C><!-- <no> --></R>",
                "C/K=[1] C/E=[] C/F=[] /C /R ");
    expect_read("<s:R xmlns:s='u'><s:K>v</s:K></s:R>", "R/K=[v] /R ");
    expect_read("\xef\xbb\xbf<R/>", "/R=[] ");
}

TEST(what_is_not_well_formed_or_has_a_document_type_is_refused)
{
    static const char *const bad[] = {
        "", " ", "text", "<", "<>", "<R", "<R>", "</R>", "<R></S>", "<R/><S/>", "<R/>text", "<R>&nbsp;</R>", "<R>&amp</R>", "<R>&#0;</R>",
        "<R>&#xd800;</R>", "<R>&#x110000;</R>", "<R>&#;</R>", "<R>&#99999999999999999999;</R>", "<!DOCTYPE r><R/>", "<R><![CDATA[x]]></R>",
        "<R a='></R>", "<R><!-- </R>", "<?xml <R/>", "<R>\xff</R>", "<R b=<>x</R>", "<R><K>enough</K></R>",
        "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>",
    };

    for (size_t i = 0; i < COUNT(bad); i++)
        expect_bad(bad[i]);
}
