#include "ports/secrets.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/str.h"
#include "runtime/settings.h"
#include "runtime/world.h"
#include "kit/test.h"

/* A world of settings alone, with a data folder of its own. */
struct bench {
    struct arena arena;
    struct settings settings;
    struct world world;
    struct failure failure;
    const char *folder, *key_path;
};

static void bench_open(struct bench *b)
{
    *b = (struct bench){0};
    arena_init(&b->arena, NULL, 0);
    settings_defaults(&b->settings, &b->arena);
    str folder = { arena_cstr(&b->arena, S("/tmp/kith-secrets-XXXXXX")), sizeof "/tmp/kith-secrets-XXXXXX" - 1 };
    expect(mkdtemp((char *)folder.p));
    b->folder = folder.p;
    b->key_path = arena_format(&b->arena, STR_FMT "/secret.key%c", STR_ARG(folder), '\0').p;
    b->settings.data = folder;
    b->world.settings = &b->settings;
    failure_begin(&b->failure, &b->arena);
}

static void bench_close(struct bench *b)
{
    unlink(b->key_path);
    expect_eq(rmdir(b->folder), 0);
    arena_close(&b->arena);
}

static void file_put(const char *path, str text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    expect_eq(write(fd, text.p, text.n), text.n);
    expect_eq(fchmod(fd, mode), 0);
    close(fd);
}

static str sealed_by(struct bench *b, struct secrets *s) { return secrets_seal(s, &b->arena, S("test"), S("a token")); }

TEST(what_is_sealed_opens_for_its_purpose_alone)
{
    struct bench b;
    struct secrets *s;
    str out;

    bench_open(&b);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    str sealed = sealed_by(&b, s);
    expect_ok(secrets_unseal(s, &b.arena, S("test"), sealed, &out));
    expect_str(out, S("a token"));
    expect_eq(secrets_unseal(s, &b.arena, S("other"), sealed, &out), ERR_FORBIDDEN);
    sealed = secrets_seal(s, &b.arena, S("test"), S(""));
    expect_ok(secrets_unseal(s, &b.arena, S("test"), sealed, &out));
    expect_str(out, S(""));
    secrets_close(&s);
    bench_close(&b);
}

TEST(a_sealed_text_that_was_changed_anywhere_does_not_open)
{
    struct bench b;
    struct secrets *s;
    str out;

    bench_open(&b);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    str sealed = sealed_by(&b, s);
    for (size_t i = 0; i < sealed.n; i++) {
        str changed = arena_copy(&b.arena, sealed);
        ((char *)changed.p)[i] ^= 1;
        expect_eq(secrets_unseal(s, &b.arena, S("test"), changed, &out), ERR_FORBIDDEN);
        expect_eq(secrets_unseal(s, &b.arena, S("test"), str_to(sealed, i), &out), ERR_FORBIDDEN);
    }
    secrets_close(&s);
    bench_close(&b);
}

TEST(one_text_is_never_sealed_alike_twice)
{
    struct bench b;
    struct secrets *s;

    bench_open(&b);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    expect(!str_eq(sealed_by(&b, s), sealed_by(&b, s)));
    secrets_close(&s);
    bench_close(&b);
}

TEST(the_key_is_kept_for_its_owner_alone_and_outlives_a_restart)
{
    struct bench b;
    struct secrets *s;
    struct stat facts;
    str out;

    bench_open(&b);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    str sealed = sealed_by(&b, s);
    secrets_close(&s);
    expect_eq(stat(b.key_path, &facts), 0);
    expect_eq(facts.st_mode & 0777, 0600);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    expect_ok(secrets_unseal(s, &b.arena, S("test"), sealed, &out));
    secrets_close(&s);
    bench_close(&b);
}

TEST(another_key_does_not_open_it)
{
    struct bench b;
    struct secrets *s;
    str out;

    bench_open(&b);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    str sealed = sealed_by(&b, s);
    secrets_close(&s);
    b.settings.secret_key = S("000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F");
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    expect_eq(secrets_unseal(s, &b.arena, S("test"), sealed, &out), ERR_FORBIDDEN);
    secrets_close(&s);
    bench_close(&b);
}

TEST(a_key_file_that_others_may_read_is_refused)
{
    struct bench b;
    struct secrets *s = NULL;

    bench_open(&b);
    file_put(b.key_path, S("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"), 0644);
    expect_eq(secrets_open(&b.world, &b.failure, &s), ERR_INVALID);
    expect(str_find(b.failure.detail, S("can be read by others")) > 0);
    bench_close(&b);
}

TEST(a_key_file_of_another_form_is_refused_and_not_replaced)
{
    static const str odd[] = { S(""), S("00"), S("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00"),
                               S("x00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n") };
    struct bench b;
    struct secrets *s = NULL;

    bench_open(&b);
    for (size_t i = 0; i < COUNT(odd); i++) {
        file_put(b.key_path, odd[i], 0600);
        expect_eq(secrets_open(&b.world, &b.failure, &s), ERR_INVALID);
        expect(str_find(b.failure.detail, S("is not a key")) > 0);
    }
    bench_close(&b);
}

TEST(a_given_key_of_another_form_is_refused)
{
    struct bench b;
    struct secrets *s = NULL;

    bench_open(&b);
    b.settings.secret_key = S("123");
    expect_eq(secrets_open(&b.world, &b.failure, &s), ERR_INVALID);
    bench_close(&b);
}

TEST(a_code_depends_on_text_purpose_and_key)
{
    struct bench b;
    struct secrets *s;
    u8 one[32], other[32];

    bench_open(&b);
    expect_ok(secrets_open(&b.world, &b.failure, &s));
    secrets_mac(s, S("cursor"), S("text"), one);
    secrets_mac(s, S("cursor"), S("text"), other);
    expect_eq(memcmp(one, other, 32), 0);
    secrets_mac(s, S("cursor"), S("texu"), other);
    expect(memcmp(one, other, 32) != 0);
    secrets_mac(s, S("cursos"), S("text"), other);
    expect(memcmp(one, other, 32) != 0);
    secrets_close(&s);
    bench_close(&b);
}
