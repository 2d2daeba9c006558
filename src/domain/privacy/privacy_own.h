/* Shared by the files of this capability. */
#pragma once
#include "hub/wire.h"
#include "domain/privacy/privacy.h"
#include "runtime/setting.h"
#include "work/holdings.h"

/* Settings: runtime/setting.h. */
#define PRIVACY_SETTINGS(X) \
    X(deletion_grace,    TIME,   "14d",            1000, 400 * 86400000ll, "Time for which a deleted account can be brought back") \
    X(exports_per_day,   INT,    "3",              1, 1000000, \
      "Copies of their own data that somebody may ask for in a day; each replaces the one before") \
    X(max_export,        SIZE,   "1g",             1024, (i64)UINT32_MAX, "Largest file of such a copy")
SETTINGS_DECLARE(privacy_settings, PRIVACY_SETTINGS);

struct export_task { id account_id; str state; i64 tries; when created_at; };
struct export_tally { i64 n; };
struct export_budget { when since; i64 made; };
struct export_end { id id, account_id; };
typedef PAGE(export_end) export_end_page;
extern const struct shape export_task_shape, export_end_shape, export_tally_shape, export_budget_shape;

enum { EXPORT_BUDGET_MS = 24 * 3600 * 1000, EXPORT_LEASE_MS = 10 * 60 * 1000 };

str export_blob(struct arena *, id which);

/* Jobs: make an export; erase an account whose day has come. Their payload is an id. */
err export_make(ctx *, str payload);
err account_end(ctx *, str payload);
err exports_sweep(ctx *);                                    /* those that have expired */
err exports_replaced(ctx *, str payload);                    /* a job: those before a ready one */
err exports_drop_all(ctx *, str payload);                    /* a job: those of an erased account */
err exports_of_erased(tx *, const struct event *);

extern const struct holding privacy_holdings[];              /* holdings.c */
extern const struct wire privacy_wires[];        /* wire.c */
