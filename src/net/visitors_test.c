#include "net/visitors.h"
#include <pthread.h>
#include "base/str.h"
#include "kit/test.h"
#include "base/networks.h"

static struct address an_address(const char *text)
{
    struct address a;

    expect(address_read(str_of(text), &a));
    return a;
}

TEST(beyond_the_bound_some_are_told_and_then_none)
{
    struct visitors *v = visitors_open(3);
    struct address a = an_address("192.0.2.1"), b = an_address("192.0.2.2");

    for (int i = 0; i < 3; i++)
        expect_eq(visitors_enter(v, &a), VISIT_GRANTED);
    for (int i = 0; i < VISITORS_TOLD; i++)
        expect_eq(visitors_enter(v, &a), VISIT_REFUSED);
    expect_eq(visitors_enter(v, &a), VISIT_IGNORED);
    expect_eq(visitors_enter(v, &b), VISIT_GRANTED);
    visitors_leave(v, &b);
    for (int i = 0; i < VISITORS_TOLD + 1; i++)
        visitors_leave(v, &a);
    expect_eq(visitors_enter(v, &a), VISIT_GRANTED);
    for (int i = 0; i < 3; i++)
        visitors_leave(v, &a);
    visitors_close(&v);
}

TEST(a_network_of_64_bits_is_one_client)
{
    struct visitors *v = visitors_open(1);
    struct address one = an_address("2001:db8::1"), same = an_address("2001:db8::ffff:1"), other = an_address("2001:db8:0:1::1");

    expect_eq(visitors_enter(v, &one), VISIT_GRANTED);
    expect_eq(visitors_enter(v, &same), VISIT_REFUSED);
    expect_eq(visitors_enter(v, &other), VISIT_GRANTED);
    visitors_leave(v, &one);
    visitors_leave(v, &one);
    visitors_leave(v, &other);
    visitors_close(&v);
}

TEST(what_a_translator_made_of_ipv4_is_as_many_clients)
{
    struct visitors *v = visitors_open(1);
    struct address one = an_address("64:ff9b::192.0.2.1"), same = an_address("192.0.2.1"), other = an_address("64:ff9b::192.0.2.2");

    expect_eq(visitors_enter(v, &one), VISIT_GRANTED);
    expect_eq(visitors_enter(v, &same), VISIT_REFUSED);
    expect_eq(visitors_enter(v, &other), VISIT_GRANTED);
    visitors_leave(v, &one);
    visitors_leave(v, &same);
    visitors_leave(v, &other);
    visitors_close(&v);
}

static void *come_and_go(void *arg)
{
    for (int i = 0; i < 20000; i++) {
        struct address a = { .bytes = { 10, 0, (u8)(i >> 4), (u8)i } };
        expect_eq(visitors_enter(arg, &a), VISIT_GRANTED);
        visitors_leave(arg, &a);
    }
    return NULL;
}

TEST(threads_come_and_go_without_losing_count)
{
    struct visitors *v = visitors_open(4);
    pthread_t threads[4];

    for (size_t i = 0; i < COUNT(threads); i++)
        expect_eq(pthread_create(&threads[i], NULL, come_and_go, v), 0);
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    visitors_close(&v);              /* which asserts that nobody is left */
}
