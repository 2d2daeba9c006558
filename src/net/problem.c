#include "net/problem.h"
#include "base/str.h"

/* Titles, codes and details are this program's own words: none of them needs escaping. */
void problem_document(struct buf *b, struct lane *l, const struct refusal *why)
{
    const struct error_facts *facts = &error_facts[why->what];
    u64 trace[2] = { rng_next(&l->rng), rng_next(&l->rng) };

    buf_format(b, "{\"type\":\"urn:kith:problem:%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\",\"trace_id\":\"",
               facts->code, facts->title, facts->status, facts->code, why->detail);
    buf_hex(b, trace, sizeof trace);
    buf_lit(b, "\"}");
}

void problem_add(struct buf *b, struct lane *l, const struct refusal *why)
{
    struct buf document = {0};
    str date = loop_http_date(l->loop), phrase = status_phrase(error_facts[why->what].status);

    problem_document(&document, l, why);
    buf_format(b, "HTTP/1.1 %d " STR_FMT "\r\nDate: " STR_FMT "\r\n", error_facts[why->what].status, STR_ARG(phrase), STR_ARG(date));
    buf_format(b, "Content-Type: application/problem+json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", document.n);
    buf_add(b, buf_str(&document));
    buf_close(&document);
}
