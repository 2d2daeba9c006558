/* The routes of media: what their owners see and change. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/media/media.h"
#include "runtime/ctx.h"

enum { PROCESSING_RETRY_S = 1 };

struct media_which { id id; };
struct media_query { str state, kind; maybe_bool attached; LIST_WISH; };

static SHAPE(media_which, FIELD(media_which, id));
SHAPE(media_query,
    FIELD(media_query, state, .optional = true, .words = media_state_words), FIELD(media_query, kind, .optional = true, .words = media_kind_words),
    FIELD(media_query, attached, .doc = "Whether something refers to it"), LIST_FIELDS(media_query));

static maybe_i64 word_of(const char *const *words, str word)
{
    for (i64 i = 0; words[i]; i++)
        if (str_eq(word, str_of(words[i])))
            return (maybe_i64){ GIVEN, i };
    return (maybe_i64){ .is = ABSENT };
}

static err list(ctx *c, const struct caller *me, const struct media_query *in, media_mine_page *out)
{
    struct media_wish wish = { word_of(media_state_words, in->state), word_of(media_kind_words, in->kind), in->attached };
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(media_list(c, me->account, &wish, from, in->limit + 1, out));
    return list_cut(c, in->limit, out);
}

static err get(ctx *c, const struct caller *me, const struct media_which *in, struct media_mine *out)
{
    TRY(media_get(c, me->account, in->id, out));
    if (str_eq(out->state, str_of(media_state_words[MEDIA_PROCESSING])))
        answer_retry_after(c, PROCESSING_RETRY_S);
    return OK;
}

static err edit(ctx *c, const struct caller *me, const struct media_edit *in, struct media_mine *out)
{
    return media_edit(c, me->account, in, out);
}

static err drop(ctx *c, const struct caller *me, const struct media_which *in, struct nothing *out)
{
    (void)out;
    return media_delete(c, me->account, in->id);
}

static err not_ready(ctx *c)
{
    c->failure.retry_after = PROCESSING_RETRY_S;
    return fail(c, &media_not_ready);
}

static err lead(ctx *c, id me, id which, bool preview, struct raw_answer *out)
{
    struct media_mine m;

    TRY(media_get(c, me, which, &m));
    if (!str_eq(m.state, S("ready")) && !str_eq(m.state, S("failed")))
        return not_ready(c);
    maybe_str to = preview ? m.preview_url : m.url;
    if (to.is != GIVEN)
        return fail(c, &media_not_found);
    *out = (struct raw_answer){ .status = 302, .location = to.v };
    return OK;
}

static err thumbnail(ctx *c, const struct caller *me, const struct media_which *in, struct raw_answer *out)
{
    return lead(c, me->account, in->id, true, out);
}

static err file(ctx *c, const struct caller *me, const struct media_which *in, struct raw_answer *out)
{
    return lead(c, me->account, in->id, false, out);
}

static err usage(ctx *c, const struct caller *me, const struct nothing *in, struct media_usage *out)
{
    (void)in;
    return media_usage_of(c, me->account, out);
}

CALLS_AS(list, media_query, media_mine_page)
CALLS_AS(get, media_which, media_mine)
CALLS_AS(edit, media_edit, media_mine)
CALLS_AS(drop, media_which, nothing)
CALLS_AS(thumbnail, media_which, raw_answer)
CALLS_AS(file, media_which, raw_answer)
CALLS_AS(usage, nothing, media_usage)

static const struct problem *const problems[] = { &media_not_found, NULL };
static const struct problem *const drop_problems[] = { &media_not_found, &media_in_use, NULL };
static const struct problem *const lead_problems[] = { &media_not_found, &media_not_ready, NULL };

extern const struct route media_routes[];
const struct route media_routes[] = {
    { METHOD_GET,    "/media",                list_entry,      &may_upload, RATE_READS,  200, TAKES(media_query), GIVES_PAGE(media_mine),
      .tag = "media", .tag_says = "Pictures, films, sounds and files", .summary = "Read your own media, newest first" },
    { METHOD_GET,    "/media/{id}",           get_entry,       &may_upload, RATE_READS,  200, TAKES(media_which), GIVES(media_mine),
      .tag = "media", .summary = "Read one of your media", .problems = problems },
    { METHOD_GET,    "/media/{id}/thumbnail", thumbnail_entry, &may_upload, RATE_READS,  302, TAKES(media_which), GIVES_RAW(NULL),
      .tag = "media", .summary = "Go to its preview", .problems = lead_problems },
    { METHOD_GET,    "/media/{id}/file",      file_entry,      &may_upload, RATE_READS,  302, TAKES(media_which), GIVES_RAW(NULL),
      .tag = "media", .summary = "Go to its file", .problems = lead_problems },
    { METHOD_PATCH,  "/media/{id}",           edit_entry,      &may_upload, RATE_WRITES, 200, TAKES(media_edit), GIVES(media_mine),
      .tag = "media", .summary = "Change what describes it", .problems = problems },
    { METHOD_DELETE, "/media/{id}",           drop_entry,      &may_upload, RATE_WRITES, 204, TAKES(media_which),
      .tag = "media", .summary = "Delete one to which nothing refers", .problems = drop_problems },
    { METHOD_GET,    "/users/me/usage",       usage_entry,     &may_upload, RATE_READS,  200, GIVES(media_usage),
      .tag = "media", .summary = "Read what you keep, and how much you may" },
    {0}
};
