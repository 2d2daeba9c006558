/* For the tests of files: a site on disk with traps in it, a server for it, and a client. */
#pragma once
#include <fcntl.h>
#include <sys/stat.h>
#include "net/files/own.h"
#include "net/testbed.h"

enum { LARGE = 300000 };

struct site { struct testbed b; const char *at; int folder; struct forms *forms; };
static struct site *served;          /* what the handler below serves */

/* ---- a site on disk ---- */

static inline const char *place(struct site *s, const char *name)
{
    return arena_cstr(&s->b.arena, arena_format(&s->b.arena, "%s/%s", s->at, name));
}

static inline void put(struct site *s, const char *name, str text)
{
    struct timespec times[2] = { { 1700000000, 5 }, { 1700000000, 5 } };     /* Tue, 14 Nov 2023 22:13:20 GMT */
    int fd = open(place(s, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    expect(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
    expect_eq(futimens(fd, times), 0);
    close(fd);
}

static inline str large(struct arena *a)
{
    char *p = arena_alloc(a, LARGE, 1);

    for (int i = 0; i < LARGE; i++)
        p[i] = (char)('a' + i * 7 / 3 % 26);
    return (str){ p, LARGE };
}

static inline void links_make(struct site *s)
{
    static const char *const links[][2] = {
        { "../secret.txt", "site/link.txt" }, { "..", "site/up" }, { "/", "site/root" }, { "a.txt", "site/self.txt" },
    };

    for (size_t i = 0; i < COUNT(links); i++)
        expect_eq(symlink(links[i][0], place(s, links[i][1])), 0);
    expect_eq(mkfifo(place(s, "site/fifo"), 0600), 0);
}

static inline void site_make(struct site *s)
{
    static const char *const folders[] = { "site", "site/sub", "site/.git", "site/bare", "site/.well-known", "site/sub/.well-known" };

    for (size_t i = 0; i < COUNT(folders); i++)
        expect_eq(mkdir(place(s, folders[i]), 0700), 0);
    put(s, "secret.txt", S("the secret"));
    put(s, "site/index.html", S("<p>index"));
    put(s, "site/sub/index.html", S("<p>sub"));
    put(s, "site/a.txt", S("0123456789"));
    put(s, "site/a b\xc3\xbc.txt", S("odd name"));
    put(s, "site/empty.txt", S(""));
    put(s, "site/.hidden", S("the secret"));
    put(s, "site/.git/config", S("the secret"));
    put(s, "site/sub/.hidden", S("the secret"));
    put(s, "site/.well-known/security.txt", S("Contact"));
    put(s, "site/.well-known/.hidden", S("the secret"));
    put(s, "site/sub/.well-known/a.txt", S("the secret"));
    put(s, "site/app.js", S("plain javascript"));
    put(s, "site/app.js.gz", S("as gzip"));
    put(s, "site/app.js.br", S("as brotli"));
    put(s, "site/one.css", S("plain css"));
    put(s, "site/one.css.gz", S("css as gzip"));
    put(s, "site/large.bin", large(&s->b.arena));
    put(s, "site/large.css", large(&s->b.arena));
    links_make(s);
}

static inline void serve(struct exchange *e, void *arg)
{
    err r = file_answer(e, served->folder, served->forms);

    (void)arg;
    if (r != OK)
        reply(e, error_facts[r].status, S("text/plain"), e->c->failure.detail);
}

static inline void site_open(struct site *s)
{
    char *at = NULL;
    struct failure failure;

    testbed_init(&s->b);
    at = (char *)arena_cstr(&s->b.arena, S("/tmp/kith-files-XXXXXX"));
    s->at = mkdtemp(at);
    expect(s->at);
    site_make(s);
    failure_begin(&failure, &s->b.arena);
    expect_ok(folder_open(&failure, str_of(place(s, "site")), &s->folder));
    s->forms = forms_open(1 << 20);
    served = s;
    testbed_serve(&s->b, 1, serve);
}

static inline void site_close(struct site *s)
{
    str command = arena_format(&s->b.arena, "rm -r '%s'", s->at);

    expect_eq(system(arena_cstr(&s->b.arena, command)), 0);
    close(s->folder);
    testbed_close(&s->b);
    forms_close(&s->forms);
}

/* ---- a client ---- */

struct heard { str head, body; };

static inline struct heard ask(struct site *s, const char *line, const char *fields)
{
    struct arena *a = &s->b.arena;
    int fd = dial(&s->b);

    say_bytes(fd, arena_format(a, "%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", line, fields));
    str all = hear_all(&s->b, fd);
    close(fd);
    ptrdiff_t end = str_find(all, S("\r\n\r\n"));
    expect(end > 0);
    return (struct heard){ str_to(all, (size_t)end + 2), str_from(all, (size_t)end + 4) };
}

static inline i64 status_of(struct heard h)
{
    i64 status = 0;

    expect(str_to_i64((str){ h.head.p + 9, 3 }, &status));
    return status;
}

static inline str field_of(struct heard h, const char *name)
{
    str rest = h.head, line;

    while (str_cut(&rest, '\n', &line))
        if (str_starts(line, str_of(name)) && line.p[strlen(name)] == ':')
            return str_trim((str){ line.p + strlen(name) + 1, line.n - strlen(name) - 2 });
    return S("");
}

/* "Name: " of one field and the value of another: to ask again with what was answered. */
static inline const char *line_with(struct site *s, const char *name, str value)
{
    return arena_cstr(&s->b.arena, arena_format(&s->b.arena, "%s: " STR_FMT "\r\n", name, STR_ARG(value)));
}
