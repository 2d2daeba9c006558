/*
 * The ways of uploads: a form, a PUT that is signed, and tus. Each makes a media in state waiting, or gives it up; what has come
 * and was acknowledged is durable. An upload belongs to whoever began it: of others it is media_not_found.
 *
 * Bytes are handed in as they come, in pieces (intake.h). A form's and a PUT's count once all of them are there; those of tus count
 * from each request on. Any process may take any request of an upload: whoever receives bytes holds it meanwhile, which a row says.
 */
#pragma once
#include "domain/media/intake.h"

/* What is said of an upload, as it came: texts of a form or of metadata. {NULL, 0}: it was not said. */
struct upload_words { str description, focus, kind, sha256, filename, type; };

/* The same, read. */
struct upload_wish {
    enum media_kind asked;           /* MEDIA_VOICE, MEDIA_FILE; else a guess */
    maybe_str description;
    struct media_focus focus;
    str filename;
    str sha256;                      /* in hex, "": none */
    i64 size;                        /* -1: not said */
};
/* ERR_INVALID: which are wrong, by their names. `out` is whole where it is OK. */
err upload_words_read(ctx *, const struct upload_words *, struct upload_wish *out);
err upload_focus_text(ctx *, str text, struct media_focus *out);     /* "0.1,-0.4" */

/*
 * What it is called makes a guess of `asked`, unless it is called a voice message or a file. ERR_TYPE unsupported_media: it is none of the
 * formats that are taken. `picture`: it is called one. {NULL, 0}: nothing was said.
 */
err upload_declared_read(ctx *, str type, enum media_kind *asked, bool *picture);

i64 upload_most(ctx *);                          /* octets that one may have */

/*
 * A media that failed before its upload was answered: the answer is why, and the media goes. OK: it is of another kind, or has gone.
 */
err upload_refused(ctx *, id me, id which, str code);

/*
 * Before bytes come, in each way; it is over with the ctx. `upload`: 0 if it has no row yet. ERR_UNAVAILABLE storage_unavailable: too many
 * of the account's, or of the upload's, come at once.
 */
err upload_bytes_begin(ctx *, id owner, id upload);

/* ---- by a form: all of it is there ---- */

/*
 * Before the body: `length` of all of it, -1: unknown; `repeat`: nothing new comes of it. ERR_TOO_MANY, ERR_TOO_LARGE, ERR_FORBIDDEN quota_exceeded. Then the file, once it
 * has ended: made and durable; refusals as intake_judge, and nothing is kept.
 */
err upload_form_check(ctx *, id me, i64 length, bool repeat);
enum { UPLOAD_FORM_BESIDES = 64 * 1024 };        /* octets of a form besides its file */
err upload_form(ctx *, id me, const struct upload_wish *, struct intake *, id *out);

/* ---- by a PUT ---- */

struct upload_draft { i64 size; str mime; maybe_str sha256, filename, description, kind; raw_json focus; };
struct upload { id id; str method, url; raw_json headers; when expires_at; };
extern const struct shape upload_draft_shape, upload_shape;
err upload_begin(ctx *, id me, const struct upload_draft *, struct upload *out);
err upload_again(ctx *, id me, id which, struct upload *out);        /* the same URL once more */

/* What a signed URL says, once it is found to be ours. */
struct upload_signed { id media; i64 size; str type, checksum; };    /* checksum: base64 of SHA-256, "": none */
/* `path`, `query` as they came. ERR_FORBIDDEN signature_invalid, url_expired. */
err upload_signature_read(ctx *, str path, str query, struct upload_signed *out);
/* "exp=...", before the signature: each text of it is read in one way, and written so. */
str upload_query(struct arena *, const struct upload_signed *, when until);
bool upload_query_read(struct arena *, str query, struct upload_signed *out, when *until);
/* The same and its signature: what makes such a path one. */
str upload_signature_make(ctx *, str path, const struct upload_signed *, when until);

/* May its bytes come? ERR_NOT_FOUND; ERR_CONFLICT upload_complete. Then the bytes, ended: ERR_MALFORMED checksum_mismatch. */
err upload_put_check(ctx *, const struct upload_signed *, id *owner);
err upload_put(ctx *, const struct upload_signed *, struct intake *);

/* All is there. `made`: it was by this call. ERR_CONFLICT upload_incomplete, and refusals as intake_judge, after which it is gone. */
err upload_complete_now(ctx *, id me, id which, bool *made);

/* ---- by tus ---- */

struct tus_state { i64 offset, size; maybe_str metadata; when expires_at; bool complete; };
struct tus_wish { struct upload_wish wish; str type; maybe_str metadata; };

/* ERR_MALFORMED: bad metadata. Values of the keys that are known go into `out->wish`; what is wrong with these is ERR_INVALID. */
err tus_metadata_read(ctx *, str field, struct tus_wish *out);
err tus_create(ctx *, id me, struct tus_wish *, id *out, struct tus_state *);

/* Ends a PATCH that stands open first. ERR_NOT_FOUND; ERR_GONE upload_expired. */
err tus_look(ctx *, id me, id which, struct tus_state *out);
err tus_end(ctx *, id me, id which);             /* ERR_CONFLICT media_in_use */

struct tus_checksum { enum { TUS_NO_SUM, TUS_SHA1, TUS_SHA256 } kind; u8 sum[SHA256_SIZE]; };
err tus_checksum_read(ctx *, str field, struct tus_checksum *out);   /* ERR_MALFORMED */

/*
 * One PATCH: it is begun, given what comes, and ended, whatever happened in between. `length`: of the body, -1: unknown. ERR_CONFLICT
 * upload_offset; ERR_LOCKED upload_locked; ERR_TOO_LARGE. While it is open, another request may cancel its ctx.
 */
struct tus_patch;
err tus_patch_begin(ctx *, id me, id which, i64 offset, i64 length, const struct tus_checksum *, struct tus_patch **out);
err tus_patch_take(ctx *, struct tus_patch *, str piece);
/* `came`: how receiving ended. What came counts, unless it is wrong; the answer is OK, or the refusal. ERR_CHECKSUM checksum_mismatch. */
err tus_patch_end(ctx *, struct tus_patch *, err came, struct tus_state *out);
