/* People, for the tests of capabilities above accounts. */
#pragma once
#include "domain/account/account.h"

id a_person(ctx *, const char *username);
id a_person_of(ctx *, str username);
void hidden(ctx *, id who, bool is);             /* suspended, or shown again */
void given_up(ctx *, id who);                    /* erased */
