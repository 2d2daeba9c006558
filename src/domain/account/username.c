/*
 * User names: their characters, the reserved ones, and which look alike. Names
 * that speak for the instance are reserved, and so are lookalikes: with digits
 * for letters, with `_` anywhere. Only the whole name counts, and a number after a name
 * is a number: `helper`, `my_api` and `user5` are ordinary ones.
 */
#include "base/buf.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/account/account_own.h"

static const char *const reserved_names[] = {
    /* those who run it */
    "admin", "admins", "administrator", "administrators", "administration", "root", "superuser", "sysadmin", "sysop", "operator",
    "owner", "founder", "staff", "team", "moderator", "moderators", "moderation", "mod", "mods", "system", "sys", "kith", "kithteam",
    "kithadmin", "kithsupport", "kithofficial", "official", "verified", "verification", "trust", "safety", "trustandsafety", "security",
    "support", "helpdesk", "service", "customerservice", "contact", "feedback", "legal", "abuse", "privacy", "press", "billing",
    "payment", "payments", "hostmaster", "postmaster", "webmaster", "mailerdaemon", "noreply", "donotreply", "daemon", "bot",
    /* addresses, present and future */
    "help", "about", "terms", "rules", "policy", "me", "self", "you", "search", "explore", "discover", "trending", "home", "index",
    "api", "graphql", "rest", "health", "metrics", "status", "static", "assets", "public", "files", "media", "upload", "uploads",
    "download", "downloads", "wellknown", "robots", "favicon", "web", "www", "app", "mail", "email", "smtp", "ftp", "login", "logout",
    "signin", "signout", "signup", "register", "auth", "oauth", "sso", "session", "sessions", "password", "reset", "setup", "firstadmin",
    "account", "accounts", "user", "users", "profile", "profiles", "settings", "config", "preferences", "dashboard", "notifications",
    "notification", "message", "messages", "inbox", "channel", "channels", "conversation", "conversations", "post", "posts", "feed",
    "timeline", "follow", "follower", "followers", "following", "followrequests", "block", "blocks", "mute", "mutes", "tag", "tags",
    "report", "reports", "invite", "invites", "new", "edit", "delete", "deleted", "create", "update", "remove",
    /* words that mean nobody, or everybody */
    "null", "nil", "none", "undefined", "void", "nan", "true", "false", "anonymous", "anon", "guest", "nobody", "somebody", "unknown",
    "everyone", "everybody", "all", "here", "default", "example",
};

/* How a character reads. Also used for the table's names, since l and i are the same there. */
static char letter_of(char c)
{
    static const char read_as[256] = { ['0'] = 'o', ['1'] = 'l', ['i'] = 'l', ['3'] = 'e', ['4'] = 'a', ['5'] = 's', ['7'] = 't',
                                       ['8'] = 'b' };

    return read_as[(u8)c] ? read_as[(u8)c] : c;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static bool of_a_name(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_';
}

bool username_well_formed(str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!of_a_name(name.p[i]))
            return false;
    return name.n >= USERNAME_LEAST && name.n <= USERNAME_MOST;
}

str username_key(struct arena *a, str name)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < name.n; i++)
        buf_byte(&b, lower(name.p[i]));
    return buf_str(&b);
}

str username_look(struct arena *a, str name)
{
    static const char looks_like[256] = { ['0'] = 'o', ['1'] = 'l', ['i'] = 'l' };
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < name.n; i++) {
        char c = lower(name.p[i]), as = looks_like[(u8)c];
        buf_byte(&b, as ? as : c);
    }
    return buf_str(&b);
}

/* As it reads: without `_`, with letters for digits; at the end only for digits that are hard to tell from letters. */
static str reading(struct arena *a, str name)
{
    struct buf b = BUF_ON(a);
    size_t letters = name.n;

    while (letters && (name.p[letters - 1] == '_' || (name.p[letters - 1] >= '0' && name.p[letters - 1] <= '9')))
        letters--;
    for (size_t i = 0; i < name.n; i++) {
        char c = lower(name.p[i]);
        if (c != '_')
            buf_byte(&b, i < letters || c <= '1' ? letter_of(c) : c);
    }
    return buf_str(&b);
}

static bool reads_as(str read, const char *word)
{
    size_t i = 0;

    while (i < read.n && word[i] && read.p[i] == letter_of(word[i]))
        i++;
    return i == read.n && !word[i];
}

bool username_reserved(struct arena *a, str name)
{
    str read = reading(a, name);

    for (size_t i = 0; i < COUNT(reserved_names); i++)
        if (reads_as(read, reserved_names[i]))
            return true;
    return read.n == 0;                                      /* only `_` */
}

err username_check(struct failure *failure, str field, str name)
{
    if (name.n < USERNAME_LEAST)
        return failure_field_saying(failure, field, &too_short, "This must have at least %d characters.", USERNAME_LEAST);
    if (name.n > USERNAME_MOST && username_well_formed(str_to(name, USERNAME_MOST)))
        return failure_field_saying(failure, field, &too_long, "This must have at most %d characters.", USERNAME_MOST);
    if (!username_well_formed(name))
        return failure_field(failure, field, &invalid_username);
    if (username_reserved(failure->arena, name))
        return failure_field(failure, field, &reserved);
    return OK;
}
