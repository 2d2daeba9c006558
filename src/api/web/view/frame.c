/* What is around every page: who looks, in which language, what programs read of it; and how it is sent. */
#include "api/program.h"
#include "api/web/client.h"
#include "api/web/view/view_own.h"
#include "base/site_path.h"
#include "domain/signin/signin.h"
#include "net/cookie.h"

enum { HERE_MOST = 1000 };

/* ---- what the reader chose in this browser: the client's cookie, THEME.DENSITY.LANGUAGE, each of which may be "" ---- */

static const str look_cookie = S("kith_look");
struct look { str theme, density, language; };

static str one_of(str word, const str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, words[i]))
            return words[i];
    return S("");
}

static struct look look_of(struct call *k)
{
    static const str themes[] = { S("light"), S("dark") }, densities[] = { S("compact") };
    str rest, theme = S(""), density = S("");

    if (!request_cookie(k->x, look_cookie, &rest))
        return (struct look){ S(""), S(""), S("") };
    (void)str_cut(&rest, '.', &theme);
    (void)str_cut(&rest, '.', &density);
    return (struct look){ one_of(theme, themes, COUNT(themes)), one_of(density, densities, COUNT(densities)), rest };
}

static enum language language_asked(struct call *k, str chosen)
{
    return language_of(chosen.n ? chosen : k->wanted[H_LANGUAGE].p ? k->wanted[H_LANGUAGE] : S(""));
}

struct shown shown_of(struct exchange *x, void *web)
{
    struct call *k = call_of(x->c);
    struct look look = look_of(k);
    enum language language = language_asked(k, look.language);

    return (struct shown){ .k = k, .c = x->c, .web = web, .me = x->c->caller.account, .language = language, .theme = look.theme,
                           .density = look.density, .t = TEMPLATE_ON(&x->c->arena, (int)language) };
}

str said(struct shown *s, enum text which, const struct text_args *args)
{
    return text_of(&s->c->arena, s->language, which, args);
}

str site_url(struct shown *s, str path)
{
    str origin = ctx_request(s->c)->origin;

    return arena_format(&s->c->arena, STR_FMT STR_FMT, STR_ARG(origin), STR_ARG(path));
}

static err viewer_find(struct shown *s, struct frame *f)
{
    card_page cards;

    if (!s->me.v)
        return OK;
    TRY(cards_get(s->c, s->me, (ids){ &s->me, 1 }, NULL, &cards));
    if (cards.n) {
        struct face *viewer = arena_new(&s->c->arena, struct face);
        *viewer = face_of(s, s->me, cards.at[0].username, cards.at[0].display_name, cards.at[0].avatar_url);
        f->viewer = viewer;
    }
    return OK;
}

/* A page says it again at each of its forms, so a long one is cut. */
static str here_of(struct shown *s)
{
    const struct exchange *x = s->k->x;
    bool whole = x->query.n && x->path.n + x->query.n < HERE_MOST;
    str here = whole ? arena_format(&s->c->arena, STR_FMT "?" STR_FMT, STR_ARG(x->path), STR_ARG(x->query)) : x->path;

    return here.n < HERE_MOST ? back_of(s, here) : S("/");
}

err frame_fill(struct shown *s, struct frame *f, str title, str description, str path)
{
    str instance = s->web->instance;
    bool front = str_eq(title, instance);

    *f = (struct frame){
        .language = language_code(s->language), .direction = language_right_to_left(s->language) ? S("rtl") : S("ltr"),
        .instance = instance, .version = str_of(program_version), .kind = S("website"),
        .description = description.n ? description : said(s, TEXT_WEB_WELCOME, NULL),
        .title = front ? title : arena_format(&s->c->arena, STR_FMT " \xc2\xb7 " STR_FMT, STR_ARG(title), STR_ARG(instance)),
        .canonical = path.n ? site_url(s, path) : S(""), .style = s->web->view.style, .theme = s->theme, .density = s->density,
        .here = here_of(s), .image = s->web->view.parts ? site_url(s, S("/icons/card.png")) : S(""), .client = s->web->view.parts,
        .image_width = 1200, .image_height = 630, .image_says = S(""),
        .oembed = S(""),
    };
    return viewer_find(s, f);
}

void view_style(struct template *t, const struct frame *f)
{
    buf_lit(&t->out, "<style>");
    buf_add(&t->out, f->style);
    buf_lit(&t->out, "</style>");
}

void frame_feeds(struct shown *s, struct frame *f, str path, str title)
{
    struct alternate *both = arena_array(&s->c->arena, struct alternate, 2);
    struct arena *a = &s->c->arena;

    both[0] = (struct alternate){ S("application/rss+xml"), site_url(s, arena_format(a, STR_FMT ".rss", STR_ARG(path))), title };
    both[1] = (struct alternate){ S("application/atom+xml"), site_url(s, arena_format(a, STR_FMT ".atom", STR_ARG(path))), title };
    f->feeds.at = both;
    f->feeds.n = 2;
}

/* ---- sending ---- */

const str page_type = S("text/html; charset=utf-8");

void page_lines(struct shown *s)
{
    site_policy_tell(s->k, s->web->view.style_source);
    head_line(s->k, S("Vary: "), s->me.v ? S("Accept-Language") : S("Accept-Language, Cookie"));
}

err page_send(struct shown *s, const struct frame *f, int status)
{
    struct keeping *keeping = status == 200 ? s->keeping : NULL;
    struct answer a = { .status = status, .type = page_type, .body = buf_str(&s->t.out), .kept = keeping ? &keeping->body : NULL,
                        .no_store = s->me.v != 0 };

    (void)f;
    page_lines(s);
    TRY(answer_send(s->k, &a));
    if (keeping)
        page_keep(s, &a);
    return OK;
}

err see_other(struct shown *s, str path, const struct signed_in *in)
{
    struct answer a = { .status = 303, .type = S(""), .body = S(""), .location = path };

    if (in) {
        a.cookie = in->cookie;
        a.device = in->device;
    }
    return answer_send(s->k, &a);
}

str back_of(struct shown *s, str path)
{
    (void)s;
    return site_path_valid(path) ? path : S("/");
}
