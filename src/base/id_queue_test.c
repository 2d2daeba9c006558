#include "base/id_queue.h"
#include "kit/test.h"

TEST(what_waits_comes_in_its_order_wherever_the_ring_begins)
{
    for (int lead = 0; lead < 20; lead++) {
        struct id_queue q = { .at = NULL };
        i64 added = 0, taken = 0;
        id out;
        for (int i = 0; i < lead; i++) {                     /* moves the beginning on */
            id_queue_add(&q, (id){ ++added });
            expect(id_queue_take(&q, &out));
            expect_eq(out.v, ++taken);
        }
        for (int round = 0; round < 50; round++) {           /* two come for each that goes */
            id_queue_add(&q, (id){ ++added });
            id_queue_add(&q, (id){ ++added });
            expect(id_queue_take(&q, &out));
            expect_eq(out.v, ++taken);
        }
        while (id_queue_take(&q, &out))
            expect_eq(out.v, ++taken);
        expect_eq(taken, added);
        expect_eq(q.n, 0);
        id_queue_close(&q);
    }
}

TEST(nothing_comes_from_an_empty_queue)
{
    struct id_queue q = { .at = NULL };
    id out;

    expect(!id_queue_take(&q, &out));
    id_queue_add(&q, (id){ 7 });
    expect(id_queue_take(&q, &out) && out.v == 7);
    expect(!id_queue_take(&q, &out));
    id_queue_close(&q);
    expect(!id_queue_take(&q, &out));
}
