#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/str.h"
#include <string.h>
#include "crypto/password_own.h"
#include "kit/test.h"

static void all(const char *const *passwords, bool want)
{
    for (; *passwords; passwords++)
        if (password_common(str_of(*passwords), S("annlee"), S("ann.lee77@example.org")) != want)
            test_fail(__FILE__, __LINE__, "%s should %s", *passwords, want ? "be refused" : "pass");
}

TEST(the_first_that_anybody_tries_are_refused)
{
    all((const char *const[]){ "password", "Password", "PASSWORD", "12345678", "123456789", "1234567890", "qwertyuiop",
                               "iloveyou", "sunshine", "princess",
                               "football", "baseball", "trustno1", "superman", "starwars", "whatever", "computer", "michelle",
                               "jennifer", "abcd1234",
                               "1q2w3e4r", "1qaz2wsx", "zaq12wsx", "qwer1234", "asdfghjkl", "letmein!", "changeme", "87654321",
                               "0987654321", "passwort",
                               "motdepasse", "contrasena", "147258369", "11223344", "31415926", NULL }, true);
}

TEST(decoration_does_not_help)
{
    all((const char *const[]){ "password1", "password123", "password123456789", "Password1!", "!password!", "123password",
                               "dragon2024", "dragon2024!", "Summer2023!",
                               "monkey99", "99monkey", "iloveyou!!!", "iloveyou24121999", "football007", "charlie111111111111",
                               "qwerty12", "abc12345!", "admin1234",
                               "welcome@123", "dragon123456!", "qwertymonkey", "monkeyqwerty", NULL }, true);
}

TEST(substitutions_do_not_help)
{
    all((const char *const[]){ "p@ssw0rd", "P@$$w0rd", "pa55word", "passw0rd!", "1l0vey0u", "ilov3you", "5unsh1ne", "f00tball",
                               "b@seb@ll1", "m1ch3ll3", "$uperman",
                               "p4$$w0rd2024", "!loveyou", "7rus7no1", "pr1nc3$$", NULL }, true);
}

TEST(nor_do_separators_or_reading_backwards)
{
    all((const char *const[]){ "pass.word", "pass word", "i love you", "p-a-s-s-w-o-r-d", "1234-5678", "drowssap", "drowssap1",
                               "uoyevoli", "let_me_in", NULL }, true);
}

TEST(runs_and_repetitions_are_refused)
{
    all((const char *const[]){ "aaaaaaaa", "11111111", "........", "abababab", "abcabcabc", "xyzxyzxyz", "1212121212",
                               "abcdefgh", "hgfedcba", "zyxwvuts", "asdfghjk",
                               "lkjhgfdsa", "qwertzuiop", "azertyuiop", "!@#$%^&*", "qwerasdf", "aaabbbccc", "111222333",
                               "abc123def456", "asdf1234", "1234qwer",
                               "zxcvbnm123", "qwertyuiop1!", "poiuytrewq", "hunter2hunter2", "dragonflydragonfly", "qazwsxedc",
                               "a1b2c3d4", "24121999", "19991224",
                               "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", NULL }, true);
}

TEST(what_takes_long_to_type_nobody_begins_with)
{
    char same[1024];

    memset(same, 'a', sizeof same);
    expect(password_common((str){ same, 64 }, S("ann"), S("")));
    expect(!password_common((str){ same, 65 }, S("ann"), S("")));
    expect(!password_common((str){ same, sizeof same }, S("ann"), S("")));
}

TEST(ones_own_name_is_refused)
{
    all((const char *const[]){ "annlee12", "AnnLee2024", "annlee!!", "eelnna12", "@nnl33123", "ann.lee77", "annlee77",
                               "annlee77!", "Ann_Lee77", "123annlee",
                               "ann.lee77@example.org", "ann.lee77@example.org1", "annleeqwerty", NULL }, true);
    expect(password_common(S("kowalski"), S("kowalski"), (str){0}));
    expect(password_common(S("kowalski1"), (str){0}, S("kowalski@example.org")));
    expect(!password_common(S("kowalski"), (str){0}, (str){0}));
    expect(!password_common(S("kowalski"), S("ko"), S("k@example.org")));
}

TEST(what_is_not_common_passes)
{
    all((const char *const[]){ "correct horse battery staple", "correcthorsebatterystaple", "tea with two sugars",
                               "my dog ate the router", "rakete-mond-gabel-7",
                               "Xk9#mQ2$vL7p", "vT4zq81LmWc0", "7f3a9c1e5b2d",
                               "ann likes long walks", "lee-annapolis-rowing", "gWq!82nz", "password manager fan",
                               "the dragon sleeps at noon", "purple monkey dishwasher",
                               "Ich mag Knoblauchbrot", "dragon8392748201",
                               "\xd0\xba\xd0\xbe\xd1\x82\xd1\x8b \xd0\xbb\xd0\xb5\xd1\x82\xd1\x8f\xd1\x82",
                               "tr0ub4dor&3", "quixotic-lamp", NULL }, false);
}

/* 12 characters drawn at random, of many or of few kinds. */
TEST(random_ones_pass)
{
    static const str kinds[] = { S("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), S("abcdefghijklmnopqrstuvwxyz"),
                                 S("abcdefghijklmnopqrstuvwxyz0123456789!#$%&*+-.:@_") };
    char text[12];
    struct rng r;

    rng_seed(&r, 7);
    for (int i = 0; i < 3000; i++) {
        str kind = kinds[i % 3];
        for (size_t j = 0; j < sizeof text; j++)
            text[j] = kind.p[rng_below(&r, (i64)kind.n)];
        if (password_common((str){ text, sizeof text }, S("annlee"), S("ann@example.org")))
            test_fail(__FILE__, __LINE__, "%.12s is refused", text);
    }
}

TEST(any_bytes_and_any_length_are_looked_at)
{
    static char text[5000];
    struct rng r;

    rng_seed(&r, 7);
    for (size_t n = 0; n < sizeof text; n = n < 300 ? n + 1 : n * 2) {
        for (size_t i = 0; i < n; i++)
            text[i] = (char)rng_below(&r, 256);
        (void)password_common((str){ text, n }, (str){ text, n / 2 }, (str){ text, n });
    }
    expect(password_common(S("\0\0\0\0\0\0\0\0"), (str){0}, (str){0}));
}

/* One a line, sorted, each once, in the letters that are compared. */
TEST(the_list_is_in_order)
{
    str rest = common_txt, word, last = {0};
    int n = 0;

    while (str_cut(&rest, '\n', &word)) {
        if (!word.n)
            break;
        expect(str_cmp(last, word) < 0 && word.n >= 4 && word.n <= 24);
        for (size_t i = 0; i < word.n; i++)
            expect((word.p[i] >= 'a' && word.p[i] <= 'z') || (word.p[i] >= '0' && word.p[i] <= '9'));
        last = word;
        n++;
    }
    expect(n >= 1000);
}
