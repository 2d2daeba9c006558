#include "domain/profile/profile.h"
#include "base/str.h"
#include "domain/profile/profile.sql.h"
#include "domain/profile/profile_own.h"

PROBLEMS_DEFINE(profile_problems, PROFILE_PROBLEMS)

SHAPE(relationship,
    FIELD(relationship, following,   .doc = "You follow them"),
    FIELD(relationship, followed_by, .doc = "They follow you"),
    FIELD(relationship, requested,   .doc = "You have asked to follow them"),
    FIELD(relationship, blocking,    .doc = "You block them"),
    FIELD(relationship, muting,      .doc = "You mute them"));

SHAPE(profile,
    FIELD(profile, user_id), FIELD(profile, username), FIELDS(PROFILE_WORDS, profile) FIELDS(PROFILE_COUNTS, profile)
    FIELD(profile, created_at),
    FIELD_LINK(profile, relationship, &relationship_shape, .doc = "To the signed-in caller"));

SHAPE(my_profile,
    FIELD(my_profile, id), FIELD(my_profile, user_id, .doc = "The same as id, as in other profiles"),
    FIELD(my_profile, username), FIELD(my_profile, email), FIELD(my_profile, phone), FIELD(my_profile, email_confirmed),
    FIELDS(PROFILE_WORDS, my_profile)
    FIELD(my_profile, role, .words = role_words), FIELD(my_profile, locked, .doc = "Whether others must ask before they follow"),
    FIELD(my_profile, noindex, .doc = "Whether search engines are asked to leave the profile and its posts out"),
    FIELDS(PROFILE_COUNTS, my_profile)
    FIELD(my_profile, deletes_at, .doc = "When the account is deleted; absent unless that was asked for"),
    FIELD(my_profile, created_at));

/* ---- what a viewer may see ---- */

static err not_there(ctx *c)
{
    return fail(c, &user_not_found);
}

static struct profile profile_of(const struct person *p, const struct relationship *r)
{
    return (struct profile){
        .user_id = p->user_id, .username = p->username, .words = p->words, .counts = p->counts, .created_at = p->created_at,
        .relationship = r,
    };
}

static const struct relationship no_relationship;            /* to oneself */

static const struct relationship *relationship_of(struct arena *a, id me, const struct sight *s)
{
    struct relationship *r;

    if (!me.v || s->self)
        return me.v ? &no_relationship : NULL;
    r = arena_new(a, struct relationship);
    *r = (struct relationship){ s->following, s->followed_by, s->requested, s->blocking, s->muting };
    return r;
}

err profile_get(ctx *c, id me, id who, struct profile *out)
{
    struct standing of;
    struct sight sight;
    struct person p;

    TRY(person_get(c, who, &p));
    of = standing_of_person(&p);
    TRY(sight_from(c, me, &of, &sight));
    if (!sight_sees(&sight))
        return not_there(c);
    *out = profile_of(&p, relationship_of(&c->arena, me, &sight));
    return OK;
}

err profiles_where(ctx *c, id me, ids who, sight_question *asks, profile_page *out)
{
    struct standing *of = arena_array(&c->arena, struct standing, who.n);
    person_page people;
    sight_page sights;

    *out = (profile_page){ .at = arena_array(&c->arena, struct profile, who.n) };
    TRY(people_get(c, who, &people));
    TRY(people_count_posts(c, &people));
    for (size_t i = 0; i < people.n; i++)
        of[i] = standing_of_person(&people.at[i]);
    TRY(sights_from(c, me, of, people.n, &sights));
    for (size_t i = 0; i < people.n; i++)
        if (asks(&sights.at[i]))
            out->at[out->n++] = profile_of(&people.at[i], relationship_of(&c->arena, me, &sights.at[i]));
    return OK;
}

err profiles_shown(ctx *c, ids who, profile_page *out)
{
    person_page people;

    TRY(people_get(c, who, &people));
    TRY(people_count_posts(c, &people));
    *out = (profile_page){ .at = arena_array(&c->arena, struct profile, people.n), .n = people.n };
    for (size_t i = 0; i < people.n; i++)
        out->at[i] = profile_of(&people.at[i], NULL);
    return OK;
}

err profiles_get(ctx *c, id me, ids who, profile_page *out)
{
    return profiles_where(c, me, who, sight_sees, out);
}

static struct my_profile mine_of(const struct account *a, const struct person *p)
{
    return (struct my_profile){
        .id = a->id, .user_id = a->id, .username = a->username, .email = a->email, .phone = a->phone,
        .email_confirmed = a->email_confirmed_at.is == GIVEN,
        .words = a->words,
        .role = str_of(role_words[a->role]), .locked = a->locked, .noindex = a->noindex,
        .counts = p->counts,
        .deletes_at = a->deletes_at.is == GIVEN ? a->deletes_at : (maybe_when){0}, .created_at = a->created_at,
    };
}

err profile_mine(ctx *c, id me, struct my_profile *out)
{
    struct account a;
    struct person p;

    TRY(account_by_id(c, me, &a));
    TRY(person_get(c, me, &p));
    *out = mine_of(&a, &p);
    return OK;
}

/* ---- changing one's own ---- */

struct edit {
    id me;
    struct account_change change;
    struct person person;            /* as it was: its counts are read before */
    struct account account;
    struct profile *out;
    struct my_profile *mine;
};

static err edit(tx *t, void *arg)
{
    struct edit *e = arg;

    TRY(account_change_in(t, e->me, &e->change, &e->account));
    struct person now = person_of(&e->account, &e->person.counts);
    if (e->out)
        *e->out = profile_of(&now, &no_relationship);
    if (e->mine)
        *e->mine = mine_of(&e->account, &now);
    return OK;
}

static err change(ctx *c, struct edit *e)
{
    TRY(shape_read_texts(&c->failure, &account_change_shape, &e->change));
    TRY(person_get(c, e->me, &e->person));
    return transact(c, edit, e);
}

err profile_change(ctx *c, id me, id whose, const struct account_change *by, struct profile *out)
{
    if (whose.v != me.v) {
        TRY(profile_get(c, me, whose, out));
        return fail_with(c, ERR_FORBIDDEN, "This profile belongs to somebody else.");
    }
    return change(c, &(struct edit){ .me = me, .change = *by, .out = out });
}

err profile_change_mine(ctx *c, id me, const struct account_change *by, struct my_profile *out)
{
    return change(c, &(struct edit){ .me = me, .change = *by, .mine = out });
}

static const struct consumer consumers[] = {
    { .name = PEOPLE_INDEX, .hears = KINDS(ACCOUNT_SEEN_KINDS), .handle = person_index },
    { .name = "profile_erase", .hears = KINDS(&account_erased), .handle = count_erase },
    {0}
};

static const struct listens listeners[] = {
    { KINDS(ACCOUNT_SEEN_KINDS, &graph_followed, &graph_unfollowed, &graph_recounted), person_forget },
    {0}
};

extern const struct migration profile_migrations[];

const struct capability profile_capability = {
    .name = "profile",
    .migrations = profile_migrations,
    .statements = profile_statements,
    .problems = profile_problems,
    .consumers = consumers,
    .listeners = listeners,
    .belongings = profile_belongings,
    .check = profile_check,
};
