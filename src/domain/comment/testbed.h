/* For the tests of this capability: a world with people, posts and comments, and the workers. */
#pragma once
#include "domain/comment/comment_own.h"
#include "domain/post/testbed.h"

struct house forum_open(void);
void in_idle_forum(err (*run)(ctx *, void *));   /* no consumer, job or schedule runs */
void in_forum(err (*run)(ctx *, void *));        /* runs a case's body on a fiber of such a world, on a running clock */

/* What `me` says there; a parent of 0: on the post itself. */
id a_comment(ctx *, id me, id post, id parent, const char *content);
err comment_or_not(ctx *, id me, id post, id parent, const char *content, id *out);
err delete_or_not(ctx *, id me, id which);
void deleted(ctx *, id me, id which);            /* it succeeds */
void liked(ctx *, id me, id which, bool likes);

/* Many at once: `n` comments by `me`, each a reply to the one that `parent` names by its number, or to the post for -1. */
void planted(ctx *, id me, id post, size_t n, i64 (*parent)(size_t), id *out);

/* A page of the comments on a post, or of the replies to one. */
struct comment_tree page_of(ctx *, id me, id post, id parent, struct comment_wish);

/*
 * The tree as text, so that one line says all: "a(b(d)c)e", without authors: a letter is the whole content, - a
 * placeholder; after a list that continues, +.
 */
str tree_text(ctx *, id me, id post, enum comment_sort, i64 depth);

i64 comment_count(ctx *, id post);               /* that the post shows */
void expect_right(ctx *);                        /* comment_check finds nothing wrong */
void expect_soon(ctx *, bool (*is)(ctx *, const void *arg), const void *arg);          /* asks, for some seconds, until it is */
void expect_tree(ctx *, id me, id post, const char *text);           /* by sort=old, 10 levels; at once */
void expect_tree_soon(ctx *, id me, id post, const char *text);
void expect_count_soon(ctx *, id post, i64 count);
