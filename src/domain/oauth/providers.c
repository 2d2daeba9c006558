/*
 * The providers, from the settings: Google and GitHub, whose addresses are known, and
 * those of `openid_providers`. An error stops the start, and names the setting.
 */
#include "base/arena.h"
#include "base/utf8.h"
#include "domain/oauth/oauth_own.h"
#include "runtime/settings.h"

#define NO_API SIZE_MAX

enum { NAME_MOST = 32, PROVIDERS_MOST = 64, TITLE_MOST = 60, CLIENT_MOST = 500 };

SHAPE(oauth_provider,
    FIELD(oauth_provider, name,  .doc = "As in /auth/{provider}"),
    FIELD(oauth_provider, title, .doc = "For people"));

/* ---- the known ones ---- */

/* Their settings begin with their names: google_url, google_client_id. */
static const struct built_in { enum provider_kind kind; const char *name, *title; size_t url, api, client_id,
                               client_secret; } built_in[] = {
#define AT(member) offsetof(struct oauth_settings, member)
    { PROVIDER_OPENID, "google", "Google", AT(google_url), NO_API, AT(google_client_id), AT(google_client_secret) },
    { PROVIDER_GITHUB, "github", "GitHub", AT(github_url), AT(github_api_url), AT(github_client_id), AT(github_client_secret) },
#undef AT
};

static str text_at(const struct oauth_settings *s, size_t at)
{
    return at == NO_API ? S("") : *(const str *)(const void *)((const char *)s + at);
}

/* ---- checks ---- */

static bool printable(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    return s.n > 0 && s.n <= CLIENT_MOST;
}

static bool this_machine(str rest)
{
    static const str hosts[] = { S("127.0.0.1"), S("localhost"), S("[::1]") };

    for (size_t i = 0; i < COUNT(hosts); i++) {
        str behind = str_from(rest, hosts[i].n);
        if (str_starts(rest, hosts[i]) && (!behind.n || behind.p[0] == ':' || behind.p[0] == '/'))
            return true;
    }
    return false;
}

bool secure_url(str url)
{
    bool https = str_starts(url, S("https://"));
    str rest = str_from(url, https ? 8 : 7);

    if (!printable(url) || str_find_byte(url, '#') >= 0 || str_find_byte(rest, '@') >= 0 || !rest.n || rest.p[0] == '/')
        return false;
    return https || (str_starts(url, S("http://")) && this_machine(rest));
}

static err wrong(struct failure *failure, const char *setting, enum setting_kind kind, const char *what, str it)
{
    str shown = str_to(setting_shown(failure->arena, kind, it), 200);

    return failure_with(failure, ERR_INVALID, "%s: \"" STR_FMT "\" %s.", setting, STR_ARG(shown), what);
}

static err base_check(struct failure *failure, const char *setting, enum setting_kind kind, str url)
{
    if (secure_url(url) && str_find_byte(url, '?') < 0)
        return OK;
    return wrong(failure, setting, kind, "is not an address such as https://sso.example (http only on this machine itself)", url);
}

static bool name_valid(str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!(c >= 'a' && c <= 'z') && (i == 0 || (!(c >= '0' && c <= '9') && c != '-')))
            return false;
    }
    return name.n > 0 && name.n <= NAME_MOST;
}

/* The name of name=... is shown, in any case of letters; a password put there by mistake mostly has other characters. */
static err wrong_name(struct failure *failure, const char *setting, str name, const char *what)
{
    return failure_with(failure, ERR_INVALID, "%s: \"" STR_FMT "\" %s.", setting, STR_ARG(setting_name_shown(name)), what);
}

/* ---- reading ---- */

static err built_in_read(const struct oauth_settings *s, struct arena *a, struct failure *failure, const struct built_in *b,
                         struct providers *out)
{
    struct provider p = { b->kind, str_of(b->name), str_of(b->title), text_at(s, b->url), text_at(s, b->api), text_at(s, b->client_id),
                          { text_at(s, b->client_secret) } };
    str id_setting = arena_format(a, "%s_client_id", b->name), secret_setting = arena_format(a, "%s_client_secret", b->name);

    if (!p.client_id.n && !p.client_secret.hidden.n)
        return OK;
    if (!printable(p.client_id))
        return failure_with(failure, ERR_INVALID, STR_FMT ": this is needed beside " STR_FMT ", as the provider gave it.",
                            STR_ARG(id_setting), STR_ARG(secret_setting));
    if (!printable(p.client_secret.hidden))
        return failure_with(failure, ERR_INVALID, STR_FMT ": this is needed beside " STR_FMT ", as the provider gave it.",
                            STR_ARG(secret_setting), STR_ARG(id_setting));
    TRY(base_check(failure, arena_cstr(a, arena_format(a, "%s_url", b->name)), SETTING_URL, p.issuer));
    if (p.api.n)
        TRY(base_check(failure, arena_cstr(a, arena_format(a, "%s_api_url", b->name)), SETTING_URL, p.api));
    out->at[out->n++] = p;
    return OK;
}

static struct provider *named(const struct providers *all, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->at[i].name, name))
            return &all->at[i];
    return NULL;
}

static bool is_built_in(str name)
{
    for (size_t i = 0; i < COUNT(built_in); i++)
        if (str_eq(name, str_of(built_in[i].name)))
            return true;
    return false;
}

/* "name=https://issuer;client_id" */
static err openid_read(struct failure *failure, str text, struct providers *out)
{
    static const char setting[] = "openid_providers";
    str rest = text, name, issuer;

    if (str_find_byte(text, '=') < 0 || !str_cut(&rest, '=', &name) || !str_cut(&rest, ';', &issuer))
        return wrong(failure, setting, SETTING_URLS, "is not name=issuer;client_id", text);
    name = str_trim(name);
    issuer = str_trim(issuer);
    rest = str_trim(rest);
    TRY(base_check(failure, setting, SETTING_URLS, issuer));
    if (!name_valid(name))
        return wrong_name(failure, setting, name,
                          "is not a name for a provider: lower-case letters, digits and -, a letter first, at most 32");
    if (is_built_in(name))
        return wrong_name(failure, setting, name, "has settings of its own");
    if (named(out, name))
        return wrong_name(failure, setting, name, "occurs twice");
    if (!printable(rest))
        return wrong_name(failure, setting, name, "has no client id: name=issuer;client_id");
    if (out->n == PROVIDERS_MOST)
        return failure_with(failure, ERR_INVALID, "openid_providers: there are more than %d.", PROVIDERS_MOST);
    out->at[out->n++] = (struct provider){ .kind = PROVIDER_OPENID, .name = name, .title = name, .issuer = issuer, .client_id = rest };
    return OK;
}

/* "name=Title": as people call it. */
static err title_read(struct failure *failure, str text, const struct providers *all)
{
    static const char setting[] = "openid_titles";
    str rest = text, name;

    if (str_find_byte(text, '=') < 0 || !str_cut(&rest, '=', &name))
        return wrong(failure, setting, SETTING_TEXT, "is not name=title", text);
    struct provider *p = named(all, str_trim(name));
    if (!p || is_built_in(p->name))
        return wrong(failure, setting, SETTING_TEXT, "is not among openid_providers", str_trim(name));
    rest = str_trim(rest);
    if (!rest.n || utf8_length(rest) > TITLE_MOST)
        return wrong(failure, setting, SETTING_TEXT, "has no title of 1 to 60 characters", p->name);
    p->title = rest;
    return OK;
}

/* A secret without a name may contain a =, above all at its end. */
static str secret_name(str name, str secret)
{
    while (str_starts(secret, S("=")))
        secret = str_from(secret, 1);
    return secret.n && name_valid(name) ? name : S("");
}

/* "name=secret": the secret is never shown. */
static err secret_read(struct failure *failure, str text, const struct providers *all)
{
    str rest = text, name;
    struct provider *p;

    if (str_find_byte(text, '=') < 0 || !str_cut(&rest, '=', &name))
        return failure_with(failure, ERR_INVALID, "openid_secrets: each must be name=secret, with commas between.");
    name = str_trim(name);
    rest = str_trim(rest);
    p = named(all, name);
    if (!p || is_built_in(name))
        return wrong_name(failure, "openid_secrets", secret_name(name, rest), "is not among openid_providers");
    if (p->client_secret.hidden.n)
        return wrong_name(failure, "openid_secrets", p->name, "occurs twice");
    if (!printable(rest))
        return wrong_name(failure, "openid_secrets", p->name, "has no secret, or one with blanks");
    p->client_secret.hidden = rest;
    return OK;
}

err providers_read(const struct settings *all, struct arena *a, struct failure *failure, struct providers *out)
{
    const struct oauth_settings *s = oauth_settings(all);
    str rest = s->openid_providers, piece;

    *out = (struct providers){ .at = arena_array(a, struct provider, PROVIDERS_MOST) };
    for (size_t i = 0; i < COUNT(built_in); i++)
        TRY(built_in_read(s, a, failure, &built_in[i], out));
    while (str_cut(&rest, ',', &piece))
        if (str_trim(piece).n)
            TRY(openid_read(failure, str_trim(piece), out));
    rest = s->openid_titles;
    while (str_cut(&rest, ',', &piece))
        if (str_trim(piece).n)
            TRY(title_read(failure, str_trim(piece), out));
    rest = s->openid_secrets;
    while (str_cut(&rest, ',', &piece))
        if (str_trim(piece).n)
            TRY(secret_read(failure, str_trim(piece), out));
    return OK;
}

/* ---- finding ---- */

err provider_find(ctx *c, str name, struct provider *out)
{
    struct providers all;

    TRY(providers_read(c->world->settings, &c->arena, &c->failure, &all));
    const struct provider *p = named(&all, name);
    if (!p)
        return fail(c, &provider_not_found);
    *out = *p;
    return OK;
}

str provider_title(const struct settings *s, struct arena *a, str name)
{
    struct providers all;
    struct failure failure;

    failure_begin(&failure, a);
    const struct provider *p = providers_read(s, a, &failure, &all) == OK ? named(&all, name) : NULL;
    return p ? p->title : name;
}

void oauth_list(ctx *c, oauth_provider_page *out)
{
    struct providers all;

    *out = (oauth_provider_page){ 0 };
    if (providers_read(c->world->settings, &c->arena, &c->failure, &all) != OK)
        return;
    out->at = arena_array(&c->arena, struct oauth_provider, all.n + 1);
    for (; out->n < all.n; out->n++)
        out->at[out->n] = (struct oauth_provider){ all.at[out->n].name, all.at[out->n].title };
}

err oauth_names_check(const struct settings *s, struct failure *failure, bool (*taken)(void *arg, str name), void *arg)
{
    struct providers all;

    TRY(providers_read(s, failure->arena, failure, &all));
    for (size_t i = 0; i < all.n; i++)
        if (taken(arg, all.at[i].name))
            return wrong_name(failure, "openid_providers", all.at[i].name, "is the name of a route; choose another");
    return OK;
}
