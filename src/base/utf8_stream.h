/*
 * UTF-8 checked as it arrives, in pieces that may cut a character: 4 bytes of state.
 */
#pragma once
#include "base/types.h"

enum { UTF8_BAD = 0xffffffffu };

/* Feeds a piece: the new state, UTF8_BAD once anything is invalid. It begins with 0; at 0 the text may end. */
u32 utf8_stream(u32 state, str piece);
