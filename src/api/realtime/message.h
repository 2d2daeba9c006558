/*
 * A message of a client, as far as all have the same: what it is, what its answer refers to, and how many of them a client
 * may send. Nothing here knows of a connection.
 */
#pragma once
#include "base/buf.h"
#include "base/err.h"

enum { REF_MOST = 64, TOPIC_MOST = 300 };

/* What an answer refers to; `p` NULL where the message had none that can be sent back. */
struct about { str ref, topic, channel_id; };

struct message { str type; struct about about; str traceparent; };

/* ERR_JSON; ERR_INVALID: `out` has what could be read all the same, for the answer. */
err message_read(struct arena *, struct failure *, str text, struct message *out);

/* {"type":"error", ...}: an error of REST, with its code. `wait_ms` 0: as the failure says. */
str message_error(struct arena *, const struct failure *, err, const struct about *, i64 wait_ms);

/* Pieces of an answer: {"type":"pong" and then members, each after a comma. */
struct buf answer_begin(struct arena *, const char *type);
void answer_text(struct buf *, const char *name, str text);  /* p NULL: null */
void answer_name(struct buf *, const char *name);            /* its value follows */

/* Messages that may still come, of those that come with time; and how many were too many, since when. */
struct allowance { i64 at_ms; int left; u16 refused; i64 refused_since_ms; };

/* 0: it may go; else how long until the next one may. `a_second` 0: any number. */
i64 allowance_take(struct allowance *, i64 now_ms, i64 a_second);
void allowance_charge(struct allowance *, size_t messages);   /* one that was taken costs so many more */
bool allowance_flooded(struct allowance *, i64 now_ms);      /* after a refusal: it goes on in spite of all, and is not worth answering */
