#include "ports/store/contract.h"
#include "ports/store/store_contract.sql.h"

SHAPE(every_kind,
    FIELD(every_kind, id),
    FIELD(every_kind, number),
    FIELD(every_kind, flag),
    FIELD(every_kind, at),
    FIELD(every_kind, words),
    FIELD(every_kind, hidden),
    FIELD(every_kind, ratio),
    FIELD(every_kind, some_id),
    FIELD(every_kind, some_number),
    FIELD(every_kind, some_flag),
    FIELD(every_kind, some_at),
    FIELD(every_kind, some_words));
SHAPE(counter,
    FIELD(counter, id),
    FIELD(counter, n));
SHAPE(counted,
    FIELD(counted, n));
SHAPE(doctor,
    FIELD(doctor, id),
    FIELD(doctor, on_call));

err counter_insert(tx *t, void *counter)
{
    const struct counter *k = counter;

    return q_counter_add(t, k->id, k->n);
}

err counter_step(tx *t, void *which)
{
    struct counter k;
    i64 changed;

    TRY(q_counter_get(t, *(id *)which, &k));
    TRY(q_counter_set(t, k.id, k.n + 1, &changed));
    return changed == 1 ? OK : ERR_INTERNAL;
}
