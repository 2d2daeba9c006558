/*
 * Templates: whatever a value is, a reader of HTML (gumbo, which follows the standard) finds the elements that the template has, and in
 * each place the value itself: nothing breaks out, and nothing is lost. Addresses lead to http, https, letters or this site.
 */
#include <assert.h>
#include <gumbo.h>
#include <string.h>
#include <strings.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/utf8.h"
#include "template_fuzz_page.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct said { str v; };
static SHAPE(said, FIELD(said, v));

/* The elements of the template, as they stand within each other. */
static const char wanted[] = "html(head(title meta) body(p a a form(textarea) script script i))";

static void outline(struct buf *b, const GumboNode *node)
{
    bool first = true;

    buf_add(b, str_of(gumbo_normalized_tagname(node->v.element.tag)));
    for (unsigned i = 0; i < node->v.element.children.length; i++) {
        const GumboNode *child = node->v.element.children.data[i];
        assert(child->type != GUMBO_NODE_COMMENT && child->type != GUMBO_NODE_CDATA && child->type != GUMBO_NODE_TEMPLATE);
        if (child->type != GUMBO_NODE_ELEMENT)
            continue;
        buf_byte(b, first ? '(' : ' ');
        first = false;
        outline(b, child);
    }
    if (!first)
        buf_byte(b, ')');
}

/* The one that is `n`th with this tag, in the order of the page. */
static const GumboNode *element(const GumboNode *node, GumboTag tag, int *n)
{
    const GumboNode *found = node->v.element.tag == tag && !(*n)-- ? node : NULL;

    for (unsigned i = 0; !found && i < node->v.element.children.length; i++) {
        const GumboNode *child = node->v.element.children.data[i];
        found = child->type == GUMBO_NODE_ELEMENT ? element(child, tag, n) : NULL;
    }
    return found;
}

static str text_in(struct arena *a, const GumboNode *root, GumboTag tag, int n)
{
    const GumboNode *node = element(root, tag, &n);
    struct buf b = BUF_ON(a);

    assert(node);
    for (unsigned i = 0; i < node->v.element.children.length; i++)
        buf_add(&b, str_of(((const GumboNode *)node->v.element.children.data[i])->v.text.text));
    return buf_str(&b);
}

static str value_in(const GumboNode *root, GumboTag tag, int n, const char *name)
{
    const GumboNode *node = element(root, tag, &n);

    assert(node);
    return str_of(gumbo_get_attribute(&node->v.element.attributes, name)->value);
}

/* U+0000 is what HTML has no word for; this reader drops further controls and noncharacters, as the standard once had it. */
static bool is_lost(u32 c)
{
    return c <= 8 || c == 0xb || (c >= 0xe && c < 0x20) || (c >= 0x7f && c < 0xa0) || (c >= 0xfdd0 && c <= 0xfdef) ||
           (c & 0xfffe) == 0xfffe;
}

/* As the reader gives it back; in data, the lowest are escaped. */
static str readable(struct arena *a, str v, u32 from)
{
    struct buf b = BUF_ON(a);
    u32 rune;

    for (size_t n; (n = utf8_decode(v, &rune)); v = str_from(v, n))
        buf_add(&b, is_lost(rune) && rune >= from ? S("\xef\xbf\xbd") : str_to(v, n));
    return buf_str(&b);
}

static void address_check(str address, str v)
{
    bool http = str_eq_nocase(str_to(address, 7), S("http://")) || str_eq_nocase(str_to(address, 8), S("https://"));
    bool letter = str_eq_nocase(str_to(address, 7), S("mailto:"));
    bool path = str_starts(address, S("/")) && !str_starts(address, S("//")) && !str_starts(address, S("/\\"));

    assert(str_eq(address, S("#")) || ((http || letter || path) && str_eq(address, v)));
}

static void part_check(str address)
{
    assert(str_starts(address, S("/tag/")) && !str_starts(str_from(address, 4), S("//")));
    for (size_t i = 0; i < address.n; i++)
        assert(strchr("/?=%-_.~@0123456789", address.p[i]) || ((address.p[i] | 32) >= 'a' && (address.p[i] | 32) <= 'z'));
}

static void data_check(struct arena *a, str json, str v)
{
    struct failure failure;
    struct said said;
    str object = arena_format(a, "{\"v\":" STR_FMT "}", STR_ARG(json));

    failure_begin(&failure, a);
    err e = json_read(a, &failure, object, &said_shape, &said);
    assert(e == OK ? str_eq(said.v, readable(a, v, ' ')) : memchr(v.p, 0, v.n) || v.n > TEXT_MOST);
}

static void page_check(struct arena *a, const GumboNode *root, str v)
{
    str shown = readable(a, v, 0), class = arena_format(a, "a " STR_FMT " b", STR_ARG(shown));
    struct buf b = BUF_ON(a);

    outline(&b, root);
    assert(str_eq(buf_str(&b), str_of(wanted)));
    assert(str_eq(text_in(a, root, GUMBO_TAG_TITLE, 0), shown) && str_eq(text_in(a, root, GUMBO_TAG_P, 0), shown));
    assert(str_eq(text_in(a, root, GUMBO_TAG_TEXTAREA, 0), shown) && str_eq(text_in(a, root, GUMBO_TAG_I, 0), shown));
    assert(str_eq(value_in(root, GUMBO_TAG_META, 0, "content"), shown) && str_eq(value_in(root, GUMBO_TAG_P, 0, "title"), shown));
    assert(str_eq(value_in(root, GUMBO_TAG_P, 0, "class"), class) && str_eq(value_in(root, GUMBO_TAG_TEXTAREA, 0, "name"), shown));
    address_check(value_in(root, GUMBO_TAG_A, 0, "href"), shown);
    part_check(value_in(root, GUMBO_TAG_A, 1, "href"));
    assert(str_eq(value_in(root, GUMBO_TAG_FORM, 0, "action"), S("#")) || value_in(root, GUMBO_TAG_FORM, 0, "action").p[0] == '/');
    data_check(a, text_in(a, root, GUMBO_TAG_SCRIPT, 0), v);
    data_check(a, text_in(a, root, GUMBO_TAG_SCRIPT, 1), v);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str v = { (const char *)data, size };
    struct arena a;

    if (!utf8_valid(v))
        return 0;
    arena_init(&a, NULL, 0);
    struct template t = TEMPLATE_ON(&a, 0);
    struct buf json = BUF_ON(&a);
    json_text(&json, v);
    fuzz_page(&t, v, (raw_json){ buf_str(&json) });
    GumboOutput *page = gumbo_parse_with_options(&kGumboDefaultOptions, t.out.p, t.out.n);
    page_check(&a, page->root, v);
    gumbo_destroy_output(&kGumboDefaultOptions, page);
    arena_close(&a);
    return 0;
}
