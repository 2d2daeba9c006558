/*
 * The walls around one order. A decoder that a hostile file has taken over can compute, for as
 * long and in as much memory as it was given, and write into the files of its order. It cannot
 * open a file, reach a network, see or signal another process, or start one; for films ffmpeg may be
 * started, and may read programs and libraries. Where a kernel lacks seccomp or Landlock the other
 * walls stand.
 */
#pragma once
#include <sys/types.h>
#include "ports/maker/wire.h"

/* Of the whole helper, at its start. */
void walls_begin(void);

/* Of this process, which works on the order, for good. */
bool walls_raise(const struct maker_ask *, const int *fds);

/* Between fork and exec of ffmpeg: its share of processor time, no process of its own, and its end with whoever started it. */
bool walls_close(pid_t parent, i64 cpu_s);
