/*
 * Do the numbers agree with the rows: references with what each media says of them, what accounts keep with the sum of their media, and
 * names with the files that media have? In pages, each within one transaction, so that a running server does no harm.
 */
#include "base/id.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"

enum { AT_ONCE = 100 };

struct look { id after; media_row_page rows; media_usage_row_page owners; id wrong; };

static err media_look(tx *t, void *arg)
{
    struct look *l = arg;
    media_expiring_page wrong;

    l->wrong = (id){ 0 };
    TRY(q_medias_after(t, l->after, AT_ONCE, &l->rows));
    if (!l->rows.n)
        return OK;
    TRY(q_medias_wrong(t, l->after, l->rows.at[l->rows.n - 1].id, &wrong));
    l->wrong = wrong.n ? wrong.at[0].id : (id){ 0 };
    return OK;
}

static err usage_look(tx *t, void *arg)
{
    struct look *l = arg;
    media_expiring_page wrong;

    l->wrong = (id){ 0 };
    TRY(q_media_usages_after(t, l->after, AT_ONCE, &l->owners));
    if (!l->owners.n)
        return OK;
    TRY(q_media_usages_wrong(t, l->after, l->owners.at[l->owners.n - 1].owner, &wrong));
    l->wrong = wrong.n ? wrong.at[0].id : (id){ 0 };
    return OK;
}

static err media_walk(ctx *c, i64 *n, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct look l = { .after = { 0 } };

    do {
        TRY(transact(c, media_look, &l));
        *n += (i64)l.rows.n;
        l.after = l.rows.n ? l.rows.at[l.rows.n - 1].id : l.after;
        arena_rewind(&c->arena, mark);
    } while (l.rows.n == AT_ONCE && !l.wrong.v);
    *wrong = l.wrong;
    return OK;
}

static err usage_walk(ctx *c, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct look l = { .after = { 0 } };

    do {
        TRY(transact(c, usage_look, &l));
        l.after = l.owners.n ? l.owners.at[l.owners.n - 1].owner : l.after;
        arena_rewind(&c->arena, mark);
    } while (l.owners.n == AT_ONCE && !l.wrong.v);
    *wrong = l.wrong;
    return OK;
}

err media_check(ctx *c, struct capability_check *out)
{
    id media, owner;
    i64 n = 0;

    TRY(media_walk(c, &n, &media));
    TRY(usage_walk(c, &owner));
    out->looked_at = arena_format(&c->arena, "%lld media", (long long)n);
    out->wrong = S("");
    if (media.v)
        out->wrong = arena_format(&c->arena, "media %lld: its references, names or state do not agree with their rows", (long long)media.v);
    else if (owner.v)
        out->wrong = arena_format(&c->arena, "account %lld: what it keeps is not the sum of its media", (long long)owner.v);
    return OK;
}
