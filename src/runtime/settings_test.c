#include "runtime/settings.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/mask.h"
#include "base/random.h"
#include "base/str.h"
#include "kit/test.h"

#define GARDEN_SETTINGS(X) \
    X(beds,    INT,    "10",   1, 500, "Beds that one gardener may have") \
    X(open,    BOOL,   "on",   0, 1,   "Whether anybody may come in") \
    X(season,  TEXT,   "summer", 0, 0, "What grows", .words = "summer,winter") \
    X(keys,    SECRET, "",     0, 0,   "Who may come in at night: name=secret, comma-separated")
SETTINGS_DECLARE(garden_settings, GARDEN_SETTINGS);
SETTINGS_DEFINE(garden_settings, GARDEN_SETTINGS);

struct fixture { struct arena arena; struct failure failure; struct settings s; };

static struct fixture *open_fixture(void)
{
    static struct fixture b;

    arena_close(&b.arena);
    arena_init(&b.arena, NULL, 0);
    failure_begin(&b.failure, &b.arena);
    settings_defaults(&b.s, &b.arena);
    expect_ok(settings_bring(&b.s, &b.failure, &garden_settings_group));
    return &b;
}

static void close_fixture(struct fixture *b)
{
    arena_close(&b->arena);
}

TEST(every_setting_begins_as_its_table_says)
{
    struct fixture *b = open_fixture();

    expect_str(b->s.listen, S("127.0.0.1:8080"));
    expect(b->s.limits);
    expect_eq(b->s.max_body, 1 << 20);
    expect_eq(b->s.idle_timeout, 75000);
    expect_eq(b->s.event_retention, 168 * 3600000ll);
    for (int i = 0; i < SETTING_COUNT; i++)
        expect_eq(b->s.sources[i], FROM_STANDARD);
    close_fixture(b);
}

TEST(values_are_read_by_their_kind)
{
    static const struct { const char *name, *value; size_t at; i64 want; } cases[] = {
        { "rate_per_minute", "1", offsetof(struct settings, rate_per_minute), 1 },
        { "rate-per-minute", "250", offsetof(struct settings, rate_per_minute), 250 },
        { "max_body", "4096", offsetof(struct settings, max_body), 4096 },
        { "max_body", "64k", offsetof(struct settings, max_body), 64 << 10 },
        { "max_body", "1g", offsetof(struct settings, max_body), 1 << 30 },
        { "max_body", "2M", offsetof(struct settings, max_body), 2 << 20 },
        { "cache_size", "0", offsetof(struct settings, cache_size), 0 },
        { "idle_timeout", "500ms", offsetof(struct settings, idle_timeout), 500 },
        { "idle_timeout", "5s", offsetof(struct settings, idle_timeout), 5000 },
        { "idle_timeout", "30", offsetof(struct settings, idle_timeout), 30000 },
        { "idle_timeout", "2m", offsetof(struct settings, idle_timeout), 120000 },
        { "idle_timeout", "1h", offsetof(struct settings, idle_timeout), 3600000 },
        { "event_retention", "7d", offsetof(struct settings, event_retention), 604800000 },
        { "drain_timeout", "0", offsetof(struct settings, drain_timeout), 0 },
    };
    struct fixture *b = open_fixture();

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_ok(settings_set(&b->s, &b->failure, str_of(cases[i].name), str_of(cases[i].value), FROM_FLAG));
        expect_eq(*(i64 *)(void *)((char *)&b->s + cases[i].at), cases[i].want);
    }
    close_fixture(b);
}

TEST(switches_take_four_words_for_each_side)
{
    static const char *const on[] = { "on", "true", "yes", "1", "ON" }, *const off[] = { "off", "false", "no", "0", "Off" };
    struct fixture *b = open_fixture();

    for (size_t i = 0; i < COUNT(on); i++) {
        expect_ok(settings_set(&b->s, &b->failure, S("https-redirect"), str_of(on[i]), FROM_FLAG));
        expect(b->s.https_redirect);
        expect_ok(settings_set(&b->s, &b->failure, S("https_redirect"), str_of(off[i]), FROM_FLAG));
        expect(!b->s.https_redirect);
    }
    close_fixture(b);
}

TEST(wrong_values_are_refused_with_the_setting_the_value_and_what_is_taken)
{
    static const struct { const char *name, *value, *says; } cases[] = {
        { "rate_per_minute", "abc", "rate_per_minute: \"abc\" is not a whole number from 1 to 1000000000 (from --rate-per-minute)" },
        { "rate_per_minute", "", "\"\" is not a whole number" },
        { "rate_per_minute", "0", "from 1 to" },
        { "rate_per_minute", "-5", "\"-5\" is not" },
        { "rate_per_minute", "1.5", "is not a whole number" },
        { "rate_per_minute", "99999999999999999999999", "is not a whole number" },
        { "rate_per_minute", "5 ", "is not a whole number" },
        { "max_body", "10", "a size such as 512k, 1m or 2g, from 1k to 1g" },
        { "max_body", "2g", "from 1k to 1g" },
        { "max_body", "9999999999999t", "from 1k to 1g" },
        { "max_body", "k", "is not a size" },
        { "max_body", "5x", "is not a size" },
        { "idle_timeout", "30 s", "a time such as 500ms, 5s, 2m, 1h or 7d, from 100ms to 1d" },
        { "idle_timeout", "1ms", "from 100ms" },
        { "limits", "maybe", "limits: \"maybe\" is not on or off" },
        { "log_level", "loud", "debug, info, warn or error" },
        { "roles", "api,cook", "all, or some of api,realtime,worker" },
        { "roles", "", "may not be empty" },
        { "data", "", "may not be empty" },
        { "beds", "501", "beds: \"501\" is not a whole number from 1 to 500 (from --beds)" },
        { "season", "spring", "season: \"spring\" is not summer or winter" },
        { "data", "a\nb", "without control characters" },
        { "data", "\xff", "UTF-8" },
    };
    struct fixture *b = open_fixture();

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_eq(settings_set(&b->s, &b->failure, str_of(cases[i].name), str_of(cases[i].value), FROM_FLAG), ERR_INVALID);
        if (str_find(b->failure.detail, str_of(cases[i].says)) < 0)
            test_fail(__FILE__, __LINE__, "case %zu says \"" STR_FMT "\"", i, STR_ARG(b->failure.detail));
    }
    expect_eq(b->s.rate_per_minute, 100);
    close_fixture(b);
}

TEST(a_capability_brings_settings_of_its_own)
{
    struct fixture *b = open_fixture();
    const struct garden_settings *garden = garden_settings(&b->s);

    expect(garden->beds == 10 && garden->open && str_eq(garden->season, S("summer")) && !garden->keys.n);
    expect_ok(settings_set(&b->s, &b->failure, S("beds"), S("20"), FROM_FLAG));
    expect_ok(settings_set(&b->s, &b->failure, S("beds"), S("30"), FROM_FILE));
    expect_ok(settings_set(&b->s, &b->failure, S("season"), S("winter"), FROM_FILE));
    expect(garden->beds == 20 && str_eq(garden->season, S("winter")));
    struct settings copy = b->s;
    expect(garden_settings(&copy) == garden);
    close_fixture(b);
}

TEST(a_name_stands_for_one_setting)
{
    static const struct setting listen[] = { { "listen", SETTING_TEXT, "", 0, 0, "Again", 0, NULL, NULL } };
    const struct settings_group again = { listen, 1, sizeof(str) };
    struct fixture *b = open_fixture();

    expect_eq(settings_bring(&b->s, &b->failure, &again), ERR_INVALID);
    expect_str(b->failure.detail, S("the setting listen is declared twice."));
    expect_eq(settings_bring(&b->s, &b->failure, &garden_settings_group), ERR_INVALID);
    close_fixture(b);
}

TEST(an_unknown_name_is_refused_with_the_near_one)
{
    struct fixture *b = open_fixture();

    expect_eq(settings_set(&b->s, &b->failure, S("lisen"), S("x"), FROM_FLAG), ERR_INVALID);
    expect_str(b->failure.detail, S("there is no setting \"lisen\"; did you mean \"listen\"?"));
    expect_eq(settings_set(&b->s, &b->failure, S("entirely_else"), S("x"), FROM_FLAG), ERR_INVALID);
    expect_str(b->failure.detail, S("there is no setting \"entirely_else\"."));
    expect_str(str_of(setting_near(&b->s, S("max-bod"))), S("max_body"));
    expect_str(str_of(setting_near(&b->s, S("log"))), S("log_level"));
    expect(!setting_near(&b->s, S("")) && !setting_near(&b->s, S("x")) && !setting_near(&b->s, S("zzzzzzzz")));
    close_fixture(b);
}

TEST(a_stronger_source_wins_in_whatever_order_they_are_read)
{
    struct fixture *b = open_fixture();

    expect_ok(settings_set(&b->s, &b->failure, S("listen"), S(":1"), FROM_FLAG));
    expect_ok(settings_set(&b->s, &b->failure, S("listen"), S(":2"), FROM_FILE));
    expect_ok(settings_set(&b->s, &b->failure, S("listen"), S(":3"), FROM_ENVIRONMENT));
    expect_str(b->s.listen, S(":1"));
    expect_eq(b->s.sources[SETTING_listen], FROM_FLAG);
    expect_eq(settings_set(&b->s, &b->failure, S("max_body"), S("x"), FROM_FILE), ERR_INVALID);
    close_fixture(b);
}

static err read_text(struct fixture *b, const char *text)
{
    char path[] = "/tmp/kith-settings-XXXXXX";
    int fd = mkstemp(path);

    expect(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    err e = settings_read_file(&b->s, &b->failure, str_of(path));
    unlink(path);
    return e;
}

TEST(a_file_has_names_values_comments_and_quotes)
{
    struct fixture *b = open_fixture();

    expect_ok(read_text(b, "# all of it\n\n  listen = [::]:80  # here\r\nmax-body=2m\ndata = \"./a # b\" # c\n"
                           "cors_origins = ''\nstore=postgres://u:p#w@h/d\nroles = api"));
    expect_str(b->s.listen, S("[::]:80"));
    expect_eq(b->s.max_body, 2 << 20);
    expect_str(b->s.data, S("./a # b"));
    expect_str(b->s.cors_origins, S(""));
    expect_str(b->s.store, S("postgres://u:p#w@h/d"));
    expect_str(b->s.roles, S("api"));
    expect_eq(b->s.sources[SETTING_listen], FROM_FILE);
    close_fixture(b);
}

TEST(a_wrong_line_of_a_file_is_named)
{
    static const struct { const char *text, *says; } cases[] = {
        { "listen = :1\nlisten = :2\n", ":2: listen is set twice, first on line 1" },
        { "\nnonsense\n", ":2: a line must be name = value" },
        { "data = \"x\n", ":1: data: the quotes do not match" },
        { "data = \"x\" y\n", ":1: data: the quotes do not match" },
        { "lissten = x\n", ":1: there is no setting \"lissten\"; did you mean \"listen\"?" },
        { "max_body = big\n", ":1: max_body: \"big\" is not a size" },
        { "= x\n", ":1: there is no setting \"\"" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *b = open_fixture();
        expect_eq(read_text(b, cases[i].text), ERR_INVALID);
        if (str_find(b->failure.detail, str_of(cases[i].says)) < 0)
            test_fail(__FILE__, __LINE__, "case %zu says \"" STR_FMT "\"", i, STR_ARG(b->failure.detail));
        close_fixture(b);
    }
}

TEST(a_file_that_is_not_there_is_named)
{
    struct fixture *b = open_fixture();

    expect_eq(settings_read_file(&b->s, &b->failure, S("/nowhere/kith.conf")), ERR_INVALID);
    expect_str(b->failure.detail, S("the settings file /nowhere/kith.conf cannot be read: No such file or directory."));
    expect_eq(settings_read_file(&b->s, &b->failure, S("/tmp")), ERR_INVALID);
    close_fixture(b);
}

TEST(the_environment_speaks_in_capitals)
{
    char *good[] = { "HOME=/root", "KITH_LISTEN=:9", "KITH_OPEN=off", "KITH_FAULTS=x", "KITH_TEST_POSTGRES=y",
                     "KITH_PORT=tcp://10.0.0.1:80", "KITH_SERVICE_HOST=10.0.0.1", NULL };
    struct fixture *b = open_fixture();

    expect_ok(settings_read_environment(&b->s, &b->failure, good));
    expect_str(b->s.listen, S(":9"));
    expect(!garden_settings(&b->s)->open);
    expect_eq(b->s.sources[SETTING_COUNT + 1], FROM_ENVIRONMENT);
    close_fixture(b);
}

TEST(a_wrong_variable_is_named_with_the_near_one)
{
    static const struct { char *variable; const char *says; } cases[] = {
        { "KITH_LISTNE=x", "KITH_LISTNE is set, but there is no such setting; did you mean KITH_LISTEN?" },
        { "KITH_=x", "KITH_ is set, but there is no such setting" },
        { "KITH_listen=x", "KITH_listen is set, but" },
        { "KITH_WHATEVERELSE=x", "KITH_WHATEVERELSE is set, but there is no such setting" },
        { "KITH_MAX_BODY=big", "max_body: \"big\" is not a size such as 512k, 1m or 2g, from 1k to 1g (from KITH_MAX_BODY)" },
        { "KITH_FIBERS", "KITH_FIBERS is set, but" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture *b = open_fixture();
        char *variables[] = { cases[i].variable, NULL };
        expect_eq(settings_read_environment(&b->s, &b->failure, variables), ERR_INVALID);
        if (str_find(b->failure.detail, str_of(cases[i].says)) != 0)
            test_fail(__FILE__, __LINE__, "case %zu says \"" STR_FMT "\"", i, STR_ARG(b->failure.detail));
        close_fixture(b);
    }
}

static bool has(struct buf *b, const char *text)
{
    return str_find(buf_str(b), str_of(text)) >= 0;
}

/* ---- what may be shown ---- */

static const struct { enum setting_kind kind; const char *text, *shown; } showings[] = {
    { SETTING_URL, "sqlite", "sqlite" },
    { SETTING_URL, "postgres://kith@db/kith", "postgres://kith@db/kith" },
    { SETTING_URL, "postgres://kith:pw@a:1,b:2/kith", "postgres://kith:***@a:1,b:2/kith" },
    { SETTING_URL, "postgres://kith:@db/kith", "postgres://kith:***@db/kith" },
    { SETTING_URL, "postgres://:pw@[::1]:5432/kith?sslmode=require&sslpassword=pw",
      "postgres://:***@[::1]:5432/kith?sslmode=require&sslpassword=***" },
    { SETTING_URL, "postgres:///kith?host=/run/postgresql&password=pw", "postgres:///kith?host=/run/postgresql&password=***" },
    { SETTING_URL, "postgres://%2Frun%2Fpg/kith", "postgres://%2Frun%2Fpg/kith" },
    { SETTING_URL, "mysql://a@b/c", "mysql://a@b/c" },
    { SETTING_URL, "postgres://kith:p@w@db/kith", "***" },
    { SETTING_URL, "postgres://kith:p/w@db/kith", "***" },
    { SETTING_URL, "postgres://kith:1/w@db/kith", "***" },
    { SETTING_URL, "postgres://kith:1?w=1@db/kith", "***" },
    { SETTING_URL, "postgres:/kith:pw@db/kith", "***" },
    { SETTING_URL, "kith:pw@db/kith", "***" },
    { SETTING_URL, "host=db password=pw", "***" },
    { SETTING_URL, "Pa55word", "***" },
    { SETTING_URL, "smtp://kith:pw@mail.example.org:587", "smtp://kith:***@mail.example.org:587" },
    { SETTING_URL, "file:/var/mail", "file:/var/mail" },
    { SETTING_URL, "https://token@github.example", "https://***@github.example" },
    { SETTING_URLS, "a=https://u:pw@x/y;1, b=https://z;2", "a=https://u:***@x/y;1,b=https://z;2" },
    { SETTING_URLS, "a=https://x;1;Secret", "a=https://x;***" },
    { SETTING_URLS, "*, app.example.org, https://a:p@b@c", "*,app.example.org,***" },
    { SETTING_SECRET, "abc", "***" },
    { SETTING_SECRET, "a=b", "***" },
    { SETTING_TEXT, "127.0.0.1:1", "127.0.0.1:1" },
};

TEST(what_may_be_shown_goes_by_the_settings_kind)
{
    struct fixture *b = open_fixture();

    for (size_t i = 0; i < COUNT(showings); i++)
        expect_str(setting_shown(&b->arena, showings[i].kind, str_of(showings[i].text)), str_of(showings[i].shown));
    close_fixture(b);
}

/* A secret of four letters, between the pieces of an address that may be missing, doubled or in any order. */
static str address_draw(struct rng *r, struct buf *b)
{
    static const char *const pieces[] = { "postgres", "smtp", "https", "://", ":", "@", "/", "?", "&", "=", "#", ",", ";", "%", "%41", "[",
                                          "]",
                                          "user", "db.example", "5432", "password=", "sslpassword=", "host=", " ", "file:" };
    size_t n = 1 + rng_below(r, 12), secret = rng_below(r, (u32)n);

    b->n = 0;
    for (size_t i = 0; i < n; i++) {
        buf_add(b, str_of(pieces[rng_below(r, COUNT(pieces))]));
        if (i == secret)
            buf_lit(b, ":QZXJ@");
    }
    return buf_str(b);
}

TEST(a_password_in_an_address_of_any_form_is_not_shown)
{
    static const enum setting_kind which[] = { SETTING_URL, SETTING_URLS };
    struct fixture *b = open_fixture();
    struct rng r;

    rng_seed(&r, 1);
    for (int i = 0; i < 100000; i++) {
        struct arena_mark mark = arena_mark(&b->arena);
        struct buf drawn = {0};
        address_draw(&r, &drawn);
        str shown = setting_shown(&b->arena, which[i % (int)COUNT(which)], buf_str(&drawn));
        if (str_find(shown, S("QZXJ")) >= 0)
            test_fail(__FILE__, __LINE__, "%.*s is shown as %.*s", (int)drawn.n, drawn.p, (int)shown.n, shown.p);
        buf_close(&drawn);
        arena_rewind(&b->arena, mark);
    }
    close_fixture(b);
}

TEST(what_is_hidden_in_a_setting_is_hidden_in_every_message)
{
    struct fixture *b = open_fixture();
    struct mask m = {0};

    expect_ok(settings_set(&b->s, &b->failure, S("store"), S("postgres://kith:p%41ss%2Fw@db/kith"), FROM_FLAG));
    expect_ok(settings_set(&b->s, &b->failure, S("mail"), S("smtp://kith:letterpw@mail.example"), FROM_FLAG));
    expect_ok(settings_set(&b->s, &b->failure, S("keys"), S("a=first secret, b=seco/nd"), FROM_FLAG));
    settings_hide(&b->s, &m);
    expect_str(mask_text(&m, &b->arena, S("p%41ss%2Fw pAss/w pAss%2Fw")), S("*** *** ***"));
    expect_str(mask_text(&m, &b->arena, S("letterpw AGtpdGgAbGV0dGVycHc=")), S("*** ***="));
    expect_str(mask_text(&m, &b->arena, S("seco/nd, seco%2Fnd, first secret; a and b")), S("***, ***, ***; a and b"));
    close_fixture(b);
}

TEST(what_is_in_force_is_printed_without_secrets)
{
    struct fixture *b = open_fixture();
    struct buf out = BUF_ON(&b->arena);

    expect_ok(settings_set(&b->s, &b->failure, S("store"), S("postgres://kith:pa:ss@db:5432/kith?password=two&x=y"), FROM_FLAG));
    expect_ok(settings_set(&b->s, &b->failure, S("secret_key"), S("abcdef"), FROM_ENVIRONMENT));
    expect_ok(settings_set(&b->s, &b->failure, S("idle_timeout"), S("90000ms"), FROM_FILE));
    settings_print(&b->s, &out);
    expect(has(&out, "postgres://kith:***@db:5432/kith?password=***&x=y"));
    expect(!has(&out, "abcdef") && !has(&out, "pa:ss") && !has(&out, "=two"));
    expect(has(&out, "\nsecret_key                   ***"));
    expect(has(&out, " 90s ") && has(&out, "75s") && has(&out, "168h"));
    for (size_t i = 0; i < b->s.count; i++)
        expect(has(&out, b->s.all[i].is->name) && has(&out, b->s.all[i].is->help));
    expect(has(&out, "KITH_LISTEN") && has(&out, "KITH_MAX_CONNECTIONS_PER_ADDRESS"));
    out.n = 0;
    settings_json(&b->s, &out);
    expect(has(&out, "{\"name\":\"store\",\"value\":\"postgres://kith:***@db:5432/kith?password=***&x=y\",\"source\":\"flag\","
                     "\"default\":\"sqlite\",\"env\":\"KITH_STORE\",\"flag\":\"--store\",\"explanation\":\""));
    expect(!has(&out, "abcdef") && !has(&out, "pa:ss") && !has(&out, "=two"));
    close_fixture(b);
}

TEST(an_instance_is_called_as_it_says_else_by_its_host)
{
    static const struct { const char *name, *url, *want; } cases[] = {
        { "", "", "Kith" }, { "", "https://kith.example", "kith.example" }, { "", "https://kith.example:8443/", "kith.example" },
        { "", "http://[::1]:8080/", "[::1]" }, { "The Circle", "https://kith.example", "The Circle" },
        { "Kr\xc3\xa4hennest", "", "Kr\xc3\xa4hennest" },
    };
    struct fixture *b = open_fixture();

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_ok(settings_set(&b->s, &b->failure, S("instance_name"), str_of(cases[i].name), FROM_FLAG));
        expect_ok(settings_set(&b->s, &b->failure, S("public_url"), str_of(cases[i].url), FROM_FLAG));
        expect_str(instance_name(&b->s), str_of(cases[i].want));
    }
    expect_eq(settings_set(&b->s, &b->failure, S("instance_name"),
                           S("a name of more than sixty characters is not one that fits a subject"), FROM_FLAG), ERR_INVALID);
    expect_eq(settings_set(&b->s, &b->failure, S("instance_name"), S("two\nlines"), FROM_FLAG), ERR_INVALID);
    close_fixture(b);
}
