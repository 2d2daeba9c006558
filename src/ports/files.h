/*
 * Files and folders, durably: for adapters that use a disk. All of it blocks:
 * call it at the start, on the task pool, or on a thread of your own.
 */
#pragma once
#include "base/err.h"

/* ENOENT is ERR_NOT_FOUND, no room is ERR_FULL, the rest ERR_IO. */
err err_of_errno(int number);

/* Each: false, and errno says why. */
bool folder_make(const char *path);              /* with its parents, mode 0700; harmless if it exists */
bool folder_sync(const char *path);              /* files made or renamed in it survive a power cut */
bool file_write_all(int fd, str);
bool file_sha256(int fd, i64 from, i64 n, u8 out[32]);       /* of a part; false too if it is shorter */
