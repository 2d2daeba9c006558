/* Lists of ids: in order, each once, and looked up. */
#pragma once
#include "base/shape.h"

struct arena;

/* For qsort and bsearch, of ids and of structs that begin with one: rising, and falling (the newest first). */
int id_compare(const void *, const void *);
int id_compare_down(const void *, const void *);

void ids_sort(ids);                              /* rising */
void ids_sort_down(ids);
ids ids_once(struct arena *, ids);               /* rising, each once, without 0 */
id *ids_find(ids rising, id);                    /* NULL: it is not there */
