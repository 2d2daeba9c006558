#include "base/str.h"
#include "kit/test.h"
#include "runtime/testbed.h"

static err say_what_failed(ctx *c, void *arg)
{
    str *detail = arg;
    err e = fail(c, ERR_NOT_FOUND, "note_not_found", "no note %d", 7);

    expect(c->failure.what == e && strcmp(c->failure.code, "note_not_found") == 0);
    *detail = c->failure.detail;
    expect_str(*detail, S("no note 7"));
    e = fail_field(c, S("text"), "too_long", "at most %d", 5);
    expect_str(c->failure.fields->field, S("text"));
    expect_str(c->failure.fields->detail, S("at most 5"));
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
