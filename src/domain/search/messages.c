/*
 * The shelf of messages. Its consumer reads messages as they are now, as that of posts does. A label says in which channel a document
 * is, and another whether that is public, so that a question finds what its asker may read without passing over what they may not.
 * When a channel changes its kind, a sweep puts each of its documents in again.
 */
#include "base/id.h"
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"

const char search_renew_job[] = "search_renew";

str label_in(struct arena *a, id channel) { return label_of(a, "in", id_text(a, channel)); }
str label_in_public(struct arena *a) { return label_of(a, "in", S("public")); }

/* ---- documents ---- */

static str document_of(tx *t, const struct message_text *m, bool open)
{
    struct words w = WORDS_ON(tx_arena(t));

    words_label(&w, label_in(w.arena, m->channel_id));
    if (open)
        words_label(&w, label_in_public(w.arena));
    if (m->sender_id.v)
        words_label(&w, label_from(w.arena, m->sender_id));
    if (m->has_media)
        words_label(&w, label_has(w.arena, QUERY_MEDIA));
    if (m->has_link)
        words_label(&w, label_has(w.arena, QUERY_LINK));
    words_add(&w, m->content);
    return shelf_tokens(t, &w);
}

/* Of those that are there. */
static err facts_read(tx *t, ids channels, channel_fact_page *out)
{
    channels = ids_once(tx_arena(t), channels);
    *out = (channel_fact_page){ .n = 0 };
    return channels.n ? channel_facts_in(t, channels, out) : OK;
}

static ids channels_of(tx *t, const message_text_page *messages)
{
    ids channels = { arena_array(tx_arena(t), id, messages->n), messages->n };

    for (size_t i = 0; i < messages->n; i++)
        channels.at[i] = messages->at[i].channel_id;
    return channels;
}

err search_plant_messages(tx *t, ids which)
{
    message_text_page messages;
    channel_fact_page channels;

    TRY(message_texts_in(t, which, &messages));
    TRY(facts_read(t, channels_of(t, &messages), &channels));
    for (size_t i = 0; i < messages.n; i++) {
        const struct message_text *m = &messages.at[i];
        const struct channel_fact *channel = channel_fact_among(&channels, m->channel_id);
        struct arena_mark mark = arena_mark(tx_arena(t));
        if (!channel)
            continue;
        TRY(shelf_marks(t, &message_shelf, m->id));
        TRY(q_message_document_add(t, m->id, m->channel_id, m->seq, document_of(t, m, channel->kind == CHANNEL_PUBLIC)));
        arena_rewind(tx_arena(t), mark);
    }
    return OK;
}

static err messages_there(tx *t, id after, i64 most, search_hit_page *out)
{
    message_worded_page messages;

    TRY(messages_worded_after_in(t, after, most, &messages));
    *out = (search_hit_page){ .at = arena_array(tx_arena(t), struct search_hit, messages.n), .n = messages.n };
    for (size_t i = 0; i < messages.n; i++)
        out->at[i] = (struct search_hit){ messages.at[i].id, messages.at[i].channel_id, messages.at[i].seq };
    return OK;
}

/* What is of a channel that is gone, is on its way out of the shelf. */
static err messages_counted(tx *t, search_hit_page *hits)
{
    ids channels = { arena_array(tx_arena(t), id, hits->n), hits->n };
    channel_fact_page facts;
    size_t kept = 0;

    for (size_t i = 0; i < hits->n; i++)
        channels.at[i] = hits->at[i].channel_id;
    TRY(facts_read(t, channels, &facts));
    for (size_t i = 0; i < hits->n; i++)
        if (channel_fact_among(&facts, hits->at[i].channel_id))
            hits->at[kept++] = hits->at[i];
    hits->n = kept;
    return OK;
}

const struct shelf message_shelf = {
    .row = 2, .documents = "messages", .document = "message", .consumer = MESSAGES_CONSUMER,
    .put = search_plant_messages, .there = messages_there, .counted = messages_counted,
    .held = q_message_documents_there_in_tx, .drop = q_message_documents_drop, .mark = q_message_mark_add, .unmark = q_message_marks_drop,
    .mark_before = q_message_mark_before_in_ctx, .mark_after = q_message_mark_after_in_ctx,
    .walk = q_message_found_walking_in_ctx, .look = q_message_found_in_index_in_ctx,
    .walk_up = q_message_found_walking_up_in_ctx, .look_up = q_message_found_in_index_up_in_ctx,
    .documents_after = q_message_documents_after_in_tx, .merge = q_message_index_merge, .shape = q_message_index_shape_in_tx,
};

/* ---- a channel whose kind changed ---- */

/* The expression for SQLite's index; PostgreSQL's table knows the channel. */
static str label_match(struct arena *a, id channel)
{
    return arena_format(a, "\"" STR_FMT "\"", STR_ARG(label_in(a, channel)));
}

static err renew_batch(tx *t, struct sweep_place *s)
{
    search_hit_page hits;

    TRY(q_message_documents_of(t, s->about, label_match(tx_arena(t), s->about), (id){ s->after }, SWEEP_BATCH, &hits));
    ids which = { arena_array(tx_arena(t), id, hits.n), hits.n };
    for (size_t i = 0; i < hits.n; i++)
        which.at[i] = hits.at[i].id;
    TRY(hits.n ? tidy_ask(t, &message_shelf) : OK);
    TRY(shelf_renew(t, &message_shelf, which));
    sweep_move(s, hits.n, hits.n ? hits.at[hits.n - 1].id : (id){ 0 });
    return OK;
}

err search_renew_run(ctx *c, str payload)
{
    return sweep_run(c, search_renew_job, payload, renew_batch);
}

/* ---- the consumer ---- */

/* Of one event: which documents are to be put in again. Reactions and pins change no words. */
static err message_told_in(tx *t, const struct event *e, ids *out, bool *takes_out)
{
    struct message_told told;

    TRY(event_read(tx_arena(t), e, message_changed, &told));
    bool sent = str_eq(told.type, S("dm")) || str_eq(told.type, S("channel_message"));
    bool changed = str_eq(told.type, S("message_edited")) || str_eq(told.type, S("message_deleted"));
    *takes_out |= changed;
    *out = (ids){ arena_array(tx_arena(t), id, 1), sent || changed };
    out->at[0] = told.message_id;
    return OK;
}

static err swept_told_in(tx *t, const struct event *e, ids *out, bool *takes_out)
{
    struct messages_swept_told told;

    TRY(event_read(tx_arena(t), e, messages_swept, &told));
    *takes_out = true;
    *out = told.messages;
    return OK;
}

static err channel_told_in(tx *t, const struct event *e, ids *out, bool *takes_out)
{
    struct channel_told told;

    (void)takes_out;
    *out = (ids){ .n = 0 };
    TRY(event_read(tx_arena(t), e, channel_changed, &told));
    for (size_t i = 0; i < told.changed.n; i++)
        if (str_eq(told.changed.at[i], S("kind")))
            return sweep_add(t, search_renew_job, told.channel_id);
    return OK;
}

static err told_in(tx *t, const struct event *e, ids *out, bool *takes_out)
{
    if (e->kind == &channel_changed)
        return channel_told_in(t, e, out, takes_out);
    return (e->kind == &messages_swept ? swept_told_in : message_told_in)(t, e, out, takes_out);
}

err messages_index(tx *t, const struct event *const *events, size_t n)
{
    ids *told = arena_array(tx_arena(t), ids, n);
    bool takes_out = false;
    size_t all = 0;

    for (size_t i = 0; i < n; i++) {
        TRY(told_in(t, events[i], &told[i], &takes_out));
        all += told[i].n;
    }
    ids which = { arena_array(tx_arena(t), id, all), 0 };
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < told[i].n; k++)
            which.at[which.n++] = told[i].at[k];
    TRY(takes_out ? tidy_ask(t, &message_shelf) : OK);
    return shelf_renew(t, &message_shelf, ids_once(tx_arena(t), which));
}
