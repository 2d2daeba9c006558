/* kith events: lists what consumers and jobs gave up on, and puts it back in the queue. */
#include <stdio.h>
#include "base/json.h"
#include "base/str.h"
#include "cli/visit.h"

enum { AT_ONCE = 100 };

struct events { struct line *line; id after, which; i64 replayed, listed; };

static void dead_print(const struct dead_letter *d)
{
    char died[RFC3339_LENGTH];

    time_rfc3339(d->died_at, died);
    printf("%-19lld  %.*s  %-9.*s %-20.*s %-20.*s %3lld  %.*s\n", (long long)d->id.v, RFC3339_LENGTH, died, STR_ARG(d->kind),
           STR_ARG(d->name), STR_ARG(d->subject), (long long)d->tries, STR_ARG(d->problem));
}

static void print_page(struct events *e, const dead_page *page)
{
    struct buf json = {0};

    for (size_t i = 0; i < page->n; i++, e->listed++) {
        if (!e->line->own[FLAG_JSON].p) {
            dead_print(&page->at[i]);
            continue;
        }
        json.n = 0;
        json_write(&json, &dead_letter_shape, &page->at[i]);
        printf("%s" STR_FMT, e->listed ? ",\n" : "", STR_ARG(buf_str(&json)));
    }
    buf_close(&json);
}

/* In pages, each in a context of its own: the list may be long. */
static err dead_page_list(ctx *c, void *arg)
{
    struct events *e = arg;
    dead_page page;

    TRY(dead_list(c, e->after, AT_ONCE, &page));
    print_page(e, &page);
    e->after = page.n == AT_ONCE ? page.at[page.n - 1].id : (id){ 0 };
    return OK;
}

static err dead_list_all(struct line *l, struct host *h, void *arg)
{
    struct events *e = arg;
    bool json = l->own[FLAG_JSON].p != NULL;

    if (json)
        printf("[");
    else
        printf("%-19s  %-24s  %-9s %-20s %-20s %s  %s\n", "id", "died at", "kind", "name", "subject", "tries", "problem");
    do
        TRY(host_call(h, dead_page_list, e, &l->failure));
    while (e->after.v);
    if (json)
        printf("]\n");
    else
        printf("%lld dead\n", (long long)e->listed);
    return OK;
}

static err replay(ctx *c, void *arg)
{
    struct events *e = arg;

    return dead_replay(c, e->which, &e->replayed);
}

static err put_back(struct line *l, struct host *h, void *arg)
{
    struct events *e = arg;

    TRY(host_call(h, replay, e, &l->failure));
    printf("%lld back in the queue\n", (long long)e->replayed);
    return OK;
}

int events_run(struct line *l)
{
    struct events e = { .line = l };

    if (l->own[FLAG_ID].p && !id_parse(l->own[FLAG_ID], &e.which))
        return complain(l, MISUSED, "--id: \"" STR_FMT "\" is not an id", STR_ARG(l->own[FLAG_ID]));
    return word_is(l, "dead") ? visit(l, HOST_READS, dead_list_all, &e) : visit(l, HOST_VISITS, put_back, &e);
}
