/*
 * Reactions: who likes, saves or boosts what, and how many do. The subject is a post or a comment, and may be anything
 * with an id: nothing here knows posts. Counts are a row beside the subject's reactions and change in the same transaction.
 * What a hidden account did is kept but not counted; it comes back with the account.
 *
 * A capability that owns subjects calls these verbs in its own transaction. It has asked already whether `me` may act at all
 * (sight_meet_in does) and sees the subject: nothing is asked here.
 *
 * Events, key: the post's id: reaction.created, reaction.deleted, each only if something changed. reaction.recounted (key:
 * the account's id) names subjects whose counts changed because an account came or went. Caches of counts that drop a
 * subject at these three are right.
 */
#pragma once
#include "domain/account/account.h"
#include "domain/permit/permit.h"
#include "ports/reach.h"
#include "domain/reaction/problems.h"

enum reaction_kind { REACTION_LIKE, REACTION_SAVE, REACTION_BOOST, REACTION_KINDS };
extern const char *const reaction_words[];       /* "like", "save", "boost", NULL: by enum reaction_kind, and for shapes */
err reaction_read(ctx *, str word, enum reaction_kind *out);         /* ERR_NOT_FOUND unknown_reaction */

/* `author`: of the subject, which is the comment if there is one, otherwise the post. */
struct reaction_on { id post, author; maybe_id comment; };
static inline id reaction_subject(const struct reaction_on *on) { return on->comment.is == GIVEN ? on->comment.v : on->post; }

struct reaction_counts { id subject_id; i64 likes, saves, boosts; };
typedef PAGE(reaction_counts) reaction_counts_page;

/*
 * Setting what is set, or taking back what is not, changes nothing and reports nothing. `made` is the reaction's id, so its
 * time; 0: a new one (of a boost: its post's id). In the answer it is that of the first setting, or of what was taken back,
 * or 0. The counts are those after it.
 */
struct reaction_done { bool changed; id made; struct reaction_counts counts; };
err reaction_set(tx *, enum reaction_kind, id me, const struct reaction_on *, id made, struct reaction_done *out);
err reaction_unset(tx *, enum reaction_kind, id me, id subject, struct reaction_done *out);

/* The subject is deleted: from now on it has no reactions, and no event says so. Large numbers of rows go soon after. */
err reactions_forget(tx *, id subject);
err reactions_forget_each(tx *, ids subjects);   /* one statement for all that nobody ever reacted to */

/*
 * likes_per_hour, for each reaction set, plain boost and vote; ERR_TOO_MANY. Taken before the transaction, and given back if
 * that refused or changed nothing.
 */
err reaction_take(ctx *, id me);
void reaction_give_back(ctx *, id me);

/* ---- reading ---- */

/* For each subject, in the order asked: one statement. */
err reactions_counts(ctx *, ids subjects, reaction_counts_page *out);
err reaction_counts_in(tx *, id subject, struct reaction_counts *out);

/* What `me` did, likewise; without a statement if `me` is 0 (nobody is signed in). */
struct reaction_own { id subject_id; bool liked, saved, boosted; };
typedef PAGE(reaction_own) reaction_own_page;
err reactions_own(ctx *, id me, ids subjects, reaction_own_page *out);
err reaction_own_in(tx *, id me, id subject, struct reaction_own *out);

/*
 * One reaction. Lists are newest first, older than `before`, {0} from the newest on; the `made` of the last one continues
 * them. Those of hidden accounts are in them: the caller shows what the viewer may see.
 */
struct reaction { id subject_id, user_id; i64 kind; id made, post_id, author_id; bool hidden; };
typedef PAGE(reaction) reaction_page;

/* Who likes or boosts it. Saves are in no list but their owner's. */
enum { LIKERS = 1 << REACTION_LIKE, BOOSTERS = 1 << REACTION_BOOST };
err reactions_of(ctx *, id subject, u32 who, id before, i64 most, reaction_page *out);

/* The same of many subjects, in one statement (ports/reach.h): an entry's list is its subject, and its place is `made`. */
err reactions_reached(ctx *, u32 who, const struct reach *, size_t n, enum reach_way, i64 most, reaction_page *out);

/* What somebody liked, saved or boosted, without deleted subjects; `up`: newer than `from`, oldest first. */
err reactions_by(ctx *, id me, enum reaction_kind, id before, i64 most, reaction_page *out);
err reactions_by_up(ctx *, id me, enum reaction_kind, id from, i64 most, reaction_page *out);

/* ---- for commands ---- */

/* The subject of the first count that is not that of its rows, or 0. In short pages, even while a server runs. */
err reactions_check(ctx *, i64 *subjects, id *wrong);

/*
 * Reactions made up for a trial, all at once: new ones, each of another account, kind or subject, by accounts that are
 * shown. `made` gives their times. The array is reordered. There are no events for them.
 */
struct planted_reaction { enum reaction_kind kind; id user, made; struct reaction_on on; };
err reactions_plant(tx *, struct planted_reaction *, size_t n);

/* ---- events ---- */

struct reaction_told { str reaction; id post_id; maybe_id comment_id; id user_id, target_author_id; when created_at; };
struct reaction_recount_told { ids subjects; };
EVENT(reaction_created, reaction_told);
EVENT(reaction_deleted, reaction_told);
EVENT(reaction_recounted, reaction_recount_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define REACTION_PERMISSIONS(X) \
    X(may_react, "react", USERS, UNTIL_LEAVING, "Like, save and boost, and take that back")
PERMISSIONS_DECLARE(reaction_permissions, REACTION_PERMISSIONS);

extern const struct capability reaction_capability;
