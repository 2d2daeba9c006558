/*
 * One process of kith-media. It gets a socket and nothing else: no other descriptor, no
 * signal that is meant for the server, and none of the environment, where an operator may
 * keep passwords. The server does not wait for it longer than it said: then it ends, or is killed,
 * and what it had started dies with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/time.h"
#include "ports/maker/own.h"

enum { HELLO_MS = 10000, END_MS = 1000, TRIES = 3, NOT_STARTED = 127 };

static const char *const environment_names[] = { "PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS" };

static int reap(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* Whose other end is gone ends what it works on, and then itself: killed at once, it would leave that behind. */
void helper_end(struct helper *h)
{
    if (!h->pid)
        return;
    int watched = pidfd_open(h->pid, 0);
    close(h->socket);
    if (watched < 0 || poll(&(struct pollfd){ watched, POLLIN, 0 }, 1, END_MS) != 1)
        kill(h->pid, SIGKILL);
    if (watched >= 0)
        close(watched);
    reap(h->pid);
    *h = (struct helper){0};
}

/* What it needs to find its libraries and ffmpeg. */
static void environment_make(char **out, char *texts, size_t size)
{
    size_t n = 0, used = 0;

    for (size_t i = 0; i < COUNT(environment_names); i++) {
        const char *value = getenv(environment_names[i]);
        size_t name = strlen(environment_names[i]), all = name + 1 + (value ? strlen(value) : 0) + 1;
        if (!value || all > size - used)
            continue;
        out[n++] = texts + used;
        char *at = mempcpy(mempcpy(texts + used, environment_names[i], name), "=", 1);
        strcpy(at, value);
        used += all;
    }
    out[n] = NULL;
}

static int spawn(struct helper *h, const char *program, int socket)
{
    char texts[2048], *environment[COUNT(environment_names) + 1], *arguments[] = { (char *)"kith-media", NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, all;

    environment_make(environment, texts, sizeof texts);
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, socket, MAKER_SOCKET);
    for (int fd = 0; fd < MAKER_SOCKET; fd++)
        posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    int failed = posix_spawn(&h->pid, program, &files, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (failed)
        h->pid = 0;
    return failed;
}

/* Waits until there is something to read; OUTCOME_TOLD: there is. */
static enum outcome wait_readable(int socket, int bell, i64 until_ms)
{
    struct pollfd polled[] = { { socket, POLLIN, 0 }, { bell, POLLIN, 0 } };

    for (;;) {
        i64 left = until_ms - mono_ms();
        int n = poll(polled, bell < 0 ? 1 : 2, left > 0 ? (int)left : 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n > 0 && polled[0].revents)
            return OUTCOME_TOLD;
        if (n > 0)
            return OUTCOME_STOPPED;
        return OUTCOME_DIED;
    }
}

static bool packet_take(int socket, void *out, size_t n)
{
    ssize_t got;

    while ((got = recv(socket, out, n, MSG_TRUNC)) < 0 && errno == EINTR)
        ;
    return got == (ssize_t)n;
}

/* Why a fresh one did not say hello: the loader's status when a library is not there. */
static str missing_of(struct helper *h)
{
    int status;

    close(h->socket);
    kill(h->pid, SIGKILL);
    status = reap(h->pid);
    *h = (struct helper){0};
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED)
        return S("the package libvips42");
    return S("a kith-media that starts, of the same version as this program");
}

static enum outcome hello_wait(struct helper *h, struct helper_order *o)
{
    u32 version = 0;

    if (wait_readable(h->socket, -1, mono_ms() + HELLO_MS) == OUTCOME_TOLD && packet_take(h->socket, &version, sizeof version) &&
        version == MAKER_VERSION)
        return OUTCOME_TOLD;
    o->missing = missing_of(h);
    return OUTCOME_MISSING;
}

static enum outcome helper_begin(struct helper *h, const char *program, struct helper_order *o)
{
    int ends[2];

    o->missing = S("a free descriptor or process");
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return OUTCOME_MISSING;
    int failed = spawn(h, program, ends[1]);
    close(ends[1]);
    if (!failed) {
        h->socket = ends[0];
        return hello_wait(h, o);
    }
    close(ends[0]);
    if (failed == ENOENT || failed == EACCES || failed == ENOTDIR)
        o->missing = S("the program kith-media");
    return OUTCOME_MISSING;
}

/* False: there is nobody at the other end. */
static bool ask_send(int socket, const struct helper_order *o)
{
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof o->fds)]; } control = {0};
    struct iovec part = { (void *)&o->ask, sizeof o->ask };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct cmsghdr *rights = CMSG_FIRSTHDR(&m);
    ssize_t sent;

    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof o->fds);
    memcpy(CMSG_DATA(rights), o->fds, sizeof o->fds);
    while ((sent = sendmsg(socket, &m, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        ;
    return sent == (ssize_t)sizeof o->ask;
}

/* An idle one may have ended unseen: then a fresh one gets the order. */
static enum outcome order_hand(struct helper *h, const char *program, struct helper_order *o)
{
    if (h->pid && ask_send(h->socket, o))
        return OUTCOME_TOLD;
    helper_end(h);
    enum outcome begun = helper_begin(h, program, o);
    if (begun != OUTCOME_TOLD)
        return begun;
    return ask_send(h->socket, o) ? OUTCOME_TOLD : OUTCOME_DIED;
}

static enum outcome ask_once(struct helper *h, const char *program, int bell, struct helper_order *o, bool *killed)
{
    enum outcome e = order_hand(h, program, o);

    if (e == OUTCOME_TOLD)
        e = wait_readable(h->socket, bell, mono_ms() + o->wall_ms);
    *killed = e == OUTCOME_TOLD && (!packet_take(h->socket, &o->told, sizeof o->told) || o->told.verdict == MAKER_KILLED);
    if (e != OUTCOME_TOLD || *killed)
        helper_end(h);
    return *killed ? OUTCOME_DIED : e;
}

/* Whoever began it has moved their places, and may have written. */
static void order_rewind(const struct helper_order *o)
{
    for (int i = 0; i < MAKER_DESCRIPTORS; i++) {
        (void)lseek(o->fds[i], 0, SEEK_SET);
        if (i > 0)
            (void)!ftruncate(o->fds[i], 0);
    }
}

/* Who was killed from outside, as by a machine that is out of memory, says nothing of the media: another tries. */
enum outcome helper_ask(struct helper *h, const char *program, int bell, struct helper_order *o)
{
    enum outcome e = OUTCOME_DIED;
    bool killed = true;

    for (int tries = 0; killed && tries < TRIES; tries++) {
        e = ask_once(h, program, bell, o, &killed);
        if (killed)
            order_rewind(o);
    }
    return e;
}
