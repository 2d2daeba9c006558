#include "ports/subject.h"
#include "kit/test.h"

TEST(a_subject_is_wanted_by_its_whole_name_or_by_how_it_begins)
{
    expect(subject_matches(S("note.created"), S("note.created")));
    expect(!subject_matches(S("note.created"), S("note.created.x")));
    expect(!subject_matches(S("note.created"), S("note")));
    expect(subject_matches(S("note.*"), S("note.deleted")));
    expect(!subject_matches(S("note.*"), S("notes.deleted")));
    expect(subject_matches(S("*"), S("anything")));
}

TEST(several_patterns_are_apart_by_commas)
{
    expect(subject_matches(S("post.created,note.*"), S("note.created")));
    expect(subject_matches(S("post.created, note.deleted"), S("note.deleted")));
    expect(!subject_matches(S("post.created,note.deleted"), S("note.created")));
    expect(!subject_matches(S(""), S("note.created")));
}
