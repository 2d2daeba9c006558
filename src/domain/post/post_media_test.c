/* Media of posts: what is attached and refused, edits and their history, what goes with a post, and many at once. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/media/testbed.h"
#include "domain/post/post_own.h"
#include "domain/post/testbed.h"

static strs named(ctx *c, const id *which, size_t n)
{
    strs out = { arena_array(&c->arena, str, n), n };

    for (size_t i = 0; i < n; i++)
        out.at[i] = id_text(&c->arena, which[i]);
    return out;
}

static struct post_draft with_media(ctx *c, const char *content, const char *visibility, const id *which, size_t n)
{
    return (struct post_draft){ .content = { GIVEN, str_of(content) }, .visibility = { GIVEN, str_of(visibility) },
                                .media_ids = named(c, which, n) };
}

static struct post shows(ctx *c, id me, const char *content, const char *visibility, const id *which, size_t n)
{
    struct post_draft d = with_media(c, content, visibility, which, n);
    struct post out;

    expect_ok(post_create(c, me, &d, &out));
    return out;
}

static struct post_view seen(ctx *c, id me, id post)
{
    struct post_view v;

    expect_ok(post_get(c, me, post, &v));
    return v;
}

static void expect_media(media_page page, const id *which, size_t n)
{
    expect_eq(page.n, n);
    for (size_t i = 0; i < n; i++)
        expect_eq(page.at[i].id.v, which[i].v);
}

static void expect_refused(ctx *c, err e, err kind, const char *code, const char *field)
{
    expect_eq(e, kind);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
    expect(failure_told(&c->failure, str_of(field)));
    failure_begin(&c->failure, &c->arena);
}

/* ---- publishing ---- */

static err published(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), pics[] = { a_media(c, ann, MEDIA_IMAGE), a_media(c, ann, MEDIA_VIDEO) };
    id song = a_media(c, ann, MEDIA_AUDIO), closed = a_media(c, ann, MEDIA_IMAGE);

    (void)arg;
    struct post made = shows(c, ann, "", "public", pics, 2), quiet = shows(c, ann, "", "followers", &closed, 1);
    expect_media(made.media, pics, 2);
    expect_str(made.type, S("image"));
    expect(made.media.at[0].url_expires_at.is == NULLED && quiet.media.at[0].url_expires_at.is == GIVEN);
    expect_str(shows(c, ann, "la", "public", &song, 1).type, S("voice"));
    struct post_view v = seen(c, bob, made.id);
    struct post shown;
    post_of(c, &v, &shown);
    expect_media(shown.media, pics, 2);
    expect(str_find(post_rest_json(c, &v), id_text(&c->arena, pics[1])) > 0);
    expect_eq(media_refs(c, pics[0]), 1);
    medias_agree(c);
    return OK;
}

TEST(a_post_shows_its_media_in_order_and_in_the_open_if_it_is) { in_open_house(published); }

static err refused(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), used = a_media(c, ann, MEDIA_IMAGE), file = a_media(c, ann, MEDIA_FILE);
    id good = a_media(c, ann, MEDIA_IMAGE), his = a_media(c, bob, MEDIA_IMAGE), bad = a_media_in(c, ann, MEDIA_IMAGE, MEDIA_FAILED);
    id late = a_media_in(c, ann, MEDIA_IMAGE, MEDIA_PROCESSING), none = { 7 };
    const struct { id which; err kind; const char *code; } all[] = {
        { used, ERR_INVALID, "media_not_found" }, { his, ERR_INVALID, "media_not_found" }, { none, ERR_INVALID, "media_not_found" },
        { file, ERR_INVALID, "media_kind" }, { bad, ERR_INVALID, "media_failed" }, { late, ERR_CONFLICT, "media_not_ready" },
        { good, ERR_INVALID, "invalid_input" },
    };
    struct post out;

    (void)arg;
    (void)shows(c, ann, "first", "public", &used, 1);
    for (size_t i = 0; i < COUNT(all); i++) {
        struct post_draft d = with_media(c, "x", "public", (id[]){ good, all[i].which }, 2);
        expect_refused(c, post_create(c, ann, &d, &out), all[i].kind, all[i].code, "media_ids");
    }
    struct post_draft words = with_media(c, "x", "public", NULL, 0);
    words.media_ids = (strs){ (str[]){ S("abc") }, 1 };
    expect_refused(c, post_create(c, ann, &words, &out), ERR_INVALID, "media_not_found", "media_ids");
    struct post_draft reel = with_media(c, "x", "public", NULL, 0);
    reel.type = (maybe_str){ GIVEN, S("reel") };
    expect_refused(c, post_create(c, ann, &reel, &out), ERR_INVALID, "invalid_input", "type");
    expect_eq(media_refs(c, good), 0);
    medias_agree(c);
    return OK;
}

TEST(what_cannot_be_attached_is_refused_and_the_post_refers_to_nothing) { in_open_house(refused); }

/* ---- edits ---- */

static err edited_to(ctx *c, id me, id post, const char *media, struct post *out)
{
    return post_edit(c, me, &(struct post_change){ .id = post, .media_ids = { str_of(media) } }, out);
}

static const char *list_of(ctx *c, id a, id b)
{
    return arena_cstr(&c->arena, arena_format(&c->arena, "[\"%lld\",\"%lld\"]", (long long)a.v, (long long)b.v));
}

static err edits(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), a = a_media(c, ann, MEDIA_IMAGE), b = a_media(c, ann, MEDIA_IMAGE), d = a_media(c, ann, MEDIA_VIDEO);
    post_version_page said;
    struct post out;
    id next;

    (void)arg;
    struct post made = shows(c, ann, "Look", "public", (id[]){ a, b }, 2);
    TRY(edited_to(c, ann, made.id, list_of(c, d, b), &out));
    expect_media(out.media, (id[]){ d, b }, 2);
    expect_str(out.type, S("video"));
    expect(!media_is_there(c, a) && media_refs(c, b) == 1 && media_refs(c, d) == 1);
    TRY(post_history(c, ann, made.id, (id){ 0 }, 10, &said, &next));
    expect_eq(said.n, 2);
    expect_media(said.at[0].media, (id[]){ d, b }, 2);
    expect_media(said.at[1].media, &b, 1);       /* the other is gone */
    expect_refused(c, edited_to(c, ann, made.id, list_of(c, b, b), &out), ERR_INVALID, "invalid_input", "media_ids");
    expect_refused(c, edited_to(c, ann, made.id, "[7]", &out), ERR_INVALID, "invalid_input", "media_ids[0]");
    expect_refused(c, edited_to(c, ann, made.id, "\"7\"", &out), ERR_INVALID, "invalid_input", "media_ids");
    TRY(post_edit(c, ann, &(struct post_change){ .id = made.id, .content = { GIVEN, S("Words") } }, &out));
    expect_media(out.media, (id[]){ d, b }, 2);
    TRY(edited_to(c, ann, made.id, list_of(c, d, b), &out));     /* changes nothing */
    TRY(post_history(c, ann, made.id, (id){ 0 }, 10, &said, &next));
    expect_eq(said.n, 3);
    TRY(edited_to(c, ann, made.id, "null", &out));
    expect_eq(out.media.n, 0);
    expect_str(out.type, S("text"));
    expect(!media_is_there(c, b) && !media_is_there(c, d));
    medias_agree(c);
    return OK;
}

TEST(an_edit_sets_the_list_and_what_is_taken_out_goes) { in_open_house(edits); }

static err emptied(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), a = a_media(c, ann, MEDIA_IMAGE);
    struct post out;

    (void)arg;
    struct post made = shows(c, ann, "", "public", &a, 1);
    expect_refused(c, edited_to(c, ann, made.id, "[]", &out), ERR_INVALID, "invalid_input", "content");
    expect_eq(media_refs(c, a), 1);
    medias_agree(c);
    return OK;
}

TEST(a_post_without_words_keeps_its_media) { in_open_house(emptied); }

/* ---- lists, deleting, quotes ---- */

static err filtered(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), pic = a_media(c, ann, MEDIA_IMAGE), his = a_media(c, bob, MEDIA_IMAGE);
    struct post_draft d = with_media(c, "", "public", &his, 1);
    post_view_page page;
    struct post quote;
    id next;

    (void)arg;
    (void)a_post(c, ann, "words", "public");
    struct post made = shows(c, ann, "", "public", &pic, 1);
    TRY(posts_by(c, bob, ann, (struct post_wish){ .limit = 10, .without = ONLY_WITH_MEDIA }, &page, &next));
    expect_eq(page.n, 1);
    expect_eq(page.at[0].words->id.v, made.id.v);
    d.boost_of = (maybe_str){ GIVEN, id_text(&c->arena, made.id) };
    expect_ok(post_create(c, bob, &d, &quote));
    expect(!post_is_plain(&quote));
    expect_media(quote.media, &his, 1);
    expect_media(quote.boost_of->media, &pic, 1);
    TRY(post_delete(c, &(struct caller){ .account = ann }, made.id));
    expect(!media_is_there(c, pic) && media_is_there(c, his));
    medias_agree(c);
    return OK;
}

TEST(lists_of_those_with_media_quotes_by_a_picture_and_deleting) { in_open_house(filtered); }

static bool pictures_are_gone(ctx *c, const void *arg)
{
    return !media_is_there(c, *(const id *)arg);
}

static err erased(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = a_media(c, ann, MEDIA_IMAGE);

    (void)arg;
    (void)shows(c, ann, "", "public", &pic, 1);
    given_up(c, ann);
    post_soon(c, pictures_are_gone, &pic);
    return OK;
}

TEST(media_go_with_an_erased_account) { in_open_house(erased); }

/* ---- many at once ---- */

enum { MANY = 12 };
struct rush { id ann, pic; _Atomic int won, lost; };

static err rush_one(ctx *c, int which, void *arg)
{
    struct rush *r = arg;
    struct post_draft d = with_media(c, "me", "public", &r->pic, 1);
    struct post out;
    err e = post_create(c, r->ann, &d, &out);

    (void)which;
    r->won += e == OK;
    r->lost += e == ERR_INVALID && str_eq(str_of(failure_code(&c->failure)), S("media_not_found"));
    return OK;
}

static err rush_begin(ctx *c, void *arg)
{
    struct rush *r = arg;

    r->ann = a_person(c, "ann");
    r->pic = a_media(c, r->ann, MEDIA_IMAGE);
    return OK;
}

static err rush_end(ctx *c, void *arg)
{
    struct rush *r = arg;

    expect_eq(media_refs(c, r->pic), 1);
    medias_agree(c);
    return OK;
}

TEST(of_many_posts_at_once_one_gets_the_picture)
{
    struct house h = posts_open(NULL);
    struct rush r = { .won = 0 };

    expect_ok(test_world_call(h.world, rush_begin, &r));
    expect_ok(test_world_crowd(h.world, MANY, rush_one, &r));
    expect_ok(test_world_call(h.world, rush_end, &r));
    expect_eq(r.won, 1);
    expect_eq(r.lost, MANY - 1);
    house_close(&h);
}

/* ---- attaching against the sweep ---- */

enum { RACES = 40 };
struct chase { id ann, pics[RACES], posts[RACES]; };

static err chase_begin(ctx *c, void *arg)
{
    struct chase *r = arg;

    r->ann = a_person(c, "ann");
    for (int i = 0; i < RACES; i++)
        r->pics[i] = a_media_that_ends(c, r->ann, MEDIA_IMAGE);
    return OK;
}

/* One sweeps while the others attach, in whatever order. */
static err chase_one(ctx *c, int which, void *arg)
{
    struct chase *r = arg;
    struct post out;

    if (which == RACES / 2) {
        medias_sweep(c);
        return OK;
    }
    struct post_draft d = with_media(c, "me", "public", &r->pics[which], 1);
    err e = post_create(c, r->ann, &d, &out);
    expect(e == OK || str_eq(str_of(failure_code(&c->failure)), S("media_not_found")));
    r->posts[which] = e == OK ? out.id : (id){ 0 };
    return OK;
}

static err chase_end(ctx *c, void *arg)
{
    struct chase *r = arg;

    medias_sweep(c);
    for (int i = 0; i < RACES; i++) {
        expect_eq(media_refs(c, r->pics[i]), r->posts[i].v ? 1 : -1);
        if (r->posts[i].v)
            expect_eq(seen(c, r->ann, r->posts[i]).media[0] != NULL, true);
    }
    medias_agree(c);
    return OK;
}

TEST(what_is_attached_is_not_swept_and_what_is_swept_is_not_attached)
{
    struct house h = posts_open(NULL);
    struct chase r = { .posts = { { 0 } } };

    expect_ok(test_world_call(h.world, chase_begin, &r));
    expect_ok(test_world_crowd(h.world, RACES, chase_one, &r));
    expect_ok(test_world_call(h.world, chase_end, &r));
    house_close(&h);
}
