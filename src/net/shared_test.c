#include "base/str.h"
#include "net/shared.h"
#include "kit/test.h"

TEST(octets_of_many_are_kept_once_and_leave_in_order)
{
    struct shared *a = shared_of(S("hello ")), *b = shared_of(S("world"));
    struct pieces one = { 0 }, other = { 0 };
    struct buf out = { 0 };

    for (int i = 0; i < 3; i++) {
        pieces_add(&one, a);
        pieces_add(&one, b);
    }
    pieces_add(&other, a);
    expect_eq(a->holders, 5);
    expect_eq(one.octets, 33);
    pieces_move(&one, &out, 8);
    expect_str(buf_str(&out), S("hello wo"));
    expect_str(pieces_at(&one, 0), S("rld"));
    expect_str(pieces_at(&one, 1), S("hello "));
    pieces_skip(&one, 4);
    expect_str(pieces_at(&one, 0), S("ello "));
    out.n = 0;
    pieces_move(&one, &out, 1000);
    expect_str(buf_str(&out), S("ello worldhello world"));
    expect_eq(one.octets + one.n, 0);
    expect_eq(a->holders, 2);
    shared_drop(&a);
    shared_drop(&b);
    pieces_move(&other, &out, 1000);
    expect_str(buf_str(&out), S("ello worldhello worldhello "));
    pieces_close(&one);
    pieces_close(&other);
    buf_close(&out);
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
