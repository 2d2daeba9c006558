/*
 * The hub: who listens to what on each loop of this process, and what of the log reaches them. Capabilities declare topics and
 * wires (wire.h); surfaces bring connections (ear.h).
 */
#pragma once
#include "work/capability.h"

extern const struct capability hub_capability;
