/* URLs of files that are not public: until when they work, and the proof. */
#pragma once
#include "runtime/ctx.h"

/* The end of the URLs that are made now; not after `until`, if that is given. */
when media_url_end(ctx *, when until);

/* "?exp=...&sig=..." of a name, for that end. */
str media_url_sign(ctx *, str name, when until);
