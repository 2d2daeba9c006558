/*
 * How a person wants to be written to: whose conversations begin as requests, and whether reading, typing and presence are
 * shown. A setting that nobody has changed has no row. The event messaging.changed (key: the account) is for what keeps or
 * shows presence.
 */
#pragma once
#include "base/shape.h"
#include "ports/event.h"

struct messaging { str direct_messages_from; bool read_receipts, typing; str presence; };
struct messaging_change { maybe_str direct_messages_from; maybe_bool read_receipts, typing; maybe_str presence; };
extern const struct shape messaging_shape, messaging_change_shape;

struct messaging_told { strs changed; };         /* the names of the settings */
EVENT(messaging_changed, messaging_told);

err messaging_get(ctx *, id me, struct messaging *out);
/* A missing member stays as it is, null is the standard again; all or nothing. */
err messaging_change(ctx *, id me, const struct messaging_change *, struct messaging *out);

/* The same for code, of many people: one for each, in the order asked; one statement. */
struct messaging_row { id user_id; bool from_following, read_receipts, typing, invisible; };
typedef PAGE(messaging_row) messaging_row_page;
err messagings_get(ctx *, ids who, messaging_row_page *out);
err messagings_get_in(tx *, ids who, messaging_row_page *out);
