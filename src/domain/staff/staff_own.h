/* What the files of this room share. */
#pragma once
#include "domain/staff/staff.h"

/* first_admin.c: the link is void once somebody has an account; whoever did not come by it is told of in the log. */
err first_admin_hear(tx *, const struct event *);
err first_admin_lost(ctx *, str username);
