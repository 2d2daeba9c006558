/*
 * The hub: who listens to what on each loop of this process, and what of the log reaches them. Capabilities declare topics and
 * wires (wire.h); surfaces bring connections (ear.h). docs/decisions/0044-hub.md says why what is promised holds.
 */
#pragma once
#include "work/capability.h"

/* Once the bus is open, and the kinds of events are declared; before the bus starts. */
struct hub *hub_open(struct world *);
void hub_start(struct hub *);        /* its fibers; after runtime_start */
void hub_close(struct hub **);       /* after runtime_stop, before bus_close; no ear is open */

extern const struct capability hub_capability;
