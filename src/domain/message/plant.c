/* Many messages at once, for trials. */
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

static err one_plant(tx *t, const struct planted_message *m)
{
    struct arena *a = tx_arena(t);
    struct wording wording;

    wording_of_planted(a, m->content, m->mentioned, &wording);
    return q_message_insert(t, m->channel, m->seq, m->id, m->user, MESSAGE_TEXT, m->content, message_wording_pack(a, &wording), (id){ 0 },
                            (id){ 0 }, (id){ 0 }, (id){ 0 }, (id){ 0 }, (maybe_str){ .is = NULLED }, 0, S(""), (id){ 0 }, (id){ 0 }, 0);
}

err messages_plant(tx *t, const struct planted_message *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TRY(one_plant(t, &all[i]));
    return OK;
}
