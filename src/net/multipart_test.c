/* Forms read whole and octet by octet: the result must be the same. The last test reads them from a request. */
#include "net/multipart.h"
#include "net/testbed.h"

/* What a form yields: "name(filename,type)=body;" for each part, and how it ended. */
static str told(struct arena *a, str boundary, str form, size_t step)
{
    struct buf out = BUF_ON(a);
    struct multipart m;
    struct refusal why = {0};
    struct form_part part;
    str piece;

    multipart_init(&m, a, boundary, 3);
    for (size_t at = 0; at < form.n; at += step) {
        str in = str_to(str_from(form, at), step);
        for (enum multi now; (now = multipart_take(&m, &in, &part, &piece, &why)) != MULTI_MORE;) {
            if (now == MULTI_BAD) {
                buf_format(&out, "|%s", why.detail);
                return buf_str(&out);
            }
            if (now == MULTI_PIECE)
                buf_add(&out, piece);
            else
                buf_format(&out, "[" STR_FMT "%s" STR_FMT "," STR_FMT "]", STR_ARG(part.name), part.is_file ? ",file:" : "",
                           STR_ARG(part.filename), STR_ARG(part.type));
        }
    }
    buf_add(&out, multipart_ended(&m, &why) ? S("|end") : S("|"));
    if (why.detail)
        buf_add(&out, str_of(why.detail));
    return buf_str(&out);
}

static void tells_with(str boundary, str form, const char *want)
{
    static const size_t steps[] = { 1, 2, 3, 7, 64, 100000 };
    struct arena a;

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(steps); i++)
        expect_str(told(&a, boundary, form, steps[i]), str_of(want));
    arena_close(&a);
}

#define tells(form, want) tells_with(S("AaB"), S(form), want)

#define FIELD "--AaB\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
#define END "\r\n--AaB--\r\n"

TEST(fields_and_files_are_told_with_their_bodies)
{
    tells(FIELD "hello" END, "[a,text/plain]hello|end");
    tells(FIELD "hello\r\n--AaB--", "[a,text/plain]hello|end");
    tells(FIELD END, "[a,text/plain]|end");
    tells(FIELD "1\r\n" FIELD "2" END, "[a,text/plain]1[a,text/plain]2|end");
    tells("--AaB\r\ncontent-disposition:form-data;name=f;filename=x.png\r\nContent-Type: image/png\r\n\r\n\x89PNG" END,
          "[f,file:x.png,image/png]\x89PNG|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n" END, "[f,file:,text/plain]|end");
    tells("--AaB--\r\n", "|end");
    tells("--AaB--", "|end");
}

TEST(what_resembles_a_delimiter_is_body)
{
    tells(FIELD "\r\n--Aa\r\n--AaC\r\r\n-\r\n--A\r" END, "[a,text/plain]\r\n--Aa\r\n--AaC\r\r\n-\r\n--A\r|end");
    tells(FIELD "--AaB" END, "[a,text/plain]--AaB|end");
    tells(FIELD "\n--AaB" END, "[a,text/plain]\n--AaB|end");
    tells(FIELD "\r\n\r\n" END, "[a,text/plain]\r\n\r\n|end");
    tells(FIELD "\r\n--aab" END, "[a,text/plain]\r\n--aab|end");
}

TEST(names_come_as_browsers_write_them)
{
    tells("--AaB\r\nContent-Disposition: form-data; name=\"a%22b%%41\"\r\n\r\n" END, "[a\"b%%41,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"a\\\"b\\\\c\\d\"\r\n\r\n" END, "[a\"b\\c\\d,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"\xc3\xa9; x\"\r\n\r\n" END, "[\xc3\xa9; x,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; other=1; NAME = x\r\n\r\n" END, "|A part's Content-Disposition is malformed.");
    tells("--AaB\r\nContent-Disposition: form-data ; other=1 ; NAME=x \r\n\r\n" END, "[x,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"a%0d%0Ab\"\r\n\r\n" END, "|There is a control character in a name of the form.");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n" END, "|A name in the form is not UTF-8.");
}

TEST(a_filename_is_no_path)
{
    tells("--AaB\r\nContent-Disposition: form-data; name=f; filename=\"../../etc/passwd\"\r\n\r\n" END, "[f,file:passwd,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=f; filename=\"C:\\dir\\a b.txt\"\r\n\r\n" END, "[f,file:a b.txt,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=f; filename=\"a/..\"\r\n\r\n" END, "[f,file:,text/plain]|end");
    tells("--AaB\r\nContent-Disposition: form-data; name=f; filename=\"a%0A\tb.txt\"\r\n\r\n" END, "[f,file:ab.txt,text/plain]|end");
}

TEST(a_filename_may_be_there_in_both_ways)
{
#define NAMED(filename) "--AaB\r\nContent-Disposition: form-data; name=f" filename "\r\n\r\n" END
    tells(NAMED("; filename=a.txt; filename*=utf-8''a.txt"), "[f,file:a.txt,text/plain]|end");
    tells(NAMED("; filename=\"=?utf-8?B?w6kudHh0?=\"; filename*=UTF-8'de'%C3%A9%20b.txt"), "[f,file:\xc3\xa9 b.txt,text/plain]|end");
    tells(NAMED("; filename*=UTF-8''b.txt; filename=a.txt"), "[f,file:b.txt,text/plain]|end");
    tells(NAMED("; filename*=UTF-8''..%2f..%2fpass%00wd"), "[f,file:passwd,text/plain]|end");
    tells(NAMED("; filename*=UTF-8''"), "[f,file:,text/plain]|end");
    tells(NAMED("; filename*=UTF-8''a; filename*=UTF-8''a"), "|A part of the form has more than one filename.");
    tells(NAMED("; filename*=UTF-8''%FF"), "|A name in the form is not UTF-8.");
    tells(NAMED("; filename*=ISO-8859-1''a"), "|A filename* of the form is not UTF-8''TEXT.");
    tells(NAMED("; filename*=UTF-8'a"), "|A filename* of the form is not UTF-8''TEXT.");
    tells(NAMED("; filename*=UTF-8''a%4"), "|A filename* of the form is not UTF-8''TEXT.");
    tells(NAMED("; filename*=UTF-8''a%4g"), "|A filename* of the form is not UTF-8''TEXT.");
}

TEST(heads_that_could_be_read_in_two_ways_are_refused)
{
    tells("--AaB\r\n\r\nx" END, "|A part of the form has no Content-Disposition.");
    tells("--AaB\r\nContent-Type: text/plain\r\n\r\nx" END, "|A part of the form has no Content-Disposition.");
    tells("--AaB\r\nContent-Disposition: attachment; name=a\r\n\r\nx" END, "|A part's Content-Disposition is not form-data.");
    tells("--AaB\r\nContent-Disposition: form-data\r\n\r\nx" END, "|A part of the form has no name.");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nx" END, "|A part of the form has no name.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nx" END, "|A part of the form has more than one name.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a; filename=x; filename=y\r\n\r\nx" END,
          "|A part of the form has more than one filename.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a; name*=UTF-8''x\r\n\r\nx" END, "|A form may not use name*.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\nx" END,
          "|A part of the form has more than one Content-Disposition.");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx" END, "|A part's Content-Disposition is malformed.");
    tells("--AaB\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\nx" END, "|A part's Content-Disposition is malformed.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a b\r\n\r\nx" END, "|A part's Content-Disposition is malformed.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a\r\nContent-Type: x/y\r\nContent-Type: x/z\r\n\r\nx" END,
          "|A part of the form has more than one Content-Type.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx" END,
          "|A part of the form is encoded; it must be sent as it is.");
    tells("--AaB\r\nContent-Disposition: form-data; name=a\n\r\nx" END, "|A line feed stands alone.");
    tells("--AaB\r\nContent-Disposition : form-data; name=a\r\n\r\nx" END, "|A header field's name is not followed by a colon.");
    tells("--AaB\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nx" END, "|A part's Content-Disposition is malformed.");
}

TEST(a_form_begins_and_ends_with_its_boundary)
{
    tells("", "|The form has no end.");
    tells("\r\n" FIELD "x" END, "|The form does not begin with its boundary.");
    tells("preamble\r\n" FIELD "x" END, "|The form does not begin with its boundary.");
    tells("--AaBc\r\n", "|A line of the form begins with its boundary and does not end there.");
    tells(FIELD "x\r\n--AaB \r\n", "[a,text/plain]x|A line of the form begins with its boundary and does not end there.");
    tells(FIELD "x\r\n--AaB-\r\n", "[a,text/plain]x|A boundary of the form is followed by neither a line's end nor two hyphens.");
    tells(FIELD "x\r\n--AaB\rx", "[a,text/plain]x|A boundary of the form is followed by neither a line's end nor two hyphens.");
    tells(FIELD "x\r\n--AaB\n", "[a,text/plain]x|A line of the form begins with its boundary and does not end there.");
    tells(FIELD "x", "[a,text/plain]x|The form has no end.");
    tells(FIELD "x\r\n--AaB", "[a,text/plain]x|The form has no end.");
    tells(FIELD "x\r\n--AaB\r\n", "[a,text/plain]x|The form has no end.");
    tells(FIELD "x\r\n--AaB--\r\n\r\n", "[a,text/plain]x|Something follows the form's end.");
    tells(FIELD "x\r\n--AaB--\r", "[a,text/plain]x|The form has no end.");
    tells(FIELD "x\r\n--AaB--epilogue", "[a,text/plain]x|Something follows the form's end.");
    tells(FIELD "x\r\n--AaB--\r\n--AaB--", "[a,text/plain]x|Something follows the form's end.");
}

TEST(parts_and_their_heads_have_a_bound)
{
    static char form[2 * MULTIPART_HEAD];
    size_t n = sizeof "--AaB\r\nContent-Disposition: form-data; name=" - 1;

    tells(FIELD "1\r\n" FIELD "2\r\n" FIELD "3\r\n" FIELD "4" END,
          "[a,text/plain]1[a,text/plain]2[a,text/plain]3|The form has more parts than are accepted here.");
    memset(form, 'x', sizeof form);
    memcpy(form, "--AaB\r\nContent-Disposition: form-data; name=", n);
    tells_with(S("AaB"), (str){ form, sizeof form }, "|The head of a part of the form is too large.");
}

static void has_boundary(const char *type, const char *want)
{
    str boundary;
    bool is_form = false;

    expect(multipart_boundary(str_of(type), &is_form, &boundary) && is_form);
    expect_str(boundary, str_of(want));
}

static void has_none(const char *type, bool form)
{
    str boundary;
    bool is_form = !form;

    if (multipart_boundary(str_of(type), &is_form, &boundary))
        test_fail(__FILE__, __LINE__, "a boundary was found in %s", type);
    if (is_form != form)
        test_fail(__FILE__, __LINE__, "%s is taken for %s form", type, is_form ? "a" : "no");
}

#define SEVENTY "0123456789012345678901234567890123456789012345678901234567890123456789"

TEST(the_boundary_stands_in_the_content_type)
{
    has_boundary("multipart/form-data; boundary=----WebKitFormBoundaryAbC", "----WebKitFormBoundaryAbC");
    has_boundary("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"a b'()+_,-./:=?c\"", "a b'()+_,-./:=?c");
    has_boundary("multipart/form-data; boundary=" SEVENTY, SEVENTY);
    has_none("multipart/form-data; boundary=" SEVENTY "x", true);
    has_none("multipart/form-data", true);
    has_none("multipart/form-data; boundary=", true);
    has_none("multipart/form-data; boundary=\"\"", true);
    has_none("multipart/form-data; boundary=\"a \"", true);
    has_none("multipart/form-data; boundary=a; boundary=a", true);
    has_none("multipart/form-data; boundary=a b", true);
    has_none("multipart/form-data; boundary=\"a", true);
    has_none("multipart/form-data; boundary=\"a\\\"b\"", true);
    has_none("multipart/form-data boundary=a", false);
    has_none("multipart/mixed; boundary=a", false);
    has_none("application/x-www-form-urlencoded", false);
}

TEST(a_boundary_of_every_length_is_found)
{
    struct arena a;
    str all = S(SEVENTY);

    arena_init(&a, NULL, 0);
    for (size_t n = 1; n <= all.n; n++) {
        str form = arena_format(&a, "--" STR_FMT "\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--" STR_FMT "\r\n--" STR_FMT "--",
                                STR_ARG(str_to(all, n)), STR_ARG(str_to(all, n - 1)), STR_ARG(str_to(all, n)));
        str want = arena_format(&a, "[a,text/plain]\r\n--" STR_FMT "|end", STR_ARG(str_to(all, n - 1)));
        tells_with(str_to(all, n), form, arena_cstr(&a, want));
    }
    arena_close(&a);
}

/* ---- from a request ---- */

static err answer_form(struct exchange *e, struct buf *out)
{
    struct form f;
    struct form_part part;
    bool end;
    str piece;

    TRY(form_begin(&f, e));
    for (;;) {
        TRY(form_next(&f, &part, &end));
        if (end)
            return OK;
        buf_format(out, STR_FMT ":", STR_ARG(part.name));
        if (str_eq(part.name, S("skipped")))
            continue;
        if (str_eq(part.name, S("small"))) {
            TRY(form_read_all(&f, 5, &piece));
            buf_add(out, piece);
            continue;
        }
        do {
            TRY(form_piece(&f, &piece));
            buf_add(out, piece);
        } while (piece.n);
    }
}

static void answer(struct exchange *e, void *arg)
{
    struct buf out = BUF_ON(&e->c->arena);
    err failed = answer_form(e, &out);

    (void)arg;
    if (failed != OK)
        reply(e, error_facts[failed].status, S("text/plain"), e->c->failure.detail);
    else
        reply(e, 200, S("text/plain"), buf_str(&out));
}

static void answers(struct testbed *bed, const char *type, const char *form, const char *want)
{
    int fd = dial(bed);
    str request = arena_format(&bed->arena,
                               "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
                               type, strlen(form), form);

    say_bytes(fd, request);
    expect_has(hear_all(bed, fd), want);
    close(fd);
}

#define PART(name) "--AaB\r\nContent-Disposition: form-data; name=" name "\r\n\r\n"

TEST(a_handler_reads_the_form_of_a_request)
{
    static struct testbed bed;

    testbed_init(&bed);
    testbed_serve(&bed, 1, answer);
    answers(&bed, "multipart/form-data; boundary=AaB", PART("a") "one\r\n" PART("skipped") "two\r\n" PART("small") "three" END,
            "\r\n\r\na:oneskipped:small:three");
    answers(&bed, "multipart/form-data; boundary=AaB", "--AaB--", "HTTP/1.1 200");
    answers(&bed, "multipart/form-data; boundary=AaB", PART("small") "longer" END, "HTTP/1.1 413");
    answers(&bed, "multipart/form-data; boundary=AaB", PART("a") "one", "HTTP/1.1 400");
    answers(&bed, "multipart/form-data; boundary=AaB", PART("skipped") "one", "HTTP/1.1 400");
    answers(&bed, "multipart/form-data", PART("a") "one" END, "HTTP/1.1 400");
    answers(&bed, "text/plain", PART("a") "one" END, "HTTP/1.1 415");
    testbed_close(&bed);
}
