/* The lists of this capability: somebody's posts, quotes of one, what one has saved; and who reacted to a post. */
#include "base/buf.h"
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

enum { PINS_MOST_READ = 100 };

static id from(id after) { return after.v ? after : (id){ INT64_MAX }; }

static void entries_of(struct arena *a, const post_listed_page *rows, struct post_entries *out)
{
    *out = (struct post_entries){ arena_array(a, struct post_entry, rows->n), rows->n };
    for (size_t i = 0; i < rows->n; i++)
        out->at[i] = (struct post_entry){ rows->at[i].id, rows->at[i].place };
}

/* ---- somebody's ---- */

static err by_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const id *who = arg;
    post_listed_page rows;

    TRY(q_posts_by_user(c, *who, from(after), most, &rows));
    entries_of(&c->arena, &rows, out);
    return OK;
}

/* False: `me` blocks them, and gets an empty list. */
static err owner_meet(ctx *c, id me, id who, bool *shown)
{
    struct sight sight;

    TRY(sight_meet(c, me, who, &sight));
    *shown = sight_reaches(&sight);
    return OK;
}

err posts_by(ctx *c, id me, id who, struct post_wish wish, post_view_page *out, id *next)
{
    const struct post_source source = { .read = by_read, .arg = &who };
    bool shown;

    *out = (post_view_page){ 0 };
    *next = (id){ 0 };
    TRY(owner_meet(c, me, who, &shown));
    return shown ? post_list(c, me, &source, wish, out, next) : OK;
}

err posts_pinned(ctx *c, id me, id who, u32 without, post_view_page *out)
{
    post_listed_page rows;
    bool shown;

    *out = (post_view_page){ 0 };
    TRY(owner_meet(c, me, who, &shown));
    if (!shown)
        return OK;
    TRY(q_posts_pinned_by(c, who, PINS_MOST_READ, &rows));
    ids which = { arena_array(&c->arena, id, rows.n), rows.n };
    for (size_t i = 0; i < rows.n; i++)
        which.at[i] = rows.at[i].id;
    return posts_look(c, me, which, NULL, without, out);
}

/* ---- quotes, and what one has saved ---- */

static err quotes_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const id *original = arg;
    post_listed_page rows;

    TRY(q_posts_quoting(c, *original, from(after), most, &rows));
    entries_of(&c->arena, &rows, out);
    return OK;
}

err posts_quoting(ctx *c, id me, id which, struct post_wish wish, post_view_page *out, id *next)
{
    const struct post_source source = { .read = quotes_read, .arg = &which };

    TRY(post_original(c, me, which, &which));
    return post_list(c, me, &source, wish, out, next);
}

static err saved_read(ctx *c, const void *arg, id after, i64 most, struct post_entries *out)
{
    const id *me = arg;
    reaction_page rows;

    TRY(reactions_by(c, *me, REACTION_SAVE, after, most, &rows));
    *out = (struct post_entries){ arena_array(&c->arena, struct post_entry, rows.n), rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = (struct post_entry){ rows.at[i].subject_id, rows.at[i].made };
    return OK;
}

err posts_saved(ctx *c, id me, struct post_wish wish, post_view_page *out, id *next)
{
    return post_list(c, me, &(struct post_source){ .read = saved_read, .arg = &me }, wish, out, next);
}

/* ---- of many at once ---- */

err posts_by_reached(ctx *c, const struct reach *reaches, size_t n, enum reach_way way, i64 most, reached_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);

    return way == REACH_DOWN ? q_posts_by_users_down(c, lists, most, out) : q_posts_by_users_up(c, lists, most, out);
}

err posts_quoting_reached(ctx *c, const struct reach *reaches, size_t n, enum reach_way way, i64 most, reached_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);

    return way == REACH_DOWN ? q_posts_quoting_all_down(c, lists, most, out) : q_posts_quoting_all_up(c, lists, most, out);
}

err posts_from_reached(ctx *c, const struct reach *reaches, const ids *authors, size_t n, enum reach_way way, i64 most,
                       reached_page *out)
{
    struct buf lists = BUF_ON(&c->arena);

    for (size_t i = 0; i < n; i++) {
        str at = reaches_text(&c->arena, &reaches[i], 1, way), who = ids_text(&c->arena, authors[i]);
        buf_format(&lists, "%s" STR_FMT ",[" STR_FMT "]]", i ? "," : "", STR_ARG(str_to(at, at.n - 1)), STR_ARG(who));
    }
    if (way == REACH_DOWN)
        return q_posts_from_all_down(c, buf_str(&lists), most, out);
    return q_posts_from_all_up(c, buf_str(&lists), most, out);
}

err posts_pinned_reached(ctx *c, ids users, reached_page *out)
{
    return q_posts_pinned_by_all(c, users, out);
}

err post_versions_reached(ctx *c, const struct reach *reaches, size_t n, enum reach_way way, i64 most, post_said_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);
    post_version_row_page rows;

    if (way == REACH_DOWN)
        TRY(q_post_versions_all_down(c, lists, most, &rows));
    else
        TRY(q_post_versions_all_up(c, lists, most, &rows));
    struct post_version *said = arena_array(&c->arena, struct post_version, rows.n);
    TRY(post_versions_of(c, &rows, rows.n, said));
    *out = (post_said_page){ .at = arena_array(&c->arena, struct post_said, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = (struct post_said){ rows.at[i].post_id, rows.at[i].made, said[i] };
    return OK;
}

/* ---- who reacted ---- */

SHAPE(post_reaction,
    FIELD(post_reaction, type, .words = reaction_words), FIELD(post_reaction, user, .of = &card_shape), FIELD(post_reaction, created_at));

enum { PASSED_OVER_MOST = 2000, CHUNK_MOST = 100 };

struct reacted { id me; i64 most; post_reaction_page *out; id last; bool more; };

/* Adds those of a chunk whom the viewer may see. */
static err reacted_add(ctx *c, struct reacted *r, const reaction_page *chunk)
{
    ids who = { arena_array(&c->arena, id, chunk->n), chunk->n };
    card_page cards;

    for (size_t i = 0; i < chunk->n; i++)
        who.at[i] = chunk->at[i].user_id;
    TRY(cards_get(c, r->me, who, sight_reaches, &cards));
    for (size_t i = 0; i < chunk->n && !r->more; i++) {
        const struct card *user = card_among(&cards, chunk->at[i].user_id);
        if (!user)
            continue;
        r->more = (i64)r->out->n == r->most;
        if (r->more)
            break;
        r->out->at[r->out->n++] = (struct post_reaction){ str_of(reaction_words[chunk->at[i].kind]), *user, { id_ms(chunk->at[i].made) } };
        r->last = chunk->at[i].made;
    }
    return OK;
}

err reactions_shown(ctx *c, id me, id subject, u32 who, id after, i64 most, post_reaction_page *out, id *next)
{
    struct reacted r = { .me = me, .most = most, .out = out };
    reaction_page chunk;
    i64 read = 0;

    *out = (post_reaction_page){ .at = arena_array(&c->arena, struct post_reaction, (size_t)most) };
    do {
        TRY(reactions_of(c, subject, who, after, CHUNK_MOST, &chunk));
        TRY(reacted_add(c, &r, &chunk));
        after = chunk.n == CHUNK_MOST ? chunk.at[chunk.n - 1].made : (id){ 0 };
        read += (i64)chunk.n;
    } while (after.v && !r.more && read - (i64)out->n < PASSED_OVER_MOST);
    *next = r.more ? r.last : after;
    return OK;
}

err post_reactions(ctx *c, id me, id which, u32 who, id after, i64 most, post_reaction_page *out, id *next)
{
    TRY(post_original(c, me, which, &which));
    return reactions_shown(c, me, which, who, after, most, out, next);
}
