#include "domain/permit/permit.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/test.h"

TEST(only_what_is_public_needs_no_sign_in)
{
    for (int p = 0; p < PERMISSION_COUNT; p++)
        expect_eq(anyone_may((enum permission)p), p == ANYONE);
}

TEST(each_role_may_all_that_those_below_may)
{
    for (int p = 0; p < PERMISSION_COUNT; p++)
        for (u32 role = ROLE_MODERATOR; role < ROLE_COUNT; role++)
            expect(may(role, (enum permission)p) || !may(role - 1, (enum permission)p));
    for (int p = 0; p < PERMISSION_COUNT; p++)
        expect(may(ROLE_ADMIN, (enum permission)p));
}

TEST(what_moderators_and_admins_do_is_not_for_others)
{
    expect(may(ROLE_USER, MAY_FOLLOW) && may(ROLE_MODERATOR, MAY_FOLLOW));
    expect(!may(ROLE_USER, MAY_SUSPEND) && may(ROLE_MODERATOR, MAY_SUSPEND));
    expect(!may(ROLE_USER, MAY_SEE_AUDIT) && may(ROLE_MODERATOR, MAY_SEE_AUDIT));
    expect(!may(ROLE_MODERATOR, MAY_SET_ROLE) && may(ROLE_ADMIN, MAY_SET_ROLE));
    expect(!may(ROLE_MODERATOR, MAY_ROTATE_KEYS) && may(ROLE_ADMIN, MAY_ROTATE_KEYS));
}

TEST(who_is_leaving_writes_only_what_brings_back_takes_along_or_secures)
{
    static const enum permission kept[] = { ANYONE, MAY_SECURE_SELF, MAY_EXPORT_SELF, MAY_LEAVE };
    int n = 0;

    for (int p = 0; p < PERMISSION_COUNT; p++)
        n += may_while_leaving((enum permission)p);
    expect_eq(n, COUNT(kept));
    for (size_t i = 0; i < COUNT(kept); i++)
        expect(may_while_leaving(kept[i]));
}

TEST(a_role_that_there_is_not_may_what_everybody_may)
{
    expect(may(ROLE_COUNT, ANYONE) && !may(ROLE_COUNT, MEMBER));
    expect(may(31, ANYONE) && !may(31, MEMBER) && !may(4000000000u, MAY_SET_ROLE));
}

TEST(roles_have_words)
{
    enum role role = ROLE_USER;

    expect(role_read(S("admin"), &role) && role == ROLE_ADMIN);
    expect(role_read(S("moderator"), &role) && role == ROLE_MODERATOR);
    expect(role_read(S("user"), &role) && role == ROLE_USER);
    expect(!role_read(S("Admin"), &role) && !role_read(S(""), &role) && role == ROLE_USER);
}

TEST(permissions_have_words_of_their_own)
{
    for (int p = 0; p < PERMISSION_COUNT; p++)
        for (int q = 0; q < p; q++)
            expect(!str_eq(str_of(permission_facts[p].word), str_of(permission_facts[q].word)));
}

/* KITH_TEST_WRITE=1 writes the page anew. */
TEST(the_page_about_permissions_is_what_the_table_says)
{
    bool anew = getenv("KITH_TEST_WRITE") != NULL;
    int fd = open(SOURCE_ROOT "/docs/permissions.md", anew ? O_RDWR | O_CREAT | O_TRUNC : O_RDONLY, 0644);
    struct buf want = {0}, is = {0};

    expect(fd >= 0);
    permissions_document(&want);
    if (anew)
        expect(write(fd, want.p, want.n) == (ssize_t)want.n);
    lseek(fd, 0, SEEK_SET);
    for (ssize_t got; (got = read(fd, buf_reserve(&is, 4096), 4096)) > 0;)
        is.n += (size_t)got;
    close(fd);
    expect_str(buf_str(&is), buf_str(&want));
    buf_close(&want);
    buf_close(&is);
}
