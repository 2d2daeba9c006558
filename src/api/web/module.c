/* The client's half of the connection (web/src/realtime), as a module for pages and programs of other people. */
#include "api/web/pages.h"
#include "api/web/web_own.h"
#include "base/str.h"
#include "net/files/document.h"

static err module_answer(struct exchange *x, const struct nothing *in, void *web)
{
    const struct web *w = web;

    (void)in;
    return document_answer(x, str_ends(call_of(x->c)->endpoint->pattern, S(".js")) ? w->module.script : w->module.types);
}

CALLS_EXCHANGE(module_answer, nothing)

#define MODULE_PAGE(path) \
    { METHOD_GET, path, NULL, &anyone, RATE_PAGES, 200, .exchange = module_answer_exchange, .refuse = page_refuse, .early = true, \
      .asks_nobody = true, .summary = "The client's module" }

const struct route module_pages[] = { MODULE_PAGE("!/kith-realtime.js"), MODULE_PAGE("!/kith-realtime.d.ts"), {0} };

bool module_open(struct web *w)
{
    if (!kith_realtime_js.n)
        return false;
    w->module.script = document_open(S("text/javascript; charset=utf-8"), kith_realtime_js);
    w->module.types = document_open(S("text/plain; charset=utf-8"), kith_realtime_d_ts);
    return true;
}

void module_close(struct web *w)
{
    document_close(&w->module.script);
    document_close(&w->module.types);
}
