/* Polls as a viewer sees them. */
#include "base/json.h"
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/poll_own.h"

SHAPE(poll_choice, FIELD(poll_choice, text), FIELD(poll_choice, vote_count, .doc = "null where numbers are not shown"));
SHAPE(poll_view,
    FIELD_PAGE(poll_view, options, &poll_choice_shape),
    FIELD(poll_view, multiple),
    FIELD(poll_view, results,     .doc = "always, voted (shown to those who have voted) or ended; from its end on all see the numbers"),
    FIELD(poll_view, voter_count, .doc = "The number of people; null where numbers are not shown"),
    FIELD(poll_view, expires_at),
    FIELD(poll_view, ended),
    FIELD(poll_view, voted,       .doc = "You have"),
    FIELD(poll_view, own_votes,   .doc = "Your choices: places in options, from 0"));

#define POLL_ROW_FIELDS(S)                                                                                                \
    FIELD(S, post_id), FIELD(S, author_id), FIELD(S, options), FIELD(S, multiple), FIELD(S, results), FIELD(S, expires_at), \
    FIELD(S, told)
#define POLL_NUMBER_FIELDS(S)                                                                                             \
    FIELD(S, voters), FIELD(S, n0), FIELD(S, n1), FIELD(S, n2), FIELD(S, n3), FIELD(S, n4), FIELD(S, n5), FIELD(S, n6),    \
    FIELD(S, n7), FIELD(S, n8), FIELD(S, n9)
SHAPE(poll_row, POLL_ROW_FIELDS(poll_row));
SHAPE(poll_count, FIELD(poll_count, post_id), POLL_NUMBER_FIELDS(poll_count));
SHAPE(poll_counted, POLL_ROW_FIELDS(poll_counted), POLL_NUMBER_FIELDS(poll_counted));
SHAPE(vote_row, FIELD(vote_row, post_id), FIELD(vote_row, user_id), FIELD(vote_row, choices), FIELD(vote_row, created_at),
    FIELD(vote_row, hidden));

i64s choices_of(struct arena *a, i64 choices)
{
    i64s out = { arena_array(a, i64, POLL_OPTIONS_MOST), 0 };

    for (i64 i = 0; i < POLL_OPTIONS_MOST; i++)
        if (choices >> i & 1)
            out.at[out.n++] = i;
    return out;
}

static bool numbers_shown(const struct poll_counted *p, id me, bool voted, bool ended)
{
    return p->author_id.v == me.v || ended || str_eq(p->results, S("always")) || (voted && str_eq(p->results, S("voted")));
}

static err choices_show(struct arena *a, const struct poll_counted *p, bool shown, poll_choice_page *out)
{
    strs texts;

    TRY(poll_texts_read(a, p->options, &texts));
    *out = (poll_choice_page){ .at = arena_array(a, struct poll_choice, texts.n), .n = texts.n };
    for (size_t i = 0; i < texts.n; i++)
        out->at[i] = (struct poll_choice){ texts.at[i], { shown ? GIVEN : NULLED, p->of[i] } };
    return OK;
}

err poll_show(struct arena *a, const struct poll_counted *p, id me, const struct vote_row *own, when now, struct poll_view *out)
{
    bool ended = now.ms >= p->expires_at.ms, shown = numbers_shown(p, me, own != NULL, ended);

    *out = (struct poll_view){
        .multiple = p->multiple, .results = p->results, .voter_count = { shown ? GIVEN : NULLED, p->voters },
        .expires_at = p->expires_at, .ended = ended, .voted = own != NULL, .own_votes = choices_of(a, own ? own->choices : 0),
    };
    return choices_show(a, p, shown, &out->options);
}

static const struct vote_row *vote_among(const vote_row_page *votes, id post)
{
    for (size_t i = 0; i < votes->n; i++)
        if (votes->at[i].post_id.v == post.v)
            return &votes->at[i];
    return NULL;
}

static err all_show(struct arena *a, const poll_counted_page *polls, id me, const vote_row_page *own, when now, poll_shown_page *out)
{
    *out = (poll_shown_page){ .at = arena_array(a, struct poll_shown, polls->n), .n = polls->n };
    for (size_t i = 0; i < polls->n; i++) {
        const struct poll_counted *p = &polls->at[i];
        out->at[i].post_id = p->post_id;
        TRY(poll_show(a, p, me, vote_among(own, p->post_id), now, &out->at[i].view));
    }
    return OK;
}

err polls_get(ctx *c, id me, ids posts, poll_shown_page *out)
{
    poll_counted_page polls = { 0 };
    vote_row_page own = { 0 };

    if (posts.n)
        TRY(q_polls_with_counts(c, posts, &polls));
    if (polls.n && me.v)
        TRY(q_poll_votes_get(c, posts, me, &own));
    return all_show(&c->arena, &polls, me, &own, ctx_now(c), out);
}

err polls_get_in(tx *t, id me, ids posts, poll_shown_page *out)
{
    poll_counted_page polls = { 0 };
    vote_row_page own = { 0 };

    if (posts.n)
        TRY(q_polls_with_counts(t, posts, &polls));
    if (polls.n && me.v)
        TRY(q_poll_votes_get(t, posts, me, &own));
    return all_show(tx_arena(t), &polls, me, &own, tx_now(t), out);
}

const struct poll_view *poll_among(const poll_shown_page *page, id post)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].post_id.v == post.v)
            return &page->at[i].view;
    return NULL;
}
