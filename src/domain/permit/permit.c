#include "domain/permit/permit.h"
#include <string.h>
#include "base/buf.h"
#include "base/str.h"

PROBLEMS_DEFINE(permit_problems, PERMIT_PROBLEMS)

const char *const role_words[] = { [ROLE_USER] = "user", [ROLE_MODERATOR] = "moderator", [ROLE_ADMIN] = "admin", [ROLE_COUNT] = NULL };

PERMISSIONS_DEFINE(common_permissions, COMMON_PERMISSIONS);
const struct capability permit_capability = { .name = "permit", .problems = permit_problems, .permissions = common_permissions };

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

bool may(u32 role, const struct permission *p)
{
    return anyone_may(p) || (role < ROLE_COUNT && p->who >> role & 1);
}

err permit_check(ctx *c, const struct caller *caller, const struct permission *asked, bool writes)
{
    if (!anyone_may(asked) && !caller->account.v)
        return fail_with(c, ERR_SIGN_IN, "This needs a signed-in caller.");
    if (!may(caller->role, asked))
        return fail_with(c, ERR_FORBIDDEN, "Your role does not have the permission \"%s\".", asked->word);
    if (caller->leaving && writes && !may_while_leaving(asked))
        return fail(c, &caller_leaving);
    return OK;
}

/* ---- all of a program ---- */

/* Strangers may do nothing that members may not, and a role may do all that those below it may. */
static bool in_order(u32 who)
{
    bool strangers = who & STRANGERS, less = false;

    for (int role = 0; role < ROLE_COUNT; role++) {
        bool may_too = who >> role & 1;
        if ((strangers || less) && !may_too)
            return false;
        less = may_too;
    }
    return less;
}

static const struct permission *of_word(const struct program *p, const char *word)
{
    for (const struct capability *const *c = p->capabilities; *c; c++)
        for (const struct permission *const *one = (*c)->permissions; one && *one; one++)
            if (strcmp((*one)->word, word) == 0)
                return *one;
    return NULL;
}

bool permission_listed(const struct program *p, const struct permission *one)
{
    return of_word(p, one->word) == one;
}

err permissions_check(const struct program *p, struct failure *failure)
{
    for (const struct capability *const *c = p->capabilities; *c; c++)
        for (const struct permission *const *one = (*c)->permissions; one && *one; one++) {
            if (!permission_listed(p, *one))
                return failure_with(failure, ERR_INVALID, "%s: the permission \"%s\" is declared twice.", (*c)->name, (*one)->word);
            if (!in_order((*one)->who))
                return failure_with(failure, ERR_INVALID, "%s: the permission \"%s\" is denied to a role above one that has it.",
                                    (*c)->name, (*one)->word);
        }
    return OK;
}

static void row(struct buf *b, const struct permission *f)
{
    buf_format(b, "| `%s` | %s", f->word, f->what);
    buf_add(b, f->who & STRANGERS ? S(" | yes") : S(" | "));
    for (int role = 0; role < ROLE_COUNT; role++)
        buf_add(b, f->who >> role & 1 ? S(" | yes") : S(" | "));
    buf_add(b, f->leaving ? S(" | yes") : S(" | "));
    buf_lit(b, " |\n");
}

void permissions_document(const struct program *p, struct buf *b)
{
    buf_lit(b, "# Permissions\n\n"
               "Made from the tables of the capabilities by `kith docs permissions`; each route of the API names one of these, and the\n"
               "description at `/api/v1/openapi.json` shows which. An account that is about to be deleted can read as before, but can\n"
               "write only with the permissions marked in the last column: any other write is refused with 403 `account_leaving`.\n\n"
               "| permission | what it allows | not signed in");
    for (int role = 0; role < ROLE_COUNT; role++)
        buf_format(b, " | %s", role_words[role]);
    buf_lit(b, " | writes while leaving |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (const struct capability *const *c = p->capabilities; *c; c++)
        for (const struct permission *const *one = (*c)->permissions; one && *one; one++)
            row(b, *one);
}
