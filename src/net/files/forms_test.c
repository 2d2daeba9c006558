#include "net/files/forms.h"
#include <stdatomic.h>
#include <time.h>
#include "net/testbed.h"

enum { LONG = 40000 };

static struct testbed bed;
static struct forms *forms;
static struct stat facts;
static _Atomic int reads, reading;
static _Atomic bool held;            /* reading waits */

static err read_letters(ctx *c, const void *from, char *to)
{
    (void)from;
    atomic_fetch_add(&reads, 1);
    atomic_fetch_add(&reading, 1);
    while (atomic_load(&held))
        TRY(ctx_sleep(c, 1));
    atomic_fetch_sub(&reading, 1);
    for (int i = 0; i < (int)facts.st_size; i++)
        to[i] = (char)(i * 7 % 251);
    return OK;
}

/* "/7": the form of the seventh file. */
static void answer(struct exchange *e, void *arg)
{
    struct stat of = facts;
    struct form_source source = { &of, CODING_GZIP, read_letters, NULL };
    struct form *form;
    i64 number;

    (void)arg;
    expect(str_to_i64(str_from(e->path, 1), &number));
    of.st_ino = (ino_t)number;
    err got = form_take(e->c, forms, &source, &form);
    if (got != OK) {
        reply(e, error_facts[got].status, S("text/plain"), S(""));
        return;
    }
    reply(e, 200, S("text/plain"), form_body(form));
    form_give(forms, &form);
}

static void serve(size_t most)
{
    facts = (struct stat){ .st_dev = 1, .st_size = LONG, .st_mtim = { 1700000000, 5 }, .st_ctim = { 1700000000, 5 } };
    reads = 0;
    held = false;
    forms = forms_open(most);
    testbed_init(&bed);
    testbed_serve(&bed, 1, answer);
}

static void shut(void)
{
    testbed_close(&bed);
    forms_close(&forms);
}

static int ask(int number)
{
    int fd = dial(&bed);

    say_bytes(fd, arena_format(&bed.arena, "GET /%d HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", number));
    return fd;
}

static str told(int fd)
{
    str all = hear_all(&bed, fd);

    close(fd);
    return all;
}

TEST(a_form_is_made_once_and_again_when_its_file_has_changed)
{
    serve(1 << 20);
    str first = told(ask(7));
    expect_has(first, "HTTP/1.1 200 ");
    expect_str(told(ask(7)), first);
    expect_eq(reads, 1);
    told(ask(8));
    expect_eq(reads, 2);
    facts.st_ctim.tv_nsec++;         /* its other times were put back */
    told(ask(7));
    facts.st_mtim.tv_nsec++;
    told(ask(7));
    facts.st_size++;
    told(ask(7));
    told(ask(7));
    expect_eq(reads, 5);
    shut();
}

TEST(what_may_change_again_without_showing_is_not_kept)
{
    serve(1 << 20);
    clock_gettime(CLOCK_REALTIME, &facts.st_ctim);
    told(ask(7));
    told(ask(7));
    expect_eq(reads, 2);
    shut();
}

TEST(what_was_asked_for_longest_ago_goes)
{
    serve(1 << 20);
    size_t one = told(ask(0)).n;
    shut();
    serve(4 * one);
    for (int i = 1; i <= 30; i++) {
        told(ask(i));
        told(ask(1));
    }
    expect_eq(reads, 30);
    told(ask(30));
    expect_eq(reads, 30);
    told(ask(2));
    expect_eq(reads, 31);
    shut();
}

TEST(few_forms_are_made_at_once_and_nobody_waits_for_them)
{
    serve(1 << 20);
    held = true;
    int one = ask(1), two = ask(2);
    while (atomic_load(&reading) < 2)
        ;
    expect_has(told(ask(3)), "HTTP/1.1 503 ");
    expect_has(told(ask(1)), "HTTP/1.1 503 ");
    held = false;
    expect_has(told(one), "HTTP/1.1 200 ");
    expect_has(told(two), "HTTP/1.1 200 ");
    expect_has(told(ask(3)), "HTTP/1.1 200 ");
    shut();
}
