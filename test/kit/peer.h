/*
 * Programs beside a test: other people's servers, in Python. A program starts, says in its first line where it
 * listens, and ends when its input closes, so it never outlives a failed test.
 */
#pragma once
#include <sys/types.h>
#include "base/types.h"

struct peer { pid_t process; int input, output; char hello[512]; };

void peer_start(struct peer *, const char *script, const char *argument);    /* `script` in test/kit */
void peer_stop(struct peer *);
