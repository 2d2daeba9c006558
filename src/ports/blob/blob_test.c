#include "ports/blob.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"

static void bench_open(struct test_world **w)
{
    struct failure failure;

    *w = test_world_open((struct test_world_options){0});
    failure_begin(&failure, &(*w)->arena);
    expect_ok(blob_open(&(*w)->world, &failure, &(*w)->world.blob));
}

static void bench_close(struct test_world **w)
{
    runtime_stop((*w)->world.runtime);
    blob_close(&(*w)->world.blob);
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

    TRY(blob_begin(c, key, &w));
    TRY(blob_write(c, w, one));
    TRY(blob_write(c, w, two));
    return blob_finish(c, w);
}

static err read_at(ctx *c, str key, i64 from, i64 most, str *out)
{
    struct blob_reader *r;
    struct blob_facts facts;

    TRY(blob_hold(c, key, &r, &facts));
    return blob_read(c, r, from, most, out);
}

static err facts_of(ctx *c, str key, struct blob_facts *out)
{
    struct blob_reader *r;

    return blob_hold(c, key, &r, out);
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
    expect_ok(blob_drop(c, S("media/7/small.jpg")));
    expect_ok(blob_drop(c, S("media/7/small.jpg")));
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
    expect_ok(blob_hold(c, S("held"), &r, &facts));
    expect_eq(facts.size, 12);
    expect_ok(blob_read(c, r, 0, 7, &out));
    expect_str(out, S("hello, "));
    expect_ok(blob_drop(c, S("held")));
    expect_ok(blob_read(c, r, 7, 100, &out));
    expect_str(out, S("world"));
    expect_eq(blob_hold(c, S("held"), &r, &facts), ERR_NOT_FOUND);
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
    TRY(blob_begin(c, S("half"), &w));
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

/* An unfinished file that was last written to this long ago. */
static void half_written(struct test_world *w, const char *name, int seconds_ago)
{
    int fd = open(arena_cstr(&w->arena, arena_format(&w->arena, "%s/blobs/new/%s", w->folder, name)), O_WRONLY | O_CREAT, 0600);
    struct timespec at = { time(NULL) - seconds_ago, 0 };

    expect(fd >= 0 && futimens(fd, (struct timespec[]){ at, at }) == 0);
    close(fd);
}

TEST(what_a_killed_process_left_half_written_goes_at_a_later_start)
{
    struct test_world *w;
    struct failure failure;

    bench_open(&w);
    half_written(w, "left", 4000);
    half_written(w, "of_another_process", 30);
    blob_close(&w->world.blob);
    failure_begin(&failure, &w->arena);
    expect_ok(blob_open(&w->world, &failure, &w->world.blob));
    expect_eq(files_in(w, "blobs/new"), 1);
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
