/* For routes that answer with messages, of any capability: finished pieces of views. */
#pragma once
#include "api/rest/pieces.h"
#include "api/front/row.h"
#include "domain/message/message.h"

static inline void message_piece(ctx *c, const struct message_view *v, struct pieces *out)
{
    pieces_item(c, out, v->json, message_rest_json(&c->arena, v));
}
