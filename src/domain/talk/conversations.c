/* Beginning conversations, and lists of them. */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/talk/talk_own.h"

SHAPE(conversation_draft,
    FIELD(conversation_draft, participant_ids, .doc = "Ids, or @ and a username; oneself is ignored"),
    FIELD(conversation_draft, is_group, .doc = "Left out: whether there is more than one other person"),
    FIELD(conversation_draft, name, .reads = channel_name_read, .doc = "Of a group"),
    FIELD(conversation_draft, group_name, .reads = channel_name_read, .doc = "The same"));

/* ---- who ---- */

static strs names_of(struct arena *a, strs references)
{
    strs names = { arena_array(a, str, references.n), 0 };

    for (size_t i = 0; i < references.n; i++)
        if (str_starts(references.at[i], S("@")))
            names.at[names.n++] = str_from(references.at[i], 1);
    return names;
}

static id account_named(struct arena *a, const account_page *accounts, str name)
{
    str key = username_key(a, name);

    for (size_t i = 0; i < accounts->n; i++)
        if (str_eq(username_key(a, accounts->at[i].username), key))
            return accounts->at[i].id;
    return (id){ 0 };
}

/* All of them, by one statement for the names. */
static err references_read(ctx *c, strs references, ids *out)
{
    strs names = names_of(&c->arena, references);
    account_page accounts = { 0 };

    TRY(names.n ? accounts_by_usernames(c, names, &accounts) : OK);
    *out = (ids){ arena_array(&c->arena, id, references.n), references.n };
    for (size_t i = 0; i < references.n; i++) {
        str r = references.at[i];
        bool known = true;
        if (str_starts(r, S("@")))
            out->at[i] = account_named(&c->arena, &accounts, str_from(r, 1));
        else
            known = id_parse(r, &out->at[i]);
        if (!known || !out->at[i].v)
            return fail(c, &user_not_found);
    }
    return OK;
}

/* In the order given, each once, without `me`. */
static ids others_of(struct arena *a, id me, ids who)
{
    ids sorted = ids_once(a, who), others = { arena_array(a, id, who.n), 0 };
    bool *met = arena_array(a, bool, sorted.n);

    for (size_t i = 0; i < who.n; i++) {
        size_t at = (size_t)(ids_find(sorted, who.at[i]) - sorted.at);
        if (!met[at] && who.at[i].v != me.v)
            others.at[others.n++] = who.at[i];
        met[at] = true;
    }
    return others;
}

/* ---- what ---- */

static err wish_read(ctx *c, id me, const struct conversation_draft *given, struct conversation_wish *out)
{
    struct conversation_draft d = *given;
    ids who;

    TRY(shape_read_texts(&c->failure, &conversation_draft_shape, &d));
    maybe_str name = d.name.is == GIVEN ? d.name : d.group_name;
    TRY(references_read(c, d.participant_ids, &who));
    *out = (struct conversation_wish){ .others = others_of(&c->arena, me, who) };
    if (!out->others.n)
        return fail(c, &cannot_message_yourself);
    out->group = out->others.n > 1 || (d.is_group.is == GIVEN && d.is_group.v);
    if (out->group && d.is_group.is == GIVEN && !d.is_group.v)
        return fail(c, &needs_group);
    out->name = out->group && name.is == GIVEN ? name.v : S("");
    return OK;
}

/* Those whom its answer shows. */
static err people_read(ctx *c, id me, const struct conversation_wish *w, card_page *out)
{
    ids who = { arena_array(&c->arena, id, w->others.n + 1), 0 };

    if (w->group)
        who.at[who.n++] = me;
    for (size_t i = 0; i < w->others.n && who.n < PARTICIPANTS_MOST; i++)
        who.at[who.n++] = w->others.at[i];
    if (!w->group)
        who.at[who.n++] = me;
    return cards_get(c, me, who, NULL, out);
}

/* ---- making one ---- */

struct opening { id me; struct conversation_wish wish; card_page people; struct channel *out; id there; };

static err make(tx *t, void *arg)
{
    struct opening *in = arg;
    struct channel_kept kept;

    TRY(conversation_make(t, in->me, &in->wish, &kept, &in->there));
    channel_of(tx_arena(t), &(struct channel_view){ .kept = &kept, .participants = in->people }, tx_now(t), in->out);
    return OK;
}

/* If two begin it at once, one makes it, and the other finds it. */
static err opening_make(ctx *c, struct opening *in)
{
    TRY(people_read(c, in->me, &in->wish, &in->people));
    TRY(conversation_rate_take(c, in->me));
    err e = transact(c, make, in);
    if (e != OK)
        conversation_rate_give_back(c, in->me);
    if (!in->there.v)
        return e;
    failure_begin(&c->failure, &c->arena);
    return OK;
}

err conversation_open(ctx *c, id me, const struct conversation_draft *draft, struct channel *out, bool *made)
{
    struct opening in = { .me = me, .out = out };

    TRY(wish_read(c, me, draft, &in.wish));
    TRY(in.wish.group ? OK : direct_find(c, me, in.wish.others.at[0], &in.there));
    TRY(in.there.v ? OK : opening_make(c, &in));
    *made = !in.there.v;
    return *made ? OK : channel_show(c, me, in.there, out);
}

err conversation_accept(ctx *c, id me, id which, struct channel *out)
{
    TRY(request_accept(c, me, which));
    return channel_show(c, me, which, out);
}

err conversation_drop(ctx *c, id me, id which)
{
    struct channel_kept was;

    TRY(channel_get(c, me, which, &was));
    TRY(conversation_unlist(c, me, which));
    unlist_tell(c, &was);
    return OK;
}

/* ---- lists ---- */

err conversations_show(ctx *c, id me, const struct conversations_wish *w, channel_page *out, struct activity_place *next)
{
    ids which;

    TRY(conversations_list(c, me, w->requests, w->from, w->offset, w->limit, &which, next));
    return channels_show(c, me, which, out);
}
