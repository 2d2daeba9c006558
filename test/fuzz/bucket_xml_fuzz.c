/* The XML of S3's answers: what is told of it is valid UTF-8 under names that are in the text, and elements end as often as they say. */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ports/blob/s3/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct seen { str text; size_t leaves, ends; };

static void check_name(const struct seen *s, str name)
{
    assert(name.n && name.p >= s->text.p && name.p + name.n <= s->text.p + s->text.n);
}

static bool leaf_look(void *arg, str in, str name, str text)
{
    struct seen *s = arg;

    s->leaves++;
    check_name(s, name);
    if (in.n)
        check_name(s, in);
    assert(utf8_valid(text) && text.n <= s->text.n);
    return true;
}

static bool end_look(void *arg, str name)
{
    struct seen *s = arg;

    s->ends++;
    check_name(s, name);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct seen s = { .text = { (const char *)data, n } };
    struct arena a;

    arena_init(&a, NULL, 0);
    if (xml_read(&(struct xml_reader){ &a, &s, leaf_look, end_look }, s.text))
        assert(s.leaves && s.ends + s.leaves <= n / 3);
    arena_close(&a);
    return 0;
}
