/* The inside of `kith seed`: what was asked for, all that is made of it in memory, and what writes it. */
#pragma once
#include "cli/command.h"
#include "cli/seed.h"
#include "cli/visit.h"
#include "domain/channel/channel.h"
#include "domain/comment/comment.h"

struct made_post { i64 at_ms; id id; u32 author; u8 visibility; };
struct made_comment { i64 at_ms; id id; u32 post, author, parent, depth; };      /* parent: its number and one more; 0: none */
struct made_reaction { i64 at_ms; u32 subject, user; bool save; };               /* subject: the number of a post, or of a comment */
/* first: of made_messages; from: of made_members. */
struct made_channel { i64 at_ms; id id; i64 first, messages; size_t from, members; enum channel_kind kind; };
struct made_message { i64 at_ms; id id; u32 channel, user; };

struct seeding {
    struct line *line;
    i64 users, follows, posts, comments, reactions, channels, conversations, messages, stars, number;
    bool as_json;
    i64 now_ms, began_ms;
    str password;
    struct secret hash;
    struct account *accounts;        /* oldest first; the stars are the first */
    struct planted *edges;
    i64 edge_count;
    struct made_post *made_posts;    /* oldest first, like comments */
    struct made_comment *made_comments;
    struct made_reaction *on_posts, *on_comments;            /* in the order of their subjects */
    i64 on_post_count, on_comment_count;
    struct made_channel *made_channels;          /* oldest first: channels and conversations */
    u32 *made_members;
    struct made_message *made_messages;          /* in the order of their channels, and in each oldest first */
};

/* Each thing is drawn from numbers of its own, so that more of one does not change another. */
enum seed_stream {
    STREAM_PEOPLE, STREAM_EDGES, STREAM_POSTS, STREAM_COMMENTS, STREAM_REACTIONS, STREAM_POST_TEXTS, STREAM_COMMENT_TEXTS, STREAM_CHANNELS,
    STREAM_MEMBERS, STREAM_MESSAGES, STREAM_CHANNEL_TEXTS, STREAM_MESSAGE_TEXTS
};
void seed_rng(struct rng *, const struct seeding *, enum seed_stream, i64 n);

/*
 * Ids of times past. Each kind has its part of the sequence; where in it one seeding begins is a matter of its second, so that
 * two seedings of one store do not meet.
 */
enum seed_kind { KIND_ACCOUNT, KIND_EDGE, KIND_POST, KIND_COMMENT, KIND_CHANNEL, KIND_MESSAGE, SEED_KINDS = 8 };
struct seed_ids { enum seed_kind kind; i64 run, ms, n; };
struct seed_ids seed_ids_begin(const struct seeding *, enum seed_kind);
id seed_id(struct seed_ids *, i64 ms);           /* of times that do not fall; a full millisecond runs over into the next */

void people_make(struct seeding *);              /* seed_graph.c */
err people_write(struct seeding *, struct host *);
err posts_make(struct seeding *);                /* seed_posts.c; ERR_INVALID: there is no place for that many reactions */
err posts_write(struct seeding *, struct host *);            /* seed_write.c */
void talk_make(struct seeding *);                /* seed_talk.c */
err talk_write(struct seeding *, struct host *);             /* seed_talk_write.c */

/* `write` some at a time, each in a transaction, with progress on standard error. */
struct some { const struct seeding *seeding; i64 from, n; };
err seed_write(struct seeding *, struct host *, i64 n, i64 at_once, const char *what, tx_fn *write);
