/*
 * Files and folders, durably: what other adapters need of a disk. All of it blocks:
 * for the start, for the task pool, and for threads of one's own.
 */
#pragma once
#include "base/err.h"

/* ENOENT is ERR_NOT_FOUND, no room is ERR_FULL, the rest ERR_IO. */
err err_of_errno(int number);

/* Each: false, and errno says why. */
bool folder_make(const char *path);              /* with its parents, mode 0700; harmless when it is there */
bool folder_sync(const char *path);              /* what was made or renamed in it outlives a power cut */
bool file_write_all(int fd, str);
