/* kith keys: the keys that sign tokens, and replacing them beside a running server, which notices within seconds. */
#include <stdio.h>
#include "base/json.h"
#include "base/str.h"
#include "cli/visit.h"
#include "domain/session/session.h"

enum { AT_ONCE = 100 };

struct keys { struct line *line; when before; i64 listed; bool more; };

static void print_when(maybe_when at)
{
    char text[RFC3339_LENGTH];

    if (at.is == GIVEN)
        time_rfc3339(at.v, text);
    printf("  %-24.*s", at.is == GIVEN ? RFC3339_LENGTH : 1, at.is == GIVEN ? text : "-");
}

static void key_print(const struct signing_key_entry *k)
{
    printf("%-43.*s", STR_ARG(k->kid));
    print_when((maybe_when){ GIVEN, k->created_at });
    print_when(k->retired_at);
    print_when(k->verifies_until);
    printf("\n");
}

static err keys_page(ctx *c, void *arg)
{
    struct keys *k = arg;
    signing_key_entry_page page;

    TRY(session_keys_list(c, k->before, AT_ONCE, &page));
    for (size_t i = 0; i < page.n; i++, k->listed++) {
        struct buf json = BUF_ON(&c->arena);
        if (!k->line->own[FLAG_JSON].p) {
            key_print(&page.at[i]);
            continue;
        }
        json_write(&json, &signing_key_entry_shape, &page.at[i]);
        printf("%s" STR_FMT, k->listed ? ",\n" : "", STR_ARG(buf_str(&json)));
    }
    k->more = page.n == AT_ONCE;
    if (page.n)
        k->before = page.at[page.n - 1].created_at;
    return OK;
}

static err keys_list(struct line *l, struct host *h, void *arg)
{
    struct keys *k = arg;
    bool json = l->own[FLAG_JSON].p != NULL;

    if (json)
        printf("[");
    else
        printf("%-43s  %-24s  %-24s  %s\n", "kid", "created at", "retired at", "verifies until");
    do
        TRY(host_call(h, keys_page, k, &l->failure));
    while (k->more);
    if (json)
        printf("]\n");
    return OK;
}

static err rotate_now(ctx *c, void *arg)
{
    str kid;

    (void)arg;
    TRY(session_keys_rotate(c, (id){ 0 }, &kid));
    printf("%.*s signs from now on; the keys before it verify until what they signed has expired\n", STR_ARG(kid));
    return OK;
}

static err rotate(struct line *l, struct host *h, void *arg)
{
    return host_call(h, rotate_now, arg, &l->failure);
}

int keys_run(struct line *l)
{
    struct keys k = { .line = l, .before = { INT64_MAX } };

    return word_is(l, "rotate") ? visit(l, HOST_VISITS, rotate, &k) : visit(l, HOST_READS, keys_list, &k);
}
