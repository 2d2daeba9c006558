/* The whole way of a media: bytes come in, files are made of them, people read them, and in the end nothing is left. */
#include <arpa/inet.h>
#include <zlib.h>
#include "base/buf.h"
#include "base/str.h"
#include "domain/account/account.h"
#include "domain/media/testbed.h"
#include "domain/media/upload.h"
#include "ports/blob.h"
#include "ports/maker/maker.h"

enum { WIDTH = 700, HEIGHT = 500, READY_MS = 20000 };

/* ---- a house with a maker ---- */

struct studio { struct house house; };

static struct studio studio_open(const struct test_setting *more)
{
    static const struct test_setting usual[] = { { "media_helper", KITH_MEDIA }, { "limits", "off" }, {0} };
    struct studio s = { gallery_open_with(more ? more : usual) };
    struct world *w = &s.house.world->world;
    struct failure failure;

    failure_begin(&failure, &s.house.world->arena);
    expect_ok(maker_open(w, &failure, &w->maker));
    return s;
}

static void in_studio(const struct test_setting *more, err (*run)(ctx *, void *))
{
    struct studio s = studio_open(more);
    struct maker *maker = s.house.world->world.maker;
    err e = test_world_call(s.house.world, run, NULL);

    runtime_stop(s.house.world->world.runtime);
    maker_close(&maker);
    house_close(&s.house);
    expect_ok(e);
}

/* ---- a picture ---- */

static void chunk(struct buf *b, const char *type, str body)
{
    u32 n = htonl((u32)body.n);
    u32 sum = (u32)crc32(crc32(0, (const u8 *)type, 4), (const u8 *)body.p, (uInt)body.n);

    buf_add(b, (str){ (const char *)&n, 4 });
    buf_add(b, (str){ type, 4 });
    buf_add(b, body);
    n = htonl(body.n ? sum : (u32)crc32(0, (const u8 *)type, 4));
    buf_add(b, (str){ (const char *)&n, 4 });
}

static str picture_of(struct arena *a, int width, int height)
{
    u8 head[13] = { 0, 0, (u8)(width >> 8), (u8)width, 0, 0, (u8)(height >> 8), (u8)height, 8, 2 };
    size_t row = 1 + 3 * (size_t)width, room = row * (size_t)height;
    u8 *rows = arena_zero(a, room, 1), *packed = arena_zero(a, room, 1);
    struct buf b = BUF_ON(a);
    uLongf n = room;

    for (int y = 0; y < height; y++)
        memset(rows + (size_t)y * row + 1, y / 2, row - 1);
    expect_eq(compress(packed, &n, rows, room), Z_OK);
    buf_add(&b, S("\x89PNG\r\n\x1a\n"));
    chunk(&b, "IHDR", (str){ (const char *)head, sizeof head });
    chunk(&b, "tEXt", S("Comment\0a secret place"));
    chunk(&b, "IDAT", (str){ (const char *)packed, n });
    chunk(&b, "IEND", S(""));
    return buf_str(&b);
}

static str picture(struct arena *a) { return picture_of(a, WIDTH, HEIGHT); }

/* ---- deeds ---- */

static id uploaded(ctx *c, id me, str bytes, enum media_kind asked)
{
    struct upload_wish wish = { .asked = asked, .description = { GIVEN, S("what it shows") }, .filename = S("a.png"), .sha256 = S(""),
                                .size = -1 };
    const struct intake_sums *sums;
    struct intake *in;
    id out;

    expect_ok(intake_begin(c, (i64)bytes.n + 1, &in));
    expect_ok(intake_take(c, in, bytes));
    expect_ok(intake_end(c, in, &sums));
    expect_ok(upload_form(c, me, &wish, in, &out));
    return out;
}

static str name_of(str url)
{
    ptrdiff_t at = str_find(url, S("/media/")), end;

    expect(at >= 0);
    str name = str_from(url, (size_t)at + 7);
    end = str_find_byte(name, '?');
    return end < 0 ? name : str_to(name, (size_t)end);
}

static bool blob_there(ctx *c, str key, i64 *size)
{
    struct blob_reader *reader;
    struct blob_facts facts;
    err e = blob_hold(c, c->world->blob, key, BLOB_START, &reader, &facts);

    expect(e == OK || e == ERR_NOT_FOUND);
    *size = e == OK ? facts.size : 0;
    return e == OK;
}

static size_t blobs_below(ctx *c, str prefix)
{
    blob_entry_page page;

    expect_ok(blob_list(c, c->world->blob, prefix, S(""), 100, &page));
    return page.n;
}

static bool nothing_is_left(ctx *c, const void *arg)
{
    (void)arg;
    return blobs_below(c, S("media/")) == 0 && blobs_below(c, S("incoming/")) == 0;
}

static bool nothing_comes_in(ctx *c, const void *arg)
{
    (void)arg;
    return blobs_below(c, S("incoming/")) == 0;
}

/* ---- the cases ---- */

static err picture_way(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = uploaded(c, ann, picture(&c->arena), MEDIA_IMAGE);
    struct media_usage usage;
    struct media_mine m;
    struct media_file f;
    i64 size, sum = 0;

    (void)arg;
    TRY(media_await(c, ann, pic, READY_MS, &m));
    expect_str(m.state, S("ready"));
    expect_str(m.mime.v, S("image/png"));
    expect_eq(m.width.v, WIDTH);
    expect_eq(m.height.v, HEIGHT);
    expect_str(m.description.v, S("what it shows"));
    expect(m.blurhash.is == GIVEN);
    expect_eq(m.sizes.n, 2);
    expect_eq(m.sizes.at[0].width, 320);
    expect_str(m.preview_url.v, m.sizes.at[1].url);
    expect(blob_there(c, arena_format(&c->arena, "media/" STR_FMT, STR_ARG(name_of(m.url.v))), &size));
    expect_eq(size, m.size.v);
    sum = m.size.v + m.sizes.at[0].size + m.sizes.at[1].size;
    expect_eq(m.bytes, sum);
    TRY(media_file_of(c, name_of(m.sizes.at[0].url), &f));
    expect_str(f.mime, S("image/jpeg"));
    expect(!f.open && f.media.v == pic.v);
    TRY(media_usage_of(c, ann, &usage));
    expect_eq(usage.bytes, sum);
    expect_eq(usage.by_kind.image.count, 1);
    medias_agree(c);
    medias_soon(c, nothing_comes_in, NULL);
    expect_eq(blobs_below(c, S("media/")), 3);
    TRY(media_delete(c, ann, pic));
    expect_eq(media_file_of(c, name_of(m.url.v), &f), ERR_NOT_FOUND);
    failure_begin(&c->failure, &c->arena);
    medias_soon(c, nothing_is_left, NULL);
    medias_agree(c);
    return OK;
}

TEST(a_picture_comes_in_is_served_and_goes_without_a_trace)
{
    in_studio(NULL, picture_way);
}

static int ready_of(ctx *c, id who, const id *which, int n)
{
    int ready = 0;

    for (int i = 0; i < n; i++) {
        struct media_mine m;
        expect_ok(media_get(c, who, which[i], &m));
        ready += str_eq(m.state, S("ready"));
    }
    return ready;
}

static err crowded_way(ctx *c, void *arg)
{
    enum { MANY = 10 };
    str bytes = picture_of(&c->arena, 4 * WIDTH, 4 * HEIGHT);
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), many[MANY];
    struct media_mine m;

    (void)arg;
    for (int i = 0; i < MANY; i++)
        many[i] = uploaded(c, ann, bytes, MEDIA_IMAGE);
    id one = uploaded(c, bob, bytes, MEDIA_IMAGE);
    int before = ready_of(c, ann, many, MANY);
    TRY(media_await(c, bob, one, READY_MS, &m));
    expect_str(m.state, S("ready"));
    expect(ready_of(c, ann, many, MANY) - before < 5);
    for (int i = 0; i < MANY; i++)
        TRY(media_await(c, ann, many[i], READY_MS, &m));
    medias_agree(c);
    return OK;
}

TEST(who_uploads_many_pictures_does_not_keep_others_waiting)
{
    in_studio((const struct test_setting[]){ { "media_helper", KITH_MEDIA }, { "limits", "off" }, { "media_workers", "1" }, {0} }, crowded_way);
}

static err broken_way(ctx *c, void *arg)
{
    str whole = picture(&c->arena);
    id ann = a_person(c, "ann"), pic = uploaded(c, ann, str_to(whole, whole.n - 400), MEDIA_IMAGE);
    struct media_usage usage;
    struct media_mine m;

    (void)arg;
    TRY(media_await(c, ann, pic, READY_MS, &m));
    expect_str(m.state, S("failed"));
    expect_str(m.error->code, S("media_broken"));
    expect(m.url.is == NULLED && m.bytes == 0);
    TRY(media_usage_of(c, ann, &usage));
    expect(usage.bytes == 0 && usage.count == 0);
    medias_soon(c, nothing_is_left, NULL);
    medias_agree(c);
    return OK;
}

TEST(a_picture_that_is_cut_off_fails_and_leaves_nothing)
{
    in_studio(NULL, broken_way);
}

static err file_way(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), which = uploaded(c, ann, S("<html>anything"), MEDIA_FILE);
    struct media_mine m;
    struct media_file f;

    (void)arg;
    TRY(media_await(c, ann, which, READY_MS, &m));
    expect_str(m.state, S("ready"));
    expect_str(m.mime.v, S("application/octet-stream"));
    expect_str(m.filename.v, S("a.png"));
    expect_eq(m.size.v, 14);
    expect(m.focus == NULL && m.sizes.n == 0 && m.preview_url.is == NULLED);
    TRY(media_file_of(c, name_of(m.url.v), &f));
    expect(f.download);
    expect_str(f.filename, S("a.png"));
    medias_agree(c);
    return OK;
}

TEST(anything_is_taken_as_a_file)
{
    in_studio(NULL, file_way);
}

static err erase(tx *t, void *arg)
{
    return account_erase(t, *(const id *)arg);
}

static err erased_way(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = uploaded(c, ann, picture(&c->arena), MEDIA_IMAGE);
    struct media_take take = { { MEDIA_OF_POST, { 7 } }, true, 1 << MEDIA_IMAGE, "media_ids", 0 };
    struct media_mine m;

    (void)arg;
    TRY(media_await(c, ann, pic, READY_MS, &m));
    TRY(attached(c, ann, (ids){ &pic, 1 }, &take));
    TRY(transact(c, erase, &ann));
    medias_soon(c, nothing_is_left, NULL);
    expect(!media_is_there(c, pic));
    medias_agree(c);
    return OK;
}

TEST(an_erased_account_leaves_no_media)
{
    in_studio(NULL, erased_way);
}

static err expired_way(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), kept = uploaded(c, ann, picture(&c->arena), MEDIA_IMAGE);
    struct media_take take = { { MEDIA_OF_POST, { 7 } }, true, 1 << MEDIA_IMAGE, "media_ids", 0 };
    struct media_mine m;

    (void)arg;
    TRY(media_await(c, ann, kept, READY_MS, &m));
    TRY(attached(c, ann, (ids){ &kept, 1 }, &take));
    TRY(media_get(c, ann, kept, &m));
    expect_eq(m.expires_at.is, NULLED);
    (void)uploaded(c, ann, picture(&c->arena), MEDIA_IMAGE);
    for (int i = 0; blobs_below(c, S("media/")) != 3 || i < 300; i++) {
        expect(i < 3000);
        TRY(ctx_sleep(c, 10));
    }
    expect(media_is_there(c, kept));
    medias_agree(c);
    return OK;
}

TEST(what_nothing_refers_to_goes_after_its_time)
{
    static const struct test_setting brief[] = { { "media_helper", KITH_MEDIA }, { "limits", "off" }, { "media_unattached_ttl", "2s" }, {0} };

    in_studio(brief, expired_way);
}

/* ---- what a killed process leaves ---- */

static err doom(tx *t, void *arg)
{
    (void)arg;
    return media_bury_in(t, S("media/left-behind"), (when){ tx_now(t).ms + 300 });
}

static err killed_way(ctx *c, void *arg)
{
    struct blob_writer *w;

    (void)arg;
    TRY(transact(c, doom, NULL));
    TRY(blob_begin(c, c->world->blob, S("media/left-behind"), &w));
    TRY(blob_write(c, w, S("half of it")));
    TRY(blob_finish(c, w));
    expect_eq(blobs_below(c, S("media/")), 1);
    medias_soon(c, nothing_is_left, NULL);
    return OK;
}

TEST(a_file_that_nobody_took_back_is_removed_when_it_is_due)
{
    in_studio(NULL, killed_way);
}
