/* What a message shows of the story that it answers: which it was, for ever, and whether the reader may see it now. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/message/message_own.h"

static const struct message_story *story_of(struct arena *a, const struct message_kept *m, bool available)
{
    struct message_story *out = arena_new(a, struct message_story);

    *out = (struct message_story){ m->story, m->story_by, str_of(story_kind_words[m->story_kind]), available };
    return out;
}

err message_story_fill(ctx *c, id me, const struct message_kept *const *kept, message_view_page *views)
{
    ids which = { arena_array(&c->arena, id, views->n), 0 };
    bool *seen;

    for (size_t i = 0; i < views->n; i++)
        if (kept[i]->story.v)
            which.at[which.n++] = kept[i]->story;
    if (!which.n)
        return OK;
    which = ids_once(&c->arena, which);
    seen = arena_array(&c->arena, bool, which.n);
    TRY(stories_seen(c, me, which, seen));
    for (size_t i = 0; i < views->n; i++)
        if (kept[i]->story.v)
            views->at[i].rest.story = story_of(&c->arena, kept[i], seen[ids_find(which, kept[i]->story) - which.at]);
    return OK;
}
