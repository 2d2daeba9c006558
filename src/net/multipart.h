/*
 * multipart/form-data (RFC 7578), as browsers send forms with files: read as it arrives,
 * so that a file of any size costs no memory. A part's head is kept, up to a bound,
 * until the next part begins; its body passes in pieces.
 *
 * Strict: a form begins with its boundary and ends with the closing one; what two
 * readers might split differently is refused. Names are text without control characters,
 * and a file's name is never a path; filename* says it better than filename.
 */
#pragma once
#include "net/http1/head.h"

enum { MULTIPART_PARTS = 128, MULTIPART_HEAD = 4096, BOUNDARY_MOST = 70 };

struct form_part {
    str name, type;                  /* type: "text/plain" if none was said */
    str filename;                    /* without folders; may be empty, as when nothing was chosen */
    bool is_file;                    /* there was a filename, or filename* */
};

struct multipart {
    str delimiter;                   /* CR LF, two hyphens, boundary */
    size_t most;                     /* parts */
    struct buf head;                 /* of the part under way */
    struct head_scan scan;
    u32 matched;                     /* octets of the delimiter that have come, and may still turn out to be body */
    u32 parts;
    u8 state, half;                  /* half: the first of the two octets after a delimiter */
};

/* The boundary of a Content-Type that is multipart/form-data. `*is_form` without true: it is, but has no valid boundary. */
bool multipart_boundary(str content_type, bool *is_form, str *boundary);

/* At most `most` parts, each with at most MULTIPART_HEAD octets of head. The boundary must outlive it. */
void multipart_init(struct multipart *, struct arena *, str boundary, size_t most);

/*
 * Takes from the front of `*in` until there is something to report: a part begins, or a piece of its body (valid until
 * the next call; it may point into the reader). More: all was taken.
 */
enum multi { MULTI_MORE, MULTI_PART, MULTI_PIECE, MULTI_BAD };
enum multi multipart_take(struct multipart *, str *in, struct form_part *, str *piece, struct refusal *);

/* Nothing more comes: was that the form's end? */
bool multipart_ended(const struct multipart *, struct refusal *);

/* A part's scanned head; its text is changed in place. */
bool form_part_parse(char *bytes, size_t fields, struct form_part *, struct refusal *);

/* ---- a request's form ---- */

struct form {
    struct exchange *e;
    struct multipart m;
    str in, piece;                   /* of the body, not taken yet; of the part, not read yet */
    struct form_part next;
    enum { FORM_AT_PIECE, FORM_AT_PART, FORM_AT_BODY, FORM_AT_END } at;
};

err form_begin(struct form *, struct exchange *);            /* ERR_TYPE: the body is not a form */
/* Skips what was not read; its texts last until the next call. ERR_MALFORMED, ERR_TOO_LARGE, and body_read's. */
err form_next(struct form *, struct form_part *, bool *end);
err form_piece(struct form *, str *piece);                    /* n 0 at the part's end; a piece lasts until the next call */
err form_read_all(struct form *, size_t most, str *out);     /* ERR_TOO_LARGE */
