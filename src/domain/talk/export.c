/* The conversations of somebody, with what they may read there. */
#include "base/str.h"
#include "domain/message/message.h"
#include "domain/talk/talk_own.h"
#include "work/belongings.h"

enum { TALKS_AT_ONCE = 100, MESSAGES_AT_ONCE = 100 };

struct owned_said {
    i64 seq;
    id id;
    maybe_id sender_id;
    maybe_str sender, content;
    maybe_id reply_to_id;
    bool deleted;
    maybe_when edited_at;
    when created_at;
};
typedef PAGE(owned_said) owned_said_page;
static SHAPE(owned_said,
    FIELD(owned_said, seq), FIELD(owned_said, id), FIELD(owned_said, sender_id), FIELD(owned_said, sender), FIELD(owned_said, content),
    FIELD(owned_said, reply_to_id), FIELD(owned_said, deleted), FIELD(owned_said, edited_at), FIELD(owned_said, created_at));

struct owned_talk {
    id id;
    str kind;
    maybe_str name, request;
    card_page participants;
    when created_at;
    owned_said_page messages;
};
static SHAPE(owned_talk,
    FIELD(owned_talk, id), FIELD(owned_talk, kind), FIELD(owned_talk, name), FIELD(owned_talk, request),
    FIELD_PAGE(owned_talk, participants, &card_shape), FIELD(owned_talk, created_at), FIELD_PAGE(owned_talk, messages, &owned_said_shape));

/* Of a long one the rest of the messages follows in rows of its own. */
struct owned_more { id id; owned_said_page messages; };
static SHAPE(owned_more, FIELD(owned_more, id), FIELD_PAGE(owned_more, messages, &owned_said_shape));

static struct owned_said said_of(const struct message_view *v)
{
    const struct message_words *w = v->words;
    const struct card *sender = v->rest.sender;

    return (struct owned_said){
        .seq = w->seq, .id = w->id, .sender_id = { sender ? GIVEN : NULLED, sender ? sender->id : (id){ 0 } },
        .sender = { sender ? GIVEN : NULLED, sender ? sender->username : S("") }, .content = w->content, .reply_to_id = w->reply_to_id,
        .deleted = w->deleted, .edited_at = w->edited_at, .created_at = w->created_at,
    };
}

/* Oldest first, from the next after `*seq`, which is then where the rest begins; 0: there is no more. */
static err messages_read(ctx *c, const struct seat *s, i64 *seq, owned_said_page *out)
{
    const struct message_wish wish = { .way = MESSAGES_AFTER, .seq = *seq, .limit = MESSAGES_AT_ONCE };
    struct message_ends ends;
    message_view_page page;

    TRY(messages_page(c, s, &wish, &page, &ends));
    *out = (owned_said_page){ .at = arena_array(&c->arena, struct owned_said, page.n), .n = page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = said_of(&page.at[page.n - 1 - i]);
    *seq = ends.newer;
    return OK;
}

static err rest_export(ctx *c, const struct seat *s, i64 seq, struct rows *rows)
{
    struct owned_more more = { .id = s->channel };

    while (seq) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(messages_read(c, s, &seq, &more.messages));
        TRY(more.messages.n ? row_add(c, rows, &owned_more_shape, &more) : OK);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err talk_export(ctx *c, const struct channel *k, const struct seat *s, struct rows *rows)
{
    struct owned_talk own = { .id = k->id, .kind = k->kind, .name = k->name, .request = k->request, .participants = k->participants,
                              .created_at = k->created_at };
    i64 seq = 0;

    TRY(messages_read(c, s, &seq, &own.messages));
    TRY(row_add(c, rows, &owned_talk_shape, &own));
    return rest_export(c, s, seq, rows);
}

static err some_export(ctx *c, id who, ids which, struct rows *rows)
{
    channel_page channels;

    TRY(channels_show(c, who, which, &channels));
    for (size_t i = 0; i < channels.n; i++) {
        struct arena_mark mark = arena_mark(&c->arena);
        struct seat seat;
        TRY(channel_seat(c, who, channels.at[i].id, &seat));
        TRY(talk_export(c, &channels.at[i], &seat, rows));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err talks_export(ctx *c, id who, struct rows *rows)
{
    id after = { 0 };
    ids some;

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(conversations_after(c, who, after, TALKS_AT_ONCE, &some));
        TRY(some_export(c, who, some, rows));
        after = some.n ? some.at[some.n - 1] : after;
        arena_rewind(&c->arena, mark);
    } while (some.n == TALKS_AT_ONCE);
    return OK;
}

const struct belongings talk_belongings[] = {
    { "conversations.json", "your conversations, with the messages that you may read there", talks_export },
    {0}
};
