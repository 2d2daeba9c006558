/* Shared by the files of this capability. */
#pragma once
#include "domain/profile/profile.h"

/* The part that is the same for every viewer. */
struct person {
    id user_id;
    str username;
    HAS_PROFILE_WORDS;
    HAS_PROFILE_COUNTS;
    bool shown, locked, noindex;
    when created_at;
};
typedef PAGE(person) person_page;

static inline struct standing standing_of_person(const struct person *p)
{
    return (struct standing){ .who = p->user_id, .there = true, .shown = p->shown, .locked = p->locked, .noindex = p->noindex };
}


struct person person_of(const struct account *, const struct profile_counts *);

/* One, or several in the order asked, without unknown ones. From the cache, otherwise from the store. */
err person_get(ctx *, id, struct person *out);               /* ERR_NOT_FOUND user_not_found */
err people_get(ctx *, ids, person_page *out);                /* without their counts of posts */

/* ---- count.c ---- */

struct profile_count { id user_id; i64 posts; };
typedef PAGE(profile_count) profile_count_page;
err person_count_posts(ctx *, struct person *);              /* fills in the count, from the cache */
err people_count_posts(ctx *, person_page *);
err count_erase(tx *, const struct event *);
err profile_check(ctx *, struct capability_check *out);
extern const struct shape profile_count_shape;
extern const struct belongings profile_belongings[];

/* ---- search.c ---- */

#define PEOPLE_INDEX "people_index"              /* the consumer that keeps it */

/* Keeps the index of names up to date: handles an event of an account. */
err person_index(tx *, const struct event *);

/* ---- person.c ---- */

/* Drops the cached entries of the accounts that an event is about. */
bus_ear person_forget;
