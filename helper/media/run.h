/* Programs that a film's worker runs, ffmpeg and ffprobe: what they write to their output is handed on as it comes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/types.h"

struct runner {
    const char *program;             /* its path */
    const char *const *arguments;    /* NULL-terminated */
    const int *kept;                 /* descriptors that it gets under their numbers */
    size_t kept_count;
    i64 cpu_s;                       /* for all that are run by this process */
    void (*take)(void *arg, const u8 *p, size_t n);
    void *arg;
};

enum ran { RAN_WELL, RAN_BADLY, RAN_NOT };      /* not: the program, or a library of it, is not there */
enum ran run(const struct runner *);
