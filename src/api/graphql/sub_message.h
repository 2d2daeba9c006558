/*
 * A message of graphql-transport-ws, read: what it is, which operation it is about, and what it brings. Nothing here knows of a
 * connection. What the protocol does not have is ERR_JSON or ERR_INVALID, and `wrong` is the reason for which a socket is closed.
 */
#pragma once
#include "base/shape.h"

enum sub_word { SUB_INIT, SUB_SUBSCRIBE, SUB_COMPLETE, SUB_PING, SUB_PONG };

/* `id`: not empty where the message is of an operation; payload: an object, or empty. */
struct sub_message { enum sub_word word; str id; raw_json payload; const char *wrong; };
err sub_message_read(struct arena *, str text, struct sub_message *out);

/* The token of connection_init, as the scheme Bearer has it or bare; p NULL: it brings none. */
err sub_token_read(struct arena *, const struct sub_message *, str *token);

/* What is asked, as text: each event asks it again. p NULL of the text: the extensions have its hash. */
struct sub_question { str text, name, variables; };
err sub_question_read(struct arena *, const struct sub_message *, struct sub_question *out, raw_json *extensions);
