/* Which names, addresses and texts are valid, and the canonical form of each. */
#include "base/arena.h"
#include "base/str.h"
#include "domain/account/account_own.h"
#include "kit/test.h"

static struct arena arena;

/* Each test's own memory; the next test takes over that of a failed one. */
static struct arena *a(void)
{
    arena_clear(&arena);
    return &arena;
}

TEST(user_names_are_letters_digits_and_underscores)
{
    const char *const good[] = { "ann", "Ann_Lee", "a_b", "___a", "007", "a23456789_b23456789_c23456789_d23456789_e23456789_" };
    const char *const bad[] = { "", "an", "ann lee", "ann-lee", "ann.lee", "\xc3\xa4nn", "ann@", "@ann", " ann",
                                "a23456789_b23456789_c23456789_d23456789_e23456789_f" };

    for (size_t i = 0; i < COUNT(good); i++)
        expect(username_well_formed(str_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!username_well_formed(str_of(bad[i])));
    expect(!username_well_formed((str){ "an\0n", 4 }));
}

TEST(names_that_speak_for_the_instance_are_reserved_also_in_disguise)
{
    const char *const bad[] = { "admin", "Admin", "ADMIN", "admin_", "_admin_", "__admin", "a_d_m_i_n", "adm1n", "4dmin",
        "r00t", "supp0rt", "5upport", "Kith", "k1th", "ki7h", "nu11", "undefined", "me_", "_ap1_", "m0derat0r", "5y5tem", "___",
        "official__",
        "he1p", "5earch", "users", "follow_requests", "first_admin" };

    for (size_t i = 0; i < COUNT(bad); i++)
        if (!username_reserved(a(), str_of(bad[i])))
            test_fail(__FILE__, __LINE__, "%s is not reserved", bad[i]);
}

TEST(ordinary_names_are_not_reserved)
{
    const char *const good[] = { "ann", "bob", "user_1", "user1", "user5", "user_5", "user12345", "post7", "tag5", "admin5",
                                 "administrator_bob",
        "helper", "my_api", "rooty", "sysadmina", "bot_lover", "alice", "oliver", "bill", "will", "a11y", "l33t", "se7en", "m4x", "newton",
        "allan",
        "tester", "team_rocket", "keith", "smith", "ann_lee", "x_1", "000", "1337" };

    for (size_t i = 0; i < COUNT(good); i++)
        if (username_reserved(a(), str_of(good[i])))
            test_fail(__FILE__, __LINE__, "%s is reserved", good[i]);
}

TEST(names_that_look_alike_are_one_name)
{
    static const struct { const char *one, *other; bool same; } pairs[] = {
        { "Bill", "b1ll", true }, { "bob", "b0b", true }, { "lil", "1I1", true }, { "O_o", "0_0", true },
        { "ann", "anna", false }, { "a_b", "ab", false }, { "seven", "se7en", false }, { "bob", "bod", false },
    };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        str one = username_look(a(), str_of(pairs[i].one)), other = username_look(&arena, str_of(pairs[i].other));
        expect_eq(str_eq(one, other), pairs[i].same);
    }
    expect_str(username_key(a(), S("Ann_1O")), S("ann_1o"));
}

TEST(e_mail_addresses_are_kept_in_one_form)
{
    static const struct { const char *text, *kept; } good[] = {
        { "ann@example.org", "ann@example.org" }, { " Ann.Lee@Example.ORG\t", "ann.lee@example.org" },
        { "a+b=c/d{e}@x.yz", "a+b=c/d{e}@x.yz" }, { "o'hara@a-b.example.co", "o'hara@a-b.example.co" },
        { "1@1.xn--p1ai", "1@1.xn--p1ai" }, { "a@1.2.3.4x", "a@1.2.3.4x" },
        { "1234567890123456789012345678901234567890123456789012345678901234@x.org",
          "1234567890123456789012345678901234567890123456789012345678901234@x.org" },
    };
    const char *const bad[] = { "", "@", "ann", "ann@", "@example.org", "ann@example", "ann@.org", "ann@example.", "ann@example..org",
        "ann.@example.org", ".ann@example.org", "a..b@example.org", "a b@example.org", "a@b@example.org", "ann@exa mple.org", "ann@-a.org",
        "ann@a-.org", "ann@a_b.org", "ann@[192.0.2.1]", "ann@192.0.2.1", "\"ann\"@example.org", "ann(x)@example.org", "<ann@example.org>",
        "\xc3\xa4nn@example.org", "ann@ex\xc3\xa4mple.org", "ann@example.org\n", "ann@example.org,bob@example.org", "mailto:ann@",
        "12345678901234567890123456789012345678901234567890123456789012345@x.org",
        "ann@1234567890123456789012345678901234567890123456789012345678901234.org" };
    str out;

    for (size_t i = 0; i < COUNT(good); i++) {
        expect(email_canonical(a(), str_of(good[i].text), &out));
        expect_str(out, str_of(good[i].kept));
        expect(email_canonical(&arena, out, &out));
        expect_str(out, str_of(good[i].kept));
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        if (email_canonical(a(), str_of(bad[i]), &out))
            test_fail(__FILE__, __LINE__, "%s was taken", bad[i]);
    expect(!email_canonical(a(), (str){ "a\0b@example.org", 15 }, &out));
}

TEST(an_e_mail_address_has_at_most_254_characters)
{
    char text[300];
    str out;

    for (size_t n = 250; n <= 256; n++) {
        memset(text, 'a', sizeof text);
        memcpy(text, "ann@", 4);
        for (size_t i = 40; i < n - 4; i += 40)
            text[i] = '.';
        memcpy(text + n - 4, ".org", 4);
        expect_eq(email_canonical(a(), (str){ text, n }, &out), n <= 254);
    }
}

TEST(phone_numbers_are_kept_in_one_form)
{
    static const struct { const char *text, *kept; } good[] = {
        { "+4930123456", "+4930123456" }, { " +49 (30) 123-456 ", "+4930123456" }, { "+1.212.555.0100", "+12125550100" },
        { "(+49) 30 123456", "+4930123456" }, { "+1234567", "+1234567" }, { "+123456789012345", "+123456789012345" },
    };
    const char *const bad[] = { "", "+", "4930123456", "030123456", "0049301234567", "+0301234567", "+123456", "+1234567890123456",
                                "+49 30 12x456",
        "++4930123456", "+49+30123456", "49+30123456", "+49/30/123456", "+\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7",
        "+49 30 123456\n",
        "-+4930123456", ")+4930123456",
        "+                                1" };
    str out;

    for (size_t i = 0; i < COUNT(good); i++) {
        expect(phone_canonical(a(), str_of(good[i].text), &out));
        expect_str(out, str_of(good[i].kept));
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        if (phone_canonical(a(), str_of(bad[i]), &out))
            test_fail(__FILE__, __LINE__, "%s was taken", bad[i]);
}

TEST(web_addresses_lead_where_they_say)
{
    const char *const good[] = { "http://example.org", "https://example.org/", "HTTPS://EXAMPLE.org/a.png?x=1#y",
                                 "https://example.org:8443/a",
        "http://localhost/x", "http://127.0.0.1:8080/x", "http://[::1]:8080/x", "https://[2001:db8::1]", "https://example.org./",
        "https://example.org/\xc3\xa4/%20", "https://example.org?x", "https://example.org#x", "https://example.org:/", "https://a/@b" };
    const char *const bad[] = { "", "example.org", "//example.org", "ftp://example.org", "javascript:alert(1)",
                                "javascript://example.org/%0aalert(1)",
        "data:text/html,x", "http:", "http://", "http:///a", "https://:80/", "https://user@example.org/", "https://user:pw@example.org/",
        "https://example.org:0/", "https://example.org:65536/", "https://example.org:80x/", "https://exa mple.org/",
        "https://example.org/a b",
        "https://example.org/\n", "https://example.org/\"x", "https://example.org/<x>", "https://example.org\\@evil.org/", "https://.org/",
        "https://a..b/", "https://-a.org/", "https://[::1", "https://[::1]x/", "https://[127.0.0.1]/", "https://[x]/", "https://1.2.3/",
        "https://999.1.1.1/",
        "https://ex\xc3\xa4mple.org/", "https://example.org/\xe2\x80\xae", "https://example.org/\xe2\x80\x8b", "https://::1/",
        "https://example.org/\x7f",
        " https://example.org/", "https://example.org/ ", "https://?x", "https://#x", "https://\xff/" };

    for (size_t i = 0; i < COUNT(good); i++)
        if (!web_address_valid(str_of(good[i])))
            test_fail(__FILE__, __LINE__, "%s was refused", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (web_address_valid(str_of(bad[i])))
            test_fail(__FILE__, __LINE__, "%s was taken", bad[i]);
    expect(!web_address_valid((str){ "https://a.org/\0", 15 }));
}

TEST(what_people_write_is_trimmed_and_turns_no_text_around)
{
    static const struct { const char *text, *clean; bool lines; } good[] = {
        { "Ann", "Ann", false }, { "  Ann  Lee ", "Ann  Lee", false }, { "", "", false }, { " \xe2\x80\x8b\xc2\xa0 ", "", false },
        { "\xe2\x80\xaegnp.exe", "gnp.exe", false }, { "\xe2\x81\xa6 Ann \xe2\x81\xa9", "Ann", false },
        { "a\xe2\x80\x8d" "b", "a\xe2\x80\x8d" "b", false }, { "\xe3\x81\x82", "\xe3\x81\x82", false },
        { "one\r\ntwo\n", "one\ntwo", true }, { "\tone\ttwo", "one\ttwo", true },
    };
    const char *const bad[] = { "a\nb", "a\tb", "a\x01", "a\x7f", "\xc2\x85", "\xe2\x80\xa8", "\x1b[31m" };
    str out;

    for (size_t i = 0; i < COUNT(good); i++) {
        expect(text_clean(a(), str_of(good[i].text), good[i].lines, &out));
        expect_str(out, str_of(good[i].clean));
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        expect(!text_clean(a(), str_of(bad[i]), false, &out));
    expect(!text_clean(a(), S("a\x01"), true, &out));
}
