#define OPENSSL_SUPPRESS_DEPRECATED
#include "ports/files.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"

err err_of_errno(int number)
{
    switch (number) {
    case ENOENT:
        return ERR_NOT_FOUND;
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    default:
        return ERR_IO;
    }
}

static bool folder_is(const char *path)
{
    struct stat facts;

    if (stat(path, &facts) != 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(facts.st_mode);
}

static bool folder_make_one(const char *path)
{
    return mkdir(path, 0700) == 0 || (errno == EEXIST && folder_is(path));
}

bool folder_make(const char *path)
{
    str whole = memory_copy((str){ path, strlen(path) + 1 });
    char *p = (char *)whole.p;
    bool made = true;

    for (char *at = p + 1; made && *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        made = folder_make_one(p);
        *at = '/';
    }
    made = made && folder_make_one(p);
    int why = errno;
    memory_free(p);
    errno = why;
    return made;
}

bool folder_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool synced = fsync(fd) == 0;
    int why = errno;
    close(fd);
    errno = why;
    return synced;
}

bool file_write_all(int fd, str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        s = str_from(s, (size_t)n);
    }
    return true;
}

/* In steps, as in crypto/digest.c. */
bool file_sha256(int fd, i64 from, i64 n, u8 out[32])
{
    enum { STEP = 256 << 10 };
    u8 *buffer = memory_alloc(STEP);
    ssize_t got = 1;
    SHA256_CTX state;

    SHA256_Init(&state);
    while (n > 0 && got > 0) {
        got = pread(fd, buffer, (size_t)(n < STEP ? n : STEP), from);
        if (got < 0 && errno == EINTR) {
            got = 1;
            continue;
        }
        if (got > 0)
            SHA256_Update(&state, buffer, (size_t)got);
        from += got;
        n -= got;
    }
    SHA256_Final(out, &state);
    memory_free(buffer);
    return got > 0 && n == 0;
}
