#include "domain/profile/profile.h"
#include "base/id.h"
#include "base/problems.h"
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
    FIELD(my_profile, avatar_media_id, .doc = "The media that is the picture; null: it came by URL, or there is none"),
    FIELD(my_profile, banner_media_id),
    FIELD(my_profile, role, .words = role_words), FIELD(my_profile, locked, .doc = "Whether others must ask before they follow"),
    FIELD(my_profile, noindex, .doc = "Whether search engines are asked to leave the profile and its posts out"),
    FIELDS(PROFILE_COUNTS, my_profile)
    FIELD(my_profile, deletes_at, .doc = "When the account is deleted; absent unless that was asked for"),
    FIELD(my_profile, created_at));

SHAPE(profile_edit,
    FIELDS(PROFILE_WORDS, profile_edit)
    FIELD(profile_edit, locked, .doc = "Whether others must ask before they follow"),
    FIELD(profile_edit, noindex, .doc = "Whether search engines are asked to leave the profile and its posts out"),
    FIELD(profile_edit, avatar_media_id, .doc = "An image of your own that is attached to nothing, in place of avatar_url"),
    FIELD(profile_edit, banner_media_id, .doc = "Likewise, in place of banner_url"));

/* ---- what a viewer may see ---- */

static err not_there(ctx *c)
{
    return fail(c, &user_not_found);
}

static struct profile_words words_shown(struct arena *a, str origin, const struct profile_words *kept)
{
    struct profile_words w = *kept;

    w.avatar_url = picture_shown(a, origin, w.avatar_url);
    w.banner_url = picture_shown(a, origin, w.banner_url);
    return w;
}

static struct profile profile_of(struct arena *a, str origin, const struct person *p, const struct relationship *r)
{
    return (struct profile){
        .user_id = p->user_id, .username = p->username, .words = words_shown(a, origin, &p->words), .counts = p->counts,
        .created_at = p->created_at, .relationship = r,
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
    *out = profile_of(&c->arena, media_base_url(c), &p, relationship_of(&c->arena, me, &sight));
    return OK;
}

err profiles_where(ctx *c, id me, ids who, sight_question *asks, profile_page *out)
{
    struct standing *of = arena_array(&c->arena, struct standing, who.n);
    str origin = media_base_url(c);
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
            out->at[out->n++] = profile_of(&c->arena, origin, &people.at[i], relationship_of(&c->arena, me, &sights.at[i]));
    return OK;
}

err profiles_shown(ctx *c, ids who, profile_page *out)
{
    str origin = media_base_url(c);
    person_page people;

    TRY(people_get(c, who, &people));
    TRY(people_count_posts(c, &people));
    *out = (profile_page){ .at = arena_array(&c->arena, struct profile, people.n), .n = people.n };
    for (size_t i = 0; i < people.n; i++)
        out->at[i] = profile_of(&c->arena, origin, &people.at[i], NULL);
    return OK;
}

err profiles_get(ctx *c, id me, ids who, profile_page *out)
{
    return profiles_where(c, me, who, sight_sees, out);
}

static struct my_profile mine_of(struct arena *arena, str origin, const struct account *a, const struct person *p)
{
    return (struct my_profile){
        .id = a->id, .user_id = a->id, .username = a->username, .email = a->email, .phone = a->phone,
        .email_confirmed = a->email_confirmed_at.is == GIVEN,
        .words = words_shown(arena, origin, &a->words),
        .avatar_media_id = { a->avatar_media_id.is == GIVEN ? GIVEN : NULLED, a->avatar_media_id.v },
        .banner_media_id = { a->banner_media_id.is == GIVEN ? GIVEN : NULLED, a->banner_media_id.v },
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
    *out = mine_of(&c->arena, media_base_url(c), &a, &p);
    return OK;
}

/* ---- changing one's own ---- */

/* One of the two pictures: which medium it is to be. */
struct picture {
    enum media_thing_kind kind;
    const char *field;
    i64 width;
    bool changes, known;             /* known: it was ready, so that its path was at hand */
    id media;                        /* 0: none */
};

struct edit {
    id me;
    struct account_change change;
    struct picture avatar, banner;
    str origin;
    struct person person;            /* as it was: its counts are read before */
    struct account account;
    struct profile *out;
    struct my_profile *mine;
};

static err picture_set(tx *t, const struct edit *e, const struct picture *p, maybe_id was)
{
    const struct media_take take = { .thing = { p->kind, e->me }, .open = true, .kinds = 1 << MEDIA_IMAGE, .field = p->field };
    ids before = { &was.v, was.is == GIVEN }, after = { (id *)&p->media, p->media.v != 0 };

    if (!p->changes || !(before.n || after.n))
        return OK;
    TRY(media_change(t, e->me, before, after, &take));
    return after.n && !p->known ? tx_fail(t, &media_not_ready) : OK;
}

static err edit(tx *t, void *arg)
{
    struct edit *e = arg;
    struct account was;

    TRY(account_by_id_in(t, e->me, &was));
    TRY(account_acts(t, &was));
    TRY(picture_set(t, e, &e->avatar, was.avatar_media_id));
    TRY(picture_set(t, e, &e->banner, was.banner_media_id));
    TRY(account_change_in(t, e->me, &e->change, &e->account));
    struct person now = person_of(&e->account, &e->person.counts);
    if (e->out)
        *e->out = profile_of(tx_arena(t), e->origin, &now, &no_relationship);
    if (e->mine)
        *e->mine = mine_of(tx_arena(t), e->origin, &e->account, &now);
    return OK;
}

/* What the media is makes the URL, by a path that does not change. */
static err picture_read(ctx *c, struct picture *p, maybe_str given, maybe_str *url, maybe_id *media)
{
    const struct media_kept *kept = NULL;

    p->changes = given.is != ABSENT || url->is != ABSENT;
    if (given.is != ABSENT && url->is != ABSENT)
        return fail_field_saying(c, str_of(p->field), &invalid_form, "A picture is given by its URL or as media, not both.");
    if (!p->changes)
        return OK;
    *media = (maybe_id){ .is = NULLED };
    if (given.is == NULLED || (given.is == GIVEN && !given.v.n))
        *url = (maybe_str){ .is = NULLED };
    if (given.is != GIVEN || !given.v.n)
        return OK;
    TRY(media_id_read(c, p->field, given.v, &p->media));
    TRY(medias_kept(c, (ids){ &p->media, 1 }, &kept));
    p->known = kept && media_kind_of(kept) == MEDIA_IMAGE;
    *media = (maybe_id){ GIVEN, p->media };
    if (p->known)
        *url = (maybe_str){ GIVEN, media_path_still(c, kept, p->width) };
    return OK;
}

enum { AVATAR_WIDTH = 320, BANNER_WIDTH = 1280 };

static err change(ctx *c, struct edit *e, const struct profile_edit *by)
{
    e->change = (struct account_change){ .words = by->words, .locked = by->locked, .noindex = by->noindex };
    e->avatar = (struct picture){ .kind = MEDIA_OF_AVATAR, .field = "avatar_media_id", .width = AVATAR_WIDTH };
    e->banner = (struct picture){ .kind = MEDIA_OF_BANNER, .field = "banner_media_id", .width = BANNER_WIDTH };
    TRY(shape_read_texts(&c->failure, &account_change_shape, &e->change));
    TRY(picture_read(c, &e->avatar, by->avatar_media_id, &e->change.avatar_url, &e->change.avatar_media_id));
    TRY(picture_read(c, &e->banner, by->banner_media_id, &e->change.banner_url, &e->change.banner_media_id));
    TRY(person_get(c, e->me, &e->person));
    e->origin = media_base_url(c);
    return transact(c, edit, e);
}

err profile_change(ctx *c, id me, id whose, const struct profile_edit *by, struct profile *out)
{
    if (whose.v != me.v) {
        TRY(profile_get(c, me, whose, out));
        return fail_with(c, ERR_FORBIDDEN, "This profile belongs to somebody else.");
    }
    return change(c, &(struct edit){ .me = me, .out = out }, by);
}

err profile_change_mine(ctx *c, id me, const struct profile_edit *by, struct my_profile *out)
{
    return change(c, &(struct edit){ .me = me, .mine = out }, by);
}

/* Removed by a moderator: who let go of it has another picture by now. */
static err media_hear(tx *t, const struct event *e)
{
    struct medias_told told;
    struct account a;
    bool avatar = false, banner = false;
    id who;

    TRY(event_about(t, e, &who));
    TRY(event_read(tx_arena(t), e, media_gone, &told));
    err found = account_by_id_in(t, who, &a);
    if (found != OK)
        return found == ERR_NOT_FOUND ? OK : found;
    for (size_t i = 0; i < told.media.n; i++) {
        avatar |= a.avatar_media_id.is == GIVEN && a.avatar_media_id.v.v == told.media.at[i].v;
        banner |= a.banner_media_id.is == GIVEN && a.banner_media_id.v.v == told.media.at[i].v;
    }
    return avatar || banner ? account_pictures_drop(t, &a, avatar, banner) : OK;
}

static const struct consumer consumers[] = {
    { .name = PEOPLE_INDEX, .hears = KINDS(ACCOUNT_SEEN_KINDS), .handle = person_index },
    { .name = "profile_erase", .hears = KINDS(&account_erased), .handle = count_erase },
    { .name = "profile_pictures", .hears = KINDS(&media_gone), .handle = media_hear },
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
