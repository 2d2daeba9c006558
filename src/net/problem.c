#include "net/problem.h"
#include "base/str.h"
#include "net/problems.h"

PROBLEMS_DEFINE(net_problems, NET_PROBLEMS)

void problem_write(struct buf *b, int status, const char *code, const char *title, const char *detail, const u8 *trace)
{
    buf_format(b, "{\"type\":\"urn:kith:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\"", code, title, status,
               code, detail);
    if (trace) {
        buf_lit(b, ",\"trace_id\":\"");
        buf_hex(b, trace, 16);
        buf_byte(b, '"');
    }
    buf_byte(b, '}');
}

void problem_document(struct buf *b, struct lane *l, const struct refusal *why)
{
    const struct error_facts *facts = &error_facts[why->what];
    u64 trace[2] = { rng_next(&l->rng), rng_next(&l->rng) };

    problem_write(b, facts->status, facts->code, facts->title, why->detail, (const u8 *)trace);
}

void problem_add(struct buf *b, struct lane *l, const struct refusal *why, bool silent)
{
    struct buf document = {0};
    str date = loop_http_date(l->loop), phrase = status_phrase(error_facts[why->what].status);

    problem_document(&document, l, why);
    buf_format(b, "HTTP/1.1 %d " STR_FMT "\r\nDate: " STR_FMT "\r\n", error_facts[why->what].status, STR_ARG(phrase), STR_ARG(date));
    buf_format(b, "Content-Type: application/problem+json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", document.n);
    if (!silent)
        buf_add(b, buf_str(&document));
    buf_close(&document);
}
