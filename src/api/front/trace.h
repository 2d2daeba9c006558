/* W3C trace context and request ids, as they come from outside. */
#pragma once
#include "runtime/ctx.h"

/* Fills in trace_id, parent_id and sampled. False: it cannot be continued. */
bool traceparent_read(str, struct trace *out);

bool request_id_valid(str);          /* 1 to 128 visible ASCII characters */
