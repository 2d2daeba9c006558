/* The adapter of the cache that keeps it in the process. */
#pragma once
#include "ports/cache.h"

struct cache *cache_local_open(struct world *);
