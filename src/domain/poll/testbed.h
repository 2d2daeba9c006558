/* For the tests of this room: a world with accounts, polls and their workers. */
#pragma once
#include "domain/poll/poll_own.h"
#include "kit/house.h"
#include "kit/test.h"

extern const struct capability *const poll_house[];          /* capabilities, NULL-terminated */

id a_person(ctx *);
extern const struct poll_draft two;                          /* tea or coffee */
id a_poll(ctx *, id author, const struct poll_draft *);      /* of a new post */
void forget(ctx *, id post);
i64 ends_told(ctx *);                            /* events poll.ended in the log */
void suspend(ctx *, id, bool suspended);
void erase(ctx *, id);

#define TEXTS(...) ((strs){ (str[]){ __VA_ARGS__ }, COUNT(((str[]){ __VA_ARGS__ })) })
#define CHOICES(...) ((i64s){ (i64[]){ __VA_ARGS__ }, COUNT(((i64[]){ __VA_ARGS__ })) })

struct voted { id post, me; i64s choices; struct poll_view *out; bool changed; };
err vote(ctx *, id post, id me, i64s choices, struct poll_view *out, bool *changed);
void votes(ctx *, id post, id me, i64s choices);             /* it succeeds */

struct poll_view seen_by(ctx *, id me, id post);
void expect_numbers(ctx *, id post, i64 voters, i64 first, i64 second);      /* as everybody sees them */
void expect_numbers_soon(ctx *, id post, i64 voters, i64 first, i64 second);
void expect_right(ctx *);                                    /* kith check finds nothing */
