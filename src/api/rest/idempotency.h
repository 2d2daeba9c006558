/* The row of one idempotency key. Private to api/rest. */
#pragma once
#include "ports/store.h"

struct idempotency_row {
    str request;
    id run_id;                       /* of the run that holds the key */
    when lease_until;
    i64 status;                      /* 0: its request is still running */
    str content_type, body;
    id names;                        /* what the answer showed, instead of its body; 0: the body is here */
    when created_at;
};
extern const struct shape idempotency_row_shape;
extern const struct migration rest_migrations[];
