/* Many posts at once, for trials. */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "domain/tag/tag.h"

struct planting { struct planted_use *uses; size_t n, room; };

static void uses_gather(struct arena *a, struct planting *in, const struct planted_post *p, strs names)
{
    if (in->n + names.n > in->room) {
        struct planted_use *more = arena_array(a, struct planted_use, in->room = 2 * (in->room + names.n));
        if (in->n)
            memcpy(more, in->uses, in->n * sizeof *more);
        in->uses = more;
    }
    for (size_t i = 0; i < names.n; i++)
        in->uses[in->n++] = (struct planted_use){ names.at[i], p->id, p->user };
}

static err one_plant(tx *t, struct planting *in, const struct planted_post *p)
{
    struct arena *a = tx_arena(t);
    struct wording wording;

    wording_of_planted(a, p->content, p->mentioned, &wording);
    if (p->visibility == VISIBLE_TO_ALL)
        uses_gather(a, in, p, wording_tags(a, &wording));
    TRY(q_post_insert(t, p->id, p->user, p->visibility, false, (maybe_id){ .is = NULLED }, S("text"), p->content,
                      (maybe_str){ .is = NULLED }, false, p->language, wording_pack(a, &wording), false, S("")));
    return p->visibility == VISIBLE_TO_NAMED ? OK : profile_plant(t, p->user, 1);
}

err posts_plant(tx *t, const struct planted_post *all, size_t n)
{
    struct planting in = { 0 };

    for (size_t i = 0; i < n; i++)
        TRY(one_plant(t, &in, &all[i]));
    return tags_plant(t, in.uses, in.n);
}
