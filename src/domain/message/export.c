/* One's own messages, whatever the channel, and what each said before; and one's reactions. */
#include "base/id.h"
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"

enum { AT_ONCE = 100 };

/* Media are named: media.json has what they are. */
struct owned_message { HAS_MESSAGE_WORDS; ids media_ids; message_version_page history; };
static SHAPE(owned_message,
    MESSAGE_WORDS_FIELDS(owned_message), FIELD(owned_message, media_ids),
    FIELD_PAGE(owned_message, history, &message_version_shape, .doc = "Newest first, without what stands"));

/* What does not fit into the row of a message that was edited very often follows in rows of its own. */
struct owned_versions { id id; message_version_page history; };
static SHAPE(owned_versions, FIELD(owned_versions, id), FIELD_PAGE(owned_versions, history, &message_version_shape));

/* `before`: where it begins, and then where the rest does; 0: there is no more. */
static err history_read(ctx *c, id which, id *before, message_version_page *out)
{
    struct message_version_row_page rows;

    TRY(q_message_versions_before(c, which, *before, AT_ONCE, &rows));
    *out = (message_version_page){ .at = arena_array(&c->arena, struct message_version, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = (struct message_version){ rows.at[i].content, rows.at[i].created_at };
    *before = rows.n == AT_ONCE ? rows.at[rows.n - 1].made : (id){ 0 };
    return OK;
}

static err rest_export(ctx *c, id which, id before, struct rows *rows)
{
    struct owned_versions more = { .id = which };

    while (before.v) {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(history_read(c, which, &before, &more.history));
        TRY(more.history.n ? row_add(c, rows, &owned_versions_shape, &more) : OK);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

static err message_export(ctx *c, const struct message_row *row, struct rows *rows)
{
    struct owned_message own = { .history = { .n = 0 } };
    id before = { row->edited_at.is == GIVEN ? INT64_MAX : 0 };
    struct message_kept m;

    TRY(message_kept_of(&c->arena, row, &m));
    own.words = m.words;
    own.media_ids = m.media_ids;
    if (before.v)
        TRY(history_read(c, row->id, &before, &own.history));
    TRY(row_add(c, rows, &owned_message_shape, &own));
    return rest_export(c, row->id, before, rows);
}

static err messages_export(ctx *c, id who, struct rows *rows)
{
    message_row_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_messages_of_sender(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            struct arena_mark one = arena_mark(&c->arena);
            after = page.at[i].id;
            TRY(page.at[i].deleted ? OK : message_export(c, &page.at[i], rows));
            arena_rewind(&c->arena, one);
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

struct owned_reaction { id message_id; str emoji; when created_at; };
static SHAPE(owned_reaction,
    FIELD(owned_reaction, message_id), FIELD(owned_reaction, emoji), FIELD(owned_reaction, created_at));

/* A full page may end within the reactions to one message, of which there are at most 20: these are left for the next. */
static size_t whole_messages(const message_reacted_page *page)
{
    size_t n = page->n;

    while (page->n == AT_ONCE && n && page->at[n - 1].message_id.v == page->at[page->n - 1].message_id.v)
        n--;
    return n;
}

static err reactions_export(ctx *c, id who, struct rows *rows)
{
    message_reacted_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_message_reactions_by(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < whole_messages(&page); i++) {
            const struct message_reacted *r = &page.at[i];
            after = r->message_id;
            TRY(row_add(c, rows, &owned_reaction_shape, &(struct owned_reaction){ r->message_id, r->emoji, { id_ms(r->made) } }));
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings message_belongings[] = {
    { "messages.json", "your messages in channels and conversations, and what they said before", messages_export },
    { "message_reactions.json", "what you reacted with to messages", reactions_export },
    {0}
};
