/* The inside of a proof, for signin: MADE_BY in tools/layers.py refuses it to all other rooms. */
#pragma once
#include "domain/proof/proof.h"

struct proven { struct grant grant; enum proof_need met; str how; };        /* how: "password", "totp", "recovery_code", "session" */
