#include "crypto/password.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

/* Quick ones: what is tested does not depend on how long it takes. */
static const struct password_policy quick_argon = { PASSWORD_ARGON2ID, 64, 1, 0 }, quick_bcrypt = { PASSWORD_BCRYPT, 0, 0, 4 };
static const struct password_policy *const policies[] = { &quick_argon, &quick_bcrypt };

static struct scratch memory;

static str hash_of(struct arena *a, const struct password_policy *p, str password)
{
    str hash = {0};

    expect_ok(password_hash(&memory, a, p, password, &hash));
    expect(hash.n <= PASSWORD_HASH_MOST);
    return hash;
}

TEST(a_password_opens_its_own_hash_only)
{
    struct arena a = {0};

    for (size_t i = 0; i < COUNT(policies); i++) {
        str hash = hash_of(&a, policies[i], S("correct horse"));
        expect_ok(password_verify(&memory, hash, S("correct horse")));
        expect_eq(password_verify(&memory, hash, S("correct horsf")), ERR_FORBIDDEN);
        expect_eq(password_verify(&memory, hash, S("correct hors")), ERR_FORBIDDEN);
        expect_eq(password_verify(&memory, hash, S("correct horse ")), ERR_FORBIDDEN);
        expect_eq(password_verify(&memory, hash, (str){0}), ERR_FORBIDDEN);
        expect(!str_eq(hash, hash_of(&a, policies[i], S("correct horse"))));
    }
    arena_close(&a);
}

/* To its last byte, whatever bytes it has. */
TEST(a_password_counts_whole)
{
    struct arena a = {0};
    static char text[PASSWORD_BYTES_MOST + 1];

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 % 256);                 /* a NUL is among them */
    for (size_t i = 0; i < COUNT(policies); i++) {
        str password = { text, PASSWORD_BYTES_MOST }, hash = hash_of(&a, policies[i], password), out;
        expect_ok(password_verify(&memory, hash, password));
        text[PASSWORD_BYTES_MOST - 1] ^= 1;
        expect_eq(password_verify(&memory, hash, password), ERR_FORBIDDEN);
        text[PASSWORD_BYTES_MOST - 1] ^= 1;
        expect_eq(password_hash(&memory, &a, policies[i], (str){ text, sizeof text }, &out), ERR_INVALID);
        expect_eq(password_verify(&memory, hash, (str){ text, sizeof text }), ERR_FORBIDDEN);
        hash = hash_of(&a, policies[i], S("before\0behind"));
        expect_eq(password_verify(&memory, hash, S("before\0Behind")), ERR_FORBIDDEN);
        expect_eq(password_verify(&memory, hash, S("before")), ERR_FORBIDDEN);
    }
    arena_close(&a);
}

TEST(hashes_say_how_they_were_made)
{
    struct arena a = {0};
    struct password_policy standard = PASSWORD_POLICY;

    expect(str_starts(hash_of(&a, &standard, S("x")), S("$argon2id$v=19$m=19456,t=2,p=1$")));
    expect(str_starts(hash_of(&a, &quick_bcrypt, S("x")), S("$bcrypt-sha384$2b$04$")));
    arena_close(&a);
}

/* Made by the reference implementation of argon2, with more than one lane and another size too; see RFC 9106. */
TEST(phc_strings_of_others_verify)
{
    static const str reference = S("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
    static const str small = S("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
    static const str lanes = S("$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc");

    expect_ok(password_verify(&memory, reference, S("password")));
    expect_ok(password_verify(&memory, small, S("password")));
    expect_ok(password_verify(&memory, lanes, S("password")));
    expect_eq(password_verify(&memory, lanes, S("differentpassword")), ERR_FORBIDDEN);
}

/* From the test vectors of bcrypt that every implementation carries. */
TEST(plain_bcrypt_of_others_verifies)
{
    static const struct { str hash, password; } rows[] = {
        { S("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"), S("U*U") },
        { S("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"), S("U*U*") },
        { S("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"), S("U*U*U") },
        { S("$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"), S("") },
        { S("$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"), S("\xff\xff\xa3") },
        { S("$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"),
          S("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored") },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        expect_ok(password_verify(&memory, rows[i].hash, rows[i].password));
        expect_eq(password_verify(&memory, rows[i].hash, S("U*V")), ERR_FORBIDDEN);
    }
    expect_eq(password_verify(&memory, rows[0].hash, S("U*U\0more")), ERR_FORBIDDEN);
}

TEST(a_long_password_opens_a_foreign_hash)
{
    static char text[1024];

    memset(text, 'x', sizeof text);
    memcpy(text, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 72);
    expect_ok(password_verify(&memory, S("$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"), (str){ text, sizeof text }));
}

TEST(what_is_no_hash_opens_for_nobody)
{
    static const char *const wrong[] = {
        "", "password", "*", "!", "$1$abcdefgh$abcdefghijklmnopqrstuv", "$6$abc$def", "$argon2id$",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4=",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=256,t=2,p=1$c29$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=0256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$2b$04$abcdefghijklmnopqrstuu", "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWx", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe:",
        "$bcrypt-sha384", "$bcrypt-sha384$bcrypt-sha384$2b$04$abcdefghijklmnopqrstuu",
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (password_verify(&memory, str_of(wrong[i]), S("password")) != ERR_FORBIDDEN)
            test_fail(__FILE__, __LINE__, "%s is taken", wrong[i]);
        expect(password_outdated(str_of(wrong[i]), &quick_argon) && password_outdated(str_of(wrong[i]), &quick_bcrypt));
    }
}

/* Any of these done would take gigabytes, or hours. */
TEST(a_hash_cannot_ask_for_too_much)
{
    static const char *const greedy[] = {
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=99999999999999999999,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=-1,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=65536,t=1000000,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=65536,t=1,p=1000$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=8,t=1,p=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$bcrypt-sha384$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    };
    static char long_one[1024];

    for (size_t i = 0; i < COUNT(greedy); i++)
        expect_eq(password_verify(&memory, str_of(greedy[i]), S("password")), ERR_FORBIDDEN);
    memset(long_one, 'A', sizeof long_one);
    memcpy(long_one, "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$", 39);
    expect_eq(password_verify(&memory, (str){ long_one, sizeof long_one }, S("password")), ERR_FORBIDDEN);
}

TEST(a_hash_is_outdated_when_the_policy_has_changed)
{
    struct arena a = {0};
    struct password_policy more = { PASSWORD_ARGON2ID, 128, 1, 0 }, again = { PASSWORD_ARGON2ID, 64, 2, 0 },
                           dearer = { PASSWORD_BCRYPT, 0, 0, 5 };
    str argon = hash_of(&a, &quick_argon, S("x")), bcrypt = hash_of(&a, &quick_bcrypt, S("x"));

    expect(!password_outdated(argon, &quick_argon) && !password_outdated(bcrypt, &quick_bcrypt));
    expect(password_outdated(argon, &more) && password_outdated(argon, &again) && password_outdated(argon, &quick_bcrypt));
    expect(password_outdated(bcrypt, &dearer) && password_outdated(bcrypt, &quick_argon));
    expect(password_outdated(str_from(bcrypt, 14), &quick_bcrypt));          /* plain: it ignores what follows 72 bytes */
    arena_close(&a);
}

TEST(a_policy_has_bounds)
{
    static const struct password_policy wrong[] = {
        { PASSWORD_ARGON2ID, 7, 2, 0 }, { PASSWORD_ARGON2ID, PASSWORD_MEMORY_MOST + 1, 2, 0 }, { PASSWORD_ARGON2ID, 64, 0, 0 },
        { PASSWORD_ARGON2ID, 64, PASSWORD_PASSES_MOST + 1, 0 }, { PASSWORD_BCRYPT, 0, 0, 3 }, { PASSWORD_BCRYPT, 0, 0, 17 },
    };

    for (size_t i = 0; i < COUNT(wrong); i++)
        expect(!password_policy_fits(&wrong[i]));
    expect(password_policy_fits(&PASSWORD_POLICY) && password_policy_fits(&quick_argon) && password_policy_fits(&quick_bcrypt));
}

/* It is read as a hash of the policy's, so verifying it does all the work; a sign-in reveals nothing by its time. */
TEST(a_dummy_is_worked_on_like_any_other)
{
    struct arena a = {0};

    for (size_t i = 0; i < COUNT(policies); i++) {
        str dummy = password_dummy(&a, policies[i]), real = hash_of(&a, policies[i], S("x"));
        expect(!password_outdated(dummy, policies[i]));
        expect_eq(dummy.n, real.n);
        expect_eq(password_verify(&memory, dummy, S("x")), ERR_FORBIDDEN);
        expect(!str_eq(dummy, password_dummy(&a, policies[i])));
    }
    arena_close(&a);
}

TEST(a_dummy_like_another_hash_is_worked_on_as_that_is)
{
    static const struct { str head; bool good; } cases[] = {
        { { "$argon2id$v=19$m=64,t=1,p=1$", 28 }, true }, { { "$2b$04$", 7 }, true }, { { "$2a$05$", 7 }, true },
        { { "$bcrypt-sha384$2b$04$", 21 }, true }, { { "$argon2id$v=19$m=64,t=1$", 24 }, false },
        { { "$argon2id$v=19$m=9999999,t=1,p=1$", 33 }, false }, { { "$2b$99$", 7 }, false }, { { "", 0 }, false }, { { "$1$", 3 }, false },
    };
    struct arena a = {0};
    str dummy;

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect(password_dummy_like(&a, cases[i].head, &dummy) == cases[i].good);
        if (cases[i].good)
            expect(str_starts(dummy, cases[i].head) && password_verify(&memory, dummy, S("x")) == ERR_FORBIDDEN);
    }
    arena_close(&a);
}
