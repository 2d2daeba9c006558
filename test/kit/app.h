/* An authenticator app beside a test. */
#pragma once
#include "base/types.h"
#include "runtime/ctx.h"

/* The code of a secret, as base32 shows it, now or some steps later. */
str app_code(ctx *, str secret, i64 steps_later);
