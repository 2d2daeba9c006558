/*
 * Members that several structs share, and that people may change, are one list, in the order of the struct. Each is
 * X(S, type, name, facts of its field):
 *
 *   #define NOTE_WORDS(X, S) \
 *       X(S, str,       text,  .max = 500) \
 *       X(S, maybe_str, title, .max = 100)
 *   struct note_words { MEMBERS(NOTE_WORDS) };
 *   struct note { id id; HAS_MEMBERS(NOTE_WORDS, note_words, words); when created_at; };
 *   SHAPE(note, FIELD(note, id), FIELDS(NOTE_WORDS, note) FIELD(note, created_at));
 *
 *   struct note_change { CHANGES(NOTE_WORDS) };                (each may be left out, or null)
 *   SHAPE(note_change, ... FIELDS(NOTE_WORDS, note_change) ...);
 *
 * `n->text` and `n->words` are the same place, so that `.words = n->words` copies them all. `shape_change` puts a change into
 * any struct that has the members. In .sql files, `-- columns note_words: NOTE_WORDS in domain/note/note.h` makes columns and
 * parameters of them (tools/sqlc.py). A new member is thus a migration and a line of the list.
 */
#pragma once
#include "base/shape.h"

#define MEMBERS(LIST) LIST(MEMBER_, )
#define HAS_MEMBERS(LIST, S, all) union { struct { LIST(MEMBER_, ) }; struct S all; }
#define CHANGES(LIST) LIST(MEMBER_CHANGE_, )
#define HAS_CHANGES(LIST, S, all) union { struct { LIST(MEMBER_CHANGE_, ) }; struct S all; }
#define FIELDS(LIST, S) LIST(MEMBER_FIELD_, S)               /* ends with a comma of its own: another field follows */

/* The shape of a struct that has nothing else. */
#define SHAPE_MEMBERS(S, LIST)                                                                                        \
    const struct shape S##_shape = { #S, sizeof(struct S), (const struct field[]){ LIST(MEMBER_FIELD_, S) {0} }, NULL, NULL }

#define MEMBER_(S, type, name, ...) type name;
#define MEMBER_FIELD_(S, type, name, ...) FIELD(S, name, __VA_ARGS__),
#define MEMBER_CHANGE_(S, type, name, ...) CHANGE_OF_##type name;
#define CHANGE_OF_str maybe_str
#define CHANGE_OF_i64 maybe_i64
#define CHANGE_OF_bool maybe_bool
#define CHANGE_OF_id maybe_id
#define CHANGE_OF_when maybe_when
#define CHANGE_OF_maybe_str maybe_str
#define CHANGE_OF_maybe_i64 maybe_i64
#define CHANGE_OF_maybe_bool maybe_bool
#define CHANGE_OF_maybe_id maybe_id
#define CHANGE_OF_maybe_when maybe_when
