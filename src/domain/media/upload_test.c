/* Uploads by tus and by a signed PUT, as their verbs see them: who holds one, what counts, what a killed process left. */
#include <stdio.h>
#include "base/id.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "domain/media/media.sql.h"
#include "domain/media/testbed.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "kit/peer.h"
#include "ports/blob.h"
#include "ports/outgoing.h"

static const struct tus_checksum no_sum = { .kind = TUS_NO_SUM };

static void expect_refused(ctx *c, err e, err kind, const char *code)
{
    expect_eq(e, kind);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
    failure_begin(&c->failure, &c->arena);
}

static id an_upload(ctx *c, id me, i64 size)
{
    struct tus_wish w = { .wish = { .asked = MEDIA_FILE, .filename = S("a"), .size = size, .sha256 = S(""), .description.is = NULLED },
                          .metadata.is = NULLED };
    struct tus_state s;
    id out;

    expect_ok(tus_create(c, me, &w, &out, &s));
    expect_eq(s.offset, 0);
    return out;
}

static err patched(ctx *c, id me, id which, i64 offset, str piece, const struct tus_checksum *sum, i64 *now)
{
    struct tus_patch *p;
    struct tus_state s = { .offset = -1 };

    TRY(tus_patch_begin(c, me, which, offset, (i64)piece.n, sum, &p));
    err e = tus_patch_end(c, p, tus_patch_take(c, p, piece), &s);
    *now = s.offset;
    return e;
}

static i64 offset_of(ctx *c, id me, id which)
{
    struct tus_state s;

    expect_ok(tus_look(c, me, which, &s));
    return s.offset;
}

static size_t files_of(ctx *c, id which)
{
    blob_entry_page page;

    expect_ok(blob_list(c, c->world->blob, media_incoming(&c->arena, which), S(""), 100, &page));
    return page.n;
}

static void expect_content(ctx *c, id me, id which, str content)
{
    struct media_mine m;
    u8 sum[SHA256_SIZE];

    sha256(content, sum);
    expect_ok(media_await(c, me, which, 5000, &m));
    expect_str(m.state, S("ready"));
    expect_str(m.sha256.v, hex_text(&c->arena, bytes_str(sum, sizeof sum)));
    expect_eq(m.size.v, (i64)content.n);
}

/* ---- parts ---- */

static err in_parts(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), up = an_upload(c, ann, 10);
    struct tus_state s;
    i64 now;

    (void)arg;
    expect_ok(patched(c, ann, up, 0, S("hel"), &no_sum, &now));
    expect_eq(now, 3);
    expect_refused(c, patched(c, bob, up, 3, S("lo"), &no_sum, &now), ERR_NOT_FOUND, "media_not_found");
    expect_refused(c, tus_look(c, bob, up, &s), ERR_NOT_FOUND, "media_not_found");
    expect_refused(c, patched(c, ann, up, 0, S("hel"), &no_sum, &now), ERR_CONFLICT, "upload_offset");
    expect_refused(c, patched(c, ann, up, 3, S("12345678"), &no_sum, &now), ERR_TOO_LARGE, "media_too_large");
    expect_eq(offset_of(c, ann, up), 3);
    expect_ok(patched(c, ann, up, 3, S("lo"), &no_sum, &now));
    expect_ok(patched(c, ann, up, 5, S(""), &no_sum, &now));
    expect_eq(now, 5);
    expect_ok(patched(c, ann, up, 5, S("world"), &no_sum, &now));
    expect_eq(now, 10);
    expect_content(c, ann, up, S("helloworld"));
    expect_eq(offset_of(c, ann, up), 10);
    expect_refused(c, patched(c, ann, up, 3, S("x"), &no_sum, &now), ERR_CONFLICT, "upload_offset");
    medias_agree(c);
    return OK;
}

TEST(an_upload_arrives_in_parts)
{
    in_gallery(in_parts);
}

static err checked(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 5);
    struct tus_checksum wrong = { .kind = TUS_SHA256 }, right;
    i64 now;

    (void)arg;
    expect_ok(patched(c, ann, up, 0, S("he"), &no_sum, &now));
    expect_refused(c, patched(c, ann, up, 2, S("llo"), &wrong, &now), ERR_CHECKSUM, "checksum_mismatch");
    expect_eq(offset_of(c, ann, up), 2);
    expect_ok(tus_checksum_read(c, S("sha1 FetSFarWc0hhpaW7mXI5j96puNA="), &right));
    expect_ok(patched(c, ann, up, 2, S("llo"), &right, &now));
    expect_content(c, ann, up, S("hello"));
    return OK;
}

TEST(bytes_that_are_not_those_of_the_checksum_do_not_count)
{
    in_gallery(checked);
}

static void keep(ctx *c, str key, str content)
{
    struct blob_writer *w;

    expect_ok(blob_begin(c, c->world->blob, key, &w));
    expect_ok(blob_write(c, w, content));
    expect_ok(blob_finish(c, w));
}

/* What lies in the store ends before its time, as where the bucket cuts it short. */
static err cut_short(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 10);
    blob_entry_page parts;
    struct tus_patch *p;
    struct tus_state s;
    i64 now;

    (void)arg;
    expect_ok(patched(c, ann, up, 0, S("hello"), &no_sum, &now));
    expect_ok(blob_list(c, c->world->blob, upload_key(&c->arena, up, S("")), S(""), 10, &parts));
    expect_eq(parts.n, 1);
    keep(c, parts.at[0].key, S("hel"));
    expect_ok(tus_patch_begin(c, ann, up, 5, 5, &no_sum, &p));
    err e = tus_patch_take(c, p, S("wor"));
    expect_eq(e, ERR_NOT_FOUND);
    expect_eq(tus_patch_end(c, p, e, &s), ERR_NOT_FOUND);
    failure_begin(&c->failure, &c->arena);
    expect_eq(offset_of(c, ann, up), 5);
    keep(c, parts.at[0].key, S("hello"));
    expect_ok(patched(c, ann, up, 5, S("world"), &no_sum, &now));
    expect_content(c, ann, up, S("helloworld"));
    return OK;
}

TEST(an_offset_that_was_answered_does_not_go_back_where_a_part_cannot_be_read)
{
    in_gallery(cut_short);
}

/* ---- not too many at once ---- */

static err as_many_as_may(ctx *c, void *arg)
{
    enum { MOST = 16 };
    const id *people = arg;

    for (int i = 0; i < MOST; i++)
        expect_ok(upload_bytes_begin(c, people[0], (id){ 0 }));
    expect_eq(upload_bytes_begin(c, people[0], (id){ 0 }), ERR_UNAVAILABLE);
    expect_eq(c->failure.retry_after, 1);
    failure_begin(&c->failure, &c->arena);
    return upload_bytes_begin(c, people[1], (id){ 0 });
}

static err as_many_of_one(ctx *c, void *arg)
{
    enum { MOST = 4 };
    const id *people = arg, upload = { 3 << 20 };

    for (int i = 0; i < MOST; i++)
        expect_ok(upload_bytes_begin(c, people[0], upload));
    expect_eq(upload_bytes_begin(c, people[0], upload), ERR_UNAVAILABLE);
    failure_begin(&c->failure, &c->arena);
    return upload_bytes_begin(c, people[0], (id){ 4 << 20 });
}

TEST(so_many_requests_of_one_account_bring_bytes_at_once_and_no_more)
{
    struct house h = gallery_open(true);
    id people[] = { { 1 << 20 }, { 2 << 20 } };

    expect_ok(test_world_call(h.world, as_many_as_may, people));
    expect_ok(test_world_call(h.world, as_many_as_may, people));         /* they are over with the ctx */
    expect_ok(test_world_call(h.world, as_many_of_one, people));
    house_close(&h);
}

/* ---- who holds it ---- */

struct robbery { id media, holder; i64 held_ms; };

static err rob(tx *t, void *arg)
{
    const struct robbery *r = arg;

    return q_upload_hold(t, r->media, r->holder, (when){ tx_now(t).ms + r->held_ms });
}

static err robbed(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 10);
    struct tus_patch *p;
    struct tus_state s;
    i64 now;

    (void)arg;
    expect_ok(tus_patch_begin(c, ann, up, 0, 5, &no_sum, &p));
    expect_ok(tus_patch_take(c, p, S("wrong")));
    TRY(transact(c, rob, &(struct robbery){ up, ctx_new_id(c), -1 }));
    expect_refused(c, tus_patch_end(c, p, OK, &s), ERR_LOCKED, "upload_locked");
    expect_eq(offset_of(c, ann, up), 0);
    expect_eq(files_of(c, up), 0);
    expect_ok(patched(c, ann, up, 0, S("right"), &no_sum, &now));
    expect_ok(patched(c, ann, up, 5, S("right"), &no_sum, &now));
    expect_content(c, ann, up, S("rightright"));
    return OK;
}

TEST(what_comes_to_a_request_that_lost_its_hold_does_not_count)
{
    in_gallery(robbed);
}

static err stuck(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 10);
    struct tus_patch *p;
    i64 now;

    (void)arg;
    TRY(transact(c, rob, &(struct robbery){ up, ctx_new_id(c), 60000 }));
    expect_refused(c, tus_patch_begin(c, ann, up, 0, 5, &no_sum, &p), ERR_LOCKED, "upload_locked");
    expect_eq(offset_of(c, ann, up), 0);         /* takes it away */
    expect_ok(patched(c, ann, up, 0, S("hello"), &no_sum, &now));
    TRY(transact(c, rob, &(struct robbery){ up, ctx_new_id(c), 300 }));
    expect_ok(patched(c, ann, up, 5, S("world"), &no_sum, &now));
    expect_content(c, ann, up, S("helloworld"));
    return OK;
}

TEST(a_hold_that_nobody_ends_is_waited_for_and_then_taken_away)
{
    in_gallery(stuck);
}

/* ---- what came before a connection broke ---- */

static err broken_off(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 10);
    struct tus_checksum sum = { .kind = TUS_SHA256 };
    struct tus_patch *p;
    struct tus_state s;

    (void)arg;
    expect_ok(tus_patch_begin(c, ann, up, 0, 10, &no_sum, &p));
    expect_ok(tus_patch_take(c, p, S("hel")));
    c->cancelled = true;
    expect_eq(tus_patch_end(c, p, ERR_CANCELLED, &s), ERR_CANCELLED);
    expect_eq(offset_of(c, ann, up), 3);
    expect_ok(tus_patch_begin(c, ann, up, 3, 7, &sum, &p));
    expect_ok(tus_patch_take(c, p, S("lo")));
    expect_eq(tus_patch_end(c, p, ERR_CANCELLED, &s), ERR_CANCELLED);
    expect_eq(offset_of(c, ann, up), 3);
    return OK;
}

TEST(what_came_before_a_connection_broke_counts_unless_it_was_to_be_checked)
{
    in_gallery(broken_off);
}

/* ---- what a killed process left ---- */

struct leaving { id media; str name; };

static err leave_parts(tx *t, void *arg)
{
    const struct leaving *l = arg;
    i64 changed;

    TRY(q_upload_hold(t, l->media, (id){ 1 }, (when){ 0 }));
    TRY(q_upload_part_add(t, l->media, 5, 5, l->name));
    return q_upload_advance(t, l->media, (id){ 1 }, 10, (when){ tx_now(t).ms + 60000 }, &changed);
}

static err left(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 10);
    i64 now;

    (void)arg;
    expect_ok(patched(c, ann, up, 0, S("hello"), &no_sum, &now));
    keep(c, upload_key(&c->arena, up, S("left")), S("world"));
    TRY(transact(c, leave_parts, &(struct leaving){ up, S("left") }));
    expect_eq(offset_of(c, ann, up), 10);
    TRY(upload_join_run(c, id_text(&c->arena, up)));
    expect_content(c, ann, up, S("helloworld"));
    TRY(upload_join_run(c, id_text(&c->arena, up)));
    TRY(upload_join_run(c, S("1")));
    medias_agree(c);
    return OK;
}

TEST(parts_that_a_killed_process_left_whole_are_joined_by_the_job)
{
    in_gallery(left);
}

static err no_more(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 10);
    struct media_usage usage;
    i64 now;

    (void)arg;
    expect_ok(patched(c, ann, up, 0, S("hello"), &no_sum, &now));
    expect_ok(media_usage_of(c, ann, &usage));
    expect_eq(usage.reserved, 10);
    expect_eq(files_of(c, up), 1);
    expect_ok(tus_end(c, ann, up));
    expect_ok(media_usage_of(c, ann, &usage));
    expect_eq(usage.reserved, 0);
    expect_refused(c, patched(c, ann, up, 5, S("world"), &no_sum, &now), ERR_NOT_FOUND, "media_not_found");
    for (int i = 0; i < 100 && files_of(c, up); i++)
        TRY(ctx_sleep(c, 50));
    expect_eq(files_of(c, up), 0);
    medias_agree(c);
    return OK;
}

TEST(an_upload_that_is_given_up_leaves_nothing)
{
    in_gallery(no_more);
}

static void hours_pass(ctx *c, i64 hours)
{
    fake_clock_move((struct fake_clock *)c->world->clock, hours * 3600 * 1000000);
    expect_ok(ctx_sleep(c, 1));      /* a turn of the loop has one time */
    expect_ok(media_bury_due(c));
}

static struct intake *taken(ctx *c, str content)
{
    const struct intake_sums *sums;
    struct intake *in;

    expect_ok(intake_begin(c, (i64)content.n, &in));
    expect_ok(intake_take(c, in, content));
    expect_ok(intake_end(c, in, &sums));
    return in;
}

/* Its row has gone, and what lay there has been removed for the last time. */
static err stored_too_late(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload(c, ann, 5);
    struct media_arrival a;

    (void)arg;
    expect_ok(media_delete(c, ann, up));
    hours_pass(c, 1);
    struct intake *in = taken(c, S("hello"));
    expect_ok(intake_judge(c, in, &(struct intake_wish){ MEDIA_FILE, S(""), 5 }, &a));
    a.media = up;
    expect_refused(c, upload_store(c, &a, in), ERR_NOT_FOUND, "media_not_found");
    hours_pass(c, 1);
    expect_eq(files_of(c, up), 0);
    return OK;
}

TEST(what_took_too_long_to_store_is_removed)
{
    struct house h = gallery_open_still(NULL);

    expect_ok(test_world_call(h.world, stored_too_late, NULL));
    house_close(&h);
}

/* ---- over a bucket: its URLs take bytes without asking anybody ---- */

static struct peer peer;

static void control(ctx *c, str query)
{
    str url = arena_format(&c->arena, "http://127.0.0.1:%s/control?" STR_FMT, peer.hello, STR_ARG(query));

    expect_ok(outgoing_call(c, &(struct outgoing){ .url = url }, &(struct outgoing_answer){ 0 }));
}

static void in_gallery_with_a_bucket(err (*run)(ctx *, void *))
{
    char where[600];
    struct failure failure;

    peer_start(&peer, "s3_peer.py", "");
    snprintf(where, sizeof where, "s3://127.0.0.1:%s/bucket?tls=off", peer.hello);
    struct house h = gallery_open_still((struct test_setting[]){ { "limits", "off" }, { "blob", where }, { "blob_key", "AKIDEXAMPLE" },
        { "blob_secret", "guessme" }, { "outgoing_inside", "127.0.0.1" }, {0} });
    failure_begin(&failure, &h.world->arena);
    expect_ok(outgoing_open(&h.world->world, &failure, &h.world->world.outgoing));
    expect_ok(test_world_call(h.world, run, NULL));
    runtime_stop(h.world->world.runtime);
    outgoing_close(&h.world->world.outgoing);
    house_close(&h);
    peer_stop(&peer);
}

static id an_upload_by_url(ctx *c, id me)
{
    struct upload_draft d = { .size = 5, .mime = S("application/x-any"), .kind = { GIVEN, S("file") } };
    struct upload out;

    expect_ok(upload_begin(c, me, &d, &out));
    expect(str_find(out.url, S("X-Amz-Signature")) > 0);
    return out.id;
}

static err url_left_over(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload_by_url(c, ann);

    (void)arg;
    expect_ok(media_delete(c, ann, up));
    hours_pass(c, 1);
    keep(c, upload_key(&c->arena, up, S("put")), S("hello"));
    hours_pass(c, 24);
    expect_eq(files_of(c, up), 0);
    return OK;
}

TEST(what_comes_by_a_bucket_s_url_after_its_upload_was_given_up_is_removed)
{
    in_gallery_with_a_bucket(url_left_over);
}

static err signed_again(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), up = an_upload_by_url(c, ann), late = an_upload_by_url(c, ann);
    struct upload again;
    bool made;

    (void)arg;
    expect_ok(upload_again(c, ann, up, &again));
    keep(c, upload_key(&c->arena, up, S("put")), S("hello"));
    expect_ok(upload_complete_now(c, ann, up, &made));
    expect_refused(c, upload_again(c, ann, up, &again), ERR_NOT_FOUND, "media_not_found");
    expect_ok(upload_again(c, ann, late, &again));
    hours_pass(c, 24);
    expect_refused(c, upload_again(c, ann, late, &again), ERR_NOT_FOUND, "media_not_found");
    return OK;
}

TEST(a_bucket_s_url_of_an_upload_that_is_over_is_not_signed_again)
{
    in_gallery_with_a_bucket(signed_again);
}

/* ---- a bucket that keeps what it should not, or takes its time ---- */

enum { FILES = 20, PREFIXES = 3 };

static str file_key(ctx *c, int i) { return arena_format(&c->arena, "media/doomed%d.png", i); }
static str prefix_key(ctx *c, int i) { return arena_format(&c->arena, "incoming/%d-", i); }

static err doom_in(tx *t, void *arg)
{
    ctx *c = arg;

    for (int i = 0; i < FILES; i++)
        TRY(media_bury_in(t, file_key(c, i), tx_now(t)));
    for (int i = 0; i < PREFIXES; i++)
        TRY(media_bury_in(t, prefix_key(c, i), tx_now(t)));
    return OK;
}

static void doom(ctx *c)
{
    for (int i = 0; i < FILES; i++)
        keep(c, file_key(c, i), S("a"));
    for (int i = 0; i < PREFIXES; i++)
        keep(c, arena_format(&c->arena, STR_FMT "part", STR_ARG(prefix_key(c, i))), S("a"));
    expect_ok(transact(c, doom_in, c));
}

static size_t doomed(ctx *c)
{
    media_dead_page rows;

    expect_ok(q_media_dead_due(c, (when){ INT64_MAX }, 100, &rows));
    return rows.n;
}

static size_t files_in_all(ctx *c)
{
    blob_entry_page page;

    expect_ok(blob_list(c, c->world->blob, S(""), S(""), 100, &page));
    return page.n;
}

/* As many times as a machine needs that has much else to do. */
static void bury(ctx *c)
{
    size_t before;

    do {
        before = doomed(c);
        expect_ok(media_bury_due(c));
    } while (doomed(c) < before);
}

static err one_locked(ctx *c, void *arg)
{
    (void)arg;
    doom(c);
    control(c, arena_format(&c->arena, "locked=" STR_FMT, STR_ARG(file_key(c, 7))));
    bury(c);
    expect_eq(doomed(c), 1);
    expect_eq(files_in_all(c), 1);
    control(c, S("locked="));
    bury(c);
    expect_eq(doomed(c), 1);         /* put off */
    hours_pass(c, 1);
    expect_eq(doomed(c), 0);
    expect_eq(files_in_all(c), 0);
    return OK;
}

TEST(a_file_that_a_bucket_will_not_remove_holds_up_no_other)
{
    in_gallery_with_a_bucket(one_locked);
}

/* All of them would take longer than there is time. */
static err one_at_a_time(ctx *c, void *arg)
{
    str two[] = { S("media/a"), S("media/b") };

    (void)arg;
    control(c, S("how=501&times=1&method=POST"));
    expect_eq(blob_drop_at_once(c, c->world->blob, (strs){ two, COUNT(two) }), ERR_NOT_BUILT);
    doom(c);
    control(c, S("how=slow&times=100&method=DELETE"));
    c->deadline_ms = mono_ms() + 3000;
    expect_ok(media_bury_due(c));
    c->deadline_ms = 0;
    expect(doomed(c) > 0 && doomed(c) < FILES + PREFIXES);
    expect(files_in_all(c) <= doomed(c));
    return OK;
}

TEST(what_a_slow_bucket_removes_one_at_a_time_is_noted_on_the_way)
{
    in_gallery_with_a_bucket(one_at_a_time);
}

/* ---- a signed URL ---- */

static err signatures(ctx *c, void *arg)
{
    static const str path = S("/api/v1/media/uploads/7/bytes");
    struct upload_signed s = { { 7 }, 123, S("image/png; a=\"&b\""), S("q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=") }, out;
    str query = upload_signature_make(c, path, &s, (when){ ctx_now(c).ms + 5000 });

    (void)arg;
    expect_ok(upload_signature_read(c, path, query, &out));
    expect(out.media.v == 7 && out.size == 123 && str_eq(out.type, s.type) && str_eq(out.checksum, s.checksum));
    expect_refused(c, upload_signature_read(c, S("/api/v1/media/uploads/8/bytes"), query, &out), ERR_FORBIDDEN, "signature_invalid");
    for (size_t i = 0; i < query.n; i++) {
        str other = arena_copy(&c->arena, query);
        ((char *)other.p)[i] ^= 1;
        expect_refused(c, upload_signature_read(c, path, other, &out), ERR_FORBIDDEN, "signature_invalid");
        expect_refused(c, upload_signature_read(c, path, str_to(query, i), &out), ERR_FORBIDDEN, "signature_invalid");
    }
    expect_refused(c, upload_signature_read(c, path, arena_format(&c->arena, STR_FMT "&a=b", STR_ARG(query)), &out), ERR_FORBIDDEN,
                   "signature_invalid");
    expect_refused(c, upload_signature_read(c, path, upload_signature_make(c, path, &s, ctx_now(c)), &out), ERR_FORBIDDEN, "url_expired");
    return OK;
}

TEST(a_signed_url_is_good_for_what_it_says_and_for_nothing_else)
{
    in_gallery(signatures);
}

/* ---- words ---- */

static err words(ctx *c, void *arg)
{
    struct tus_wish w;
    struct media_focus f;

    (void)arg;
    expect_eq(tus_metadata_read(c, S("filename YS9iLnBuZw==,kind dm9pY2U=,other ?,alone"), &w), ERR_MALFORMED);
    failure_begin(&c->failure, &c->arena);
    expect_ok(tus_metadata_read(c, S("filename YS9iLnBuZw==, filetype aW1hZ2UvcG5n,focus LTAuNSwx,kind dm9pY2U=,other Pw==,alone"), &w));
    expect_str(w.wish.filename, S("b.png"));
    expect_str(w.type, S("image/png"));
    expect(w.wish.focus.x == -0.5 && w.wish.focus.y == 1 && w.wish.asked == MEDIA_VOICE);
    expect_ok(tus_metadata_read(c, (str){ NULL, 0 }, &w));
    expect_str(w.wish.filename, S("file"));
    expect(w.metadata.is == NULLED && !w.type.p);
    static const char *const bad[] = { "", "1", "1,", ",1", "1,1,1", "0x1,0", "1e0,0", "1.01,0", "-1.5,0", "--1,0",
                                       "nan,0", ".,.", "1 0,0" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        expect_eq(upload_focus_text(c, str_of(bad[i]), &f), ERR_INVALID);
        failure_begin(&c->failure, &c->arena);
    }
    expect_ok(upload_focus_text(c, S("-.25 , 1.0"), &f));
    expect(f.x == -0.25 && f.y == 1);
    return OK;
}

TEST(what_is_said_of_an_upload_is_read)
{
    in_gallery(words);
}
