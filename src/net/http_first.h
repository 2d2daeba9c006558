/*
 * What a connection speaks before its first bytes have come: they tell. A client of
 * HTTP/2 that knows so beforehand begins with the preface of RFC 9113 section 3.4;
 * anything else is HTTP/1.1. Where ALPN has settled it, nothing is left to guess.
 */
#pragma once
#include "net/conn.h"

extern const struct protocol http_first_protocol;
