/* The capability. */
#include "domain/talk/talk_own.h"

const struct capability talk_capability = {
    .name = "talk",
    .belongings = talk_belongings,
    .commands = talk_commands,
    .wires = talk_wires,
};
