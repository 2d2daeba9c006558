/*
 * Messages of graphql-transport-ws: whatever comes is one of the protocol's, with what its word needs, or has the reason for which
 * the socket is closed; what it brings is whole JSON; and nothing is read beyond its end.
 */
#include <assert.h>
#include "api/graphql/sub_message.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

enum { KEY_OCTETS = 4 * 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_empty_or_object(struct arena *a, raw_json j)
{
    struct failure unread;

    failure_begin(&unread, a);
    return !j.json.n || (j.json.p[0] == '{' && json_accepts(&unread, j.json) == OK);
}

static void check_token(struct arena *a, const struct sub_message *m)
{
    str token;
    err e = sub_token_read(a, m, &token);

    assert(e == OK || e == ERR_JSON || e == ERR_INVALID);
    assert(e == OK || !token.p);
    assert(m->payload.json.n || !token.p);
    assert(utf8_valid(token));
}

static void check_question(struct arena *a, const struct sub_message *m)
{
    struct sub_question q;
    raw_json extensions;

    if (sub_question_read(a, m, &q, &extensions) != OK)
        return;
    assert(q.text.p || extensions.json.n);
    assert(q.name.p && utf8_valid(q.text) && utf8_valid(q.name));
    assert(is_empty_or_object(a, (raw_json){ q.variables }) && is_empty_or_object(a, extensions));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct sub_message m;

    arena_init(&a, NULL, 0);
    err e = sub_message_read(&a, (str){ (const char *)data, size }, &m);
    assert(e == OK || e == ERR_JSON || e == ERR_INVALID);
    assert(m.wrong && m.id.n <= KEY_OCTETS);
    if (e == OK) {
        bool of_operation = m.word == SUB_SUBSCRIBE || m.word == SUB_COMPLETE;
        assert(m.id.n || !of_operation);
        assert(is_empty_or_object(&a, m.payload));
        check_token(&a, &m);
        check_question(&a, &m);
    }
    arena_close(&a);
    return 0;
}
