/* The fields of Query that look something up. */
#include "api/graphql/graphql_own.h"
#include "base/problems.h"

enum { IDS_MOST = 100 };

struct id_args { str id; };
static SHAPE(id_args, FIELD(id_args, id));
struct ids_args { strs ids; };
static SHAPE(ids_args, FIELD(ids_args, ids));
struct user_key { maybe_str id, username; };
typedef PAGE(user_key) user_key_page;
static SHAPE(user_key, FIELD(user_key, id), FIELD(user_key, username));
struct users_args { user_key_page by; };
static SHAPE(users_args, FIELD_PAGE(users_args, by, &user_key_shape));

/* ---- nodes ---- */

struct nodes { ids which; const void **rows; const char **types; };

/* What one kind has of the ids that are still without a row. */
static void nodes_fill(struct nodes *n, const void *const *found, const char *type)
{
    for (size_t i = 0; i < n->which.n; i++)
        if (!n->rows[i] && found[i]) {
            n->rows[i] = found[i];
            n->types[i] = type;
        }
}

/* Each kind is asked for what no other has: at most once, however many ids. */
static err nodes_load(ctx *c, struct nodes *n)
{
    ids lacking = { arena_array(&c->arena, id, n->which.n), n->which.n };
    const struct post **posts;
    const struct comment **comments;
    const struct profile **people;
    const struct list **lists;
    const struct channel_row **channels;
    const struct message **messages;
    const struct story **stories;
    const struct highlight **highlights;

#define KIND(found, load, type)                                                                                            \
    for (size_t i = 0; i < n->which.n; i++)                                                                                \
        lacking.at[i] = n->rows[i] ? (id){ 0 } : n->which.at[i];                                                           \
    TRY(load(c, lacking, &found));                                                                                        \
    nodes_fill(n, (const void *const *)found, type);
    KIND(posts, posts_load, "Post")
    KIND(comments, comments_load, "Comment")
    KIND(people, users_load, "User")
    KIND(lists, lists_load, "List")
    KIND(channels, channels_load, "Channel")
    KIND(messages, messages_load, "Message")
    KIND(stories, stories_load, "Story")
    KIND(highlights, highlights_load, "Highlight")
#undef KIND
    return OK;
}

static struct nodes nodes_of(struct arena *a, strs texts)
{
    struct nodes n = { { arena_array(a, id, texts.n), texts.n }, arena_array(a, const void *, texts.n),
                       arena_array(a, const char *, texts.n) };

    for (size_t i = 0; i < texts.n; i++) {
        n.which.at[i] = id_given(texts.at[i]);
        n.rows[i] = NULL;
        n.types[i] = NULL;
    }
    return n;
}

static const struct gql_type *type_of(const struct gql_call *call, const char *name)
{
    return name ? gql_type_named(call->schema, str_of(name)) : NULL;
}

static err node(struct gql_call *call)
{
    str text = ((const struct id_args *)call->args)->id;
    struct nodes n = nodes_of(call->arena, (strs){ &text, 1 });

    TRY(nodes_load(ctx_of(call), &n));
    gql_give_as(call, 0, type_of(call, n.types[0]), n.rows[0]);
    return OK;
}

static err too_many(struct gql_call *call, const char *argument)
{
    return fail_field_saying(ctx_of(call), str_of(argument), &too_long, "This must have at most %d elements.", IDS_MOST);
}

static err nodes(struct gql_call *call)
{
    strs texts = ((const struct ids_args *)call->args)->ids;

    if (texts.n > IDS_MOST)
        return too_many(call, "ids");
    struct nodes n = nodes_of(call->arena, texts);
    TRY(nodes_load(ctx_of(call), &n));
    gql_give_empty(call, 0);
    for (size_t i = 0; i < texts.n; i++)
        gql_give_item(call, 0, type_of(call, n.types[i]), n.rows[i]);
    return OK;
}

/* ---- people ---- */

static err me(struct gql_call *call)
{
    return users_give(call, (id[]){ me_of(call) });
}

/* The ids of people who are named either way; 0: there is none. */
static err keys_read(ctx *c, const struct user_key *keys, size_t n, id *out)
{
    strs names = { arena_array(&c->arena, str, n), 0 };
    account_page found = { 0 };

    for (size_t i = 0; i < n; i++) {
        str name = keys[i].username.v;
        out[i] = keys[i].id.is == GIVEN ? id_given(keys[i].id.v) : (id){ 0 };
        if (keys[i].username.is == GIVEN)
            names.at[names.n++] = name.n && name.p[0] == '@' ? str_from(name, 1) : name;
    }
    if (!names.n)
        return OK;
    TRY(accounts_by_usernames(c, names, &found));
    for (size_t i = 0, k = 0; i < n; i++) {
        if (keys[i].username.is != GIVEN)
            continue;
        str name = names.at[k++];
        for (size_t j = 0; j < found.n; j++)
            if (str_eq_nocase(found.at[j].username, name))
                out[i] = found.at[j].id;
    }
    return OK;
}

static err user(struct gql_call *call)
{
    const struct user_key *key = call->args;
    id who;

    if ((key->id.is == GIVEN) == (key->username.is == GIVEN))
        return fail_field_saying(ctx_of(call), key->id.is == GIVEN ? S("username") : S("id"), &invalid_form,
            "Give exactly one of id and username.");
    TRY(keys_read(ctx_of(call), key, 1, &who));
    return users_give(call, &who);
}

static err users(struct gql_call *call)
{
    user_key_page by = ((const struct users_args *)call->args)->by;
    const struct profile **rows;
    ctx *c = ctx_of(call);

    if (by.n > IDS_MOST)
        return too_many(call, "by");
    ids who = { arena_array(&c->arena, id, by.n), by.n };
    TRY(keys_read(c, by.at, by.n, who.at));
    TRY(users_load(c, who, &rows));
    gql_give_empty(call, 0);
    for (size_t i = 0; i < by.n; i++)
        gql_give_item(call, 0, NULL, rows[i]);
    return OK;
}

/* ---- one of the others ---- */

static err post(struct gql_call *call)
{
    id which = id_given(((const struct id_args *)call->args)->id);
    ctx *c = ctx_of(call);
    struct post_view view;

    err e = post_get_noting(c, me_of(call), which, post_noted(call), &view);
    if (e == OK)
        gql_give(call, 0, post_row(c, &view));
    return null_if_missing(call, e);
}

static err comment(struct gql_call *call)
{
    return comments_give(call, (id[]){ id_given(((const struct id_args *)call->args)->id) });
}

const struct gql_field_binding query_fields[] = {
    { "Query.node", node, .args = &id_args_shape },
    { "Query.nodes", nodes, .args = &ids_args_shape, .price = price_ids },
    { "Query.me", me },
    { "Query.user", user, .args = &user_key_shape },
    { "Query.users", users, .args = &users_args_shape, .price = price_ids },
    { "Query.post", post, .args = &id_args_shape },
    { "Query.comment", comment, .args = &id_args_shape },
    {0}
};
