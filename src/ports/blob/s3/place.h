/* Where a bucket is: s3://HOST[:PORT]/BUCKET[/PREFIX]?region=us-east-1&style=path&tls=on */
#pragma once
#include "base/err.h"

struct s3_place {
    str region, bucket, prefix;      /* the prefix with a slash at its end, or empty */
    bool tls, by_host;               /* by_host: the bucket stands before the host */
    str host;                        /* as the field Host has it: without the standard port */
    str origin;                      /* "https://host:port" */
};

/* Copies into the arena of the failure. ERR_INVALID says what is wrong with the setting `blob`, without its value. */
err s3_place_read(struct failure *, str setting, struct s3_place *out);
/* The same bucket as clients reach it: `setting` is http://HOST[:PORT] or https://... */
err s3_place_public(struct failure *, str setting, struct s3_place *);
str s3_path(struct arena *, const struct s3_place *, str key);       /* encoded; an empty key: of the bucket */
