#include "ports/reach.h"
#include "base/buf.h"

SHAPE(reached, FIELD(reached, list), FIELD(reached, id), FIELD(reached, place));

str reaches_text(struct arena *a, const struct reach *reaches, size_t n, enum reach_way way)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < n; i++) {
        i64 from = reaches[i].from.v ? reaches[i].from.v : way == REACH_DOWN ? INT64_MAX : 0;
        buf_format(&b, "%s[%lld,%lld]", i ? "," : "", (long long)reaches[i].list.v, (long long)from);
    }
    return buf_str(&b);
}
