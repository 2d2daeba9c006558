#include "ports/blob/s3/place.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

static struct arena arena;
static struct failure failure;

static err place(const char *setting, struct s3_place *out)
{
    failure_begin(&failure, &arena);
    return s3_place_read(&failure, str_of(setting), out);
}

TEST(a_bucket_stands_in_the_path_or_before_the_host)
{
    struct s3_place p;

    arena_init(&arena, NULL, 0);
    expect_ok(place("s3://s3.example/photos", &p));
    expect_str(p.origin, S("https://s3.example"));
    expect_str(p.host, S("s3.example"));
    expect_str(p.region, S("us-east-1"));
    expect_str(s3_path(&arena, &p, S("media/a.jpg")), S("/photos/media/a.jpg"));
    expect_str(s3_path(&arena, &p, S("")), S("/photos"));
    expect_ok(place("s3://S3.example:443/photos/Kith/one//?region=eu-west-3&style=host", &p));
    expect_str(p.origin, S("https://photos.s3.example"));
    expect_str(p.prefix, S("Kith/one/"));
    expect_str(p.region, S("eu-west-3"));
    expect_str(s3_path(&arena, &p, S("media/a.jpg")), S("/Kith/one/media/a.jpg"));
    expect_str(s3_path(&arena, &p, S("")), S("/"));
    expect_ok(place("s3://127.0.0.1:9000/photos?tls=off&style=path", &p));
    expect_str(p.origin, S("http://127.0.0.1:9000"));
    expect_str(p.host, S("127.0.0.1:9000"));
    expect_ok(place("s3://[::1]:80/photos?tls=off", &p));
    expect_str(p.host, S("[::1]"));
    arena_close(&arena);
}

TEST(odd_places_are_refused_without_their_value)
{
    static const char *const odd[] = {
        "s3://", "s3:///photos", "s3://host", "s3://host/", "s3://host:0/b", "s3://host:65536/b", "s3://host:x/b", "s3://host:/b", "s3://ho st/b",
        "s3://host/b?region=", "s3://host/b?style=odd", "s3://host/b?tls=maybe", "s3://host/b?x=y", "s3://host/b?tls", "s3://host/b/p%20",
        "s3://host/b c", "s3://[::1/b", "s3://id:secret@host/b", "s3://host/b?region=a b",
    };
    struct s3_place p;

    arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < COUNT(odd); i++) {
        expect_eq(place(odd[i], &p), ERR_INVALID);
        expect(str_starts(failure.detail, S("blob: ")) && str_find(failure.detail, S("secret@")) < 0);
    }
    arena_close(&arena);
}

TEST(clients_may_reach_it_elsewhere)
{
    struct s3_place p;

    arena_init(&arena, NULL, 0);
    expect_ok(place("s3://10.0.0.7:9000/photos/p?tls=off", &p));
    expect_ok(s3_place_public(&failure, S("https://files.example/"), &p));
    expect_str(p.origin, S("https://files.example"));
    expect_str(s3_path(&arena, &p, S("k")), S("/photos/p/k"));
    expect_ok(place("s3://10.0.0.7:9000/photos?tls=off&style=host", &p));
    expect_ok(s3_place_public(&failure, S("http://files.example:8000"), &p));
    expect_str(p.origin, S("http://photos.files.example:8000"));
    static const char *const odd[] = { "files.example", "ftp://files.example", "https://", "https://files.example/path", "https://a@b" };
    for (size_t i = 0; i < COUNT(odd); i++)
        expect_eq(s3_place_public(&failure, str_of(odd[i]), &p), ERR_INVALID);
    arena_close(&arena);
}
