/* The rules of notes, on a world with a store and an event log of its own. */
#include "example/note/note.h"
#include "base/str.h"
#include "kit/house.h"
#include "kit/test.h"

/* ---- a world with notes ---- */

static const struct capability *const capabilities[] = { &work_capability, &note_capability, NULL };

static void in_house(err (*run)(ctx *, void *))
{
    in_house_of(capabilities, run);
}

static struct note a_note(ctx *c, const char *text)
{
    struct note n;

    expect_ok(note_create(c, &(struct note_draft){ str_of(text) }, &n));
    return n;
}

/* The counts follow within two seconds. */
static err total_becomes(ctx *c, i64 total)
{
    struct note_stats stats;

    for (int tries = 0; tries < 200; tries++) {
        TRY(note_stats_get(c, &stats));
        if (stats.total == total)
            return OK;
        TRY(ctx_sleep(c, 10));
    }
    return fail_with(c, ERR_TIMEOUT, "the total is %lld, not %lld.", (long long)stats.total, (long long)total);
}

/* ---- the cases ---- */

static err kept(ctx *c, void *arg)
{
    struct note made = a_note(c, "hello"), read;

    (void)arg;
    TRY(note_get(c, made.id, &read));
    expect_eq(read.id.v, made.id.v);
    expect_str(read.text, S("hello"));
    expect_eq(read.created_at.ms, made.created_at.ms);
    return OK;
}

TEST(a_note_is_kept_as_it_was_left)
{
    in_house(kept);
}

static err gone(ctx *c, void *arg)
{
    struct note n = a_note(c, "hello"), read;

    (void)arg;
    TRY(note_delete(c, n.id));
    expect_eq(note_get(c, n.id, &read), ERR_NOT_FOUND);
    expect_str(str_of(failure_code(&c->failure)), S("note_not_found"));
    expect_eq(note_delete(c, n.id), ERR_NOT_FOUND);
    expect_str(str_of(failure_code(&c->failure)), S("note_not_found"));
    return OK;
}

TEST(a_deleted_note_is_gone_and_cannot_be_deleted_again)
{
    in_house(gone);
}

static err listed(ctx *c, void *arg)
{
    id notes[5];
    note_page page;

    (void)arg;
    for (size_t i = 0; i < COUNT(notes); i++)
        notes[i] = a_note(c, "one of five").id;
    TRY(note_list(c, (id){ 0 }, 3, &page));
    expect_eq(page.n, 3);
    for (size_t i = 0; i < 3; i++)
        expect_eq(page.at[i].id.v, notes[4 - i].v);
    TRY(note_list(c, page.at[2].id, 3, &page));
    expect_eq(page.n, 2);
    expect_eq(page.at[0].id.v, notes[1].v);
    expect_eq(page.at[1].id.v, notes[0].v);
    return OK;
}

TEST(notes_are_listed_newest_first_and_page_by_page)
{
    in_house(listed);
}

static err counted(ctx *c, void *arg)
{
    struct note_stats stats;
    struct note first = a_note(c, "first");

    (void)arg;
    for (int i = 0; i < 20; i++)
        (void)a_note(c, "more");
    TRY(total_becomes(c, 21));
    TRY(note_delete(c, first.id));
    TRY(total_becomes(c, 20));
    TRY(note_stats_get(c, &stats));
    expect(stats.hours.n >= 1);
    expect_eq(stats.hours.at[0].hour.ms % (3600 * 1000), 0);
    return OK;
}

TEST(the_counts_follow_what_is_there)
{
    in_house(counted);
}
