/*
 * Who may see a post, and what it is to a viewer. The rule is `post_is_read`, once for the post and, of a plain boost,
 * once more for its original; everything that shows posts comes through here.
 */
#include "base/ids.h"
#include "base/str.h"
#include "domain/post/post_own.h"

static const enum sight_audience audiences[] = { FOR_EVERYBODY, FOR_EVERYBODY, FOR_FOLLOWERS, FOR_NAMED };

bool post_is_read(const struct sight *author, enum visibility visibility, const struct wording *wording, id me)
{
    enum sight_audience audience = audiences[visibility];

    return sight_reads(author, audience, audience == FOR_NAMED && me.v && wording_names(wording, me));
}

static bool is_read(const struct post_kept *p, const struct author *by, id me)
{
    return p->id.v && by && post_is_read(&by->sight, (enum visibility)p->visible, &p->wording, me);
}

/* ---- what a page is made of ---- */

struct look {
    id me;
    size_t n;
    struct post_kept *posts, *originals;         /* one original for each post; an id of 0: none, or not there */
    author_page authors;
    post_view_page views, embedded;              /* room for all */
};

static bool is_boost(const struct post_kept *p)
{
    return p->id.v && p->boost_of_id.is == GIVEN;
}

/* Each once: a page may be full of boosts of one long post. */
static err originals_read(ctx *c, struct look *l)
{
    ids which = { arena_array(&c->arena, id, l->n), 0 };
    struct post_kept *found;

    l->originals = arena_array(&c->arena, struct post_kept, l->n);
    for (size_t i = 0; i < l->n; i++)
        if (is_boost(&l->posts[i]))
            which.at[which.n++] = l->posts[i].boost_of_id.v;
    if (!which.n)
        return OK;
    which = ids_once(&c->arena, which);
    TRY(posts_kept(c, which, &found));
    for (size_t i = 0; i < l->n; i++)
        if (is_boost(&l->posts[i]))
            l->originals[i] = found[ids_find(which, l->posts[i].boost_of_id.v) - which.at];
    return OK;
}

static err authors_read(ctx *c, struct look *l)
{
    ids who = { arena_array(&c->arena, id, 2 * l->n), 0 };

    for (size_t i = 0; i < l->n; i++) {
        if (l->posts[i].id.v)
            who.at[who.n++] = l->posts[i].user_id;
        if (l->originals[i].id.v)
            who.at[who.n++] = l->originals[i].user_id;
    }
    return authors_get(c, l->me, who, &l->authors);
}

static struct post_view *view_add(post_view_page *to, const struct post_kept *p, const struct author *author)
{
    struct post_view *v = &to->at[to->n++];

    *v = (struct post_view){ .words = &p->words, .author = author, .visibility = (enum visibility)p->visible, .plain = p->plain,
                             .has_poll = p->has_poll, .media_ids = p->media_ids, .json = p->json.json };
    return v;
}

static bool is_left_out(const struct post_view *v, u32 without)
{
    return (without & WITHOUT_BOOSTS && v->plain) || (without & WITHOUT_PINNED && v->words->pinned) ||
           (without & ONLY_WITH_MEDIA && !v->media_ids.n) ||
           (without & WITHOUT_QUOTES && !v->plain && v->words->boost_of_id.is == GIVEN);
}

/* The view of one post with its original's, if the viewer may see them. */
static void view_make(struct look *l, size_t i, post_question *asks, u32 without)
{
    const struct post_kept *p = &l->posts[i], *o = &l->originals[i];
    const struct author *by = p->id.v ? author_among(&l->authors, p->user_id) : NULL;
    const struct author *original_by = o->id.v ? author_among(&l->authors, o->user_id) : NULL;
    size_t views = l->views.n, embedded = l->embedded.n;

    bool shows = is_read(o, original_by, l->me);
    if (!is_read(p, by, l->me) || (p->plain && !shows))
        return;
    struct post_view *v = view_add(&l->views, p, by);
    if (shows)
        v->boost_of = view_add(&l->embedded, o, original_by);
    if (is_left_out(v, without) || (asks && !asks(v))) {
        l->views.n = views;
        l->embedded.n = embedded;
    }
}

/* ---- counts, the viewer's reactions, polls ---- */

/* The views that have counts and reactions of their own. */
struct subjects { struct post_view **at; size_t n; };

static struct subjects subjects_of(struct arena *a, struct look *l)
{
    struct subjects s = { arena_array(a, struct post_view *, l->views.n + l->embedded.n), 0 };

    for (size_t i = 0; i < l->views.n; i++)
        if (!l->views.at[i].plain)
            s.at[s.n++] = &l->views.at[i];
    for (size_t i = 0; i < l->embedded.n; i++)
        s.at[s.n++] = &l->embedded.at[i];
    return s;
}

static ids ids_of(struct arena *a, const struct subjects *s)
{
    ids which = { arena_array(a, id, s->n), s->n };

    for (size_t i = 0; i < s->n; i++)
        which.at[i] = s->at[i]->words->id;
    return which;
}

static err counts_fill(ctx *c, const struct subjects *s, ids which)
{
    struct post_counts *counts;

    TRY(posts_counts(c, which, &counts));
    for (size_t i = 0; i < s->n; i++)
        s->at[i]->counts = counts[i];
    return OK;
}

static err own_fill(ctx *c, id me, const struct subjects *s, ids which)
{
    reaction_own_page own;

    if (!me.v)
        return OK;
    TRY(reactions_own(c, me, which, &own));
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < own.n; k++)
            if (own.at[k].subject_id.v == which.at[i].v) {
                s->at[i]->liked = own.at[k].liked;
                s->at[i]->saved = own.at[k].saved;
                s->at[i]->boosted = own.at[k].boosted;
            }
    return OK;
}

static err polls_fill(ctx *c, id me, const struct subjects *s)
{
    ids which = { arena_array(&c->arena, id, s->n), 0 };
    poll_shown_page *polls = arena_new(&c->arena, poll_shown_page);

    for (size_t i = 0; i < s->n; i++)
        if (s->at[i]->has_poll)
            which.at[which.n++] = s->at[i]->words->id;
    if (!which.n)
        return OK;
    TRY(polls_get(c, me, which, polls));
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i]->has_poll)
            s->at[i]->poll = poll_among(polls, s->at[i]->words->id);
    return OK;
}

/*
 * Staff have removed all of its media: it is a text, as if its author had taken them out. A quote without a text would then be a plain
 * boost, and stays what it says it is.
 */
static void type_follow(ctx *c, struct post_view *v)
{
    if (!v->media_ids.n || !post_type_needs_media(v->words->type) || v->words->boost_of_id.is == GIVEN)
        return;
    for (size_t i = 0; i < v->media_ids.n; i++)
        if (v->media[i])
            return;
    struct post_words *words = arena_new(&c->arena, struct post_words);
    *words = *v->words;
    words->type = S("text");
    v->words = words;
    v->json = post_words_json(&c->arena, words);
}

/* All of a page in one question. */
static err media_fill(ctx *c, const struct subjects *s)
{
    const struct media_kept **kept;
    ids which = { NULL, 0 };

    for (size_t i = 0; i < s->n; i++)
        which.n += s->at[i]->media_ids.n;
    if (!which.n)
        return OK;
    which.at = arena_array(&c->arena, id, which.n);
    kept = arena_array(&c->arena, const struct media_kept *, which.n);
    which.n = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->at[i]->media_ids.n; k++)
            which.at[which.n++] = s->at[i]->media_ids.at[k];
    TRY(medias_kept(c, which, kept));
    for (size_t i = 0; i < s->n; i++) {
        s->at[i]->media = kept;
        kept += s->at[i]->media_ids.n;
        type_follow(c, s->at[i]);
    }
    return OK;
}

static void boosts_fill(struct look *l)
{
    for (size_t i = 0; i < l->views.n; i++) {
        struct post_view *v = &l->views.at[i];
        if (!v->plain)
            continue;
        v->counts = v->boost_of->counts;
        v->liked = v->boost_of->liked;
        v->saved = v->boost_of->saved;
        v->boosted = v->boost_of->boosted;
    }
}

static err rest_fill(ctx *c, struct look *l)
{
    struct subjects s = subjects_of(&c->arena, l);
    ids which = ids_of(&c->arena, &s);

    if (!s.n)
        return OK;
    TRY(counts_fill(c, &s, which));
    TRY(own_fill(c, l->me, &s, which));
    TRY(polls_fill(c, l->me, &s));
    TRY(media_fill(c, &s));
    boosts_fill(l);
    return OK;
}

/* ---- one for many ---- */

/* Is it read, and brought, by its author's sight? `named` says whether it names the viewer. */
static bool is_brought_to(const struct sight *author, enum visibility visibility, bool named)
{
    return sight_reads(author, audiences[visibility], named) && sight_brings(author);
}

static bool has_id(ids all, id which)
{
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].v == which.v)
            return true;
    return false;
}

/* A plain boost is seen by who sees its original, too; without that by nobody. */
static err originals_narrow(ctx *c, id original, ids viewers, bool *out)
{
    struct post_kept *kept;
    sight_page by;

    TRY(posts_kept(c, (ids){ &original, 1 }, &kept));
    if (kept->id.v)
        TRY(sights_by(c, viewers, kept->user_id, &by));
    for (size_t i = 0; i < viewers.n; i++)
        out[i] = out[i] && kept->id.v
                 && is_brought_to(&by.at[i], (enum visibility)kept->visible, wording_names(&kept->wording, viewers.at[i]));
    return OK;
}

err post_seen_by(ctx *c, const struct post_seen *post, ids viewers, sight_page *authors, bool *out)
{
    sight_page by;

    TRY(sights_by(c, viewers, post->author, &by));
    for (size_t i = 0; i < viewers.n; i++)
        out[i] = is_brought_to(&by.at[i], post->visibility, has_id(post->named, viewers.at[i]));
    if (authors)
        *authors = by;
    return post->plain ? originals_narrow(c, post->boost_of, viewers, out) : OK;
}

/* ---- the verbs ---- */

/* One that is gone does not come back; one that the viewer may not see may come to be seen. */
static void look_note(ctx *c, const struct look *l, struct made_of *of)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->posts[i].id.v)
            made_note(c, of, STAMP_ITSELF, l->posts[i].id);
        if (l->posts[i].id.v && l->posts[i].boost_of_id.is == GIVEN)
            made_note(c, of, STAMP_ITSELF, l->posts[i].boost_of_id.v);
    }
    for (size_t i = 0; i < l->authors.n; i++)
        made_note(c, of, STAMP_ITSELF, l->authors.at[i].card.id);
}

static void end_note(struct post_made *made, const struct post_view *v)
{
    if (v->poll && !v->poll->ended && (!made->until.ms || v->poll->expires_at.ms < made->until.ms))
        made->until = v->poll->expires_at;
}

/* Addresses that are signed work for a time. */
static void media_note(ctx *c, struct post_made *made, const struct post_view *v)
{
    for (size_t i = 0; i < v->media_ids.n; i++) {
        when until = v->media && v->media[i] ? post_media_until(c, v->media[i]) : (when){ 0 };
        made_note(c, &made->of, STAMP_ITSELF, v->media_ids.at[i]);
        if (until.ms && (!made->until.ms || until.ms < made->until.ms))
            made->until = until;
    }
}

static void ends_note(ctx *c, struct post_made *made, const post_view_page *views)
{
    for (size_t i = 0; i < views->n; i++) {
        const struct post_view *v = &views->at[i];
        end_note(made, v);
        media_note(c, made, v);
        if (v->boost_of) {
            end_note(made, v->boost_of);
            media_note(c, made, v->boost_of);
        }
    }
}

err posts_look_noting(ctx *c, id me, ids which, post_question *asks, u32 without, struct post_made *made, post_view_page *out)
{
    struct look l = { .me = me, .n = which.n };

    TRY(posts_kept(c, which, &l.posts));
    TRY(originals_read(c, &l));
    TRY(authors_read(c, &l));
    if (made)
        look_note(c, &l, &made->of);
    l.views.at = arena_array(&c->arena, struct post_view, l.n);
    l.embedded.at = arena_array(&c->arena, struct post_view, l.n);
    for (size_t i = 0; i < l.n; i++)
        view_make(&l, i, asks, without);
    if (!(without & WITHOUT_REST))
        TRY(rest_fill(c, &l));
    if (made)
        ends_note(c, made, &l.views);
    *out = l.views;
    return OK;
}

err posts_look(ctx *c, id me, ids which, post_question *asks, u32 without, post_view_page *out)
{
    return posts_look_noting(c, me, which, asks, without, NULL, out);
}

err posts_get(ctx *c, id me, ids which, post_question *asks, post_view_page *out)
{
    return posts_look(c, me, which, asks, 0, out);
}

err post_get(ctx *c, id me, id which, struct post_view *out)
{
    return post_get_noting(c, me, which, NULL, out);
}

err post_get_noting(ctx *c, id me, id which, struct post_made *made, struct post_view *out)
{
    post_view_page page;

    TRY(posts_look_noting(c, me, (ids){ &which, 1 }, NULL, 0, made, &page));
    if (!page.n)
        return fail(c, &post_not_found);
    *out = page.at[0];
    return OK;
}

err post_get_original(ctx *c, id me, id which, struct post_view *out)
{
    TRY(post_get(c, me, which, out));
    return out->plain ? post_get(c, me, out->boost_of->words->id, out) : OK;
}

err post_original(ctx *c, id me, id which, id *out)
{
    struct post_view view;

    TRY(post_get(c, me, which, &view));
    *out = view.plain ? view.boost_of->words->id : view.words->id;
    return OK;
}

/* ---- questions of lists ---- */

bool post_is_brought(const struct post_view *v)
{
    return sight_brings(&v->author->sight) && (!v->plain || sight_brings(&v->boost_of->author->sight));
}

bool post_is_open(const struct post_view *v)
{
    return v->visibility == VISIBLE_TO_ALL && !v->plain && post_is_brought(v);
}
