/* Views of the domain as what templates show. */
#include "api/web/view/view_own.h"
#include "base/utf8.h"
#include "text/runes.h"

enum { HUES = 8, LABEL_MOST = 60 };

/* ---- people: a face has the letters and the colour that the client gives it (web/src/design/avatars.ts) ---- */

static bool parts_words(u32 rune)
{
    return rune_is_space(rune) || rune == '_' || rune == '.' || rune == '-';
}

static void initial_add(struct buf *b, u32 rune)
{
    char upper[4];

    buf_add(b, (str){ upper, utf8_encode(rune_upper(rune), upper) });
}

/* Of two words one letter each, of one word its first two. */
static str initials_of(struct arena *a, str name)
{
    struct buf of_one = BUF_ON(a), of_two = BUF_ON(a);
    size_t letters = 0, words = 0;
    bool begins = true;
    u32 rune;

    for (size_t n; (n = utf8_decode(name, &rune)) && words < 2; name = str_from(name, n)) {
        if (parts_words(rune))
            begins = true;
        if (!rune_is_alnum(rune))
            continue;
        if (words + begins < 2 && letters++ < 2)
            initial_add(&of_one, rune);
        if (begins && ++words)
            initial_add(&of_two, rune);
        begins = false;
    }
    return buf_str(words < 2 ? &of_one : &of_two);
}

static i64 hue_of(struct arena *a, id who)
{
    str digits = arena_format(a, "%lld", (long long)who.v);
    u32 sum = 0;

    for (size_t i = 0; i < digits.n; i++)
        sum = sum * 31 + (unsigned char)digits.p[i];
    return sum % HUES;
}

/* What is elsewhere would tell others who reads here. */
static str picture_here(struct shown *s, maybe_str address)
{
    str here = arena_format(&s->c->arena, STR_FMT "/media/", STR_ARG(media_base_url(s->c)));

    return address.is == GIVEN && str_starts(address.v, here) ? address.v : S("");
}

struct face face_of(struct shown *s, id who, str username, str name, maybe_str avatar)
{
    struct arena *a = &s->c->arena;

    return (struct face){ username, name, initials_of(a, name), picture_here(s, avatar), hue_of(a, who) };
}

static struct face face_of_author(struct shown *s, const struct author *by)
{
    return by ? face_of(s, by->card.id, by->card.username, by->card.display_name, by->card.avatar_url) : (struct face){ 0 };
}

/* ---- texts ---- */

str post_path(struct shown *s, str username, id post)
{
    return arena_format(&s->c->arena, "/@" STR_FMT "/%lld", STR_ARG(username), (long long)post.v);
}

/* White space of any kind becomes a blank. */
str excerpt(struct shown *s, str text, size_t most)
{
    struct buf b = BUF_ON(&s->c->arena);
    bool blank = false;
    size_t taken = 0;
    u32 rune;

    for (size_t n; taken < most && (n = utf8_decode(text, &rune)); text = str_from(text, n)) {
        if (rune_is_space(rune)) {
            blank = b.n > 0;
            continue;
        }
        if (blank)
            buf_byte(&b, ' ');
        blank = false;
        buf_add(&b, str_to(text, n));
        taken++;
    }
    if (text.n && taken == most)
        buf_lit(&b, "\xe2\x80\xa6");
    return buf_str(&b);
}

static str iso(struct shown *s, when at)
{
    return template_of_when(&s->t, at);
}

static str warning_of(const struct post_words *w)
{
    return w->content_warning.is == GIVEN ? w->content_warning.v : S("");
}

/* ---- posts ---- */

const struct post_words *post_words_shown(const struct post_view *v, const struct author **by)
{
    const struct post_view *of = v->plain && v->boost_of ? v->boost_of : v;

    *by = of->author;
    return of->words;
}

static str visibility_said(struct shown *s, enum visibility v)
{
    switch (v) {
    case VISIBLE_UNLISTED: return said(s, TEXT_WEB_UNLISTED, NULL);
    case VISIBLE_TO_FOLLOWERS: return said(s, TEXT_WEB_FOLLOWERS_ONLY, NULL);
    case VISIBLE_TO_NAMED: return said(s, TEXT_WEB_MENTIONED, NULL);
    default: return S("");
    }
}

static bool is_own(const struct poll_view *poll, i64 place)
{
    for (size_t i = 0; i < poll->own_votes.n; i++)
        if (poll->own_votes.at[i] == place)
            return true;
    return false;
}

static void choices_of(struct shown *s, const struct poll_view *poll, struct post_item *out)
{
    out->votable = poll && s->me.v && !poll->ended && !poll->voted;
    out->one_only = poll && !poll->multiple;
    out->choices.n = poll ? poll->options.n : 0;
    out->choices.at = arena_array(&s->c->arena, struct choice, out->choices.n);
    for (size_t i = 0; i < out->choices.n; i++) {
        const struct poll_choice *one = &poll->options.at[i];
        out->choices.at[i] = (struct choice){ .text = one->text, .counted = one->vote_count.is == GIVEN, .votes = one->vote_count.v,
                                                .place = (i64)i, .own = is_own(poll, (i64)i) };
    }
}

/* ---- media ---- */

static struct shown_media media_item(const struct media *m)
{
    bool film = str_eq(m->kind, S("video")), picture = str_eq(m->kind, S("image"));

    return (struct shown_media){
        .picture = picture, .film = film, .address = m->url.v, .small = m->preview_url.is == GIVEN ? m->preview_url.v : S(""),
        .description = m->description.is == GIVEN ? m->description.v : S(""), .mime = m->mime.is == GIVEN ? m->mime.v : S(""),
        .width = m->width.is == GIVEN ? m->width.v : 0, .height = m->height.is == GIVEN ? m->height.v : 0,
    };
}

static void media_items(struct shown *s, const struct post_view *v, struct post_item *out)
{
    out->media.at = arena_array(&s->c->arena, struct shown_media, v->media_ids.n);
    for (size_t i = 0; i < v->media_ids.n && v->media; i++) {
        struct media m;
        if (!v->media[i])
            continue;
        media_of(s->c, v->media[i], 0, &m);
        if (m.url.is == GIVEN)
            out->media.at[out->media.n++] = media_item(&m);
    }
    out->hides = v->words->sensitive && out->media.n;
}

bool picture_of_post(struct shown *s, const struct post_view *v, struct media *out)
{
    for (size_t i = 0; i < v->media_ids.n && v->media && !v->words->sensitive && v->words->content_warning.is != GIVEN; i++)
        if (v->media[i] && media_kind_of(v->media[i]) == MEDIA_IMAGE) {
            media_of(s->c, v->media[i], 0, out);
            return out->url.is == GIVEN;
        }
    return false;
}

static void words_item(struct shown *s, const struct post_view *v, struct post_item *out)
{
    const struct post_words *w = v->words;
    struct arena *a = &s->c->arena;

    *out = (struct post_item){ .id = w->id, .by = face_of_author(s, v->author), .when = iso(s, w->created_at),
                               .date = text_date(a, s->language, w->created_at), .edited = w->edited_at.is == GIVEN,
                               .warning = warning_of(w), .visibility = visibility_said(s, v->visibility),
                               .language = w->language.is == GIVEN ? w->language.v : S(""), .text = runs_of(a, w->content, &w->wording) };
    out->address = post_path(s, out->by.username, w->id);
    str begins = excerpt(s, out->warning.n ? out->warning : w->content, LABEL_MOST);
    out->label = arena_format(a, STR_FMT ": " STR_FMT, STR_ARG(out->by.name), STR_ARG(begins));
    media_items(s, v, out);
}

static void numbers_item(const struct post_view *v, struct post_item *out)
{
    out->likes = v->counts.like_count;
    out->comments = v->counts.comment_count;
    out->boosts = v->counts.boost_count;
    out->liked = v->liked;
}

void post_item_of(struct shown *s, const struct post_view *v, struct post_item *out)
{
    struct arena *a = &s->c->arena;
    const struct post_view *of = v->plain && v->boost_of ? v->boost_of : v;

    words_item(s, of, out);
    numbers_item(v, out);            /* of a plain boost they are its original's */
    choices_of(s, of->poll, out);
    if (of != v) {
        struct face *by = arena_new(a, struct face);
        *by = face_of_author(s, v->author);
        out->boosted_by = by;
    } else if (v->boost_of) {
        struct post_item *quoted = arena_new(a, struct post_item);
        words_item(s, v->boost_of, quoted);
        out->quoted = quoted;
    }
}

/* A boost of what the viewer may not see shows nothing. */
void post_items_of(struct shown *s, const post_view_page *page, struct post_items *out)
{
    out->at = arena_array(&s->c->arena, struct post_item, page->n);
    out->n = 0;
    for (size_t i = 0; i < page->n; i++)
        if (!page->at[i].plain || page->at[i].boost_of)
            post_item_of(s, &page->at[i], &out->at[out->n++]);
}

/* ---- comments ---- */

static void comment_item_of(struct shown *s, const struct comment_view *v, struct comment_item *out)
{
    const struct comment_words *w = v->words;
    struct arena *a = &s->c->arena;

    *out = (struct comment_item){ .id = w->id, .there = v->author && !w->deleted, .when = iso(s, w->created_at),
                                  .date = text_date(a, s->language, w->created_at), .edited = w->edited_at.is == GIVEN,
                                  .liked = v->liked, .likes = v->likes };
    if (out->there) {
        out->by = face_of_author(s, v->author);
        out->text = runs_of(a, w->content, &w->wording);
        out->like_to = arena_format(a, "/comments/%lld/like", (long long)w->id.v);
        out->unlike_to = arena_format(a, "/comments/%lld/unlike", (long long)w->id.v);
    }
    comment_items_of(s, v->below, v->n, &out->below.at, &out->below.n);
}

/* They are as deep as a page of the tree: COMMENT_DEPTH_STANDARD. */
void comment_items_of(struct shown *s, const struct comment_view *of, size_t n, struct comment_item **at, size_t *out_n)
{
    *at = arena_array(&s->c->arena, struct comment_item, n);
    *out_n = n;
    for (size_t i = 0; i < n; i++)
        comment_item_of(s, &of[i], &(*at)[i]);
}
