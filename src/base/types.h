/*
 * The values that every room uses: integers by width, text as slices, ids and times
 * as types of their own, and members that may be left out. Values are copied freely
 * and own nothing.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t i32;
typedef int64_t i64;
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

/* Text that somebody else owns; immutable, not NUL-terminated, UTF-8 once past the edge. */
typedef struct { const char *p; size_t n; } str;

typedef struct { i64 v; } id;        /* 1 to 2^63 - 1, a string in JSON; 0 is "none" */
typedef struct { i64 ms; } when;     /* milliseconds since 1970, UTC; RFC 3339 in JSON */

/* A member of PATCH is absent, null or given; an absent member of an answer is left out. */
enum given { ABSENT, NULLED, GIVEN };
typedef struct { enum given is; str v; } maybe_str;
typedef struct { enum given is; i64 v; } maybe_i64;
typedef struct { enum given is; bool v; } maybe_bool;
typedef struct { enum given is; id v; } maybe_id;
typedef struct { enum given is; when v; } maybe_when;

/* Text that no emitter and no formatter accepts: passwords, tokens, keys. */
struct secret { str hidden; };

#define S(literal) ((str){ "" literal, sizeof(literal) - 1 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define CONTAINER(ptr, type, member) ((type *)(void *)((char *)(ptr) - offsetof(type, member)))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define FORMAT(at, args) __attribute__((format(printf, at, args)))
