/* Paths against a fixed table: values are text without NUL and never empty, but for the rest of a path, which is as it came. */
#include <assert.h>
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/router.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const patterns[] = {
    "/", "/notes", "/notes/{id}", "/notes/stats", "/users/{user}/posts/{post}", "/users/me/posts", "/users/me/{what}/more", "/{a}/{b}/{c}",
    "/@{name}", "/@{name}/{post}", "/@{name}/comments",
    "/files/{rest...}",
};
enum { REST = COUNT(patterns) - 1 };

static void check(const struct route_match *m, str path)
{
    if (m->route == REST) {
        assert(m->n == 1 && str_ends(path, m->params[0].value));
        return;
    }
    assert(m->n >= 0 && m->n <= ROUTE_PARAMS);
    for (int i = 0; i < m->n; i++)
        assert(m->params[i].name.n && m->params[i].value.n && utf8_valid(m->params[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct router *r = router_open();
    struct arena a;

    arena_init(&a, NULL, 0);
    for (size_t i = 0; i < COUNT(patterns); i++)
        assert(!router_add(r, METHOD_GET, patterns[i], (int)i));
    struct route_match m = router_find(r, &a, METHOD_GET, (str){ (const char *)data, n });
    assert(m.route < (int)COUNT(patterns) && (m.route < 0) == !m.allowed);
    check(&m, (str){ (const char *)data, n });
    arena_close(&a);
    router_close(&r);
    return 0;
}
