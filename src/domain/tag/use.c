/* Posts that use tags: what their publication, edit and deletion change. */
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"

err tag_use(tx *t, id post, id author, strs names)
{
    bool recent = id_ms(post) > tx_now(t).ms - DAY_MS;
    struct tag_use_row *rows = arena_array(tx_arena(t), struct tag_use_row, names.n);

    if (!names.n)
        return OK;
    TRY(q_uses_add(t, post, author, recent, strs_text(tx_arena(t), names)));
    for (size_t i = 0; i < names.n; i++)
        rows[i] = (struct tag_use_row){ names.at[i], post, author, false, recent };
    return uses_count(t, rows, names.n, spans_of_use, 1);
}

err tags_plant(tx *t, const struct planted_use *all, size_t n)
{
    struct tag_use_row *rows = arena_array(tx_arena(t), struct tag_use_row, n);

    for (size_t i = 0; i < n; i++) {
        bool recent = id_ms(all[i].post) > tx_now(t).ms - DAY_MS;
        TRY(q_use_plant(t, all[i].name, all[i].post, all[i].author, recent));
        rows[i] = (struct tag_use_row){ all[i].name, all[i].post, all[i].author, false, recent };
    }
    return n ? uses_count(t, rows, n, spans_of_use, 1) : OK;
}

err tag_forget(tx *t, id post, id author, strs names)
{
    tag_use_row_page gone;
    size_t counted = 0;

    (void)author;                                /* as the rows say */
    if (!names.n)
        return OK;
    TRY(q_uses_drop(t, post, names, &gone));
    for (size_t i = 0; i < gone.n; i++)
        if (!gone.at[i].hidden)
            gone.at[counted++] = gone.at[i];
    return counted ? uses_count(t, gone.at, counted, spans_of_use, -1) : OK;
}

static bool has(strs all, str name)
{
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.at[i], name))
            return true;
    return false;
}

static strs without(struct arena *a, strs all, strs those)
{
    strs out = { arena_array(a, str, all.n), 0 };

    for (size_t i = 0; i < all.n; i++)
        if (!has(those, all.at[i]))
            out.at[out.n++] = all.at[i];
    return out;
}

err tag_change(tx *t, id post, id author, strs before, strs after)
{
    TRY(tag_forget(t, post, author, without(tx_arena(t), before, after)));
    return tag_use(t, post, author, without(tx_arena(t), after, before));
}
