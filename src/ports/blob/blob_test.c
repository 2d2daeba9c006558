#include "ports/blob.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/files.h"
#include "ports/outgoing.h"

/* On the disk, or in the bucket that test/kit/with-swift names: each world below a prefix of its own. */
static bool on_disk(void) { return !getenv("KITH_TEST_BLOB"); }

static const char *place_of_test(void)
{
    static char place[400];
    const char *given = getenv("KITH_TEST_BLOB"), *mark = strchr(given, '?');
    u64 draw;

    expect(mark);
    random_bytes(&draw, sizeof draw);
    snprintf(place, sizeof place, "%.*s/t%016llx%s", (int)(mark - given), given, (unsigned long long)draw, mark);
    return place;
}

static void bench_open(struct test_world **w)
{
    struct test_setting bucket[] = { { "blob", "" }, { "blob_key", getenv("KITH_TEST_BLOB_KEY") },
                                     { "blob_secret", getenv("KITH_TEST_BLOB_SECRET") }, { "outgoing_inside", "127.0.0.1" }, {0} };
    struct failure failure;

    if (!on_disk())
        bucket[0].value = place_of_test();
    *w = test_world_open((struct test_world_options){ .settings = on_disk() ? NULL : bucket, .real_clock = true });
    failure_begin(&failure, &(*w)->arena);
    expect_ok(blob_open(&(*w)->world, &failure, &(*w)->world.blob));
    expect_ok(outgoing_open(&(*w)->world, &failure, &(*w)->world.outgoing));
}

static void bench_close(struct test_world **w)
{
    runtime_stop((*w)->world.runtime);
    blob_close(&(*w)->world.blob);
    outgoing_close(&(*w)->world.outgoing);
    test_world_close(w);
}

static int files_in(struct test_world *w, const char *folder)
{
    const char *path = arena_cstr(&w->arena, arena_format(&w->arena, "%s/%s", w->folder, folder));
    DIR *d = opendir(path);
    int n = 0;

    expect(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static err keep(ctx *c, str key, str one, str two)
{
    struct blob_writer *w;

    TRY(blob_begin(c, c->world->blob, key, &w));
    TRY(blob_write(c, w, one));
    TRY(blob_write(c, w, two));
    return blob_finish(c, w);
}

static err read_at(ctx *c, str key, i64 from, i64 most, str *out)
{
    struct blob_reader *r;
    struct blob_facts facts;

    TRY(blob_hold(c, c->world->blob, key, BLOB_START, &r, &facts));
    return blob_read(c, r, from, most, most, out);
}

static err facts_of(ctx *c, str key, struct blob_facts *out)
{
    struct blob_reader *r;

    return blob_hold(c, c->world->blob, key, BLOB_START, &r, out);
}

static err keep_and_read(ctx *c, void *arg)
{
    struct blob_facts facts;
    str out;

    (void)arg;
    expect_ok(keep(c, S("media/7/small.jpg"), S("hello, "), S("world")));
    expect_ok(facts_of(c, S("media/7/small.jpg"), &facts));
    expect_eq(facts.size, 12);
    expect_ok(read_at(c, S("media/7/small.jpg"), 0, 100, &out));
    expect_str(out, S("hello, world"));
    expect_ok(read_at(c, S("media/7/small.jpg"), 7, 3, &out));
    expect_str(out, S("wor"));
    expect_ok(read_at(c, S("media/7/small.jpg"), 100, 3, &out));
    expect_str(out, S(""));
    expect_ok(keep(c, S("media/7/small.jpg"), S("an"), S("other")));
    expect_ok(read_at(c, S("media/7/small.jpg"), 0, 100, &out));
    expect_str(out, S("another"));
    expect_ok(keep(c, S("media/7"), S("no folder"), S("")));
    expect_ok(blob_drop(c, c->world->blob, S("media/7/small.jpg")));
    expect_ok(blob_drop(c, c->world->blob, S("media/7/small.jpg")));
    expect_eq(read_at(c, S("media/7/small.jpg"), 0, 100, &out), ERR_NOT_FOUND);
    expect_eq(facts_of(c, S("media/7/small.jpg"), &facts), ERR_NOT_FOUND);
    expect_ok(read_at(c, S("media/7"), 0, 100, &out));
    expect_str(out, S("no folder"));
    return OK;
}

TEST(a_blob_is_written_read_in_parts_replaced_and_dropped)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, keep_and_read, NULL));
    bench_close(&w);
}

static err hold_and_drop(ctx *c, void *arg)
{
    struct blob_reader *r;
    struct blob_facts facts;
    str out;

    (void)arg;
    expect_ok(keep(c, S("held"), S("hello, "), S("world")));
    expect_ok(blob_hold(c, c->world->blob, S("held"), BLOB_START, &r, &facts));
    expect_eq(facts.size, 12);
    expect_ok(blob_read(c, r, 0, 7, 7, &out));
    expect_str(out, S("hello, "));
    expect_ok(blob_drop(c, c->world->blob, S("held")));
    expect_ok(blob_read(c, r, 7, 100, 100, &out));
    expect_str(out, S("world"));
    expect_eq(blob_hold(c, c->world->blob, S("held"), BLOB_START, &r, &facts), ERR_NOT_FOUND);
    return OK;
}

TEST(a_blob_that_is_held_is_read_to_its_end_though_it_was_dropped)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, hold_and_drop, NULL));
    bench_close(&w);
}

static err begin_and_leave(ctx *c, void *arg)
{
    struct blob_writer *w;
    struct blob_facts facts;

    (void)arg;
    TRY(blob_begin(c, c->world->blob, S("half"), &w));
    TRY(blob_write(c, w, S("some of it")));
    expect_eq(facts_of(c, S("half"), &facts), ERR_NOT_FOUND);
    return OK;
}

TEST(a_blob_that_was_not_finished_is_never_seen_and_leaves_nothing)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, begin_and_leave, NULL));
    runtime_stop(w->world.runtime);
    expect_eq(files_in(w, "blobs/new"), 0);
    expect_eq(files_in(w, "blobs"), 1);
    bench_close(&w);
}

/* A file with a name, as where one is about to replace another. */
static int half_written(struct test_world *w, const char *name)
{
    int fd = open(arena_cstr(&w->arena, arena_format(&w->arena, "%s/blobs/new/%s", w->folder, name)), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    expect(fd >= 0);
    return fd;
}

TEST(what_a_killed_process_left_half_written_goes_at_the_next_start_and_what_another_writes_stays)
{
    struct test_world *w;
    struct failure failure;

    bench_open(&w);
    close(half_written(w, "left"));
    int fd = half_written(w, "of_another_process");
    expect(flock(fd, LOCK_SH) == 0);
    blob_close(&w->world.blob);
    failure_begin(&failure, &w->arena);
    expect_ok(blob_open(&w->world, &failure, &w->world.blob));
    expect_eq(files_in(w, "blobs/new"), 1);
    close(fd);
    bench_close(&w);
}

/* ---- files ---- */

static str pattern(ctx *c, size_t n)
{
    char *p = arena_alloc(&c->arena, n + 1, 1);

    for (size_t i = 0; i < n; i++)
        p[i] = (char)('a' + i % 23 + i / 1000 % 3);
    return (str){ p, n };
}

static err file_of(ctx *c, str text, int *fd)
{
    TRY(blob_temporary(c, fd));
    return file_write_all(*fd, text) ? OK : ERR_IO;
}

static void expect_file(ctx *c, str key, str text)
{
    struct blob_facts facts;
    int fd;

    expect_ok(blob_file(c, c->world->blob, key, INT64_MAX, &fd, &facts));
    expect_eq(facts.size, text.n);
    char *p = arena_alloc(&c->arena, text.n + 1, 1);
    expect_eq(pread(fd, p, text.n + 1, 0), text.n);
    expect(memcmp(p, text.p, text.n) == 0);
    expect(facts.changed_at.ms > 1700000000000);
}

static i64 names_of(int fd)
{
    struct stat facts;

    expect_eq(fstat(fd, &facts), 0);
    return (i64)facts.st_nlink;
}

static err put_files(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    str text = pattern(c, 100000);
    struct blob_facts facts;
    int fd;

    (void)arg;
    TRY(file_of(c, text, &fd));
    expect_ok(blob_put(c, b, S("media/one.jpg"), fd, (i64)text.n));
    expect_eq(names_of(fd), on_disk());
    expect_file(c, S("media/one.jpg"), text);
    TRY(file_of(c, S("replaced"), &fd));
    expect_ok(blob_put(c, b, S("media/one.jpg"), fd, 8));
    expect_ok(blob_put(c, b, S("media/one.jpg"), fd, 8));
    expect_file(c, S("media/one.jpg"), S("replaced"));
    expect_ok(blob_file(c, b, S("media/one.jpg"), INT64_MAX, &fd, &facts));
    expect_ok(blob_put(c, b, S("media/two.jpg"), fd, 8));
    expect_eq(names_of(fd), on_disk() ? 2 : 0);      /* one file with two names: nothing was copied */
    expect_ok(blob_put(c, b, S("media/half.jpg"), fd, 4));
    expect_ok(blob_drop(c, b, S("media/one.jpg")));
    expect_file(c, S("media/two.jpg"), S("replaced"));
    expect_file(c, S("media/half.jpg"), S("repl"));
    expect_eq(blob_file(c, b, S("media/none.jpg"), INT64_MAX, &fd, &facts), ERR_NOT_FOUND);
    return OK;
}

TEST(a_file_is_put_under_a_key_replaces_what_was_there_and_may_have_another_key)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, put_files, NULL));
    runtime_stop(w->world.runtime);
    expect_eq(files_in(w, "blobs/new"), 0);
    bench_close(&w);
}

static err put_together(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    struct blob_item items[6];
    struct blob_facts facts;

    (void)arg;
    for (size_t i = 0; i < COUNT(items); i++) {
        items[i] = (struct blob_item){ .key = arena_format(&c->arena, "media/%zu", i), .size = (i64)i + 1 };
        TRY(file_of(c, str_to(S("123456"), i + 1), &items[i].fd));
    }
    expect_ok(blob_put_all(c, b, items, 0));
    expect_ok(blob_put_all(c, b, items, COUNT(items)));
    for (size_t i = 0; i < COUNT(items); i++)
        expect_file(c, items[i].key, str_to(S("123456"), i + 1));
    items[1].key = S("Odd");
    items[0].key = S("media/again");
    expect_eq(blob_put_all(c, b, items, 3), ERR_INVALID);
    expect_ok(blob_look(c, b, S("media/again"), &facts));
    return OK;
}

TEST(several_files_are_put_at_once_and_the_first_failure_is_told)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, put_together, NULL));
    bench_close(&w);
}

static err look_and_drop_all(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    struct blob_facts facts;

    (void)arg;
    for (int i = 0; i < 150; i++)
        TRY(keep(c, arena_format(&c->arena, "incoming/7-%d", i), S("part"), S("")));
    TRY(keep(c, S("incoming/7"), S("whole"), S("")));
    TRY(keep(c, S("incoming/70"), S("another"), S("")));
    expect_ok(blob_look(c, b, S("incoming/7-149"), &facts));
    expect_eq(facts.size, 4);
    expect_ok(blob_drop_all(c, b, S("incoming/7-")));
    expect_eq(blob_look(c, b, S("incoming/7-149"), &facts), ERR_NOT_FOUND);
    expect_eq(blob_look(c, b, S("incoming/7-0"), &facts), ERR_NOT_FOUND);
    expect_ok(blob_look(c, b, S("incoming/7"), &facts));
    expect_ok(blob_look(c, b, S("incoming/70"), &facts));
    expect_eq(facts.size, 7);
    return OK;
}

TEST(pieces_of_one_thing_are_dropped_together)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, look_and_drop_all, NULL));
    bench_close(&w);
}

/* Where versions before this one had it: in a folder of its folder. */
static err found_earlier(ctx *c, void *arg)
{
    struct test_world *w = arg;
    struct blob *b = c->world->blob;
    unsigned place = (unsigned)(str_hash(S("exports/7.zip")) >> 48);
    str folder = arena_format(&c->arena, "%s/blobs/%02x/%02x%c", w->folder, place >> 8, place & 0xff, '\0');
    str path = arena_format(&c->arena, "%s/exports+7.zip%c", folder.p, '\0');
    struct blob_facts facts;

    expect(folder_make(folder.p));
    int fd = open(path.p, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    expect(fd >= 0 && file_write_all(fd, S("archive")));
    close(fd);
    expect_file(c, S("exports/7.zip"), S("archive"));
    expect_ok(blob_look(c, b, S("exports/7.zip"), &facts));
    blob_entry_page page;
    expect_ok(blob_list(c, b, S("exports/"), S(""), 10, &page));
    expect_eq(page.n, 1);
    expect_str(page.at[0].key, S("exports/7.zip"));
    expect_ok(blob_drop(c, b, S("exports/7.zip")));
    expect_eq(blob_look(c, b, S("exports/7.zip"), &facts), ERR_NOT_FOUND);
    return OK;
}

TEST(what_earlier_versions_left_on_the_disk_is_found_and_dropped)
{
    struct test_world *w;

    if (!on_disk())
        return;
    bench_open(&w);
    expect_ok(test_world_call(w, found_earlier, w));
    bench_close(&w);
}

static err put_of_others(ctx *c, void *arg)
{
    const char *path = arg;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    expect(fd >= 0 && file_write_all(fd, S("of an operator")));
    expect_ok(blob_put(c, c->world->blob, S("copied"), fd, 14));
    expect(pwrite(fd, "XX", 2, 0) == 2);
    close(fd);
    expect_file(c, S("copied"), S("of an operator"));
    return OK;
}

TEST(a_file_that_has_a_name_elsewhere_is_copied)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, put_of_others, (void *)arena_cstr(&w->arena, arena_format(&w->arena, "%s/file", w->folder))));
    runtime_stop(w->world.runtime);
    expect_eq(files_in(w, "blobs/new"), 0);
    bench_close(&w);
}

static void shared_holds(ctx *c, void *arg)
{
    struct blob_reader *r;
    struct blob_facts facts;
    str out;

    expect_ok(blob_hold_shared(c, c->world->blob, S("media/shared"), BLOB_START, &r, &facts));
    expect_eq(facts.size, 6);
    expect_ok(blob_read(c, r, 1, 3, 3, &out));
    expect_str(out, S("har"));
    *(int *)arg = blob_reader_fd(r);
    ctx_end(c);
}

/* Each of these begins and ends while the other waits. */
static err shared_file(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    int fds[3] = { -1, -1, -1 };
    struct blob_reader *r;
    struct blob_facts facts;
    int fd;

    (void)arg;
    TRY(file_of(c, S("shared"), &fd));
    expect_ok(blob_put(c, b, S("media/shared"), fd, 6));
    for (int i = 0; i < 3; i++) {
        ctx_start(ctx_new(c->loop), shared_holds, &fds[i]);
        TRY(ctx_sleep(c, 50));
    }
    expect(!on_disk() || (fds[1] >= 0 && fds[1] == fds[2]));
    expect_ok(blob_drop(c, b, S("media/shared")));
    TRY(ctx_sleep(c, 3500));
    expect_eq(blob_hold_shared(c, b, S("media/shared"), BLOB_START, &r, &facts), ERR_NOT_FOUND);
    return OK;
}

TEST(what_is_asked_for_often_stays_open_for_a_moment_and_no_longer)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, shared_file, NULL));
    bench_close(&w);
}

enum { LARGE = (16 << 20) * 2 + 12345 };

/* In a bucket it goes in three parts, and is read through windows. */
static err large_file(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    str text = pattern(c, LARGE), out;
    struct blob_reader *r;
    struct blob_facts facts;
    int fd;

    (void)arg;
    TRY(file_of(c, text, &fd));
    expect_ok(blob_put(c, b, S("incoming/large"), fd, LARGE));
    expect_file(c, S("incoming/large"), text);
    expect_ok(blob_hold(c, b, S("incoming/large"), BLOB_START, &r, &facts));
    expect_eq(facts.size, LARGE);
    expect((blob_reader_fd(r) >= 0) == on_disk());
    static const i64 places[] = { 0, 65536, BLOB_WINDOW - 100, BLOB_WINDOW + 5, LARGE - 200000, 3, LARGE - 10 };
    for (size_t i = 0; i < COUNT(places); i++) {
        expect_ok(blob_read(c, r, places[i], 65536, 65536, &out));
        expect_str(out, str_to(str_from(text, (size_t)places[i]), 65536));
    }
    expect_ok(blob_read(c, r, LARGE, 1, 1, &out));
    expect_eq(out.n, 0);
    return OK;
}

TEST(a_large_file_comes_back_as_it_was_and_in_parts)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, large_file, NULL));
    bench_close(&w);
}

/* ---- lists ---- */

static void expect_list(ctx *c, const char *prefix, const char *after, i64 most, const char *want)
{
    struct buf told = BUF_ON(&c->arena);
    blob_entry_page page;

    expect_ok(blob_list(c, c->world->blob, str_of(prefix), str_of(after), most, &page));
    for (size_t i = 0; i < page.n; i++)
        buf_format(&told, STR_FMT "=%lld ", STR_ARG(page.at[i].key), (long long)page.at[i].size);
    expect_str(buf_str(&told), str_of(want));
}

static err list_all(ctx *c, void *arg)
{
    static const char *const keys[] = { "media/b", "media/a", "incoming/1-0", "media/c.jpg", "media-not", "incoming/10", "incoming/1" };

    (void)arg;
    expect_list(c, "", "", 10, "");
    for (size_t i = 0; i < COUNT(keys); i++)
        TRY(keep(c, str_of(keys[i]), str_to(S("12345678"), i), S("")));
    expect_list(c, "", "", 10, "incoming/1=6 incoming/1-0=2 incoming/10=5 media-not=4 media/a=1 media/b=0 media/c.jpg=3 ");
    expect_list(c, "media/", "", 10, "media/a=1 media/b=0 media/c.jpg=3 ");
    expect_list(c, "incoming/1-", "", 10, "incoming/1-0=2 ");
    expect_list(c, "media-", "", 10, "media-not=4 ");
    expect_list(c, "media-not/", "", 10, "");
    expect_list(c, "media/", "media/a", 1, "media/b=0 ");
    expect_list(c, "media/", "media/c.jpg", 1, "");
    expect_list(c, "", "incoming/1-0", 2, "incoming/10=5 media-not=4 ");
    return OK;
}

TEST(blobs_are_listed_in_the_order_of_their_keys_and_page_by_page)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, list_all, NULL));
    bench_close(&w);
}

/* ---- permits ---- */

struct client { const char *method; const struct blob_permitted *permitted; str body, type; };

static int client_asks(ctx *c, const struct client *k, struct outgoing_answer *out)
{
    struct outgoing_header headers[3] = { { S("Content-Type"), k->type } };
    size_t n = k->type.n > 0;

    for (size_t i = 0; i < k->permitted->header_count; i++)
        if (!str_eq(k->permitted->headers[i].name, S("Content-Type")))
            headers[n++] = (struct outgoing_header){ k->permitted->headers[i].name, k->permitted->headers[i].value };
    struct outgoing asked = { .method = str_of(k->method), .url = k->permitted->url, .headers = headers, .header_count = n, .body = k->body };
    expect_ok(outgoing_call(c, &asked, out));
    return out->status;
}

static err permits(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    struct blob_permit put = { .key = S("incoming/7"), .put = true, .lives_s = 60, .type = S("image/png"), .size = 5 };
    struct blob_permit get = { .key = S("incoming/7"), .lives_s = 60, .type = S("image/jpeg"), .disposition = S("inline; filename=\"a b\""),
                               .caching = S("private, max-age=60") };
    struct blob_permitted may;
    struct outgoing_answer a;
    u8 digest[SHA256_SIZE];

    (void)arg;
    sha256(S("bytes"), digest);
    put.sha256 = digest;
    expect_ok(blob_permit(c, b, &put, &may));
    expect_eq(client_asks(c, &(struct client){ "PUT", &may, S("bytes"), S("text/html") }, &a), 403);
    expect_eq(client_asks(c, &(struct client){ "PUT", &may, S("other bytes"), S("image/png") }, &a), 403);
    expect_eq(client_asks(c, &(struct client){ "GET", &may, S(""), S("") }, &a), 403);
    expect_eq(client_asks(c, &(struct client){ "PUT", &may, S("bytes"), S("image/png") }, &a), 200);
    expect_file(c, S("incoming/7"), S("bytes"));
    expect_ok(blob_permit(c, b, &get, &may));
    expect_eq(client_asks(c, &(struct client){ "GET", &may, S(""), S("") }, &a), 200);
    expect_str(a.body, S("bytes"));
    expect_str(outgoing_answer_header(&a, S("content-type")), S("image/jpeg"));
    expect_str(outgoing_answer_header(&a, S("content-disposition")), S("inline; filename=\"a b\""));
    expect_str(outgoing_answer_header(&a, S("cache-control")), S("private, max-age=60"));
    may.url.n--;
    expect_eq(client_asks(c, &(struct client){ "GET", &may, S(""), S("") }, &a), 403);
    return OK;
}

TEST(a_client_may_do_what_a_permit_says_and_nothing_else)
{
    struct test_world *w;

    if (on_disk())
        return;                      /* it has none */
    bench_open(&w);
    expect_ok(test_world_call(w, permits, NULL));
    bench_close(&w);
}

static err about_the_store(ctx *c, void *arg)
{
    struct blob *b = c->world->blob;
    struct blob_permitted permitted;
    i64 free;

    (void)arg;
    expect_ok(blob_answers(c, b));
    expect_ok(blob_room(c, b, &free));
    expect(on_disk() ? free > 1000000 : free == -1);
    expect_str(str_of(blob_kind(b)), on_disk() ? S("disk") : S("s3"));
    expect_eq(blob_permits(b), !on_disk());
    if (on_disk())
        expect_eq(blob_permit(c, b, &(struct blob_permit){ .key = S("a"), .lives_s = 60 }, &permitted), ERR_NOT_BUILT);
    return OK;
}

TEST(a_store_says_what_it_is_and_how_much_room_it_has)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, about_the_store, NULL));
    bench_close(&w);
}

static err odd_keys(ctx *c, void *arg)
{
    static const str odd[] = { S(""), S("/etc/passwd"), S("../secret.key"), S("a/../b"), S("a//b"), S("a/"), S(".hidden"), S("A"), S("a b"),
                               S("a+b"), S("a\0b") };
    struct blob_facts facts;

    (void)arg;
    for (size_t i = 0; i < COUNT(odd); i++)
        expect_eq(facts_of(c, odd[i], &facts), ERR_INVALID);
    return OK;
}

TEST(odd_keys_are_refused)
{
    struct test_world *w;

    bench_open(&w);
    expect_ok(test_world_call(w, odd_keys, NULL));
    bench_close(&w);
}
