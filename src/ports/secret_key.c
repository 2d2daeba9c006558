#include "ports/secret_key.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include "ports/files.h"
#include "runtime/settings.h"
#include "runtime/world.h"

enum { HEX_SIZE = SECRET_KEY_SIZE * 2 };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_read(str hex, u8 out[SECRET_KEY_SIZE])
{
    bool good = hex.n == HEX_SIZE;

    for (size_t i = 0; good && i < SECRET_KEY_SIZE; i++) {
        int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);

        good = high >= 0 && low >= 0;
        out[i] = good ? (u8)(high << 4 | low) : 0;
    }
    return good;
}

static err key_failed(struct failure *failure, const char *what, const char *path)
{
    int why = errno;

    return failure_with(failure, why == ENOSPC || why == EDQUOT ? ERR_FULL : ERR_IO, "%s %s: %s.", what, path, strerror(why));
}

/* An open descriptor of the key, or -1 and errno. */
static err key_read(struct failure *failure, int fd, const char *path, u8 out[SECRET_KEY_SIZE])
{
    struct stat facts;
    char text[HEX_SIZE + 2];

    if (fstat(fd, &facts) != 0)
        return key_failed(failure, "cannot read", path);
    if (facts.st_mode & 077)
        return failure_with(failure, ERR_INVALID,
            "%s can be read by others (mode %03o): chmod 600 it, and consider what it protects.", path, facts.st_mode & 0777);
    ssize_t n = read(fd, text, sizeof text);
    if (n < 0)
        return key_failed(failure, "cannot read", path);
    if (n == HEX_SIZE + 1 && text[HEX_SIZE] == '\n')
        n = HEX_SIZE;
    if (!hex_read((str){ text, (size_t)n }, out))
        return failure_with(failure, ERR_INVALID,
                            "%s is not a key: it should hold %d hexadecimal digits. Restore it from a backup.", path, HEX_SIZE);
    return OK;
}

static err key_open_and_read(struct failure *failure, const char *path, u8 out[SECRET_KEY_SIZE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : key_failed(failure, "cannot open", path);
    err e = key_read(failure, fd, path, out);
    close(fd);
    return e;
}

static bool key_write(const char *path)
{
    struct buf hex = {0};
    u8 key[SECRET_KEY_SIZE];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    random_bytes(key, sizeof key);
    buf_hex(&hex, key, sizeof key);
    buf_byte(&hex, '\n');
    bool written = file_write_all(fd, buf_str(&hex)) && fsync(fd) == 0;
    int why = errno;
    explicit_bzero(key, sizeof key);
    explicit_bzero(hex.p, hex.n);
    buf_close(&hex);
    close(fd);
    errno = why;
    return written;
}

/*
 * The key appears under its name only once it is whole and durable: a start that is killed halfway
 * leaves a temporary name behind and no empty key. Of two starts at once, the first to link wins.
 */
static err key_make(struct world *w, struct failure *failure, const char *path)
{
    const char *folder = arena_cstr(failure->arena, w->settings->data);
    u64 draw;

    random_bytes(&draw, sizeof draw);
    const char *fresh = arena_format(failure->arena, "%s.%016llx%c", path, (unsigned long long)draw, '\0').p;
    if (!folder_make(folder))
        return key_failed(failure, "cannot make the folder", folder);
    bool made = key_write(fresh) && (link(fresh, path) == 0 || errno == EEXIST) && folder_sync(folder);
    err e = made ? OK : key_failed(failure, "cannot make the key", path);
    unlink(fresh);
    return e;
}

static const char *key_path(struct arena *a, const struct settings *s)
{
    return arena_cstr(a, arena_format(a, STR_FMT "/secret.key", STR_ARG(s->data)));
}

bool secret_key_there(const struct settings *s)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    bool there = s->secret_key.n || access(key_path(&a, s), F_OK) == 0;
    arena_close(&a);
    return there;
}

err secret_key_get(struct world *w, struct failure *failure, u8 out[SECRET_KEY_SIZE])
{
    if (w->settings->secret_key.n)
        return hex_read(w->settings->secret_key, out)
                   ? OK
                   : failure_with(failure, ERR_INVALID, "secret_key: this must be %d hexadecimal digits.", HEX_SIZE);
    const char *path = key_path(failure->arena, w->settings);
    err e = key_open_and_read(failure, path, out);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(key_make(w, failure, path));
    return key_open_and_read(failure, path, out);
}
