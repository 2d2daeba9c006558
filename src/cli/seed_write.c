/* Writing posts, comments and reactions. A transaction leaves all counts right: what likes comments is written with them. */
#include "base/str.h"
#include "cli/seeding.h"
#include "domain/search/search.h"

/* A transaction of many pages makes each statement of it that writes several rows slow on SQLite, so they are short. */
enum { POSTS_EACH_TIME = 1000, COMMENTS_EACH_TIME = 500, REACTIONS_EACH_TIME = 20000, MENTIONS_ONE_IN = 10 };

/* ---- posts ---- */

/* Somebody who is not the author, in some; a private one always has somebody. */
static const struct account *mentioned_pick(const struct seeding *s, struct rng *r, const struct made_post *p)
{
    u32 one = (u32)rng_below(r, s->users);

    if (p->visibility != VISIBLE_TO_NAMED && rng_below(r, MENTIONS_ONE_IN))
        return NULL;
    if (one == p->author)
        one = one + 1 == (u32)s->users ? 0 : one + 1;
    return one == p->author ? NULL : &s->accounts[one];
}

static struct planted_post post_of_number(const struct seeding *s, struct arena *a, i64 n)
{
    const struct made_post *p = &s->made_posts[n];
    struct saying said;
    struct rng r;

    seed_rng(&r, s, STREAM_POST_TEXTS, n);
    const struct account *mentioned = mentioned_pick(s, &r, p);
    saying_make(&r, a, mentioned ? mentioned->username : S(""), &said);
    maybe_str language = { said.language ? GIVEN : NULLED, said.language ? str_of(said.language) : S("") };
    return (struct planted_post){ p->id, s->accounts[p->author].id, (enum visibility)p->visibility, said.text, language, mentioned };
}

static err some_posts_write(tx *t, void *arg)
{
    const struct some *in = arg;
    struct planted_post *all = arena_array(tx_arena(t), struct planted_post, (size_t)in->n);
    ids which = { arena_array(tx_arena(t), id, (size_t)in->n), (size_t)in->n };

    for (i64 i = 0; i < in->n; i++) {
        all[i] = post_of_number(in->seeding, tx_arena(t), in->from + i);
        which.at[i] = all[i].id;
    }
    TRY(posts_plant(t, all, (size_t)in->n));
    return search_plant(t, which);
}

/* ---- reactions ---- */

static struct planted_reaction reaction_of(const struct seeding *s, const struct made_reaction *r, i64 n, bool to_post)
{
    const struct made_comment *c = to_post ? NULL : &s->made_comments[r->subject];
    const struct made_post *p = &s->made_posts[to_post ? r->subject : c->post];

    return (struct planted_reaction){
        .kind = r->save ? REACTION_SAVE : REACTION_LIKE, .user = s->accounts[r->user].id, .made = id_past(r->at_ms, n % ID_SEQUENCES),
        .on = { .post = p->id, .author = s->accounts[to_post ? p->author : c->author].id,
                .comment = { to_post ? NULLED : GIVEN, to_post ? (id){ 0 } : c->id } },
    };
}

static err reactions_write(tx *t, const struct seeding *s, const struct made_reaction *some, i64 n, bool to_posts)
{
    struct planted_reaction *all = arena_array(tx_arena(t), struct planted_reaction, (size_t)n);

    for (i64 i = 0; i < n; i++)
        all[i] = reaction_of(s, &some[i], i, to_posts);
    return n ? reactions_plant(t, all, (size_t)n) : OK;
}

static err some_reactions_write(tx *t, void *arg)
{
    const struct some *in = arg;

    return reactions_write(t, in->seeding, in->seeding->on_posts + in->from, in->n, true);
}

/* ---- comments ---- */

static struct planted_comment comment_of_number(const struct seeding *s, struct arena *a, i64 n)
{
    const struct made_comment *c = &s->made_comments[n];
    struct saying said;
    struct rng r;

    seed_rng(&r, s, STREAM_COMMENT_TEXTS, n);
    reply_make(&r, a, &said);
    return (struct planted_comment){ .id = c->id, .post = s->made_posts[c->post].id, .user = s->accounts[c->author].id,
                                     .parent = c->parent ? s->made_comments[c->parent - 1].id : (id){ 0 }, .content = said.text,
                                     .depth = c->depth };
}

/* The first reaction to a comment of this number or a later one. */
static i64 reaction_from(const struct seeding *s, i64 comment)
{
    i64 low = 0, high = s->on_comment_count;

    while (low < high) {
        i64 middle = (low + high) / 2;
        if (s->on_comments[middle].subject < comment)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static err some_comments_write(tx *t, void *arg)
{
    const struct some *in = arg;
    const struct seeding *s = in->seeding;
    struct planted_comment *all = arena_array(tx_arena(t), struct planted_comment, (size_t)in->n);
    i64 first = reaction_from(s, in->from), end = reaction_from(s, in->from + in->n);

    for (i64 i = 0; i < in->n; i++)
        all[i] = comment_of_number(s, tx_arena(t), in->from + i);
    for (i64 i = first; i < end; i++)
        all[s->on_comments[i].subject - in->from].likes++;
    TRY(comments_plant(t, all, (size_t)in->n));
    return reactions_write(t, s, s->on_comments + first, end - first, false);
}

err posts_write(struct seeding *s, struct host *h)
{
    TRY(seed_write(s, h, s->posts, POSTS_EACH_TIME, "posts", some_posts_write));
    TRY(seed_write(s, h, s->comments, COMMENTS_EACH_TIME, "comments, with the reactions to them", some_comments_write));
    return seed_write(s, h, s->on_post_count, REACTIONS_EACH_TIME, "reactions to posts", some_reactions_write);
}
