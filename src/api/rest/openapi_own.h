/* What the files of the API's description share. */
#pragma once
#include "api/front/endpoint.h"

bool openapi_has_etag(const struct route *);
bool openapi_is_keyed(const struct endpoint *);              /* it takes an Idempotency-Key */
void openapi_responses(struct buf *, const struct endpoint *);       /* the member `responses` of an operation */
