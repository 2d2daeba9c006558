/*
 * Addresses and networks as an operator or a header writes them. trusted_proxies is
 * such a list: a peer that connects from there is believed about the client it speaks
 * for.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct address { u8 bytes[16]; bool v6; u16 port; };         /* IPv4 in the first four bytes */

struct network { u8 bytes[16]; bool v6; int bits; };
struct networks { struct network *at; size_t n; };

/* "10.0.0.0/8, ::1". ERR_INVALID names the setting and the malformed item. */
err networks_read(struct networks *, struct arena *, struct failure *, const char *setting, str value);
bool network_read(str, struct network *);        /* one of them; an address is a network of its own */
bool network_has(const struct network *, const struct address *);
bool networks_have(const struct networks *, const struct address *);

/* A port as text: one to five digits, at most 65535. */
bool port_read(str, u16 *out);

/* An address as text, with or without brackets and port; IPv4 in IPv6 becomes IPv4. */
bool address_read(str, struct address *out);
void address_unmap(struct address *);            /* likewise */

/*
 * The address that a client is counted by: 64:ff9b::192.0.2.1 (RFC 6052), which a translator makes of 192.0.2.1, counts
 * as 192.0.2.1, since otherwise all of IPv4 would be one network of 64 bits. Not for trust: anybody may send from
 * there.
 */
struct address address_counted(const struct address *);
size_t address_print(const struct address *, char out[64]);  /* without the port */
