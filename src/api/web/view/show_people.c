/* Pages of people: a profile with its posts or comments; and exploring, which finds posts, people and tags. */
#include "api/web/view/view_own.h"
#include "base/json.h"
#include "domain/search/search.h"

enum { DESCRIPTION_MOST = 200, TAGS_SHOWN = 10, SEARCH_AS_PAGES = 10 };

struct profile_address { str username, cursor; };
struct explore_address { str q, cursor; };
SHAPE(profile_address, FIELD(profile_address, username), FIELD(profile_address, cursor, .optional = true, .max = 200));
SHAPE(explore_address,
    FIELD(explore_address, q, .optional = true, .max = SEARCH_MOST), FIELD(explore_address, cursor, .optional = true, .max = 200));

/* ---- a profile ---- */

static err person_find(struct shown *s, str username, struct profile *out)
{
    struct account found;

    TRY(account_by_username(s->c, username, &found));
    return profile_get(s->c, s->me, found.id, out);
}

static void profile_view_of(struct shown *s, const struct profile *who, struct profile_view *out)
{
    const struct relationship *is = who->relationship;

    out->face = face_of(s, who->user_id, who->username, who->display_name, who->avatar_url);
    out->bio = runs_plain(&s->c->arena, who->bio);
    out->joined = text_date(&s->c->arena, s->language, who->created_at);
    out->followers = who->follower_count;
    out->following = who->following_count;
    out->posts = who->post_count;
    out->self = who->user_id.v == s->me.v;
    out->follows = is && is->following;
    out->asked = is && is->requested;
    out->deed = out->follows || out->asked ? S("unfollow") : S("follow");
}

static raw_json profile_linked(struct shown *s, const struct profile *who, str url)
{
    struct buf b = BUF_ON(&s->c->arena);

    buf_lit(&b, "{\"@context\":\"https://schema.org\",\"@type\":\"ProfilePage\",\"dateCreated\":");
    json_when(&b, who->created_at);
    buf_lit(&b, ",\"mainEntity\":{\"@type\":\"Person\",\"name\":");
    json_text(&b, who->display_name);
    buf_lit(&b, ",\"alternateName\":");
    json_text(&b, who->username);
    buf_lit(&b, ",\"identifier\":");
    json_id(&b, who->user_id);
    buf_lit(&b, ",\"description\":");
    json_text(&b, who->bio);
    buf_lit(&b, ",\"url\":");
    json_text(&b, url);
    buf_format(&b, ",\"interactionStatistic\":{\"@type\":\"InteractionCounter\",\"interactionType\":\"https://schema.org/FollowAction\","
               "\"userInteractionCount\":%lld}}}", (long long)who->follower_count);
    return (raw_json){ buf_str(&b) };
}

static err profile_frame(struct shown *s, const struct profile *who, struct profile_view *p, str path)
{
    str title = arena_format(&s->c->arena, STR_FMT " (@" STR_FMT ")", STR_ARG(who->display_name), STR_ARG(who->username));
    struct account account;

    TRY(account_by_id(s->c, who->user_id, &account));
    str posts = said(s, TEXT_WEB_POST_COUNT, &(struct text_args){ .count = template_of_i64(&s->t, who->post_count) });
    str told = who->bio.n ? excerpt(s, who->bio, DESCRIPTION_MOST)
                          : arena_format(&s->c->arena, STR_FMT ", " STR_FMT, STR_ARG(title), STR_ARG(posts));
    TRY(frame_fill(s, &p->frame, title, told, path));
    p->frame.noindex = account.noindex;
    p->frame.kind = S("profile");
    p->frame.reads = !s->me.v;
    p->frame.at_profile = p->self;
    p->frame.linked = profile_linked(s, who, p->frame.canonical);
    p->frame.has_linked = true;
    frame_feeds(s, &p->frame, arena_format(&s->c->arena, "/@" STR_FMT, STR_ARG(who->username)), who->display_name);
    return OK;
}

static str next_of(struct shown *s, str path, id next)
{
    str cursor = list_next(s->c, next);

    return cursor.n ? arena_format(&s->c->arena, STR_FMT "?cursor=" STR_FMT, STR_ARG(path), STR_ARG(cursor)) : S("");
}

/* Those that are pinned stand on top, and so not again below. */
static err written_fill(struct shown *s, id who, str cursor, struct profile_view *p, str path)
{
    struct post_wish wish = { .limit = POSTS_SHOWN, .without = p->at_media ? WITHOUT_BOOSTS | ONLY_WITH_MEDIA : WITHOUT_PINNED };
    post_view_page pinned = { 0 }, page, all;
    id next;

    TRY(list_from(s->c, cursor, &wish.after));
    TRY(cursor.n || p->at_media ? OK : posts_pinned(s->c, s->me, who, 0, &pinned));
    TRY(posts_by(s->c, s->me, who, wish, &page, &next));
    all = (post_view_page){ arena_array(&s->c->arena, struct post_view, pinned.n + page.n), pinned.n + page.n, S("") };
    for (size_t i = 0; i < all.n; i++)
        all.at[i] = i < pinned.n ? pinned.at[i] : page.at[i - pinned.n];
    post_items_of(s, &all, &p->written);
    p->older = next_of(s, path, next);
    return OK;
}

static err said_fill(struct shown *s, id who, str cursor, struct profile_view *p, str path)
{
    struct comment_tree tree;
    id from, next;

    TRY(list_from(s->c, cursor, &from));
    TRY(comments_by(s->c, s->me, who, from, COMMENTS_SHOWN, &tree, &next));
    comment_items_of(s, tree.at, tree.n, &p->comments.at, &p->comments.n);
    p->older = next_of(s, path, next);
    return OK;
}

enum profile_tab { AT_POSTS, AT_COMMENTS, AT_MEDIA };
static const char *const BELOW[] = { "", "/comments", "/media" };

static err profile_show(struct shown *s, const struct profile_address *in, enum profile_tab tab)
{
    struct profile_view p = { .at_posts = tab == AT_POSTS, .at_comments = tab == AT_COMMENTS, .at_media = tab == AT_MEDIA };
    struct profile who;

    TRY(person_find(s, in->username, &who));
    str path = arena_format(&s->c->arena, "/@" STR_FMT "%s", STR_ARG(who.username), BELOW[tab]);
    if (!str_eq(who.username, in->username))
        return see_other(s, path, NULL);
    profile_view_of(s, &who, &p);
    TRY(profile_frame(s, &who, &p, path));
    TRY(p.at_comments ? said_fill(s, who.user_id, in->cursor, &p, path) : written_fill(s, who.user_id, in->cursor, &p, path));
    bool fresh = p.at_posts && !in->cursor.n;
    str variables = arena_format(&s->c->arena, "{\"username\":\"" STR_FMT "\"}", STR_ARG(who.username));
    TRY(taken_fill(s, &p.frame, fresh ? "ProfilePage" : NULL, variables));
    profile_shown(&s->t, &p);
    return page_send(s, &p.frame, 200);
}

static err person_show(struct exchange *x, const struct profile_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct profile_address at = *in;
    enum feed_form form;
    struct profile who;

    if (!feed_form_of(&at.username, &form))
        return profile_show(&s, &at, AT_POSTS);
    s.me = (id){ 0 };                /* a feed is everybody's: what it has is not for whoever a browser names along the way */
    TRY(person_find(&s, at.username, &who));
    return person_feed_show(&s, &who, form);
}

static err comments_show(struct exchange *x, const struct profile_address *in, void *web)
{
    struct shown s = shown_of(x, web);

    return profile_show(&s, in, AT_COMMENTS);
}

static err pictures_show(struct exchange *x, const struct profile_address *in, void *web)
{
    struct shown s = shown_of(x, web);

    return profile_show(&s, in, AT_MEDIA);
}

/* ---- exploring ---- */

static void people_fill(struct shown *s, const profile_page *found, struct explore_view *p)
{
    p->people.at = arena_array(&s->c->arena, struct person_item, found->n);
    p->people.n = found->n;
    for (size_t i = 0; i < found->n; i++) {
        const struct profile *one = &found->at[i];
        p->people.at[i].face = face_of(s, one->user_id, one->username, one->display_name, one->avatar_url);
        p->people.at[i].bio = runs_plain(&s->c->arena, excerpt(s, one->bio, DESCRIPTION_MOST));
    }
}

static void tags_fill(struct shown *s, const tag_page *found, struct explore_view *p)
{
    p->tags.at = arena_array(&s->c->arena, struct tag_item, found->n);
    p->tags.n = found->n;
    for (size_t i = 0; i < found->n; i++)
        p->tags.at[i] = (struct tag_item){ found->at[i].name, found->at[i].post_count };
}

static err found_fill(struct shown *s, const struct explore_address *in, struct explore_view *p)
{
    struct people_found people = { 0 };
    tag_page tags = { 0 };
    post_view_page posts;
    id from, next;

    TRY(list_from(s->c, in->cursor, &from));
    TRY(call_count(s->k, SEARCH_AS_PAGES - 1));      /* pages have ten times the API's budget, but a search costs the same on one */
    TRY(posts_search(s->c, s->me, in->q, from, POSTS_SHOWN, &posts, &next));
    TRY(from.v ? OK : people_search(s->c, s->me, in->q, PEOPLE_SHOWN, 0, &people));
    TRY(from.v ? OK : tags_by_prefix(s->c, s->me, in->q, 0, TAGS_SHOWN, &tags));
    post_items_of(s, &posts, &p->posts);
    people_fill(s, &people.results, p);
    tags_fill(s, &tags, p);
    struct buf path = BUF_ON(&s->c->arena);
    buf_lit(&path, "/explore?q=");
    url_encode(&path, in->q);
    str cursor = list_next(s->c, next);
    p->older = cursor.n ? arena_format(&s->c->arena, STR_FMT "&cursor=" STR_FMT, STR_ARG(buf_str(&path)), STR_ARG(cursor)) : S("");
    return OK;
}

static err trends_fill(struct shown *s, struct explore_view *p)
{
    tag_page tags;

    TRY(tags_trending(s->c, s->me, TAGS_SHOWN, &tags));
    tags_fill(s, &tags, p);
    return OK;
}

static err explore_show(struct exchange *x, const struct explore_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct explore_view p = { .asked = str_trim(in->q) };

    TRY(p.asked.n ? found_fill(&s, in, &p) : trends_fill(&s, &p));
    TRY(frame_fill(&s, &p.frame, said(&s, TEXT_WEB_EXPLORE, NULL), S(""), S("/explore")));
    TRY(taken_fill(&s, &p.frame, NULL, S("")));
    p.frame.at_explore = true;
    p.frame.noindex = p.asked.n > 0;
    explore_shown(&s.t, &p);
    return page_send(&s, &p.frame, 200);
}

CALLS_EXCHANGE(person_show, profile_address)
CALLS_EXCHANGE(comments_show, profile_address)
CALLS_EXCHANGE(pictures_show, profile_address)
CALLS_EXCHANGE(explore_show, explore_address)

const struct route people_show_pages[] = {
    VIEW_PAGE("!/@{username}", person_show, profile_address), VIEW_PAGE("!/@{username}/comments", comments_show, profile_address),
    VIEW_PAGE("!/@{username}/media", pictures_show, profile_address),
    VIEW_PAGE("!/explore", explore_show, explore_address), {0}
};
