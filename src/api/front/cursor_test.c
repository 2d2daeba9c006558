/* Cursors say nothing to those who hold them. */
#include "api/front/call.h"
#include "base/base64.h"
#include "base/str.h"
#include "ports/secrets.h"
#include "kit/test.h"
#include "kit/world.h"

enum { CURSOR_BYTES = 24 };

static str made(ctx *c, const char *list, i64 a, i64 b) { return cursor_make_for(c, str_of(list), (struct cursor){ a, b }); }

static bool is_known(ctx *c, const char *list, str text)
{
    struct cursor at;

    return cursor_known(c, str_of(list), text, &at);
}

static err come_back(ctx *c, void *arg)
{
    static const i64 numbers[] = { 0, 1, -1, 1000, INT64_MAX, INT64_MIN };
    struct cursor at;

    (void)arg;
    for (size_t i = 0; i < COUNT(numbers); i++)
        for (size_t k = 0; k < COUNT(numbers); k++) {
            str text = made(c, "list", numbers[i], numbers[k]);
            expect(cursor_known(c, S("list"), text, &at));
            expect_eq(at.a, numbers[i]);
            expect_eq(at.b, numbers[k]);
            expect_str(made(c, "list", numbers[i], numbers[k]), text);
        }
    return OK;
}

static int bits_apart(str x, str y)
{
    u8 a[CURSOR_BYTES], b[CURSOR_BYTES];
    int n = 0;

    expect(base64url_read(x, a, sizeof a) && base64url_read(y, b, sizeof b));
    for (size_t i = 0; i < sizeof a; i++)
        n += __builtin_popcount(a[i] ^ b[i]);
    return n;
}

/* Of 192 bits about half differ, also between neighbours, and in another list: fewer than 48 would be once in 10^12. */
static err say_nothing(ctx *c, void *arg)
{
    (void)arg;
    for (i64 a = 1; a < 100; a++) {
        expect(bits_apart(made(c, "list", a, 0), made(c, "list", a + 1, 0)) >= 48);
        expect(bits_apart(made(c, "list", a, 0), made(c, "list", a, 1)) >= 48);
        expect(bits_apart(made(c, "list", a, 0), made(c, "lists", a, 0)) >= 48);
    }
    return OK;
}

static err changed_ones_are_refused(ctx *c, void *arg)
{
    str text = made(c, "list", 7, 0);
    u8 bytes[CURSOR_BYTES];

    (void)arg;
    expect(is_known(c, "list", text));
    expect(!is_known(c, "lists", text));
    expect(base64url_read(text, bytes, sizeof bytes));
    for (size_t i = 0; i < 8 * sizeof bytes; i++) {
        struct buf other = BUF_ON(&c->arena);
        bytes[i / 8] ^= (u8)(1 << i % 8);
        base64url_add(&other, bytes, sizeof bytes);
        expect(!is_known(c, "list", buf_str(&other)));
        bytes[i / 8] ^= (u8)(1 << i % 8);
    }
    return OK;
}

static void with_secrets(err (*run)(ctx *, void *))
{
    struct test_world *w = test_world_open((struct test_world_options){ .loops = 1 });
    struct failure failure;

    failure_begin(&failure, &w->arena);
    expect_ok(secrets_open(&w->world, &failure, &w->world.secrets));
    err e = test_world_call(w, run, NULL);
    secrets_close(&w->world.secrets);
    test_world_close(&w);
    expect_ok(e);
}

TEST(a_cursor_comes_back_as_its_place) { with_secrets(come_back); }
TEST(a_cursor_says_nothing_of_its_place) { with_secrets(say_nothing); }
TEST(a_changed_cursor_or_that_of_another_list_is_refused) { with_secrets(changed_ones_are_refused); }
