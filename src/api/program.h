/* How a program names what it is built from (work/capability.h), and its version. */
#pragma once
#include "api/front/row.h"
#include "ports/keeper.h"
#include "work/work.h"

/*
 * LIST(WITH_ROUTES, ALONE) names each capability once: NAME_capability, and NAME_routes of one that has a surface, are in its
 * folder. From it come the tables `capabilities` and `routes` of a struct program.
 */
#define PROGRAM_TABLES(LIST)                                                                                               \
    LIST(PROGRAM_DECLARES_WITH_ROUTES_, PROGRAM_DECLARES_)                                                                 \
    static const struct capability *const capabilities[] = { LIST(PROGRAM_CAPABILITY_, PROGRAM_CAPABILITY_) NULL };        \
    static const struct route *const routes[] = { LIST(PROGRAM_ROUTES_, PROGRAM_NOTHING_) NULL }
#define PROGRAM_DECLARES_(name) extern const struct capability name##_capability;
#define PROGRAM_DECLARES_WITH_ROUTES_(name) PROGRAM_DECLARES_(name) extern const struct route name##_routes[];
#define PROGRAM_CAPABILITY_(name) &name##_capability,
#define PROGRAM_ROUTES_(name) name##_routes,
#define PROGRAM_NOTHING_(name)

/* At the start: what capabilities declare fits together. ERR_INVALID names what does not. */
err program_check(const struct program *, struct failure *);

/* The core's settings and each capability's, as they begin. ERR_INVALID: two have one name. */
err program_settings(const struct program *, struct arena *, struct failure *, struct settings *out);

extern const char program_version[];
