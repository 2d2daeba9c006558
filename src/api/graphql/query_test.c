#include "api/graphql/testbed.h"
#include "kit/test.h"

#define TEXT(c, ...) arena_format(&(c)->arena, __VA_ARGS__).p
#define ID(of) ((long long)(of).v)

static err every_field_is_bound_run(ctx *c, void *arg)
{
    (void)arg;
    expect_answer(c, (id){ 0 }, "{ __typename }", "{\"data\":{\"__typename\":\"Query\"}}");
    return OK;
}

TEST(every_field_of_the_schema_is_bound)
{
    in_surface(every_field_is_bound_run);
}

static err viewer_run(ctx *c, void *arg)
{
    id ann = a_person(c, "ann");

    (void)arg;
    expect_answer(c, (id){ 0 }, "{ me { id } }", "{\"data\":{\"me\":null}}");
    expect_answer(c, ann, "{ me { username relationship { muting } account { role emailConfirmed } } }",
        "{\"data\":{\"me\":{\"username\":\"ann\",\"relationship\":null,\"account\":{\"role\":\"user\",\"emailConfirmed\":false}}}}");
    return OK;
}

TEST(the_viewer_is_null_for_nobody_and_has_an_account_for_oneself)
{
    in_surface(viewer_run);
}
