/*
 * The pipe of a link: statements are asked without waiting; answers come in the same
 * order, and each goes to the wait of its asker. A sync ends a segment: an error
 * makes the server skip what follows it up to the next sync.
 */
#pragma once
#include "ports/store/postgres/link.h"

struct pg_wait;
struct pg_statement;

/* Errors go to the wait in any case. ASK_KEEP: so does the answer. ASK_WAKE: it ends the wait, whatever it is. */
enum pg_ask_use { ASK_ERRORS = 0, ASK_KEEP = 1, ASK_WAKE = 2 };

/* Each may find the link broken: then the wait is lost. NULL for a wait: nobody is interested. */
void pg_pipe_ask(struct pg_link *, const struct statement *, const struct value *, struct pg_wait *, int use);
void pg_pipe_describe(struct pg_link *, struct pg_statement *, struct pg_wait *);            /* kept, and wakes */
void pg_pipe_sync(struct pg_link *, struct pg_wait *);       /* sends all that was asked; its answer ends the wait */
void pg_pipe_sync_later(struct pg_link *);                   /* one sync for all that is asked in this turn */
void pg_pipe_push(struct pg_link *);                         /* the server sends what it has done so far */
void pg_pipe_script(struct pg_link *, const char *sql, struct pg_wait *);    /* leaves the pipeline; nothing may be in flight */
void pg_pipe_resume(struct pg_link *);                       /* enters it again */
void pg_pipe_forget(struct pg_link *, struct pg_wait *);     /* its asks are answered to nobody */

/* For the link. */
void pg_pipe_init(struct pg_link *);
void pg_pipe_take(struct pg_link *);                         /* the answers that have come */
void pg_pipe_lose(struct pg_link *);                         /* all that is in flight */
bool pg_pipe_patient(const struct pg_link *);                /* what is in flight may take any time */
