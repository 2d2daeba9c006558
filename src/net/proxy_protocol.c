#include "net/proxy_protocol.h"
#include <arpa/inet.h>
#include <string.h>
#include "base/str.h"

enum { V1_MOST = 107, V2_FIXED = 16 };
static const char v2_signature[12] = "\r\n\r\n\0\r\nQUIT\n";

/* Without zeros before it: only one way to write each. */
static bool read_port(str s, u16 *out)
{
    return port_read(s, out) && (s.n == 1 || s.p[0] != '0');
}

static bool read_ip(str s, bool v6, u8 out[16])
{
    char text[INET6_ADDRSTRLEN];

    if (s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return inet_pton(v6 ? AF_INET6 : AF_INET, text, out) == 1;
}

/* "TCP4 source destination sport dport" without the line's end. */
static bool v1_line(str line, struct address *client, bool *known)
{
    str word[5];
    u8 destination[16];
    u16 port;

    *known = false;
    if (str_eq(str_to(line, 7), S("UNKNOWN")))
        return line.n == 7 || line.p[7] == ' ';
    for (int i = 0; i < 5; i++)
        if (!str_cut(&line, ' ', &word[i]))
            return false;
    bool v6 = str_eq(word[0], S("TCP6"));
    if (line.p || (!v6 && !str_eq(word[0], S("TCP4"))))
        return false;
    *client = (struct address){ .v6 = v6 };
    *known = true;
    return read_ip(word[1], v6, client->bytes) && read_ip(word[2], v6, destination) && read_port(word[3], &client->port)
        && read_port(word[4], &port);
}

static ptrdiff_t v1_read(str bytes, struct address *client, bool *known)
{
    str head = str_to(bytes, V1_MOST);
    ptrdiff_t end = str_find(head, S("\r\n"));

    if (end < 0)
        return head.n < V1_MOST ? 0 : -1;
    return v1_line(str_to(str_from(bytes, 6), (size_t)end - 6), client, known) ? end + 2 : -1;
}

static ptrdiff_t v2_read(str bytes, struct address *client, bool *known)
{
    const u8 *p = (const u8 *)bytes.p;

    *known = false;
    if (bytes.n < V2_FIXED)
        return 0;
    size_t length = (size_t)p[14] << 8 | p[15], all = V2_FIXED + length;
    if (p[12] != 0x20 && p[12] != 0x21)
        return -1;
    if (all > PROXY_HEAD_MOST)
        return -1;
    if (bytes.n < all)
        return 0;
    bool local = p[12] == 0x20, v4 = p[13] == 0x11, v6 = p[13] == 0x21;
    if (local || (!v4 && !v6))
        return (ptrdiff_t)all;
    size_t each = v6 ? 16 : 4;
    if (length < 2 * each + 4)
        return -1;
    *client = (struct address){ .v6 = v6, .port = (u16)(p[V2_FIXED + 2 * each] << 8 | p[V2_FIXED + 2 * each + 1]) };
    memcpy(client->bytes, p + V2_FIXED, each);
    *known = true;
    return (ptrdiff_t)all;
}

ptrdiff_t proxy_head_read(str bytes, struct address *client, bool *known)
{
    str signature = { v2_signature, sizeof v2_signature };

    *known = false;
    if (!bytes.n)
        return 0;
    if (str_starts(bytes, S("PROXY ")))
        return v1_read(bytes, client, known);
    if (str_starts(bytes, signature))
        return v2_read(bytes, client, known);
    return str_starts(S("PROXY "), bytes) || str_starts(signature, bytes) ? 0 : -1;
}
