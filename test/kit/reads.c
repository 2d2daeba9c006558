#include "kit/reads.h"
#include "kit/test.h"
#include "runtime/metrics.h"

static i64 reads_so_far(ctx *c)
{
    return metric_value(c->world->metrics, M_STORE_READS, 0);
}

bool reads_again(ctx *c, struct reads *r)
{
    if (r->begun > 0) {
        i64 reads = reads_so_far(c) - r->before;
        r->least = r->begun == 1 || reads < r->least ? reads : r->least;
        if (r->pause_ms)
            expect_ok(ctx_sleep(c, r->pause_ms));
    }
    r->before = reads_so_far(c);
    return r->begun++ < r->turns;
}
