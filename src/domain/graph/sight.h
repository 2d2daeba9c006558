/*
 * Who may see whom: one rule, for all code that shows or brings something of one person to another. A sight is the
 * relation of a viewer to an account; the questions at the end are the rule. No other code decides by blocks, follows,
 * mutes or the state of an account, and none can: only this reads them for two people at once.
 *
 * `me` 0: nobody is signed in. One sight takes two statements, any number of them four; callers that have the
 * standing at hand (a cache does) save one. In a transaction the answer holds until it commits.
 *
 * How capabilities ask:
 *   a profile                  sight_sees
 *   a post, a story            sight_reads, with its audience
 *   a comment                  sight_reads of the post's author, and sight_reaches of its own
 *   a list, a search           sight_reaches; a post is read by its own rule
 *   a follow, mention, message sight_meet_in, then sight_reaches
 *   unrequested content        sight_brings: timelines, notifications
 */
#pragma once
#include "domain/account/account.h"

/* What an account is to everybody. All zero except the id: the account does not exist. */
struct standing { id who; bool there, shown, locked, noindex; };      /* shown: neither suspended nor about to be deleted */
static inline struct standing standing_of(const struct account *a)
{
    return (struct standing){ a->id, true, account_is_shown(a), a->locked, a->noindex };
}

struct sight {
    struct standing of;
    bool self;                       /* the viewer is the account */
    bool following, requested;       /* `me` follows them, or has asked to */
    bool followed_by, asked_by;      /* the same, from them to `me` */
    bool blocking, blocked_by, muting;
};
typedef PAGE(sight) sight_page;

err sight_of(ctx *, id me, id who, struct sight *out);       /* also of an account that does not exist */
err sight_of_in(tx *, id me, id who, struct sight *out);
err sights_of(ctx *, id me, ids who, sight_page *out);       /* one for each, in the order asked */
err sights_of_in(tx *, id me, ids who, sight_page *out);
err sight_from(ctx *, id me, const struct standing *, struct sight *out);
err sights_from(ctx *, id me, const struct standing *, size_t n, sight_page *out);

/*
 * The other way round: what one account is to each of some viewers, in the order asked; without requests and followed_by. Two
 * statements beside its standing, however many there are; what they read is bounded by the viewers, and by the account's own rows.
 */
err sights_by(ctx *, ids viewers, id of, sight_page *out);

/* The same as if nobody followed anybody: sight_sees, sight_reaches and sight_brings need no more, which is one statement. */
err sights_without_follows(ctx *, id me, const struct standing *, size_t n, sight_page *out);

/*
 * The same, and ERR_NOT_FOUND user_not_found unless `me` sees them. In a transaction it
 * is for an action of `me`: ERR_FORBIDDEN account_leaving, account_suspended.
 */
err sight_meet(ctx *, id me, id who, struct sight *out);
err sight_meet_in(tx *, id me, id who, struct sight *out);

/*
 * The accounts on the other side of a block from `me`, for code that walks or searches rows without hidden accounts:
 * among some, one statement; among all, at most 10,000, so the results must be checked once more.
 */
enum barred { BARRED_BY_THEM, BARRED_EITHER_WAY };
err sight_barred_of(ctx *, id me, ids who, enum barred, ids *out);   /* sorted by id */
err sight_barred(ctx *, id me, ids *out);

/* ---- the questions ---- */

typedef bool sight_question(const struct sight *);

/* They exist for `me`. True for oneself, even while hidden from others. */
static inline bool sight_sees(const struct sight *s)
{
    return s->self ? s->of.there : s->of.shown && !s->blocked_by;
}

/* No block is between them, either way: `me` may write to them, and sees what they make. */
static inline bool sight_reaches(const struct sight *s)
{
    return sight_sees(s) && !s->blocking;
}

/* Their doings may be brought to `me` unasked. */
static inline bool sight_brings(const struct sight *s)
{
    return sight_reaches(s) && !s->muting;
}

/* Something of theirs, by its audience. `named`: it names `me` (a mention, a list of close friends). */
enum sight_audience { FOR_EVERYBODY, FOR_FOLLOWERS, FOR_NAMED };
static inline bool sight_reads(const struct sight *s, enum sight_audience audience, bool named)
{
    if (s->self || !sight_reaches(s) || audience == FOR_EVERYBODY)
        return sight_reaches(s);
    return audience == FOR_FOLLOWERS ? s->following : named;
}

/* They are new to `me`, who may want to follow them. */
static inline bool sight_suggests(const struct sight *s)
{
    return !s->self && sight_brings(s) && !s->following && !s->requested;
}
