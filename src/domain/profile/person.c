/*
 * What is the same for every viewer, put together of the account and of the graph's counts
 * and kept in the cache. Events of either drop it; a read that was under way meanwhile puts
 * nothing back.
 */
#include "base/json.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/profile/profile_own.h"
#include "ports/cache.h"

enum { KEPT_MS = 3600 * 1000 };

SHAPE(person,
    FIELD(person, user_id), FIELD(person, username), FIELD(person, display_name), FIELD(person, bio),
    FIELD(person, avatar_url), FIELD(person, banner_url),
    FIELD(person, follower_count), FIELD(person, following_count), FIELD(person, post_count),
    FIELD(person, shown), FIELD(person, created_at));

static str key_of(struct arena *a, id who)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "person ");
    buf_i64(&b, who.v);
    return buf_str(&b);
}

static bool kept(ctx *c, id who, struct person *out)
{
    struct story story;
    str text;

    story_begin(&story, &c->arena);
    return cache_get(c, key_of(&c->arena, who), &text) && json_read(&c->arena, &story, text, &person_shape, out) == OK;
}

static void keep(ctx *c, const struct person *p, u64 ticket)
{
    struct buf b = BUF_ON(&c->arena);

    json_write(&b, &person_shape, p);
    cache_fill(c, key_of(&c->arena, p->user_id), buf_str(&b), KEPT_MS, ticket);
}

struct person person_of(const struct account *a, const struct person *counts)
{
    static const struct person none;
    const struct person *n = counts ? counts : &none;

    return (struct person){
        .user_id = a->id, .username = a->username, .display_name = a->display_name, .bio = a->bio,
        .avatar_url = a->avatar_url, .banner_url = a->banner_url, .shown = account_is_shown(a), .created_at = a->created_at,
        .follower_count = n->follower_count, .following_count = n->following_count, .post_count = n->post_count,
    };
}

static struct person *person_among(person_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == who.v)
            return &page->at[i];
    return NULL;
}

/* From those who know: two statements, however many they are. */
static err people_read(ctx *c, ids which, person_page *out)
{
    account_page accounts;
    graph_counts_page counts;

    TRY(accounts_by_ids(c, which, &accounts));
    TRY(graph_counts(c, which, &counts));
    out->at = arena_array(&c->arena, struct person, accounts.n);
    for (out->n = 0; out->n < accounts.n; out->n++)
        out->at[out->n] = person_of(&accounts.at[out->n], NULL);
    for (size_t i = 0; i < counts.n; i++) {
        struct person *p = person_among(out, counts.at[i].user_id);
        if (!p)
            continue;
        p->follower_count = counts.at[i].followers;
        p->following_count = counts.at[i].following;
    }
    return OK;
}

/* Those whom the cache does not have; each ticket is older than the read. */
static err missing_read(ctx *c, ids missing, person_page *out)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);

    *out = (person_page){0};
    if (!missing.n)
        return OK;
    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = cache_ticket(c, key_of(&c->arena, missing.at[i]));
    TRY(people_read(c, missing, out));
    for (size_t i = 0; i < missing.n; i++) {
        const struct person *p = person_among(out, missing.at[i]);
        if (p)
            keep(c, p, tickets[i]);
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
    person_page page;

    if (kept(c, who, out))
        return OK;
    TRY(missing_read(c, (ids){ &who, 1 }, &page));
    if (!page.n)
        return fail(c, ERR_NOT_FOUND, "user_not_found", "There is no such user");
    *out = page.at[0];
    return OK;
}

/* ---- forgetting ---- */

static void forget(struct world *w, str account)
{
    char key[64];
    size_t n = (size_t)snprintf(key, sizeof key, "person " STR_FMT, STR_ARG(account));

    cache_forget(w->cache, (str){ key, n < sizeof key ? n : sizeof key - 1 });
}

/* The numbers in quotes that an event tells of: of a follow both sides, whatever else it says. */
static void forget_all_in(struct world *w, str json)
{
    str rest = json, piece;

    while (str_cut(&rest, '"', &piece)) {
        i64 v;
        if (str_to_i64(piece, &v))
            forget(w, piece);
    }
}

void person_forget(void *world, const struct event_draft *e)
{
    forget(world, e->key);
    if (str_starts(e->subject, S("graph.")))
        forget_all_in(world, e->payload);
}
