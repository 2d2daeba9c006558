/* The routes of drafts, and of publishing: now, or later. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/draft/draft.h"
#include "domain/post/routes.h"
#include "runtime/ctx.h"

struct draft_key { id id; };
struct draft_query { maybe_bool scheduled; LIST_WISH; };
SHAPE(draft_key, FIELD(draft_key, id));
SHAPE(draft_query,
    FIELD(draft_query, scheduled, .doc = "true: only those with a time, next due first; false: only the others"), LIST_FIELDS(draft_query));

/* The answer's place is known before: it is complete when the transaction is. */
static err create(ctx *c, const struct caller *me, const struct draft_wish *in, struct either *out)
{
    if (in->publish_at.is == GIVEN) {
        struct draft *draft = arena_new(&c->arena, struct draft);
        out->also = draft;
        return draft_create(c, me->account, in, draft);
    }
    struct post *post = arena_new(&c->arena, struct post);
    out->value = post;
    return post_create(c, me->account, &in->draft, post);
}

static err add(ctx *c, const struct caller *me, const struct draft_wish *in, struct draft *out)
{
    return draft_create(c, me->account, in, out);
}

static err list(ctx *c, const struct caller *me, const struct draft_query *in, draft_page *out)
{
    enum draft_kind kind = in->scheduled.is != GIVEN ? DRAFTS_ALL : in->scheduled.v ? DRAFTS_SCHEDULED : DRAFTS_OTHER;
    struct draft_place next;
    struct cursor from;

    TRY(cursor_read(c, in->cursor, &from));
    TRY(draft_list(c, me->account, kind, (struct draft_place){ from.a, from.b }, in->limit, out, &next));
    out->next = next.b ? cursor_make(c, (struct cursor){ next.a, next.b }) : S("");
    return OK;
}

static err get(ctx *c, const struct caller *me, const struct draft_key *in, struct draft *out)
{
    return draft_get(c, me->account, in->id, out);
}

static err edit(ctx *c, const struct caller *me, const struct draft_change *in, struct draft *out)
{
    return draft_edit(c, me->account, in, out);
}

static err drop(ctx *c, const struct caller *me, const struct draft_key *in, struct nothing *out)
{
    (void)out;
    return draft_drop(c, me->account, in->id);
}

static err publish(ctx *c, const struct caller *me, const struct draft_key *in, struct post *out)
{
    return draft_publish(c, me->account, in->id, out);
}

static err again(ctx *c, const struct caller *me, id which, struct draft *out)
{
    return draft_get(c, me->account, which, out);
}

/* Of a post that is to come, the draft stays as it was given: it may be published by now. */
static err created(ctx *c, const struct caller *me, id which, struct either *out)
{
    struct post *post = arena_new(&c->arena, struct post);

    out->value = post;
    return post_again(c, me, which, post);
}

CALLS_AS(create, draft_wish, either)
CALLS_AS(add, draft_wish, draft)
CALLS_AS(list, draft_query, draft_page)
CALLS_AS(get, draft_key, draft)
CALLS_AS(edit, draft_change, draft)
CALLS_AS(drop, draft_key, nothing)
CALLS_AS(publish, draft_key, post)
CALLS_AGAIN(again, draft)
CALLS_AGAIN(created, either)
CALLS_AGAIN(post_again, post)

#define REFUSALS PROBLEM_AS(ERR_INVALID, post_not_found), MEDIA_REFUSALS, &cannot_boost
static const struct problem *const add_problems[] = { REFUSALS, &draft_not_found, &too_many_drafts, NULL };
static const struct problem *const create_problems[] = { REFUSALS, &post_not_found, &too_many_drafts, NULL };
static const struct problem *const problems[] = { &draft_not_found, NULL };
static const struct problem *const edit_problems[] = { &draft_not_found, &draft_changed, &draft_due, REFUSALS, NULL };
static const struct problem *const publish_problems[] = { &draft_not_found, &post_not_found, &draft_changed, REFUSALS, NULL };

extern const struct route draft_routes[];
const struct route draft_routes[] = {
    { METHOD_POST,   "/posts",       create_entry, &may_post, RATE_WRITES, 201, TAKES(draft_wish), GIVES_EITHER(post, 202, draft),
      AGAIN(created, post),
      .tag = "posts", .summary = "Publish a post, boost one or quote one; with publish_at later", .problems = create_problems },
    { METHOD_POST,   "/drafts",      add_entry,    &may_post, RATE_WRITES, 201, TAKES(draft_wish), GIVES(draft), AGAIN(again, draft),
      .tag = "drafts",
      .tag_says = "Posts that are not published yet, and those that publish themselves later",
      .summary = "Keep a draft", .problems = add_problems },
    { METHOD_GET,    "/drafts",      list_entry,   &may_post, RATE_READS,  200, TAKES(draft_query), GIVES_PAGE(draft),
      .tag = "drafts", .summary = "Read your drafts, last changed first" },
    { METHOD_GET,    "/drafts/{id}", get_entry,    &may_post, RATE_READS,  200, TAKES(draft_key), GIVES(draft),
      .tag = "drafts", .summary = "Read one", .problems = problems },
    { METHOD_PATCH,  "/drafts/{id}", edit_entry,   &may_post, RATE_WRITES, 200, TAKES(draft_change), GIVES(draft),
      .tag = "drafts", .summary = "Change one: a missing member stays as it is, null clears it", .problems = edit_problems },
    { METHOD_DELETE, "/drafts/{id}", drop_entry,   &may_post, RATE_WRITES, 204, TAKES(draft_key),
      .tag = "drafts", .summary = "Throw one away", .problems = problems },
    { METHOD_POST,   "/drafts/{id}/publish", publish_entry, &may_post, RATE_WRITES, 201, TAKES(draft_key), GIVES(post),
      AGAIN(post_again, post),
      .tag = "drafts", .summary = "Publish one now", .problems = publish_problems },
    {0}
};
