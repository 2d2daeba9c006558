/* What another process's roll said, twice, and a turn after it. */
#include <stdlib.h>
#include "ports/roll.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);
int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    struct roll *r = roll_open();
    struct roll_turn turn;
    struct arena a;

    arena_init(&a, NULL, 0);
    roll_shift(r, (id){ 1 }, 1, 0, (struct roll_time){ 1, { 1 } });
    roll_heard(r, 7, (str){ (const char *)data, n }, (struct roll_time){ 1, { 1 } });
    roll_heard(r, 8, (str){ (const char *)data, n }, (struct roll_time){ 2, { 2 } });
    roll_turn(r, (struct roll_time){ 100 * 1000, { 3 } }, true, &a, &turn);
    if (turn.said.n > ROLL_SAID_MOST || roll_find(r, (id){ 1 }).state != ROLL_HERE)
        abort();
    arena_close(&a);
    roll_close(&r);
    return 0;
}
