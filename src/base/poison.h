/*
 * What domain and api never call: their memory is the arena's, their text is slices
 * and bufs, and nothing there waits but through a ctx. Included before everything
 * else in their files; the headers come first, so that only our own use is refused.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "base/memory.h"

/* Memory that somebody would have to free. */
#pragma GCC poison malloc calloc realloc free strdup strndup asprintf vasprintf aligned_alloc posix_memalign
#pragma GCC poison memory_alloc memory_zero memory_resize memory_free memory_copy

/* Text without a known end. */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok atoi atol atoll atof

/* Waiting on the loop's thread, and a clock that tests cannot move. */
#pragma GCC poison sleep usleep nanosleep system popen gmtime localtime ctime

/* Settings are parsed once; randomness comes from base/random.h. */
#pragma GCC poison getenv setenv rand srand
