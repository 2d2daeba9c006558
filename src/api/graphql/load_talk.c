/* Rows of talk by what names them: channels, messages, and the people who are met there. */
#include "api/graphql/graphql_own.h"
#include "base/ids.h"
#include "domain/graph/sight.h"
#include "runtime/ctx.h"

/* ---- channels, messages ---- */

static struct channel_row row_of(ctx *c, const struct channel_kept *k)
{
    struct channel_row row = { .kept = k };

    channel_of(&c->arena, &(struct channel_view){ .kept = k }, ctx_now(c), &row.shown);
    return row;
}

err channels_load(ctx *c, ids which, const struct channel_row ***out)
{
    ids once = ids_once(&c->arena, which);
    channel_kept_page page = { .n = 0 };

    if (once.n && c->caller.account.v)
        TRY(channels_get(c, c->caller.account, once, &page));
    struct channel_row *rows = arena_array(&c->arena, struct channel_row, page.n);
    for (size_t i = 0; i < page.n; i++)
        rows[i] = row_of(c, &page.at[i]);
    _Static_assert(offsetof(struct channel_row, shown.id) == 0, "its id is first");
    *out = (const struct channel_row **)rows_placed(&c->arena, which, rows, page.n, sizeof *rows);
    return OK;
}

err messages_load(ctx *c, ids which, const struct message ***out)
{
    ids once = ids_once(&c->arena, which);
    message_view_page page = { .n = 0 };

    if (once.n && c->caller.account.v)
        TRY(messages_show(c, c->caller.account, once, &page));
    struct message *rows = arena_array(&c->arena, struct message, page.n);
    for (size_t i = 0; i < page.n; i++)
        message_of(&page.at[i], &rows[i]);
    _Static_assert(offsetof(struct message, id) == 0, "its id is first");
    *out = (const struct message **)rows_placed(&c->arena, which, rows, page.n, sizeof *rows);
    return OK;
}

err channels_give(struct gql_call *call, const id *which)
{
    const struct channel_row **rows;

    TRY(channels_load(ctx_of(call), (ids){ (id *)which, call->n }, &rows));
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, rows[i]);
    return OK;
}

err messages_give(struct gql_call *call, const id *which)
{
    const struct message **rows;

    TRY(messages_load(ctx_of(call), (ids){ (id *)which, call->n }, &rows));
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, rows[i]);
    return OK;
}

err channels_seen_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    (void)how;
    return channels_load(ctx_of(call), which, (const struct channel_row ***)nodes);
}

err messages_seen_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    (void)how;
    return messages_load(ctx_of(call), which, (const struct message ***)nodes);
}

/* ---- people ---- */

/* What the viewer has no relation to: it marks the rows of people whom they may not see. */
static const struct relationship unseen;

bool user_is_unseen(const struct profile *p) { return p->relationship == &unseen; }

static bool is_shown(const struct sight *s) { return s->of.shown; }
static bool is_there(const struct sight *s) { return s->of.there; }

/* In place: nothing but what stands beside what they say, and since when they are here. */
static void unseen_make(struct profile *p)
{
    struct profile all = *p;

    *p = (struct profile){ .user_id = all.user_id, .username = all.username, .created_at = all.created_at, .relationship = &unseen };
    p->words.display_name = all.display_name;
    p->words.avatar_url = all.avatar_url;
}

/* Those of `who` that have no row get one of somebody who is not seen. */
static err unseen_fill(ctx *c, ids who, bool hidden, const struct profile **rows)
{
    ids lacking = { arena_array(&c->arena, id, who.n), 0 };
    profile_page page;

    for (size_t i = 0; i < who.n; i++)
        if (!rows[i])
            lacking.at[lacking.n++] = who.at[i];
    lacking = ids_once(&c->arena, lacking);
    if (!lacking.n)
        return OK;
    TRY(profiles_where(c, c->caller.account, lacking, hidden ? is_there : is_shown, &page));
    for (size_t i = 0; i < page.n; i++)
        unseen_make(&page.at[i]);
    const void **found = rows_placed(&c->arena, who, page.at, page.n, sizeof *page.at);
    for (size_t i = 0; i < who.n; i++)
        if (!rows[i])
            rows[i] = found[i];
    return OK;
}

err talkers_load(ctx *c, ids who, bool hidden, const struct profile ***out)
{
    TRY(users_load(c, who, out));
    return unseen_fill(c, who, hidden, *out);
}

static err carded_load(ctx *c, ids who, const struct profile **rows)
{
    card_page cards;

    TRY(cards_get(c, (id){ 0 }, ids_once(&c->arena, who), NULL, &cards));
    for (size_t i = 0; i < who.n; i++) {
        const struct card *card = who.at[i].v ? card_among(&cards, who.at[i]) : NULL;
        rows[i] = card ? profile_of_card(&c->arena, card) : NULL;
    }
    return OK;
}

err talkers_give(struct gql_call *call, const id *who, const struct card *const *cards)
{
    const struct profile **rows = arena_array(call->arena, const struct profile *, call->n);
    ids all = { (id *)who, call->n };

    if (call->wanted & ~card_members())
        TRY(talkers_load(ctx_of(call), all, true, &rows));
    else if (!cards)
        TRY(carded_load(ctx_of(call), all, rows));
    for (size_t i = 0; i < call->n; i++) {
        bool at_hand = cards && cards[i] && !(call->wanted & ~card_members());
        gql_give(call, i, at_hand ? profile_of_card(call->arena, cards[i]) : rows[i]);
    }
    return OK;
}

err members_seen_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    (void)how;
    return talkers_load(ctx_of(call), which, false, (const struct profile ***)nodes);
}
