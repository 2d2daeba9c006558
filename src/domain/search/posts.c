/*
 * The shelf of posts. Its consumer reads posts as they are now, so that it does not matter in which order, nor how often, it hears
 * of them: each of them is taken out of the index and, if it is still there, put in.
 */
#include "base/id.h"
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"

/* ---- labels ---- */

str label_from(struct arena *a, id author) { return label_of(a, "from", id_text(a, author)); }
str label_tag(struct arena *a, str name) { return label_of(a, "tag", name); }
str label_to_all(struct arena *a, enum visibility v) { return label_of(a, "to", str_of(visibility_words[v])); }
str label_to(struct arena *a, id who) { return label_of(a, "to", id_text(a, who)); }

str label_has(struct arena *a, enum query_has what)
{
    return label_of(a, "has", what == QUERY_MEDIA ? S("media") : what == QUERY_LINK ? S("link") : S("poll"));
}

/* ---- a document ---- */

static void readers_label(struct words *w, const struct post_text *p)
{
    ids named = wording_named(w->arena, &p->wording);

    words_label(w, label_to_all(w->arena, p->visibility));
    for (size_t i = 0; i < named.n && p->visibility == VISIBLE_TO_NAMED; i++)
        words_label(w, label_to(w->arena, named.at[i]));
}

static void facts_label(struct words *w, const struct post_text *p)
{
    strs tags = wording_tags(w->arena, &p->wording);

    words_label(w, label_from(w->arena, p->user_id));
    for (size_t i = 0; i < tags.n; i++)
        words_label(w, label_tag(w->arena, tags.at[i]));
    if (p->has_media)
        words_label(w, label_has(w->arena, QUERY_MEDIA));
    if (p->wording.links.n)
        words_label(w, label_has(w->arena, QUERY_LINK));
    if (p->has_poll)
        words_label(w, label_has(w->arena, QUERY_POLL));
}

/* Labels come first, so that no text is too long for them. */
static str document_of(tx *t, const struct post_text *p)
{
    struct words w = WORDS_ON(tx_arena(t));

    readers_label(&w, p);
    facts_label(&w, p);
    words_add(&w, p->content);
    if (p->warning.is == GIVEN)
        words_add(&w, p->warning.v);
    for (size_t i = 0; i < p->options.n; i++)
        words_add(&w, p->options.at[i]);
    return shelf_tokens(t, &w);
}

static err document_put(tx *t, const struct post_text *p)
{
    TRY(shelf_marks(t, &post_shelf, p->id));
    return q_post_document_add(t, p->id, document_of(t, p));
}

err search_plant(tx *t, ids which)
{
    post_text_page posts;

    TRY(post_texts_in(t, which, &posts));
    for (size_t i = 0; i < posts.n; i++) {
        struct arena_mark mark = arena_mark(tx_arena(t));
        TRY(document_put(t, &posts.at[i]));
        arena_rewind(tx_arena(t), mark);
    }
    return OK;
}

static err posts_there(tx *t, id after, i64 most, search_hit_page *out)
{
    post_by_page posts;

    TRY(posts_worded_after_in(t, after, most, &posts));
    *out = (search_hit_page){ .at = arena_array(tx_arena(t), struct search_hit, posts.n), .n = posts.n };
    for (size_t i = 0; i < posts.n; i++)
        out->at[i] = (struct search_hit){ .id = posts.at[i].id };
    return OK;
}

const struct shelf post_shelf = {
    .row = 1, .documents = "posts", .document = "post", .consumer = SEARCH_CONSUMER,
    .put = search_plant, .there = posts_there,
    .held = q_post_documents_there_in_tx, .drop = q_post_documents_drop, .mark = q_post_mark_add, .unmark = q_post_marks_drop,
    .mark_before = q_post_mark_before_in_ctx, .mark_after = q_post_mark_after_in_ctx,
    .walk = q_post_found_walking_in_ctx, .look = q_post_found_in_index_in_ctx,
    .walk_up = q_post_found_walking_up_in_ctx, .look_up = q_post_found_in_index_up_in_ctx,
    .documents_after = q_post_documents_after_in_tx, .merge = q_post_index_merge, .shape = q_post_index_shape_in_tx,
};

/* ---- the consumer ---- */

/* Plain boosts are not indexed. */
static err post_told_in(tx *t, const struct event *e, ids *out)
{
    struct post_gone_told gone;
    struct post_told told;

    if (e->kind == &post_deleted) {
        TRY(event_read(tx_arena(t), e, post_deleted, &gone));
        if (!gone.plain_boost)
            out->at[out->n++] = gone.post_id;
        return OK;
    }
    TRY(event_read_as(tx_arena(t), e, e->kind, &told));
    if (!told.plain_boost)
        out->at[out->n++] = told.post_id;
    return OK;
}

static bool takes_out(const struct event *const *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (events[i]->kind != &post_created)
            return true;
    return false;
}

err posts_index(tx *t, const struct event *const *events, size_t n)
{
    ids which = { arena_array(tx_arena(t), id, n), 0 };

    for (size_t i = 0; i < n; i++)
        TRY(post_told_in(t, events[i], &which));
    TRY(takes_out(events, n) ? tidy_ask(t, &post_shelf) : OK);
    return shelf_renew(t, &post_shelf, which);
}
