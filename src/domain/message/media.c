/* The media of messages: how they are shown, come and go with them, and follow their channel where it is opened or closed. */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "work/sweep.h"

/* ---- showing ---- */

static void media_put(ctx *c, const struct media_kept *const *kept, size_t n, struct message_rest *out)
{
    out->media = (media_page){ .at = arena_array(&c->arena, struct media, n) };
    for (size_t i = 0; i < n; i++)
        if (kept[i])
            media_of(c, kept[i], 0, &out->media.at[out->media.n++]);
    out->media_url = out->media.n ? out->media.at[0].url : (maybe_str){ .is = NULLED };
}

err message_media_fill(ctx *c, message_view_page *views)
{
    const struct media_kept **kept;
    ids which = { NULL, 0 };

    for (size_t i = 0; i < views->n; i++)
        which.n += views->at[i].media_ids.n;
    if (!which.n)
        return OK;
    which.at = arena_array(&c->arena, id, which.n);
    kept = arena_array(&c->arena, const struct media_kept *, which.n);
    which.n = 0;
    for (size_t i = 0; i < views->n; i++)
        for (size_t k = 0; k < views->at[i].media_ids.n; k++)
            which.at[which.n++] = views->at[i].media_ids.at[k];
    TRY(medias_kept(c, which, kept));
    for (size_t i = 0; i < views->n; i++) {
        media_put(c, kept, views->at[i].media_ids.n, &views->at[i].rest);
        kept += views->at[i].media_ids.n;
    }
    return OK;
}

/* The message is sent, whatever becomes of the question. */
void message_media_show(ctx *c, ids which, struct message *out)
{
    const struct media_kept **kept = arena_array(&c->arena, const struct media_kept *, which.n + 1);

    if (which.n && medias_kept(c, which, kept) == OK)
        media_put(c, kept, which.n, &out->rest);
}

/* ---- coming and going ---- */

struct media_take message_take(id message, id channel, enum channel_kind kind)
{
    return (struct media_take){ .thing = { MEDIA_OF_MESSAGE, message }, .open = kind == CHANNEL_PUBLIC, .field = "media_ids",
                                .kinds = (1 << MEDIA_KINDS) - 1, .within = channel };
}

err message_media_drop(tx *t, const struct message_row *row)
{
    return row->media.n ? media_let_go(t, ids_of_text(tx_arena(t), row->media), (struct media_thing){ MEDIA_OF_MESSAGE, row->id }) : OK;
}

/* ---- a channel that is opened or closed ---- */

const char message_open_job[] = "message_open";

static err open_batch(tx *t, struct sweep_place *s)
{
    channel_fact_page facts;
    message_placed_page page;

    TRY(channel_facts_in(t, (ids){ &s->about, 1 }, &facts));
    TRY(q_messages_with_media(t, s->about, s->after, SWEEP_BATCH, &page));
    ids which = { arena_array(tx_arena(t), id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        which.at[i] = page.at[i].id;
    const struct channel_fact *f = channel_fact_among(&facts, s->about);
    if (f)
        TRY(media_open(t, MEDIA_OF_MESSAGE, which, f->kind == CHANNEL_PUBLIC));
    sweep_move(s, page.n, (id){ page.n ? page.at[page.n - 1].seq : 0 });
    return s->done ? media_close_end(t, s->about) : OK;
}

err message_open_run(ctx *c, str payload) { return sweep_run(c, message_open_job, payload, open_batch); }
