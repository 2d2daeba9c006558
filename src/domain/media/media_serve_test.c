/* Who gets which bytes: every kind of thing, whoever may see it, each state of its account, and every sort of URL. */
#include <stdio.h>
#include <string.h>
#include "base/str.h"
#include "domain/media/media_own.h"
#include "domain/media/serve.h"
#include "domain/media/sign.h"
#include "domain/media/testbed.h"
#include "ports/secrets.h"

enum { ANY_KIND = (1 << MEDIA_KINDS) - 1, MINUTE_MS = 60000 };

/* ---- people, and what they have ---- */

struct standing_change { id who; bool leaves, suspended, returns, erased; };

static err change(tx *t, void *arg)
{
    const struct standing_change *s = arg;

    if (s->erased)
        return account_erase(t, s->who);
    if (s->leaves)
        return account_leave(t, s->who, (when){ tx_now(t).ms + 100 * (i64)MINUTE_MS });
    return s->returns ? account_return(t, s->who) : account_suspend(t, s->who, s->suspended);
}

static void becomes(ctx *c, struct standing_change s)
{
    expect_ok(transact(c, change, &s));
}

static str name_of(ctx *c, id which)
{
    return arena_format(&c->arena, "plantedbysomebodyforatest%lld.png", (long long)which.v);
}

static void attach_to(ctx *c, id me, id which, enum media_thing_kind kind, i64 thing, bool open)
{
    struct media_take take = { { kind, { thing } }, open, ANY_KIND, "media_ids", 0 };

    expect_ok(attached(c, me, (ids){ &which, 1 }, &take));
}

/* ---- every sort of URL ---- */

#define URLS(X) X(PLAIN) X(SIGNED) X(SIGNED_TO_SAVE) X(SIGNED_BY_MILLISECONDS) X(EXPIRED) X(FORGED) X(LATER) X(OF_ANOTHER) X(TWICE) \
    X(WITHOUT_END) X(WITHOUT_PROOF) X(EMPTY) X(PADDED) X(CUT) X(ODD)
enum url {
#define X(u) u,
    URLS(X)
#undef X
    URL_COUNT
};

static str changed_at(ctx *c, str s, ptrdiff_t at)
{
    str copy = arena_copy(&c->arena, s);

    ((char *)(uintptr_t)copy.p)[at] = s.p[at] == 'A' ? 'B' : 'A';
    return copy;
}

static str query_of(ctx *c, str name, enum url u)
{
    struct arena *a = &c->arena;
    when soon = { (ctx_now(c).ms / 1000 + 1000) * 1000 }, past = { ctx_now(c).ms - 1 };
    str good = str_from(media_url_sign(c, name, soon), 1);
    ptrdiff_t sig = str_find(good, S("&sig="));

    switch (u) {
    case PLAIN: return S("");
    case SIGNED: return good;
    case SIGNED_TO_SAVE: return arena_format(a, STR_FMT "&download=1", STR_ARG(good));
    case SIGNED_BY_MILLISECONDS: return str_from(media_url_sign(c, name, (when){ soon.ms + 7 }), 1);
    case EXPIRED: return str_from(media_url_sign(c, name, past), 1);
    case FORGED: return changed_at(c, good, sig + 6);
    case LATER: return arena_format(a, "exp=%lld" STR_FMT, (long long)soon.ms / 1000 + 1, STR_ARG(str_from(good, (size_t)sig)));
    case OF_ANOTHER: return str_from(media_url_sign(c, S("another0123456789abcdefghij.png"), soon), 1);
    case TWICE: return arena_format(a, STR_FMT "&" STR_FMT, STR_ARG(good), STR_ARG(good));
    case WITHOUT_END: return str_from(good, (size_t)sig + 1);
    case WITHOUT_PROOF: return str_to(good, (size_t)sig);
    case EMPTY: return S("exp=&sig=");
    case PADDED: return arena_format(a, "exp=0" STR_FMT, STR_ARG(str_from(good, 4)));
    case CUT: return str_to(good, good.n - 1);
    case ODD: return S("&=&exp&&%zz=1&sig");
    case URL_COUNT: break;
    }
    return S("");
}

static const char *refusal_of(enum url u)
{
    switch (u) {
    case SIGNED: case SIGNED_TO_SAVE: case SIGNED_BY_MILLISECONDS: return NULL;
    case PLAIN: return "media_not_found";
    case EXPIRED: return "url_expired";
    default: return "signature_invalid";
    }
}

static void expect_answer(ctx *c, str name, enum url u, const char *refusal)
{
    struct media_pass p;

    failure_begin(&c->failure, &c->arena);
    err e = media_pass(c, name, query_of(c, name, u), &p);
    const char *code = e == OK ? "" : failure_code(&c->failure);
    if (!str_eq(str_of(code), str_of(refusal ? refusal : "")))
        test_fail(__FILE__, __LINE__, "URL %d of " STR_FMT ": %s, not %s", (int)u, STR_ARG(name), code, refusal ? refusal : "the file");
    if (e == OK)
        expect(p.file.open || (p.left_s > 0 && p.left_s <= 1001));
}

static void expect_answers(ctx *c, id which, bool public)
{
    for (enum url u = 0; u < URL_COUNT; u++)
        expect_answer(c, name_of(c, which), u, public ? NULL : refusal_of(u));
}

static void expect_nothing(ctx *c, id which)
{
    for (enum url u = 0; u < URL_COUNT; u++)
        expect_answer(c, name_of(c, which), u, "media_not_found");
}

/* ---- the table ---- */

static err all_of_it(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    for (enum media_thing_kind kind = MEDIA_OF_POST; kind <= MEDIA_OF_ROOM; kind++)
        for (int open = 0; open <= 1; open++) {
            id pic = a_media(c, ann, MEDIA_IMAGE);
            expect_answers(c, pic, false);
            attach_to(c, ann, pic, kind, 100 * kind + open, open);
            expect_answers(c, pic, open);
            becomes(c, (struct standing_change){ .who = ann, .suspended = true });
            expect_answers(c, pic, false);
            becomes(c, (struct standing_change){ .who = ann });
            expect_answers(c, pic, open);
            becomes(c, (struct standing_change){ .who = ann, .leaves = true });
            expect_answers(c, pic, false);
            becomes(c, (struct standing_change){ .who = ann, .returns = true });
            expect_answers(c, pic, open);
            expect_ok(let_go(c, (ids){ &pic, 1 }, (struct media_thing){ kind, { 100 * kind + open } }));
            expect_nothing(c, pic);
        }
    return OK;
}

TEST(each_file_goes_to_those_who_may_have_it_and_to_nobody_else) { in_gallery(all_of_it); }

static err two_things(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = a_media(c, ann, MEDIA_IMAGE);

    (void)arg;
    attach_to(c, ann, pic, MEDIA_OF_MESSAGE, 1, false);
    expect_answers(c, pic, false);
    expect_ok(shared(c, (ids){ &pic, 1 }, (struct media_thing){ MEDIA_OF_MESSAGE, { 2 } }, true));
    expect_answers(c, pic, true);
    expect_ok(let_go(c, (ids){ &pic, 1 }, (struct media_thing){ MEDIA_OF_MESSAGE, { 2 } }));
    expect_answers(c, pic, false);
    becomes(c, (struct standing_change){ .who = ann, .erased = true });
    expect_answer(c, name_of(c, pic), PLAIN, "media_not_found");
    return OK;
}

TEST(one_open_reference_is_enough_and_gone_with_it) { in_gallery(two_things); }

static err states(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    expect_nothing(c, a_media_in(c, ann, MEDIA_IMAGE, MEDIA_WAITING));
    expect_nothing(c, a_media_in(c, ann, MEDIA_IMAGE, MEDIA_PROCESSING));
    expect_nothing(c, a_media_in(c, ann, MEDIA_IMAGE, MEDIA_FAILED));
    return OK;
}

TEST(what_is_not_ready_has_no_files) { in_gallery(states); }

static err odd_names(ctx *c, void *arg)
{
    static const char *const names[] = {
        "", ".", "..", "../secret.key", "a", "a.png", "plantedbysomebodyforatest1", "plantedbysomebodyforatest1.", ".png", "%2e%2e%2fsecret.key",
        "plantedbysomebodyforatest1.png/", "PLANTEDBYSOMEBODYFORATEST1.png", "plantedbysomebodyforatest1.p-g", "plantedbysomebodyforatest1.tar.gz",
        "plantedbysomebodyforatest1 .png", "plantedbysomebodyforatest1.png\xff", "plantedbysomebodyforatest1.extension", "\xc3\xa9.png",
        "01234567890123456789012345678901234567890123456789012345678901234.png",
    };

    (void)arg;
    for (size_t i = 0; i < COUNT(names); i++)
        for (enum url u = 0; u <= SIGNED_TO_SAVE; u++) {
            str name = str_of(names[i]);
            struct media_pass p;
            expect_eq(media_pass(c, name, name.n < 60 ? query_of(c, name, u) : S(""), &p), ERR_NOT_FOUND);
            expect_str(str_of(failure_code(&c->failure)), S("media_not_found"));
            failure_begin(&c->failure, &c->arena);
        }
    return OK;
}

TEST(an_odd_name_names_nothing) { in_gallery(odd_names); }

static err saving(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), pic = a_media(c, ann, MEDIA_IMAGE), file = a_media(c, ann, MEDIA_FILE);
    struct media_pass p;

    (void)arg;
    expect_ok(media_pass(c, name_of(c, pic), query_of(c, name_of(c, pic), SIGNED), &p));
    expect(!p.attachment && str_starts(p.called, S("media-")) && str_ends(p.called, S(".png")));
    expect_ok(media_pass(c, name_of(c, pic), query_of(c, name_of(c, pic), SIGNED_TO_SAVE), &p));
    expect(p.attachment && str_ends(p.called, S(".png")));
    expect_ok(media_pass(c, name_of(c, file), query_of(c, name_of(c, file), SIGNED), &p));
    expect(p.attachment);
    expect_str(p.called, S("a file"));
    return OK;
}

TEST(a_file_is_saved_under_its_own_name_and_a_picture_under_one_that_says_nothing) { in_gallery(saving); }

/* ---- the ends of URLs ---- */

static err ends(ctx *c, void *arg)
{
    i64 ttl = media_settings(c->world->settings)->media_url_ttl, before = 0, changes = 0;

    (void)arg;
    for (i64 step = 0; step < 48; step++) {
        when now = { ctx_now(c).ms + step * (ttl / 24) }, end = media_url_end_at(c->world->settings, now);
        expect(end.ms - now.ms <= ttl && end.ms - now.ms >= ttl * 11 / 12 && (ttl < 12000 || end.ms % 1000 == 0));
        changes += end.ms != before;
        before = end.ms;
    }
    expect(changes >= 23 && changes <= 32);
    when soon = { ctx_now(c).ms + 123 };
    expect_eq(media_url_end(c, soon).ms, soon.ms);
    expect(media_url_end(c, (when){ ctx_now(c).ms + 2 * ttl }).ms <= ctx_now(c).ms + ttl);
    return OK;
}

TEST(urls_end_together_within_a_twelfth_and_live_eleven_of_them)
{
    static const char *const lives[] = { "1s", "2s", "7s", "12s", "13s", "59s", "5m", "1h", "61m", "7d" };

    for (size_t i = 0; i < COUNT(lives); i++) {
        const struct test_setting settings[] = { { "media_url_ttl", lives[i] }, { "limits", "off" }, {0} };
        struct house h = gallery_open_with(settings);
        err e = test_world_call(h.world, ends, NULL);
        house_close(&h);
        expect_ok(e);
    }
}

/* ---- settings ---- */

static const char *purge_flaw(const char *purge, const char *public_url)
{
    static char told[300];
    struct arena a = { 0 };
    struct settings s;
    struct failure failure;

    failure_begin(&failure, &a);
    settings_defaults(&s, &a);
    expect_ok(settings_bring(&s, &failure, &media_settings_group));
    expect_ok(settings_set(&s, &failure, S("media_purge"), str_of(purge), FROM_FLAG));
    expect_ok(settings_set(&s, &failure, S("public_url"), str_of(public_url), FROM_FLAG));
    err e = media_capability.settings_check(&s, &failure);
    snprintf(told, sizeof told, STR_FMT, STR_ARG(failure.detail));
    arena_close(&a);
    return e == OK ? "" : told;
}

TEST(a_cache_that_could_not_be_told_is_found_at_the_start)
{
    static const char *const bad[] = { "x", "cdn.example/purge", "ftp://cdn.example/", "https://", "https:///purge", "http://:80/",
                                       "https://kith:secret@cdn.example/purge", "https://cdn.example/a b", "https://cdn.example/#a" };

    expect_str(str_of(purge_flaw("", "")), S(""));
    expect_str(str_of(purge_flaw("https://cdn.example/purge?all=no", "https://kith.example")), S(""));
    expect_str(str_of(purge_flaw("http://127.0.0.1:6081", "https://kith.example")), S(""));
    expect(strstr(purge_flaw("https://cdn.example/purge", ""), "needs media_url or public_url"));
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(strstr(purge_flaw(bad[i], "https://kith.example"), "is not an address such as https://cdn.example/purge"));
}
