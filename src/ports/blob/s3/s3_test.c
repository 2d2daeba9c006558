/* A bucket that fails: what is tried again, what is given up, and what is left of it. What works is in ports/blob/blob_test.c. */
#include <stdio.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/str.h"
#include "kit/mono.h"
#include "kit/peer.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/blob.h"
#include "ports/files.h"
#include "ports/outgoing.h"
#include "ports/problems.h"
#include "runtime/metrics.h"

struct bench { struct test_world *w; struct peer peer; };

static struct bench b;

static void bench_open(const char *more)
{
    static char where[600];
    struct failure failure;

    peer_start(&b.peer, "s3_peer.py", "");
    snprintf(where, sizeof where, "s3://127.0.0.1:%s/bucket%s?tls=off", b.peer.hello, more);
    b.w = test_world_open((struct test_world_options){ .settings = (struct test_setting[]){
        { "blob", where }, { "blob_key", "AKIDEXAMPLE" }, { "blob_secret", "guessme" }, { "outgoing_inside", "127.0.0.1" },
        { "outgoing_timeout", "1s" }, {0} } });
    failure_begin(&failure, &b.w->arena);
    expect_ok(blob_open(&b.w->world, &failure, &b.w->world.blob));
    expect_ok(outgoing_open(&b.w->world, &failure, &b.w->world.outgoing));
}

static void bench_close(void)
{
    runtime_stop(b.w->world.runtime);
    blob_close(&b.w->world.blob);
    outgoing_close(&b.w->world.outgoing);
    test_world_close(&b.w);
    peer_stop(&b.peer);
}

static void bench_run(const char *more, err (*run)(ctx *, void *))
{
    bench_open(more);
    expect_ok(test_world_call(b.w, run, NULL));
    bench_close();
}

static i64 control(ctx *c, const char *query)
{
    struct outgoing_answer a;
    i64 n = 0;

    expect_ok(outgoing_call(c, &(struct outgoing){ .url = arena_format(&c->arena, "http://127.0.0.1:%s/control?%s", b.peer.hello, query) }, &a));
    expect(!a.body.n || str_to_i64(a.body, &n));
    return n;
}

static void order(ctx *c, const char *how, int times, const char *method)
{
    control(c, arena_cstr(&c->arena, arena_format(&c->arena, "how=%s&times=%d&method=%s", how, times, method)));
    control(c, arena_cstr(&c->arena, arena_format(&c->arena, "count=%s", method)));
}

static i64 asked(ctx *c, const char *method)
{
    return control(c, arena_cstr(&c->arena, arena_format(&c->arena, "count=%s", method)));
}

static err put_sized(ctx *c, const char *key, size_t n)
{
    char *text = arena_alloc(&c->arena, n + 1, 1);
    int fd;

    memset(text, 'x', n);
    TRY(blob_temporary(c, &fd));
    expect(file_write_all(fd, (str){ text, n }));
    return blob_put(c, c->world->blob, str_of(key), fd, (i64)n);
}

static err fetch_most(ctx *c, const char *key, i64 most, i64 *size)
{
    struct blob_facts facts = {0};
    int fd = -1;

    err e = blob_file(c, c->world->blob, str_of(key), most, &fd, &facts);
    *size = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
    return e;
}

static err fetch(ctx *c, const char *key, i64 *size)
{
    return fetch_most(c, key, 1 << 30, size);
}

static void expect_away(ctx *c, err e)
{
    expect_eq(e, ERR_UNAVAILABLE);
    expect_str(str_of(failure_code(&c->failure)), S("storage_unavailable"));
    expect(c->failure.retry_after > 0 && c->failure.retry_after <= 10);
    failure_begin(&c->failure, &c->arena);
}

/* ---- tried again ---- */

static err passing_faults(ctx *c, void *arg)
{
    static const struct { const char *how, *method; } faults[] = {
        { "503", "PUT" }, { "500", "PUT" }, { "drop", "PUT" }, { "done", "PUT" }, { "429", "PUT" }, { "409", "PUT" },
        { "503", "GET" }, { "drop", "GET" }, { "cut", "GET" }, { "stall", "GET" },
    };
    i64 size;

    (void)arg;
    for (size_t i = 0; i < COUNT(faults); i++) {
        order(c, faults[i].how, 1, faults[i].method);
        expect_ok(put_sized(c, "media/a", 3000 + i));
        expect_ok(fetch(c, "media/a", &size));
        expect_eq(size, 3000 + i);
        expect_eq(asked(c, faults[i].method), 2);
    }
    return OK;
}

TEST(what_may_pass_is_tried_again)
{
    bench_run("", passing_faults);
}

static err trickle(ctx *c, void *arg)
{
    i64 size;

    (void)arg;
    expect_ok(put_sized(c, "media/a", 8000));
    order(c, "trickle", 1, "GET");
    expect_ok(fetch(c, "media/a", &size));
    expect_eq(size, 8000);
    expect_eq(asked(c, "GET"), 1);
    return OK;
}

TEST(an_answer_may_take_longer_than_the_timeout_if_octets_keep_coming)
{
    bench_run("", trickle);
}

/* ---- given up ---- */

static err refusals(ctx *c, void *arg)
{
    i64 size;

    (void)arg;
    for (int i = 0; i < 7; i++) {
        order(c, "403", 1, "PUT");
        expect_away(c, put_sized(c, "media/a", 10));
        expect_eq(asked(c, "PUT"), 1);
    }
    expect_ok(put_sized(c, "media/a", 10));
    expect_eq(fetch(c, "media/none", &size), ERR_NOT_FOUND);
    expect_ok(blob_drop(c, c->world->blob, S("media/none")));
    return OK;
}

TEST(a_refusal_is_not_tried_again_and_is_no_reason_to_stop_asking)
{
    bench_run("", refusals);
}

static err lists_refused(ctx *c, void *arg)
{
    struct blob_facts facts;

    (void)arg;
    for (int i = 0; i < 7; i++) {
        expect_ok(put_sized(c, "media/a", 10));
        mono_move(c->world->runtime, 2001);
        order(c, i % 2 ? "501" : "403", 1, "GET");
        expect_ok(blob_drop(c, c->world->blob, S("media/a")));
        expect_eq(blob_look(c, c->world->blob, S("media/a"), &facts), ERR_NOT_FOUND);
    }
    return OK;
}

static err drops(ctx *c, void *arg)
{
    (void)arg;
    mono_move(c->world->runtime, 2001);
    for (int i = 0; i < 10; i++)
        expect_ok(put_sized(c, arena_cstr(&c->arena, arena_format(&c->arena, "media/%d", i)), 10));
    control(c, "count=GET");
    for (int i = 0; i < 10; i++)
        expect_ok(blob_drop(c, c->world->blob, arena_format(&c->arena, "media/%d", i)));
    expect_eq(asked(c, "DELETE"), 10);
    expect_eq(asked(c, "GET"), 1);
    return OK;
}

TEST(unfinished_uploads_are_looked_for_once_in_a_while)
{
    bench_run("", drops);
}

TEST(files_are_removed_where_unfinished_ones_cannot_be_listed)
{
    bench_run("", lists_refused);
}

static err breaker(ctx *c, void *arg)
{
    i64 size;

    (void)arg;
    expect_ok(put_sized(c, "media/a", 10));
    expect_ok(blob_answers(c, c->world->blob));
    (void)asked(c, "GET");
    order(c, "503", 5, "GET");
    expect_away(c, fetch(c, "media/a", &size));
    expect_eq(asked(c, "GET"), 5);
    expect_away(c, fetch(c, "media/a", &size));
    expect_away(c, put_sized(c, "media/b", 10));
    expect_eq(asked(c, "GET"), 0);
    expect(blob_answers(c, c->world->blob) == ERR_UNAVAILABLE);
    failure_begin(&c->failure, &c->arena);
    mono_move(c->world->runtime, 10001);
    expect_ok(fetch(c, "media/a", &size));
    expect_ok(put_sized(c, "media/b", 10));
    expect_ok(blob_answers(c, c->world->blob));
    return OK;
}

TEST(after_five_failures_in_a_row_nothing_is_asked_for_ten_seconds)
{
    bench_run("", breaker);
}

static err away(ctx *c, void *arg)
{
    i64 size;

    (void)arg;
    expect_ok(put_sized(c, "media/a", 10));
    peer_stop(&b.peer);
    expect(blob_answers(c, c->world->blob) == ERR_UNAVAILABLE);
    failure_begin(&c->failure, &c->arena);
    expect_away(c, fetch(c, "media/a", &size));
    expect_away(c, put_sized(c, "media/a", 10));
    expect_away(c, blob_drop(c, c->world->blob, S("media/a")));
    peer_start(&b.peer, "s3_peer.py", "");
    return OK;
}

TEST(a_bucket_that_is_away_is_said_to_be)
{
    bench_run("", away);
}

/* ---- parts ---- */

enum { LARGE = (16 << 20) + 5 };

static err parts(ctx *c, void *arg)
{
    i64 size;

    (void)arg;
    order(c, "503", 1, "PUT");
    expect_ok(put_sized(c, "incoming/1", LARGE));
    expect_eq(asked(c, "PUT"), 3);
    order(c, "403", 1, "PUT");
    expect_away(c, put_sized(c, "incoming/2", LARGE));
    expect_eq(control(c, "uploads"), 0);
    order(c, "done", 1, "POST");     /* the beginning: its upload is known to nobody, until the key is dropped */
    expect_ok(put_sized(c, "incoming/3", LARGE));
    expect_eq(control(c, "uploads"), 1);
    expect_ok(fetch(c, "incoming/3", &size));
    expect_eq(size, LARGE);
    expect_ok(blob_drop(c, c->world->blob, S("incoming/3")));
    expect_eq(control(c, "uploads"), 0);
    mono_move(c->world->runtime, 2001);
    order(c, "done", 1, "POST");
    expect_ok(put_sized(c, "incoming/4-a", LARGE));
    expect_eq(control(c, "uploads"), 1);
    expect_ok(blob_drop_all(c, c->world->blob, S("incoming/4-")));
    expect_eq(control(c, "uploads"), 0);
    expect_eq(fetch(c, "incoming/3", &size), ERR_NOT_FOUND);
    return OK;
}

TEST(parts_that_never_become_a_file_are_aborted)
{
    bench_run("/prefix", parts);
}

/* ---- no more than what is asked for ---- */

static err stretches(ctx *c, void *arg)
{
    struct blob *blob = c->world->blob;
    struct blob_reader *r;
    struct blob_facts facts;
    str out;

    (void)arg;
    expect_ok(put_sized(c, "media/a", 3 * BLOB_WINDOW));
    order(c, "", 0, "GET");
    control(c, "octets");
    expect_ok(blob_hold(c, blob, S("media/a"), (struct blob_stretch){ 0, 0 }, &r, &facts));
    expect_eq(facts.size, 3 * BLOB_WINDOW);
    expect_eq(asked(c, "GET"), 0);
    expect_ok(blob_read(c, r, 700000, 5, 5, &out));
    expect_eq(control(c, "octets"), 5);
    expect_ok(blob_hold(c, blob, S("media/a"), (struct blob_stretch){ 700000, 1 }, &r, &facts));
    expect_ok(blob_read(c, r, 700000, 1, 1, &out));
    expect_eq(out.n, 1);
    expect_eq(facts.size, 3 * BLOB_WINDOW);
    expect_eq(control(c, "octets"), 1);
    expect_ok(blob_hold(c, blob, S("media/a"), (struct blob_stretch){ 700000, INT64_MAX - 700000 }, &r, &facts));
    expect_ok(blob_read(c, r, 700000, 65536, 86432, &out));
    expect_eq(out.n, 65536);
    expect_eq(control(c, "octets"), 86432);
    expect_ok(blob_hold(c, blob, S("media/a"), (struct blob_stretch){ 1 << 30, 7 }, &r, &facts));
    expect_eq(facts.size, 3 * BLOB_WINDOW);
    expect_eq(blob_hold(c, blob, S("media/none"), (struct blob_stretch){ 0, 0 }, &r, &facts), ERR_NOT_FOUND);
    return OK;
}

TEST(only_what_is_asked_for_is_fetched)
{
    bench_run("", stretches);
}

static err endless(ctx *c, void *arg)
{
    i64 size;

    (void)arg;
    expect_ok(put_sized(c, "media/a", 3000));
    order(c, "endless", 1, "GET");
    expect_away(c, fetch_most(c, "media/a", 3000, &size));
    expect(size <= 3000);
    expect_away(c, fetch_most(c, "media/a", 2999, &size));
    expect(size <= 2999);
    expect_ok(fetch_most(c, "media/a", 3000, &size));
    expect_eq(size, 3000);
    return OK;
}

TEST(a_file_that_is_larger_than_expected_does_not_fill_the_disk)
{
    bench_run("", endless);
}

/* ---- many that go ---- */

static strs keys_put(ctx *c, size_t n)
{
    strs keys = { arena_array(&c->arena, str, n), n };

    for (size_t i = 0; i < n; i++) {
        keys.at[i] = arena_format(&c->arena, "media/%d%c", (int)i, '\0');
        keys.at[i].n--;
        expect_ok(put_sized(c, keys.at[i].p, i));
    }
    mono_move(c->world->runtime, 2001);
    order(c, "", 0, "POST");
    asked(c, "DELETE");
    return keys;
}

static size_t files_there(ctx *c)
{
    blob_entry_page page;

    expect_ok(blob_list(c, c->world->blob, S(""), S(""), 100, &page));
    return page.n;
}

static err many_go(ctx *c, void *arg)
{
    struct blob *blob = c->world->blob;
    strs keys = keys_put(c, 40);

    (void)arg;
    expect_ok(blob_drop_at_once(c, blob, keys));
    expect_eq(asked(c, "POST"), 1);
    expect_eq(asked(c, "DELETE"), 0);
    expect_eq(files_there(c), 0);
    expect_ok(blob_drop_at_once(c, blob, keys));
    keys = keys_put(c, 4);
    control(c, "locked=media/2");
    expect_away(c, blob_drop_at_once(c, blob, keys));
    expect_away(c, blob_drop(c, blob, S("media/2")));
    expect_eq(files_there(c), 1);
    control(c, "locked=");
    expect_ok(blob_drop_at_once(c, blob, keys));
    expect_eq(files_there(c), 0);
    return OK;
}

TEST(many_files_go_by_one_request)
{
    bench_run("/prefix", many_go);
}

static err one_by_one(ctx *c, void *arg)
{
    strs keys = keys_put(c, 4);

    expect_ok(put_sized(c, "incoming/1-a", 1));
    expect_ok(put_sized(c, "incoming/1-b", 1));
    for (int i = 0; i < 2; i++) {
        order(c, arg, 1, "POST");
        expect_eq(blob_drop_at_once(c, c->world->blob, keys), ERR_NOT_BUILT);
        expect_eq(asked(c, "DELETE"), 0);
        expect_eq(asked(c, "POST"), i == 0);
        expect_eq(files_there(c), 6);
    }
    expect_ok(blob_drop_all(c, c->world->blob, S("incoming/1-")));
    expect_eq(asked(c, "DELETE"), 2);
    expect_eq(asked(c, "POST"), 0);
    expect_eq(files_there(c), 4);
    return OK;
}

TEST(a_bucket_that_removes_one_at_a_time_is_asked_for_many_once_and_no_more)
{
    static const char *const refusals[] = { "400", "403", "501" };

    for (size_t i = 0; i < COUNT(refusals); i++) {
        bench_open("");
        expect_ok(test_world_call(b.w, one_by_one, (void *)refusals[i]));
        bench_close();
    }
}

static err unfinished_too(ctx *c, void *arg)
{
    strs keys = { (str[]){ S("incoming/1"), S("incoming/2") }, 2 };

    (void)arg;
    for (int i = 1; i <= 2; i++) {
        order(c, "done", 1, "POST");
        expect_ok(put_sized(c, i == 1 ? "incoming/1" : "incoming/2", LARGE));
    }
    mono_move(c->world->runtime, 2001);
    expect_eq(control(c, "uploads"), 2);
    expect_ok(blob_drop_at_once(c, c->world->blob, keys));
    expect_eq(control(c, "uploads"), 0);
    return OK;
}

TEST(parts_of_many_files_are_aborted_together)
{
    bench_run("/prefix", unfinished_too);
}

/* ---- answers that are none ---- */

static err nonsense(ctx *c, void *arg)
{
    blob_entry_page page;

    (void)arg;
    order(c, "garbage", 1, "GET");
    expect_away(c, blob_list(c, c->world->blob, S(""), S(""), 10, &page));
    order(c, "garbage", 1, "POST");
    expect_away(c, put_sized(c, "incoming/1", LARGE));
    order(c, "garbage", 1, "GET");
    i64 size;
    expect_ok(put_sized(c, "media/a", 10));
    expect_ok(fetch(c, "media/a", &size));           /* the bytes are anybody's: digests are for those who ask */
    return OK;
}

TEST(an_answer_that_is_no_xml_is_a_failure)
{
    bench_run("", nonsense);
}

static err pages(ctx *c, void *arg)
{
    blob_entry_page page;

    (void)arg;
    for (int i = 0; i < 8; i++)
        expect_ok(put_sized(c, arena_cstr(&c->arena, arena_format(&c->arena, "media/%d", i)), (size_t)i));
    expect_ok(blob_list(c, c->world->blob, S("media/"), S(""), 100, &page));
    expect_eq(page.n, 8);
    expect_str(page.at[7].key, S("media/7"));
    expect_eq(page.at[7].size, 7);
    expect_ok(blob_list(c, c->world->blob, S("media/"), S("media/1"), 4, &page));
    expect_eq(page.n, 4);
    expect_str(page.at[3].key, S("media/5"));
    return OK;
}

TEST(a_list_goes_on_where_the_bucket_stopped)
{
    bench_run("/prefix/of/it", pages);
}

static err unasked(ctx *c, void *arg)
{
    struct blob *blob = c->world->blob;
    blob_entry_page page;
    i64 size;

    (void)arg;
    for (int i = 0; i < 8; i++)
        expect_ok(put_sized(c, arena_cstr(&c->arena, arena_format(&c->arena, "%s%d", i % 2 ? "media/" : "incoming/7-", i)), 1));
    order(c, "all", 1, "GET");
    expect_ok(blob_list(c, blob, S("media/"), S(""), 3, &page));
    expect_eq(page.n, 3);
    expect_str(page.at[2].key, S("media/5"));
    order(c, "all", 10, "GET");
    expect_ok(blob_drop_all(c, blob, S("incoming/7-")));
    order(c, "all", 0, "GET");
    expect_eq(fetch(c, "incoming/7-0", &size), ERR_NOT_FOUND);
    expect_ok(fetch(c, "media/1", &size));
    order(c, "flood", 1, "GET");
    expect_away(c, blob_list(c, blob, S("media/"), S(""), 10, &page));
    return OK;
}

TEST(a_list_has_nothing_but_what_was_asked_for_and_no_more_of_it)
{
    bench_run("/prefix", unasked);
}

static err hollow(ctx *c, void *arg)
{
    enum { TIMES = 100 };
    blob_entry_page page;

    (void)arg;
    order(c, "hollow", TIMES, "GET");
    expect_away(c, blob_list(c, c->world->blob, S("media/"), S(""), 10, &page));
    expect(asked(c, "GET") < TIMES);
    return OK;
}

TEST(a_list_that_brings_nothing_again_and_again_is_given_up)
{
    bench_run("", hollow);
}

static err replaced(ctx *c, void *arg)
{
    struct blob *blob = c->world->blob;
    struct blob_reader *r;
    struct blob_facts facts;
    str out;

    (void)arg;
    expect_ok(put_sized(c, "media/a", 3 * BLOB_WINDOW));
    expect_ok(blob_hold(c, blob, S("media/a"), BLOB_START, &r, &facts));
    expect_ok(blob_read(c, r, BLOB_WINDOW, 100, BLOB_WINDOW, &out));
    expect_eq(out.n, 100);
    expect_ok(put_sized(c, "media/a", 2 * BLOB_WINDOW));
    expect_ok(blob_read(c, r, BLOB_WINDOW + 100, 100, 100, &out));
    expect_eq(blob_read(c, r, 2 * BLOB_WINDOW + 100, 100, 100, &out), ERR_NOT_FOUND);
    return OK;
}

TEST(what_is_held_never_goes_on_with_the_bytes_of_another)
{
    bench_run("", replaced);
}

/* ---- permits ---- */

static err permits(ctx *c, void *arg)
{
    static const u8 digest[32] = { 1, 2, 3 };
    struct blob_permit put = { .key = S("incoming/7"), .put = true, .lives_s = 300, .type = S("image/png"), .size = 5, .sha256 = digest };
    struct blob_permit get = { .key = S("media/a.jpg"), .lives_s = 60, .type = S("image/jpeg"), .disposition = S("inline; filename=\"a\"") };
    struct blob_permitted out;

    (void)arg;
    expect_ok(blob_permit(c, c->world->blob, &put, &out));
    expect(str_find(out.url, S("/bucket/incoming/7?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F")) > 0);
    expect(str_find(out.url, S("&X-Amz-Expires=300&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bx-amz-checksum-sha256&"
                               "X-Amz-Signature=")) > 0);
    expect(str_find(out.url, S("guessme")) < 0);
    expect_eq(out.header_count, 2);
    expect_str(out.headers[0].value, S("image/png"));
    expect_str(out.headers[1].value, S("AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    expect_eq(out.expires_at.ms % 1000, 0);
    expect_ok(blob_permit(c, c->world->blob, &get, &out));
    expect(str_find(out.url, S("&X-Amz-SignedHeaders=host&response-content-disposition=inline%3B%20filename%3D%22a%22&"
                               "response-content-type=image%2Fjpeg&X-Amz-Signature=")) > 0);
    return OK;
}

TEST(a_permit_signs_all_that_the_client_must_send)
{
    bench_run("", permits);
}

/* ---- settings ---- */

static void expect_refused(const char *blob, const char *key, const char *public_url, const char *says)
{
    struct test_world *w = test_world_open((struct test_world_options){ .settings = (struct test_setting[]){
        { "blob", blob }, { "blob_key", key }, { "blob_secret", "guessme" }, { "blob_public_url", public_url }, {0} } });
    struct failure failure;

    failure_begin(&failure, &w->arena);
    expect_eq(blob_open(&w->world, &failure, &w->world.blob), ERR_INVALID);
    expect(str_find(failure.detail, str_of(says)) >= 0);
    test_world_close(&w);
}

TEST(what_cannot_be_a_bucket_is_refused_at_the_start)
{
    expect_refused("nowhere", "a", "", "blob: ");
    expect_refused("s3://host", "a", "", "the bucket is missing");
    expect_refused("s3://host/bucket", "", "", "blob_key and blob_secret");
    expect_refused("s3://host/bucket", "a", "https://host/path", "blob_public_url");
}
