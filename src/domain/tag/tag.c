#include "domain/tag/tag.h"
#include <stdlib.h>
#include "base/str.h"
#include "base/time.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"
#include "text/facets.h"
#include "work/work.h"

PROBLEMS_DEFINE(tag_problems, TAG_PROBLEMS)
PERMISSIONS_DEFINE(tag_permissions, TAG_PERMISSIONS);

SHAPE(tag_day, FIELD(tag_day, day, .format = "date", .doc = "In UTC"), FIELD(tag_day, posts), FIELD(tag_day, accounts));
SHAPE(tag,
    FIELD(tag, name,          .doc = "Folded, without #"),
    FIELD(tag, post_count,    .doc = "Public posts that use it"),
    FIELD(tag, account_count, .doc = "People who wrote them"),
    FIELD_PAGE(tag, history, &tag_day_shape, .doc = "The last 7 days, today first"),
    FIELD(tag, following,     .doc = "You follow it"));

err tag_of_spelling(ctx *c, str spelling, str *out)
{
    return tag_fold(&c->arena, spelling, out) ? OK : fail(c, &tag_not_found);
}

/* ---- from rows ---- */

enum { DATE_LENGTH = 10 };

static str date_of(struct arena *a, i64 day)
{
    char text[RFC3339_LENGTH];

    time_rfc3339((when){ day * DAY_MS }, text);
    return arena_copy(a, (str){ text, DATE_LENGTH });
}

static struct tag tag_begin(struct arena *a, str name, when now)
{
    struct tag out = { .name = name, .history = { .at = arena_array(a, struct tag_day, TAG_DAYS), .n = TAG_DAYS } };

    for (i64 i = 0; i < TAG_DAYS; i++)
        out.history.at[i].day = date_of(a, day_of(now) - i);
    return out;
}

static int by_name(const void *a, const void *b)
{
    const struct tag *const *x = a, *const *y = b;

    return str_cmp((*x)->name, (*y)->name);
}

static struct tag *tag_among(struct tag **sorted, size_t n, str name)
{
    struct tag key = { .name = name }, *wanted = &key;
    struct tag **found = n ? bsearch(&wanted, sorted, n, sizeof *sorted, by_name) : NULL;

    return found ? *found : NULL;
}

static void tally_put(struct tag *tag, const struct tag_tally *row, i64 today)
{
    i64 ago = today - row->span;

    if (row->span == SPAN_ALL) {
        tag->post_count = row->posts;
        tag->account_count = row->accounts;
    } else if (ago >= 0 && ago < TAG_DAYS) {
        tag->history.at[ago].posts = row->posts;
        tag->history.at[ago].accounts = row->accounts;
    }
}

void tags_fill(struct arena *a, strs names, const tag_tally_page *tallies, const tag_followed_page *follows, when now, tag_page *out)
{
    struct tag **sorted = arena_array(a, struct tag *, names.n), *one;

    *out = (tag_page){ .at = arena_array(a, struct tag, names.n), .n = names.n };
    for (size_t i = 0; i < names.n; i++) {
        out->at[i] = tag_begin(a, names.at[i], now);
        sorted[i] = &out->at[i];
    }
    if (names.n)
        qsort(sorted, names.n, sizeof *sorted, by_name);
    for (size_t i = 0; i < tallies->n; i++)
        if ((one = tag_among(sorted, names.n, tallies->at[i].name)))
            tally_put(one, &tallies->at[i], day_of(now));
    for (size_t i = 0; i < follows->n; i++)
        if ((one = tag_among(sorted, names.n, follows->at[i].name)))
            one->following = true;
}

/* ---- the verbs ---- */

err tags_get(ctx *c, id me, strs names, tag_page *out)
{
    tag_tally_page tallies = { 0 };
    tag_followed_page follows = { 0 };

    if (names.n)
        TRY(q_tallies_get(c, ids_text(&c->arena, spans_shown(&c->arena, ctx_now(c))), strs_text(&c->arena, names), &tallies));
    if (names.n && me.v)
        TRY(q_tag_follows_among(c, me, names, &follows));
    tags_fill(&c->arena, names, &tallies, &follows, ctx_now(c), out);
    return OK;
}

err tag_get(ctx *c, id me, str spelling, struct tag *out)
{
    tag_page page;
    str name;

    TRY(tag_of_spelling(c, spelling, &name));
    TRY(tags_get(c, me, (strs){ &name, 1 }, &page));
    *out = page.at[0];
    return OK;
}

err tag_get_in(tx *t, id me, str name, struct tag *out)
{
    tag_tally_page tallies;
    tag_followed_page follows;
    tag_page page;

    TRY(q_tallies_get(t, ids_text(tx_arena(t), spans_shown(tx_arena(t), tx_now(t))), strs_text(tx_arena(t), (strs){ &name, 1 }), &tallies));
    TRY(q_tag_follows_among(t, me, ((strs){ &name, 1 }), &follows));
    tags_fill(tx_arena(t), (strs){ &name, 1 }, &tallies, &follows, tx_now(t), &page);
    *out = page.at[0];
    return OK;
}

extern const struct migration tag_migrations[];

const struct capability tag_capability = {
    .name = "tag",
    .problems = tag_problems,
    .permissions = tag_permissions,
    .events = KINDS(&tag_refollowed),
    .migrations = tag_migrations,
    .statements = tag_statements,
    .consumers = tag_consumers,
    .jobs = tag_jobs,
    .schedules = tag_schedules,
    .belongings = tag_belongings,
    .check = tag_check,
};
