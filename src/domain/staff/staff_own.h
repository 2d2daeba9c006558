/* Shared by the files of this room. */
#pragma once
#include "domain/staff/staff.h"

/* first_admin.c: the link is void once somebody has an account; if that account did not come by the link, the log says so. */
err first_admin_hear(tx *, const struct event *);
err first_admin_lost(ctx *, str username);
