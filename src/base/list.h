/*
 * Intrusive doubly linked rings. A link on no list points at itself; a head is a
 * link. The struct that embeds a link owns it, and its owner unlinks it before the
 * memory goes.
 */
#pragma once
#include "base/types.h"

struct link { struct link *next, *prev; };

static inline void list_init(struct link *l) { l->next = l->prev = l; }
static inline bool list_empty(const struct link *l) { return l->next == l; }

static inline void list_add_last(struct link *head, struct link *l)
{
    l->next = head;
    l->prev = head->prev;
    head->prev->next = l;
    head->prev = l;
}

static inline void list_remove(struct link *l)
{
    l->prev->next = l->next;
    l->next->prev = l->prev;
    list_init(l);
}

/* The first link, taken off, or NULL. */
static inline struct link *list_pop(struct link *head)
{
    struct link *first = head->next;

    if (first == head)
        return NULL;
    list_remove(first);
    return first;
}

/* Appends all of `from` to `to`. */
static inline void list_move(struct link *from, struct link *to)
{
    if (list_empty(from))
        return;
    from->next->prev = to->prev;
    to->prev->next = from->next;
    from->prev->next = to;
    to->prev = from->prev;
    list_init(from);
}

/* The link itself may be removed on the way. */
#define LIST_EACH(l, head) \
    for (struct link *l = (head)->next, *l##_next = l->next; l != (head); l = l##_next, l##_next = l->next)
