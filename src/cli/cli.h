/* Commands: serve, migrate, config, openapi, version, help, events. Each is a row of the table in cli.c. */
#pragma once
#include "api/program.h"

int cli_run(const struct program *, int argc, char **argv);  /* the exit status: 0, 1 failed, 2 misused */
