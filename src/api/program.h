/*
 * A program: the capabilities it is built from. main.c and example/main.c each hold
 * one; everything else (serve, migrate, openapi, tests) works from it.
 */
#pragma once
#include "api/rest/route.h"
#include "ports/keeper.h"
#include "work/work.h"

struct program {
    const char *name;
    const struct capability *const *capabilities;                         /* NULL-terminated */
    const struct route *const *routes;                       /* tables, each ended by a zero entry; NULL-terminated */
    const struct keeper *keeper;                             /* who knows who calls; NULL: nobody signs in */
};

extern const char program_version[];
