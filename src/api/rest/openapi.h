/*
 * The API's description (OpenAPI 3.1), from the tables that route and validate: it
 * cannot differ from what the server does.
 */
#pragma once
#include "api/front/endpoint.h"

/* The document, in the arena. */
str openapi_make(struct arena *, const struct endpoint *, int count);
