/* The account in an answer that signs in. */
#include "domain/media/media.h"
#include "domain/signin/signin_own.h"

SHAPE(user,
    FIELD(user, id),
    FIELD(user, username),
    FIELD(user, email),
    FIELD(user, phone),
    FIELD(user, email_confirmed, .doc = "Whether the link of a letter to it was used"),
    FIELD(user, display_name),
    FIELD(user, avatar_url),
    FIELD(user, role,            .words = role_words),
    FIELD(user, locked,          .doc = "Whether others must ask before they follow"),
    FIELD(user, deletes_at,      .doc = "Only while the account is about to be deleted"),
    FIELD(user, created_at));

SHAPE(signed_in,
    FIELD(signed_in, token,          .doc = "An RS256 JWT, for Authorization: Bearer"),
    FIELD(signed_in, refresh_token,  .doc = "Works once, for a new pair of tokens"),
    FIELD(signed_in, expires_in,     .doc = "The token's lifetime in seconds"),
    FIELD(signed_in, user_id,        .doc = "As in `user`"),
    FIELD(signed_in, username,       .doc = "As in `user`"),
    FIELD(signed_in, email,          .doc = "As in `user`"),
    FIELD(signed_in, email_verified, .doc = "Whether the address is confirmed"),
    FIELD(signed_in, phone_verified, .doc = "No phone number is confirmed yet"),
    FIELD(signed_in, user,           .of = &user_shape),
    FIELD(signed_in, cookie,         .cookie = true),
    FIELD(signed_in, device,         .cookie = true, .device = true));

/* Absent members become null, so that they are always in the answer. */
static maybe_str or_null(maybe_str s)
{
    return s.is == GIVEN ? s : (maybe_str){ .is = NULLED };
}

void user_of(struct arena *arena, str origin, const struct account *a, struct user *out)
{
    *out = (struct user){
        .id = a->id,
        .username = a->username,
        .email = or_null(a->email),
        .phone = or_null(a->phone),
        .email_confirmed = a->email.is == GIVEN && a->email_confirmed_at.is == GIVEN,
        .display_name = a->display_name,
        .avatar_url = picture_shown(arena, origin, a->avatar_url),
        .role = str_of(role_words[a->role]),
        .locked = a->locked,
        .deletes_at = a->deletes_at,
        .created_at = a->created_at,
    };
    if (a->deletes_at.is != GIVEN)
        out->deletes_at.is = ABSENT;
}

void signed_in_of(struct arena *arena, str origin, const struct session_tokens *t, const struct account *a, struct signed_in *out)
{
    *out = (struct signed_in){ .token = t->token, .refresh_token = t->refresh_token, .expires_in = t->expires_in, .cookie = t->cookie };
    user_of(arena, origin, a, &out->user);
    out->user_id = a->id;
    out->username = a->username;
    out->email = out->user.email;
    out->email_verified = out->user.email_confirmed;
}

err signin_user(ctx *c, id me, struct user *out)
{
    struct account a;

    TRY(account_by_id(c, me, &a));
    user_of(&c->arena, media_base_url(c), &a, out);
    return OK;
}

err signin_user_of_token(ctx *c, str token, struct user *out)
{
    struct caller who;

    TRY(session_check(c, token, &who));
    return signin_user(c, who.account, out);
}
