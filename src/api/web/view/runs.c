/* A text as runs: plain ones, and those that lead somewhere. Their places are in characters. */
#include "api/web/view/view_own.h"
#include "base/utf8.h"

struct mark_in_text { i64 start, end; str to; bool outside; };

static str address_of(struct arena *a, const char *before, str name)
{
    struct buf b = BUF_ON(a);

    buf_add(&b, str_of(before));
    url_encode(&b, name);
    return buf_str(&b);
}

/* By where they begin; there are few. */
static void mark_put(struct mark_in_text *at, size_t n, struct mark_in_text m)
{
    while (n && at[n - 1].start > m.start) {
        at[n] = at[n - 1];
        n--;
    }
    at[n] = m;
}

static size_t marks_of(struct arena *a, const struct wording *w, struct mark_in_text **out)
{
    struct mark_in_text *at = arena_array(a, struct mark_in_text, w->mentions.n + w->tags.n + w->links.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < w->mentions.n; i++)
        mark_put(at, n++, (struct mark_in_text){ w->mentions.at[i].start, w->mentions.at[i].end,
                                                 address_of(a, "/@", w->mentions.at[i].username), false });
    for (size_t i = 0; i < w->tags.n; i++)
        mark_put(at, n++, (struct mark_in_text){ w->tags.at[i].start, w->tags.at[i].end, address_of(a, "/tag/", w->tags.at[i].name),
                                                 false });
    for (size_t i = 0; i < w->links.n; i++)
        mark_put(at, n++, (struct mark_in_text){ w->links.at[i].start, w->links.at[i].end, w->links.at[i].url, true });
    *out = at;
    return n;
}

/* Where that many further characters end. */
static size_t skip(str text, size_t at, i64 characters)
{
    u32 rune;

    for (; characters > 0; characters--)
        at += utf8_decode(str_from(text, at), &rune);
    return at < text.n ? at : text.n;
}

static void run_add(struct pieces_of_text *out, str text, str to, bool outside)
{
    if (text.n)
        out->at[out->n++] = (struct piece){ text, to, outside };
}

struct pieces_of_text runs_of(struct arena *a, str text, const struct wording *w)
{
    struct mark_in_text *marks;
    size_t n = marks_of(a, w, &marks), at = 0;
    struct pieces_of_text out = { arena_array(a, struct piece, 2 * n + 1), 0 };
    i64 character = 0;

    for (size_t i = 0; i < n; i++) {
        if (marks[i].start < character || marks[i].end <= marks[i].start)
            continue;
        size_t begin = skip(text, at, marks[i].start - character), end = skip(text, begin, marks[i].end - marks[i].start);
        run_add(&out, (str){ text.p + at, begin - at }, S(""), false);
        run_add(&out, (str){ text.p + begin, end - begin }, marks[i].to, marks[i].outside);
        at = end;
        character = marks[i].end;
    }
    run_add(&out, str_from(text, at), S(""), false);
    return out;
}

struct pieces_of_text runs_plain(struct arena *a, str text)
{
    return runs_of(a, text, &(struct wording){ 0 });
}
