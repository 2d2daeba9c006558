/* What refers to media: who may attach which, what ends with the last reference, and many at once. */
#include <stdatomic.h>
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/media/kept.h"
#include "domain/media/testbed.h"

enum { ALL_KINDS = (1 << MEDIA_KINDS) - 1, PICTURES = 1 << MEDIA_IMAGE };

static struct media_take taking(i64 post, bool open)
{
    return (struct media_take){ { MEDIA_OF_POST, { post } }, open, ALL_KINDS, "media_ids", 0 };
}

static ids one(id *which) { return (ids){ which, 1 }; }

static void expect_refused(ctx *c, err e, err kind, const char *code, const char *field)
{
    expect_eq(e, kind);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
    expect(failure_told(&c->failure, str_of(field)));
    failure_begin(&c->failure, &c->arena);
}

static struct media shown(ctx *c, id which)
{
    const struct media_kept *kept;
    struct media out = { 0 };

    expect_ok(medias_kept(c, one(&which), &kept));
    if (kept)
        media_of(c, kept, 0, &out);
    return out;
}

/* ---- attaching ---- */

static err one_thing_has_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), pic = a_media(c, ann, MEDIA_IMAGE);
    struct media_take first = taking(7, true), second = taking(8, true);

    (void)arg;
    expect_refused(c, attached(c, bob, one(&pic), &first), ERR_INVALID, "media_not_found", "media_ids");
    TRY(attached(c, ann, one(&pic), &first));
    expect_eq(media_refs(c, pic), 1);
    expect_refused(c, attached(c, ann, one(&pic), &second), ERR_INVALID, "media_not_found", "media_ids");
    TRY(let_go(c, one(&pic), first.thing));
    expect(!media_is_there(c, pic));
    expect_refused(c, attached(c, ann, one(&pic), &second), ERR_INVALID, "media_not_found", "media_ids");
    medias_agree(c);
    return OK;
}

TEST(a_media_is_attached_to_one_thing_and_goes_with_it)
{
    in_gallery(one_thing_has_it);
}

static err refusals(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");
    id film = a_media(c, ann, MEDIA_VIDEO), bad = a_media_in(c, ann, MEDIA_IMAGE, MEDIA_FAILED);
    id late = a_media_in(c, ann, MEDIA_IMAGE, MEDIA_PROCESSING), good = a_media(c, ann, MEDIA_IMAGE);
    struct media_take take = taking(7, true);

    (void)arg;
    take.kinds = PICTURES;
    expect_refused(c, attached(c, ann, (ids){ (id[]){ good, film }, 2 }, &take), ERR_INVALID, "media_kind", "media_ids");
    expect_refused(c, attached(c, ann, (ids){ (id[]){ good, bad }, 2 }, &take), ERR_INVALID, "media_failed", "media_ids");
    expect_eq(attached(c, ann, (ids){ (id[]){ good, late }, 2 }, &take), ERR_CONFLICT);
    expect_eq(c->failure.retry_after, 1);
    expect_refused(c, ERR_CONFLICT, ERR_CONFLICT, "media_not_ready", "media_ids");
    take.kinds = ALL_KINDS;
    take.most_ms = 60000;
    expect_refused(c, attached(c, ann, one(&film), &take), ERR_INVALID, "media_too_long", "media_ids");
    expect_eq(media_refs(c, good), 0);
    medias_agree(c);
    return OK;
}

TEST(what_does_not_fit_is_refused_and_nothing_is_taken)
{
    in_gallery(refusals);
}

/* ---- changing ---- */

struct change { id me; ids before, after; struct media_take take; struct media_thing from; };

static err change(tx *t, void *arg)
{
    struct change *in = arg;

    return media_change(t, in->me, in->before, in->after, &in->take);
}

static err changes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), a = a_media(c, ann, MEDIA_IMAGE), b = a_media(c, ann, MEDIA_IMAGE), d = a_media(c, ann, MEDIA_IMAGE);
    struct change to = { ann, { (id[]){ a, b }, 2 }, { (id[]){ d, b }, 2 }, taking(7, false), { 0 } };
    struct media_take take = taking(7, true);

    (void)arg;
    TRY(attached(c, ann, to.before, &take));
    expect_eq(shown(c, b).url_expires_at.is, NULLED);
    TRY(transact(c, change, &to));
    expect(!media_is_there(c, a));
    expect_eq(media_refs(c, b), 1);
    expect_eq(media_refs(c, d), 1);
    expect_eq(shown(c, b).url_expires_at.is, GIVEN);
    id x = a_media(c, ann, MEDIA_IMAGE);
    to.before = (ids){ (id[]){ b, d }, 2 };
    to.after = (ids){ (id[]){ x, a }, 2 };
    expect_refused(c, transact(c, change, &to), ERR_INVALID, "media_not_found", "media_ids");
    expect_eq(media_refs(c, b), 1);
    expect_eq(media_refs(c, x), 0);
    medias_agree(c);
    return OK;
}

TEST(a_list_is_set_and_a_refusal_changes_nothing)
{
    in_gallery(changes);
}

struct sharing { ids which; struct media_thing to, from; bool open; id me; struct media_take take; };

static err share(tx *t, void *arg)
{
    struct sharing *in = arg;

    return media_share(t, in->which, &(struct media_take){ .thing = in->to, .open = in->open });
}

static err move(tx *t, void *arg)
{
    struct sharing *in = arg;

    return media_move(t, in->me, in->which, in->from, &in->take);
}

static err open_it(tx *t, void *arg)
{
    struct sharing *in = arg;
    id thing = in->to.id;

    return media_open(t, in->to.kind, (ids){ &thing, 1 }, in->open);
}

static err shares(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = a_media(c, ann, MEDIA_IMAGE), gone = { 12345 };
    struct media_take take = { { MEDIA_OF_MESSAGE, { 7 } }, false, ALL_KINDS, "media_ids", 0 };
    struct sharing in = { .which = { (id[]){ gone, pic }, 2 }, .to = { MEDIA_OF_MESSAGE, { 8 } }, .open = true };

    (void)arg;
    TRY(attached(c, ann, one(&pic), &take));
    TRY(transact(c, share, &in));
    TRY(transact(c, share, &in));
    expect_eq(media_refs(c, pic), 2);
    expect_eq(shown(c, pic).url_expires_at.is, NULLED);
    TRY(let_go(c, one(&pic), take.thing));
    expect_eq(media_refs(c, pic), 1);
    in.open = false;
    TRY(transact(c, open_it, &in));
    TRY(transact(c, open_it, &in));
    expect_eq(shown(c, pic).url_expires_at.is, GIVEN);
    medias_agree(c);
    TRY(let_go(c, one(&pic), in.to));
    expect(!media_is_there(c, pic));
    medias_agree(c);
    return OK;
}

TEST(a_shared_media_stays_until_the_last_reference_goes)
{
    in_gallery(shares);
}

/* ---- what holds many things ---- */

enum { CROWD = 130 };
static const id hall = { 77 };

struct closing { enum media_closing how; };

static err close_it(tx *t, void *arg) { return media_close(t, hall, ((const struct closing *)arg)->how); }
static err close_end(tx *t, void *arg)
{
    (void)arg;
    return media_close_end(t, hall);
}

static struct media_thing thing_of(int n) { return (struct media_thing){ MEDIA_OF_MESSAGE, { 1000 + n } }; }

/* How many files of them are there, and how many of these for everybody. */
static void crowd_count(ctx *c, const str *names, int *there, int *open)
{
    *there = *open = 0;
    for (int i = 0; i < CROWD; i++) {
        struct media_file file;
        bool is = media_file_of(c, names[i], &file) == OK;
        *there += is;
        *open += is && file.open;
        failure_begin(&c->failure, &c->arena);
    }
}

static void expect_crowd(ctx *c, const str *names, int there, int open)
{
    int are, are_open;

    crowd_count(c, names, &are, &are_open);
    expect_eq(are, there);
    expect_eq(are_open, open);
}

/* More than follow at once: the rest is served so, and follows later. The first stands elsewhere too. */
static err closes(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), all[CROWD];
    str names[CROWD];

    (void)arg;
    for (int i = 0; i < CROWD; i++) {
        struct media_take take = { thing_of(i), true, ALL_KINDS, "media_ids", 0, hall };
        all[i] = a_media(c, ann, MEDIA_IMAGE);
        TRY(attached(c, ann, one(&all[i]), &take));
        str url = shown(c, all[i]).url.v;
        names[i] = str_from(url, (size_t)str_find(url, S("/media/")) + sizeof "/media/" - 1);
    }
    TRY(shared(c, one(&all[0]), (struct media_thing){ MEDIA_OF_MESSAGE, { 7 } }, true));
    expect_crowd(c, names, CROWD, CROWD);
    TRY(transact(c, close_it, &(struct closing){ MEDIA_CLOSED }));
    expect_crowd(c, names, CROWD, 1);
    TRY(transact(c, close_end, NULL));
    expect_crowd(c, names, CROWD, 1);
    TRY(transact(c, close_it, &(struct closing){ MEDIA_OPENED }));
    for (int i = 0; i < CROWD; i++)
        TRY(transact(c, open_it, &(struct sharing){ .to = thing_of(i), .open = true }));
    expect_crowd(c, names, CROWD, CROWD);
    TRY(transact(c, close_it, &(struct closing){ MEDIA_GONE }));
    expect_crowd(c, names, 1, 1);
    medias_agree(c);
    for (int i = 0; i < CROWD; i++)
        TRY(let_go(c, one(&all[i]), thing_of(i)));
    TRY(transact(c, close_end, NULL));
    expect_crowd(c, names, 1, 1);
    medias_agree(c);
    return OK;
}

TEST(a_crowd_is_closed_and_gone_at_once) { in_gallery(closes); }

static err moves(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), a = a_media(c, ann, MEDIA_IMAGE), b = a_media(c, ann, MEDIA_IMAGE);
    struct media_take draft = { { MEDIA_OF_DRAFT, { 5 } }, false, ALL_KINDS, "media_ids", 0 };
    struct sharing in = { .me = ann, .which = one(&a), .from = draft.thing, .take = taking(9, true) };

    (void)arg;
    TRY(attached(c, ann, (ids){ (id[]){ a, b }, 2 }, &draft));
    TRY(transact(c, move, &in));
    expect_eq(media_refs(c, a), 1);
    expect(!media_is_there(c, b));
    expect_eq(shown(c, a).url_expires_at.is, NULLED);
    medias_agree(c);
    return OK;
}

TEST(a_draft_hands_its_media_on)
{
    in_gallery(moves);
}

/* ---- usage ---- */

static err counts(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = a_media(c, ann, MEDIA_IMAGE), film = a_media(c, ann, MEDIA_VIDEO);
    struct media_take take = taking(7, true);
    struct media_usage u;

    (void)arg;
    (void)a_media_in(c, ann, MEDIA_IMAGE, MEDIA_WAITING);
    TRY(media_usage_of(c, ann, &u));
    expect_eq(u.bytes, 200);
    expect_eq(u.reserved, 100);
    expect_eq(u.count, 2);
    expect_eq(u.unattached.count, 2);
    expect_eq(u.by_kind.video.count, 1);
    TRY(attached(c, ann, (ids){ (id[]){ pic, film }, 2 }, &take));
    TRY(media_usage_of(c, ann, &u));
    expect_eq(u.unattached.count, 0);
    TRY(let_go(c, one(&film), take.thing));
    TRY(media_usage_of(c, ann, &u));
    expect_eq(u.bytes, 100);
    expect_eq(u.by_kind.video.bytes, 0);
    medias_agree(c);
    return OK;
}

TEST(what_is_kept_is_counted)
{
    in_gallery(counts);
}

/* ---- many at once ---- */

enum { RIVALS = 24 };
struct race { id me, pic; _Atomic int won, lost; };
static struct race race;

static err set_off(ctx *c, void *arg)
{
    (void)arg;
    race.me = a_person(c, "ann");
    race.pic = a_media(c, race.me, MEDIA_IMAGE);
    return OK;
}

static err rival(ctx *c, int which, void *arg)
{
    struct media_take take = taking(100 + which, true);
    id pic = race.pic;

    (void)arg;
    err e = attached(c, race.me, one(&pic), &take);
    if (e == OK)
        atomic_fetch_add(&race.won, 1);
    else if (e == ERR_INVALID)
        atomic_fetch_add(&race.lost, 1);
    return OK;
}

static err outcome(ctx *c, void *arg)
{
    (void)arg;
    expect_eq(media_refs(c, race.pic), 1);
    medias_agree(c);
    return OK;
}

TEST(of_many_that_attach_one_at_once_one_wins)
{
    struct house h = gallery_open(false);

    race = (struct race){ 0 };
    expect_ok(test_world_call(h.world, set_off, NULL));
    expect_ok(test_world_crowd(h.world, RIVALS, rival, NULL));
    expect_eq(race.won, 1);
    expect_eq(race.lost, RIVALS - 1);
    expect_ok(test_world_call(h.world, outcome, NULL));
    house_close(&h);
}

/* ---- the sweep ---- */

enum { BRIEF = 40, LIVES_MS = 1500 };
struct ends { id me, pics[BRIEF]; bool won[BRIEF]; };
static struct ends ends;

static err plant_brief(ctx *c, void *arg)
{
    (void)arg;
    ends.me = a_person(c, "ann");
    for (int i = 0; i < BRIEF; i++)
        ends.pics[i] = a_brief_media(c, ends.me, LIVES_MS);
    return OK;
}

/* Each a little later than the one before, so that some come before the sweep, some after, and some at the same moment. */
static err late_taker(ctx *c, int which, void *arg)
{
    struct media_take take = taking(100 + which, true);
    id pic = ends.pics[which];

    (void)arg;
    TRY(ctx_sleep(c, LIVES_MS + 60 * which));
    err e = attached(c, ends.me, one(&pic), &take);
    expect(e == OK || e == ERR_INVALID);
    ends.won[which] = e == OK;
    return OK;
}

static bool losers_are_gone(ctx *c, const void *arg)
{
    (void)arg;
    for (int i = 0; i < BRIEF; i++)
        if (!ends.won[i] && media_is_there(c, ends.pics[i]))
            return false;
    return true;
}

static err after_the_sweep(ctx *c, void *arg)
{
    (void)arg;
    medias_soon(c, losers_are_gone, NULL);
    TRY(ctx_sleep(c, 3000));
    for (int i = 0; i < BRIEF; i++)
        expect_eq(media_refs(c, ends.pics[i]), ends.won[i] ? 1 : -1);
    medias_agree(c);
    return OK;
}

TEST(attaching_and_sweeping_never_both_win)
{
    struct house h = gallery_open(false);

    ends = (struct ends){ 0 };
    expect_ok(test_world_call(h.world, plant_brief, NULL));
    expect_ok(test_world_crowd(h.world, BRIEF, late_taker, NULL));
    expect_ok(test_world_call(h.world, after_the_sweep, NULL));
    house_close(&h);
}
