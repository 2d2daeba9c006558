/* kith audit: what was done, and whether the log is as it was written. */
#include "domain/audit/audit.h"
#include <stdio.h>
#include "base/json.h"
#include "base/str.h"
#include "cli/visit.h"

enum { AT_ONCE = 200 };

struct audit { struct line *line; i64 after, listed; bool more; struct audit_point since; struct audit_finding found; };

static void entry_print(const struct audit_entry *e)
{
    char at[RFC3339_LENGTH], actor[ID_DIGITS] = "-", subject[ID_DIGITS] = "-";
    int by = e->actor.v ? (int)id_print(e->actor, actor) : 1, to = e->subject.v ? (int)id_print(e->subject, subject) : 1;

    time_rfc3339(e->at, at);
    printf("%8lld  %.*s  %-21.*s  %-19.*s  %-19.*s  %-15.*s  %.*s\n", (long long)e->number, RFC3339_LENGTH, at, STR_ARG(e->action),
           by, actor, to, subject, STR_ARG(e->address), STR_ARG(e->detail));
}

static err entries_page(ctx *c, void *arg)
{
    struct audit *a = arg;
    struct buf json = {0};
    audit_page page;

    TRY(audit_list(c, a->after, AT_ONCE, &page));
    for (size_t i = 0; i < page.n; i++, a->listed++) {
        if (!a->line->own[FLAG_JSON].p) {
            entry_print(&page.at[i]);
            continue;
        }
        json.n = 0;
        json_write(&json, &audit_entry_shape, &page.at[i]);
        printf("%s" STR_FMT, a->listed ? ",\n" : "", STR_ARG(buf_str(&json)));
    }
    buf_close(&json);
    a->more = page.n == AT_ONCE;
    if (page.n)
        a->after = page.at[page.n - 1].number;
    return OK;
}

static err entries_list(struct line *l, struct host *h, void *arg)
{
    struct audit *a = arg;
    bool json = l->own[FLAG_JSON].p != NULL;

    if (json)
        printf("[");
    else
        printf("%8s  %-24s  %-21s  %-19s  %-19s  %-15s  %s\n", "number", "at", "action", "actor", "subject", "address", "detail");
    do
        TRY(host_call(h, entries_page, a, &l->failure));
    while (a->more);
    if (json)
        printf("]\n");
    else
        printf("%lld %s\n", (long long)a->listed, a->listed == 1 ? "entry" : "entries");
    return OK;
}

/* What it points to lives as long as the call, so it is copied to the line. */
static err verify_call(ctx *c, void *arg)
{
    struct audit *a = arg;

    TRY(audit_verify(c, &a->since, &a->found));
    a->found.last = arena_copy(a->line->arena, a->found.last);
    return OK;
}

static err verify(struct line *l, struct host *h, void *arg)
{
    struct audit *a = arg;

    return host_call(h, verify_call, a, &l->failure);
}

static int verify_run(struct audit *a)
{
    const struct audit_finding *f = &a->found;
    int status = visit(a->line, HOST_READS, verify, a);

    if (status != DONE)
        return status;
    if (f->wrong)
        return complain(a->line, FAILED, "entry %lld of the audit log: " STR_FMT "; the %lld before it are right", (long long)f->wrong,
                        STR_ARG(f->why), (long long)f->entries);
    printf("%lld %s, all as they were written; the head is " STR_FMT "\n", (long long)f->entries, f->entries == 1 ? "entry" : "entries",
           STR_ARG(audit_head_text(a->line->arena, f->entries, f->last)));
    return DONE;
}

static int since_read(struct audit *a)
{
    str text = a->line->own[FLAG_SINCE];

    if (!text.p || audit_head_read(str_trim(text), &a->since.number, &a->since.hash))
        return DONE;
    return complain(a->line, MISUSED, "--since: this is not a head that \"audit verify\" prints: a number, a colon and 64 "
                                      "digits from 0 to f");
}

int audit_run(struct line *l)
{
    struct audit a = { .line = l };
    str after = l->own[FLAG_AFTER];

    if (word_is(l, "verify"))
        return since_read(&a) == DONE ? verify_run(&a) : MISUSED;
    if (after.p && (!str_to_i64(after, &a.after) || a.after < 0))
        return complain(l, MISUSED, "--after: \"" STR_FMT "\" is not the number of an entry", STR_ARG(after));
    return visit(l, HOST_READS, entries_list, &a);
}
