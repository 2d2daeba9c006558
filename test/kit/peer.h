/*
 * Programs beside a test: other people's servers, in Python. One starts, says in its first line where it listens, and
 * ends when the test's end of its input closes, so it never outlives a test that failed.
 */
#pragma once
#include <sys/types.h>
#include "base/types.h"

struct peer { pid_t process; int input, output; char hello[512]; };

void peer_start(struct peer *, const char *script, const char *argument);    /* `script` in test/kit */
void peer_stop(struct peer *);
