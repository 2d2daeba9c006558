/* A schema as text, as the reference implementation prints it: without what every schema has. */
#include "base/str.h"
#include "graphql/schema.h"
#include "graphql/value.h"

static void description_print(struct buf *b, str description, str indent, bool first)
{
    if (!description.p)
        return;
    if (indent.n && !first)
        buf_byte(b, '\n');
    buf_add(b, indent);
    if (gql_block_possible(description))
        gql_block_print(b, description, indent);
    else
        gql_string_print(b, description);
    buf_byte(b, '\n');
}

static void deprecated_print(struct buf *b, str reason)
{
    if (!reason.p)
        return;
    buf_lit(b, " @deprecated");
    if (str_eq(reason, S("No longer supported")))
        return;
    buf_lit(b, "(reason: ");
    gql_string_print(b, reason);
    buf_byte(b, ')');
}

static void input_print(struct buf *b, const struct gql_input *in)
{
    buf_add(b, in->name);
    buf_lit(b, ": ");
    gql_wrap_print(b, in->type);
    if (in->standard) {
        buf_lit(b, " = ");
        gql_value_print(b, in->type, in->standard);
    }
    deprecated_print(b, in->deprecated);
}

static bool any_described(const struct gql_input *in, u32 n)
{
    while (n && !in[n - 1].description.n)
        n--;
    return n;
}

static void args_print(struct buf *b, const struct gql_input *in, u32 n, str indent, str deeper)
{
    bool lines = any_described(in, n);

    if (!n)
        return;
    buf_add(b, lines ? S("(\n") : S("("));
    for (u32 i = 0; i < n; i++) {
        if (i)
            buf_add(b, lines ? S("\n") : S(", "));
        if (lines) {
            description_print(b, in[i].description, deeper, !i);
            buf_add(b, deeper);
        }
        input_print(b, &in[i]);
    }
    if (lines) {
        buf_byte(b, '\n');
        buf_add(b, indent);
    }
    buf_byte(b, ')');
}

static void fields_print(struct buf *b, const struct gql_type *t)
{
    for (u32 i = 0; i < t->fields_n; i++) {
        const struct gql_field *f = &t->fields[i];
        description_print(b, f->description, S("  "), !i);
        buf_lit(b, "  ");
        buf_add(b, f->name);
        args_print(b, f->args, f->args_n, S("  "), S("    "));
        buf_lit(b, ": ");
        gql_wrap_print(b, f->type);
        deprecated_print(b, f->deprecated);
        buf_byte(b, '\n');
    }
}

static void inputs_print(struct buf *b, const struct gql_type *t)
{
    for (u32 i = 0; i < t->inputs_n; i++) {
        description_print(b, t->inputs[i].description, S("  "), !i);
        buf_lit(b, "  ");
        input_print(b, &t->inputs[i]);
        buf_byte(b, '\n');
    }
}

static void values_print(struct buf *b, const struct gql_type *t)
{
    for (u32 i = 0; i < t->values_n; i++) {
        description_print(b, t->values[i].description, S("  "), !i);
        buf_lit(b, "  ");
        buf_add(b, t->values[i].name);
        deprecated_print(b, t->values[i].deprecated);
        buf_byte(b, '\n');
    }
}

static void names_print(struct buf *b, const struct gql_type *t, str first, str between)
{
    for (u32 i = 0; i < t->interfaces_n; i++) {
        buf_add(b, i ? between : first);
        buf_add(b, t->interfaces[i]->name);
    }
}

static void head_print(struct buf *b, const struct gql_type *t)
{
    static const char *const words[] = { [GQL_SCALAR] = "scalar ", [GQL_OBJECT_TYPE] = "type ", [GQL_INTERFACE] = "interface ",
        [GQL_UNION] = "union ", [GQL_ENUM_TYPE] = "enum ", [GQL_INPUT_TYPE] = "input " };

    description_print(b, t->description, S(""), true);
    buf_add(b, str_of(words[t->kind]));
    buf_add(b, t->name);
    if (t->kind == GQL_UNION)
        names_print(b, t, S(" = "), S(" | "));
    else
        names_print(b, t, S(" implements "), S(" & "));
    if (t->one_of)
        buf_lit(b, " @oneOf");
    if (t->specified_by.p) {
        buf_lit(b, " @specifiedBy(url: ");
        gql_string_print(b, t->specified_by);
        buf_byte(b, ')');
    }
}

static void type_print(struct buf *b, const struct gql_type *t)
{
    head_print(b, t);
    if (t->kind == GQL_SCALAR || t->kind == GQL_UNION)
        return;
    buf_lit(b, " {\n");
    fields_print(b, t);
    inputs_print(b, t);
    values_print(b, t);
    buf_byte(b, '}');
}

static void directive_print(struct buf *b, const struct gql_directive_type *d)
{
    description_print(b, d->description, S(""), true);
    buf_lit(b, "directive @");
    buf_add(b, d->name);
    args_print(b, d->args, d->args_n, S(""), S("  "));
    buf_add(b, d->repeatable ? S(" repeatable on ") : S(" on "));
    for (const struct gql_sdl_name *n = d->places_said; n; n = n->next) {
        buf_add(b, n->name->text);
        if (n->next)
            buf_lit(b, " | ");
    }
}

static void roots_print(struct buf *b, const struct gql_schema *s)
{
    static const str usual[] = { S("Query"), S("Mutation"), S("Subscription") }, words[] = { S("query"), S("mutation"), S("subscription") };
    bool plain = !s->description.p;

    for (int i = 0; i < 3; i++)
        plain &= !s->roots[i] || str_eq(s->roots[i]->name, usual[i]);
    if (plain)
        return;
    description_print(b, s->description, S(""), true);
    buf_lit(b, "schema {\n");
    for (int i = 0; i < 3; i++)
        if (s->roots[i])
            buf_format(b, "  " STR_FMT ": " STR_FMT "\n", STR_ARG(words[i]), STR_ARG(s->roots[i]->name));
    buf_lit(b, "}");
}

/* A blank line between any two parts. */
static void part_begin(struct buf *b, size_t first)
{
    if (b->n > first)
        buf_lit(b, "\n\n");
}

void gql_schema_print(struct buf *b, const struct gql_schema *s)
{
    size_t first = b->n;

    roots_print(b, s);
    for (u32 i = 0; i < s->directives_n; i++)
        if (!s->directives[i]->own) {
            part_begin(b, first);
            directive_print(b, s->directives[i]);
        }
    for (u32 i = 0; i < s->types_n; i++)
        if (!s->types[i]->own) {
            part_begin(b, first);
            type_print(b, s->types[i]);
        }
}
