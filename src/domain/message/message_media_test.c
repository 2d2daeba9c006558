/* Media of messages: attaching and refusals, repeats, forwarding, tombstones, and channels that are opened and closed. */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/media/testbed.h"
#include "domain/message/testbed.h"

static struct message_draft with_media(ctx *c, const char *content, const id *which, size_t n)
{
    struct message_draft d = words(content);

    d.media_ids = (strs){ arena_array(&c->arena, str, n), n };
    for (size_t i = 0; i < n; i++)
        d.media_ids.at[i] = id_text(&c->arena, which[i]);
    return d;
}

static struct message shows(ctx *c, id me, id channel, const id *which, size_t n)
{
    struct message_draft d = with_media(c, "", which, n);
    struct message out;

    expect_ok(sends(c, me, channel, &d, &out));
    return out;
}

static void expect_media(media_page page, const id *which, size_t n)
{
    expect_eq(page.n, n);
    for (size_t i = 0; i < n; i++)
        expect_eq(page.at[i].id.v, which[i].v);
}

static struct message seen(ctx *c, id me, id which)
{
    struct message out;

    expect_ok(message_get(c, me, which, &out));
    return out;
}

static void expect_code(ctx *c, err e, const char *code, const char *field)
{
    expect(e != OK);
    expect_str(str_of(failure_code(&c->failure)), str_of(code));
    expect(failure_told(&c->failure, str_of(field)));
    failure_begin(&c->failure, &c->arena);
}

/* ---- sending ---- */

static err sent(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), open = a_channel(c, ann, "public"), two = a_direct(c, ann, bob);
    id all[] = { a_media(c, ann, MEDIA_IMAGE), a_media(c, ann, MEDIA_FILE), a_media(c, ann, MEDIA_VOICE) };
    id apart = a_media(c, ann, MEDIA_IMAGE);

    (void)arg;
    struct message m = shows(c, ann, open, all, 3), closed = shows(c, ann, two, &apart, 1);
    expect_media(m.media, all, 3);
    expect_str(m.message_type, S("text"));
    expect_str(m.media_url.v, m.media.at[0].url.v);
    expect(m.media.at[0].url_expires_at.is == NULLED && closed.media.at[0].url_expires_at.is == GIVEN);
    expect_media(seen(c, ann, m.id).media, all, 3);
    expect_media(seen(c, bob, closed.id).media, &apart, 1);
    expect_eq(said(c, ann, open, "words").media.n, 0);
    medias_agree(c);
    messages_agree(c);
    return OK;
}

TEST(a_message_shows_its_media_and_needs_no_words) { in_messages(sent); }

static err refused(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), channel = a_channel(c, ann, "public"), used = a_media(c, ann, MEDIA_IMAGE);
    id good = a_media(c, ann, MEDIA_IMAGE), his = a_media(c, bob, MEDIA_IMAGE), bad = a_media_in(c, ann, MEDIA_IMAGE, MEDIA_FAILED);
    id late = a_media_in(c, ann, MEDIA_IMAGE, MEDIA_PROCESSING);
    const struct { id which; const char *code; } all[] = {
        { used, "media_not_found" }, { his, "media_not_found" }, { { 7 }, "media_not_found" }, { bad, "media_failed" },
        { late, "media_not_ready" }, { good, "invalid_input" },
    };
    struct message out;

    (void)arg;
    (void)shows(c, ann, channel, &used, 1);
    for (size_t i = 0; i < COUNT(all); i++) {
        struct message_draft d = with_media(c, "x", (id[]){ good, all[i].which }, 2);
        expect_code(c, sends(c, ann, channel, &d, &out), all[i].code, "media_ids");
    }
    expect_eq(media_refs(c, good), 0);
    medias_agree(c);
    return OK;
}

TEST(what_cannot_be_attached_is_refused_and_nothing_is_sent) { in_messages(refused); }

static err repeated(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), a = a_media(c, ann, MEDIA_IMAGE), b = a_media(c, ann, MEDIA_IMAGE);
    struct message_draft d = with_media(c, "x", &a, 1), other = with_media(c, "x", &b, 1), none = words("x");
    struct message first, again;
    bool is = false;

    (void)arg;
    d.client_ref = other.client_ref = none.client_ref = (maybe_str){ GIVEN, S("r1") };
    TRY(message_send(c, ann, channel, &d, &first, &is));
    expect(!is);
    TRY(message_send(c, ann, channel, &d, &again, &is));
    expect(is && again.id.v == first.id.v);
    expect_media(again.media, &a, 1);
    expect_code(c, message_send(c, ann, channel, &other, &again, &is), "client_ref_reused", "client_ref");
    expect_code(c, message_send(c, ann, channel, &none, &again, &is), "client_ref_reused", "client_ref");
    expect_eq(media_refs(c, b), 0);
    return OK;
}

TEST(the_same_client_ref_is_the_same_media) { in_messages(repeated); }

/* ---- forwarding and deleting ---- */

static err forwarded(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), open = a_channel(c, ann, "public"), two = a_direct(c, ann, bob);
    id pics[] = { a_media(c, ann, MEDIA_IMAGE), a_media(c, ann, MEDIA_IMAGE) }, his = a_media(c, bob, MEDIA_IMAGE);
    struct caller me = { .account = ann };

    (void)arg;
    struct message m = shows(c, ann, two, pics, 2), copy;
    struct message_draft d = with_media(c, "look", &his, 1);
    comes_in(c, open, ann, bob, CHANNEL_MEMBER);
    d.forward_of = (maybe_id){ GIVEN, m.id };
    TRY(sends(c, bob, open, &d, &copy));
    expect_str(copy.content.v, S("look"));
    expect_media(copy.media, (id[]){ his, pics[0], pics[1] }, 3);
    expect_eq(media_refs(c, pics[0]), 2);
    TRY(message_delete(c, &me, m.id));
    expect_eq(seen(c, ann, m.id).media.n, 0);
    expect_eq(media_refs(c, pics[0]), 1);
    expect_media(seen(c, bob, copy.id).media, (id[]){ his, pics[0], pics[1] }, 3);
    TRY(message_delete(c, &(struct caller){ .account = bob }, copy.id));
    expect(!media_is_there(c, pics[0]) && !media_is_there(c, his));
    expect_eq(seen(c, bob, copy.id).media_url.is, NULLED);
    medias_agree(c);
    messages_agree(c);
    return OK;
}

TEST(what_is_forwarded_outlives_the_first_message) { in_messages(forwarded); }

static err edited(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), pic = a_media(c, ann, MEDIA_IMAGE);
    struct message m = shows(c, ann, channel, &pic, 1), plain = said(c, ann, channel, "words"), out;

    (void)arg;
    TRY(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("a bird") }, &out));
    expect_media(out.media, &pic, 1);
    TRY(message_edit(c, ann, m.id, (maybe_str){ GIVEN, S("") }, &out));
    expect_media(seen(c, ann, m.id).media, &pic, 1);
    expect_code(c, message_edit(c, ann, plain.id, (maybe_str){ GIVEN, S("") }, &out), "invalid_input", "content");
    return OK;
}

TEST(an_edit_leaves_the_media_and_may_leave_no_words) { in_messages(edited); }

/* ---- what goes without a deed of its sender ---- */

static bool is_gone(ctx *c, const void *arg) { return !media_is_there(c, *(const id *)arg); }

/* Whether the file of its media, which was open to everybody then, is there now, and open. */
static err served(ctx *c, const struct message *m, bool *open)
{
    struct media_file file = { .open = false };
    str url = m->media.at[0].url.v;
    err e = media_file_of(c, str_from(url, (size_t)str_find(url, S("/media/")) + sizeof "/media/" - 1), &file);

    *open = file.open;
    return e;
}

static err channel_ends(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), pic = a_media(c, ann, MEDIA_IMAGE);
    struct message m = shows(c, ann, channel, &pic, 1);
    bool open;

    (void)arg;
    expect_ok(served(c, &m, &open));
    TRY(channel_delete(c, &(struct caller){ .account = ann }, channel));
    expect_refused(c, served(c, &m, &open), &media_not_found);
    expect(is_gone(c, &pic));
    medias_agree(c);
    return OK;
}

TEST(media_go_with_their_channel) { in_messages(channel_ends); }

struct opening { id me, message; bool open; };

static bool is_open(ctx *c, const void *arg)
{
    const struct opening *o = arg;

    return (seen(c, o->me, o->message).media.at[0].url_expires_at.is == NULLED) == o->open;
}

static err turned(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), pic = a_media(c, ann, MEDIA_IMAGE);
    struct message m = shows(c, ann, channel, &pic, 1);
    struct opening o = { ann, m.id, true };
    bool open;

    (void)arg;
    expect(is_open(c, &o));
    for (int i = 0; i < 2; i++) {
        o.open = !o.open;
        TRY(channel_change(c, ann, &(struct channel_change){ .id = channel, .kind = { GIVEN, o.open ? S("public") : S("private") } }));
        expect(is_open(c, &o));
        TRY(served(c, &m, &open));
        expect_eq(open, o.open);
    }
    medias_agree(c);
    return OK;
}

TEST(media_are_as_open_as_their_channel) { in_messages(turned); }

static err swept(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), bob = a_person(c, "bob"), two = a_direct(c, ann, bob), pic = a_media(c, ann, MEDIA_IMAGE);
    struct message m = shows(c, ann, two, &pic, 1), copy;
    struct message_draft d = words("");

    (void)arg;
    d.forward_of = (maybe_id){ GIVEN, m.id };
    TRY(sends(c, bob, two, &d, &copy));
    given_up(c, ann);
    expect_soon(c, is_gone, &pic);
    expect_eq(seen(c, bob, copy.id).media.n, 0);
    return OK;
}

TEST(what_others_forwarded_of_an_erased_account_loses_its_media) { in_messages(swept); }

/* ---- what is heard ---- */

static err heard_with_content(ctx *c, void *arg)
{
    id ann = a_person(c, "ann"), channel = a_channel(c, ann, "public"), pic = a_media(c, ann, MEDIA_IMAGE);
    str topic = arena_format(&c->arena, "channel:%lld", (long long)channel.v);
    struct listener *ear = listens_to_content(c, ann, arena_cstr(&c->arena, topic), S(""));

    (void)arg;
    (void)shows(c, ann, channel, &pic, 1);
    expect_heard(c, ear, arena_format(&c->arena, "\"mediaIds\":[\"%lld\"]", (long long)pic.v));
    ear_close(&ear->ear);
    return OK;
}

TEST(the_media_of_a_message_are_named_to_those_who_listen) { in_messages(heard_with_content); }
