#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/query.h"
#include "text/token.h"

/* How a store writes an expression. Tokens have no character that would have to be escaped. */
struct dialect { const char *both, *either, *but; void (*phrase)(struct buf *, const struct phrase *); };

/* `"one two"`, and with an open end `"one two" *`. */
static void phrase_fts5(struct buf *b, const struct phrase *p)
{
    for (size_t i = 0; i < p->tokens.n; i++) {
        buf_byte(b, i ? ' ' : '"');
        buf_add(b, p->tokens.at[i]);
    }
    buf_add(b, p->open ? S("\" *") : S("\""));
}

/*
 * `'one'`, and as a part of a phrase `('one' | 'one¶':*)`: in a text that has it more than TOKEN_PLACES times, the place may be in a
 * further lexeme.
 */
static void token_tsquery(struct buf *b, str token, bool part)
{
    buf_add(b, part ? S("('") : S("'"));
    buf_add(b, token);
    if (part) {
        buf_lit(b, "' | '");
        buf_add(b, token);
        buf_lit(b, TOKEN_AGAIN);
    }
    buf_add(b, part ? S("':*)") : S("'"));
}

static void phrase_tsquery(struct buf *b, const struct phrase *p)
{
    for (size_t i = 0; i < p->tokens.n; i++) {
        if (i)
            buf_lit(b, " <-> ");
        bool open = p->open && i + 1 == p->tokens.n;
        token_tsquery(b, open ? token_first(b->arena, p->tokens.at[i]) : p->tokens.at[i], p->tokens.n > 1);
    }
}

static void label_write(struct buf *b, str label, const struct dialect *d)
{
    d->phrase(b, &(struct phrase){ { &label, 1 }, false });
}

static void unless_write(struct buf *b, strs labels, const struct dialect *d)
{
    for (size_t i = 0; i < labels.n; i++) {
        buf_add(b, i ? str_of(d->either) : arena_format(b->arena, "%s(", d->but));
        label_write(b, labels.at[i], d);
    }
    buf_byte(b, ')');
}

static void ways_write(struct buf *b, const struct query_term *t, const struct dialect *d)
{
    buf_byte(b, '(');
    if (t->kind != QUERY_PHRASE)
        label_write(b, t->label, d);
    for (size_t i = 0; i < t->n; i++) {
        if (i)
            buf_add(b, str_of(d->either));
        d->phrase(b, t->ways + i);
    }
    buf_byte(b, ')');
}

static void term_write(struct buf *b, const struct query_term *t, const struct dialect *d)
{
    if (!t->unless.n) {
        ways_write(b, t, d);
        return;
    }
    buf_byte(b, '(');
    ways_write(b, t, d);
    unless_write(b, t->unless, d);
    buf_byte(b, ')');
}

/* What to find, or what not to find, between brackets; empty where there is none. */
static str terms_write(struct arena *a, const struct query *q, bool negated, const struct dialect *d)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < q->n; i++) {
        const struct query_term *t = q->terms + i;
        if (t->negated != negated || !(t->n || t->label.n))
            continue;
        buf_add(&b, b.n ? str_of(negated ? d->either : d->both) : S("("));
        term_write(&b, t, d);
    }
    if (b.n)
        buf_byte(&b, ')');
    return buf_str(&b);
}

static void match_write(struct arena *a, const struct query *q, const struct dialect *d, struct query_match *out)
{
    str find = terms_write(a, q, false, d), leave = terms_write(a, q, true, d);

    *out = (struct query_match){ find, leave };
    if (find.n && leave.n)
        *out = (struct query_match){ arena_format(a, STR_FMT "%s" STR_FMT, STR_ARG(find), d->but, STR_ARG(leave)), S("") };
}

void query_match_fts5(struct arena *a, const struct query *q, struct query_match *out)
{
    match_write(a, q, &(struct dialect){ " AND ", " OR ", " NOT ", phrase_fts5 }, out);
}

void query_match_tsquery(struct arena *a, const struct query *q, struct query_match *out)
{
    match_write(a, q, &(struct dialect){ " & ", " | ", " & !", phrase_tsquery }, out);
}
