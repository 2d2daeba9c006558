/*
 * A reader of CBOR (RFC 8949) as authenticators write it: every length is known ahead
 * and in its shortest form, text is UTF-8, no key occurs twice in a map, and nothing
 * nests deeper than CBOR_DEPTH. It reads one item after another from the caller's
 * bytes, allocates nothing, and stops at the first fault.
 */
#pragma once
#include "base/types.h"

enum { CBOR_DEPTH = 8, CBOR_KEYS_MOST = 32 };

enum cbor_kind { CBOR_UINT, CBOR_NEGATIVE, CBOR_BYTES, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_SIMPLE };

struct cbor { const char *at, *end; };

/* A number is `n` (negative: -1 - n); of bytes and text also what they hold; of an array and a map how many follow. */
struct cbor_item { enum cbor_kind kind; u64 n; str text; };

static inline struct cbor cbor_begin(str bytes) { return (struct cbor){ bytes.p, bytes.n ? bytes.p + bytes.n : bytes.p }; }
static inline bool cbor_ended(const struct cbor *c) { return c->at == c->end; }

bool cbor_next(struct cbor *, struct cbor_item *);           /* of an array, map or tag only its head */
bool cbor_skip(struct cbor *, str *whole);                   /* one item with all in it, checked; `whole` (may be NULL) is its bytes */

/* The next item, of this kind only. */
bool cbor_map(struct cbor *, u64 *n);
bool cbor_text(struct cbor *, str *out);
bool cbor_bytes(struct cbor *, str *out);
bool cbor_i64(struct cbor *, i64 *out);
