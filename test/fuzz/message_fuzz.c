/*
 * Messages of clients: whatever comes, its answer is one JSON object, refers to what can be sent back, and the message's own
 * text is not read beyond its end.
 */
#include <assert.h>
#include <stddef.h>
#include "api/realtime/message.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_answer(struct arena *a, const struct failure *f, err e, const struct about *of)
{
    struct failure unread;

    failure_begin(&unread, a);
    assert(json_accepts(&unread, message_error(a, f, e, of, 0)) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct failure f;
    struct message m;

    arena_init(&a, NULL, 0);
    failure_begin(&f, &a);
    err e = message_read(&a, &f, (str){ (const char *)data, size }, &m);
    assert(e == OK || e == ERR_JSON || e == ERR_INVALID);
    assert(m.about.ref.n <= 4 * REF_MOST && m.about.topic.n <= 4 * TOPIC_MOST);
    assert(e != ERR_JSON || (!m.type.n && !m.about.ref.p));
    check_answer(&a, &f, e == OK ? ERR_NOT_FOUND : e, &m.about);
    arena_close(&a);
    return 0;
}
