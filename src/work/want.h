/*
 * A failure because the process may open no more files (EMFILE, ENFILE) says nothing about the work itself. libcurl,
 * libpq and SQLite each report it as something else, so this asks the system, by opening a file.
 */
#pragma once
#include "base/types.h"

enum { WANT_MS = 4000 };             /* until such work is tried again, with jitter */

bool files_lacking(void);
