/* The texts of messages, for a search. */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

SHAPE(message_worded, FIELD(message_worded, id), FIELD(message_worded, channel_id), FIELD(message_worded, seq));

err message_texts_in(tx *t, ids which, message_text_page *out)
{
    struct wording wording;
    message_row_page rows;

    *out = (message_text_page){ .n = 0 };
    TRY(q_message_rows_get(t, which, &rows));
    out->at = arena_array(tx_arena(t), struct message_text, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct message_row *row = &rows.at[i];
        if (row->deleted)
            continue;
        TRY(message_wording(tx_arena(t), row, &wording));
        out->at[out->n++] = (struct message_text){ row->id, row->channel_id, row->seq, row->sender_id, row->content,
                                                   .has_media = row->media.n > 0, .has_link = wording.links.n > 0 };
    }
    return OK;
}

err messages_worded_after_in(tx *t, id after, i64 most, message_worded_page *out)
{
    return q_messages_worded_after(t, after, most, out);
}
