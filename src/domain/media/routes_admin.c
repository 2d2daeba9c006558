/* The routes of staff: what is kept in all, quotas, and any media. */
#include "api/rest/route.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/account/account.h"
#include "domain/media/admin.h"
#include "runtime/ctx.h"

struct usage_of_user { str id; };
struct quota_change { str id; maybe_i64 bytes; };
struct usage_query { LIST_WISH; };
struct judged_key { id id; };
struct removal { id id; str reason; };

SHAPE(usage_of_user, FIELD_USER(usage_of_user, id));
SHAPE(quota_change, FIELD_USER(quota_change, id), FIELD(quota_change, bytes, .min = 0, .max = (i64)1 << 60, .doc = "Null: as the setting says"));
SHAPE(usage_query, LIST_FIELDS(usage_query));
SHAPE(judged_key, FIELD(judged_key, id));
SHAPE(removal, FIELD(removal, id), FIELD(removal, reason, .min = 1, .max = 1000, .doc = "For the audit log"));

static err whole(ctx *c, const struct caller *me, const struct nothing *in, struct media_whole *out)
{
    (void)me, (void)in;
    return media_usage_whole(c, out);
}

static err usage(ctx *c, const struct caller *me, id who, const struct usage_of_user *in, struct media_usage *out)
{
    (void)me, (void)in;
    return media_usage_find(c, who, out);
}

static err quota(ctx *c, const struct caller *me, id who, const struct quota_change *in, struct media_usage *out)
{
    if (in->bytes.is == ABSENT)
        return fail_field(c, S("bytes"), &required);
    return media_quota_set(c, me->account, who, in->bytes, out);
}

static err accounts(ctx *c, const struct caller *me, const struct usage_query *in, media_account_page *out)
{
    struct media_place next;
    struct cursor at;

    (void)me;
    TRY(cursor_read(c, in->cursor, &at));
    TRY(media_accounts(c, (struct media_place){ at.a, { at.b } }, in->limit, out, &next));
    if (next.owner.v)
        out->next = cursor_make(c, (struct cursor){ next.bytes, next.owner.v });
    return OK;
}

static err judge(ctx *c, const struct caller *me, const struct judged_key *in, struct media_judged *out)
{
    (void)me;
    return media_judge_get(c, in->id, out);
}

static err remove_it(ctx *c, const struct caller *me, const struct removal *in, struct nothing *out)
{
    (void)out;
    return media_remove(c, me->account, in->id, in->reason);
}

CALLS_AS(whole, nothing, media_whole)
CALLS_ON(usage, usage_of_user, id, media_usage)
CALLS_ON(quota, quota_change, id, media_usage)
CALLS_AS(accounts, usage_query, media_account_page)
CALLS_AS(judge, judged_key, media_judged)
CALLS_AS(remove_it, removal, nothing)

static const struct problem *const user_problems[] = { &user_not_found, NULL };
static const struct problem *const media_problems_here[] = { &media_not_found, NULL };

extern const struct route media_admin_routes[];
const struct route media_admin_routes[] = {
    { METHOD_GET,    "/admin/usage",            whole_entry,     &may_govern_media, RATE_READS,  200, GIVES(media_whole),
      .tag = "administration", .tag_says = "What staff see and do", .summary = "Read what all accounts keep" },
    { METHOD_GET,    "/admin/usage/accounts",   accounts_entry,  &may_govern_media, RATE_READS,  200, TAKES(usage_query),
      GIVES_PAGE(media_account), .tag = "administration", .summary = "Read what each account keeps, most bytes first" },
    { METHOD_GET,    "/admin/users/{id}/usage", usage_entry,     &may_govern_media, RATE_READS,  200, TAKES(usage_of_user),
      GIVES(media_usage), .tag = "administration", .summary = "Read what an account keeps", .problems = user_problems },
    { METHOD_PUT,    "/admin/users/{id}/quota", quota_entry,     &may_govern_media, RATE_WRITES, 200, TAKES(quota_change),
      GIVES(media_usage), .tag = "administration", .summary = "Set how much an account may keep", .problems = user_problems },
    { METHOD_GET,    "/admin/media/{id}",       judge_entry,     &may_judge_media,  RATE_READS,  200, TAKES(judged_key),
      GIVES(media_judged), .tag = "administration", .summary = "Read any media", .problems = media_problems_here },
    { METHOD_DELETE, "/admin/media/{id}",       remove_it_entry, &may_judge_media,  RATE_WRITES, 204, TAKES(removal), .takes_body = true,
      .tag = "administration", .summary = "Remove a media from everything that refers to it", .problems = media_problems_here },
    {0}
};
