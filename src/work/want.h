/*
 * What fails because the process may open no more files (EMFILE, ENFILE) says nothing of the work itself. libcurl, libpq
 * and SQLite each report it as something else, so it is asked of the system: by opening one.
 */
#pragma once
#include "base/types.h"

enum { WANT_MS = 4000 };             /* until work that failed by it is tried again, with jitter */

bool files_lacking(void);
