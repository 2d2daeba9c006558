/*
 * The part that is the same for every viewer, combined from the account and the graph's
 * counts and kept in the cache. Events of either drop it; a read that was under way then
 * puts nothing back.
 */
#include "base/str.h"
#include "domain/profile/profile_own.h"
#include "ports/cache.h"
#include "ports/stamps.h"

enum { KEPT_MS = 3600 * 1000 };

static str person_key(struct arena *a, id who)
{
    return cache_key(a, S("person "), who);
}

/* As the cache keeps it: without the count of posts, which changes more often. */
static SHAPE(person,
    FIELD(person, user_id), FIELD(person, username), FIELDS(PROFILE_WORDS, person) FIELDS(PROFILE_COUNTS, person)
    FIELD(person, shown), FIELD(person, locked), FIELD(person, noindex), FIELD(person, created_at));

static bool kept(ctx *c, id who, struct person *out)
{
    return cache_get_shaped(c, person_key(&c->arena, who), &person_shape, out);
}

static void person_keep(ctx *c, const struct person *p, u64 ticket)
{
    cache_fill_shaped(c, person_key(&c->arena, p->user_id), &person_shape, p, KEPT_MS, ticket);
}

struct person person_of(const struct account *a, const struct profile_counts *counts)
{
    return (struct person){
        .user_id = a->id, .username = a->username, .words = a->words, .counts = *counts, .shown = account_is_shown(a), .locked = a->locked,
        .noindex = a->noindex,
        .created_at = a->created_at,
    };
}

static struct person *person_among(person_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == who.v)
            return &page->at[i];
    return NULL;
}

static void person_count(struct person *p, const struct graph_counts *n)
{
    p->follower_count = n->followers;
    p->following_count = n->following;
}

/* From the store: two statements, for any number of people. */
static err people_read(ctx *c, ids which, person_page *out)
{
    account_page accounts;
    graph_counts_page counts;

    TRY(accounts_by_ids(c, which, &accounts));
    TRY(graph_counts(c, which, &counts));
    out->at = arena_array(&c->arena, struct person, accounts.n);
    for (out->n = 0; out->n < accounts.n; out->n++)
        out->at[out->n] = person_of(&accounts.at[out->n], &(struct profile_counts){ 0 });
    for (size_t i = 0; i < counts.n; i++) {
        struct person *p = person_among(out, counts.at[i].user_id);
        if (p)
            person_count(p, &counts.at[i]);
    }
    return OK;
}

/* Those that the cache lacks; each ticket is older than the read. */
static err missing_read(ctx *c, ids missing, person_page *out)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);

    *out = (person_page){0};
    if (!missing.n)
        return OK;
    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = cache_ticket(c, person_key(&c->arena, missing.at[i]));
    TRY(people_read(c, missing, out));
    for (size_t i = 0; i < missing.n; i++) {
        const struct person *p = person_among(out, missing.at[i]);
        if (p)
            person_keep(c, p, tickets[i]);
    }
    return OK;
}

err people_get(ctx *c, ids which, person_page *out)
{
    struct person *found = arena_array(&c->arena, struct person, which.n);
    ids missing = { arena_array(&c->arena, id, which.n), 0 };
    person_page read;

    for (size_t i = 0; i < which.n; i++)
        if (!kept(c, which.at[i], &found[i])) {
            found[i].user_id.v = 0;
            missing.at[missing.n++] = which.at[i];
        }
    TRY(missing_read(c, missing, &read));
    *out = (person_page){ .at = found };
    for (size_t i = 0; i < which.n; i++) {
        const struct person *p = found[i].user_id.v ? &found[i] : person_among(&read, which.at[i]);
        if (p)
            found[out->n++] = *p;
    }
    return OK;
}

err person_get(ctx *c, id who, struct person *out)
{
    struct graph_counts counts;
    struct account a;

    if (kept(c, who, out))
        return person_count_posts(c, out);
    u64 ticket = cache_ticket(c, person_key(&c->arena, who));
    TRY(account_by_id(c, who, &a));
    TRY(graph_counts_of(c, who, &counts));
    *out = person_of(&a, &(struct profile_counts){ counts.followers, counts.following, 0 });
    person_keep(c, out, ticket);
    return person_count_posts(c, out);
}

/* ---- forgetting ---- */

static void person_drop(struct world *w, struct arena *a, id who)
{
    cache_forget(w->cache, person_key(a, who));
}

/* The accounts whose counts it changes. */
static void forget_counted(struct world *w, struct arena *a, const struct event *e)
{
    struct follow_told follow;
    struct recount_told recount;

    if (e->kind == &graph_recounted) {
        if (event_read(a, e, graph_recounted, &recount) == OK)
            for (size_t i = 0; i < recount.users.n; i++)
                person_drop(w, a, recount.users.at[i]);
    } else if (event_read_as(a, e, e->kind, &follow) == OK) {
        person_drop(w, a, follow.follower_id);
        person_drop(w, a, follow.following_id);
    }
}

void person_forget(void *world, const struct event *e)
{
    char room[2048];
    struct arena a;
    id about = { 0 };

    arena_init(&a, room, sizeof room);
    if (id_parse(e->key, &about))
        person_drop(world, &a, about);
    if (about.v && kinds_have(KINDS(ACCOUNT_SEEN_KINDS), e->kind))
        stamp_raise(world, STAMP_ITSELF, about);             /* its card, and whether it is shown; counts are on no card */
    if (!kinds_have(KINDS(ACCOUNT_SEEN_KINDS), e->kind))
        forget_counted(world, &a, e);
    arena_close(&a);
}
