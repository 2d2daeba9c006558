/* One value: from text by its kind, and back. */
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "runtime/settings_own.h"

struct unit { const char *word; i64 worth; };

/* Largest first: showing a value takes the first that divides it. A time without a unit is in seconds. */
static const struct unit size_units[] = { { "t", (i64)1 << 40 }, { "g", 1 << 30 }, { "m", 1 << 20 }, { "k", 1 << 10 }, { "", 1 }, {0} };
static const struct unit time_units[] = { { "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 }, { "", 1000 }, {0} };

static const struct { const char *word; bool on; } switches[] = {
    { "on", true },   { "true", true },   { "yes", true }, { "1", true },
    { "off", false }, { "false", false }, { "no", false }, { "0", false },
};

/* Text that is one of a few words, or a list of them; `also` stands alone. */
static const struct { enum setting_index which; bool list; const char *const *words; const char *also, *wanted; } word_lists[] = {
    { SETTING_access_log, false, (const char *const[]){ "auto", "on", "short", "off", NULL }, NULL, "auto, on, short or off" },
    { SETTING_log_level, false, (const char *const[]){ "debug", "info", "warn", "error", NULL }, NULL, "debug, info, warn or error" },
    { SETTING_password_hash, false, (const char *const[]){ "argon2id", "bcrypt", NULL }, NULL, "argon2id or bcrypt" },
    { SETTING_roles, true, (const char *const[]){ "api", "worker", NULL }, "all", "all, or some of api,worker" },
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
        return true;                 /* nothing is nothing in every unit */
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

static bool has_word(const char *const *words, str word)
{
    for (; *words; words++)
        if (str_eq(word, str_of(*words)))
            return true;
    return false;
}

/* NULL, or the words that are taken. */
static const char *words_wanted(int which, str text)
{
    for (size_t i = 0; i < COUNT(word_lists); i++) {
        if ((int)word_lists[i].which != which)
            continue;
        if (word_lists[i].also && str_eq(text, str_of(word_lists[i].also)))
            return NULL;
        if (!word_lists[i].list)
            return has_word(word_lists[i].words, text) ? NULL : word_lists[i].wanted;
        for (str word; str_cut(&text, ',', &word);)
            if (!has_word(word_lists[i].words, str_trim(word)))
                return word_lists[i].wanted;
    }
    return NULL;
}

static void *member(struct settings *s, const struct setting_facts *f)
{
    return (char *)s + f->at;
}

static bool printable(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
            return false;
    return utf8_valid(text);
}

static const char *parse_text(struct settings *s, int which, str text)
{
    const struct setting_facts *f = &setting_facts[which];

    if (!text.n && f->standard[0])
        return "a value: it may not be empty";
    if (!printable(text))
        return "text in UTF-8 without control characters";
    if (f->most && utf8_length(text) > (size_t)f->most)
        return arena_cstr(s->arena, arena_format(s->arena, "text of at most %lld characters", (long long)f->most));
    const char *wanted = words_wanted(which, text);
    if (!wanted)
        *(str *)member(s, f) = arena_copy(s->arena, text);
    return wanted;
}

static const char *range_wanted(struct settings *s, const struct setting_facts *f)
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

static const char *parse_ranged(struct settings *s, int which, str text)
{
    static const struct unit plain[] = { { "", 1 }, {0} };
    const struct setting_facts *f = &setting_facts[which];
    i64 v;

    if (!parse_number(text, f->kind == SETTING_SIZE ? size_units : f->kind == SETTING_TIME ? time_units : plain, &v) ||
        v < f->least || v > f->most)
        return range_wanted(s, f);
    *(i64 *)member(s, f) = v;
    return NULL;
}

const char *setting_parse(struct settings *s, int which, str value)
{
    const struct setting_facts *f = &setting_facts[which];

    switch (f->kind) {
    case SETTING_TEXT:
    case SETTING_SECRET:
    case SETTING_URL:
    case SETTING_URLS:
        return parse_text(s, which, value);
    case SETTING_BOOL:
        return parse_switch(value, member(s, f)) ? NULL : "on or off";
    case SETTING_INT:
    case SETTING_SIZE:
    case SETTING_TIME:
        break;
    }
    return parse_ranged(s, which, value);
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
    const struct setting_facts *f = &setting_facts[which];
    const void *at = (const char *)s + f->at;
    size_t before = b->n;

    switch (f->kind) {
    case SETTING_TEXT:
    case SETTING_SECRET:
    case SETTING_URL:
    case SETTING_URLS:
        buf_add(b, setting_shown(s->arena, (enum setting_index)which, *(const str *)at));
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
