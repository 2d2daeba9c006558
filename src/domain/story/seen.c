/* Who has seen a story, and with what they reacted: one row for each account and story, however many connections view at once. */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "text/emoji.h"

SHAPE(story_seen, FIELD(story_seen, story_id), FIELD(story_seen, viewed_at));
SHAPE(story_viewer,
    FIELD(story_viewer, user, .of = &card_shape), FIELD(story_viewer, viewed_at), FIELD(story_viewer, reaction));

static struct story_told told_by(const struct story_row *row, id who)
{
    return (struct story_told){ .story_id = row->id, .author_id = row->user_id, .user_id = { GIVEN, who } };
}

/* ---- viewing ---- */

err story_view_in(tx *t, id me, const struct story_row *row, struct viewing *out)
{
    struct story_told told = told_by(row, me);
    id place = tx_new_id(t);
    i64 added;

    TRY(q_story_view_add(t, row->id, me, place, &added));
    if (!added)
        return q_story_view_get(t, row->id, me, out);
    *out = (struct viewing){ .story_id = row->id, .user_id = me, .place = place, .emoji.is = NULLED };
    TRY(q_story_count_add(t, row->id, 1, 0));
    return event_tell(t, story_viewed, row->user_id, &told);
}

struct seeing { id me, which; struct story_seen *out; };

static err see(tx *t, void *arg)
{
    const struct seeing *in = arg;
    struct viewing viewing;
    struct story_row row;

    TRY(story_meet_in(t, in->me, in->which, &row));
    *in->out = (struct story_seen){ row.id, { id_ms(row.id) } };
    if (row.user_id.v == in->me.v)
        return OK;
    TRY(story_view_in(t, in->me, &row, &viewing));
    in->out->viewed_at = (when){ id_ms(viewing.place) };
    return OK;
}

err story_see(ctx *c, id me, id which, struct story_seen *out)
{
    return transact(c, see, &(struct seeing){ me, which, out });
}

/* ---- reacting ---- */

struct reacting { id me, which; str emoji; };    /* "": none */

static err reaction_tell(tx *t, const struct story_row *row, const struct reacting *in)
{
    struct story_told told = told_by(row, in->me);

    if (!in->emoji.n)
        return event_tell(t, story_unreacted, row->user_id, &told);
    told.emoji = (maybe_str){ GIVEN, in->emoji };
    return event_tell(t, story_reacted, row->user_id, &told);
}

static err reaction_set(tx *t, const struct story_row *row, const struct viewing *was, const struct reacting *in)
{
    bool had = was->emoji.is == GIVEN, has = in->emoji.n;

    if (had == has && (!has || str_eq(was->emoji.v, in->emoji)))
        return OK;
    TRY(q_story_react(t, row->id, in->me, (maybe_str){ has ? GIVEN : NULLED, in->emoji }));
    if (had != has)
        TRY(q_story_count_add(t, row->id, 0, has ? 1 : -1));
    return reaction_tell(t, row, in);
}

static err react(tx *t, void *arg)
{
    const struct reacting *in = arg;
    struct viewing was;
    struct story_row row;

    TRY(story_meet_in(t, in->me, in->which, &row));
    if (row.user_id.v == in->me.v)
        return tx_fail(t, &cannot_react_to_yourself);
    TRY(story_view_in(t, in->me, &row, &was));
    return reaction_set(t, &row, &was, in);
}

static err unreact(tx *t, void *arg)
{
    const struct reacting *in = arg;
    struct viewing was;
    struct story_row row;

    TRY(story_meet_in(t, in->me, in->which, &row));
    err e = q_story_view_get(t, row.id, in->me, &was);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    return reaction_set(t, &row, &was, in);
}

err story_react(ctx *c, id me, id which, str emoji)
{
    struct reacting in = { .me = me, .which = which };

    if (!emoji_read(&c->arena, emoji, &in.emoji)) {
        (void)failure_field(&c->failure, S("emoji"), &invalid_emoji);
        return fail(c, &invalid_emoji);
    }
    return transact(c, react, &in);
}

err story_unreact(ctx *c, id me, id which)
{
    return transact(c, unreact, &(struct reacting){ .me = me, .which = which });
}

/* ---- answering ---- */

static const struct problem *answer_problem(const struct story_row *row, id me)
{
    if (row->user_id.v == me.v)
        return &cannot_reply_to_yourself;
    return row->replies ? NULL : &replies_off;
}

err story_answer_check(ctx *c, id me, id which, struct story_row *out)
{
    struct story_view view;

    TRY(story_get(c, me, which, &view));
    *out = *view.row;
    const struct problem *wrong = answer_problem(out, me);
    return wrong ? fail(c, wrong) : OK;
}

err story_answered_in(tx *t, id me, id which)
{
    struct viewing viewing;
    struct story_row row;

    TRY(story_meet_in(t, me, which, &row));
    return story_view_in(t, me, &row, &viewing);
}

/* ---- who has seen one's own ---- */

enum { PASSED_OVER_MOST = 2000, CHUNK_MOST = 100 };

struct shown { id me; i64 most; story_viewer_page *out; id last; bool more; };

/* Adds those of a chunk whom the author may see. */
static err viewers_add(ctx *c, struct shown *s, const viewing_page *chunk)
{
    ids who = { arena_array(&c->arena, id, chunk->n), chunk->n };
    card_page cards;

    for (size_t i = 0; i < chunk->n; i++)
        who.at[i] = chunk->at[i].user_id;
    TRY(cards_get(c, s->me, who, sight_reaches, &cards));
    for (size_t i = 0; i < chunk->n && !s->more; i++) {
        const struct viewing *v = &chunk->at[i];
        const struct card *user = card_among(&cards, v->user_id);
        if (!user)
            continue;
        s->more = (i64)s->out->n == s->most;
        if (s->more)
            break;
        maybe_str reaction = { v->emoji.is == GIVEN ? GIVEN : NULLED, v->emoji.v };
        s->out->at[s->out->n++] = (struct story_viewer){ *user, { id_ms(v->place) }, reaction };
        s->last = v->place;
    }
    return OK;
}

static err viewers_read(ctx *c, id which, id before, struct shown *s, id *next)
{
    viewing_page chunk;
    i64 read = 0;

    do {
        TRY(q_story_viewers(c, which, before.v ? before : (id){ INT64_MAX }, CHUNK_MOST, &chunk));
        TRY(viewers_add(c, s, &chunk));
        before = chunk.n == CHUNK_MOST ? chunk.at[chunk.n - 1].place : (id){ 0 };
        read += (i64)chunk.n;
    } while (before.v && !s->more && read - (i64)s->out->n < PASSED_OVER_MOST);
    *next = s->more ? s->last : before;
    return OK;
}

err story_viewers(ctx *c, id me, id which, id before, i64 most, story_viewer_page *out, id *next)
{
    struct shown s = { .me = me, .most = most, .out = out };
    struct story_view view;

    TRY(story_get(c, me, which, &view));
    if (!view.author->sight.self)
        return fail_with(c, ERR_FORBIDDEN, "Only its author sees who has seen a story.");
    *out = (story_viewer_page){ .at = arena_array(&c->arena, struct story_viewer, (size_t)most) };
    return viewers_read(c, which, before, &s, next);
}
