#include "kit/proxy.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/memory.h"

enum { PAIRS = 64, CHUNK = 65536, LOOK_MS = 20 };

/* A client and its server; -1: free. */
struct pair { int client, server; bool loses_answer; };

struct proxy {
    int listener, server_port, port;
    _Atomic int accident, accidents;
    _Atomic bool ending;
    pthread_t thread;
    struct pair pairs[PAIRS];
    char chunk[CHUNK];
};

static struct sockaddr_in local(int port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static void pair_end(struct pair *p)
{
    close(p->client);
    close(p->server);
    p->client = p->server = -1;
}

static void pair_begin(struct proxy *x)
{
    struct sockaddr_in to = local(x->server_port);
    int client = accept(x->listener, NULL, NULL), server = socket(AF_INET, SOCK_STREAM, 0);

    for (int i = 0; i < PAIRS && client >= 0; i++) {
        if (x->pairs[i].client >= 0 || connect(server, (struct sockaddr *)&to, sizeof to) != 0)
            continue;
        x->pairs[i] = (struct pair){ client, server, false };
        return;
    }
    close(client);
    close(server);
}

static bool pass(int to, const char *p, ssize_t n)
{
    return n == 0 || send(to, p, (size_t)n, MSG_NOSIGNAL) == n;
}

/* The beginning of the message that runs the statement "<number>.commit", or NULL: a Bind, or the Parse before the first. */
static const char *commit_find(const char *p, ssize_t n)
{
    const char *at = memmem(p, (size_t)n, ".commit", sizeof ".commit");

    while (at && at > p && at[-1] >= '0' && at[-1] <= '9')
        at--;
    if (!at || at - p < 5)
        return NULL;
    return at - p > 5 && at[-6] == 'B' ? at - 6 : at - 5;
}

static bool accident_happens(struct proxy *x, enum accident which)
{
    int expected = which;

    if (!atomic_compare_exchange_strong(&x->accident, &expected, PROXY_PASS))
        return false;
    atomic_fetch_add(&x->accidents, 1);
    return true;
}

/* What was sent before the commit arrives and is answered; then the connection ends. */
static void lose_from(struct proxy *x, struct pair *p, const char *commit)
{
    if (!pass(p->server, x->chunk, commit - x->chunk))
        return;
    usleep(50000);
    ssize_t n = recv(p->server, x->chunk, CHUNK, MSG_DONTWAIT);
    if (n > 0 && pass(p->client, x->chunk, n))
        usleep(20000);
}

/* It listens to another name. */
static void deafen(struct proxy *x, ssize_t n)
{
    char *at = memmem(x->chunk, (size_t)n, "LISTEN kith_", strlen("LISTEN kith_"));

    if (at)
        at[strlen("LISTEN ")] = 'q';
}

static bool from_client(struct proxy *x, struct pair *p)
{
    ssize_t n = recv(p->client, x->chunk, CHUNK, 0);
    const char *commit = n > 0 ? commit_find(x->chunk, n) : NULL;

    if (n <= 0)
        return false;
    if (atomic_load(&x->accident) == PROXY_DEAF)
        deafen(x, n);
    if (commit && accident_happens(x, PROXY_LOSE_COMMIT)) {
        lose_from(x, p, commit);
        return false;
    }
    p->loses_answer = p->loses_answer || (commit && accident_happens(x, PROXY_LOSE_ANSWER));
    return pass(p->server, x->chunk, n);
}

/* What precedes the message that says COMMIT still passes: the tag follows a letter and four bytes of length. */
static bool from_server(struct proxy *x, struct pair *p)
{
    ssize_t n = recv(p->server, x->chunk, CHUNK, 0);
    const char *tag = n > 0 && p->loses_answer ? memmem(x->chunk, (size_t)n, "COMMIT", sizeof "COMMIT") : NULL;

    if (n <= 0)
        return false;
    if (!tag)
        return pass(p->client, x->chunk, n);
    if (!pass(p->client, x->chunk, tag - x->chunk - 5))
        return false;
    usleep(20000);                   /* it is read before the end is seen */
    return false;
}

static void serve(struct proxy *x, struct pollfd *fds)
{
    for (int i = 0; i < PAIRS; i++) {
        struct pair *p = &x->pairs[i];
        bool well = true;

        if (p->client >= 0 && fds[2 * i].revents)
            well = from_client(x, p);
        if (p->client >= 0 && well && fds[2 * i + 1].revents)
            well = from_server(x, p);
        if (!well)
            pair_end(p);
    }
}

static void *proxy_main(void *arg)
{
    struct proxy *x = arg;
    struct pollfd *fds = memory_zero((2 * PAIRS + 1) * sizeof *fds);

    while (!atomic_load(&x->ending)) {
        bool silent = atomic_load(&x->accident) == PROXY_SILENT;
        for (int i = 0; i < PAIRS; i++) {
            fds[2 * i] = (struct pollfd){ silent ? -1 : x->pairs[i].client, POLLIN, 0 };
            fds[2 * i + 1] = (struct pollfd){ silent ? -1 : x->pairs[i].server, POLLIN, 0 };
        }
        fds[2 * PAIRS] = (struct pollfd){ x->listener, POLLIN, 0 };
        if (poll(fds, 2 * PAIRS + 1, LOOK_MS) <= 0)
            continue;
        serve(x, fds);
        if (fds[2 * PAIRS].revents)
            pair_begin(x);
    }
    memory_free(fds);
    return NULL;
}

struct proxy *proxy_open(int server_port)
{
    struct proxy *x = memory_new(struct proxy);
    struct sockaddr_in at = local(0);
    socklen_t n = sizeof at;

    x->server_port = server_port;
    x->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(x->listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(x->listener, 64) != 0)
        abort();
    getsockname(x->listener, (struct sockaddr *)&at, &n);
    x->port = ntohs(at.sin_port);
    for (int i = 0; i < PAIRS; i++)
        x->pairs[i].client = x->pairs[i].server = -1;
    pthread_create(&x->thread, NULL, proxy_main, x);
    return x;
}

int proxy_port(const struct proxy *x)
{
    return x->port;
}

void proxy_set(struct proxy *x, enum accident a)
{
    atomic_store(&x->accident, a);
}

int proxy_accidents(const struct proxy *x)
{
    return atomic_load(&x->accidents);
}

void proxy_close(struct proxy **proxy)
{
    struct proxy *x = *proxy;

    atomic_store(&x->ending, true);
    pthread_join(x->thread, NULL);
    for (int i = 0; i < PAIRS; i++)
        if (x->pairs[i].client >= 0)
            pair_end(&x->pairs[i]);
    close(x->listener);
    memory_free(x);
    *proxy = NULL;
}
