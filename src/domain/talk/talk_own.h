/* Shared by the files of this capability. */
#pragma once
#include "domain/talk/talk.h"
#include "hub/command.h"
#include "hub/wire.h"
#include "work/belongings.h"

extern const struct belongings talk_belongings[];            /* export.c */
extern const struct command talk_commands[];                 /* commands.c */

/* told.c: somebody has read on to there. */
void read_tell(ctx *, const struct seat *s, const struct read_state *now);
void unlist_tell(ctx *, const struct channel_kept *was);     /* it is out of their list, and read, with that: their own connections alone */
extern const struct wire talk_wires[];
