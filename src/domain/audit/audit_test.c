/* What the audit log keeps, and what its check finds after somebody wrote to its tables. */
#include "domain/audit/audit.h"
#include "base/buf.h"
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/secrets.h"

#define GATE_ACTIONS(X) X(signed_in) X(suspended)
AUDIT_DECLARE(gate_actions, GATE_ACTIONS);
AUDIT_DEFINE(gate_actions, GATE_ACTIONS);

extern const struct migration audit_migrations[];

/* A program that knows only this many migrations, and the code that follows them. */
struct program_then { size_t migrations; err (*then)(tx *, int number); };

static err start(ctx *c, void *arg)
{
    const struct program_then *p = arg;
    struct migration *known = arena_array(&c->arena, struct migration, p->migrations);
    int applied;

    for (size_t i = 0; i < p->migrations; i++) {
        known[i] = audit_migrations[i];
        known[i].then = p->then;
    }
    return store_migrate(c, known, p->migrations, &applied);
}

static size_t all_migrations(void)
{
    size_t n = 0;

    while (audit_migrations[n].set)
        n++;
    return n;
}

static err log_start(struct test_world *w)
{
    return test_world_call(w, start, &(struct program_then){ all_migrations(), audit_capability.migrated });
}

/* As left by a program without a first link. */
static struct test_world *log_open_unbegun(void)
{
    struct test_world *w = test_world_open((struct test_world_options){0});
    struct failure failure;

    failure_begin(&failure, &w->arena);
    expect_ok(secrets_open(&w->world, &failure, &w->world.secrets));
    expect_ok(test_world_call(w, start, &(struct program_then){ .migrations = 2 }));
    return w;
}

static struct test_world *log_open(void)
{
    struct test_world *w = log_open_unbegun();

    expect_ok(log_start(w));
    return w;
}

static void log_close(struct test_world **w)
{
    secrets_close(&(*w)->world.secrets);
    test_world_close(w);
}

static err add(tx *t, void *arg)
{
    const i64 *which = arg;

    return audit_add(t, &(struct audit_note){
        .action = &audit_signed_in, .actor = { *which }, .subject = { *which }, .address = S("192.0.2.1"), .detail = S("by password") });
}

static err add_ten(ctx *c, void *arg)
{
    (void)arg;
    for (i64 i = 1; i <= 10; i++)
        TRY(transact(c, add, &i));
    return OK;
}

static err add_ten_others(ctx *c, void *arg)
{
    (void)arg;
    for (i64 i = 11; i <= 20; i++)
        TRY(transact(c, add, &i));
    return OK;
}

static err verify(ctx *c, void *arg)
{
    return audit_verify(c, &(struct audit_point){0}, arg);
}

static struct audit_finding finding_of(struct test_world *w)
{
    struct audit_finding f;

    expect_ok(test_world_call(w, verify, &f));
    return f;
}

static err script(tx *t, void *arg) { return tx_script(t, str_of(arg)); }
static err meddle(ctx *c, void *arg) { return transact(c, script, arg); }

/* Ten entries, a meddler with SQL, and what the check finds. */
static struct audit_finding after_meddling(const char *sql)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(test_world_call(w, meddle, (void *)sql));
    struct audit_finding f = finding_of(w);
    log_close(&w);
    return f;
}

/* ---- what is kept ---- */

static err listed(ctx *c, void *arg)
{
    audit_page page;

    (void)arg;
    TRY(add_ten(c, NULL));
    TRY(audit_list(c, 0, 4, &page));
    expect_eq(page.n, 4);
    expect_eq(page.at[0].number, 1);
    expect_str(page.at[3].action, S("signed_in"));
    expect_eq(page.at[3].actor.v, 4);
    expect_str(page.at[3].address, S("192.0.2.1"));
    expect_str(page.at[3].detail, S("by password"));
    expect_eq(page.at[3].at.ms, ctx_now(c).ms);
    TRY(audit_list(c, 8, 4, &page));
    expect_eq(page.n, 2);
    expect_eq(page.at[1].number, 10);
    return OK;
}

TEST(entries_are_listed_oldest_first)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, listed, NULL));
    log_close(&w);
}

static err add_and_refuse(tx *t, void *arg)
{
    TRY(add(t, arg));
    return tx_fail_with(t, ERR_FORBIDDEN, "no.");
}

static err refused(ctx *c, void *arg)
{
    i64 one = 1;

    (void)arg;
    expect_eq(transact(c, add_and_refuse, &one), ERR_FORBIDDEN);
    return add_ten(c, NULL);
}

TEST(an_entry_of_a_transaction_that_refused_is_not_there)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, refused, NULL));
    struct audit_finding f = finding_of(w);
    expect_eq(f.entries, 10);
    expect_eq(f.wrong, 0);
    log_close(&w);
}

static err add_long(tx *t, void *arg)
{
    struct buf text = BUF_ON(tx_arena(t));

    (void)arg;
    buf_byte(&text, 'x');
    while (text.n < 2000)
        buf_lit(&text, "ä");
    return audit_add(t, &(struct audit_note){ .action = &audit_suspended, .address = buf_str(&text), .detail = buf_str(&text) });
}

static err long_one(ctx *c, void *arg)
{
    audit_page page;

    (void)arg;
    TRY(transact(c, add_long, NULL));
    TRY(audit_list(c, 0, 1, &page));
    expect_eq(page.at[0].detail.n, 499);                    /* not half of a character */
    expect_eq(page.at[0].address.n, 99);
    return OK;
}

TEST(texts_are_cut_between_characters)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, long_one, NULL));
    expect_eq(finding_of(w).wrong, 0);
    log_close(&w);
}

/* ---- what is found ---- */

TEST(a_log_that_nobody_touched_is_right)
{
    struct audit_finding f = after_meddling("SELECT 1;");

    expect_eq(f.entries, 10);
    expect_eq(f.wrong, 0);
    expect_eq(f.why.n, 0);
    expect_eq(f.last.n, 64);
}

TEST(an_empty_log_is_right)
{
    struct test_world *w = log_open();
    struct audit_finding f = finding_of(w);

    expect_eq(f.entries, 0);
    expect_eq(f.wrong, 0);
    log_close(&w);
}

#define RENUMBER(from, by) "UPDATE audit SET number = number + 1000 WHERE number >= " #from "; " \
                           "UPDATE audit SET number = number - 1000 + (" #by ") WHERE number > 1000; "
#define COPIED(number, of) "INSERT INTO audit SELECT " #number ", at," \
    " action, actor, subject, address, detail, hash FROM audit WHERE number = " #of "; "

static const struct meddling { const char *what, *sql; i64 wrong; } meddlings[] = {
    { "changed: when", "UPDATE audit SET at = at + 1 WHERE number = 4", 4 },
    { "changed: what", "UPDATE audit SET action = 'signed_out' WHERE number = 4", 4 },
    { "changed: who", "UPDATE audit SET actor = 7 WHERE number = 4", 4 },
    { "changed: whom", "UPDATE audit SET subject = 7 WHERE number = 1", 1 },
    { "changed: where", "UPDATE audit SET address = '' WHERE number = 10", 10 },
    { "changed: how", "UPDATE audit SET detail = '' WHERE number = 4", 4 },
    { "changed: hash", "UPDATE audit SET hash = '' WHERE number = 4", 4 },
    { "text moved from one member to the next", "UPDATE audit SET address = '192.0.2.1by', detail = ' password' WHERE number = 4", 4 },
    { "dropped", "DELETE FROM audit WHERE number = 4", 4 },
    { "dropped the first", "DELETE FROM audit WHERE number = 1", 1 },
    { "dropped, the others moved up", "DELETE FROM audit WHERE number = 4; " RENUMBER(5, -1) "UPDATE audit_head SET number = 9", 4 },
    { "inserted", RENUMBER(4, 1) COPIED(4, 3) "UPDATE audit_head SET number = 11", 4 },
    { "swapped", "UPDATE audit SET number = 1000 WHERE number = 4; UPDATE audit SET number = 4 WHERE number = 5; "
                 "UPDATE audit SET number = 5 WHERE number = 1000", 4 },
    { "added after the end", COPIED(11, 10), 11 },
    { "added, and the head moved on", COPIED(11, 10) "UPDATE audit_head SET number = 11", 11 },
    { "the last cut off", "DELETE FROM audit WHERE number = 10", 10 },
    { "the last cut off, and the head moved back", "DELETE FROM audit WHERE number = 10; UPDATE audit_head SET number = 9", 10 },
    { "many cut off, the head moved back, its link a hash", "DELETE FROM audit WHERE number > 7; "
      "UPDATE audit_head SET number = 7, link = (SELECT hash FROM audit WHERE number = 7)", 8 },
    { "the head moved back alone", "UPDATE audit_head SET number = 6", 7 },
    { "all cut off", "DELETE FROM audit", 1 },
    { "no head", "DELETE FROM audit_head", 1 },
    { "all cut off, the head reset", "DELETE FROM audit; UPDATE audit_head SET number = 0, link = ''", 1 },
    { "all cut off, the head made new",
      "DELETE FROM audit; DELETE FROM audit_head; INSERT INTO audit_head (one, number, link) VALUES (1, 0, '')", 1 },
    { "all cut off, the head another number's", "DELETE FROM audit; UPDATE audit_head SET number = 0, link = '', instance = 'x'", 1 },
    { "another number", "UPDATE audit_head SET instance = 'x'", 1 },
    { "said to be of an older program", "UPDATE audit_head SET kept = 10, seal = link", 1 },
    { "said to be of an older program, and empty", "DELETE FROM audit; UPDATE audit_head SET number = 0, link = '', kept = 10", 1 },
};

TEST(whoever_can_only_write_to_the_tables_is_seen)
{
    for (const struct meddling *m = meddlings; m < meddlings + COUNT(meddlings); m++) {
        struct audit_finding f = after_meddling(m->sql);
        if (f.wrong != m->wrong || !f.why.n)
            test_fail(__FILE__, __LINE__, "%s: found %lld, not %lld", m->what, (long long)f.wrong, (long long)m->wrong);
    }
}

TEST(an_empty_log_that_was_reset_does_not_heal_either)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(test_world_call(w, meddle, "DELETE FROM audit; UPDATE audit_head SET number = 0, link = '', instance = '';"));
    expect_ok(log_start(w));
    expect_eq(finding_of(w).wrong, 1);
    expect_ok(test_world_call(w, add_ten, NULL));
    expect_eq(finding_of(w).wrong, 1);
    log_close(&w);
}

TEST(a_log_begins_once)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(log_start(w));
    expect_eq(finding_of(w).wrong, 0);
    expect_eq(finding_of(w).entries, 10);
    log_close(&w);
}

TEST(a_log_of_an_older_program_is_right_after_an_upgrade_and_cannot_be_reset)
{
    struct test_world *w = log_open_unbegun();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(log_start(w));
    expect_eq(finding_of(w).wrong, 0);
    expect_ok(test_world_call(w, add_ten, NULL));
    struct audit_finding f = finding_of(w);
    expect_eq(f.wrong, 0);
    expect_eq(f.entries, 20);
    expect_ok(test_world_call(w, meddle, "DELETE FROM audit; UPDATE audit_head SET number = 0, link = '';"));
    expect_eq(finding_of(w).wrong, 1);
    expect_ok(test_world_call(w, add_ten_others, NULL));     /* on no link, as that program did */
    expect_eq(finding_of(w).wrong, 10);
    log_close(&w);
}

static err cut_short(tx *t, int number)
{
    TRY(audit_capability.migrated(t, number));
    return number == 3 ? tx_fail_with(t, ERR_INTERNAL, "the process ends here.") : OK;
}

/* The tables and the seal are made in one transaction, so a start that breaks off leaves nothing to mend, or to forge. */
TEST(an_upgrade_that_is_cut_short_is_done_whole_by_the_next_start)
{
    struct test_world *w = log_open_unbegun();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect(test_world_call(w, start, &(struct program_then){ all_migrations(), cut_short }) != OK);
    expect_ok(test_world_call(w, add_ten, NULL));            /* the older program again */
    expect_ok(log_start(w));
    struct audit_finding f = finding_of(w);
    expect_eq(f.wrong, 0);
    expect_eq(f.entries, 20);
    log_close(&w);
}

TEST(an_empty_log_of_an_older_program_begins_at_the_upgrade)
{
    struct test_world *w = log_open_unbegun();

    expect_ok(log_start(w));
    expect_eq(finding_of(w).wrong, 0);
    log_close(&w);
}

/* ---- heads that were kept ---- */

struct look { struct audit_point since; struct audit_finding found; };

/* The present head, in memory that lives as long as the world. */
static err keep_head(ctx *c, void *arg)
{
    struct audit_finding f;
    str *hash = arg;

    TRY(audit_verify(c, &(struct audit_point){0}, &f));
    *hash = arena_copy(&CONTAINER(c->world, struct test_world, world)->arena, f.last);
    return OK;
}

static err verify_since(ctx *c, void *arg)
{
    struct look *l = arg;

    return audit_verify(c, &l->since, &l->found);
}

static i64 wrong_since(struct test_world *w, i64 number, str hash)
{
    struct look l = { .since = { number, hash } };

    expect_ok(test_world_call(w, verify_since, &l));
    return l.found.wrong;
}

TEST(a_head_that_was_kept_finds_a_log_that_was_put_back)
{
    struct test_world *w = log_open();
    str hash;

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(test_world_call(w, keep_head, &hash));
    expect_ok(test_world_call(w, add_ten, NULL));
    expect_eq(wrong_since(w, 10, hash), 0);
    expect_eq(wrong_since(w, 9, hash), 9);
    expect_eq(wrong_since(w, 30, hash), 21);
    log_close(&w);
}

TEST(a_head_is_written_in_one_way)
{
    struct arena a;
    i64 number;
    str hash, text = S("7:0123456789012345678901234567890123456789012345678901234567890123");

    arena_init(&a, NULL, 0);
    expect(audit_head_read(text, &number, &hash));
    expect_str(audit_head_text(&a, number, hash), text);
    expect(audit_head_read(S("0:"), &number, &hash));
    expect(!audit_head_read(S("7"), &number, &hash));
    expect(!audit_head_read(S("7:"), &number, &hash));
    expect(!audit_head_read(S("x:0123456789012345678901234567890123456789012345678901234567890123"), &number, &hash));
    expect(!audit_head_read(S(""), &number, &hash));
    arena_close(&a);
}

TEST(a_log_that_was_cut_off_does_not_heal_by_going_on)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(test_world_call(w, meddle, "DELETE FROM audit WHERE number > 7; UPDATE audit_head SET number = 7;"));
    expect_ok(test_world_call(w, add_ten, NULL));
    expect_eq(finding_of(w).wrong, 8);
    log_close(&w);
}

TEST(entries_are_bound_with_this_servers_key)
{
    struct test_world *w = log_open();
    struct failure failure;

    expect_ok(test_world_call(w, add_ten, NULL));
    secrets_close(&w->world.secrets);
    w->settings.secret_key = S("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    failure_begin(&failure, &w->arena);
    expect_ok(secrets_open(&w->world, &failure, &w->world.secrets));
    expect_eq(finding_of(w).wrong, 1);
    log_close(&w);
}

/* ---- many at once ---- */

static err add_some(ctx *c, int which, void *arg)
{
    i64 who = which + 1;

    (void)arg;
    for (int i = 0; i < 4; i++)
        TRY(transact(c, add, &who));
    return OK;
}

TEST(many_at_once_make_one_chain)
{
    struct test_world *w = log_open();

    expect_ok(test_world_crowd(w, 64, add_some, NULL));
    struct audit_finding f = finding_of(w);
    expect_eq(f.entries, 256);
    expect_eq(f.wrong, 0);
    log_close(&w);
}

static err check_or_add(ctx *c, int which, void *arg)
{
    struct audit_finding f;

    (void)arg;
    if (which >= 4)
        return add_some(c, which, NULL);
    for (int i = 0; i < 4; i++) {
        TRY(audit_verify(c, &(struct audit_point){0}, &f));
        expect_eq(f.wrong, 0);
        expect(f.entries >= 10);
    }
    return OK;
}

TEST(the_check_goes_on_beside_those_who_write)
{
    struct test_world *w = log_open();

    expect_ok(test_world_call(w, add_ten, NULL));
    expect_ok(test_world_crowd(w, 36, check_or_add, NULL));
    expect_eq(finding_of(w).entries, 10 + 32 * 4);
    log_close(&w);
}

TEST(a_word_of_the_log_is_one_capabilitys)
{
    static const struct audit_action again = { "suspended" };
    const struct capability gate = { .name = "gate", .audit_actions = gate_actions },
                            other = { .name = "other", .audit_actions = (const struct audit_action *const[]){ &again, NULL } };
    struct program p = { "test", (const struct capability *const[]){ &gate, NULL }, NULL, NULL };
    struct arena a;
    struct failure failure;

    arena_init(&a, NULL, 0);
    failure_begin(&failure, &a);
    expect_ok(audit_actions_check(&p, &failure));
    p.capabilities = (const struct capability *const[]){ &gate, &other, NULL };
    expect_eq(audit_actions_check(&p, &failure), ERR_INVALID);
    expect_str(failure.detail, S("other: the audit word \"suspended\" is declared twice."));
    arena_close(&a);
}
