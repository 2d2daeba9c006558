/* Who sees whose presence. The relations are the same from both sides; only what is hidden is asked of the one that is shown. */
#include "base/ids.h"
#include "domain/channel/conversation.h"
#include "domain/graph/sight.h"
#include "domain/presence/presence_own.h"

static bool is_mutual(const struct sight *s) { return s->following && s->followed_by; }
static bool is_barred(const struct sight *s) { return s->blocking || s->blocked_by; }

/* The sights of the one on the others, and last the one itself. */
static err sights_get(ctx *c, id one, ids others, sight_page *out)
{
    ids who = { arena_array(&c->arena, id, others.n + 1), others.n + 1 };

    for (size_t i = 0; i < others.n; i++)
        who.at[i] = others.at[i];
    who.at[others.n] = one;
    return sights_of(c, one, who, out);
}

/* Conversations are asked about only where the sights do not say it. */
static err conversations_add(ctx *c, id one, ids others, const sight_page *sights, bool *out)
{
    ids asked = { arena_array(&c->arena, id, others.n), 0 };
    bool *shared = arena_array(&c->arena, bool, others.n);
    size_t at = 0;

    for (size_t i = 0; i < others.n; i++)
        if (!is_mutual(&sights->at[i]) && !is_barred(&sights->at[i]) && !sights->at[i].self)
            asked.at[asked.n++] = others.at[i];
    TRY(conversations_shared(c, one, asked, shared));
    for (size_t i = 0; i < others.n && at < asked.n; i++)
        if (others.at[i].v == asked.at[at].v)
            out[i] = shared[at++];
    return OK;
}

/* The one whose presence it is, that is. */
static bool is_shown(const sight_page *sights, size_t i, enum presence_way way)
{
    switch (way) {
    case SEES_THEM:
        return sights->at[i].of.shown;
    case SEEN_BY_THEM:
        return sights->at[sights->n - 1].of.shown;
    case KNOWN_TO_THEM:
        return true;
    }
    return false;
}

err presence_between(ctx *c, id one, enum presence_way way, ids others, bool *out)
{
    sight_page sights;

    TRY(sights_get(c, one, others, &sights));
    for (size_t i = 0; i < others.n; i++)
        out[i] = sights.at[i].self || is_mutual(&sights.at[i]);
    TRY(conversations_add(c, one, others, &sights, out));
    for (size_t i = 0; i < others.n; i++)
        out[i] = out[i] && !is_barred(&sights.at[i]) && is_shown(&sights, i, way);
    return OK;
}
