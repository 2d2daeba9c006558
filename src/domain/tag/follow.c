/* Tags that somebody follows: at most TAGS_FOLLOWED_MOST, last followed first. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"
#include "work/belongings.h"

SHAPE(tag_followed, FIELD(tag_followed, name), FIELD(tag_followed, made));
SHAPE(tag_user, FIELD(tag_user, user_id));

EVENT_KIND(tag_refollowed, "tag.refollowed", nothing_told);

struct follow_call { id me; str name; struct tag *out; };

static err follow_write(tx *t, void *arg)
{
    const struct follow_call *in = arg;
    tag_followed_page own;

    TRY(account_acts_in(t, in->me));
    TRY(tag_get_in(t, in->me, in->name, in->out));
    if (in->out->following)
        return OK;
    TRY(q_tag_follows_before(t, in->me, ((id){ INT64_MAX }), TAGS_FOLLOWED_MOST, &own));
    if (own.n == TAGS_FOLLOWED_MOST)
        return tx_fail(t, &too_many_tags);
    in->out->following = true;
    TRY(q_tag_follow_add(t, in->me, in->name, tx_new_id(t)));
    return event_tell(t, tag_refollowed, in->me, NOTHING_TOLD);
}

static err unfollow_write(tx *t, void *arg)
{
    const struct follow_call *in = arg;

    TRY(account_acts_in(t, in->me));
    TRY(tag_get_in(t, in->me, in->name, in->out));
    if (!in->out->following)
        return OK;
    in->out->following = false;
    TRY(q_tag_follow_drop(t, in->me, in->name));
    return event_tell(t, tag_refollowed, in->me, NOTHING_TOLD);
}

err tag_follow(ctx *c, id me, str spelling, struct tag *out)
{
    struct follow_call in = { .me = me, .out = out };

    TRY(tag_of_spelling(c, spelling, &in.name));
    return transact(c, follow_write, &in);
}

err tag_unfollow(ctx *c, id me, str spelling, struct tag *out)
{
    struct follow_call in = { .me = me, .out = out };

    TRY(tag_of_spelling(c, spelling, &in.name));
    return transact(c, unfollow_write, &in);
}

/* ---- lists ---- */

static strs names_followed(struct arena *a, const tag_followed_page *page, size_t n)
{
    strs names = { arena_array(a, str, n), n };

    for (size_t i = 0; i < n; i++)
        names.at[i] = page->at[i].name;
    return names;
}

err tags_followed(ctx *c, id me, strs *out)
{
    tag_followed_page page;

    TRY(q_tag_follows_before(c, me, ((id){ INT64_MAX }), TAGS_FOLLOWED_MOST, &page));
    *out = names_followed(&c->arena, &page, page.n);
    return OK;
}

err tag_follows(ctx *c, id me, id at, i64 most, tag_page *out, id *next)
{
    tag_followed_page page;

    TRY(q_tag_follows_before(c, me, at.v ? at : ((id){ INT64_MAX }), most + 1, &page));
    bool more = page.n > (size_t)most;
    size_t n = more ? (size_t)most : page.n;
    *next = more ? page.at[n - 1].made : (id){ 0 };
    return tags_get(c, me, names_followed(&c->arena, &page, n), out);
}

err tag_follows_reached(ctx *c, id me, id from, enum reach_way way, i64 most, tag_followed_page *out)
{
    if (way == REACH_DOWN)
        return q_tag_follows_before(c, me, from.v ? from : (id){ INT64_MAX }, most, out);
    return q_tag_follows_after(c, me, from, most, out);
}

/* ---- an account's own ---- */

err tag_follows_erase(tx *t, id who)
{
    return q_tag_follows_drop(t, who);
}

struct owned_tag { str name; when followed_at; };
SHAPE(owned_tag, FIELD(owned_tag, name), FIELD(owned_tag, followed_at));

static err follows_export(ctx *c, id who, struct rows *rows)
{
    tag_followed_page page;

    TRY(q_tag_follows_before(c, who, ((id){ INT64_MAX }), TAGS_FOLLOWED_MOST, &page));
    for (size_t i = 0; i < page.n; i++) {
        struct owned_tag own = { page.at[i].name, { id_ms(page.at[i].made) } };
        TRY(row_add(c, rows, &owned_tag_shape, &own));
    }
    return OK;
}

const struct belongings tag_belongings[] = {
    { "followed_tags.json", "the tags that you follow", follows_export },
    {0}
};

err tags_followers_among(ctx *c, strs names, ids who, ids *out)
{
    tag_user_page found = { 0 };

    if (names.n && who.n)
        TRY(q_tag_followers_among(c, who, names, &found));
    *out = (ids){ arena_array(&c->arena, id, found.n), found.n };
    for (size_t i = 0; i < found.n; i++)
        out->at[i] = found.at[i].user_id;
    ids_sort(*out);
    return OK;
}
