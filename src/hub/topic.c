/* Topics as clients write them: "feed", "channel:45", "tag:birds". */
#include "base/arena.h"
#include "base/str.h"
#include "hub/hub_own.h"

enum { TOPIC_NAME_MOST = 400 };

static const struct topic_kind *kind_find(const struct hub *h, str word)
{
    for (const struct topic_kind *const *k = h->kinds; *k; k++)
        if (str_eq(str_of((*k)->word), word) && !(*k)->always)
            return *k;
    return NULL;
}

static bool name_read(struct arena *a, const struct topic_kind *kind, str name, str *kept)
{
    if (!name.n || name.n > TOPIC_NAME_MOST)
        return false;
    *kept = name;
    return !kind->spell || kind->spell(a, name, kept);
}

bool topic_read(const struct hub *h, struct arena *a, str text, struct topic *out)
{
    ptrdiff_t colon = str_find_byte(text, ':');
    str rest = str_from(text, colon < 0 ? text.n : (size_t)colon + 1);

    *out = (struct topic){ .kind = kind_find(h, str_to(text, colon < 0 ? text.n : (size_t)colon)) };
    if (!out->kind)
        return false;
    switch (out->kind->form) {
    case TOPIC_ALONE:
        return colon < 0;
    case TOPIC_OF_ID:
        return id_parse(rest, &out->of);
    case TOPIC_OF_NAME:
        return name_read(a, out->kind, rest, &out->name);
    }
    return false;
}

str topic_text(struct arena *a, const struct topic *t)
{
    switch (t->kind->form) {
    case TOPIC_ALONE:
        return str_of(t->kind->word);
    case TOPIC_OF_ID:
        return arena_format(a, "%s:%lld", t->kind->word, (long long)t->of.v);
    case TOPIC_OF_NAME:
        return arena_format(a, "%s:" STR_FMT, t->kind->word, STR_ARG(t->name));
    }
    return (str){0};
}
