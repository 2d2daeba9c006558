/* Certificates that are trusted besides the system's: a file from the operator, read once at the start. */
#pragma once
#include <curl/curl.h>
#include "base/err.h"

struct trust;

/* `path` "": none, and NULL. ERR_INVALID names the setting outgoing_ca. */
err trust_open(struct failure *, str path, struct trust **out);
void trust_close(struct trust **);
void trust_apply(struct trust *, CURL *);        /* NULL: the system's alone */
