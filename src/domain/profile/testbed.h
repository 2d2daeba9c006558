/* For the tests of this room: a world with accounts and a follow graph, and people in it. */
#pragma once
#include "domain/profile/profile.h"
#include "kit/house.h"
#include "kit/test.h"

void in_house(err (*run)(ctx *, void *));        /* runs a case's body on a fiber of such a world */
id a_person(ctx *, const char *username, const char *display);
