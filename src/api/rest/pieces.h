/*
 * An answer made of finished pieces: cached JSON, the parts for this viewer only, and the text
 * between them. The pieces stay where they are; they are joined on the wire, and the
 * ETag is that of the whole. They have to live as long as the ctx.
 */
#pragma once
#include "runtime/ctx.h"

struct shape;

/*
 * A row's answer by GIVES_PIECES (one item) or GIVES_PIECES_PAGE (a list; `next` is a cursor, and `prev` is where what is newer
 * than this page will be found: the row's parameter `since`, or a cursor where it has none). Begins zeroed.
 */
struct pieces { str *at; size_t n, room, length; str next, prev; bool finished; u64 etag; };

/* One object: the members of `shared`, then those of `own`, each a finished JSON object; `own` may be "". */
void pieces_item(ctx *, struct pieces *, str shared, str own);

/* The same in parts, for an object that contains others: once `begin`, then any number of `part`, which together are it. */
void pieces_begin(ctx *, struct pieces *);
void pieces_part(ctx *, struct pieces *, str part);

/*
 * All of a list as one text with its hash, which may be kept, and given again to the same caller. It ends the list: nothing is
 * added after either.
 */
void pieces_finish(ctx *, struct pieces *, str *text, u64 *etag);
void pieces_give(ctx *, struct pieces *, str text, u64 etag);

/* A struct as JSON, for what is not cached. */
str pieces_json(ctx *, const struct shape *, const void *value);
