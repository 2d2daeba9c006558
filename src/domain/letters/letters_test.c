/* Letters and their tokens, on a world with a store, an event log, jobs, and a folder for mail. */
#include "domain/letters/letters.h"
#include <dirent.h>
#include <stdio.h>
#include "base/buf.h"
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/letters/letters.sql.h"
#include "domain/letters/letters_own.h"
#include "domain/oauth/oauth.h"
#include "domain/privacy/privacy.h"
#include "kit/house.h"
#include "kit/test.h"

enum { HOUR = 3600 * 1000, PATIENCE_MS = 20000, STEP_MS = 5, LETTER_MOST = 1 << 16 };

/* ---- a world with letters ---- */

static const struct capability exports_capability = { .name = "exports", .events = KINDS(&export_ready) };
static const struct capability *const capabilities[] = { &work_capability, &audit_capability, &account_capability, &session_capability,
    &factor_capability, &signin_capability, &oauth_capability, &letters_capability, &exports_capability, NULL };
static const struct test_setting settings[] = {
    { "password_memory", "8k" }, { "password_passes", "1" }, { "public_url", "https://kith.example/" }, { "limits", "on" }, {0}
};
static const str password = S("correct horse battery");

static struct house house;

static void in_house(err (*run)(ctx *, void *))
{
    house = house_open((struct house_options){ .world.settings = settings, .capabilities = capabilities, .keeper = &session_keeper });
    err e = test_world_call(house.world, run, NULL);
    house_close(&house);
    expect_ok(e);
}

static void later(ctx *c, i64 ms)
{
    fake_clock_move(&house.world->clock, ms * 1000);
    expect_ok(ctx_sleep(c, 2));
}

/* ---- the letters in the folder ---- */

/* Without the line breaks that quoted-printable puts into long lines. */
static str letter_read(ctx *c, const char *path)
{
    char *text = arena_alloc(&c->arena, LETTER_MOST, 1);
    FILE *file = fopen(path, "r");
    struct buf whole = BUF_ON(&c->arena);

    expect(file != NULL);
    str rest = { text, fread(text, 1, LETTER_MOST, file) };
    fclose(file);
    for (ptrdiff_t at; (at = str_find(rest, S("=\r\n"))) >= 0; rest = str_from(rest, (size_t)at + 3))
        buf_add(&whole, str_to(rest, (size_t)at));
    buf_add(&whole, rest);
    return buf_str(&whole);
}

/* The number of letters to that address with this text; the newest is `*out`. */
static int letters_to(ctx *c, const char *to, const char *says, str *out)
{
    str folder = arena_format(&c->arena, STR_FMT "/mail", STR_ARG(house.world->settings.data)), newest = { "", 0 };
    DIR *open = opendir(arena_cstr(&c->arena, folder));
    int n = 0;

    expect(open != NULL);
    for (struct dirent *entry; (entry = readdir(open));) {
        str name = arena_copy(&c->arena, str_of(entry->d_name));
        if (!str_ends(name, S(".eml")))
            continue;
        str text = letter_read(c, arena_cstr(&c->arena, arena_format(&c->arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name))));
        if (str_find(text, arena_format(&c->arena, "To: <%s>", to)) < 0 || str_find(text, str_of(says)) < 0)
            continue;
        n++;
        if (str_cmp(name, newest) > 0) {
            newest = name;
            *out = text;
        }
    }
    closedir(open);
    return n;
}

static str letter_to(ctx *c, const char *to, const char *says, int number)
{
    str text = { "", 0 };

    for (int waited = 0; letters_to(c, to, says, &text) < number; waited += STEP_MS) {
        expect(waited < PATIENCE_MS);
        expect_ok(ctx_sleep(c, STEP_MS));
    }
    expect_eq(letters_to(c, to, says, &text), number);
    return text;
}

static str token_in(str letter)
{
    str rest = str_from(letter, (size_t)str_find_byte(letter, '#') + 1);
    ptrdiff_t end = str_find_byte(rest, '\r');

    expect(end > 0);
    return str_to(rest, (size_t)end);
}

/* ---- people ---- */

static err create(tx *t, void *arg)
{
    struct account *a = arg;
    struct account_draft draft = { .username = a->username, .email = a->email, .password_hash = a->password_hash, .language = a->language };

    return account_create(t, &draft, a);
}

static struct account somebody(ctx *c, const char *name, const char *language)
{
    struct account a = { .username = str_of(name), .language = str_of(language) };

    a.email = (maybe_str){ GIVEN, arena_format(&c->arena, "%s@example.org", name) };
    expect_ok(signin_hash(c, password, &a.password_hash));
    expect_ok(transact(c, create, &a));
    c->caller.account = a.id;
    return a;
}

static struct account again(ctx *c, id who)
{
    struct account a;

    expect_ok(account_by_id(c, who, &a));
    return a;
}

struct telling { const struct event_kind *kind; id account; const char *payload; };

static err add_event(tx *t, void *arg)
{
    const struct telling *in = arg;

    return event_add(t, in->kind, id_text(tx_arena(t), in->account), str_of(in->payload));
}

static void told(ctx *c, const struct event_kind *kind, id account, const char *payload)
{
    expect_ok(transact(c, add_event, &(struct telling){ kind, account, payload }));
}

#define expect_refused(call, e, with) do { expect_eq((call), (e)); expect_str(str_of(failure_code(&c->failure)), S(with)); } while (0)

/* ---- confirming ---- */

static err confirms(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");
    struct letter_sent sent;
    struct user user;

    (void)arg;
    str letter = letter_to(c, "ann@example.org", "Confirm your e-mail address for kith.example", 1);
    str first = token_in(letter);
    expect(str_find(letter, S("https://kith.example/confirm#")) > 0 && first.n == 43);
    TRY(letters_confirm_ask(c, c->caller.account, &sent));
    expect_eq(sent.expires_in, 48 * 3600);
    str second = token_in(letter_to(c, "ann@example.org", "Confirm", 2));
    expect_refused(letters_confirm(c, c->caller.account, &(struct emailed_token){ first }, &user), ERR_FORBIDDEN, "link_invalid");
    TRY(letters_confirm(c, c->caller.account, &(struct emailed_token){ second }, &user));
    expect(user.email_confirmed && user.id.v == ann.id.v);
    expect_refused(letters_confirm(c, c->caller.account, &(struct emailed_token){ second }, &user), ERR_FORBIDDEN, "link_invalid");
    expect_refused(letters_confirm_ask(c, c->caller.account, &sent), ERR_CONFLICT, "email_confirmed");
    return OK;
}
TEST(an_address_is_confirmed_once_by_the_newest_letter) { in_house(confirms); }

static err too_late(ctx *c, void *arg)
{
    struct user user;

    (void)arg;
    somebody(c, "ann", "en");
    str token = token_in(letter_to(c, "ann@example.org", "Confirm", 1));
    later(c, 48 * HOUR);
    expect_refused(letters_confirm(c, c->caller.account, &(struct emailed_token){ token }, &user), ERR_FORBIDDEN, "link_invalid");
    return OK;
}
TEST(a_letter_is_worth_nothing_after_its_time) { in_house(too_late); }

static err other_purpose(ctx *c, void *arg)
{
    struct user user;

    (void)arg;
    somebody(c, "ann", "en");
    str token = token_in(letter_to(c, "ann@example.org", "Confirm", 1));
    expect_refused(letters_change(c, &(struct emailed_token){ token }, &user), ERR_FORBIDDEN, "link_invalid");
    expect_refused(letters_reset(c, c->caller.account, &(struct password_reset_answer){ token, password }), ERR_FORBIDDEN, "link_invalid");
    return letters_confirm(c, c->caller.account, &(struct emailed_token){ token }, &user);
}
TEST(a_token_is_good_for_its_own_purpose_alone) { in_house(other_purpose); }

/* ---- a new password ---- */

static err resets(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "de");
    struct letter_sent sent;
    struct signed_in in;
    session_page sessions;

    (void)arg;
    TRY(signin_complete(c, &c->caller, &ann, &(struct proof){ .how = S("a test"), .strong = true }, &in));
    TRY(letters_reset_ask(c, &(struct password_reset_request){ .identifier = { GIVEN, S("@ANN") } }, &sent));
    str token = token_in(letter_to(c, "ann@example.org", "jemand, vermutlich du", 1));
    expect_eq(letters_reset(c, c->caller.account, &(struct password_reset_answer){ token, S("short") }), ERR_INVALID);
    TRY(letters_reset(c, c->caller.account, &(struct password_reset_answer){ token, S("another horse 8") }));
    TRY(session_list(c, &(struct caller){ .account = ann.id }, (id){ 0 }, 10, &sessions));
    expect_eq(sessions.n, 0);
    struct account now = again(c, ann.id);
    expect(now.email_confirmed_at.is == GIVEN && !str_eq(now.password_hash.hidden, ann.password_hash.hidden));
    letter_to(c, "ann@example.org", "das Passwort deines Kontos", 1);
    expect_refused(letters_reset(c, c->caller.account, &(struct password_reset_answer){ token, password }), ERR_FORBIDDEN, "link_invalid");
    return OK;
}
TEST(a_new_password_ends_every_session_and_confirms_the_address) { in_house(resets); }

static err old_letter(tx *t, void *arg)
{
    const struct account *a = arg;

    return letter_add(t, &(struct letter_draft){ PASSWORD_RESET, a->id, S("old@example.org"), S(""), tx_now(t) });
}

/* As if the address had changed between the lookup of the recipient and the making of the link. */
static err resets_by_another(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");

    (void)arg;
    TRY(transact(c, old_letter, &ann));
    str token = token_in(letter_to(c, "old@example.org", "Choose a new password", 1));
    expect_refused(letters_reset(c, c->caller.account, &(struct password_reset_answer){ token, S("another horse 8") }), ERR_FORBIDDEN,
                   "link_invalid");
    expect_str(again(c, ann.id).password_hash.hidden, ann.password_hash.hidden);
    return OK;
}
TEST(a_mailbox_that_is_no_longer_the_accounts_chooses_no_password) { in_house(resets_by_another); }

static int entries(ctx *c, const char *action, id subject)
{
    audit_page page;
    int n = 0;

    expect_ok(audit_list(c, 0, 100, &page));
    for (size_t i = 0; i < page.n; i++)
        n += str_eq(page.at[i].action, str_of(action)) && page.at[i].subject.v == subject.v;
    return n;
}

static err named(tx *t, void *arg)
{
    struct account_draft draft = { .username = S("bob"), .email = { GIVEN, *(const str *)arg }, .email_proven = true };
    struct account bob;

    return account_create(t, &draft, &bob);
}

static err is_logged(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en"), eve = somebody(c, "eve", "en");
    struct user user;

    (void)arg;
    TRY(letters_confirm(c, c->caller.account, &(struct emailed_token){ token_in(letter_to(c, "ann@example.org", "Confirm", 1)) }, &user));
    expect_eq(entries(c, "email_confirmed", ann.id), 1);
    TRY(transact(c, named, &eve.email.v));
    expect(again(c, eve.id).email.is != GIVEN);
    expect_eq(entries(c, "email_lapsed", eve.id), 1);
    return OK;
}
TEST(whose_an_address_comes_to_be_is_in_the_audit_log) { in_house(is_logged); }

static err bounded(ctx *c, void *arg)
{
    struct letter_sent sent;
    str text;

    (void)arg;
    somebody(c, "ann", "en");
    for (int i = 0; i < 5; i++)
        TRY(letters_reset_ask(c, &(struct password_reset_request){ .identifier = { GIVEN, S("nobody") } }, &sent));
    expect_eq(letters_reset_ask(c, &(struct password_reset_request){ .identifier = { GIVEN, S("NOBODY") } }, &sent), ERR_TOO_MANY);
    for (int i = 1; i <= 5; i++) {
        TRY(letters_reset_ask(c, &(struct password_reset_request){ .identifier = { GIVEN, S("ann") } }, &sent));
        letter_to(c, "ann@example.org", "Choose a new password", i);
    }
    TRY(letters_reset_ask(c, &(struct password_reset_request){ .email = { GIVEN, S("ann@example.org") } }, &sent));
    TRY(ctx_sleep(c, 200));
    expect_eq(letters_to(c, "ann@example.org", "Choose a new password", &text), 5);
    return OK;
}
TEST(letters_to_one_account_are_bounded_by_whatever_name_it_is_called) { in_house(bounded); }

/* ---- another address ---- */

static err changes(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");
    struct email_change_request wish = { S("New@example.org"), { GIVEN, password } };
    struct letter_sent sent;
    struct user user;

    (void)arg;
    expect_refused(letters_change_ask(c, &c->caller, &(struct email_change_request){ wish.email, { GIVEN, S("no") } }, &sent),
                   ERR_FORBIDDEN, "bad_password");
    expect_refused(letters_change_ask(c, &c->caller, &(struct email_change_request){ wish.email, { 0 } }, &sent), ERR_FORBIDDEN,
                   "bad_password");
    TRY(letters_change_ask(c, &c->caller, &wish, &sent));
    str token = token_in(letter_to(c, "new@example.org", "Confirm your new e-mail address", 1));
    expect(str_find(letter_to(c, "ann@example.org", "about to change", 1), S("new@example.org")) > 0);
    str confirm = token_in(letter_to(c, "ann@example.org", "Subject: Confirm", 1));
    TRY(letters_change(c, &(struct emailed_token){ token }, &user));
    expect_str(user.email.v, S("new@example.org"));
    expect(user.email_confirmed);
    expect_str(again(c, ann.id).email.v, S("new@example.org"));
    expect_refused(letters_confirm(c, c->caller.account, &(struct emailed_token){ confirm }, &user), ERR_FORBIDDEN, "link_invalid");
    return OK;
}
TEST(an_address_changes_and_what_was_sent_to_the_old_one_is_void) { in_house(changes); }

/* Bob confirmed his address; cleo only named hers. */
static err taken(ctx *c, void *arg)
{
    struct letter_sent sent;
    struct user user;

    (void)arg;
    somebody(c, "bob", "en");
    struct account cleo = somebody(c, "cleo", "en"), ann = somebody(c, "ann", "en");
    TRY(letters_confirm(c, c->caller.account, &(struct emailed_token){ token_in(letter_to(c, "bob@example.org", "Subject: Confirm", 1)) },
                        &user));
    TRY(letters_change_ask(c, &c->caller, &(struct email_change_request){ S("bob@example.org"), { GIVEN, password } }, &sent));
    str token = token_in(letter_to(c, "bob@example.org", "Confirm your new", 1));
    expect_refused(letters_change(c, &(struct emailed_token){ token }, &user), ERR_CONFLICT, "email_taken");
    expect_str(again(c, ann.id).email.v, S("ann@example.org"));
    TRY(letters_change_ask(c, &c->caller, &(struct email_change_request){ S("cleo@example.org"), { GIVEN, password } }, &sent));
    TRY(letters_change(c, &(struct emailed_token){ token_in(letter_to(c, "cleo@example.org", "Confirm your new", 1)) }, &user));
    expect_str(again(c, ann.id).email.v, S("cleo@example.org"));
    expect(again(c, cleo.id).email.is != GIVEN);
    return OK;
}
TEST(an_address_of_another_is_a_conflict_for_its_reader_alone) { in_house(taken); }

/* ---- notices ---- */

static err notices(ctx *c, void *arg)
{
    static const struct { const struct event_kind *kind; const char *payload, *says; } all[] = {
        { &account_secured, "{\"what\":\"totp_added\"}", "authenticator app" },
        { &account_secured, "{\"what\":\"passkey_removed\"}", "was removed" },
        { &account_secured, "{\"what\":\"factors_removed\"}", "all second factors" },
        { &account_secured, "{\"what\":\"identity_linked\",\"name\":\"GitHub\"}", "GitHub" },
        { &account_secured, "{\"what\":\"identity_unlinked\",\"name\":\"Google\"}", "Google" },
        { &account_secured, "{\"what\":\"password_changed\"}", "was changed" },
        { &account_leaving, "{\"deletes_at\":\"2031-02-03T04:05:06.000Z\"}", "3 February 2031" },
        { &export_ready, "{\"export\":\"77\",\"expires_at\":\"2031-02-04T04:05:06.000Z\"}",
          "https://kith.example/api/v1/users/me/exports/77/file" },
    };
    struct account ann = somebody(c, "ann", "en");

    (void)arg;
    for (size_t i = 0; i < COUNT(all); i++) {
        told(c, all[i].kind, ann.id, all[i].payload);
        letter_to(c, "ann@example.org", all[i].says, 1);
    }
    letter_to(c, "ann@example.org", "4 February 2031", 1);
    return OK;
}
TEST(what_is_done_to_an_account_is_told_to_its_address) { in_house(notices); }

/* After each comes an event that does cause a letter. */
static err no_letters(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");
    str text;

    (void)arg;
    letter_to(c, "ann@example.org", "Confirm", 1);
    told(c, &account_created, ann.id, "{\"planted\":true}");
    told(c, &account_secured, ann.id, "{\"what\":\"something_new\"}");
    told(c, &account_secured, (id){ 7 }, "{\"what\":\"totp_added\"}");
    told(c, &account_secured, ann.id, "{\"what\":\"passkey_added\"}");
    letter_to(c, "ann@example.org", "passkey", 1);
    expect_eq(letters_to(c, "ann@example.org", "Subject", &text), 2);
    return OK;
}
TEST(who_is_made_up_or_gone_gets_no_letter) { in_house(no_letters); }

static err not_flooded(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");
    str text;

    (void)arg;
    str token = token_in(letter_to(c, "ann@example.org", "Confirm", 1));
    for (int i = 0; i < 40; i++)
        told(c, &account_secured, ann.id, "{\"what\":\"totp_added\"}");
    letter_to(c, "ann@example.org", "authenticator app", 30);
    TRY(ctx_sleep(c, 300));
    expect_eq(letters_to(c, "ann@example.org", "authenticator app", &text), 30);
    TRY(letters_confirm(c, c->caller.account, &(struct emailed_token){ token }, &(struct user){ 0 }));
    told(c, &account_secured, ann.id, "{\"what\":\"totp_removed\"}");
    letter_to(c, "ann@example.org", "was removed", 1);
    return OK;
}
TEST(an_address_that_nobody_confirmed_is_not_flooded) { in_house(not_flooded); }

/* ---- what is kept ---- */

static err erased(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");
    bool live = true;

    (void)arg;
    str code = link_code(&c->arena, token_in(letter_to(c, "ann@example.org", "Confirm", 1)));
    TRY(link_is_live(c, CONFIRM_EMAIL, code, &live));
    expect(live);
    told(c, &account_erased, ann.id, "{}");
    for (int waited = 0; live && waited < PATIENCE_MS; waited += STEP_MS) {
        TRY(ctx_sleep(c, STEP_MS));
        TRY(link_is_live(c, CONFIRM_EMAIL, code, &live));
    }
    expect(!live);
    return OK;
}
TEST(nothing_is_left_of_an_erased_account) { in_house(erased); }

static err count_of(tx *t, void *arg)
{
    i64 *n = arg;

    return q_letter_token_sweep(t, (when){ INT64_MAX }, 1000, n);
}

static err swept(ctx *c, void *arg)
{
    i64 left;

    (void)arg;
    somebody(c, "ann", "en");
    letter_to(c, "ann@example.org", "Confirm", 1);
    later(c, 48 * HOUR + 1000);
    TRY(links_sweep(c));
    TRY(transact(c, count_of, &left));
    expect_eq(left, 0);
    return OK;
}
TEST(what_is_too_old_is_swept) { in_house(swept); }

static err ahead_swept(ctx *c, void *arg)
{
    i64 left;

    (void)arg;
    somebody(c, "ann", "en");
    letter_to(c, "ann@example.org", "Confirm", 1);
    TRY(links_sweep(c));
    later(c, -HOUR);
    TRY(links_sweep(c));
    TRY(transact(c, count_of, &left));
    expect_eq(left, 0);
    return OK;
}
TEST(a_token_of_a_clock_that_was_ahead_is_swept) { in_house(ahead_swept); }

/* ---- writing ---- */

static err written_again(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");
    str text;

    (void)arg;
    str first = letter_to(c, "ann@example.org", "Confirm", 1), rest = first;
    ptrdiff_t at = str_find(rest, S("Message-ID: <letter-"));
    expect(at > 0);
    rest = str_from(rest, (size_t)at + sizeof "Message-ID: <letter-" - 1);
    str number = str_to(rest, (size_t)str_find_byte(rest, '@'));
    str payload = arena_format(&c->arena,
                               "{\"id\":\"" STR_FMT "\",\"account\":\"%lld\",\"letter\":\"confirm_email\",\"email\":\"ann@example.org\","
        "\"detail\":\"\",\"at\":\"2026-11-21T09:30:00.000Z\"}", STR_ARG(number), (long long)ann.id.v);
    later(c, 1000);
    TRY(letter_write(c, payload));
    expect_eq(letters_to(c, "ann@example.org", "Confirm", &text), 2);
    expect_str(token_in(text), token_in(first));
    expect(str_find(text, arena_format(&c->arena, "Message-ID: <letter-" STR_FMT "@", STR_ARG(number))) > 0);
    TRY(letters_confirm(c, c->caller.account, &(struct emailed_token){ token_in(first) }, &(struct user){ 0 }));
    TRY(letter_write(c, payload));
    expect_eq(letters_to(c, "ann@example.org", "Confirm", &text), 2);
    return OK;
}
TEST(a_letter_that_is_written_again_is_the_same_and_none_once_it_was_answered) { in_house(written_again); }

static err for_good(ctx *c, void *arg)
{
    struct account ann = somebody(c, "ann", "en");

    (void)arg;
    letter_to(c, "ann@example.org", "Confirm", 1);
    return letter_write(c,
        arena_format(&c->arena,
                     "{\"id\":\"5\",\"account\":\"%lld\",\"letter\":\"password_changed\",\"email\":\"\\\"odd one\\\"@example.org\","
        "\"detail\":\"\",\"at\":\"2026-11-21T09:30:00.000Z\"}", (long long)ann.id.v));
}
TEST(a_letter_that_cannot_be_sent_is_given_up) { in_house(for_good); }
