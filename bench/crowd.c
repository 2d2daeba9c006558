/*
 * Many people who talk over WebSockets: the load of the benchmarks of talk.
 *
 *   crowd HOW SERVER PORT PEOPLE CHANNELS SOCKETS SENDERS SECONDS RATE QUERY
 *
 * PEOPLE is a file of lines `ID TOKEN`, CHANNELS one of lines `ID`: socket n is that of the person n, modulo their number, on the
 * channel n, modulo theirs. The first SENDERS sockets send, each to its channel. SERVER is kith, ws or io (bench/talk), or bare (bare.c).
 *
 *   fan     sockets listen; in each round every sender sends one, and the next when it has heard the whole round. Prints events a second
 *   send    nobody listens; a sender sends the next when its last is acknowledged. Prints acknowledgements a second
 *   pace    sockets listen; RATE messages a second, by the senders in turn. Prints the median, the 99th percentile and the most of the
 *           milliseconds from sending to arrival, how many arrived, and how many should have
 *   rest    sockets listen; says "ready", and is silent until its input ends
 *   back    as rest, but all open at once with the query's cursor; "ready" when each is live: prints seconds and events
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "net/ws/frame.h"

enum { BLOCK = 256 * 1024, EVENTS = 256, EACH_ADDRESS = 250, KEPT = 1024, SAMPLES_MOST = 20000000 };
enum server { KITH, WS, IO, BARE };
enum how { FAN, SEND, PACE, REST, BACK };

struct channel { char id[24]; i64 base, sent; i64 at[KEPT]; };        /* when its message base + n was sent: at[n % KEPT] */
struct person { char *token; };
struct sock {
    int fd;
    bool shaken, greeted, live;
    struct channel *channel;
    struct buf in, out;
    size_t written;
    i64 heard, asked;                                                  /* events; messages of its own */
};

static struct {
    enum how how;
    enum server server;
    struct sockaddr_in at;
    const char *query;
    struct person *people;
    struct channel *channels;
    struct sock *socks;
    int n_people, n_channels, n, senders, epoll;
    i64 events, acks, ready, samples, next_due;
    float *ms;
} all;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* ---- frames ---- */

static void flush(struct sock *s)
{
    while (s->written < s->out.n) {
        ssize_t n = send(s->fd, s->out.p + s->written, s->out.n - s->written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            fail("send");
        s->written += (size_t)n;
    }
    s->written = s->out.n = 0;
}

/* A client's frame. The mask is 0, which changes nothing. */
static void say(struct sock *s, enum ws_opcode opcode, str text)
{
    char head[WS_HEAD_MOST];
    size_t n = ws_head(head, opcode, true, false, text.n);

    head[1] = (char)(head[1] | 0x80);
    buf_add(&s->out, (str){ head, n });
    buf_add(&s->out, (str){ "\0\0\0\0", 4 });
    buf_add(&s->out, text);
    flush(s);
}

/* The next whole frame of what has come; false: not yet. */
static bool frame_take(str *rest, u8 *opcode, str *payload)
{
    const u8 *p = (const u8 *)rest->p;
    size_t head = 2, n;

    if (rest->n < 2)
        return false;
    n = p[1] & 127;
    if (n == 126) {
        head = 4;
        n = rest->n < 4 ? 0 : (size_t)p[2] << 8 | p[3];
    } else if (n == 127) {
        fail("a huge frame");
    }
    if (rest->n < head + n)
        return false;
    *opcode = p[0] & 15;
    *payload = (str){ rest->p + head, n };
    *rest = (str){ rest->p + head + n, rest->n - head - n };
    return true;
}

/* ---- what is sent and heard ---- */

static void send_next(struct sock *s)
{
    static const char *const ends[][2] = { { "{\"type\":\"send\",", "}" }, { "42[\"send\",{", "}]" } };
    const char *const *end = ends[all.server == IO];
    char text[512];
    struct channel *c = s->channel;
    int n = snprintf(text, sizeof text, "%s\"channelId\":\"%s\",\"content\":\"what one says on a day like any other\",\"ref\":\"%lld\"%s",
                     end[0], c->id, (long long)s->asked++, end[1]);

    c->at[c->sent++ % KEPT] = mono_us();
    say(s, WS_TEXT, (str){ text, (size_t)n });
}

static i64 number_after(str text, str word)
{
    ptrdiff_t at = str_find(text, word);

    return at < 0 ? -1 : atoll(text.p + at + word.n);
}

static void sample(const struct sock *s, i64 seq)
{
    i64 n = seq - s->channel->base;

    if (!s->channel->base || n < 0 || n >= s->channel->sent || n < s->channel->sent - KEPT || all.samples == SAMPLES_MOST)
        return;
    all.ms[all.samples++] = (float)(mono_us() - s->channel->at[n % KEPT]) / 1000;
}

static void on_event(struct sock *s, str text)
{
    all.events++;
    s->heard++;
    if (all.how == PACE)
        sample(s, number_after(text, S("\"seq\":")));
    if (all.how == FAN && s < all.socks + all.senders && s->asked && s->heard >= s->asked * all.senders)
        send_next(s);
}

/* Of a pace, the first of a channel says where its numbers begin. */
static void on_ack(struct sock *s, str text)
{
    all.acks++;
    if (all.how == PACE && !s->channel->base) {
        s->channel->base = number_after(text, S("\"seq\":")) + 1;
        s->channel->sent = 0;
    }
    if (all.how == SEND)
        send_next(s);
}

static void greet(bool *what)
{
    all.ready += !*what;
    *what = true;
}

static void on_text(struct sock *s, str text)
{
    if (all.server == IO && text.n && text.p[0] == '2')
        return say(s, WS_TEXT, S("3"));
    if (all.server == IO && text.n && text.p[0] == '0')
        return say(s, WS_TEXT, S("40"));
    if (str_starts(text, S("{\"type\":\"channel_message\"")) || str_starts(text, S("42[\"channel_message\"")))
        on_event(s, text);
    else if (str_starts(text, S("{\"type\":\"ack\"")) || str_starts(text, S("42[\"ack\"")))
        on_ack(s, text);
    else if (str_starts(text, S("{\"type\":\"hello\"")) || str_starts(text, S("40")))
        greet(all.how == BACK ? &s->greeted : &s->live);
    else if (str_starts(text, S("{\"type\":\"live\"")))
        greet(&s->live);
    else if (str_starts(text, S("{\"type\":\"error\"")) || str_starts(text, S("{\"type\":\"resync\"")))
        exit((fprintf(stderr, "%.*s\n", (int)text.n, text.p), 1));
}

static void hear(struct sock *s, str *rest)
{
    u8 opcode;
    str payload;

    while (frame_take(rest, &opcode, &payload)) {
        if (opcode == WS_TEXT)
            on_text(s, payload);
        else if (opcode == WS_PING)
            say(s, WS_PONG, payload);
        else if (opcode == WS_CLOSE)
            exit((fprintf(stderr, "closed: %.*s\n", (int)payload.n, payload.p), 1));
    }
}

static bool shake(struct sock *s, str *rest)
{
    ptrdiff_t end = str_find(*rest, S("\r\n\r\n"));

    if (end < 0)
        return false;
    if (!str_starts(*rest, S("HTTP/1.1 101")))
        exit((fprintf(stderr, "%.*s\n", (int)rest->n, rest->p), 1));
    *rest = (str){ rest->p + end + 4, rest->n - (size_t)end - 4 };
    return s->shaken = true;
}

/* What is left of a frame is kept until the rest of it comes. */
static void drink(struct sock *s, char *block)
{
    for (;;) {
        memcpy(block, s->in.p, s->in.n);
        ssize_t n = recv(s->fd, block + s->in.n, BLOCK - s->in.n, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            fail("the server ended");
        if (n < 0)
            return;
        str rest = { block, s->in.n + (size_t)n };
        bool more = rest.n == BLOCK;
        s->in.n = 0;
        if (s->shaken || shake(s, &rest))
            hear(s, &rest);
        if (rest.n)
            buf_add(&s->in, rest);
        if (!more)
            return;
    }
}

/* ---- opening ---- */

static void ask(struct sock *s, const struct person *p)
{
    bool listens = all.how != SEND;
    const char *path = all.server == KITH ? "/api/ws" : all.server == IO ? "/socket.io/" : "/";

    buf_format(&s->out, "GET %s?%s%s%s%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Authorization: Bearer %s\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path,
               all.server == IO ? "EIO=4&transport=websocket&" : "", listens ? "channels=" : "", listens ? s->channel->id : "", all.query,
               p->token);
}

static void sock_open(struct sock *s, int i)
{
    struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f010001u + (u32)(i / EACH_ADDRESS)) };

    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    s->channel = &all.channels[i % all.n_channels];
    setsockopt(s->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){ 1 }, sizeof(int));
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&from, sizeof from) < 0 ||
        connect(s->fd, (struct sockaddr *)&all.at, sizeof all.at) < 0)
        fail("connect");
    ask(s, &all.people[i % all.n_people]);
    flush(s);
    if (epoll_ctl(all.epoll, EPOLL_CTL_ADD, s->fd, &(struct epoll_event){ EPOLLIN | EPOLLOUT | EPOLLET, { .ptr = s } }) < 0)
        fail("epoll_ctl");
}

static void turn(int wait_ms)
{
    static char *block;
    static struct epoll_event events[EVENTS];
    int n = epoll_wait(all.epoll, events, EVENTS, wait_ms);

    block = block ? block : memory_alloc(BLOCK);
    for (int i = 0; i < n; i++) {
        flush(events[i].data.ptr);
        drink(events[i].data.ptr, block);
    }
}

static void open_all(int under_way)
{
    i64 each = all.how == BACK ? 2 : 1;                       /* hello and live */

    for (int i = 0; i < all.n; i++) {
        sock_open(&all.socks[i], i);
        while (all.ready < each * (i + 1 - under_way))
            turn(100);
    }
    while (all.ready < each * all.n)
        turn(100);
}

/* ---- what they do ---- */

static double rate(const i64 *count, i64 seconds)
{
    i64 warm = mono_us() + 300000;

    for (int i = 0; i < all.senders; i++)
        send_next(&all.socks[i]);
    while (mono_us() < warm)
        turn(10);
    i64 before = *count, began = mono_us();
    while (mono_us() < began + seconds * 1000000)
        turn(10);
    return (double)(*count - before) * 1e6 / (double)(mono_us() - began);
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* Each sends one for its channel's numbers; then they send in turn, when it is due. */
static void pace(i64 seconds, double each_second)
{
    i64 sent = 0, each_hears = all.n / all.n_channels;

    all.ms = memory_alloc(SAMPLES_MOST * sizeof *all.ms);
    for (int i = 0; i < all.senders; i++)
        send_next(&all.socks[i]);
    while (all.acks < all.senders || all.events < all.senders * each_hears)
        turn(10);
    i64 began = mono_us(), all_due = (i64)((double)seconds * each_second);
    for (; sent < all_due; turn(1))
        for (; sent < all_due && mono_us() >= began + (i64)((double)sent * 1e6 / each_second); sent++)
            send_next(&all.socks[sent % all.senders]);
    for (i64 until = mono_us() + 5000000; mono_us() < until && all.samples < sent * each_hears;)
        turn(10);
    qsort(all.ms, (size_t)all.samples, sizeof *all.ms, by_size);
    if (!all.samples)
        exit((fprintf(stderr, "nothing arrived\n"), 1));
    printf("%.3f %.3f %.3f %lld %lld\n", all.ms[all.samples / 2], all.ms[all.samples * 99 / 100], all.ms[all.samples - 1],
           (long long)all.samples, (long long)(sent * each_hears));
}

/* The pongs of those who rest are sent, too. */
static void rest(void)
{
    struct epoll_event input = { EPOLLIN, { .ptr = NULL } };
    int both = epoll_create1(0);

    epoll_ctl(both, EPOLL_CTL_ADD, STDIN_FILENO, &input);
    epoll_ctl(both, EPOLL_CTL_ADD, all.epoll, &(struct epoll_event){ EPOLLIN, { .ptr = &all } });
    while (epoll_wait(both, &input, 1, -1) == 1 && input.data.ptr)
        turn(0);
}

static void run(i64 seconds, double each_second)
{
    i64 began = mono_us();

    open_all(all.how == BACK ? all.n : 64);
    if (all.how == FAN || all.how == SEND)
        printf("%.1f\n", rate(all.how == FAN ? &all.events : &all.acks, seconds));
    else if (all.how == PACE)
        pace(seconds, each_second);
    else if (all.how == BACK)
        printf("ready %.3f %lld\n", (double)(mono_us() - began) / 1e6, (long long)all.events);
    else
        printf("ready\n");
    fflush(stdout);
    if (all.how >= REST)
        rest();
}

/* ---- orders ---- */

static int lines_in(const char *path, char ***out)
{
    FILE *f = fopen(path, "r");
    char line[2048];
    int n = 0;

    if (!f)
        fail(path);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        *out = memory_resize(*out, (size_t)(n + 1) * sizeof **out);
        (*out)[n++] = strdup(line);
    }
    fclose(f);
    return n;
}

static void people_read(const char *path)
{
    char **lines = NULL;
    int n = lines_in(path, &lines);

    all.people = memory_zero((size_t)n * sizeof *all.people);
    for (int i = 0; i < n; i++) {
        char *gap = strchr(lines[i], ' ');
        if (gap && gap[1])
            all.people[all.n_people++].token = gap + 1;
    }
}

static void channels_read(const char *path)
{
    char **lines = NULL;

    all.n_channels = lines_in(path, &lines);
    all.channels = memory_zero((size_t)all.n_channels * sizeof *all.channels);
    for (int i = 0; i < all.n_channels; i++)
        snprintf(all.channels[i].id, sizeof all.channels[i].id, "%s", lines[i]);
}

static int word_of(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    exit((fprintf(stderr, "crowd: what is %s?\n", word), 2));
}

int main(int argc, char **argv)
{
    static const char *const hows[] = { "fan", "send", "pace", "rest", "back", NULL };
    static const char *const servers[] = { "kith", "ws", "io", "bare", NULL };
    struct rlimit most;

    getrlimit(RLIMIT_NOFILE, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NOFILE, &most);
    all.epoll = epoll_create1(0);
    all.at = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    if (argc != 11)
        return fprintf(stderr, "crowd HOW SERVER PORT PEOPLE CHANNELS SOCKETS SENDERS SECONDS RATE QUERY\n"), 2;
    all.how = (enum how)word_of(hows, argv[1]);
    all.server = (enum server)word_of(servers, argv[2]);
    all.at.sin_port = htons((u16)atoi(argv[3]));
    people_read(argv[4]);
    channels_read(argv[5]);
    all.n = atoi(argv[6]);
    all.senders = atoi(argv[7]);
    all.query = argv[10];
    all.socks = memory_zero((size_t)all.n * sizeof *all.socks);
    run(atol(argv[8]), atof(argv[9]));
    return 0;
}
