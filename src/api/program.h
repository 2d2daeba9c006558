/* How a program lists its capabilities (work/capability.h), and its version. */
#pragma once
#include "api/front/row.h"
#include "ports/keeper.h"
#include "work/work.h"

/*
 * LIST(WITH_ROUTES, ALONE, ROUTES) names each capability once: NAME_capability, and NAME_routes if it has routes, are in its
 * folder. ROUTES names a further table of routes of a capability that has many.
 * The tables `capabilities` and `routes` of a struct program are made from it.
 */
#define PROGRAM_TABLES(LIST)                                                                                               \
    LIST(PROGRAM_DECLARES_WITH_ROUTES_, PROGRAM_DECLARES_, PROGRAM_DECLARES_ROUTES_)                                       \
    static const struct capability *const capabilities[] = {                                               \
        LIST(PROGRAM_CAPABILITY_, PROGRAM_CAPABILITY_, PROGRAM_NOTHING_) NULL };                                           \
    static const struct route *const routes[] = { LIST(PROGRAM_ROUTES_, PROGRAM_NOTHING_, PROGRAM_ROUTES_) NULL }
#define PROGRAM_DECLARES_(name) extern const struct capability name##_capability;
#define PROGRAM_DECLARES_ROUTES_(name) extern const struct route name##_routes[];
#define PROGRAM_DECLARES_WITH_ROUTES_(name) PROGRAM_DECLARES_(name) PROGRAM_DECLARES_ROUTES_(name)
#define PROGRAM_CAPABILITY_(name) &name##_capability,
#define PROGRAM_ROUTES_(name) name##_routes,
#define PROGRAM_NOTHING_(name)

/* At the start: checks that the capabilities' declarations fit together. ERR_INVALID names one that does not. */
err program_check(const struct program *, struct failure *);

/* The core's settings and each capability's, with their defaults. ERR_INVALID: two have the same name. */
err program_settings(const struct program *, struct arena *, struct failure *, struct settings *out);

extern const char program_version[];
