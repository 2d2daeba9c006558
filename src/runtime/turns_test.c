#include "runtime/turns.h"
#include "kit/test.h"

enum { MANY = 20 };

static struct claim from(u64 address, u64 network, u64 around)
{
    return (struct claim){ { address, network, around } };
}

static void add(struct turns *t, struct turn *turn, struct claim claim, i64 now_ms)
{
    turn->claim = claim;
    turn_add(t, turn, now_ms);
}

TEST(of_one_address_the_first_comes_first_until_somebody_has_waited_long)
{
    struct turn a[6];
    struct turns t;

    turns_open(&t);
    for (int i = 0; i < 6; i++)
        add(&t, &a[i], from(1, 1, 1), i);
    expect(turns_next(&t, 10) == &a[0]);
    expect(turns_next(&t, 10) == &a[1]);
    expect(turns_next(&t, 1000) == &a[5]);
    expect(turns_next(&t, 1000) == &a[4]);
    turn_drop(&t, &a[2]);
    expect(turns_next(&t, 10) == &a[3]);
    expect(!turns_next(&t, 10));
    turns_close(&t);
}

TEST(who_comes_from_elsewhere_waits_for_one_turn_however_many_wait)
{
    struct turn crowd[MANY], lone;
    struct turns t;
    struct claim other = from(7, 7, 7);

    turns_open(&t);
    for (int i = 0; i < MANY; i++)
        add(&t, &crowd[i], from(1, 1, 1), 0);
    expect(turns_next(&t, 0) == &crowd[0]);
    expect_eq(turns_before(&t, &other), 0);
    add(&t, &lone, other, 0);
    expect(turns_last(&t) == &crowd[MANY - 1]);
    expect(turns_next(&t, 0) == &lone);
    turns_close(&t);
}

TEST(how_many_come_before_one_is_known_before_it_waits)
{
    struct turn all[MANY];
    struct turns t;

    turns_open(&t);
    for (u64 i = 0; i < MANY; i++) {
        u64 address = i % 3 ? 1 : i % 5;
        struct claim claim = from(address, address, address);
        size_t before = turns_before(&t, &claim), counted = 0;
        add(&t, &all[i], claim, 0);
        for (u64 k = 0; k < i; k++)
            counted += all[k].tag <= all[i].tag;
        expect_eq(before, counted);
    }
    expect_eq(turns_before(&t, &(struct claim){ { 1, 1, 1 } }), MANY);
    turns_close(&t);
}

/* Each of the crowd's turns comes from an address of its own, all of one wide network. */
TEST(a_network_of_many_addresses_gets_the_share_of_four)
{
    struct turn crowd[MANY], lone[MANY];
    struct turns t;
    int of_crowd = 0, of_lone = 0;

    turns_open(&t);
    for (u64 i = 0; i < MANY; i++)
        add(&t, &crowd[i], from(100 + i, 200 + i, 3), 0);
    for (u64 i = 0; i < MANY; i++)
        add(&t, &lone[i], from(7, 7, 7), 0);
    for (int i = 0; i < MANY; i++) {
        struct turn *next = turns_next(&t, 0);
        of_lone += next >= lone && next < lone + MANY;
        of_crowd += next >= crowd && next < crowd + MANY;
    }
    expect_eq(of_crowd, 4 * of_lone);
    turns_close(&t);
}

TEST(nobody_owes_anything_once_nobody_waits)
{
    struct turn crowd[MANY], late, lone;
    struct turns t;

    turns_open(&t);
    for (int i = 0; i < MANY; i++)
        add(&t, &crowd[i], from(1, 1, 1), 0);
    for (int i = 0; i < MANY; i++)
        expect(turns_next(&t, 0));
    add(&t, &late, from(1, 1, 1), 0);
    add(&t, &lone, from(7, 7, 7), 0);
    expect(turns_next(&t, 0) == &late);
    turns_close(&t);
}

TEST(among_strangers_to_each_other_too_the_newest_is_served_in_a_crowd)
{
    struct turn a[4];
    struct turns t;

    turns_open(&t);
    for (u64 i = 0; i < 4; i++)
        add(&t, &a[i], from(10 + i, 20 + i, 30 + i), (i64)i);
    expect(turns_next(&t, 1000) == &a[3]);
    expect(turns_next(&t, 10) == &a[0]);
    turns_close(&t);
}
