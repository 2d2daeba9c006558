/* Letters as files: for development, and for operators who send them by other means. A name begins with the time, so they sort by it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/str.h"
#include "ports/files.h"
#include "ports/mail/own.h"

/* The task pool's errand. */
struct errand { const char *fresh, *target, *folder; str text; err result; int why; };

err mail_files_open(struct mailer *m, struct failure *failure, str folder)
{
    const char *path = arena_cstr(&m->arena, folder);

    if (!folder_make(path))
        return failure_with(failure, ERR_INVALID, "mail: cannot make the folder %s: %s.", path, strerror(errno));
    m->folder = str_of(path);
    return OK;
}

static bool file_fill(int fd, str text)
{
    bool good = file_write_all(fd, text) && fsync(fd) == 0;
    int why = errno;

    close(fd);
    errno = why;
    return good;
}

/* Whole or not at all: it gets its name once it is on the disk. */
static void letter_put(void *arg)
{
    struct errand *e = arg;
    int fd = open(e->fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd >= 0 && file_fill(fd, e->text) && rename(e->fresh, e->target) == 0 && folder_sync(e->folder))
        return;
    e->why = errno;
    e->result = err_of_errno(e->why);
    if (fd >= 0)
        unlink(e->fresh);
}

/* 20261121T093000.000Z */
static str time_stamp(ctx *c)
{
    struct buf b = BUF_ON(&c->arena);
    char rfc[RFC3339_LENGTH];

    time_rfc3339(ctx_now(c), rfc);
    for (size_t i = 0; i < sizeof rfc; i++)
        if (rfc[i] != '-' && rfc[i] != ':')
            buf_byte(&b, rfc[i]);
    return buf_str(&b);
}

err mail_files_send(ctx *c, struct mailer *m, const struct letter *letter)
{
    str target = arena_format(&c->arena, STR_FMT "/" STR_FMT "-" STR_FMT ".eml", STR_ARG(m->folder), STR_ARG(time_stamp(c)),
                              STR_ARG(letter->id));
    struct errand e = { .target = arena_cstr(&c->arena, target), .folder = m->folder.p, .text = letter->text };

    e.fresh = arena_cstr(&c->arena, arena_format(&c->arena, STR_FMT ".new", STR_ARG(target)));
    TRY(ctx_task(c, TASK_QUICK, letter_put, &e));
    if (e.result != OK) {
        e.result = e.result == ERR_FULL ? ERR_FULL : ERR_IO;
        failure_cause(&c->failure, "%s: %s", e.target, strerror(e.why));
        return e.result;
    }
    ctx_log(c, LOG_INFO, "a letter was written", KV_STR("path", target));
    return OK;
}
