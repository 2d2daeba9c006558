/* Where the server is: names, several hosts, a socket in the file system, URLs that make no sense. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"

static err ping(ctx *c, void *arg)
{
    (void)arg;
    return store_ping(c);
}

static str url_of_tests(struct arena *a, const char *format)
{
    str url = str_of(getenv("KITH_TEST_STORE")), rest = str_from(url, (size_t)str_find(url, S("127.0.0.1:")) + 10), port = rest;

    str_cut(&rest, '/', &port);
    return arena_format(a, format, (int)port.n, port.p);
}

static err ping_at(const char *format)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    const char *url = arena_cstr(&a, url_of_tests(&a, format));
    struct test_world *w = test_world_open((struct test_world_options){
        .settings = (const struct test_setting[]){ { "store", url }, {0} } });
    err e = test_world_call(w, ping, NULL);
    test_world_close(&w);
    arena_close(&a);
    return e;
}

TEST(the_servers_name_is_looked_up)
{
    expect_ok(ping_at("postgres://kith@localhost:%.*s/kith"));
    expect_ok(ping_at("postgres://kith@127.0.0.1:%.*s/kith"));
    expect_eq(ping_at("postgres://kith@no-such-host.invalid:%.*s/kith"), ERR_UNAVAILABLE);
    expect_eq(ping_at("postgres://kith@127.0.0.1:%.*s/no_such_database"), ERR_UNAVAILABLE);
}

TEST(of_several_servers_the_first_that_answers_is_taken)
{
    expect_ok(ping_at("postgres://kith@no-such-host.invalid,127.0.0.1:1,localhost:%.*s/kith"));
}

TEST(a_malformed_url_is_refused_before_anything_begins)
{
    struct arena a;
    struct failure failure;
    struct settings settings;
    struct world w = { .settings = &settings };
    struct store *s = NULL;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    settings_defaults(&settings, &a);
    expect_ok(settings_set(&settings, &failure, S("store"), S("postgres://kith@host/db?no_such_parameter=1"), FROM_FLAG));
    expect_eq(store_open(&w, &failure, &s), ERR_INVALID);
    expect(str_find(failure.detail, S("invalid URI query parameter")) >= 0);
    expect(str_find(failure.detail, S("no_such_parameter")) < 0);          /* it may be half of a password */
    arena_close(&a);
}

static void restart(const char *folder)
{
    struct arena a;

    arena_init(&a, NULL, 0);
    str command = arena_format(&a, "%s restart -m fast -o \"-c unix_socket_directories='%s'\"", getenv("KITH_TEST_POSTGRES_CTL"), folder);
    expect_eq(system(command.p), 0);
    arena_close(&a);
}

TEST(a_server_is_reached_by_its_socket_in_a_folder)
{
    char folder[] = "/tmp/kith-socket-XXXXXX";
    struct arena a;

    expect(mkdtemp(folder));
    expect_eq(chmod(folder, 0777), 0);
    restart(folder);
    arena_init(&a, NULL, 0);
    expect_ok(ping_at(arena_cstr(&a, arena_format(&a, "postgres:///kith?user=kith&host=%s&port=%%.*s", folder))));
    arena_close(&a);
    restart("");
    rmdir(folder);
}
