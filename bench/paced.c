/*
 * A client that keeps a pace: paced PORT PER_SECOND SECONDS TOKEN PATH PATH asks for the two
 * paths in turn on one connection, and prints the median and the 99th percentile of milliseconds
 * until an answer has begun, and how many came. Each is counted from when its request was due,
 * so that one slow answer does not hide those after it. With a pace of 0 a request is due as
 * soon as the one before it is answered.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES_MOST = 1000000, REQUEST_MOST = 4096, ANSWER_MOST = 65536 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void wait_until(double when)
{
    struct timespec t = { (time_t)when, (long)((when - (double)(time_t)when) * 1e9) };

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static int reach(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ? fd : -1;
}

/* Answers are small: each comes in one piece. */
static int ask(int fd, const char *request)
{
    static char answer[ANSWER_MOST];
    size_t n = strlen(request);

    if (write(fd, request, n) != (ssize_t)n)
        return 0;
    ssize_t got = read(fd, answer, sizeof answer);
    return got > 12 && memcmp(answer, "HTTP/1.1 200", 12) == 0;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double taken[SAMPLES_MOST];
    static char requests[2][REQUEST_MOST];
    int fd, n = 0;

    if (argc != 7 || (fd = reach(atoi(argv[1]))) < 0)
        return 2;
    for (int i = 0; i < 2; i++)
        snprintf(requests[i], REQUEST_MOST, "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", argv[5 + i], argv[4]);
    double pace = atof(argv[2]), due = now(), end = due + atof(argv[3]);
    while (due < end && n < SAMPLES_MOST) {
        wait_until(due);
        if (!ask(fd, requests[n % 2]))
            return 1;
        double answered = now();
        taken[n++] = (answered - due) * 1000;
        due = pace > 0 ? due + 1 / pace : answered;
    }
    qsort(taken, (size_t)n, sizeof *taken, by_size);
    printf("%.4f %.4f %d\n", taken[n / 2], taken[n * 99 / 100], n);
    return 0;
}
