/* Shared by the files of this capability. */
#pragma once
#include "domain/talk/talk.h"
#include "hub/command.h"
#include "work/belongings.h"

extern const struct belongings talk_belongings[];            /* export.c */
extern const struct command talk_commands[];                 /* commands.c */
