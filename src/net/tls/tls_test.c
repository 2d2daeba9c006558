/* TLS over real sockets: certificates made here, OpenSSL's own client on the other side. */
#include "net/tls/tls.h"
#include <nghttp2/nghttp2.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include "net/testbed.h"

enum { LARGE = 3 << 20 };

static struct testbed bed;
static char folder[] = "/tmp/kith-tls-XXXXXX";

static void hello(struct exchange *e, void *arg)
{
    char peer[64];

    (void)arg;
    if (str_eq(e->path, S("/large"))) {
        reply(e, 200, S("text/plain"), (str){ arena_zero(&e->c->arena, LARGE, 1), LARGE });
        return;
    }
    reply_header(e, S("Peer"), (str){ peer, address_print(&e->peer, peer) });
    reply(e, 200, S("text/plain"), e->secure ? S("secure") : S("plain"));
}

/* ---- certificates ---- */

static const char *path_of(const char *name, const char *kind)
{
    return arena_cstr(&bed.arena, arena_format(&bed.arena, "%s/%s.%s", folder, name, kind));
}

static X509 *certificate_make(const char *name, EVP_PKEY *key)
{
    X509 *x = X509_new();
    X509_NAME *subject = X509_get_subject_name(x);
    str alt = arena_format(&bed.arena, "DNS:%s", name);
    X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, arena_cstr(&bed.arena, alt));

    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 24 * 3600);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(x, subject);
    X509_set_pubkey(x, key);
    X509_add_ext(x, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x, key, EVP_sha256());
    return x;
}

static void pair_write(const char *name, const char *file)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = certificate_make(name, key);
    FILE *certificate = fopen(path_of(file, "crt"), "w"), *secret = fopen(path_of(file, "key"), "w");

    PEM_write_X509(certificate, x);
    PEM_write_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL);
    fclose(certificate);
    fclose(secret);
    X509_free(x);
    EVP_PKEY_free(key);
}

static str pair_of(const char *file)
{
    return arena_format(&bed.arena, "%s:%s", path_of(file, "crt"), path_of(file, "key"));
}

static void prepare(void)
{
    struct failure failure;

    testbed_init(&bed);
    failure_begin(&failure, &bed.arena);
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    expect(mkdtemp(folder) != NULL);
    pair_write("one.example", "one");
    pair_write("two.example", "two");
    str pairs = arena_format(&bed.arena, STR_FMT "," STR_FMT, STR_ARG(pair_of("one")), STR_ARG(pair_of("two")));
    expect_ok(tls_open(&failure, &bed.clock, pairs, &bed.tls));
}

static void begin(void)
{
    prepare();
    testbed_serve(&bed, 2, hello);
}

static void end(void)
{
    str remove = arena_format(&bed.arena, "rm -rf %s", folder);
    expect_eq(system(arena_cstr(&bed.arena, remove)), 0);
    struct tls *tls = bed.tls;
    testbed_close(&bed);
    tls_close(&tls);
}

/* ---- a client ---- */

struct client { int fd; SSL_CTX *context; SSL *ssl; };

static struct client client_new(const char *name, int version, SSL_SESSION *session)
{
    struct client c = { dial(&bed), SSL_CTX_new(TLS_client_method()), NULL };

    SSL_CTX_set_max_proto_version(c.context, version);
    c.ssl = SSL_new(c.context);
    SSL_set_tlsext_host_name(c.ssl, name);
    if (session)
        SSL_set_session(c.ssl, session);
    SSL_set_fd(c.ssl, c.fd);
    return c;
}

static struct client client_shake(const char *name, int version, SSL_SESSION *session)
{
    struct client c = client_new(name, version, session);

    expect_eq(SSL_connect(c.ssl), 1);
    return c;
}

static void client_end(struct client *c)
{
    SSL_shutdown(c->ssl);
    SSL_free(c->ssl);
    SSL_CTX_free(c->context);
    close(c->fd);
}

static str ask(struct client *c)
{
    struct buf all = BUF_ON(&bed.arena);
    str request = S("GET / HTTP/1.1\r\nHost: one.example\r\n\r\n");

    expect_eq(SSL_write(c->ssl, request.p, (int)request.n), (int)request.n);
    while (!str_ends(buf_str(&all), S("secure"))) {
        int n = SSL_read(c->ssl, buf_reserve(&all, 4096), 4096);
        if (n <= 0)
            break;
        all.n += (size_t)n;
    }
    return buf_str(&all);
}

static bool shows_name(struct client *c, const char *name)
{
    X509 *x = SSL_get1_peer_certificate(c->ssl);
    bool shows = X509_check_host(x, name, 0, 0, NULL) == 1;

    X509_free(x);
    return shows;
}

/* ---- the cases ---- */

TEST(both_versions_are_spoken_and_requests_follow_each_other)
{
    begin();
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        struct client c = client_shake("one.example", version, NULL);
        expect_eq(SSL_version(c.ssl), version);
        for (int i = 0; i < 3; i++)
            expect_has(ask(&c), "200 OK");
        client_end(&c);
    }
    end();
}

TEST(an_answer_of_many_records_comes_whole)
{
    str request = S("GET /large HTTP/1.1\r\nHost: one.example\r\nConnection: close\r\n\r\n");
    static char heard[65536];
    size_t all = 0;

    begin();
    struct client c = client_shake("one.example", TLS1_3_VERSION, NULL);
    expect_eq(SSL_write(c.ssl, request.p, (int)request.n), (int)request.n);
    for (int n; (n = SSL_read(c.ssl, heard, sizeof heard)) > 0;)
        all += (size_t)n;
    expect(all > LARGE);
    client_end(&c);
    end();
}

/* Offers protocols, each after its length, and checks which one is agreed on. */
static struct client client_agree(str offered, str agreed)
{
    struct client c = client_new("one.example", TLS1_3_VERSION, NULL);
    const unsigned char *chosen;
    unsigned int n;

    SSL_set_alpn_protos(c.ssl, (const unsigned char *)offered.p, (unsigned)offered.n);
    expect_eq(SSL_connect(c.ssl), 1);
    SSL_get0_alpn_selected(c.ssl, &chosen, &n);
    expect_str(((str){ (const char *)chosen, n }), agreed);
    return c;
}

/* The type of the next frame; its payload is left in `payload`. */
static int frame_hear(struct client *c, char payload[static 256])
{
    u8 head[9];

    expect_eq(SSL_read(c->ssl, head, sizeof head), 9);
    expect(head[0] == 0 && head[1] == 0);
    if (head[2])
        expect_eq(SSL_read(c->ssl, payload, head[2]), head[2]);
    return head[3];
}

TEST(a_client_that_offers_http_2_gets_it)
{
    char payload[256];

    begin();
    struct client c = client_agree(S("\x08http/1.1\x02h2"), S("h2"));
    expect_eq(SSL_write(c.ssl, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33), 33);
    expect_eq(frame_hear(&c, payload), NGHTTP2_SETTINGS);
    client_end(&c);
    end();
}

TEST(what_was_agreed_on_is_spoken_whatever_comes)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: one.example\r\n\r\n";
    char payload[256];
    int type;

    begin();
    struct client c = client_agree(S("\x02h2"), S("h2"));
    expect_eq(SSL_write(c.ssl, request, sizeof request - 1), sizeof request - 1);
    do
        type = frame_hear(&c, payload);
    while (type == NGHTTP2_SETTINGS || type == NGHTTP2_WINDOW_UPDATE);
    expect_eq(type, NGHTTP2_GOAWAY);
    expect_eq(payload[7], NGHTTP2_PROTOCOL_ERROR);
    expect(SSL_read(c.ssl, payload, 1) <= 0);
    client_end(&c);

    c = client_agree(S("\x08http/1.1"), S("http/1.1"));
    expect_eq(SSL_write(c.ssl, NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN), NGHTTP2_CLIENT_MAGIC_LEN);
    expect_eq(SSL_read(c.ssl, payload, 12), 12);
    expect_str(((str){ payload, 12 }), S("HTTP/1.1 400"));
    client_end(&c);
    end();
}

TEST(a_client_that_offers_none_of_ours_is_refused)
{
    begin();
    struct client c = client_new("one.example", TLS1_3_VERSION, NULL);
    SSL_set_alpn_protos(c.ssl, (const unsigned char *)"\x03""ftp\x06""spdy/1", 11);
    expect(SSL_connect(c.ssl) != 1);
    expect_eq(ERR_GET_REASON(ERR_peek_error()), SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
    ERR_clear_error();
    client_end(&c);
    ERR_clear_error();
    c = client_shake("one.example", TLS1_3_VERSION, NULL);       /* and one that offers none is served */
    expect_has(ask(&c), "secure");
    client_end(&c);
    end();
}

TEST(only_curves_that_cost_little_are_agreed_on)
{
    static const struct { const char *offered; bool good; } all[] = { { "P-521:X448", false }, { "P-521:P-384", true },
                                                                      { "P-256", true }, { "X25519", true } };

    begin();
    for (size_t i = 0; i < COUNT(all); i++) {
        struct client c = client_new("one.example", TLS1_3_VERSION, NULL);
        SSL_set1_groups_list(c.ssl, all[i].offered);
        expect_eq(SSL_connect(c.ssl) == 1, all[i].good);
        ERR_clear_error();
        client_end(&c);
        ERR_clear_error();
    }
    end();
}

TEST(only_ciphers_that_vouch_for_what_they_carry_are_agreed_on)
{
    static const struct { const char *offered; bool good; } all[] = {
        { "ECDHE-ECDSA-AES128-SHA", false }, { "ECDHE-ECDSA-AES256-SHA384", false }, { "AES128-GCM-SHA256", false },
        { "ECDHE-ECDSA-AES128-GCM-SHA256", true }, { "ECDHE-ECDSA-CHACHA20-POLY1305", true },
    };

    begin();
    for (size_t i = 0; i < COUNT(all); i++) {
        struct client c = client_new("one.example", TLS1_2_VERSION, NULL);
        expect_eq(SSL_set_cipher_list(c.ssl, all[i].offered), 1);
        expect_eq(SSL_connect(c.ssl) == 1, all[i].good);
        ERR_clear_error();
        client_end(&c);
        ERR_clear_error();
    }
    end();
}

TEST(older_versions_are_refused)
{
    begin();
    struct client c = client_new("one.example", TLS1_1_VERSION, NULL);
    SSL_CTX_set_security_level(c.context, 0);
    expect(SSL_connect(c.ssl) != 1);
    ERR_clear_error();
    client_end(&c);
    ERR_clear_error();
    end();
}

TEST(the_name_that_is_asked_for_chooses_the_certificate)
{
    begin();
    struct client two = client_shake("two.example", TLS1_3_VERSION, NULL), other = client_shake("else.example", TLS1_3_VERSION, NULL);
    expect(shows_name(&two, "two.example"));
    expect(shows_name(&other, "one.example"));
    client_end(&two);
    client_end(&other);
    end();
}

TEST(a_session_is_resumed_whichever_loop_takes_the_connection)
{
    begin();
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        struct client first = client_shake("one.example", version, NULL);
        expect_has(ask(&first), "secure");
        SSL_SESSION *session = SSL_get1_session(first.ssl);
        for (int i = 0; i < 4; i++) {
            struct client again = client_shake("one.example", version, session);
            expect(SSL_session_reused(again.ssl));
            expect_has(ask(&again), "secure");
            client_end(&again);
        }
        SSL_SESSION_free(session);
        client_end(&first);
    }
    end();
}

TEST(a_reload_serves_new_ones_and_lets_old_connections_live)
{
    struct failure failure;

    begin();
    failure_begin(&failure, &bed.arena);
    struct client old = client_shake("one.example", TLS1_3_VERSION, NULL);
    pair_write("three.example", "two");
    expect_ok(tls_reload(bed.tls, &failure));
    struct client new = client_shake("three.example", TLS1_3_VERSION, NULL);
    expect(shows_name(&new, "three.example"));
    expect_has(ask(&old), "secure");
    client_end(&new);
    client_end(&old);
    end();
}

TEST(a_broken_pair_keeps_the_last_good_one)
{
    struct failure failure;

    begin();
    failure_begin(&failure, &bed.arena);
    FILE *f = fopen(path_of("one", "crt"), "w");
    fputs("no certificate", f);
    fclose(f);
    expect_eq(tls_reload(bed.tls, &failure), ERR_INVALID);
    expect_has(failure.detail, "one.crt");
    pair_write("one.example", "one");
    pair_write("two.example", "other");
    expect_eq(rename(path_of("other", "key"), path_of("one", "key")), 0);
    expect_eq(tls_reload(bed.tls, &failure), ERR_INVALID);
    expect_has(failure.detail, "fits");
    struct client c = client_shake("one.example", TLS1_3_VERSION, NULL);
    expect_has(ask(&c), "secure");
    client_end(&c);
    end();
}

TEST(plain_text_and_garbage_on_the_port_end_the_connection)
{
    begin();
    int fd = dial(&bed);
    say(fd, "GET / HTTP/1.1\r\nHost: one.example\r\n\r\n");
    expect(!has(hear_all(&bed, fd), "200"));
    close(fd);
    struct client c = client_shake("one.example", TLS1_3_VERSION, NULL);
    expect_has(ask(&c), "secure");
    client_end(&c);
    end();
}

TEST(a_proxy_head_goes_before_the_handshake)
{
    str head = S("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n");

    prepare();
    bed.settings.trusted_proxies = S("127.0.0.1");
    bed.settings.proxy_protocol = true;
    testbed_serve(&bed, 2, hello);
    struct client c = client_new("one.example", TLS1_3_VERSION, NULL), bare = client_new("one.example", TLS1_3_VERSION, NULL);
    for (size_t i = 0; i < head.n; i++)
        say_bytes(c.fd, str_to(str_from(head, i), 1));
    expect_eq(SSL_connect(c.ssl), 1);
    expect_has(ask(&c), "Peer: 192.0.2.7\r\n");
    expect(SSL_connect(bare.ssl) != 1);
    ERR_clear_error();
    client_end(&c);
    client_end(&bare);
    ERR_clear_error();
    end();
}

TEST(a_handshake_that_stands_still_is_cut_off)
{
    prepare();
    bed.settings.handshake_timeout = 100;
    testbed_serve(&bed, 2, hello);
    int silent = dial(&bed), slow = dial(&bed);
    say_bytes(slow, (str){ "\x16\x03\x01\x02", 4 });
    expect_str(hear_all(&bed, silent), S(""));
    expect_str(hear_all(&bed, slow), S(""));
    close(silent);
    close(slow);
    end();
}

/* Each makes the server derive keys; none carries data. */
static bool updates_keys(struct client *c, int times)
{
    bool good = true;

    for (int i = 0; i < times && good; i++)
        good = SSL_key_update(c->ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 && SSL_do_handshake(c->ssl) == 1;
    return good;
}

TEST(keys_may_change_now_and_then_but_not_without_end)
{
    str request = S("GET / HTTP/1.1\r\nHost: one.example\r\n\r\n");
    char answer[64];

    begin();
    struct client c = client_shake("one.example", TLS1_3_VERSION, NULL);
    for (int i = 0; i < 5; i++) {
        expect(updates_keys(&c, 10));
        expect_has(ask(&c), "200 OK");
    }
    bool ended = !updates_keys(&c, 100) || SSL_write(c.ssl, request.p, (int)request.n) <= 0 || SSL_read(c.ssl, answer, sizeof answer) <= 0;
    expect(ended);
    SSL_set_quiet_shutdown(c.ssl, 1);
    client_end(&c);
    ERR_clear_error();
    end();
}
