/*
 * What has just happened: the newest events of some kinds as small records in memory, in the order of the log, for readers
 * that cannot wait until a consumer has written what it makes of them. A listener that is `.in_order` adds them; the oldest
 * go. A record begins with its event's position.
 */
#pragma once
#include "base/arena.h"

struct recent;
struct recent *recent_open(size_t record, size_t most);
void recent_close(struct recent **);

void recent_begin(struct recent *, i64 tip);     /* nothing up to there will be added; only the first call counts, before any record */
void recent_add(struct recent *, const void *record);
i64 recent_newest(struct recent *);              /* the newest position, or the tip that it began with */

/* Records after a position, oldest first. False: some of those may have gone; then all that there are. */
bool recent_after(struct recent *, struct arena *, i64 after, void **out, size_t *n);
