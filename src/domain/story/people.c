/* Lists that everybody has: close friends, those whom one's stories are hidden from, those whose stories one mutes. Nobody is told. */
#include "base/problems.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"

SHAPE(story_size, FIELD(story_size, n));
SHAPE(story_listed, FIELD(story_listed, other_id), FIELD(story_listed, place));

struct listing { id me, who; enum story_list list; };

static err size_check(tx *t, const struct listing *in)
{
    struct story_size size;

    TRY(q_story_list_size(t, in->me, in->list, &size));
    return size.n > STORY_LIST_MOST ? tx_fail(t, &list_full) : OK;
}

static err put(tx *t, void *arg)
{
    const struct listing *in = arg;
    struct sight who;
    i64 added;

    TRY(sight_meet_in(t, in->me, in->who, &who));
    if (!sight_reaches(&who))
        return tx_fail_saying(t, &blocking, "You block this user. Unblock them before you add them to a list.");
    TRY(q_story_list_add(t, in->me, in->who, in->list, tx_new_id(t), &added));
    return added ? size_check(t, in) : OK;
}

/* Who is hidden, or behind a block, is taken off like anybody else. */
static err take(tx *t, void *arg)
{
    const struct listing *in = arg;
    struct sight who;
    i64 taken;

    TRY(account_acts_in(t, in->me));
    TRY(q_story_list_take(t, in->me, in->who, in->list, &taken));
    return taken ? OK : sight_meet_in(t, in->me, in->who, &who);
}

static err change(ctx *c, tx_fn *deed, const struct listing *in)
{
    if (in->who.v == in->me.v)
        return fail_field_saying(c, S("user_id"), &invalid_form, "This is yourself.");
    return transact(c, deed, (void *)in);
}

err story_list_put(ctx *c, id me, enum story_list list, id who)
{
    return change(c, put, &(struct listing){ me, who, list });
}

err story_list_take(ctx *c, id me, enum story_list list, id who)
{
    return change(c, take, &(struct listing){ me, who, list });
}

static err list_read(ctx *c, const void *arg, id at, i64 offset, i64 most, struct people_ids *out)
{
    const struct listing *in = arg;
    story_listed_page rows;

    (void)offset;
    TRY(q_story_list_before(c, in->me, in->list, at.v ? at : (id){ INT64_MAX }, most + 1, &rows));
    bool more = rows.n > (size_t)most;
    size_t n = more ? (size_t)most : rows.n;
    *out = (struct people_ids){ .who = { arena_array(&c->arena, id, n), n } };
    for (size_t i = 0; i < n; i++)
        out->who.at[i] = rows.at[i].other_id;
    out->next = more ? rows.at[n - 1].place : (id){ 0 };
    return OK;
}

err story_list_get(ctx *c, id me, enum story_list list, struct people_wish wish, profile_page *out, id *next)
{
    const struct listing arg = { .me = me, .list = list };

    return people_list(c, me, &(struct people_source){ list_read, &arg, sight_reaches }, wish, out, next);
}
