/* The contents of the events of accounts. */
#include "domain/account/account_own.h"

SHAPE(account_birth, FIELD(account_birth, planted));
SHAPE(account_state, FIELD(account_state, version), FIELD(account_state, changed, .optional = true));
SHAPE(account_deed, FIELD(account_deed, what), FIELD(account_deed, name));
SHAPE(account_departure, FIELD(account_departure, deletes_at));

EVENT_KIND(account_created, "account.created", account_birth);
EVENT_KIND(account_changed, "account.changed", account_state);
EVENT_KIND(account_hidden, "account.hidden", account_state);
EVENT_KIND(account_shown, "account.shown", account_state);
EVENT_KIND(account_erased, "account.erased", nothing_told);
EVENT_KIND(account_secured, "account.secured", account_deed);
EVENT_KIND(account_leaving, "account.leaving", account_departure);
