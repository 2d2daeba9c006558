/* kith events: what consumers and jobs gave up on, and putting it back in line. */
#include <stdio.h>
#include "api/host.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"

enum { AT_ONCE = 100 };

struct events { struct line *line; id after, which; i64 replayed, listed; };

static void print_row(const struct dead_letter *d)
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
            print_row(&page->at[i]);
            continue;
        }
        json.n = 0;
        json_write(&json, &dead_letter_shape, &page->at[i]);
        printf("%s" STR_FMT, e->listed ? ",\n" : "", STR_ARG(buf_str(&json)));
    }
    buf_close(&json);
}

/* In pages, each in a context of its own: what is listed may be long. */
static err list_page(ctx *c, void *arg)
{
    struct events *e = arg;
    dead_page page;

    TRY(dead_list(c, e->after, AT_ONCE, &page));
    print_page(e, &page);
    e->after = page.n == AT_ONCE ? page.at[page.n - 1].id : (id){ 0 };
    return OK;
}

static err list(struct events *e, struct host *h)
{
    bool json = e->line->own[FLAG_JSON].p != NULL;

    if (json)
        printf("[");
    else
        printf("%-19s  %-24s  %-9s %-20s %-20s %s  %s\n", "id", "died at", "kind", "name", "subject", "tries", "problem");
    do
        TRY(host_call(h, list_page, e, &e->line->story));
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

static err work_on(struct events *e, struct host *h)
{
    struct line *l = e->line;
    int applied;

    TRY(host_prepare(h, &l->story, &applied));
    if (word_is(l, "dead"))
        return list(e, h);
    TRY(host_call(h, replay, e, &l->story));
    printf("%lld back in line\n", (long long)e->replayed);
    return OK;
}

int events_run(struct line *l)
{
    struct events e = { .line = l };
    struct host h;

    if (l->own[FLAG_ID].p && !id_parse(l->own[FLAG_ID], &e.which))
        return complain(l, MISUSED, "--id: \"" STR_FMT "\" is not an id", STR_ARG(l->own[FLAG_ID]));
    err problem = host_open(&h, l->program, &l->settings, HOST_VISITS, &l->story);
    if (problem != OK)
        return complain_story(l, problem);
    problem = host_enter(&h, &l->story);
    if (problem == OK) {
        host_start(&h);
        problem = work_on(&e, &h);
    }
    host_close(&h);
    if (problem == OK && e.which.v && word_is(l, "replay") && !e.replayed)
        return complain(l, FAILED, "there is no dead letter %lld", (long long)e.which.v);
    return problem == OK ? DONE : complain_story(l, problem);
}
