/*
 * Finding the delimiter costs no memory: what has matched of it at the end of one piece
 * and turns out to be body is given from the delimiter itself. A carriage return occurs
 * only at its front, so a failed match cannot have hidden the beginning of another.
 */
#include "net/multipart.h"
#include <string.h>
#include "base/arena.h"
#include "base/str.h"

enum state { AT_FRONT, IN_BODY, BEHIND_DELIMITER, IN_HEAD, CLOSED, ENDING, ENDED };

enum { FIELDS_MOST = 16, HEAD_SIZE = MULTIPART_HEAD + 2 };

static enum multi bad(struct refusal *why, err what, const char *detail)
{
    *why = (struct refusal){ what, detail };
    return MULTI_BAD;
}

void multipart_init(struct multipart *m, struct arena *a, str boundary, size_t most)
{
    struct buf delimiter = BUF_ON(a);

    buf_lit(&delimiter, "\r\n--");
    buf_add(&delimiter, boundary);
    *m = (struct multipart){ .delimiter = buf_str(&delimiter), .most = most, .head = BUF_ON(a) };
    m->matched = 2;                  /* the first has no line end before it */
    buf_reserve(&m->head, HEAD_SIZE);
}

static void input_take(str *in, size_t n)
{
    *in = str_from(*in, n);
}

static size_t common(str a, str b)
{
    size_t n = 0;

    while (n < a.n && n < b.n && a.p[n] == b.p[n])
        n++;
    return n;
}

/* Goes on with a delimiter that has begun. True: everything fits so far. */
static bool match(struct multipart *m, str *in)
{
    str rest = str_from(m->delimiter, m->matched);
    size_t n = common(rest, *in);

    if (n < rest.n && n < in->n)
        return false;
    input_take(in, n);
    m->matched += (u32)n;
    if (n == rest.n) {
        m->matched = 0;
        m->state = BEHIND_DELIMITER;
    }
    return true;
}

/* How much of the end of `s` may be a delimiter's beginning. */
static size_t begun(str delimiter, str s)
{
    str tail = s.n < delimiter.n ? s : str_from(s, s.n - delimiter.n + 1);
    const char *cr = tail.n ? memrchr(tail.p, '\r', tail.n) : NULL;
    size_t n = cr ? (size_t)(tail.p + tail.n - cr) : 0;

    return n && memcmp(cr, delimiter.p, n) == 0 ? n : 0;
}

static enum multi body_take(struct multipart *m, str *in, str *piece)
{
    if (m->matched) {
        if (match(m, in))
            return MULTI_MORE;
        *piece = str_to(m->delimiter, m->matched);
        m->matched = 0;
        return MULTI_PIECE;
    }
    const char *found = memmem(in->p, in->n, m->delimiter.p, m->delimiter.n);
    size_t body = found ? (size_t)(found - in->p) : in->n - begun(m->delimiter, *in);
    *piece = str_to(*in, body);
    m->matched = (u32)(found ? 0 : in->n - body);
    input_take(in, found ? body : in->n);
    if (found && !body) {
        input_take(in, m->delimiter.n);
        m->state = BEHIND_DELIMITER;
    }
    return body ? MULTI_PIECE : MULTI_MORE;
}

/* CR LF and a part, or two hyphens and no more. */
static enum multi fork_take(struct multipart *m, str *in, struct refusal *why)
{
    char c = in->p[0];

    input_take(in, 1);
    if (!m->half) {
        m->half = (u8)c;
        return c == '\r' || c == '-' ? MULTI_MORE
            : bad(why, ERR_MALFORMED, "A line of the form begins with its boundary and does not end there.");
    }
    if (m->half != (c == '\n' ? '\r' : c) || (c != '\n' && c != '-'))
        return bad(why, ERR_MALFORMED, "A boundary of the form is followed by neither a line's end nor two hyphens.");
    m->half = 0;
    m->state = c == '-' ? CLOSED : IN_HEAD;
    m->head.n = 0;
    m->scan = (struct head_scan){ .in_fields = true };
    return c == '\n' && m->parts++ == m->most ? bad(why, ERR_TOO_LARGE, "The form has more parts than are accepted here.") : MULTI_MORE;
}

static enum multi head_take(struct multipart *m, str *in, struct form_part *part, struct refusal *why)
{
    static const struct head_limits most = { .section = MULTIPART_HEAD, .fields = FIELDS_MOST };
    size_t had = m->head.n;

    buf_add(&m->head, str_to(*in, HEAD_SIZE - had));
    switch (head_scan(&m->scan, buf_str(&m->head), &most, why)) {
    case SCAN_MORE:
        input_take(in, m->head.n - had);
        return MULTI_MORE;
    case SCAN_BAD:
        return why->what == ERR_HEADERS ? bad(why, ERR_TOO_LARGE, "The head of a part of the form is too large.") : MULTI_BAD;
    case SCAN_DONE:
        break;
    }
    input_take(in, m->scan.at - had);
    m->state = IN_BODY;
    return form_part_parse(m->head.p, m->scan.fields, part, why) ? MULTI_PART : MULTI_BAD;
}

/* One line's end may follow the last boundary; nobody reads more. */
static enum multi end_take(struct multipart *m, str *in, struct refusal *why)
{
    if (m->state == ENDED || in->p[0] != (m->state == CLOSED ? '\r' : '\n'))
        return bad(why, ERR_MALFORMED, "Something follows the form's end.");
    input_take(in, 1);
    m->state++;
    return MULTI_MORE;
}

static enum multi multipart_step(struct multipart *m, str *in, struct form_part *part, str *piece, struct refusal *why)
{
    switch ((enum state)m->state) {
    case AT_FRONT:
        return match(m, in) ? MULTI_MORE : bad(why, ERR_MALFORMED, "The form does not begin with its boundary.");
    case IN_BODY:
        return body_take(m, in, piece);
    case BEHIND_DELIMITER:
        return fork_take(m, in, why);
    case IN_HEAD:
        return head_take(m, in, part, why);
    default:
        return end_take(m, in, why);
    }
}

enum multi multipart_take(struct multipart *m, str *in, struct form_part *part, str *piece, struct refusal *why)
{
    enum multi now = MULTI_MORE;

    while (in->n && now == MULTI_MORE)
        now = multipart_step(m, in, part, piece, why);
    return now;
}

bool multipart_ended(const struct multipart *m, struct refusal *why)
{
    if (m->state == CLOSED || m->state == ENDED)
        return true;
    return bad(why, ERR_MALFORMED, "The form has no end."), false;
}

/* ---- a request's form ---- */

err form_begin(struct form *f, struct exchange *e)
{
    str boundary;
    bool is_form = false;

    if (header_count(e, S("content-type")) != 1 || !multipart_boundary(header_get(e, S("content-type")), &is_form, &boundary))
        return fail_with(e->c, is_form ? ERR_MALFORMED : ERR_TYPE, "The body must be multipart/form-data, with a boundary.");
    *f = (struct form){ .e = e, .in = S(""), .piece = S(""), .at = FORM_AT_BODY };
    multipart_init(&f->m, &e->c->arena, boundary, MULTIPART_PARTS);
    return OK;
}

/* To the next piece, part, or end. */
static err advance(struct form *f)
{
    struct refusal why;
    enum multi now;

    while ((now = multipart_take(&f->m, &f->in, &f->next, &f->piece, &why)) == MULTI_MORE) {
        TRY(body_read(f->e, &f->in));
        if (f->in.n)
            continue;
        if (!multipart_ended(&f->m, &why))
            return fail_with(f->e->c, why.what, "%s", why.detail);
        f->at = FORM_AT_END;
        return OK;
    }
    if (now == MULTI_BAD)
        return fail_with(f->e->c, why.what, "%s", why.detail);
    f->at = now == MULTI_PART ? FORM_AT_PART : FORM_AT_PIECE;
    return OK;
}

err form_next(struct form *f, struct form_part *out, bool *end)
{
    while (f->at == FORM_AT_PIECE || f->at == FORM_AT_BODY)
        TRY(advance(f));
    *end = f->at == FORM_AT_END;
    if (*end)
        return OK;
    *out = f->next;
    f->at = FORM_AT_BODY;
    return OK;
}

err form_piece(struct form *f, str *piece)
{
    *piece = S("");
    if (f->at == FORM_AT_BODY)
        TRY(advance(f));
    if (f->at != FORM_AT_PIECE)
        return OK;
    *piece = f->piece;
    f->at = FORM_AT_BODY;
    return OK;
}

err form_read_all(struct form *f, size_t most, str *out)
{
    struct buf all = BUF_ON(&f->e->c->arena);
    str piece;

    for (;;) {
        TRY(form_piece(f, &piece));
        if (!piece.n)
            break;
        if (piece.n > most - all.n)
            return fail_with(f->e->c, ERR_TOO_LARGE, "A field of the form is larger than the %zu octets accepted here.", most);
        buf_add(&all, piece);
    }
    *out = buf_str(&all);
    return OK;
}
