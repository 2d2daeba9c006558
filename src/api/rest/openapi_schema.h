/* Shapes as JSON Schema (2020-12), for the API's description; and the few helpers to write JSON by hand. */
#pragma once
#include "base/buf.h"
#include "base/shape.h"

void doc_item(struct buf *);                                 /* a comma, where one is due */
void doc_key(struct buf *, str name);
void doc_text(struct buf *, str name, str value);

/* The schemas of a document: each shape once, under its name. */
struct schemas { const struct shape **at; size_t n, most; struct arena *arena; };

void schemas_add(struct schemas *, const struct shape *);    /* and those inside it */
void schemas_write(struct buf *, const struct schemas *);    /* the members of components.schemas */

void schema_ref(struct buf *, const struct shape *);         /* {"$ref": ...} */
void schema_field(struct buf *, const struct field *);
void schema_object(struct buf *, const struct shape *, u64 without);     /* an object of its members, except those */
