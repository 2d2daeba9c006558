#include "api/problems.h"
#include "api/front/problems.h"
#include "base/buf.h"
#include "base/problems.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "net/problems.h"
#include "ports/problems.h"
#include "runtime/problems.h"

struct table { const char *name, *what; const struct problem *const *problems; };

static const struct table rooms[] = {
    { "base", "Errors of a member of the input", base_problems },
    { "crypto", "Tokens, keys and passkeys", crypto_problems },
    { "runtime", "Settings", runtime_problems },
    { "net", "Sockets", net_problems },
    { "ports", "Calls to other servers, mail, and the making of media", ports_problems },
    { "front", "Errors of every route", front_problems },
};

/* The n-th table of the program; false past the last. */
static bool table_at(const struct program *p, size_t n, struct table *out)
{
    if (n < COUNT(rooms)) {
        *out = rooms[n];
        return true;
    }
    const struct capability *const *c = p->capabilities;
    for (n -= COUNT(rooms); *c && n; n--)
        c++;
    if (*c)
        *out = (struct table){ (*c)->name, (*c)->name, (*c)->problems };
    return *c != NULL;
}

static const struct problem *table_find(const struct table *t, str code)
{
    for (const struct problem *const *p = t->problems; p && *p; p++)
        if (str_eq(str_of((*p)->code), code))
            return *p;
    return NULL;
}

static const struct problem *plain_find(str code)
{
    for (err e = OK; e < ERR_COUNT; e++)
        if (str_eq(str_of(PLAIN(e)->code), code))
            return PLAIN(e);
    return NULL;
}

const struct problem *problem_find(const struct program *p, str code)
{
    const struct problem *found = plain_find(code);
    struct table t;

    for (size_t n = 0; !found && table_at(p, n, &t); n++)
        found = table_find(&t, code);
    return found;
}

/* ---- at the start ---- */

static bool is_word(str code)
{
    bool good = code.n > 0;

    for (size_t i = 0; i < code.n; i++)
        good &= (code.p[i] >= 'a' && code.p[i] <= 'z') || (i > 0 && (code.p[i] == '_' || (code.p[i] >= '0' && code.p[i] <= '9')));
    return good;
}

static err problem_check(const struct program *p, struct failure *failure, const struct table *t, const struct problem *one)
{
    if (!is_word(str_of(one->code)))
        return failure_with(failure, ERR_INVALID, "%s: the code \"%s\" is not a word of a to z, 0 to 9 and _.", t->name, one->code);
    if (!str_ends(str_of(one->words), S(".")))
        return failure_with(failure, ERR_INVALID, "%s: the words of the problem \"%s\" are not a sentence.", t->name, one->code);
    if (table_find(t, str_of(one->code)) != one || problem_find(p, str_of(one->code)) != one)
        return failure_with(failure, ERR_INVALID, "%s: the code \"%s\" is declared twice.", t->name, one->code);
    return OK;
}

err problems_check(const struct program *p, struct failure *failure)
{
    struct table t;

    for (size_t n = 0; table_at(p, n, &t); n++)
        for (const struct problem *const *one = t.problems; one && *one; one++)
            TRY(problem_check(p, failure, &t, *one));
    return OK;
}

/* ---- the page ---- */

static void row(struct buf *b, const struct problem *p)
{
    buf_format(b, "| `%s` | %d | %s |\n", p->code, error_facts[p->what].status, p->words);
}

static void heading(struct buf *b, const char *what)
{
    buf_format(b, "\n## %c%s\n\n| code | status | words |\n| --- | --- | --- |\n",
               *what >= 'a' && *what <= 'z' ? *what - 32 : *what, what + 1);
}

void problems_document(const struct program *p, struct buf *b)
{
    struct table t;

    buf_lit(b, "# Problems\n\nMade from the tables of the rooms and capabilities by `kith docs problems`. An error is a document of type\n"
               "`application/problem+json` with one of these codes in `code`. The description at `/api/v1/openapi.json` says which\n"
               "codes a route can return, and with which status if that differs from this page. A text with the status 422 that\n"
               "says \"this\" is about one member of the input, in `errors`. Texts may improve; codes stay.\n");
    heading(b, "Errors of any kind");
    for (err e = OK + 1; e < ERR_COUNT; e++)
        if (plain_find(str_of(PLAIN(e)->code)) == PLAIN(e))
            row(b, PLAIN(e));
    for (size_t n = 0; table_at(p, n, &t); n++) {
        if (!t.problems)
            continue;
        heading(b, t.what);
        for (const struct problem *const *one = t.problems; *one; one++)
            row(b, *one);
    }
}
