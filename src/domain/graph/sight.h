/*
 * Who may see whom: one rule, for all that shows or brings something of one person to another. A sight is what is between a
 * viewer and an account; the questions at the end are the rule. Nobody else decides by blocks, follows, mutes or the state
 * of an account, and nobody else can: only this reads them for two people at once.
 *
 * `me` 0: nobody is signed in. Of one it takes two statements, of many four, however many they are; those that have the
 * standing at hand (a cache does) save one. Inside of a transaction what is answered holds until it commits.
 *
 * How capabilities ask:
 *   a profile                  sight_sees
 *   a post, a story            sight_reads, with its audience
 *   a comment                  sight_reads of the post's author, and sight_reaches of its own
 *   a list, a search           sight_reaches; a post is read by its own rule
 *   a follow, mention, message sight_meet_in, then sight_reaches
 *   what comes unasked         sight_brings: timelines, notifications
 */
#pragma once
#include "domain/account/account.h"

/* What an account is to everybody. Zero but for the id: it is not there. */
struct standing { id who; bool there, shown, locked; };      /* shown: neither suspended nor about to be deleted */
static inline struct standing standing_of(const struct account *a)
{
    return (struct standing){ a->id, true, account_is_shown(a), a->locked };
}

struct sight {
    struct standing of;
    bool self;                       /* one looks at oneself: there is nothing between */
    bool following, requested;       /* `me` follows them, or has asked to */
    bool followed_by, asked_by;      /* and they `me` */
    bool blocking, blocked_by, muting;
};
typedef PAGE(sight) sight_page;

err sight_of(ctx *, id me, id who, struct sight *out);       /* also of an account that is not there */
err sight_of_in(tx *, id me, id who, struct sight *out);
err sights_of(ctx *, id me, ids who, sight_page *out);       /* one for each, in the order asked */
err sights_of_in(tx *, id me, ids who, sight_page *out);
err sight_from(ctx *, id me, const struct standing *, struct sight *out);
err sights_from(ctx *, id me, const struct standing *, size_t n, sight_page *out);

/*
 * The same, and ERR_NOT_FOUND user_not_found unless `me` sees them. In a transaction it is for a deed of `me`:
 * ERR_FORBIDDEN account_leaving, account_suspended.
 */
err sight_meet(ctx *, id me, id who, struct sight *out);
err sight_meet_in(tx *, id me, id who, struct sight *out);

/*
 * Those whom a block parts from `me`, for what walks or searches rows that leave hidden accounts out: of some, one statement; of
 * all, at most 10,000, so that what was found is asked for once more.
 */
enum barred { BARRED_BY_THEM, BARRED_EITHER_WAY };
err sight_barred_of(ctx *, id me, ids who, enum barred, ids *out);   /* sorted by id */
err sight_barred(ctx *, id me, ids *out);

/* ---- the questions ---- */

typedef bool sight_question(const struct sight *);

/* They exist for `me`. Of oneself: also while hidden from others. */
static inline bool sight_sees(const struct sight *s)
{
    return s->self ? s->of.there : s->of.shown && !s->blocked_by;
}

/* No block is between them, either way: `me` may write to them, and meets what they make. */
static inline bool sight_reaches(const struct sight *s)
{
    return sight_sees(s) && !s->blocking;
}

/* What they do may be brought to `me`, who has not asked for it. */
static inline bool sight_brings(const struct sight *s)
{
    return sight_reaches(s) && !s->muting;
}

/* Something of theirs, by whom it is for. `named`: it names `me` (a mention, a list of close friends). */
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
