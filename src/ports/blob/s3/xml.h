/*
 * The XML that S3 answers with: elements and text. Attributes are skipped, and what would
 * give names a meaning of its own (a document type) is refused.
 */
#pragma once
#include "base/types.h"

struct arena;

/* `in` is the element around it. Texts live in the arena. False ends the reading, as an error. */
struct xml_reader {
    struct arena *arena;
    void *arg;
    bool (*leaf)(void *arg, str in, str name, str text);     /* an element without elements in it */
    bool (*end)(void *arg, str name);                        /* one that had some; NULL: not asked for */
};

enum { XML_DEPTH = 16 };

/* False: not well-formed, deeper than XML_DEPTH, or the reader had enough. */
bool xml_read(const struct xml_reader *, str text);
