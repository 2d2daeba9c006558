#include "api/front/trace.h"
#include "base/str.h"
#include "kit/test.h"

#define GOOD "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

TEST(a_trace_is_gone_on_with)
{
    struct trace t;

    expect(traceparent_read(S(GOOD), &t));
    expect_eq(t.trace_id[0], 0x0a);
    expect_eq(t.trace_id[15], 0x9c);
    expect_eq(t.parent_id[7], 0x31);
    expect(t.sampled);
    expect(traceparent_read(S("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"), &t));
    expect(!t.sampled);
}

TEST(a_later_version_is_read_as_far_as_it_is_known)
{
    struct trace t;

    expect(traceparent_read(S("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"), &t));
    expect(!traceparent_read(S("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more"), &t));
    expect(!traceparent_read(S(GOOD "-more"), &t));
}

TEST(a_wrong_trace_is_none)
{
    static const char *const wrong[] = {
        "", "nonsense", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
    };
    struct trace t;

    for (size_t i = 0; i < COUNT(wrong); i++)
        expect(!traceparent_read(str_of(wrong[i]), &t));
}

TEST(an_id_of_a_request_is_visible_text)
{
    static char long_id[130];

    memset(long_id, 'a', sizeof long_id);
    expect(request_id_valid(S("abc-123")));
    expect(request_id_valid((str){ long_id, 128 }));
    expect(!request_id_valid((str){ long_id, 129 }));
    expect(!request_id_valid(S("")));
    expect(!request_id_valid(S("a b")));
    expect(!request_id_valid(S("a\x7f")));
    expect(!request_id_valid(S("é")));
}
