/*
 * Bytes that come in pieces: they go into a file without a name, so that a process that dies leaves nothing, and are hashed
 * on their way. Whatever comes, it holds the memory of a piece. Once all of them are there they are judged by what they are.
 * All verbs park, but never for the client.
 */
#pragma once
#include "crypto/digest.h"
#include "domain/media/media.h"

struct intake;

/* No more than `most` octets. It ends with the ctx. */
err intake_begin(ctx *, i64 most, struct intake **out);
err intake_check_from_here(ctx *, struct intake *, enum digest_kind);        /* what comes from now on is digested by itself too */
err intake_take(ctx *, struct intake *, str piece);          /* ERR_TOO_LARGE media_too_large */
err intake_take_blob(ctx *, struct intake *, str key, i64 from, i64 size);   /* so much of a blob: ERR_NOT_FOUND, or it is shorter */
i64 intake_size(const struct intake *);

/* Nothing more comes. SHA-256 of all; `check` of what was to be checked by itself. */
struct intake_sums { u8 sha256[SHA256_SIZE], check[DIGEST_MOST]; };
err intake_end(ctx *, struct intake *, const struct intake_sums **out);

/* What was said of it: SHA-256 in hex, "" if it was not said; the size, -1 likewise. */
struct intake_wish { enum media_kind asked; str sha256; i64 size; };

/*
 * After the end: what came, for media_arrived_in (but for the id). ERR_INVALID media_empty, size_mismatch, checksum_mismatch, media_broken,
 * media_too_many_pixels; ERR_TYPE unsupported_media; ERR_TOO_LARGE media_too_large.
 */
err intake_judge(ctx *, struct intake *, const struct intake_wish *, struct media_arrival *out);

/* Into the blob store, durably. Nothing more may be taken. */
err intake_keep(ctx *, struct intake *, str key);

/* ERR_TOO_LARGE: a size that was declared is over the limit; `picture`: of one. */
err intake_size_check(ctx *, i64 size, bool picture);
