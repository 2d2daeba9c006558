/* What somebody has told, whom they keep on their lists, and how they reacted. */
#include "base/id.h"
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"

enum { AT_ONCE = 100 };

struct owned_story {
    id id;
    str kind;
    maybe_str text, background;
    maybe_id media_id;
    str audience;
    bool replies;
    when created_at, expires_at;
};
struct owned_highlight { id id; str title; id cover_story_id; ids story_ids; when created_at, updated_at; };
struct owned_listed { id user_id; when since; };
struct owned_reaction { id story_id; str emoji; when viewed_at; };
static SHAPE(owned_story,
    FIELD(owned_story, id), FIELD(owned_story, kind), FIELD(owned_story, text), FIELD(owned_story, background),
    FIELD(owned_story, media_id), FIELD(owned_story, audience), FIELD(owned_story, replies), FIELD(owned_story, created_at),
    FIELD(owned_story, expires_at));
static SHAPE(owned_highlight,
    FIELD(owned_highlight, id), FIELD(owned_highlight, title), FIELD(owned_highlight, cover_story_id), FIELD(owned_highlight, story_ids),
    FIELD(owned_highlight, created_at), FIELD(owned_highlight, updated_at));
static SHAPE(owned_listed, FIELD(owned_listed, user_id), FIELD(owned_listed, since));
static SHAPE(owned_reaction, FIELD(owned_reaction, story_id), FIELD(owned_reaction, emoji), FIELD(owned_reaction, viewed_at));

static err one_tell(ctx *c, const struct story_row *r, struct rows *rows)
{
    struct owned_story own = { r->id, str_of(story_kind_words[r->kind]), r->text, r->background, r->media,
                               str_of(story_audience_words[r->audience]), r->replies, { id_ms(r->id) }, r->expires_at };

    return row_add(c, rows, &owned_story_shape, &own);
}

static err stories(ctx *c, id who, struct rows *rows)
{
    story_row_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_stories_of_after(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(one_tell(c, &page.at[i], rows));
        after = page.n ? page.at[page.n - 1].id : after;
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

static err highlight_tell(ctx *c, const struct highlight_row *r, struct rows *rows)
{
    highlight_entry_page entries;

    TRY(q_highlight_stories(c, ((ids){ (id *)&r->id, 1 }), &entries));
    struct owned_highlight own = { r->id, r->title, r->cover, { arena_array(&c->arena, id, entries.n), entries.n }, { id_ms(r->id) },
                                   r->updated_at };
    for (size_t i = 0; i < entries.n; i++)
        own.story_ids.at[i] = entries.at[i].story_id;
    return row_add(c, rows, &owned_highlight_shape, &own);
}

static err highlights(ctx *c, id who, struct rows *rows)
{
    highlight_row_page all;

    TRY(q_highlights_of(c, who, (id){ INT64_MAX }, HIGHLIGHTS_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(highlight_tell(c, &all.at[i], rows));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err list_tell(ctx *c, id who, enum story_list list, struct rows *rows)
{
    story_listed_page all;

    TRY(q_story_list_before(c, who, list, (id){ INT64_MAX }, STORY_LIST_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(row_add(c, rows, &owned_listed_shape, &(struct owned_listed){ all.at[i].other_id, { id_ms(all.at[i].place) } }));
    return OK;
}

static err close_friends(ctx *c, id who, struct rows *rows) { return list_tell(c, who, STORY_CLOSE, rows); }
static err hidden_from(ctx *c, id who, struct rows *rows) { return list_tell(c, who, STORY_HIDDEN_FROM, rows); }
static err mutes(ctx *c, id who, struct rows *rows) { return list_tell(c, who, STORY_MUTED, rows); }

static err reactions(ctx *c, id who, struct rows *rows)
{
    viewing_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_story_views_by(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct viewing *v = &page.at[i];
            struct owned_reaction own = { v->story_id, v->emoji.v, { id_ms(v->place) } };
            TRY(v->emoji.is == GIVEN ? row_add(c, rows, &owned_reaction_shape, &own) : OK);
            after = v->story_id;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings story_belongings[] = {
    { "stories.json", "your stories that are shown, or kept in highlights", stories },
    { "highlights.json", "your highlights", highlights },
    { "close_friends.json", "your close friends", close_friends },
    { "stories_hidden_from.json", "whom you hide your stories from", hidden_from },
    { "story_mutes.json", "whose stories you have muted", mutes },
    { "story_reactions.json", "how you reacted to stories that are still shown", reactions },
    {0}
};
