/*
 * Cards: what a post, a comment or a message shows of a person. They are made from the profiles' cache, so that a page
 * of them reads nothing from the store. Also marks: what other capabilities say about people.
 */
#include "base/ids.h"
#include "base/str.h"
#include "domain/profile/profile_own.h"

SHAPE(card,
    FIELD(card, id),
    FIELD(card, username),
    FIELD(card, display_name),
    FIELD(card, avatar_url, .format = "uri"));

static struct card card_of(ctx *c, const struct person *p)
{
    bool path = p->avatar_url.is == GIVEN && p->avatar_url.v.n && p->avatar_url.v.p[0] == '/';

    return (struct card){ p->user_id, p->username, p->display_name,
                          path ? picture_shown(&c->arena, media_base_url(c), p->avatar_url) : p->avatar_url };
}

typedef err sights_reader(ctx *, id me, const struct standing *, size_t n, sight_page *out);

static err sights_read(ctx *c, id me, const person_page *people, sights_reader *reads, sight_page *out)
{
    struct standing *of = arena_array(&c->arena, struct standing, people->n);

    for (size_t i = 0; i < people->n; i++)
        of[i] = standing_of_person(&people->at[i]);
    return reads(c, me, of, people->n, out);
}

err cards_get(ctx *c, id me, ids who, sight_question *asks, card_page *out)
{
    person_page people;
    sight_page sights;

    TRY(people_get(c, who, &people));
    if (asks)
        TRY(sights_read(c, me, &people, sights_from, &sights));
    *out = (card_page){ .at = arena_array(&c->arena, struct card, people.n) };
    for (size_t i = 0; i < people.n; i++)
        if (!asks || asks(&sights.at[i]))
            out->at[out->n++] = card_of(c, &people.at[i]);
    return OK;
}

err cards_shown(ctx *c, ids who, card_page *out)
{
    person_page people;

    TRY(people_get(c, who, &people));
    *out = (card_page){ .at = arena_array(&c->arena, struct card, people.n) };
    for (size_t i = 0; i < people.n; i++)
        if (standing_of_person(&people.at[i]).shown)
            out->at[out->n++] = card_of(c, &people.at[i]);
    return OK;
}

const struct card *card_among(const card_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].id.v == who.v)
            return &page->at[i];
    return NULL;
}

/* ---- authors ---- */

static err authors_read(ctx *c, id me, ids who, sights_reader *reads, author_page *out)
{
    person_page people;
    sight_page sights;

    TRY(people_get(c, ids_once(&c->arena, who), &people));
    TRY(sights_read(c, me, &people, reads, &sights));
    *out = (author_page){ .at = arena_array(&c->arena, struct author, people.n), .n = people.n };
    for (size_t i = 0; i < people.n; i++)
        out->at[i] = (struct author){ card_of(c, &people.at[i]), sights.at[i] };
    return OK;
}

err authors_get(ctx *c, id me, ids who, author_page *out)
{
    return authors_read(c, me, who, sights_from, out);
}

err authors_reached(ctx *c, id me, ids who, author_page *out)
{
    return authors_read(c, me, who, sights_without_follows, out);
}

const struct author *author_among(const author_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].card.id.v == who.v)
            return &page->at[i];
    return NULL;
}

/* ---- marks ---- */

static void mark_add(struct arena *a, strs *words, const char *word)
{
    str *more = arena_array(a, str, words->n + 1);

    if (words->n)
        memcpy(more, words->at, words->n * sizeof *more);
    more[words->n] = str_of(word);
    *words = (strs){ more, words->n + 1 };
}

static err mark_fill(ctx *c, const struct mark *m, id me, ids who, strs *out)
{
    bool *set = arena_array(&c->arena, bool, who.n);

    TRY(m->fill(c, me, who, set));
    for (size_t i = 0; i < who.n; i++)
        if (set[i])
            mark_add(&c->arena, &out[i], m->word);
    return OK;
}

err marks_get(ctx *c, id me, ids who, strs **out)
{
    *out = arena_array(&c->arena, strs, who.n);
    for (const struct capability *const *p = c->world->program->capabilities; *p && who.n; p++)
        for (const struct mark *m = (*p)->marks; m && m->word; m++)
            TRY(mark_fill(c, m, me, who, *out));
    return OK;
}
