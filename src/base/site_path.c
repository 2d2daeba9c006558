#include "base/site_path.h"

/* The path, or what is after its ? or #. There %2f is data, as in the address of another page; in the path some take it for a slash. */
struct walk { bool in_path, slash_before; size_t dots, octets; };

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The octet at `*i`, which moves past it; "%2e" is one octet, a % before anything else is itself. */
static u8 octet_take(str s, size_t *i)
{
    size_t at = (*i)++;
    int high, low;

    if (s.p[at] != '%' || s.n - at < 3 || (high = hex_value(s.p[at + 1])) < 0 || (low = hex_value(s.p[at + 2])) < 0)
        return (u8)s.p[at];
    *i = at + 3;
    return (u8)(high << 4 | low);
}

static bool segment_good(const struct walk *w)
{
    return w->octets == 0 || w->octets != w->dots || w->dots > 2;
}

static bool walk_step(struct walk *w, u8 c, bool escaped)
{
    bool ends_path = !escaped && (c == '?' || c == '#'), slash = c == '/' && (!escaped || w->in_path);

    if (c == '\\' || c < ' ' || c == 0x7f || (c == ' ' && !escaped) || (slash && w->slash_before))
        return false;
    if (!slash && !ends_path) {
        w->octets++;
        w->dots += c == '.';
        w->slash_before = false;
        return true;
    }
    bool good = segment_good(w);
    *w = (struct walk){ .in_path = w->in_path && !ends_path, .slash_before = slash };
    return good;
}

bool site_path_valid(str to)
{
    struct walk w = { .in_path = true };

    if (!to.n || to.n > SITE_PATH_MOST || to.p[0] != '/')
        return false;
    for (size_t i = 0; i < to.n;) {
        bool escaped = to.p[i] == '%';
        size_t from = i;
        u8 c = octet_take(to, &i);
        if (!walk_step(&w, c, escaped && i == from + 3))
            return false;
    }
    return segment_good(&w);
}
