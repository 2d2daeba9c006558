/* What an event of a note tells; the two files of this room share it. */
#pragma once
#include "example/note/note.h"

struct note_event { when created_at; };
extern const struct shape note_event_shape;
