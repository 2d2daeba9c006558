/* What staff see and do of media: usage of all, quotas, and any media. */
#pragma once
#include "domain/media/media.h"

struct media_person { id id; str username; };
extern const struct shape media_person_shape;

struct media_store { str kind; maybe_i64 room; };
struct media_whole {
    i64 bytes, reserved, count, accounts;
    struct media_by_kind by_kind;
    struct media_tally unattached;
    struct media_store blob;
};
extern const struct shape media_whole_shape;
err media_usage_whole(ctx *, struct media_whole *out);

/* ERR_NOT_FOUND user_not_found. `bytes` NULLED: the setting's. */
err media_usage_find(ctx *, id who, struct media_usage *out);
err media_quota_set(ctx *, id by, id who, maybe_i64 bytes, struct media_usage *out);

/* Most bytes first; after a place: so many bytes of that account. */
struct media_place { i64 bytes; id owner; };
struct media_account { struct media_person user; i64 bytes, count; maybe_i64 quota; };
typedef PAGE(media_account) media_account_page;
extern const struct shape media_account_shape;
err media_accounts(ctx *, struct media_place after, i64 most, media_account_page *out, struct media_place *next);

/* Any media, with its owner. ERR_NOT_FOUND media_not_found. */
struct media_judged { MEDIA_MINE_MEMBERS; struct media_person owner; };
extern const struct shape media_judged_shape;
err media_judge_get(ctx *, id which, struct media_judged *out);
/* Gone from everything that refers to it. */
err media_remove(ctx *, id by, id which, str reason);
