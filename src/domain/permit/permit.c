#include "domain/permit/permit.h"
#include "base/buf.h"
#include "base/str.h"

const char *const role_words[] = { [ROLE_USER] = "user", [ROLE_MODERATOR] = "moderator", [ROLE_ADMIN] = "admin", [ROLE_COUNT] = NULL };

const struct permission_facts permission_facts[PERMISSION_COUNT] = {
#define X(name, word, who, leaving, what) [name] = { word, who, leaving, what },
    PERMISSIONS(X)
#undef X
};

bool role_read(str word, enum role *out)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (!str_eq(word, str_of(role_words[role])))
            continue;
        *out = (enum role)role;
        return true;
    }
    return false;
}

bool may(u32 role, enum permission p)
{
    return anyone_may(p) || (role < ROLE_COUNT && permission_facts[p].who >> role & 1);
}

err permit_check(ctx *c, const struct caller *caller, enum permission asked, bool writes)
{
    if (!anyone_may(asked) && !caller->account.v)
        return fail(c, ERR_SIGN_IN, NULL, "This needs a signed-in caller.");
    if (!may(caller->role, asked))
        return fail(c, ERR_FORBIDDEN, NULL, "Your role does not have the permission \"%s\".", permission_facts[asked].word);
    if (caller->leaving && writes && !may_while_leaving(asked))
        return fail(c, ERR_FORBIDDEN, "account_leaving", "Your account is about to be deleted; POST /users/me/restore brings it back first.");
    return OK;
}

static void row(struct buf *b, const struct permission_facts *f)
{
    buf_format(b, "| `%s` | %s", f->word, f->what);
    buf_add(b, f->who & STRANGERS ? S(" | yes") : S(" | "));
    for (int role = 0; role < ROLE_COUNT; role++)
        buf_add(b, f->who >> role & 1 ? S(" | yes") : S(" | "));
    buf_add(b, f->leaving ? S(" | yes") : S(" | "));
    buf_lit(b, " |\n");
}

void permissions_document(struct buf *b)
{
    buf_lit(b, "# Permissions\n\nPrinted from the table in [permit.h](../src/domain/permit/permit.h); each route of the API names one of "
               "these, and the\ndescription at `/api/v1/openapi.json` shows which. An account that is\nabout to be deleted reads as before, and writes only by those of the last column: else 403 `account_leaving`.\n\n| permission | what it allows | not signed in");
    for (int role = 0; role < ROLE_COUNT; role++)
        buf_format(b, " | %s", role_words[role]);
    buf_lit(b, " | writes while leaving |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (int p = 0; p < PERMISSION_COUNT; p++)
        row(b, &permission_facts[p]);
}
