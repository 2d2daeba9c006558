/* For the tests of this capability: a world with people, conversations and messages, and the workers. */
#pragma once
#include "domain/account/testbed.h"
#include "domain/channel/messaging.h"
#include "domain/channel/reading.h"
#include "domain/message/message.h"
#include "domain/talk/talk_own.h"
#include "kit/house.h"
#include "kit/test.h"

struct house hall_open(const struct test_setting *settings);         /* NULL: no limits */
void in_hall(err (*run)(ctx *, void *));         /* runs a case's body on a fiber of such a world, on a running clock */

void follows(ctx *, id who, id whom);
void blocks(ctx *, id who, id whom, bool is);
void wants_requests(ctx *, id who);              /* of those whom they do not follow */
void shows_reading(ctx *, id who, bool shows);

err fresh(ctx *, err);                           /* the same, with a failure for the next deed: each is a request of its own */
err opens(ctx *, id me, const struct conversation_draft *, struct channel *out, bool *made);
id direct(ctx *, id me, id other);               /* the conversation of the two, begun by `me` if there is none */
id a_group(ctx *, id me, const id *others, size_t n);
err sends(ctx *, id me, id channel, const char *content, struct message *out);       /* `out` may be NULL */
id said(ctx *, id me, id channel, const char *content);              /* it succeeds: its id */
err reads_to(ctx *, id me, id channel, i64 seq, struct read_state *out);
struct channel channel_of_mine(ctx *, id me, id which);
bool lists(ctx *, id me, bool requests, id channel);                 /* is it in the list of `me`? */
void hall_agrees(ctx *);                          /* the checks find nothing wrong */
void expect_soon(ctx *, bool (*is)(ctx *, const void *), const void *arg);           /* asks, for some seconds, until it is */
