#include "base/problems.h"
#include "base/str.h"
#include "kit/test.h"
#include "runtime/testbed.h"

#define SAYS_PROBLEMS(X) \
    X(note_not_found, ERR_NOT_FOUND, "There is no such note.")
PROBLEMS_DECLARE(says_problems, SAYS_PROBLEMS)
PROBLEMS_DEFINE(says_problems, SAYS_PROBLEMS)

static err say_what_failed(ctx *c, void *arg)
{
    str *detail = arg;
    err e = fail_saying(c, &note_not_found, "There is no note %d.", 7);

    expect(c->failure.what == e && c->failure.problem == &note_not_found);
    *detail = c->failure.detail;
    expect_str(*detail, S("There is no note 7."));
    e = fail_field_saying(c, S("text"), &too_long, "At most %d.", 5);
    expect_str(c->failure.fields->field, S("text"));
    expect_str(c->failure.fields->detail, S("At most 5."));
    return e;
}

TEST(a_failure_tells_its_failure)
{
    str detail;

    expect_eq(testbed_call(say_what_failed, &detail), ERR_INVALID);
}

static err log_a_line(ctx *c, void *arg)
{
    (void)arg;
    c->caller.account.v = 42;
    memset(c->trace.trace_id, 0xab, sizeof c->trace.trace_id);
    ctx_log(c, LOG_WARN, "it is late", KV_I64("by_ms", 5));
    ctx_log(c, LOG_DEBUG, "not at this level");
    return OK;
}

TEST(a_line_of_the_log_has_the_fields_of_its_ctx)
{
    struct testbed b;
    char text[512] = "";
    int ends[2];

    expect(pipe(ends) == 0);
    testbed_world(&b);
    b.world.log.fd = ends[1];
    runtime_open(&b.world, 1);
    runtime_start(b.world.runtime);
    expect_ok(runtime_call(b.world.runtime, log_a_line, NULL));
    testbed_close(&b);
    close(ends[1]);
    expect(read(ends[0], text, sizeof text - 1) > 0);
    close(ends[0]);
    expect(strstr(text, "it is late") && strstr(text, "\"by_ms\":5") && strstr(text, "42"));
    expect(strstr(text, "abababababababababababababababab") && !strstr(text, "not at this level"));
}
