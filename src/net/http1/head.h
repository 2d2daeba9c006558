/*
 * Heads of HTTP/1.1 requests (RFC 9112): from bytes to a struct, or to the reason why
 * not. No input can be read in two ways: what the grammar does not allow is refused,
 * never repaired. Nothing here waits, writes or keeps memory except the header array.
 *
 * Two steps. `head_scan` takes bytes as they arrive and looks at each once: it finds
 * the head's end, and refuses control characters, lone CR and LF, and what is too
 * long. `head_parse` splits a whole head in place. The verdict is the same however
 * the bytes were cut into pieces, and the first line is judged once it is complete.
 */
#pragma once
#include "net/http.h"

struct refusal { err what; const char *detail; };            /* the detail is safe to show */

struct head_limits { size_t line, section, fields; };        /* octets of the request line and of all fields; how many fields */
enum { HEAD_LINE_MOST = 8192, HEAD_FIELDS_MOST = 256 };

/* How far a head has been looked at; starts zeroed. For trailers `in_fields` is set first. */
struct head_scan {
    u32 at;                          /* octets done */
    u32 line;                        /* where the line under way begins */
    u32 first, fields_at;            /* where the request line and the fields begin */
    u32 fields;                      /* complete ones */
    bool in_fields, checked, high;   /* past the request line; it was judged; an octet above 0x7f was seen */
};

enum scan { SCAN_MORE, SCAN_DONE, SCAN_BAD };

/* `bytes` begin where the head does, each time with more of them. Done: the head is the first `at` octets. */
enum scan head_scan(struct head_scan *, str bytes, const struct head_limits *, struct refusal *);

struct head {
    enum method method;
    int version;                     /* 10, 11 */
    str method_text, target, scheme, authority, path, query;
    struct header *headers;
    size_t header_count;
    i64 content_length;              /* -1: none was said */
    bool chunked, keep_alive, expects_continue;
};

/* A head that was scanned to its end. Names become lower case in place; the result points into `bytes` and the arena. */
bool head_parse(struct arena *, const struct head_scan *, char *bytes, struct head *, struct refusal *);

/* The fields of a trailer section, scanned likewise; those that steer framing or routing are refused. */
bool trailers_parse(struct arena *, const struct head_scan *, char *bytes, struct header **, size_t *count, struct refusal *);

/* One field's line, from `*at` to past its CR LF, its name made lower case in place. Only for scanned input. */
bool field_parse(char **at, struct header *, struct refusal *);

/* RFC 9110 section 5.6.2. */
bool token_valid(str);

/* Is a field of that name allowed among trailers? */
bool trailer_fits(str name);

/* A field's value as the rooms above see it: octets above 0x7f that are not UTF-8 are taken as ISO-8859-1. */
str field_text(struct arena *, str value);

/* Is the text a host with an optional port, as a Host field may have it (RFC 9110 section 7.2)? No user, not empty. */
bool authority_valid(str);

/* Judges a request line (without CR LF) by itself. */
bool request_line_parse(str line, struct head *, struct refusal *);
