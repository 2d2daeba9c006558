/* What staff see and do: each in the transaction that the audit log tells of. */
#include "base/buf.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/media/admin.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"
#include "ports/blob.h"

SHAPE(media_total, FIELDS(MEDIA_COUNTED, media_total) FIELD(media_total, accounts));

/* ---- usage ---- */

err media_usage_whole(ctx *c, struct media_whole *out)
{
    struct media_usage_row row = { .quota.is = NULLED };
    struct media_total total;
    struct media_loose loose;
    struct media_usage sum;
    i64 room = -1;

    TRY(q_media_total(c, &total));
    TRY(q_media_loose_all(c, &loose));
    if (blob_room(c, c->world->blob, &room) != OK)
        room = -1;
    row.counted = total.counted;
    sum = media_usage_shown(c->world, &row, &loose);
    *out = (struct media_whole){
        .bytes = sum.bytes, .reserved = sum.reserved, .count = sum.count, .accounts = total.accounts, .by_kind = sum.by_kind,
        .unattached = sum.unattached,
        .blob = { str_of(blob_kind(c->world->blob)), { room < 0 ? NULLED : GIVEN, room < 0 ? 0 : room } },
    };
    return OK;
}

err media_usage_find(ctx *c, id who, struct media_usage *out)
{
    struct account a;

    TRY(account_by_id(c, who, &a));
    return media_usage_of(c, who, out);
}

struct setting_quota { id by, who; maybe_i64 bytes; str address; };

static err quota_write(tx *t, void *arg)
{
    const struct setting_quota *q = arg;
    bool there, hidden;

    TRY(account_hidden_in(t, q->who, &there, &hidden));
    if (!there)
        return tx_fail(t, &user_not_found);
    TRY(q_media_quota_set(t, q->who, q->bytes));
    str to = q->bytes.is == GIVEN ? arena_format(tx_arena(t), "%lld bytes", (long long)q->bytes.v) : S("as the setting says");
    return audit_add(t, &(struct audit_note){ .action = &audit_quota_changed, .actor = q->by, .subject = q->who, .address = q->address,
                                              .detail = to });
}

err media_quota_set(ctx *c, id by, id who, maybe_i64 bytes, struct media_usage *out)
{
    struct setting_quota q = { by, who, bytes, ctx_request(c)->address };

    TRY(transact(c, quota_write, &q));
    return media_usage_of(c, who, out);
}

static str name_of(const account_page *accounts, id who)
{
    for (size_t i = 0; i < accounts->n; i++)
        if (accounts->at[i].id.v == who.v)
            return accounts->at[i].username;
    return S("");
}

static err names_read(ctx *c, const media_usage_row_page *rows, account_page *out)
{
    ids who = { arena_array(&c->arena, id, rows->n), rows->n };

    for (size_t i = 0; i < rows->n; i++)
        who.at[i] = rows->at[i].owner;
    *out = (account_page){ 0 };
    return who.n ? accounts_by_ids(c, who, out) : OK;
}

err media_accounts(ctx *c, struct media_place after, i64 most, media_account_page *out, struct media_place *next)
{
    media_usage_row_page rows;
    account_page accounts;

    TRY(q_media_usages_most(c, after.owner.v ? after.bytes : INT64_MAX, after.owner.v ? after.owner : (id){ INT64_MAX }, most + 1, &rows));
    *next = (struct media_place){ 0 };
    if ((i64)rows.n > most) {
        rows.n--;
        *next = (struct media_place){ rows.at[rows.n - 1].bytes, rows.at[rows.n - 1].owner };
    }
    TRY(names_read(c, &rows, &accounts));
    *out = (media_account_page){ .at = arena_array(&c->arena, struct media_account, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++) {
        struct media_usage u = media_usage_shown(c->world, &rows.at[i], &(struct media_loose){ 0 });
        out->at[i] = (struct media_account){ { rows.at[i].owner, name_of(&accounts, rows.at[i].owner) }, u.bytes, u.count, u.quota };
    }
    return OK;
}

/* ---- any media ---- */

err media_judge_get(ctx *c, id which, struct media_judged *out)
{
    struct media_row row;
    struct account owner;
    err e = q_media_row_get(c, which, &row);

    if (e == ERR_NOT_FOUND)
        return fail(c, &media_not_found);
    TRY(e);
    e = account_by_id(c, row.owner, &owner);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    struct media_mine mine;
    TRY(media_mine_of(c, &row, e == OK && standing_of(&owner).shown, &mine));
    memcpy(out, &mine, sizeof mine);
    out->owner = (struct media_person){ row.owner, e == OK ? owner.username : S("") };
    return OK;
}

struct removing { id by, which; str reason, address; };

static err remove_it(tx *t, void *arg)
{
    const struct removing *in = arg;
    id which = in->which;
    media_brief_page rows;

    TRY(q_media_briefs_get(t, (ids){ &which, 1 }, &rows));
    if (!rows.n)
        return tx_fail(t, &media_not_found);
    TRY(q_media_refs_drop_each(t, (ids){ &which, 1 }));
    TRY(media_end_in(t, rows.at, 1));
    str detail = arena_format(tx_arena(t), "media %lld: " STR_FMT, (long long)which.v, STR_ARG(in->reason));
    return audit_add(t, &(struct audit_note){ .action = &audit_media_removed, .actor = in->by, .subject = rows.at[0].owner,
                                              .address = in->address, .detail = detail });
}

err media_remove(ctx *c, id by, id which, str reason)
{
    return transact(c, remove_it, &(struct removing){ by, which, reason, ctx_request(c)->address });
}
