/* Settings for people: `kith config`, and docs/settings.md. */
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "runtime/settings_own.h"

enum { COLUMNS = 5, GAP = 2, WIDEST = 40 };

const char *const source_words[] = {
    [FROM_STANDARD] = "default",
    [FROM_FILE] = "file",
    [FROM_ENVIRONMENT] = "environment",
    [FROM_FLAG] = "flag",
};

static const char *const kind_words[] = {
    [SETTING_TEXT] = "text", [SETTING_INT] = "number", [SETTING_BOOL] = "on or off",
    [SETTING_SIZE] = "size", [SETTING_TIME] = "time",  [SETTING_SECRET] = "secret",
    [SETTING_URL] = "text",   [SETTING_URLS] = "text",
};

struct row { str cells[COLUMNS]; const char *help; };

static void print_cell(struct buf *b, str cell, size_t width)
{
    buf_add(b, cell);
    for (size_t n = cell.n; n < width + GAP; n++)
        buf_byte(b, ' ');
    if (cell.n >= width + GAP)
        buf_byte(b, ' ');
}

static str standard_of(const struct setting *is)
{
    return *is->standard ? str_of(is->standard) : S("\"\"");
}

static struct row row_of(const struct settings *s, int which)
{
    const struct setting *is = s->all[which].is;
    struct buf shown = BUF_ON(s->arena);

    if (s->sources[which] == FROM_STANDARD)
        buf_add(&shown, standard_of(is));     /* 168h, not 7d: as in the table */
    else
        setting_show(s, which, &shown);
    return (struct row){
        { str_of(is->name), buf_str(&shown), str_of(source_words[s->sources[which]]), standard_of(is), setting_variable(s->arena, is) },
        is->help,
    };
}

static void setting_row_print(struct buf *b, const struct row *r, const size_t *widths)
{
    for (int i = 0; i < COLUMNS; i++)
        print_cell(b, r->cells[i], widths[i]);
    buf_add(b, str_of(r->help));
    buf_byte(b, '\n');
}

void settings_print(const struct settings *s, struct buf *b)
{
    static const struct row head = { { S("NAME"), S("VALUE"), S("SOURCE"), S("DEFAULT"), S("VARIABLE") }, "WHAT IT IS" };
    struct row *rows = arena_array(s->arena, struct row, s->count);
    size_t widths[COLUMNS] = {0};

    for (size_t i = 0; i < s->count; i++) {
        rows[i] = row_of(s, (int)i);
        for (int k = 0; k < COLUMNS; k++)
            if (rows[i].cells[k].n > widths[k])
                widths[k] = rows[i].cells[k].n < WIDEST ? rows[i].cells[k].n : WIDEST;
    }
    setting_row_print(b, &head, widths);
    for (size_t i = 0; i < s->count; i++)
        setting_row_print(b, &rows[i], widths);
}

/* ---- for programs ---- */

static str value_of(const struct settings *s, int which)
{
    struct buf shown = BUF_ON(s->arena);

    if (s->sources[which] == FROM_STANDARD)
        return str_of(s->all[which].is->standard);
    setting_show(s, which, &shown);
    return str_eq(buf_str(&shown), S("\"\"")) ? S("") : buf_str(&shown);
}

static void setting_json(const struct settings *s, int which, struct buf *b)
{
    const struct setting *f = s->all[which].is;
    const struct { const char *name; str value; } members[] = {
        { "name", str_of(f->name) },
        { "value", value_of(s, which) },
        { "source", str_of(source_words[s->sources[which]]) },
        { "default", str_of(f->standard) },
        { "env", setting_variable(s->arena, f) },
        { "flag", setting_flag(s->arena, f) },
        { "explanation", str_of(f->help) },
    };

    for (size_t i = 0; i < COUNT(members); i++) {
        buf_byte(b, i ? ',' : '{');
        json_text(b, str_of(members[i].name));
        buf_byte(b, ':');
        json_text(b, members[i].value);
    }
    buf_byte(b, '}');
}

void settings_json(const struct settings *s, struct buf *b)
{
    for (size_t i = 0; i < s->count; i++) {
        buf_add(b, i ? S(",\n") : S("["));
        setting_json(s, (int)i, b);
    }
    buf_lit(b, "]\n");
}

/* ---- the page ---- */

static void print_range(struct buf *b, const struct setting *f)
{
    buf_add(b, str_of(kind_words[f->kind]));
    if (f->kind != SETTING_INT && f->kind != SETTING_SIZE && f->kind != SETTING_TIME)
        return;
    void (*show)(struct buf *, i64) = f->kind == SETTING_SIZE ? setting_size : f->kind == SETTING_TIME ? setting_time : buf_i64;
    buf_lit(b, ", ");
    show(b, f->least);
    buf_lit(b, " to ");
    show(b, f->most);
}

void settings_document(const struct settings *s, struct buf *b)
{
    buf_lit(b, "# Settings\n\n"
               "Each can be a flag (`--max-body 2m`), a variable (`KITH_MAX_BODY=2m`), or a line of the file that `--config` names\n"
               "(`max_body = 2m`; `#` begins a comment). A flag overrides the environment, and the environment the file. `kith config`\n"
               "shows the values in force, and where they came from. Sizes are in bytes, or have k, m, g or t; times have ms, s, m, h "
               "or d.\n"
               "`kith docs settings` prints this page from the tables of the program; a test checks it.\n\n"
               "| setting | value | default | meaning |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct setting *f = s->all[i].is;
        buf_format(b, "| `%s` | ", f->name);
        print_range(b, f);
        buf_format(b, *f->standard ? " | `%s` | %s |\n" : " | %s| %s |\n", f->standard, f->help);
    }
}
