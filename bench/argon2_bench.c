/*
 * The yardstick of signing in: libsodium's argon2id and nothing else, with the parameters
 * of the server's default settings. argon2_bench THREADS SECONDS prints how many passwords
 * were verified a second.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PASSES = 2, MEMORY = 19456 * 1024, THREADS_MOST = 64 };

static const char password[] = "as long as most are";
static char hash[crypto_pwhash_argon2id_STRBYTES];
static double end;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *verify(void *arg)
{
    long *n = arg;

    for (; now() < end; ++*n)
        if (crypto_pwhash_argon2id_str_verify(hash, password, sizeof password - 1) != 0)
            abort();
    return NULL;
}

int main(int argc, char **argv)
{
    int threads = argc == 3 ? atoi(argv[1]) : 0;
    long counts[THREADS_MOST] = { 0 }, all = 0;
    pthread_t ids[THREADS_MOST];

    if (threads < 1 || threads > THREADS_MOST || sodium_init() < 0 ||
        crypto_pwhash_argon2id_str(hash, password, sizeof password - 1, PASSES, MEMORY) != 0)
        return 2;
    double began = now();
    end = began + atof(argv[2]);
    for (int i = 0; i < threads; i++)
        if (pthread_create(&ids[i], NULL, verify, &counts[i]) != 0)
            return 2;
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        all += counts[i];
    }
    printf("%.1f\n", (double)all / (now() - began));
    return 0;
}
