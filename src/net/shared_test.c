#include "base/str.h"
#include "net/shared.h"
#include "kit/test.h"

/* What it gives is sent. */
static void expect_sent(struct together *t, struct pieces *q, size_t most, const char *octets)
{
    str row = together_of(t, q, most);

    expect_str(row, str_of(octets));
    pieces_skip(q, row.n);
}

TEST(octets_of_many_are_kept_once_and_leave_in_order)
{
    struct shared *a = shared_of(S("hello ")), *b = shared_of(S("world"));
    struct pieces one = { 0 }, other = { 0 };
    struct together t = { 0 };

    for (int i = 0; i < 3; i++) {
        pieces_add(&one, a);
        pieces_add(&one, b);
    }
    pieces_add(&other, a);
    expect_eq(a->holders, 5);
    expect_eq(one.octets, 33);
    expect_sent(&t, &one, 8, "hello wo");
    expect_str(pieces_at(&one, 0), S("rld"));
    expect_str(pieces_at(&one, 1), S("hello "));
    pieces_skip(&one, 1);
    expect_sent(&t, &one, 1000, "ldhello worldhello world");
    expect_eq(one.octets + one.n, 0);
    together_close(&t);
    expect_eq(a->holders, 2);
    shared_drop(&a);
    shared_drop(&b);
    expect_sent(&t, &other, 4, "hello ");
    pieces_close(&one);
    pieces_close(&other);
}

TEST(those_who_send_the_same_have_it_put_together_once)
{
    struct shared *abc[] = { shared_of(S("a")), shared_of(S("bb")), shared_of(S("ccc")) };
    struct pieces first = { 0 }, second = { 0 }, more = { 0 }, moved = { 0 }, late = { 0 };
    struct together t = { 0 };

    for (int i = 0; i < 3; i++) {
        pieces_add(&first, abc[i]);
        pieces_add(&second, abc[i]);
        pieces_add(&more, abc[i]);
        pieces_add(&moved, abc[i]);
    }
    pieces_add(&more, abc[1]);
    pieces_add(&late, abc[1]);
    pieces_add(&late, abc[2]);
    str row = together_of(&t, &first, 1000);
    expect_str(row, S("abbccc"));
    t.octets.p[0] = 'A';
    expect_str(together_of(&t, &second, 1000), S("Abbccc"));         /* it was not made again */
    expect_str(together_of(&t, &more, 1000), S("abbcccbb"));
    expect_str(together_of(&t, &first, 1000), S("abbccc"));
    pieces_skip(&moved, 2);
    expect_str(together_of(&t, &moved, 1000), S("bccc"));
    expect_str(together_of(&t, &late, 1000), S("bbccc"));
    expect_str(together_of(&t, &first, 4), S("abbc"));
    expect_str(together_of(&t, &more, 4), S("abbc"));
    for (struct pieces *q[] = { &first, &second, &more, &moved, &late }, **p = q; p < q + 5; p++)
        pieces_close(*p);
    together_close(&t);
    for (int i = 0; i < 3; i++) {
        expect_eq(abc[i]->holders, 1);
        shared_drop(&abc[i]);
    }
}

TEST(a_chunk_of_what_is_shared_is_made_once_and_goes_with_it)
{
    struct shared *s = shared_of(S("sixteen octets..")), *empty = shared_of(S(""));
    struct pieces q = { 0 };

    expect_str(shared_str(shared_chunk(s)), S("10\r\nsixteen octets..\r\n"));
    expect(shared_chunk(s) == shared_chunk(s));
    expect(shared_chunk(empty) == empty);            /* a chunk without octets would be the last */
    pieces_add(&q, shared_chunk(s));
    shared_drop(&s);
    expect_str(pieces_at(&q, 0), S("10\r\nsixteen octets..\r\n"));
    shared_drop(&empty);
    pieces_close(&q);
}

TEST(what_has_gone_leaves_its_room_to_what_comes)
{
    struct shared *a = shared_of(S("x"));
    struct pieces q = { 0 };

    for (int i = 0; i < 1000; i++) {
        pieces_add(&q, a);
        pieces_add(&q, a);
        pieces_skip(&q, 2);
    }
    expect_eq(q.room, 4);
    expect_eq(a->holders, 1);
    pieces_close(&q);
    shared_drop(&a);
}
