/* What can be subscribed to: sub_fields.c. */
#pragma once
#include "base/err.h"
#include "base/id.h"

struct permission;

enum sub_gives { GIVES_POST, GIVES_COMMENT, GIVES_MESSAGE };

struct sub_kind {
    const char *topic;               /* "post:": an id follows */
    bool of_id;
    const char *types[2];            /* of the events that are meant */
    enum sub_gives gives;
    const struct permission *who;    /* NULL: anybody */
    const struct problem *missing;   /* what its id names is not there */
};
extern const struct sub_kind sub_kinds[];

/* The root's row. The first execution asks what is subscribed to, the others tell of an event. */
struct sub_moment { const struct sub_kind *kind; id about; const void *node; };
/* NULL: it is not for the viewer by now. */
err sub_node(ctx *, const struct sub_kind *, id which, const void **out);
