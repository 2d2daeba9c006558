/* Feeds of people and tags, as RSS and as Atom: their newest posts that everybody may see, whoever asks. */
#include "api/web/view/view_own.h"
#include "base/time.h"
#include "domain/timeline/timeline.h"

enum { FEED_POSTS = 20, FEED_TITLE = 80 };

bool feed_form_of(str *name, enum feed_form *form)
{
    static const struct { str end; enum feed_form form; } ends[] = { { S(".rss"), FEED_RSS }, { S(".atom"), FEED_ATOM } };

    for (size_t i = 0; i < COUNT(ends); i++) {
        if (name->n <= ends[i].end.n || !str_ends(*name, ends[i].end))
            continue;
        *name = str_to(*name, name->n - ends[i].end.n);
        *form = ends[i].form;
        return true;
    }
    return false;
}

/* XML has no word for controls, nor for two noncharacters; its other escapes are HTML's. */
static void xml_text(struct shown *s, str text)
{
    struct buf clean = BUF_ON(&s->c->arena);

    for (size_t i = 0; i < text.n; i++) {
        bool control = (u8)text.p[i] < ' ' && text.p[i] != '\n' && text.p[i] != '\t';
        bool none = text.n - i > 2 && (u8)text.p[i] == 0xef && (u8)text.p[i + 1] == 0xbf && (u8)text.p[i + 2] >= 0xbe;
        if (!control && !none)
            buf_byte(&clean, text.p[i]);
        i += none ? 2 : 0;
    }
    template_text_str(&s->t, buf_str(&clean));
}

static void xml_member(struct shown *s, const char *name, str text)
{
    buf_format(&s->t.out, "<%s>", name);
    xml_text(s, text);
    buf_format(&s->t.out, "</%s>\n", name);
}

static void xml_link(struct shown *s, const char *rel, str to)
{
    buf_format(&s->t.out, "<link rel=\"%s\" href=\"", rel);
    xml_text(s, to);
    buf_lit(&s->t.out, "\"/>\n");
}

static str http_date(struct shown *s, when at)
{
    char text[HTTP_DATE_LENGTH];

    time_http_date(at, text);
    return arena_copy(&s->c->arena, (str){ text, sizeof text });
}

struct feed { str title, path; when updated; };

/* ---- an entry ---- */

struct entry { str title, url, words, name; when at, changed; media_page media; };

/* What needs no signature: it would be over before it is read. */
static media_page enclosures_of(struct shown *s, const struct post_view *v)
{
    media_page out = { .at = arena_array(&s->c->arena, struct media, v->media_ids.n) };

    for (size_t i = 0; i < v->media_ids.n && v->media; i++)
        if (v->media[i]) {
            media_of(s->c, v->media[i], 0, &out.at[out.n]);
            out.n += out.at[out.n].url.is == GIVEN && out.at[out.n].url_expires_at.is != GIVEN;
        }
    return out;
}

static void enclosure_add(struct shown *s, const struct media *m, const char *begin)
{
    buf_format(&s->t.out, "<%s=\"", begin);
    xml_text(s, m->url.v);
    buf_format(&s->t.out, "\" length=\"%lld\" type=\"", (long long)m->size.v);
    xml_text(s, m->mime.v);
    buf_lit(&s->t.out, "\"/>\n");
}

static struct entry entry_of(struct shown *s, const struct post_view *v)
{
    const struct author *by;
    const struct post_words *w = post_words_shown(v, &by);
    str words = w->content_warning.is == GIVEN ? w->content_warning.v : w->content;

    return (struct entry){ .title = excerpt(s, words, FEED_TITLE), .url = site_url(s, post_path(s, by->card.username, w->id)),
                           .words = words, .name = by->card.display_name, .at = w->created_at,
                           .changed = w->edited_at.is == GIVEN ? w->edited_at.v : w->created_at, .media = enclosures_of(s, v) };
}

static void rss_entry(struct shown *s, const struct entry *e)
{
    buf_lit(&s->t.out, "<item>\n");
    xml_member(s, "title", e->title);
    xml_member(s, "link", e->url);
    buf_lit(&s->t.out, "<guid isPermaLink=\"true\">");
    xml_text(s, e->url);
    buf_lit(&s->t.out, "</guid>\n");
    xml_member(s, "pubDate", http_date(s, e->at));
    xml_member(s, "description", e->words);
    if (e->media.n)                  /* RSS has one for each entry */
        enclosure_add(s, &e->media.at[0], "enclosure url");
    buf_lit(&s->t.out, "</item>\n");
}

static void atom_entry(struct shown *s, const struct entry *e)
{
    buf_lit(&s->t.out, "<entry>\n");
    xml_member(s, "title", e->title);
    xml_member(s, "id", e->url);
    xml_link(s, "alternate", e->url);
    xml_member(s, "published", template_of_when(&s->t, e->at));
    xml_member(s, "updated", template_of_when(&s->t, e->changed));
    for (size_t i = 0; i < e->media.n; i++)
        enclosure_add(s, &e->media.at[i], "link rel=\"enclosure\" href");
    buf_lit(&s->t.out, "<author>");
    xml_member(s, "name", e->name);
    buf_lit(&s->t.out, "</author>\n<content type=\"text\">");
    xml_text(s, e->words);
    buf_lit(&s->t.out, "</content>\n</entry>\n");
}

/* ---- the feed ---- */

static void rss_begin(struct shown *s, const struct feed *f)
{
    buf_lit(&s->t.out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\">\n<channel>\n");
    xml_member(s, "title", f->title);
    xml_member(s, "link", site_url(s, f->path));
    xml_member(s, "description", f->title);
    xml_member(s, "lastBuildDate", http_date(s, f->updated));
}

static void atom_begin(struct shown *s, const struct feed *f)
{
    buf_lit(&s->t.out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    xml_member(s, "title", f->title);
    xml_member(s, "id", site_url(s, f->path));
    xml_link(s, "alternate", site_url(s, f->path));
    xml_link(s, "self", site_url(s, s->k->x->path));
    xml_member(s, "updated", template_of_when(&s->t, f->updated));
}

static err feed_send(struct shown *s, struct feed *f, enum feed_form form, const post_view_page *page)
{
    bool rss = form == FEED_RSS;

    for (size_t i = 0; i < page->n; i++) {
        i64 changed = entry_of(s, &page->at[i]).changed.ms;
        f->updated.ms = changed > f->updated.ms ? changed : f->updated.ms;
    }
    (rss ? rss_begin : atom_begin)(s, f);
    for (size_t i = 0; i < page->n; i++) {
        struct entry e = entry_of(s, &page->at[i]);
        (rss ? rss_entry : atom_entry)(s, &e);
    }
    buf_add(&s->t.out, rss ? S("</channel>\n</rss>\n") : S("</feed>\n"));
    struct answer a = { .status = 200, .type = rss ? S("application/rss+xml; charset=utf-8") : S("application/atom+xml; charset=utf-8"),
                        .body = buf_str(&s->t.out) };
    return answer_send(s->k, &a);
}

/* What is for everybody: a reader of feeds is nobody, even if a browser sends a cookie along. */
static void open_ones(struct shown *s, const post_view_page *page, post_view_page *out)
{
    *out = (post_view_page){ arena_array(&s->c->arena, struct post_view, page->n), 0, S("") };
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].visibility == VISIBLE_TO_ALL && !page->at[i].plain && page->at[i].author)
            out->at[out->n++] = page->at[i];
}

err tag_feed_show(struct shown *s, str tag, enum feed_form form)
{
    struct post_wish wish = { .limit = FEED_POSTS };
    struct buf path = BUF_ON(&s->c->arena);
    post_view_page page, open;
    id next;

    TRY(timeline_of_tag(s->c, (id){ 0 }, tag, wish, &page, &next));
    open_ones(s, &page, &open);
    buf_lit(&path, "/tag/");
    url_encode(&path, tag);
    struct feed f = { arena_format(&s->c->arena, "#" STR_FMT, STR_ARG(tag)), buf_str(&path), { 0 } };
    return feed_send(s, &f, form, &open);
}

err person_feed_show(struct shown *s, const struct profile *who, enum feed_form form)
{
    struct post_wish wish = { .limit = FEED_POSTS, .without = WITHOUT_BOOSTS };
    post_view_page page, open;
    id next;

    TRY(posts_by(s->c, (id){ 0 }, who->user_id, wish, &page, &next));
    open_ones(s, &page, &open);
    struct feed f = { who->display_name, arena_format(&s->c->arena, "/@" STR_FMT, STR_ARG(who->username)), who->created_at };
    return feed_send(s, &f, form, &open);
}
