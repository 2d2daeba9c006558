/* The routes of profiles and of the search of people. */
#include "api/rest/route.h"
#include "domain/profile/profile.h"
#include "runtime/ctx.h"

struct user_key { str id; };
struct profile_draft { str id; HAS_PROFILE_WORDS_CHANGE; };
struct people_query { str q; i64 limit, offset; };

SHAPE(user_key,
    FIELD_USER(user_key, id));
SHAPE(profile_draft,
    FIELDS(PROFILE_WORDS, profile_draft)
    FIELD_USER(profile_draft, id));
SHAPE(people_query,
    FIELD(people_query, q,      .min = 1, .max = 200, .doc = "Words of a name, in any order; case and accents do not matter"),
    LIST_LIMIT(people_query),
    FIELD(people_query, offset, .optional = true, .max = 1000000, .doc = "How many to skip"));

static err mine(ctx *c, const struct caller *me, const struct nothing *in, struct my_profile *out)
{
    (void)in;
    return profile_mine(c, me->account, out);
}

static err change_mine(ctx *c, const struct caller *me, const struct profile_edit *in, struct my_profile *out)
{
    return profile_change_mine(c, me->account, in, out);
}

static err get(ctx *c, const struct caller *me, id who, const struct user_key *in, struct profile *out)
{
    (void)in;
    return profile_get(c, me->account, who, out);
}

static err set(ctx *c, const struct caller *me, id who, const struct profile_draft *in, struct profile *out)
{
    return profile_change(c, me->account, who, &(struct profile_edit){ .words = in->words }, out);
}

static err search(ctx *c, const struct caller *me, const struct people_query *in, struct people_found *out)
{
    return people_search(c, me->account, in->q, in->limit, in->offset, out);
}

CALLS_AS(mine, nothing, my_profile)
CALLS_AS(change_mine, profile_edit, my_profile)
CALLS_ON(get, user_key, id, profile)
CALLS_ON(set, profile_draft, id, profile)
CALLS_AS(search, people_query, people_found)

static const struct problem *const problems[] = { &user_not_found, NULL };
static const struct problem *const mine_problems[] = { &media_unknown, &media_kind, &media_failed, &media_not_ready, NULL };
static const struct problem *const set_problems[] = { &user_not_found, PLAIN(ERR_FORBIDDEN), NULL };

extern const struct route profile_routes[];
const struct route profile_routes[] = {
    { METHOD_GET,   "/users/me",           mine_entry,        &may_edit_self, RATE_READS,  200, GIVES(my_profile),
      .tag = "people",
      .tag_says = "Profiles, search for people, and who follows, blocks and mutes whom",
      .summary = "Read your own profile" },
    { METHOD_PATCH, "/users/me",           change_mine_entry, &may_edit_self, RATE_WRITES, 200, TAKES(profile_edit), GIVES(my_profile),
      .tag = "people", .summary = "Change your own profile: a missing member stays as it is, null clears it", .problems = mine_problems },
    { METHOD_GET,   "/users/search",       search_entry,      &anyone,        RATE_READS,  200, TAKES(people_query), GIVES(people_found),
      .tag = "people", .summary = "Find people by their names" },
    { METHOD_GET,   "/users/{id}",         get_entry,         &anyone,        RATE_READS,  200, TAKES(user_key), GIVES(profile),
      .tag = "people", .summary = "Read somebody's profile", .problems = problems },
    { METHOD_POST,  "/users/{id}/profile", set_entry,         &may_edit_self, RATE_WRITES, 200, TAKES(profile_draft), GIVES(profile),
      .tag = "people", .summary = "Create or change your profile", .problems = set_problems },
    {0}
};
