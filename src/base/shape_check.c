/*
 * What can be wrong with a shape. Fields may be in any order, so they are walked by
 * their place in the struct: each must begin where the one before ends, rounded up to
 * its own alignment.
 */
#include "base/shape.h"
#include "base/str.h"

/* Shapes may contain themselves through pages: the chain of those being checked ends that. */
struct chain { const struct chain *above; const struct shape *shape; };

static size_t field_align(const struct field *f);

static size_t shape_align(const struct shape *s)
{
    size_t most = 1;

    for (const struct field *f = s->fields; f->name; f++)
        if (field_align(f) > most)
            most = field_align(f);
    return most;
}

static size_t field_align(const struct field *f)
{
    return f->kind == K_SHAPE ? f->of ? shape_align(f->of) : 1 : kind_facts[f->kind].align;
}

static size_t field_size(const struct field *f)
{
    return f->kind == K_SHAPE ? f->of->size : kind_facts[f->kind].size;
}

static bool is_text(enum kind k)
{
    return k == K_STR || k == K_SECRET || k == K_MAYBE_STR;
}

/* The first field at or after `from`; of two at one place the later in the table is found by the count. */
static const struct field *field_behind(const struct shape *s, size_t from)
{
    const struct field *best = NULL;

    for (const struct field *f = s->fields; f->name; f++)
        if (f->at >= from && (!best || f->at < best->at))
            best = f;
    return best;
}

static size_t round_up(size_t n, size_t align)
{
    return (n + align - 1) / align * align;
}

static struct shape_flaw layout_flaw(const struct shape *s, size_t count)
{
    size_t end = 0;

    for (const struct field *f; (f = field_behind(s, end)); count--) {
        if (f->at != round_up(end, field_align(f)))
            return (struct shape_flaw){ s, f, "a member of the struct before this one is left out" };
        end = f->at + f->size;
    }
    if (count)
        return (struct shape_flaw){ s, NULL, "two fields stand for one member" };
    if (s->size != round_up(end, shape_align(s)))
        return (struct shape_flaw){ s, NULL, "a member at the end of the struct is left out" };
    return (struct shape_flaw){0};
}

static const char *field_flaw(const struct shape *s, const struct field *f, bool answer)
{
    bool nests = f->kind == K_SHAPE || f->kind == K_PAGE || f->kind == K_LINK;

    if (nests && !f->of)
        return "its type is none of the kinds, and no .of names its shape";
    if (f->size != field_size(f))
        return "its size is not that of its kind or of its .of";
    if (f->of && !nests)
        return ".of is for objects and arrays of objects";
    if (f->nullable && f->kind != K_LINK)
        return ".nullable is for links";
    if (f->words && !is_text(f->kind))
        return ".words are for text";
    if (f->standard && (f->kind != K_I64 || !f->optional))
        return ".standard is for optional numbers";
    if (f->max && f->min > f->max)
        return ".min is above .max";
    if (f->accepts && !is_text(f->kind))
        return ".accepts is for text";
    if (f->cookie && (f->kind != K_SECRET || !answer))
        return ".cookie is for secrets of answers";
    if (f->reads && f->kind != K_STR && f->kind != K_MAYBE_STR)
        return ".reads is for text";
    if (answer && f->kind == K_SECRET && !f->cookie)
        return "a secret stands in an answer";
    if (!answer && f->kind == K_LINK)
        return "a link stands in an input";
    if (shape_field(s, str_of(f->name)) != f)
        return "its name stands twice";
    return NULL;
}

static struct shape_flaw flaw_find(const struct shape *s, bool answer, const struct chain *above)
{
    struct chain here = { above, s };
    size_t count = 0;

    for (const struct chain *c = above; c; c = c->above)
        if (c->shape == s)
            return (struct shape_flaw){0};
    for (const struct field *f = s->fields; f->name; f++, count++) {
        const char *what = field_flaw(s, f, answer);
        if (what)
            return (struct shape_flaw){ s, f, what };
        struct shape_flaw below = f->of ? flaw_find(f->of, answer, &here) : (struct shape_flaw){0};
        if (below.what)
            return below;
    }
    if (count > SHAPE_FIELDS)
        return (struct shape_flaw){ s, NULL, "it has more than 64 fields" };
    return layout_flaw(s, count);
}

struct shape_flaw shape_flaw(const struct shape *s, bool answer)
{
    return flaw_find(s, answer, NULL);
}
