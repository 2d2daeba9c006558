/*
 * Profiles: what one person may see of another, combined from the account, the follow
 * graph's counts and the relation between the two; and the search of people. The part
 * that is the same for every viewer is cached, and dropped by the events of its sources.
 * An account that is hidden, or has blocked the viewer, is ERR_NOT_FOUND user_not_found.
 *
 * Profiles are above accounts, the graph and sight, and below everything that people
 * make: a post reports itself to the count and shows its author's card, but profiles know
 * nothing of posts. Other capabilities say things about a person, such as that they are
 * online, by marks.
 */
#pragma once
#include "domain/graph/graph.h"
#include "domain/graph/sight.h"
#include "domain/media/media.h"
#include "domain/profile/problems.h"

struct relationship { bool following, followed_by, requested, blocking, muting; };
extern const struct shape relationship_shape;

#define PROFILE_COUNTS(X, S) X(S, i64, follower_count) X(S, i64, following_count) X(S, i64, post_count)
struct profile_counts { MEMBERS(PROFILE_COUNTS) };
#define HAS_PROFILE_COUNTS HAS_MEMBERS(PROFILE_COUNTS, profile_counts, counts)

struct profile {
    id user_id;
    str username;
    HAS_PROFILE_WORDS;
    HAS_PROFILE_COUNTS;
    when created_at;
    const struct relationship *relationship;     /* for a signed-in viewer, otherwise NULL */
};
typedef PAGE(profile) profile_page;
extern const struct shape profile_shape;

/* `me` 0: nobody is signed in. One's own profile is always found, even while it is hidden from others. */
err profile_get(ctx *, id me, id who, struct profile *out);

/* In the order asked, without those that `me` may not see; a constant number of statements. */
err profiles_get(ctx *, id me, ids who, profile_page *out);
err profiles_where(ctx *, id me, ids who, sight_question *, profile_page *out);       /* likewise, those for whom it is true */
/* The existing ones, without their relation to anybody: for the authors of things that were found by their own rule. */
err profiles_shown(ctx *, ids who, profile_page *out);

/*
 * A list as profiles, in the order of `source`. People for whom its question is false are left out, and later ones fill
 * their places: a page is full as long as there is more. `next` is the start of the next page; 0: this is the last.
 */
struct people_ids { ids who; id next; };
struct people_source {
    /* from `at`, 0: the top; skips `offset` */
    err (*read)(ctx *, const void *arg, id at, i64 offset, i64 most, struct people_ids *out);
    const void *arg;
    sight_question *asks;
};
struct people_wish { id at; i64 offset, limit; };
err people_list(ctx *, id me, const struct people_source *, struct people_wish, profile_page *out, id *next);

/* Lists of the graph. ERR_NOT_FOUND user_not_found: `me` may not see their owner. */
err people_of(ctx *, id me, enum graph_side, id of, struct people_wish, profile_page *out, id *next);
err people_in_common(ctx *, id me, id other, struct people_wish, profile_page *out, id *next);
err people_suggested(ctx *, id me, i64 most, profile_page *out);

/*
 * A missing member stays as it is, a null clears it; all or nothing. A picture is given by its URL or as one's own media, not both:
 * then its URL is that of a still of it.
 */
struct profile_edit {
    HAS_PROFILE_WORDS_CHANGE;
    maybe_bool locked, noindex;
    maybe_str avatar_media_id, banner_media_id;
};
extern const struct shape profile_edit_shape;

/*
 * Changes one's own profile and returns it, complete at the commit. ERR_FORBIDDEN: it is another's, which `me` may see; of pictures what
 * media_attach refuses.
 */
err profile_change(ctx *, id me, id whose, const struct profile_edit *, struct profile *out);

/* One's own profile: what others see, and what they do not. */
struct my_profile {
    id id, user_id;
    str username;
    maybe_str email, phone;
    bool email_confirmed;
    HAS_PROFILE_WORDS;
    maybe_id avatar_media_id, banner_media_id;   /* null: the picture came by URL, or there is none */
    str role;
    bool locked, noindex;
    HAS_PROFILE_COUNTS;
    maybe_when deletes_at;
    when created_at;
};
extern const struct shape my_profile_shape;
err profile_mine(ctx *, id me, struct my_profile *out);
err profile_change_mine(ctx *, id me, const struct profile_edit *, struct my_profile *out);

/* Exact name first, then prefixes of names and display names, then other words in any order, with one typing error forgiven. */
struct people_found { str query; profile_page results; i64 total, limit, offset; };
extern const struct shape people_found_shape;
err people_search(ctx *, id me, str query, i64 most, i64 offset, struct people_found *out);

/* Those who have a word in their names that begins so, hidden ones left out, and no more than that. `begin` is folded (text/name.h). */
err people_beginning(ctx *, str begin, i64 most, ids *out);

/*
 * A post that counts was published (1) or deleted (-1) in this transaction: one that is
 * public, unlisted or for followers. The caller reports an event of its own, and drops the
 * cached count where it hears that.
 */
err profile_posted(tx *, id who, i64 change);
err profile_posts_in(tx *, id who, i64 *out);
err profile_posts_next(tx *, id after, id *who);             /* the next account that has a count; 0: none */
err profile_posts(ctx *, id who, i64 *out);                  /* the count: for the check of the capability that keeps posts */
void profile_posts_forget(struct world *, id who);
err profile_plant(tx *, id who, i64 posts);                  /* posts made up for a trial, which are new: without an event */

/* What a post, a comment or a message shows of a person. */
struct card { id id; str username, display_name; maybe_str avatar_url; };
typedef PAGE(card) card_page;
extern const struct shape card_shape;

/*
 * In the order asked, the existing people for whom the question is true. NULL asks nothing: for the authors of things
 * that were found by their own rule. With a warm cache, the only statements are those of the sights.
 */
err cards_get(ctx *, id me, ids who, sight_question *asks, card_page *out);
err cards_shown(ctx *, ids who, card_page *out);             /* those who are not hidden, whatever stands between: in lists of members */
const struct card *card_among(const card_page *, id who);    /* NULL: it is not among them */

/*
 * The same with the relation of `me` to each: for what people make, whose own rule decides. In the order asked, without
 * unknown people; a repeated one is there once.
 */
struct author { struct card card; struct sight sight; };
typedef PAGE(author) author_page;
err authors_get(ctx *, id me, ids who, author_page *out);
err authors_reached(ctx *, id me, ids who, author_page *out);       /* by sights_without_follows */
const struct author *author_among(const author_page *, id who);

/*
 * What other capabilities say about a person, such as that they are online, in a word each. A capability names its own
 * in `marks` of its struct capability. `who` are people whom `me` has been shown; the mark itself leaves out what is
 * not for `me`.
 */
struct mark { const char *word; err (*fill)(ctx *, id me, ids who, bool *set); };
err marks_get(ctx *, id me, ids who, strs **out);            /* the words of each, in the order asked */

extern const struct capability profile_capability;
