/*
 * What resolvers of this surface have in common. A resolver reads its arguments, calls one verb of the domain for all rows of the
 * level, and gives each row what it asks for:
 *
 *   static err author(struct gql_call *call)                        Mention.user, bound with .needs = "user_id"
 *   {
 *       id *who = arena_array(call->arena, id, call->n);
 *       for (size_t i = 0; i < call->n; i++)
 *           who[i] = ((const struct mention *)call->rows[i])->user_id;
 *       return users_give(call, who);
 *   }
 *
 * The context of a run (gql_run.context) is the request's ctx, its failure is the ctx's, and its arena is the ctx's. So
 * verbs of the domain are called as anywhere else, and what they return is what the resolver returns: a problem is the error's
 * code and words, members of the input get their names in camelCase, and their path from the argument on by `.within`.
 *
 * Rows are structs of the domain, whose members answer most fields (schema.c has which shape is whose):
 *
 *   User     struct profile       users_give, profile rows
 *   Post     struct post          posts_give, post_row
 *   Comment  struct comment       comments_give, comment_row
 *   Tag      struct tag           tags_give
 *   List     struct list          lists_load
 *   Channel  struct channel_row   channels_give
 *   Message  struct message       messages_give
 *   Story    struct story         stories_load
 *
 * A new file with fields has a table of bindings, ends it with {0}, and names it in schema.c.
 */
#pragma once
#include "api/front/row.h"
#include "base/str.h"
#include "domain/comment/comment.h"
#include "domain/story/story.h"
#include "domain/tag/tag.h"
#include "domain/talk/talk.h"
#include "domain/timeline/timeline.h"
#include "graphql/resolve.h"

/* ---- who asks ---- */

static inline ctx *ctx_of(const struct gql_call *call) { return call->context; }
static inline const struct caller *caller_of(const struct gql_call *call) { return &ctx_of(call)->caller; }
static inline id me_of(const struct gql_call *call) { return caller_of(call)->account; }      /* 0: nobody is signed in */

/* First of all in a field that is not for everybody. ERR_SIGN_IN not_signed_in; ERR_FORBIDDEN. */
err reader_check(struct gql_call *, const struct permission *);
err writer_check(struct gql_call *, const struct permission *);

/* For what looks something up: not there, or not visible, is null without an error. */
err null_if_missing(struct gql_call *, err);

/* ---- rows of a level by what names them, one for each row of the call: in any order, repeated, 0 for null ---- */

/* In as many statements as one of them takes; what the caller may not see is null. They forget nothing and keep nothing. */
err users_give(struct gql_call *, const id *who);
err posts_give(struct gql_call *, const id *which);
err comments_give(struct gql_call *, const id *which);
err comments_placed_give(struct gql_call *, const id *which);         /* placeholders too */
err tags_give(struct gql_call *, const str *names);          /* folded; empty for null */

/* People of whom a card is at hand (NULL: null), whom the caller may see: the store is asked only for what the card does not have. */
err carded_give(struct gql_call *, const struct card *const *cards);

/* Channels and messages are for nobody who is not signed in. */
struct channel_row { struct channel shown; const struct channel_kept *kept; };       /* without last message and participants */
err channels_give(struct gql_call *, const id *which);
err messages_give(struct gql_call *, const id *which);

/*
 * People who are met in a channel: of one whom the viewer may not see, what a message shows of them is all there is, and null for
 * one who is erased. `cards`, if not NULL: what is at hand of each.
 */
err talkers_give(struct gql_call *, const id *who, const struct card *const *cards);
err talkers_load(ctx *, ids who, bool hidden, const struct profile ***out);          /* `hidden`: those, too */
bool user_is_unseen(const struct profile *);
u64 card_members(void);                              /* what a card has, as bits of a profile's shape */
const struct profile *profile_of_card(struct arena *, const struct card *);

/* The same for lists: one object for each id, or NULL, in the order asked. */
err users_load(ctx *, ids who, const struct profile ***out);
err posts_load(ctx *, ids which, const struct post ***out);
err comments_load(ctx *, ids which, const struct comment ***out);
err comments_placed_load(ctx *, ids which, const struct comment ***out);
err lists_load(ctx *, ids which, const struct list ***out);
err channels_load(ctx *, ids which, const struct channel_row ***out);
err messages_load(ctx *, ids which, const struct message ***out);
err stories_load(ctx *, ids which, const struct story ***out);
err highlights_load(ctx *, ids which, const struct highlight ***out);

/* `rows`, which begin with their ids, rising: for each id asked, or NULL. Posts are made rows of first. */
const void **rows_placed(struct arena *, ids asked, const void *rows, size_t n, size_t size);
const struct post **posts_placed(ctx *, ids asked, const post_view_page *);

/* A view as a row. */
const struct post *post_row(ctx *, const struct post_view *);
const struct comment *comment_row_of(ctx *, const struct comment_view *);

/* Ids of accounts, posts and so on as arguments: malformed ones are 0. */
id id_given(str text);

/* ---- answers that are given again: kept.c ---- */

/*
 * What is kept is right as long as nothing changed of what it was made of (ports/stamps.h): so each resolver of such an answer says,
 * once in a call, where that is noted. One that does not, like most, has its answers made each time.
 */
struct post_made;
struct noting { str name; struct feed_made *feed; struct post_made *post; u32 calls; };    /* gql_run.notes; NULL: nobody asks */
void reads_nothing(struct gql_call *);           /* but its rows, and who gave these noted what they are made of */
struct made_of *reads_noted(struct gql_call *);  /* the resolver notes all that it reads there; NULL: nobody asks */
struct feed_made *feed_noted(struct gql_call *); /* the same of the feed's first page */
struct post_made *post_noted(struct gql_call *); /* the same of one post, for a page of this server */

/* `sense`, `variables`: of the operation and as they were sent. False: it is never kept. */
bool noting_begin(ctx *, const struct gql_request *, str sense, str variables, u64 seed, struct noting *out);
err noting_get(ctx *, const struct noting *, str *out, bool *found);
void noting_keep(ctx *, const struct noting *, const struct gql_run *, str text);        /* if all that it was made of is noted */

/* ---- connections: graphql/connection.c ---- */

/*
 * Every list that can grow is a connection. A resolver of one says how its list is named and read, and everything else (arguments,
 * limits, cursors, edges, pageInfo, cost) is the same for all:
 *
 *   static const struct connecting quotes = { .list = "Post.quotes", .read = quotes_read };
 *   static err post_quotes(struct gql_call *call) { return connections_give(call, &quotes); }
 *
 *   { "Post.quotes", post_quotes, .needs = "id" }, CONNECTION("Post") once for each type of connection
 *
 * `read` is called once for all rows of the level, with each list once. An `asked` is what is wanted of one list; it fills edges,
 * in the order of the list whichever way it was read, and says whether there is more in that direction.
 */
struct node_edge {
    struct cursor place;             /* where it stands in its list: the next page begins after it, or ends before it */
    const void *node;
    const struct gql_type *type;     /* of a union; otherwise NULL */
    double score;                    /* of a ranked feed, otherwise NAN */
    struct page reasons;             /* likewise, of struct reason_row */
    const void *beside;              /* what further fields of its edge show */
    const struct connection *of;     /* filled in by connections_give */
};

struct asked {
    size_t row;                      /* of the call */
    const void *of;                  /* that row */
    id list;                         /* connecting.of, of that row; 0: there is none, and the list is empty */
    str text;                        /* likewise of_text */
    i64 most;                        /* at least 1 */
    bool back;                       /* the last ones before `from`, instead of the first ones after it */
    struct cursor from;              /* {0, 0}: from that end of the list */
    struct cursor until;             /* likewise; only a list that is CUT by `read` needs it */
    /* what came of it */
    struct node_edge *edges;
    size_t n, room;
    struct arena *arena;             /* which they are in */
    bool more;
    bool also;                       /* and in the other direction, whatever the arguments say */
    struct cursor stopped;           /* a page that ended early: where the next one goes on; otherwise {0, 0} */
    const struct problem *missing;   /* there is no such list: the error of its row */
};

/* ---- lists of many rows: fill.c ---- */

/*
 * Fills what is asked of lists that the domain reads many of at once (ports/reach.h): the next entries of all that lack some by one
 * statement, then one look at all of them, until each page is full, or its list is at its end, or too much was passed over.
 */
struct entry { id list, place, id; const void *node; i64 rank; const void *beside; };        /* a node that the reading brought */
struct entries { struct entry *at; size_t n; };
struct filling {
    /* of each list up to `most`, in the order of the lists: by a verb of the domain; or by `read`, if that needs more */
    err (*reached)(ctx *, const struct reach *, size_t n, enum reach_way, i64 most, reached_page *out);
    err (*read)(struct gql_call *, const struct filling *, const struct reach *, size_t n, enum reach_way, i64 most, struct entries *out);
    /* what the viewer sees of these: a node for each, or NULL. NULL: what was read is for the viewer */
    err (*look)(struct gql_call *, const struct filling *, ids which, const void ***nodes);
    int side;                        /* which lists these are, for `read` and `look` */
    bool ranked;                     /* a place is a rank, and then an id: cursors are {rank, place} */
    u32 without;
    sight_question *asks;
    post_question *asks_post;
};
err lists_fill(struct gql_call *, struct asked *, size_t n, const struct filling *);
size_t lists_at_once(i64 most);                  /* so many lists of that length may be read by one statement */
err entries_of(struct gql_call *, const reached_page *, struct entries *out);
/* Looks: people for whom `asks` is true; posts without some, for which `asks_post` is; comments; channels; messages; members of
   channels, whether the viewer may see them otherwise or not. */
err people_look(struct gql_call *, const struct filling *, ids which, const void ***nodes);
err posts_seen_look(struct gql_call *, const struct filling *, ids which, const void ***nodes);
err comments_look(struct gql_call *, const struct filling *, ids which, const void ***nodes);
err channels_seen_look(struct gql_call *, const struct filling *, ids which, const void ***nodes);
err messages_seen_look(struct gql_call *, const struct filling *, ids which, const void ***nodes);
err members_seen_look(struct gql_call *, const struct filling *, ids which, const void ***nodes);

enum list_order { NEWEST_FIRST, RISING, FORWARD_ONLY, CUT };  /* places fall, rise; it only goes forward; `read` heeds both cursors */

struct connecting {
    const char *list;                /* names it in cursors, with the id of the row, if it is of one */
    id (*of)(const void *row);       /* NULL: there is one such list, */
    bool of_viewer;                  /* or with this, one for each viewer */
    str (*of_text)(const struct gql_call *, size_t row);     /* also names it; NULL: nothing does */
    const char *(*with)(const struct gql_call *);            /* arguments that make it another list; NULL: none do */
    err (*read)(struct gql_call *, struct asked *, size_t n);
    enum list_order order;
    enum list_order (*order_with)(const struct gql_call *);  /* by its arguments; NULL: always the same */
};

err connections_give(struct gql_call *, const struct connecting *);
void asked_keep_last(struct asked *);             /* of edges that are all those before a place, the last `most` */
void edges_reverse(struct asked *);               /* of a list that was read from its end */
void node_add(struct asked *, struct cursor place, const void *node);

/* ARGUMENTS are those of every connection; further ones stand after them in the struct and in its shape. */
#define PAGE_ARGS maybe_i64 first, last; maybe_str after, before
#define PAGE_ARG_FIELDS(S) FIELD(S, first), FIELD(S, last), FIELD(S, after), FIELD(S, before)
struct page_args { PAGE_ARGS; };
extern const struct shape page_args_shape;

struct connection;
struct page_info;
extern const struct shape connection_shape, node_edge_shape, page_info_shape;
gql_resolve connection_edges, connection_nodes, edge_cursor, edge_node, page_start, page_end;
gql_pricer price_edges, price_nodes, price_nothing, price_mutation, price_ids;

/* The bindings of XConnection and XEdge, in a table of fields; and their types, in schema.c. */
#define CONNECTION(X)                                                                                                      \
    { X "Connection.edges", connection_edges, .price = price_edges },                                                     \
    { X "Connection.nodes", connection_nodes, .price = price_nodes },                                                     \
    { X "Connection.pageInfo", .member = "page_info", .price = price_nothing },                                           \
    { X "Edge.cursor", edge_cursor, .kind = K_STR },                                                                      \
    { X "Edge.node", edge_node }
#define CONNECTION_TYPES(X) { X "Connection", &connection_shape }, { X "Edge", &node_edge_shape }

/* ---- the tables, each in its file ---- */

/* mutations.c also binds the types of its payloads. */
extern const struct gql_type_binding mutation_types[];
extern const struct gql_field_binding connection_fields[], query_fields[], people_fields[], post_fields[], comment_fields[], tag_fields[],
    list_fields[], timeline_fields[], search_fields[], channel_fields[], message_fields[], story_fields[],
    mutation_story_fields[], mutation_fields[],
    mutation_people_fields[], mutation_talk_fields[], payload_fields[], subscription_fields[];
