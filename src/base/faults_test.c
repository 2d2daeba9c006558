#include "base/faults.h"
#include "kit/test.h"

TEST(no_fault_is_on_unless_set)
{
    expect(fault_set(S("")));
    for (int p = 0; p < FAULT_COUNT; p++)
        expect(!fault((enum fault_point)p));
}

TEST(a_number_names_the_one_call_that_fails)
{
    expect(fault_set(S("store.commit=2,cache.get")));
    expect(!fault(FAULT_STORE_COMMIT));
    expect(fault(FAULT_STORE_COMMIT));
    expect(!fault(FAULT_STORE_COMMIT));
    for (int i = 0; i < 3; i++)
        expect(fault(FAULT_CACHE_GET));
    expect(!fault(FAULT_STORE_BEGIN));
    expect(fault_set(S("")));
    expect(!fault(FAULT_CACHE_GET));
}

TEST(an_unknown_name_or_a_bad_number_is_refused)
{
    expect(!fault_set(S("store.comit")));
    expect(!fault_set(S("store.commit=0")));
    expect(!fault_set(S("store.commit=x")));
    expect(!fault_set(S("store.commit=")));
    expect(fault_set(S(" store.commit , cache.get=1")));
    expect(fault_set(S("")));
}
