/*
 * Are the numbers of tags those of their rows? Tag by tag: the posts with it, what is said of its authors, and the sums, in all
 * spans that are shown. Each is one transaction, which sees one state while a server changes things.
 */
#include <stdlib.h>
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"

struct look { str name; bool wrong; };

static int by_span(const void *a, const void *b)
{
    const struct tag_tally *x = a, *y = b;

    return (x->span > y->span) - (x->span < y->span);
}

static bool differ(tag_tally_page *rows, tag_tally_page *others)
{
    if (rows->n != others->n)
        return true;
    if (rows->n) {
        qsort(rows->at, rows->n, sizeof *rows->at, by_span);
        qsort(others->at, others->n, sizeof *others->at, by_span);
    }
    for (size_t i = 0; i < rows->n; i++) {
        const struct tag_tally *a = &rows->at[i], *b = &others->at[i];
        if (a->span != b->span || a->posts != b->posts || a->accounts != b->accounts)
            return true;
    }
    return false;
}

/* Ids count from a midnight, so that the day is a quotient. */
static i64 epoch_day(void) { return (i64)ID_EPOCH_MS / DAY_MS; }
static i64 ids_of_day(void) { return id_before(ID_EPOCH_MS + DAY_MS).v + 1; }
_Static_assert(ID_EPOCH_MS % DAY_MS == 0, "ids count from a midnight");

static err name_look(tx *t, void *arg)
{
    struct look *l = arg;
    i64 first = day_of(tx_now(t)) - TAG_DAYS + 1, today = day_of(tx_now(t));
    ids spans = spans_shown(tx_arena(t), tx_now(t));
    tag_tally_page uses, writers, sums;

    spans.at[spans.n++] = (id){ SPAN_RECENT };
    TRY(q_uses_tally(t, l->name, first, today, id_before(first * DAY_MS), epoch_day(), ids_of_day(), &uses));
    TRY(q_writers_tally(t, l->name, spans, &writers));
    TRY(q_tallies_get(t, ids_text(tx_arena(t), spans), strs_text(tx_arena(t), (strs){ &l->name, 1 }), &sums));
    l->wrong = differ(&uses, &sums) || differ(&writers, &sums);
    return OK;
}

/* The next tag that is used or counted, or "". */
static err next_name(ctx *c, str after, str *out)
{
    tag_named_page used, counted;

    TRY(q_next_used(c, after, 1, &used));
    TRY(q_next_counted(c, after, 1, &counted));
    *out = used.n ? used.at[0].name : S("");
    if (counted.n && (!out->n || str_cmp(counted.at[0].name, *out) < 0))
        *out = counted.at[0].name;
    return OK;
}

enum { NAME_ROOM = 2048 };           /* octets: more than a name has */

err tag_check(ctx *c, struct capability_check *out)
{
    struct look l = { .name = S("") };
    struct arena_mark mark = arena_mark(&c->arena);
    char kept[NAME_ROOM];
    i64 tags = 0;

    for (;; tags++) {
        str name;
        TRY(next_name(c, l.name, &name));
        if (!name.n || name.n > sizeof kept)
            break;
        memcpy(kept, name.p, name.n);
        l.name = (str){ kept, name.n };
        TRY(transact(c, name_look, &l));
        arena_rewind(&c->arena, mark);
        if (l.wrong)
            break;
    }
    out->looked_at = arena_format(&c->arena, "%lld tags: their counts", (long long)tags);
    if (l.wrong)
        out->wrong = arena_format(&c->arena, "the tag " STR_FMT ": its counts are not those of its posts", STR_ARG(l.name));
    return OK;
}
