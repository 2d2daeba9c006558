/* The routes of notes: a table, and for each row a function that calls the domain with the path, query and body. */
#include "api/rest/route.h"
#include "example/note/note.h"

struct note_key { id id; };
struct note_query { LIST_WISH; };

SHAPE(note_key,
    FIELD(note_key, id));
SHAPE(note_query,
    LIST_FIELDS(note_query));

static err get(ctx *c, const struct note_key *in, struct note *out)
{
    return note_get(c, in->id, out);
}

static err drop(ctx *c, const struct note_key *in, struct nothing *out)
{
    (void)out;
    return note_delete(c, in->id);
}

static err list(ctx *c, const struct note_query *in, note_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(note_list(c, from, in->limit + 1, out));
    return list_cut(c, in->limit, out);
}

static err stats(ctx *c, const struct nothing *in, struct note_stats *out)
{
    (void)in;
    return note_stats_get(c, out);
}

CALLS(note_create, note_draft, note)
CALLS(get, note_key, note)
CALLS(drop, note_key, nothing)
CALLS(list, note_query, note_page)
CALLS(stats, nothing, note_stats)

static const struct problem *const problems[] = { &note_not_found, NULL };

extern const struct route note_routes[];
const struct route note_routes[] = {
    { METHOD_POST,   "/notes",       note_create_entry, &anyone, RATE_WRITES, 201, TAKES(note_draft), GIVES(note),
      .tag = "notes",
      .tag_says = "The worked example of a capability",
      .summary = "Leave a note" },
    { METHOD_GET,    "/notes",       list_entry,        &anyone, RATE_READS,  200, TAKES(note_query), GIVES_PAGE(note),
      .tag = "notes", .summary = "Read notes, newest first" },
    { METHOD_GET,    "/notes/stats", stats_entry,       &anyone, RATE_READS,  200, GIVES(note_stats),
      .tag = "notes", .summary = "Count the notes, by hour" },
    { METHOD_GET,    "/notes/{id}",  get_entry,         &anyone, RATE_READS,  200, TAKES(note_key), GIVES(note),
      .tag = "notes", .summary = "Read one note", .problems = problems },
    { METHOD_DELETE, "/notes/{id}",  drop_entry,        &anyone, RATE_WRITES, 204, TAKES(note_key),
      .tag = "notes", .summary = "Delete a note", .problems = problems },
    {0}
};
