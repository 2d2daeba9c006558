/* Private to maker*.c: the workers, and the process that each has. */
#pragma once
#include <pthread.h>
#include "ports/maker/maker.h"
#include "ports/maker/wire.h"

/* A running kith-media; pid 0: none. All of it blocks: for a worker's thread. */
struct helper { pid_t pid; int socket; };

enum outcome {
    OUTCOME_TOLD,                    /* there is an answer */
    OUTCOME_DIED,                    /* it ended, or was ended because it took too long */
    OUTCOME_STOPPED,                 /* `bell` rang */
    OUTCOME_MISSING,                 /* the program, or a library of it, is not there: `missing` says which */
};

struct helper_order {
    struct maker_ask ask;
    int fds[MAKER_DESCRIPTORS];
    i64 wall_ms;
    struct maker_told told;
    str missing;                     /* a constant */
};

/* Starts the program if there is none, and waits for the answer for as long as the order may take. */
enum outcome helper_ask(struct helper *, const char *program, int bell, struct helper_order *);
void helper_end(struct helper *);                /* harmless if there is none */

u32 maker_format_of(str);                        /* MAKER_NOTHING: none of them */
bool made_read(ctx *, const struct maker_order *, const struct helper_order *, struct made *out);
void made_same(const struct maker_order *, const struct maker_told_file *, struct made *out);        /* it has no descriptor of its own */

const char *helper_find(struct arena *, str setting);        /* beside this program, unless the setting says where */
/* The folder of ffmpeg and ffprobe; "": none. The failure names the setting. */
err ffmpeg_find(struct arena *, struct world *, struct failure *, const char **out);
