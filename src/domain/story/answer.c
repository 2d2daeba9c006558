/* Stories as answers. Their media are read for a whole page. */
#include "base/id.h"
#include "base/str.h"
#include "domain/story/story_own.h"

const char *const story_kind_words[] = { "text", "image", "video", NULL };
const char *const story_audience_words[] = { "public", "followers", "close_friends", NULL };

SHAPE(story,
    FIELD(story, id, .doc = "Sorts by time"), FIELD(story, author, .of = &card_shape), FIELD(story, kind, .words = story_kind_words),
    FIELD(story, text), FIELD(story, background, .doc = "#rrggbb"),
    FIELD_LINK(story, media, &media_shape, .nullable = true, .doc = "None of its URLs works for longer than the story is shown"),
    FIELD(story, audience, .words = story_audience_words), FIELD(story, replies, .doc = "Whether it may be answered"),
    FIELD(story, created_at), FIELD(story, expires_at),
    FIELD(story, seen, .doc = "By the caller; the author has seen it"), FIELD(story, reaction, .doc = "The caller's"),
    FIELD(story, view_count, .doc = "For its author"), FIELD(story, reaction_count, .doc = "For its author"));

static maybe_i64 number(bool is, i64 v) { return (maybe_i64){ is ? GIVEN : NULLED, v }; }
static maybe_str text_of(maybe_str s) { return (maybe_str){ s.is == GIVEN ? GIVEN : NULLED, s.v }; }

static void story_of(const struct story_view *v, struct story *out)
{
    const struct story_row *r = v->row;

    *out = (struct story){
        .id = r->id, .author = v->author->card, .kind = str_of(story_kind_words[r->kind]), .text = text_of(r->text),
        .background = text_of(r->background), .audience = str_of(story_audience_words[r->audience]), .replies = r->replies,
        .created_at = { id_ms(r->id) }, .expires_at = r->expires_at, .seen = v->seen, .reaction = text_of(v->reaction),
        .view_count = number(v->counted, v->views), .reaction_count = number(v->counted, v->reactions),
    };
}

/* What a highlight shows after the end has URLs like anything else. */
static err media_fill(ctx *c, const story_view_page *views, story_page *out)
{
    ids which = { arena_array(&c->arena, id, views->n), 0 };
    const struct media_kept **kept = arena_array(&c->arena, const struct media_kept *, views->n);

    for (size_t i = 0; i < views->n; i++)
        if (views->at[i].row->media.is == GIVEN)
            which.at[which.n++] = views->at[i].row->media.v;
    TRY(which.n ? medias_kept(c, which, kept) : OK);
    for (size_t i = 0, k = 0; i < views->n; i++) {
        if (views->at[i].row->media.is != GIVEN)
            continue;
        if (kept[k]) {
            struct media *m = arena_new(&c->arena, struct media);
            media_of(c, kept[k], views->at[i].over ? 0 : views->at[i].row->expires_at.ms, m);
            out->at[i].media = m;
        }
        k++;
    }
    return OK;
}

err stories_answer(ctx *c, const story_view_page *views, story_page *out)
{
    *out = (story_page){ .at = arena_array(&c->arena, struct story, views->n), .n = views->n };
    for (size_t i = 0; i < views->n; i++)
        story_of(&views->at[i], &out->at[i]);
    return media_fill(c, views, out);
}

err story_answer(ctx *c, const struct story_view *view, struct story *out)
{
    story_page page;

    TRY(stories_answer(c, &(story_view_page){ .at = (struct story_view *)view, .n = 1 }, &page));
    *out = page.at[0];
    return OK;
}
