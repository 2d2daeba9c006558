/* One value: from text by its kind, and back. */
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "runtime/settings_own.h"

struct unit { const char *word; i64 worth; };

/* Largest first: a value is shown with the first unit that divides it. A time without a unit is in seconds. */
static const struct unit size_units[] = { { "t", (i64)1 << 40 }, { "g", 1 << 30 }, { "m", 1 << 20 }, { "k", 1 << 10 }, { "", 1 }, {0} };
static const struct unit time_units[] = { { "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 }, { "", 1000 },
                                          {0} };

static const struct { const char *word; bool on; } switches[] = {
    { "on", true },   { "true", true },   { "yes", true }, { "1", true },
    { "off", false }, { "false", false }, { "no", false }, { "0", false },
};

static bool parse_number(str text, const struct unit *units, i64 *out)
{
    size_t digits = 0;

    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    str unit = str_from(text, digits);
    if (!str_to_i64(str_to(text, digits), out))
        return false;
    if (*out == 0 && !unit.n)
        return true;                 /* 0 is 0 in every unit */
    for (; units->word; units++)
        if (str_eq_nocase(unit, str_of(units->word)))
            return !__builtin_mul_overflow(*out, units->worth, out);
    return false;
}

static bool parse_switch(str text, bool *out)
{
    for (size_t i = 0; i < COUNT(switches); i++) {
        if (str_eq_nocase(text, str_of(switches[i].word))) {
            *out = switches[i].on;
            return true;
        }
    }
    return false;
}

/* ---- text that is one of a few words, or some of them ---- */

static bool has_word(str words, str word)
{
    for (str one; str_cut(&words, ',', &one);)
        if (str_eq(word, one))
            return true;
    return false;
}

/* "auto, on, short or off" */
static str one_of(struct arena *a, str words)
{
    struct buf b = BUF_ON(a);

    for (str one; str_cut(&words, ',', &one);) {
        buf_add(&b, !b.n ? S("") : words.n ? S(", ") : S(" or "));
        buf_add(&b, one);
    }
    return buf_str(&b);
}

/* NULL, or the accepted words. */
static const char *words_wanted(struct arena *a, const struct setting *is, str text)
{
    if (is->words && !has_word(str_of(is->words), text))
        return arena_cstr(a, one_of(a, str_of(is->words)));
    if (!is->some_of || str_eq(text, S("all")))
        return NULL;
    for (str word; str_cut(&text, ',', &word);)
        if (!has_word(str_of(is->some_of), str_trim(word)))
            return arena_cstr(a, arena_format(a, "all, or some of %s", is->some_of));
    return NULL;
}

static bool printable(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
            return false;
    return utf8_valid(text);
}

static const char *parse_text(struct settings *s, const struct setting *f, str text, str *out)
{
    if (!text.n && f->standard[0])
        return "a value: it may not be empty";
    if (!printable(text))
        return "text in UTF-8 without control characters";
    if (f->most && utf8_length(text) > (size_t)f->most)
        return arena_cstr(s->arena, arena_format(s->arena, "text of at most %lld characters", (long long)f->most));
    const char *wanted = words_wanted(s->arena, f, text);
    if (!wanted)
        *out = arena_copy(s->arena, text);
    return wanted;
}

static const char *range_wanted(struct settings *s, const struct setting *f)
{
    struct buf b = BUF_ON(s->arena);

    switch (f->kind) {
    case SETTING_SIZE:
        buf_lit(&b, "a size such as 512k, 1m or 2g, from ");
        setting_size(&b, f->least);
        buf_lit(&b, " to ");
        setting_size(&b, f->most);
        break;
    case SETTING_TIME:
        buf_lit(&b, "a time such as 500ms, 5s, 2m, 1h or 7d, from ");
        setting_time(&b, f->least);
        buf_lit(&b, " to ");
        setting_time(&b, f->most);
        break;
    default:
        buf_format(&b, "a whole number from %lld to %lld", (long long)f->least, (long long)f->most);
    }
    return arena_cstr(s->arena, buf_str(&b));
}

static const char *parse_ranged(struct settings *s, const struct setting *f, str text, i64 *out)
{
    static const struct unit plain[] = { { "", 1 }, {0} };

    if (parse_number(text, f->kind == SETTING_SIZE ? size_units : f->kind == SETTING_TIME ? time_units : plain, out) &&
        *out >= f->least && *out <= f->most)
        return NULL;
    return range_wanted(s, f);
}

static bool is_text(enum setting_kind kind)
{
    return kind == SETTING_TEXT || kind == SETTING_SECRET || kind == SETTING_URL || kind == SETTING_URLS;
}

const char *setting_parse(struct settings *s, int which, str value, union setting_value *out)
{
    const struct setting *f = s->all[which].is;

    if (is_text(f->kind))
        return parse_text(s, f, value, &out->text);
    if (f->kind == SETTING_BOOL)
        return parse_switch(value, &out->on) ? NULL : "on or off";
    return parse_ranged(s, f, value, &out->number);
}

void setting_put(struct settings *s, int which, const union setting_value *v)
{
    enum setting_kind kind = s->all[which].is->kind;
    void *at = setting_at(s, which);

    if (is_text(kind))
        *(str *)at = v->text;
    else if (kind == SETTING_BOOL)
        *(bool *)at = v->on;
    else
        *(i64 *)at = v->number;
}

static void show_number(struct buf *b, const struct unit *units, i64 v)
{
    if (v == 0) {
        buf_byte(b, '0');
        return;
    }
    while (v % units->worth != 0)
        units++;
    buf_i64(b, v / units->worth);
    buf_add(b, str_of(units->word));
}

void setting_size(struct buf *b, i64 bytes)
{
    show_number(b, size_units, bytes);
}

void setting_time(struct buf *b, i64 ms)
{
    show_number(b, time_units, ms);
}

void setting_show(const struct settings *s, int which, struct buf *b)
{
    const struct setting *f = s->all[which].is;
    const void *at = setting_at(s, which);
    size_t before = b->n;

    switch (f->kind) {
    case SETTING_TEXT:
    case SETTING_SECRET:
    case SETTING_URL:
    case SETTING_URLS:
        buf_add(b, setting_shown(s->arena, f->kind, *(const str *)at));
        break;
    case SETTING_BOOL:
        buf_add(b, *(const bool *)at ? S("on") : S("off"));
        break;
    case SETTING_INT:
        buf_i64(b, *(const i64 *)at);
        break;
    case SETTING_SIZE:
        setting_size(b, *(const i64 *)at);
        break;
    case SETTING_TIME:
        setting_time(b, *(const i64 *)at);
        break;
    }
    if (b->n == before)
        buf_lit(b, "\"\"");
}
