/*
 * Which protocol a connection speaks, by its first bytes. A client with prior
 * knowledge of HTTP/2 begins with the preface of RFC 9113 section 3.4; anything else
 * is HTTP/1.1. Where ALPN has settled it, there is nothing to guess.
 */
#pragma once
#include "net/conn.h"

extern const struct protocol http_first_protocol;
