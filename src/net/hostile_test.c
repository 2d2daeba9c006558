/* The table of hostile requests against the parser alone: whole, octet by octet, and in pieces of seven. */
#include <stdio.h>
#include <stdlib.h>
#include "base/str.h"
#include "kit/test.h"
#include "net/hex.h"
#include "wire/reader.h"

static char escape(const char **p)
{
    switch (*++*p) {
    case 'r':
        return '\r';
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'x':
        *p += 2;
        return (char)(hex_digit((*p)[-1]) << 4 | hex_digit((*p)[0]));
    default:
        return **p;
    }
}

/* Up to `end`: text with escapes and {COUNT*TEXT}. */
static const char *unescape(const char *p, char end, struct buf *out)
{
    for (; *p && *p != end; p++) {
        if (*p != '{') {
            buf_byte(out, *p == '\\' ? escape(&p) : *p);
            continue;
        }
        char *text;
        long count = strtol(p + 1, &text, 10);
        for (long i = 0; i < count; i++)
            p = unescape(text + 1, '}', out);
    }
    return p;
}

static void check(int line, struct arena *a, str bytes, str want, size_t step)
{
    struct reader r;

    reader_init(&r, a);
    for (size_t at = 0; at < bytes.n; at += step)
        reader_feed(&r, str_to(str_from(bytes, at), step));
    str is = reader_end(&r);
    if (!str_eq(is, want))
        test_fail("test/wire/hostile.txt", line, "in pieces of %zu the verdict is \"" STR_FMT "\", not \"" STR_FMT "\"", step, STR_ARG(is),
                  STR_ARG(want));
}

static void check_line(int line, str text)
{
    static const size_t steps[] = { 1 << 20, 1, 7 };
    struct arena a;
    str want, why;

    arena_init(&a, NULL, 0);
    str rest = text;
    expect(str_cut(&rest, '|', &want) && str_cut(&rest, '|', &why) && rest.n);
    struct buf bytes = BUF_ON(&a);
    unescape(arena_cstr(&a, str_from(rest, 1)), '\0', &bytes);
    for (size_t i = 0; i < COUNT(steps); i++)
        check(line, &a, buf_str(&bytes), str_trim(want), steps[i]);
    arena_close(&a);
}

TEST(every_line_of_the_table_has_its_verdict_however_it_is_cut)
{
    FILE *f = fopen(WIRE_TABLE, "r");
    char *text = NULL;
    size_t room = 0;
    int line = 0, cases = 0;

    expect(f);
    for (ssize_t n; (n = getline(&text, &room, f)) > 0;) {
        line++;
        if (text[0] == '#' || n < 2)
            continue;
        check_line(line, (str){ text, (size_t)n - 1 });
        cases++;
    }
    free(text);
    fclose(f);
    expect(cases > 100);
}
