/*
 * kith-media: makes the files of media for kith, which starts it and talks to it over the socket
 * at descriptor 3 (ports/maker/wire.h). It stays small and knows nothing of the orders it passes
 * on: each is worked on by a fresh fork, behind walls, that ends with it. What such a fork does
 * wrong is over with the fork.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "walls.h"
#include "work.h"

enum { OVER = 0, FAULT = 1 };

static struct maker_told *shared;    /* with the fork */

/* False: the server has gone, or speaks another language. */
static bool order_receive(struct maker_ask *ask, int fds[MAKER_DESCRIPTORS])
{
    union { struct cmsghdr head; char room[CMSG_SPACE(MAKER_DESCRIPTORS * sizeof(int))]; } control;
    struct iovec part = { ask, sizeof *ask };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t n;

    while ((n = recvmsg(MAKER_SOCKET, &m, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
        ;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&m);
    if (n != (ssize_t)sizeof *ask || !rights || rights->cmsg_len != CMSG_LEN(MAKER_DESCRIPTORS * sizeof(int)))
        return false;
    memcpy(fds, CMSG_DATA(rights), MAKER_DESCRIPTORS * sizeof(int));
    return true;
}

static void descriptors_close(const int *fds)
{
    for (int i = 0; i < MAKER_DESCRIPTORS; i++)
        close(fds[i]);
}

_Noreturn static void work(const struct maker_ask *ask, const int *fds)
{
    struct job job = { ask, fds[0], fds + 1, shared };

    close(MAKER_SOCKET);
    if (!walls_raise(ask, fds))
        _exit(FAULT);
    if (!(maker_is_picture(ask->format) ? picture_make(&job) : film_make(&job)) && !shared->verdict)
        shared->verdict = MAKER_BROKEN;
    _exit(OVER);
}

/* Until it has ended, and with it all that it started. False: the server has gone. */
static bool work_await(pid_t pid, int *status, struct rusage *used)
{
    int watched = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd polled[] = { { watched, POLLIN, 0 }, { MAKER_SOCKET, POLLIN, 0 } };

    while (watched >= 0 && poll(polled, COUNT(polled), -1) < 0 && errno == EINTR)
        ;
    bool gone = watched >= 0 && !polled[0].revents;
    if (watched >= 0)
        close(watched);
    if (gone)
        kill(pid, SIGKILL);
    while (wait4(pid, status, 0, used) < 0 && errno == EINTR)
        ;
    kill(-pid, SIGKILL);
    while (waitpid(-pid, NULL, 0) > 0)
        ;
    return !gone;
}

static i64 ms_of(struct timeval t) { return (i64)t.tv_sec * 1000 + t.tv_usec / 1000; }

/* The kernel kills in the same way who is out of time. */
static bool was_killed(const struct maker_ask *ask, int status, const struct rusage *used)
{
    enum { NEAR_MS = 500 };

    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && ms_of(used->ru_utime) + ms_of(used->ru_stime) < ask->cpu_s * 1000 - NEAR_MS;
}

static bool order_do(const struct maker_ask *ask, const int *fds)
{
    struct maker_told told;
    struct rusage used = {0};
    int status = 0;

    *shared = (struct maker_told){0};
    pid_t pid = fork();
    if (pid == 0)
        work(ask, fds);
    descriptors_close(fds);
    if (pid > 0 && !work_await(pid, &status, &used))
        return false;
    told = *shared;
    if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != OVER)
        told = (struct maker_told){ .verdict = pid > 0 && was_killed(ask, status, &used) ? MAKER_KILLED : MAKER_BROKEN };
    return send(MAKER_SOCKET, &told, sizeof told, 0) == (ssize_t)sizeof told;
}

int main(int count, char **arguments)
{
    u32 version = MAKER_VERSION;
    int fds[MAKER_DESCRIPTORS];
    struct maker_ask ask;
    int type;

    (void)count;
    if (getsockopt(MAKER_SOCKET, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){ sizeof type }) != 0) {
        fputs("kith-media is started by kith, to make the files of pictures, films and sounds.\n", stderr);
        return FAULT;
    }
    walls_begin();
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || !picture_begin(arguments[0]) || send(MAKER_SOCKET, &version, sizeof version, 0) != sizeof version)
        return FAULT;
    while (order_receive(&ask, fds) && order_do(&ask, fds))
        ;
    return OVER;
}
