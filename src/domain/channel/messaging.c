/* How people want to be written to. */
#include "domain/channel/messaging.h"
#include <stdlib.h>
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.sql.h"
#include "hub/wire.h"
#include "work/belongings.h"

static const char *const from_words[] = { "everyone", "following", NULL };
static const char *const presence_words[] = { "visible", "invisible", NULL };

SHAPE(messaging_row,
    FIELD(messaging_row, user_id), FIELD(messaging_row, from_following), FIELD(messaging_row, read_receipts),
    FIELD(messaging_row, typing), FIELD(messaging_row, invisible));
SHAPE(messaging,
    FIELD(messaging, direct_messages_from, .words = from_words, .doc = "following: what others begin is a request"),
    FIELD(messaging, read_receipts, .doc = "Whether others see what you have read, and you what they have"),
    FIELD(messaging, typing, .doc = "The same of typing"),
    FIELD(messaging, presence, .words = presence_words));
SHAPE(messaging_change,
    FIELD(messaging_change, direct_messages_from, .words = from_words), FIELD(messaging_change, read_receipts),
    FIELD(messaging_change, typing), FIELD(messaging_change, presence, .words = presence_words));

SHAPE(messaging_told, FIELD(messaging_told, changed));

EVENT_KIND(messaging_changed, "messaging.changed", messaging_told);

static struct messaging_row standard(id who)
{
    return (struct messaging_row){ .user_id = who, .read_receipts = true, .typing = true };
}

static struct messaging shown(const struct messaging_row *row)
{
    return (struct messaging){ str_of(from_words[row->from_following]), row->read_receipts, row->typing,
                               str_of(presence_words[row->invisible]) };
}

/* ---- of many ---- */

/* The rows are in the order of their people. */
static const struct messaging_row *row_among(const messaging_row_page *rows, id who)
{
    return rows->n ? bsearch(&who, rows->at, rows->n, sizeof *rows->at, id_compare) : NULL;
}

static void rows_order(struct arena *a, ids who, const messaging_row_page *rows, messaging_row_page *out)
{
    *out = (messaging_row_page){ .at = arena_array(a, struct messaging_row, who.n), .n = who.n };
    for (size_t i = 0; i < who.n; i++) {
        const struct messaging_row *row = row_among(rows, who.at[i]);
        out->at[i] = row ? *row : standard(who.at[i]);
    }
}

err messagings_get(ctx *c, ids who, messaging_row_page *out)
{
    messaging_row_page rows = { 0 };

    if (who.n)
        TRY(q_messagings_get(c, who, &rows));
    rows_order(&c->arena, who, &rows, out);
    return OK;
}

err messagings_get_in(tx *t, ids who, messaging_row_page *out)
{
    messaging_row_page rows = { 0 };

    if (who.n)
        TRY(q_messagings_get(t, who, &rows));
    rows_order(tx_arena(t), who, &rows, out);
    return OK;
}

/* ---- one's own ---- */

err messaging_get(ctx *c, id me, struct messaging *out)
{
    messaging_row_page page;

    TRY(messagings_get(c, (ids){ &me, 1 }, &page));
    *out = shown(page.at);
    return OK;
}

static bool bool_of(maybe_bool by, bool was, bool standard)
{
    return by.is == ABSENT ? was : by.is == NULLED ? standard : by.v;
}

/* The words are known: the second of them is true, and the first is the standard. */
static bool word_of(maybe_str by, bool was, const char *const *words)
{
    return by.is == ABSENT ? was : by.is == GIVEN && str_eq(by.v, str_of(words[1]));
}

static strs changes_of(struct arena *a, const struct messaging_row *was, const struct messaging_row *now)
{
    strs out = { arena_array(a, str, 4), 0 };

    if (was->from_following != now->from_following)
        out.at[out.n++] = S("direct_messages_from");
    if (was->read_receipts != now->read_receipts)
        out.at[out.n++] = S("read_receipts");
    if (was->typing != now->typing)
        out.at[out.n++] = S("typing");
    if (was->invisible != now->invisible)
        out.at[out.n++] = S("presence");
    return out;
}

struct changing { id me; const struct messaging_change *by; struct messaging *out; bool changed; };

static err change(tx *t, void *arg)
{
    struct changing *in = arg;
    const struct messaging_change *by = in->by;
    messaging_row_page page;

    TRY(account_acts_in(t, in->me));
    TRY(messagings_get_in(t, (ids){ &in->me, 1 }, &page));
    struct messaging_row was = page.at[0], now = {
        .user_id = in->me, .from_following = word_of(by->direct_messages_from, was.from_following, from_words),
        .read_receipts = bool_of(by->read_receipts, was.read_receipts, true), .typing = bool_of(by->typing, was.typing, true),
        .invisible = word_of(by->presence, was.invisible, presence_words),
    };
    struct messaging_told told = { changes_of(tx_arena(t), &was, &now) };
    *in->out = shown(&now);
    in->changed = told.changed.n;
    if (!in->changed)
        return OK;
    TRY(q_messaging_set(t, in->me, now.from_following, now.read_receipts, now.typing, now.invisible));
    return event_tell(t, messaging_changed, in->me, &told);
}

err messaging_change(ctx *c, id me, const struct messaging_change *by, struct messaging *out)
{
    struct changing in = { me, by, out, false };
    i64 now = ctx_now(c).ms / 1000;
    u64 of = rate_of_id(c->world, me);
    struct rate r = rate_take(c->world, &messaging_hourly, of, now);

    TRY(rate_refuse(c, &r, "changes"));
    err e = transact(c, change, &in);
    if (e != OK || !in.changed)
        rate_give_back(c->world, &messaging_hourly, of, now);
    return e;
}

/* ---- as one's own connections hear it ---- */

err messaging_say(ctx *c, const struct event *e, struct says *out)
{
    struct messaging_told told;
    id who;

    TRY(event_read(&c->arena, e, messaging_changed, &told));
    if (!id_parse(e->key, &who))
        return ERR_INVALID;
    say_to(out, say(out, "account_changed", &messaging_told_shape, &told), who);
    return OK;
}

/* ---- in the export ---- */

err messaging_export(ctx *c, id who, struct rows *rows)
{
    struct messaging own;

    TRY(messaging_get(c, who, &own));
    return row_add(c, rows, &messaging_shape, &own);
}
