#include "net/listen.h"
#include <errno.h>
#include <linux/filter.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/networks.h"
#include "base/str.h"

enum { BACKLOG = 4096 };             /* the kernel's bound may be lower */

static err invalid(struct failure *s, str where, const char *why)
{
    return failure_with(s, ERR_INVALID, STR_FMT ": %s.", STR_ARG(where), why);
}

/* Host and port apart; an empty host is any address. A port alone is this machine's own. */
static err where_split(struct failure *s, str where, str *host, str *port)
{
    ptrdiff_t colon = -1;

    for (size_t i = 0; i < where.n; i++)
        if (where.p[i] == ':')
            colon = (ptrdiff_t)i;
    *host = colon < 0 ? S("127.0.0.1") : str_to(where, (size_t)colon);
    *port = colon < 0 ? where : str_from(where, (size_t)colon + 1);
    bool bracketed = host->n > 1 && host->p[0] == '[' && host->p[host->n - 1] == ']';
    if (bracketed)
        *host = (str){ host->p + 1, host->n - 2 };
    else if (str_find_byte(*host, ':') >= 0)
        return invalid(s, where, "an IPv6 address must be in brackets, as in [::1]:8080");
    u16 number;
    if (!port_read(*port, &number))
        return invalid(s, where, "expected ADDRESS:PORT, as in 127.0.0.1:8080, with a port from 0 to 65535");
    return OK;
}

static err bind_failed(struct failure *s, str where)
{
    int why = errno;

    if (why == EADDRINUSE)
        return failure_with(s, ERR_CONFLICT, STR_FMT " is in use by another program.", STR_ARG(where));
    if (why == EADDRNOTAVAIL)
        return invalid(s, where, "this machine has no such address");
    if (why == EACCES)
        return invalid(s, where, "ports below 1024 need privileges that this program does not have");
    return invalid(s, where, strerror(why));
}

static void set(int fd, int level, int option, int value)
{
    setsockopt(fd, level, option, &value, sizeof value);
}

/* What accepted sockets inherit is set here, once. */
static int socket_open(const struct addrinfo *a)
{
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    if (a->ai_family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (bind(fd, a->ai_addr, a->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static u16 port_of(int fd)
{
    struct sockaddr_storage a;
    socklen_t n = sizeof a;

    if (getsockname(fd, (struct sockaddr *)&a, &n) < 0)
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port : ((struct sockaddr_in *)&a)->sin_port);
}

err listen_open(struct failure *s, str where, int *fd, u16 *port)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *found;
    str host, service;

    TRY(where_split(s, where, &host, &service));
    if (!host.n)
        hints.ai_family = AF_INET6;
    const char *name = host.n ? arena_cstr(s->arena, host) : NULL, *number = arena_cstr(s->arena, service);
    if (getaddrinfo(name, number, &hints, &found) != 0)
        return invalid(s, where, "there is no such address");
    *fd = socket_open(found);
    freeaddrinfo(found);
    if (*fd < 0 && !host.n && errno == EAFNOSUPPORT)
        return listen_open(s, arena_format(s->arena, "0.0.0.0:" STR_FMT, STR_ARG(service)), fd, port);
    if (*fd < 0)
        return bind_failed(s, where);
    *port = port_of(*fd);
    return OK;
}

/* The kernel asks a filter about each segment to a listening socket; it begins with the TCP header, whose flags are octet 13. */
void listen_last_call(int fd)
{
    enum { FLAGS = 13, SYN = 0x02, ACK = 0x10 };
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SYN | ACK),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYN, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
    };
    struct sock_fprog no_syn = { COUNT(code), code };

    setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &no_syn, sizeof no_syn);
}

void address_from(const struct sockaddr *from, struct address *out)
{
    static const u8 mapped[12] = { [10] = 0xff, [11] = 0xff };

    *out = (struct address){0};
    if (from->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)from;
        memcpy(out->bytes, &v4->sin_addr, 4);
        out->port = ntohs(v4->sin_port);
    } else if (from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)from;
        out->v6 = memcmp(&v6->sin6_addr, mapped, sizeof mapped) != 0;
        memcpy(out->bytes, (const u8 *)&v6->sin6_addr + (out->v6 ? 0 : 12), out->v6 ? 16 : 4);
        out->port = ntohs(v6->sin6_port);
    }
}
