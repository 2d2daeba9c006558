/*
 * A proxy between a program and its PostgreSQL that misbehaves on demand, in place of
 * the network. Everything passes until a test says otherwise; an accident at a commit
 * happens once, and then everything passes again.
 */
#pragma once

enum accident {
    PROXY_PASS,
    PROXY_SILENT,                    /* connections stay open, and nothing passes */
    PROXY_LOSE_COMMIT,               /* the next commit never arrives */
    PROXY_LOSE_ANSWER,               /* the next commit arrives, its answer does not */
    PROXY_DEAF                       /* no connection hears notices, as if it were shared with others */
};

struct proxy;

struct proxy *proxy_open(int server_port);       /* on 127.0.0.1 */
int proxy_port(const struct proxy *);
void proxy_set(struct proxy *, enum accident);   /* any thread */
int proxy_accidents(const struct proxy *);       /* commits that met one */
void proxy_close(struct proxy **);
