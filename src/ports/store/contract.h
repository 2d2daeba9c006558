/* What the store's tests share: the rows of their tables. Not part of the program. */
#pragma once
#include "ports/store.h"

struct every_kind {
    id id;
    i64 number;
    bool flag;
    when at;
    str words;
    struct secret hidden;
    double ratio;
    maybe_id some_id;
    maybe_i64 some_number;
    maybe_bool some_flag;
    maybe_when some_at;
    maybe_str some_words;
};
struct counter { id id; i64 n; };
struct counted { i64 n; };
struct doctor { id id; bool on_call; };
typedef PAGE(every_kind) every_kind_page;
typedef PAGE(counter) counter_page;
typedef PAGE(counted) counted_page;
typedef PAGE(doctor) doctor_page;

extern const struct migration contract_migrations[];

/* A transaction that adds one counter: its argument. */
err counter_insert(tx *, void *counter);
/* Adds one to the counter whose id its argument is, by reading and then writing. */
err counter_step(tx *, void *id);
