/*
 * Forms: the first line of the input is a Content-Type, the rest a form. The same parts and bodies come out however the
 * form was cut; bodies are parts of the form; and names contain nothing that could be taken for something else.
 */
#include <assert.h>
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { PARTS = 8 };

static void check_name(str name)
{
    assert(utf8_valid(name));
    for (size_t i = 0; i < name.n; i++)
        assert((u8)name.p[i] >= ' ' && name.p[i] != 0x7f);
}

static void part_tell(struct buf *out, const struct form_part *p)
{
    assert(p->name.n && p->type.n && (p->is_file || !p->filename.n));
    check_name(p->name);
    check_name(p->filename);
    assert(!p->filename.n || (!memchr(p->filename.p, '/', p->filename.n) && !memchr(p->filename.p, '\\', p->filename.n)));
    buf_format(out, "\n%zu,%zu,%zu,%d\n", p->name.n, p->filename.n, p->type.n, p->is_file);
    buf_add(out, p->name);
    buf_add(out, p->filename);
}

static size_t read_form(struct arena *a, str boundary, str form, size_t step, struct buf *out)
{
    struct multipart m;
    struct refusal why;
    struct form_part part;
    size_t body = 0, parts = 0;
    str piece;

    multipart_init(&m, a, boundary, PARTS);
    for (size_t at = 0; at < form.n; at += step) {
        str in = str_to(str_from(form, at), step);
        for (enum multi now; (now = multipart_take(&m, &in, &part, &piece, &why)) != MULTI_MORE;) {
            if (now == MULTI_BAD) {
                buf_format(out, "\n%s", why.detail);
                return body;
            }
            assert(now == MULTI_PART || (piece.n && parts));
            if (now == MULTI_PART)
                part_tell(out, &part);
            else
                buf_add(out, piece);
            parts += now == MULTI_PART;
            body += now == MULTI_PIECE ? piece.n : 0;
        }
        assert(!in.n && parts <= PARTS && m.head.n <= MULTIPART_HEAD + 2);
    }
    buf_format(out, "\nended %d", multipart_ended(&m, &why));
    return body;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str text = { (const char *)data, n }, boundary;
    ptrdiff_t line = str_find_byte(text, '\n');
    bool is_form;
    struct arena a;

    if (line < 1 || !multipart_boundary(str_from(str_to(text, (size_t)line), 1), &is_form, &boundary))
        return 0;
    assert(is_form);
    str form = str_from(text, (size_t)line + 1);
    arena_init(&a, NULL, 0);
    struct buf whole = BUF_ON(&a), pieces = BUF_ON(&a);
    assert(boundary.n >= 1 && boundary.n <= BOUNDARY_MOST);
    assert(read_form(&a, boundary, form, form.n, &whole) <= form.n);
    read_form(&a, boundary, form, 1 + data[0] % 32, &pieces);
    assert(str_eq(buf_str(&whole), buf_str(&pieces)));
    arena_close(&a);
    return 0;
}
