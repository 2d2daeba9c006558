/* An owner's copy of the account: everything but the hash of the password. */
#include "base/str.h"
#include "domain/account/account_own.h"

struct owned_account {
    id id;
    str username;
    maybe_str email, phone;
    maybe_when email_confirmed_at;
    HAS_PROFILE_WORDS;
    maybe_id avatar_media_id, banner_media_id;
    bool has_password, locked, noindex;
    str role, language;
    maybe_when suspended_at, deletes_at;
    when created_at;
};
SHAPE(owned_account,
    FIELD(owned_account, id), FIELD(owned_account, username), FIELD(owned_account, email), FIELD(owned_account, phone),
    FIELD(owned_account, email_confirmed_at), FIELDS(PROFILE_WORDS, owned_account)
    FIELD(owned_account, avatar_media_id), FIELD(owned_account, banner_media_id), FIELD(owned_account, has_password),
    FIELD(owned_account, locked), FIELD(owned_account, noindex), FIELD(owned_account, role), FIELD(owned_account, language),
    FIELD(owned_account, suspended_at), FIELD(owned_account, deletes_at), FIELD(owned_account, created_at));

static err account_export(ctx *c, id who, struct rows *rows)
{
    struct account a;

    TRY(account_by_id(c, who, &a));
    return row_add(c, rows, &owned_account_shape, &(struct owned_account){
        .id = a.id, .username = a.username, .email = a.email, .phone = a.phone, .email_confirmed_at = a.email_confirmed_at,
        .words = a.words, .avatar_media_id = a.avatar_media_id, .banner_media_id = a.banner_media_id,
        .has_password = a.password_hash.hidden.n > 0, .locked = a.locked, .noindex = a.noindex,
        .role = str_of(role_words[a.role]), .language = a.language, .suspended_at = a.suspended_at,
        .deletes_at = a.deletes_at, .created_at = a.created_at,
    });
}

const struct belongings account_belongings[] = {
    { "account.json", "your account and your profile", account_export },
    {0}
};
