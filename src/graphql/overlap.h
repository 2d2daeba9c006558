/*
 * The fields of a set, or of several that are answered together, as validate_overlap.c compares them: by key, and under each
 * key by the type that they are selected on.
 */
#pragma once
#include "graphql/validate.h"

struct gql_fellow { struct gql_selection *field; struct gql_fellow *next; };

/* Fields of one key on one type: all are the same, or that is an error. Those that select something are listed. */
struct gql_bucket {
    const struct gql_type *in;
    struct gql_selection *first;
    struct gql_fellow *fellows, **end;
    struct gql_overlap *below;       /* what they all select; NULL: nobody has asked */
    struct gql_bucket *next;
};

struct gql_keyed { struct gql_name *key; struct gql_bucket *buckets; struct gql_keyed *next; };
struct gql_spread { struct gql_definition *fragment; struct gql_spread *next; };

struct gql_overlap {
    u32 number;
    struct gql_keyed *keys, **keys_end;
    struct gql_spread *spreads, **spreads_end;
    struct gql_overlap *as;          /* a set that holds the same, if it is nothing but one spread */
};

/* What is compared: all within a set; two sets with all that they spread; a set with a fragment; two fragments. */
enum gql_comparison { WITHIN, SETS, WITH_FRAGMENT, FRAGMENTS };

struct gql_work { enum gql_comparison what; bool exclusive; struct gql_overlap *a, *b; };

struct gql_overlaps {
    struct gql_validation *v;
    struct gql_work *stack;          /* what is left to compare */
    u64 *done;                       /* pairs that were compared, hashed; 0: free */
    size_t stack_n, stack_size, done_n, done_size;
    u32 sets;
    i64 pairs;
};

/* An empty set; what is collected next goes into it. Then the selections from `s` on, with inline fragments as part of them. */
struct gql_overlap *gql_set_new(struct gql_overlaps *);
void gql_set_collect(struct gql_overlaps *, struct gql_overlap *, struct gql_selection *s);

/* Would these be the same call? If not, it is reported. */
bool gql_fields_same(struct gql_overlaps *, const struct gql_selection *, const struct gql_selection *);
void gql_conflict_tell(struct gql_overlaps *, const struct gql_selection *, const struct gql_selection *, const char *why);
