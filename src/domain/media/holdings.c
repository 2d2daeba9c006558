/* Which files of media there are to be: below media/ those that a media names, below incoming/ those of media that are being made. */
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"
#include "work/holdings.h"

enum { AT_ONCE = 200 };

SHAPE(media_file_key, FIELD(media_file_key, key));

static bool key_among(const media_file_key_page *page, str key)
{
    for (size_t i = 0; i < page->n; i++)
        if (str_eq(page->at[i].key, key))
            return true;
    return false;
}

/* What has a row there will be removed, so that it is nobody's fault while it is there. */
static err dying_claim(ctx *c, strs keys, bool *claimed)
{
    media_file_key_page page;

    TRY(q_media_dead_known(c, keys, &page));
    for (size_t i = 0; i < keys.n; i++)
        claimed[i] |= key_among(&page, keys.at[i]);
    return OK;
}

static str name_of(str key) { return str_from(key, sizeof "media/" - 1); }

static err names_claim(ctx *c, strs keys, bool *claimed)
{
    strs names = { arena_array(&c->arena, str, keys.n), keys.n };
    media_file_key_page page;

    for (size_t i = 0; i < keys.n; i++)
        names.at[i] = name_of(keys.at[i]);
    TRY(q_media_names_known(c, names, &page));
    for (size_t i = 0; i < keys.n; i++)
        claimed[i] |= key_among(&page, names.at[i]);
    return dying_claim(c, keys, claimed);
}

static err names_need(ctx *c, str from, strs *keys, str *next)
{
    media_file_key_page page;

    TRY(q_media_names_after(c, from.n ? from : S(""), AT_ONCE, &page));
    *keys = (strs){ arena_array(&c->arena, str, page.n + 1), page.n };
    for (size_t i = 0; i < page.n; i++)
        keys->at[i] = arena_format(&c->arena, "media/" STR_FMT, STR_ARG(page.at[i].key));
    *next = page.n == AT_ONCE ? page.at[page.n - 1].key : (str){ NULL, 0 };
    return OK;
}

/* "incoming/7", and "incoming/7-..." of its pieces. */
static bool coming_read(str key, id *out)
{
    str rest = str_from(key, sizeof "incoming/" - 1);
    ptrdiff_t dash = str_find_byte(rest, '-');

    return id_parse(dash < 0 ? rest : str_to(rest, (size_t)dash), out);
}

/* The pieces of a media may be removed all together. */
static err pieces_claim(ctx *c, strs keys, bool *claimed)
{
    strs all = { arena_array(&c->arena, str, keys.n), keys.n };
    bool *dying = arena_zero(&c->arena, keys.n, 1);
    id one;

    for (size_t i = 0; i < keys.n; i++)
        all.at[i] = coming_read(keys.at[i], &one) ? arena_format(&c->arena, "incoming/%lld-", (long long)one.v) : keys.at[i];
    TRY(dying_claim(c, all, dying));
    for (size_t i = 0; i < keys.n; i++)
        claimed[i] |= dying[i] && str_find_byte(keys.at[i], '-') > 0;
    return dying_claim(c, keys, claimed);
}

static err coming_claim(ctx *c, strs keys, bool *claimed)
{
    ids which = { arena_array(&c->arena, id, keys.n), 0 };
    media_expiring_page page;
    id one;

    for (size_t i = 0; i < keys.n; i++)
        if (coming_read(keys.at[i], &one))
            which.at[which.n++] = one;
    TRY(q_medias_coming(c, which, &page));
    for (size_t i = 0; i < keys.n; i++)
        for (size_t k = 0; k < page.n; k++)
            claimed[i] |= coming_read(keys.at[i], &one) && one.v == page.at[k].id.v;
    return pieces_claim(c, keys, claimed);
}

static err coming_need(ctx *c, str from, strs *keys, str *next)
{
    media_expiring_page page;
    id after = { 0 };

    if (from.n && !id_parse(from, &after))
        return fail_with(c, ERR_INVALID, "That is not an id.");
    TRY(q_medias_making_after(c, after, AT_ONCE, &page));
    *keys = (strs){ arena_array(&c->arena, str, page.n + 1), page.n };
    for (size_t i = 0; i < page.n; i++)
        keys->at[i] = media_incoming(&c->arena, page.at[i].id);
    *next = page.n == AT_ONCE ? id_text(&c->arena, page.at[page.n - 1].id) : (str){ NULL, 0 };
    return OK;
}

const struct holding media_holdings[] = { { "media/", names_claim, names_need }, { "incoming/", coming_claim, coming_need }, {0} };
