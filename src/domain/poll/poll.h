/*
 * Polls of posts: their options, who voted for what, the counts, and their end. A poll has the id of its post and never
 * changes. It ends by the clock: nobody needs to end it, and one that is over refuses votes at once.
 *
 * This capability knows nothing of posts, nor of who may see them: the caller has asked that, and in a transaction also
 * whether the account may act. Counts change in the transaction of the vote. Votes of hidden accounts are kept but not counted.
 *
 * Events, key: the post's id: poll.voted; poll.ended, once for each poll, within seconds of its end. poll.recounted (key: an
 * account's id), whose `posts` have polls with other numbers because that account came or went.
 */
#pragma once
#include "domain/account/account.h"
#include "domain/poll/problems.h"

enum { POLL_OPTIONS_LEAST = 2, POLL_OPTIONS_MOST = 10, POLL_OPTION_LENGTH = 100 };
enum { POLL_LEAST_S = 5, POLL_MOST_S = 2592000, POLL_STANDARD_S = 86400 };

/* As clients write it, the member `poll` of something. Without an end it lasts a day. */
struct poll_draft { strs options; maybe_bool multiple; maybe_i64 expires_in; maybe_when expires_at; maybe_str results; };
extern const struct shape poll_draft_shape;      /* also used inside of other shapes: bounds of members, not yet the rules between them */

/* All of it, for one that would begin at `now`. ERR_INVALID on members of `poll` ("poll.options"). */
err poll_draft_check(struct failure *, const struct poll_draft *, when now);

/* What a viewer sees. Numbers that are not shown to them are null. */
struct poll_choice { str text; maybe_i64 vote_count; };
typedef PAGE(poll_choice) poll_choice_page;
struct poll_view {
    poll_choice_page options;
    bool multiple;
    str results;                     /* always, voted, ended */
    maybe_i64 voter_count;
    when expires_at;
    bool ended, voted;
    i64s own_votes;                  /* places in `options`, rising */
};
extern const struct shape poll_view_shape, poll_choice_shape;

/* Begins now, with the post; the view is its author's. ERR_INVALID, as poll_draft_check. */
err poll_make(tx *, id post, id author, const struct poll_draft *, struct poll_view *out);

/* The post is deleted: the poll is gone with the commit, its votes soon after. Harmless for a post without a poll. */
err poll_forget(tx *, id post);

/* Of posts that `me` sees (0: nobody is signed in); those without a poll are missing. In no order, in two statements. */
struct poll_shown { id post_id; struct poll_view view; };
typedef PAGE(poll_shown) poll_shown_page;
err polls_get(ctx *, id me, ids posts, poll_shown_page *out);
err polls_get_in(tx *, id me, ids posts, poll_shown_page *out);
const struct poll_view *poll_among(const poll_shown_page *, id post);        /* NULL: it has none */

/*
 * The vote of `me`, who sees the post and may act. *changed false: it was the same before. ERR_NOT_FOUND poll_not_found;
 * ERR_INVALID on `choices`; ERR_CONFLICT poll_ended (repeats too), already_voted.
 */
err poll_vote(tx *, id post, id me, i64s choices, struct poll_view *out, bool *changed);

/* What somebody voted, by post, the oldest post first; for exports. */
struct poll_vote { id post_id; i64s choices; when created_at; };
typedef PAGE(poll_vote) poll_vote_page;
extern const struct shape poll_vote_shape;
err poll_votes_of(ctx *, id who, id after, i64 most, poll_vote_page *out);

struct poll_told { id post_id, author_id; i64 voter_count; };
struct polls_told { ids posts; };
EVENT(poll_voted, poll_told);
EVENT(poll_ended, poll_told);
EVENT(poll_recounted, polls_told);

extern const struct capability poll_capability;
