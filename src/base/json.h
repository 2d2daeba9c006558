/*
 * JSON (RFC 8259). In: one pass over the bytes, straight into a struct by its shape,
 * no tree; strict (UTF-8, no duplicate keys, nothing after the end), within limits of
 * depth, size and numbers; members that the shape does not know are checked and
 * skipped. Out: appended by hand, by the same shapes.
 *
 * Malformed text is ERR_JSON and the failure says where; text that is well formed but
 * not of the shape is ERR_INVALID with one entry per member.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"
#include "base/shape.h"

/* Arrays and objects within each other; characters of a number; bytes of a document. */
enum { JSON_DEPTH = 64, JSON_NUMBER = 1000, JSON_SIZE = 1 << 30 };

/* The struct is cleared first; text that needs no unescaping points into `text`. U+0000 is invalid input. */
err json_read(struct arena *, struct failure *, str text, const struct shape *, void *out);

/*
 * The same for a struct that a path and a query have filled in part: nothing is cleared, members
 * named in `*present` (by bit of their index) are passed over like unknown ones, those that are
 * given are added to it. What is missing is left to shape_validate.
 */
err json_read_more(struct arena *, struct failure *, str text, const struct shape *, void *out, u64 *present);

/* Is this one well-formed document of any shape? Nothing is kept. */
err json_accepts(struct failure *, str text);

/*
 * Checks the bounds, words and required members that a shape states; `present` names members by bit of
 * their index. A member that the failure reports already is not reported again; nested structs were
 * checked when they were read.
 */
err shape_validate(struct failure *, const struct shape *, const void *value, u64 present);

/*
 * One member of the struct `out`, from text outside of JSON (a path's, a query's): by the same rules as
 * in a body, bounds too. Arrays are words with commas between. ERR_INVALID.
 */
err shape_set_text(struct arena *, struct failure *, const struct field *, str text, void *out);

/* A struct as an object. An absent maybe_ is left out; an id of 0 is null, as is a number that JSON has no word for. */
void json_write(struct buf *, const struct shape *, const void *value);
void json_write_page(struct buf *, const struct shape *of, const struct page *);     /* a bare array */
void json_text(struct buf *, str);                           /* quoted and escaped */
void json_id(struct buf *, id);
void json_when(struct buf *, when);
void json_f64(struct buf *, double);                         /* the shortest text that reads back as the same number */
