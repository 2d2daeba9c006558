/* The wire form of account events: rows of the log outlive the program that wrote them, and other programs read them too. */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/account/account.h"
#include "kit/test.h"

static void says(const struct event_kind *kind, const char *subject, const void *told, const char *json)
{
    struct buf b = {0};

    expect_str(str_of(kind->subject), str_of(subject));
    json_write(&b, kind->payload, told);
    expect_str(buf_str(&b), str_of(json));
    buf_close(&b);
}

TEST(the_subjects_and_members_of_account_events_stay_as_they_are)
{
    struct account_state state = { .version = 7 };
    struct account_state changed = { 7, { (str[]){ S("bio"), S("locked") }, 2 } };

    says(&account_created, "account.created", &(struct account_birth){ .planted.is = ABSENT }, "{}");
    says(&account_created, "account.created", &(struct account_birth){ { GIVEN, true } }, "{\"planted\":true}");
    says(&account_changed, "account.changed", &changed, "{\"version\":7,\"changed\":[\"bio\",\"locked\"]}");
    says(&account_hidden, "account.hidden", &state, "{\"version\":7,\"changed\":[]}");
    says(&account_shown, "account.shown", &state, "{\"version\":7,\"changed\":[]}");
    says(&account_erased, "account.erased", NOTHING_TOLD, "{}");
    says(&account_secured, "account.secured", &(struct account_deed){ .what = S("password_changed") }, "{\"what\":\"password_changed\"}");
    says(&account_secured, "account.secured", &(struct account_deed){ S("identity_linked"), { GIVEN, S("GitHub") } },
         "{\"what\":\"identity_linked\",\"name\":\"GitHub\"}");
    says(&account_leaving, "account.leaving", &(struct account_departure){ { 1700000000000 } },
         "{\"deletes_at\":\"2023-11-14T22:13:20.000Z\"}");
}

TEST(an_event_of_a_newer_program_is_read_for_what_is_known_of_it)
{
    struct event e = { .kind = &account_secured, .payload = S("{\"when\":[1,{}],\"what\":\"totp_added\",\"name\":null}") };
    struct account_deed deed;
    struct arena a;

    arena_init(&a, NULL, 0);
    expect_ok(event_read(&a, &e, account_secured, &deed));
    expect_str(deed.what, S("totp_added"));
    expect(deed.name.is != GIVEN);
    e.payload = S("{}");
    expect_eq(event_read(&a, &e, account_secured, &deed), ERR_INVALID);
    arena_close(&a);
}
