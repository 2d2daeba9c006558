/* For tests of messages and of what is above them: a world with people, channels of each kind, and what is said there. */
#pragma once
#include "domain/channel/reading.h"
#include "domain/channel/testbed.h"
#include "domain/message/message_own.h"

struct house messages_open(const struct test_setting *);     /* NULL: without limits */
struct house messages_idle(void);                /* no consumer, job or schedule runs */
void in_messages(err (*run)(ctx *, void *));     /* runs a case's body on a fiber of such a world, without limits */
void messages_agree(ctx *);                      /* the check of each capability finds nothing wrong */

id a_channel_with(ctx *, id owner, const char *kind, const char *history);
void enters(ctx *, id channel, id admin, id who);            /* added by the rules */
struct channel_kept channel_now(ctx *, id me, id channel);

struct message_draft words(const char *content);
err sends(ctx *, id me, id channel, const struct message_draft *, struct message *out);       /* not sent before */
struct message said(ctx *, id me, id channel, const char *content);          /* it succeeds */
bool is_seen(ctx *, id me, id which);
