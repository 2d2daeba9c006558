/* What the files of TLS share: the certificates in use, and the keys of tickets. */
#pragma once
#include <openssl/ssl.h>
#include <pthread.h>
#include "net/conn.h"
#include "net/tls/tls.h"

enum { TICKET_KEYS = 3, TICKET_LIFE_S = 12 * 3600 };

/* One generation of certificates; connections hold it, and the last one frees it. */
struct tls_set {
    _Atomic int users;
    struct tls *tls;
    size_t count;
    SSL_CTX *contexts[];             /* the first is the default */
};

struct ticket_key { u8 name[16], cipher[32], mac[32]; i64 made_s; };

/* Keys of tickets: the newest seals, the older two still open. */
struct ticket_keys {
    pthread_mutex_t lock;
    struct clock *clock;
    int count;
    struct ticket_key keys[TICKET_KEYS];
};

struct tls {
    str pairs;
    pthread_mutex_t lock;            /* of `set` */
    struct tls_set *set;
    struct ticket_keys tickets;
};

/* Puts TLS below a connection that is about to be watched. */
void tls_begin(struct conn *, struct tls *);

err tls_set_read(struct failure *, struct tls *, struct tls_set **out);
struct tls_set *tls_set_take(struct tls *);
void tls_set_give(struct tls_set *);

void ticket_keys_init(struct ticket_keys *, struct clock *);
void ticket_keys_close(struct ticket_keys *);
void ticket_keys_use(SSL_CTX *);     /* the context's application data is the struct tls */
