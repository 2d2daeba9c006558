#include "ports/mail.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"
#include "kit/peer.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/calls/breaker.h"

struct bench { struct test_world *w; struct peer peer; int plain, starttls, tls, silent; bool served; };

static struct bench b;

static err port_open(struct failure *failure)
{
    failure_begin(failure, &b.w->arena);
    return mail_open(&b.w->world, failure, &b.w->world.mailer);
}

static void setting(const char *name, str value)
{
    struct failure failure;

    failure_begin(&failure, &b.w->arena);
    expect_ok(settings_set(&b.w->settings, &failure, str_of(name), value, FROM_FLAG));
}

static void world_open(const char *from)
{
    b = (struct bench){ .w = test_world_open((struct test_world_options){0}) };
    if (from)
        setting("mail_from", str_of(from));
}

/* A mail server beside the world. `way` has a %d for the port. */
static void served_open(const char *from, const char *way, int *port)
{
    struct failure failure;

    world_open(from);
    peer_start(&b.peer, "smtp_peer.py", b.w->folder);
    b.served = true;
    expect_eq(sscanf(b.peer.hello, "%d %d %d %d", &b.plain, &b.starttls, &b.tls, &b.silent), 4);
    char text[200];
    int n = snprintf(text, sizeof text, way, *port);
    setting("mail", (str){ text, (size_t)n });
    setting("outgoing_ca", arena_format(&b.w->arena, "%s/ca.pem", b.w->folder));
    setting("outgoing_timeout", S("1s"));
    expect_ok(port_open(&failure));
}

static void bench_close(void)
{
    runtime_stop(b.w->world.runtime);
    mail_close(&b.w->world.mailer);
    expect(!b.w->world.mailer);
    test_world_close(&b.w);
    if (b.served)
        peer_stop(&b.peer);
}

static str file_text(const char *path)
{
    static char text[1 << 17];
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    expect(fd >= 0);
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    expect(n >= 0);
    return (str){ text, (size_t)n };
}

static str letter(int n)
{
    char path[200];

    snprintf(path, sizeof path, "%s/letter-%d", b.w->folder, n);
    return file_text(path);
}

static void expect_has(str text, const char *what)
{
    if (str_find(text, str_of(what)) < 0)
        test_fail(__FILE__, __LINE__, "there is no \"%s\" in:\n%.*s", what, (int)text.n, text.p);
}

static err send_given(ctx *c, void *arg)
{
    return mail_send(c, arg);
}

static err sent(struct mail m)
{
    return test_world_call(b.w, send_given, &m);
}

static err sent_to(const char *to)
{
    return sent((struct mail){ .to = str_of(to), .subject = S("Hello"), .text = S("Hello\n") });
}

/* ---- addresses ---- */

TEST(addresses_of_mail_are_told_from_what_is_none)
{
    static const char *const good[] = { "ann@example.org", "a@b", "kith@localhost", "first.last+tag@sub.example.co.uk",
                                        "a!#$%&'*+-/=?^_`{|}~b@x.y",
                                        "1@2.3", "x@xn--bcher-kva.example" };
    static const char *const bad[] = { "", "@", "a@", "@b", "a", "a b@c", "a@b c", ".a@b", "a.@b", "a..b@c", "a@b.", "a@.b",
                                       "a@b..c", "a@-b", "a@b-",
                                       "\"a b\"@c", "a@[1.2.3.4]", "a@b@c", "a@b_c", "<a@b>", "a,b@c", "a(x)@b",
                                       "\xc3\xa4@b", "a@b\xc3\xbc.de",
                                       "a@b\r\nRCPT TO:<c@d>", "a\n@b", "a@b>" };

    for (size_t i = 0; i < COUNT(good); i++)
        if (!mail_address_valid(str_of(good[i])))
            test_fail(__FILE__, __LINE__, "it is an address: %s", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (mail_address_valid(str_of(bad[i])))
            test_fail(__FILE__, __LINE__, "it is not an address: %s", bad[i]);
    expect(!mail_address_valid(S("a\0@b")));
    expect(!mail_address_valid(S("a@b\0c")));
    char text[300];
    memset(text, 'a', sizeof text);
    text[64] = '@';
    expect(mail_address_valid((str){ text, 64 + 1 + 63 }));
    expect(!mail_address_valid((str){ text, 64 + 1 + 64 }));
    expect(!mail_address_valid((str){ text + 64, 60 }));
    text[65] = '@';
    text[64] = 'a';
    expect(!mail_address_valid((str){ text, 80 }));
}

/* ---- files ---- */

TEST(without_a_server_letters_are_files)
{
    struct failure failure;
    const char *names[3] = {0};
    int n = 0;

    world_open(NULL);
    expect_ok(port_open(&failure));
    expect_ok(sent((struct mail){ .to = S("ann@example.org"), .subject = S("One"), .text = S("Hello"), .id = S("job-7.1") }));
    fake_clock_move(&b.w->clock, 5000);
    expect_ok(sent_to("bob@example.org"));
    const char *folder = arena_cstr(&b.w->arena, arena_format(&b.w->arena, "%s/mail", b.w->folder));
    DIR *d = opendir(folder);
    expect(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.' && n < 3)
            names[n++] = arena_cstr(&b.w->arena, str_of(e->d_name));
    closedir(d);
    expect_eq(n, 2);
    const char *first = strcmp(names[0], names[1]) < 0 ? names[0] : names[1];
    expect_str(str_of(first), S("20261121T093000.000Z-job-7.1.eml"));
    const char *path = arena_cstr(&b.w->arena, arena_format(&b.w->arena, "%s/%s", folder, first));
    str text = file_text(path);
    struct stat facts;
    expect_eq(stat(path, &facts), 0);
    expect_eq(facts.st_mode & 0777, 0600);
    expect_has(text, "Date: Sat, 21 Nov 2026 09:30:00 +0000\r\n");
    expect_has(text, "From: \"Kith\"\r\n <kith@localhost>\r\n");       /* the instance's name */
    expect_has(text, "Message-ID: <job-7.1@localhost>\r\n");
    expect(str_ends(text, S("\r\n\r\nHello\r\n")));
    bench_close();
}

TEST(a_folder_that_cannot_be_written_to_is_told)
{
    struct failure failure;

    world_open(NULL);
    setting("mail", arena_format(&b.w->arena, "file:%s/letters", b.w->folder));
    expect_ok(port_open(&failure));
    const char *folder = arena_cstr(&b.w->arena, arena_format(&b.w->arena, "%s/letters", b.w->folder));
    expect_eq(rmdir(folder), 0);
    expect_eq(sent_to("ann@example.org"), ERR_IO);
    bench_close();
}

/* ---- what a letter may hold ---- */

TEST(nothing_in_a_letter_can_add_to_its_head)
{
    const struct mail good = { .to = S("ann@example.org"), .subject = S("Hello"), .text = S("x"), .id = S("a") };
    struct mail m;
    struct failure failure;

    world_open(NULL);
    expect_ok(port_open(&failure));
#define REFUSED(member, value) (m = good, m.member = (value), expect_eq(sent(m), ERR_INVALID))
    REFUSED(to, S("ann@example.org\r\nBcc: bob@example.org"));
    REFUSED(to, S("ann@example.org, bob@example.org"));
    REFUSED(to, S(""));
    REFUSED(subject, S("Hello\r\nBcc: bob@example.org"));
    REFUSED(subject, S("Hello\nthere"));
    REFUSED(subject, S("a\0b"));
    REFUSED(subject, S(""));
    REFUSED(subject, S("\xff"));
    REFUSED(text, S(""));
    REFUSED(text, S("a\0b"));
    REFUSED(html, S("a\0b"));
    REFUSED(text, S("\xc3"));
    REFUSED(id, S("a b"));
    REFUSED(id, S("a>\r\nX: y"));
    REFUSED(id, S("../a"));
    REFUSED(id, S("."));
    expect_ok(sent(good));
    bench_close();
}

TEST(settings_that_make_no_sense_stop_the_start)
{
    static const char *const ways[] = { "mail.example.org", "http://a", "smtp://", "smtp://a/b", "smtp://a?tls=maybe",
                                        "smtp://a?x", "smtps://a?tls=off",
                                        "smtp://user@a", "smtp://a:99999", "file:", "file:/proc/none", "smtp://a b" };
    static const char *const senders[] = { "Kith", "Kith <kith>", "<a@b", "a@b>", "Kith <a@b> x", "A < <a@b>", "a@b, c@d" };
    struct failure failure;

    world_open(NULL);
    for (size_t i = 0; i < COUNT(ways); i++) {
        setting("mail", str_of(ways[i]));
        if (port_open(&failure) != ERR_INVALID)
            test_fail(__FILE__, __LINE__, "it was accepted: %s", ways[i]);
        expect(!b.w->world.mailer);
    }
    setting("mail", S("smtp://user:secret@host/path"));
    expect_eq(port_open(&failure), ERR_INVALID);
    expect(str_find(failure.detail, S("secret")) < 0);
    setting("mail", S(""));
    for (size_t i = 0; i < COUNT(senders); i++) {
        setting("mail_from", str_of(senders[i]));
        if (port_open(&failure) != ERR_INVALID)
            test_fail(__FILE__, __LINE__, "it was accepted: %s", senders[i]);
    }
    test_world_close(&b.w);
}

/* ---- a server ---- */

TEST(a_letter_arrives_as_it_was_written)
{
    served_open("Käthe \"K\" <kaethe@example.org>", "smtp://127.0.0.1:%d", &b.plain);
    expect_ok(sent((struct mail){
        .to = S("ann@example.net"), .id = S("welcome-1"),
        .subject = S("Grüße aus Köln, mit vielen Wörtern, damit es auf mehr als eine Zeile kommt: 漢字かな交じり文 und 🙂🙂🙂"),
        .text = S("Hello,\r\n.\n..two dots\n\ntrailing blank \nFrom here = there\nümlaut and a very long line: "
                  "0123456789012345678901234567890123456789"
                  "012345678901234567890123456789 end\n\ttab\t\nlast"),
    }));
    str got = letter(1);
    expect_has(got, "envelope: kaethe@example.org -> ann@example.net\nhello: example.org\ntls: no\n");
    expect_has(got, "\nfrom: \"Käthe \\\"K\\\"\" <kaethe@example.org>\n");
    expect_has(got, "\nto: ann@example.net\n");
    expect_has(got, "\nsubject: Grüße aus Köln, mit vielen Wörtern, damit es auf mehr als eine Zeile kommt: 漢字かな交じり文 und 🙂🙂🙂\n");
    expect_has(got, "\ndate: Sat, 21 Nov 2026 09:30:00 +0000\nmessage-id: <welcome-1@example.org>\nmime-version: "
                    "1.0\nauto-submitted: auto-generated\n");
    expect_has(got, "\nnames: auto-submitted content-transfer-encoding content-type date from message-id mime-version subject to\n");
    expect_has(got, "\ndefects: []\n");
    expect_has(got, "\nascii: True lone: 0\n");
    ptrdiff_t longest = str_find(got, S("\nlongest: "));
    expect(longest > 0 && atoi(got.p + longest + 10) <= 76);
    expect_has(got, "\n\nHello,\n.\n..two dots\n\ntrailing blank \nFrom here = there\nümlaut and a very long line: "
                    "0123456789012345678901234567890123456789"
                    "012345678901234567890123456789 end\n\ttab\t\nlast\n");
    bench_close();
}

TEST(a_letter_may_have_two_forms)
{
    served_open(NULL, "smtp://127.0.0.1:%d", &b.plain);
    expect_ok(sent((struct mail){ .to = S("ann@example.net"),
                                  .subject = S("A plain subject, which is long enough that it has to be folded somewhere on its way"),
                                  .text = S("Hello\n"), .html = S("<p>Höllo</p>") }));
    str got = letter(1);
    expect_has(got, "\nsubject: A plain subject, which is long enough that it has to be folded somewhere on its way\n");
    expect_has(got, "\ndefects: []\n");
    expect_has(got, "\nhtml: <p>Höllo</p>\n");
    expect_has(got, "\n\nHello\n");
    bench_close();
}

TEST(subjects_survive_whatever_they_hold)
{
    static const char *const subjects[] = { "a", " leading", "trailing ", "two  blanks", "=?UTF-8?Q?not_encoded?=",
                                            "tab-less, \"quoted\" (and) <all>",
                                            "01234567890123456789012345678901234567890123456789"
                                            "01234567890123456789012345678901234567890123456789", "ä" };

    served_open(NULL, "smtp://127.0.0.1:%d", &b.plain);
    for (size_t i = 0; i < COUNT(subjects); i++) {
        char line[300];
        expect_ok(sent((struct mail){ .to = S("ann@example.net"), .subject = str_of(subjects[i]), .text = S("x") }));
        snprintf(line, sizeof line, "\nsubject: %s\n", subjects[i]);
        expect_has(letter((int)i + 1), line);
    }
    bench_close();
}

TEST(tls_and_a_password_are_used_where_they_are_asked_for)
{
    served_open(NULL, "smtp://ann:sec%%3Aret%%401@localhost:%d", &b.starttls);
    expect_ok(sent_to("ann@example.net"));
    expect_has(letter(1), "\ntls: yes\n");
    bench_close();
    served_open(NULL, "smtps://127.0.0.1:%d", &b.tls);
    expect_ok(sent_to("ann@example.net"));
    bench_close();
}

static err refused_sign_in(ctx *c, void *arg)
{
    err e = mail_send(c, arg);

    expect_str(str_of(failure_code(&c->failure)), S("mail_later"));
    expect(str_find(c->failure.cause, S("wrong")) < 0);
    return e;
}

TEST(a_wrong_password_is_not_the_letters_fault)
{
    struct mail m = { .to = S("ann@example.net"), .subject = S("x"), .text = S("x") };

    served_open(NULL, "smtp://ann:wrong@localhost:%d", &b.starttls);
    expect_eq(test_world_call(b.w, refused_sign_in, &m), ERR_UNAVAILABLE);
    bench_close();
}

TEST(without_the_tls_that_is_required_nothing_is_sent)
{
    served_open(NULL, "smtp://127.0.0.1:%d?tls=require", &b.plain);
    expect_eq(sent_to("ann@example.net"), ERR_UNAVAILABLE);
    bench_close();
    served_open(NULL, "smtp://ann:secret@127.0.0.1:%d", &b.plain);
    expect_eq(sent_to("ann@example.net"), ERR_UNAVAILABLE);
    bench_close();
}

TEST(a_certificate_that_nobody_vouches_for_is_not_taken)
{
    struct failure failure;

    served_open(NULL, "smtp://127.0.0.1:%d", &b.starttls);
    mail_close(&b.w->world.mailer);
    setting("outgoing_ca", S(""));
    expect_ok(port_open(&failure));
    expect_eq(sent_to("ann@example.net"), ERR_UNAVAILABLE);
    bench_close();
}

TEST(refusals_for_good_are_told_from_those_that_pass)
{
    served_open(NULL, "smtp://127.0.0.1:%d", &b.plain);
    for (int i = 0; i < 2 * BREAKER_FAILURES; i++) {
        expect_eq(sent_to("refused@example.net"), ERR_INVALID);
        expect_eq(sent_to("spam@example.net"), ERR_INVALID);
        expect_eq(sent_to("later@example.net"), ERR_UNAVAILABLE);
    }
    expect_ok(sent_to("ann@example.net"));
    expect_eq(sent_to("gone@example.net"), ERR_UNAVAILABLE);
    bench_close();
}

TEST(a_server_that_hangs_or_is_gone_costs_its_time_and_then_nothing)
{
    served_open(NULL, "smtp://127.0.0.1:%d", &b.silent);
    i64 began = mono_ms();
    expect_eq(sent_to("ann@example.net"), ERR_UNAVAILABLE);
    expect(mono_ms() - began >= 900 && mono_ms() - began < 8000);
    for (int i = 1; i < BREAKER_FAILURES; i++)
        expect_eq(sent_to("ann@example.net"), ERR_UNAVAILABLE);
    began = mono_ms();
    expect_eq(sent_to("ann@example.net"), ERR_UNAVAILABLE);
    expect(mono_ms() - began < 500);
    bench_close();
}
