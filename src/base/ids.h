/* Lists of ids: in order, each once, and looked up. */
#pragma once
#include "base/shape.h"

struct arena;

int id_compare(const void *, const void *);      /* for qsort and bsearch, of ids and of structs that begin with one */
void ids_sort(ids);                              /* rising */
ids ids_once(struct arena *, ids);               /* rising, each once, without 0 */
id *ids_find(ids rising, id);                    /* NULL: it is not there */
