#include "base/err.h"
#include "base/arena.h"
#include "base/problems.h"
#include "base/str.h"
#include "kit/test.h"

static err fails(err with)
{
    TRY(OK);
    TRY(with);
    return OK;
}

#define NOTES_PROBLEMS(X) \
    X(note_not_found, ERR_NOT_FOUND, "There is no such note.") \
    X(second_factor_required, ERR_SIGN_IN, "A code is asked for.")
PROBLEMS_DECLARE(notes_problems, NOTES_PROBLEMS)
PROBLEMS_DEFINE(notes_problems, NOTES_PROBLEMS)

TEST(a_call_that_fails_ends_its_caller)
{
    expect_ok(fails(OK));
    expect_eq(fails(ERR_BUSY), ERR_BUSY);
}

TEST(every_error_has_its_facts)
{
    for (int e = 0; e < ERR_COUNT; e++) {
        const struct error_facts *f = &error_facts[e];
        expect(f->name && f->code[0] && f->title[0]);
        expect(e == OK ? f->status == 200 : f->status >= 400 && f->status < 600);
        expect(f->level < LOG_WARN || f->status >= 500);
        for (int other = 0; other < e; other++)
            expect(!str_eq(str_of(error_facts[other].code), str_of(f->code)) || error_facts[other].status == f->status);
    }
}

TEST(a_story_tells_what_went_wrong_and_where)
{
    struct arena a = {0};
    struct failure s;

    failure_begin(&s, &a);
    expect_eq(failure_saying(&s, &note_not_found, "There is no note %d.", 7), ERR_NOT_FOUND);
    failure_cause(&s, "row %d", 9);
    expect_eq(s.what, ERR_NOT_FOUND);
    expect(s.problem == &note_not_found);
    expect_str(s.detail, S("There is no note 7."));
    expect_str(s.cause, S("row 9"));
    failure_begin(&s, &a);
    expect(!s.problem && !s.detail.n && !s.fields);
    arena_close(&a);
}

TEST(fields_are_told_in_the_order_they_were_found)
{
    struct arena a = {0};
    struct failure s;
    char name[] = "text";

    failure_begin(&s, &a);
    expect_eq(failure_field_saying(&s, str_of(name), &too_long, "This must have at most %d characters.", 5), ERR_INVALID);
    name[0] = '?';
    expect_eq(failure_field(&s, S("id"), &required), ERR_INVALID);
    expect_eq(s.what, ERR_INVALID);
    expect_str(s.fields->field, S("text"));
    expect_str(s.fields->detail, S("This must have at most 5 characters."));
    expect_str(s.fields->next->field, S("id"));
    expect(!s.fields->next->next);
    arena_close(&a);
}

TEST(a_story_may_tell_more)
{
    struct arena arena;
    struct failure failure;

    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    expect(!failure.more);
    expect_eq(failure_saying(&failure, &second_factor_required, "A code is asked for."), ERR_SIGN_IN);
    failure_member_add(&failure, "valid", S("false"));
    expect_str(str_of(failure.more->name), S("valid"));
    expect_str(failure.more->json, S("false"));
    expect(!failure.more->next);
    failure_begin(&failure, &arena);
    expect(!failure.more);
    arena_close(&arena);
}
