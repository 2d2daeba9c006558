#include "api/front/call.h"
#include "base/str.h"
#include "net/negotiate.h"

enum {
    WANTED_LENGTHS = 0
#define X(name, word) | 1 << (sizeof word - 1)
    WANTED_HEADERS(X)
#undef X
};

static enum wanted wanted_of(str name)
{
#define X(header, word) \
    if (name.n == sizeof word - 1 && memcmp(name.p, word, sizeof word - 1) == 0) \
        return header;
    if (name.n < 32 && WANTED_LENGTHS >> name.n & 1) {
        WANTED_HEADERS(X)
    }
#undef X
    return WANTED_COUNT;
}

/* One pass for all of them; of a repeated field the first is kept. */
void headers_scan(struct call *k)
{
    const struct header *end = k->x->headers + k->x->header_count;

    for (const struct header *h = k->x->headers; h < end; h++) {
        enum wanted which = wanted_of(h->name);
        if (which == WANTED_COUNT)
            continue;
        if (k->wanted[which].p)
            k->repeated |= 1u << which;
        else
            k->wanted[which] = (str){ h->value.p ? h->value.p : "", h->value.n };
    }
}

bool request_asks_for_json(ctx *c)
{
    return accept_prefers(call_of(c) ? call_of(c)->wanted[H_ACCEPT] : S(""), S("application/json"), S("text/html"));
}
