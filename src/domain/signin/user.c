#include "domain/signin/signin_own.h"

SHAPE(user,
    FIELD(user, id),
    FIELD(user, username),
    FIELD(user, email),
    FIELD(user, phone),
    FIELD(user, email_confirmed, .doc = "A letter to it was answered"),
    FIELD(user, display_name),
    FIELD(user, avatar_url),
    FIELD(user, role,            .words = role_words),
    FIELD(user, locked,          .doc = "Asks before somebody follows"),
    FIELD(user, deletes_at,      .doc = "Only while the account is about to be deleted"),
    FIELD(user, created_at));

/* What there may be none of is null, so that it is always there. */
static maybe_str or_null(maybe_str s)
{
    return s.is == GIVEN ? s : (maybe_str){ .is = NULLED };
}

void user_of(const struct account *a, struct user *out)
{
    *out = (struct user){
        .id = a->id,
        .username = a->username,
        .email = or_null(a->email),
        .phone = or_null(a->phone),
        .email_confirmed = a->email.is == GIVEN && a->email_confirmed_at.is == GIVEN,
        .display_name = a->display_name,
        .avatar_url = or_null(a->avatar_url),
        .role = str_of(role_words[a->role]),
        .locked = a->locked,
        .deletes_at = a->deletes_at,
        .created_at = a->created_at,
    };
    if (a->deletes_at.is != GIVEN)
        out->deletes_at.is = ABSENT;
}
