/*
 * Paths of this site: an accepted path does not change when a browser reads it. `resolve` does to a path what the URL standard
 * does: it drops tabs and newlines, reads \ as /, and removes dot segments.
 */
#include <assert.h>
#include <string.h>
#include "base/site_path.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* A dot at the beginning of `s`, plain or escaped: its length in octets; 0: there is none. */
static size_t dot_at(str s)
{
    return s.n && s.p[0] == '.' ? 1 : s.n > 2 && (memcmp(s.p, "%2e", 3) == 0 || memcmp(s.p, "%2E", 3) == 0) ? 3 : 0;
}

/* 1: ".", 2: "..". */
static int dots_of(str segment)
{
    int n = 0;

    for (size_t dot; segment.n && (dot = dot_at(segment)); n++)
        segment = str_from(segment, dot);
    return segment.n ? 0 : n;
}

static size_t normal(str in, char *out)
{
    size_t n = 0;
    bool path = true;

    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        path = path && c != '?' && c != '#';
        if (c != '\t' && c != '\n' && c != '\r')
            out[n++] = path && c == '\\' ? '/' : c;
    }
    return n;
}

/* The path of `in`, which begins with a slash, without dot segments; returns its length. */
static size_t resolve(str in, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < in.n && in.p[i] == '/';) {
        size_t end = i + 1;
        while (end < in.n && !strchr("/?#", in.p[end]))
            end++;
        str segment = { in.p + i + 1, end - i - 1 };
        int dots = dots_of(segment);
        if (dots == 2)
            while (n && out[--n] != '/')
                ;
        if (dots != 1 && dots != 2) {
            memcpy(out + n, in.p + i, end - i);
            n += end - i;
        }
        i = end;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char plain[SITE_PATH_MOST], path[SITE_PATH_MOST];
    str in = { (const char *)data, size };

    if (!site_path_valid(in))
        return 0;
    size_t n = normal(in, plain);
    assert(n == size && memcmp(plain, data, n) == 0);
    n = resolve(in, path);
    assert(n && memcmp(path, data, n) == 0 && path[0] == '/' && (n == 1 || (path[1] != '/' && path[1] != '\\')));
    assert(n == size || data[n] == '?' || data[n] == '#');
    return 0;
}
