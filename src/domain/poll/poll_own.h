/* The inside of polls, shared by its files. */
#pragma once
#include "domain/poll/poll.h"

struct poll_row { id post_id, author_id; str options; bool multiple; str results; when expires_at; bool told; };
typedef PAGE(poll_row) poll_row_page;

/* As columns and as an array. */
#define POLL_NUMBERS { i64 n0, n1, n2, n3, n4, n5, n6, n7, n8, n9; }
struct poll_count { id post_id; i64 voters; union { struct POLL_NUMBERS; i64 of[POLL_OPTIONS_MOST]; }; };
_Static_assert(sizeof(struct POLL_NUMBERS) == POLL_OPTIONS_MOST * sizeof(i64), "there is a number for each option");

struct poll_counted {
    id post_id, author_id;
    str options;
    bool multiple;
    str results;
    when expires_at;
    bool told;
    i64 voters;
    union { struct POLL_NUMBERS; i64 of[POLL_OPTIONS_MOST]; };
};
typedef PAGE(poll_counted) poll_counted_page;

struct vote_row { id post_id, user_id; i64 choices; when created_at; bool hidden; };
typedef PAGE(vote_row) vote_row_page;

extern const struct shape poll_row_shape, poll_count_shape, poll_counted_shape, vote_row_shape;
extern const struct shape poll_told_shape, polls_told_shape;

i64s choices_of(struct arena *, i64 choices);    /* the bits that are set, rising */
err poll_texts_read(struct arena *, str kept, strs *out);
err poll_show(struct arena *, const struct poll_counted *, id me, const struct vote_row *own, when now, struct poll_view *out);

/* One voter more (1) or less (-1). *out is all zero if the poll is gone. */
err poll_count(tx *, const struct vote_row *, i64 change, struct poll_count *out);

err poll_end_later(tx *, id post, when expires_at);          /* end.c: poll.ended then */
err poll_end_run(ctx *, str payload);
err poll_check(ctx *, struct capability_check *out);         /* check.c */

extern const char poll_forget_job[], poll_end_job[];         /* leave.c; the first drops the votes of a poll that is gone */
extern const struct consumer poll_consumers[];
extern const struct job_kind poll_jobs[];
