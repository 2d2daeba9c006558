/* The transport without TLS: the socket itself. */
#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include "net/conn.h"

static ssize_t plain_read(struct conn *c, char *to, size_t n)
{
    ssize_t got = recv(c->watch.fd, to, n, 0);

    /* A short read emptied the socket; the next bytes come with an event of their own. Its end has had its event already. */
    if (got < 0 ? errno != EINTR : (size_t)got < n && !c->half_closed)
        c->readable = false;
    return got;
}

/* The last of a connection waits for the end that follows at once, and what precedes a file for that, so that both go in one segment. */
static int flags_of(const struct conn *c)
{
    return MSG_NOSIGNAL | (conn_ends(c) || conn_lends_file(c) ? MSG_MORE : 0);
}

static ssize_t plain_write(struct conn *c, const char *from, size_t n)
{
    return send(c->watch.fd, from, n, flags_of(c));
}

static ssize_t plain_write_two(struct conn *c, str first, str second)
{
    struct iovec both[] = { { (char *)(uintptr_t)first.p, first.n }, { (char *)(uintptr_t)second.p, second.n } };

    return sendmsg(c->watch.fd, &(struct msghdr){ .msg_iov = both, .msg_iovlen = 2 }, flags_of(c));
}

static ssize_t plain_send_file(struct conn *c, struct stretch *file)
{
    off_t at = (off_t)file->at;
    ssize_t sent;

    do
        sent = sendfile(c->watch.fd, file->fd, &at, (size_t)file->left);
    while (sent < 0 && errno == EINTR);
    if (sent > 0)
        *file = (struct stretch){ file->fd, file->at + sent, file->left - sent };
    return sent;
}

static void plain_finish(struct conn *c)
{
    shutdown(c->watch.fd, SHUT_WR);
}

static void plain_close(struct conn *c)
{
    (void)c;
}

const struct transport plain_transport = {
    .read = plain_read, .write = plain_write, .write_two = plain_write_two, .send_file = plain_send_file,
    .finish = plain_finish, .close = plain_close,
};
