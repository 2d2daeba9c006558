/*
 * What a shape requires of a value, for everything that reads values: bounds, words, and
 * the sentences that report a wrong member. Private to base.
 */
#pragma once
#include "base/problems.h"
#include "base/shape.h"

/* Where in the input a value is: names and numbers, linked on the stack, printed only when something is wrong. */
struct place { const struct place *above; const char *name; size_t index; };

/* Reports at most FINDINGS_MOST members: nobody reads more, and a large body could hold a million. */
enum { FINDINGS_MOST = 32 };
struct findings { struct failure *failure; size_t n; };

void finding(struct findings *, const struct place *, const struct problem *);
void finding_saying(struct findings *, const struct place *, const struct problem *, const char *detail, ...) FORMAT(4, 5);

/* The bounds and words of one member that is there. */
void rules_check(struct findings *, const struct place *, const struct field *, const void *member);

/* Required members that are missing. */
void rules_require(struct findings *, const struct place *above, const struct shape *, u64 present);

i64 elements_most(const struct field *);
i64 text_most(const struct field *);

/* Text that becomes a value: false and a finding if it is not one. */
bool text_to_id(struct findings *, const struct place *, str, id *out);
bool text_to_when(struct findings *, const struct place *, str, when *out);
bool text_to_f64(struct findings *, const struct place *, str, double *out);
bool text_to_i64(struct findings *, const struct place *, str, i64 *out);
