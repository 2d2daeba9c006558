/*
 * What the made-up people do. They register, follow some of the others, and then scroll, read, write, like and talk, each thing as
 * often as its weight says. They find posts and people in what they were shown.
 */
#include "base/json.h"
#include "base/shape.h"
#include "base/str.h"
#include "cli/seed.h"
#include "cli/simulate.h"

const struct sim_route_facts sim_routes[SIM_ROUTES] = {
    [SIM_REGISTER]   = { "POST", "/auth/register", 0 },
    [SIM_FOLLOW]     = { "POST", "/users/{id}/follow", 6 },
    [SIM_FEED]       = { "GET", "/posts/feed", 20 },
    [SIM_PUBLIC]     = { "GET", "/timeline/public", 7 },
    [SIM_POST_GET]   = { "GET", "/posts/{id}", 10 },
    [SIM_COMMENTS]   = { "GET", "/posts/{id}/comments", 7 },
    [SIM_USER]       = { "GET", "/users/{id}", 4 },
    [SIM_USER_POSTS] = { "GET", "/users/{id}/posts", 3 },
    [SIM_POST]       = { "POST", "/posts", 5 },
    [SIM_COMMENT]    = { "POST", "/posts/{id}/comments", 4 },
    [SIM_LIKE]       = { "POST", "/posts/{id}/like", 5 },
    [SIM_CHANNELS]      = { "GET", "/channels", 2, "?filter=public" },
    [SIM_CHANNEL_MAKE]  = { "POST", "/channels", 1 },
    [SIM_JOIN]          = { "POST", "/channels/{id}/join", 3 },
    [SIM_CONVERSE]      = { "POST", "/conversations", 2 },
    [SIM_CONVERSATIONS] = { "GET", "/conversations", 2 },
    [SIM_HISTORY]       = { "GET", "/channels/{id}/messages", 4 },
    [SIM_MESSAGE]       = { "POST", "/channels/{id}/messages", 13 },         /* most of them over the socket */
    [SIM_UNREAD]        = { "GET", "/unread", 2 },
};
enum { WEIGHTS = 100 };

/* ---- what they do next ---- */

static enum sim_route route_pick(struct simulation *s)
{
    i64 at = rng_below(&s->rng, WEIGHTS);
    int route = 0;

    while (at >= sim_routes[route].weight)
        at -= sim_routes[route++].weight;
    return (enum sim_route)route;
}

static const struct sim_shown *shown_pick(struct simulation *s)
{
    i64 n = s->shown_count < SIM_SHOWN ? s->shown_count : SIM_SHOWN;

    return n ? &s->shown[rng_below(&s->rng, n)] : NULL;
}

id sim_other_pick(struct simulation *s, const struct sim_person *p)
{
    id other = s->people[rng_below(&s->rng, s->users)].me;

    return other.v == p->me.v ? (id){ 0 } : other;
}

static void registration_add(struct simulation *s, struct sim_person *p)
{
    unsigned long long names = s->names;
    long long n = p - s->people;

    buf_format(&p->out, "{\"username\":\"sim_%llx_%lld\",\"email\":\"sim_%llx_%lld@example.org\",", names, n, names, n);
    buf_format(&p->out, "\"password\":\"tern-%llx-%lld-gull\"}", names, n);
}

static void text_add(struct simulation *s, struct sim_person *p)
{
    struct arena_mark mark = arena_mark(s->line->arena);
    struct saying said;

    if (p->doing == SIM_COMMENT)
        reply_make(&s->rng, s->line->arena, &said);
    else
        saying_make(&s->rng, s->line->arena, S(""), &said);
    buf_lit(&p->out, "{\"content\":");
    json_text(&p->out, said.text);
    buf_lit(&p->out, "}");
    arena_rewind(s->line->arena, mark);
}

/* The one that the route's path names; 0: there is none yet, or it names none. */
static id named_pick(struct simulation *s, const struct sim_person *p)
{
    const struct sim_shown *shown = shown_pick(s);

    switch (p->doing) {
    case SIM_FOLLOW: return sim_other_pick(s, p);
    case SIM_POST_GET: case SIM_COMMENTS: case SIM_COMMENT: case SIM_LIKE: return shown ? shown->post : (id){ 0 };
    case SIM_USER: case SIM_USER_POSTS: return shown ? shown->user : p->me;
    default: return sim_is_talk(p->doing) ? sim_talk_named(s, p) : (id){ 0 };
    }
}

static str path_of(const struct sim_person *p, id named, struct arena *a)
{
    str pattern = str_of(sim_routes[p->doing].pattern);
    const char *query = sim_routes[p->doing].query;
    ptrdiff_t at = str_find_byte(pattern, '{');

    if (at < 0)
        return arena_format(a, STR_FMT "%s", STR_ARG(pattern), query ? query : "");
    str rest = str_from(pattern, (size_t)at + S("{id}").n);
    return arena_format(a, STR_FMT "%lld" STR_FMT, STR_ARG(str_to(pattern, (size_t)at)), (long long)named.v, STR_ARG(rest));
}

bool sim_person_choose(struct simulation *s, struct sim_person *p, str *path)
{
    p->doing = p->me.v ? sim_talk_settle(s, p, route_pick(s)) : SIM_REGISTER;
    id named = named_pick(s, p);
    if (!named.v && str_find_byte(str_of(sim_routes[p->doing].pattern), '{') >= 0)
        p->doing = SIM_PUBLIC;                   /* nobody was shown anything yet */
    p->out.n = 0;
    if (p->doing == SIM_MESSAGE && sim_talk_say(s, p))
        return false;
    if (p->doing == SIM_REGISTER)
        registration_add(s, p);
    else if (p->doing == SIM_POST || p->doing == SIM_COMMENT)
        text_add(s, p);
    else if (sim_is_talk(p->doing))
        sim_talk_body(s, p);
    *path = path_of(p, named, s->line->arena);
    return true;
}

/* ---- what they learn ---- */

struct sim_user { id id; };
struct sim_registered { str token; struct sim_user user; };
struct sim_post { id id, user_id; };
typedef PAGE(sim_post) sim_post_page;
struct sim_posts { sim_post_page posts; };
SHAPE(sim_user, FIELD(sim_user, id));
SHAPE(sim_registered, FIELD(sim_registered, token), FIELD(sim_registered, user, .of = &sim_user_shape));
SHAPE(sim_post, FIELD(sim_post, id), FIELD(sim_post, user_id));
SHAPE(sim_posts, FIELD_PAGE(sim_posts, posts, &sim_post_shape));

static void shown_keep(struct simulation *s, const struct sim_post *p)
{
    s->shown[s->shown_count++ % SIM_SHOWN] = (struct sim_shown){ p->id, p->user_id };
}

static void registered(struct simulation *s, struct sim_person *p)
{
    struct sim_registered r;
    struct failure failure;

    failure_begin(&failure, s->line->arena);
    if (json_read(s->line->arena, &failure, buf_str(&p->body), &sim_registered_shape, &r) != OK)
        return;
    p->me = r.user.id;
    buf_format(&p->signs, "Authorization: Bearer " STR_FMT "\r\n", STR_ARG(r.token));
    p->fields = curl_slist_append(p->fields, arena_cstr(s->line->arena, arena_format(s->line->arena, "Authorization: Bearer " STR_FMT,
                                                                                     STR_ARG(r.token))));
}

static void posts_learn(struct simulation *s, struct sim_person *p)
{
    struct sim_posts found;
    struct failure failure;
    str object = arena_format(s->line->arena, "{\"posts\":" STR_FMT "}", STR_ARG(buf_str(&p->body)));

    failure_begin(&failure, s->line->arena);
    if (json_read(s->line->arena, &failure, object, &sim_posts_shape, &found) == OK)
        for (size_t i = 0; i < found.posts.n; i++)
            shown_keep(s, &found.posts.at[i]);
}

static void post_learn(struct simulation *s, struct sim_person *p)
{
    struct sim_post post;
    struct failure failure;

    failure_begin(&failure, s->line->arena);
    if (json_read(s->line->arena, &failure, buf_str(&p->body), &sim_post_shape, &post) == OK)
        shown_keep(s, &post);
}

void sim_person_learn(struct simulation *s, struct sim_person *p, long status)
{
    if (status / 100 != 2 || p->cut)
        return;
    if (p->doing == SIM_REGISTER)
        registered(s, p);
    else if (p->doing == SIM_FEED || p->doing == SIM_PUBLIC || p->doing == SIM_USER_POSTS)
        posts_learn(s, p);
    else if (p->doing == SIM_POST)
        post_learn(s, p);
    else if (sim_is_talk(p->doing))
        sim_talk_learn(s, p);
}
