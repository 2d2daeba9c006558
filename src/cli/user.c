/* kith user: those who run an instance make accounts, promote and suspend them, and help people who have lost a password or a phone. */
#include <stdio.h>
#include <unistd.h>
#include "base/json.h"
#include "base/random.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/visit.h"
#include "domain/staff/staff.h"

enum { AT_ONCE = 100, PASSWORD_GROUPS = 4, GROUP_LETTERS = 4 };

static const struct staff_deed by_hand = { NULL, S("by the command line") };

struct listed_user {
    id id;
    str username;
    maybe_str email, phone;
    bool email_confirmed;
    str display_name, role, state;
    bool locked;
    maybe_when suspended_at, deletes_at;
    when created_at;
    maybe_str password;              /* the one that was made for it; otherwise absent */
};
static SHAPE(listed_user,
    FIELD(listed_user, id),
    FIELD(listed_user, username),
    FIELD(listed_user, email),
    FIELD(listed_user, phone),
    FIELD(listed_user, email_confirmed),
    FIELD(listed_user, display_name),
    FIELD(listed_user, role),
    FIELD(listed_user, state),
    FIELD(listed_user, locked),
    FIELD(listed_user, suspended_at),
    FIELD(listed_user, deletes_at),
    FIELD(listed_user, created_at),
    FIELD(listed_user, password));

struct users { struct line *line; enum role role; str password; bool made; id after; i64 listed; };

/* ---- output ---- */

static const char *state_of(const struct account *a)
{
    return a->suspended_at.is == GIVEN ? "suspended" : a->deletes_at.is == GIVEN ? "leaving" : "active";
}

static void print_json(const struct account *a, str password)
{
    struct listed_user u = {
        a->id, a->username, a->email, a->phone, a->email_confirmed_at.is == GIVEN, a->display_name, str_of(role_words[a->role]),
        str_of(state_of(a)), a->locked, a->suspended_at, a->deletes_at, a->created_at, { password.n ? GIVEN : ABSENT, password }
    };
    struct buf json = {0};

    json_write(&json, &listed_user_shape, &u);
    printf(STR_FMT, STR_ARG(buf_str(&json)));
    buf_close(&json);
}

static void user_print(const struct account *a)
{
    char made[RFC3339_LENGTH];

    time_rfc3339(a->created_at, made);
    printf("%-19lld  %-50.*s  %-9s  %-9s  %.*s  %.*s\n", (long long)a->id.v, STR_ARG(a->username), role_words[a->role], state_of(a),
           RFC3339_LENGTH, made, STR_ARG(a->email.is == GIVEN ? a->email.v : a->phone.v));
}

/* One account, after a deed. */
static void print_deed(const struct users *u, const struct account *a, const char *what)
{
    str password = u->made ? u->password : S("");

    if (u->line->own[FLAG_JSON].p) {
        print_json(a, password);
        printf("\n");
        return;
    }
    printf(STR_FMT " %s (id %lld, role %s)\n", STR_ARG(a->username), what, (long long)a->id.v, role_words[a->role]);
    if (password.n)
        printf("password: " STR_FMT "\nIt is shown only this once.\n", STR_ARG(password));
}

/* ---- passwords ---- */

static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";         /* without those that are easily confused */

static char letter_draw(void)
{
    enum { KINDS = sizeof letters - 1, FAIR = 256 / KINDS * KINDS };
    u8 drawn;

    do
        random_bytes(&drawn, 1);
    while (drawn >= FAIR);
    return letters[drawn % KINDS];
}

/* "abcd-efgh-jkmn-pqrs": 79 bits. */
static str password_make(struct arena *a)
{
    struct buf b = BUF_ON(a);

    for (int i = 0; i < PASSWORD_GROUPS * GROUP_LETTERS; i++) {
        if (i && i % GROUP_LETTERS == 0)
            buf_byte(&b, '-');
        buf_byte(&b, letter_draw());
    }
    return buf_str(&b);
}

/* One line, without its end. */
static int password_read(struct users *u)
{
    struct buf b = BUF_ON(u->line->arena);
    ssize_t got;

    while (b.n <= PASSWORD_MOST * 4 && (got = read(STDIN_FILENO, buf_reserve(&b, 4096), 4096)) > 0)
        b.n += (size_t)got;
    str text = buf_str(&b);
    ptrdiff_t end = str_find_byte(text, '\n');
    u->password = str_to(text, end < 0 ? text.n : (size_t)end);
    if (str_ends(u->password, S("\r")))
        u->password.n--;
    if (!u->password.n)
        return complain(u->line, MISUSED, "--password-stdin: there is no password on standard input");
    if (!utf8_valid(u->password) || str_find_byte(u->password, '\0') >= 0)
        return complain(u->line, MISUSED, "--password-stdin: the password is not text in UTF-8");
    return DONE;
}

static int password_get(struct users *u)
{
    if (u->line->own[FLAG_PASSWORD_STDIN].p)
        return password_read(u);
    u->password = password_make(u->line->arena);
    u->made = true;
    return DONE;
}

/* ---- the deeds ---- */

static maybe_str flag(const struct line *l, enum own_flag which)
{
    return (maybe_str){ l->own[which].p ? GIVEN : ABSENT, l->own[which] };
}

static err create(ctx *c, void *arg)
{
    struct users *u = arg;
    struct line *l = u->line;
    struct registration who = { .username = l->argument, .email = flag(l, FLAG_EMAIL), .phone = flag(l, FLAG_PHONE),
                                .password = u->password,
                                .display_name = flag(l, FLAG_DISPLAY_NAME) };
    struct account a;

    TRY(staff_create(c, &by_hand, &who, l->own[FLAG_ADMIN].p ? ROLE_ADMIN : ROLE_USER, &a));
    print_deed(u, &a, "is created");
    return OK;
}

static err promote(ctx *c, void *arg)
{
    struct users *u = arg;
    struct account a;
    id who;

    TRY(account_typed(c, u->line->argument, &who));
    TRY(staff_set_role(c, &by_hand, who, u->role, &a));
    print_deed(u, &a, "has its new role");
    return OK;
}

static err suspend(ctx *c, void *arg)
{
    struct users *u = arg;
    bool undo = u->line->own[FLAG_UNDO].p != NULL;
    struct account a;
    id who;

    TRY(account_typed(c, u->line->argument, &who));
    TRY(staff_suspend(c, &by_hand, who, !undo, &a));
    print_deed(u, &a, undo ? "is not suspended" : "is suspended, and signed out everywhere");
    return OK;
}

static err reset_password(ctx *c, void *arg)
{
    struct users *u = arg;
    struct account a;
    id who;

    TRY(account_typed(c, u->line->argument, &who));
    TRY(staff_set_password(c, &by_hand, who, u->password, &a));
    print_deed(u, &a, "has a new password, and is signed out everywhere");
    return OK;
}

static err reset_factors(ctx *c, void *arg)
{
    struct users *u = arg;
    struct account a;
    bool any;
    id who;

    TRY(account_typed(c, u->line->argument, &who));
    TRY(staff_drop_factors(c, &by_hand, who, &any, &a));
    print_deed(u, &a, any ? "has no second factors any more, and is signed out everywhere" : "had no second factors");
    if (any && !a.password_hash.hidden.n && !u->line->own[FLAG_JSON].p)
        printf("It has no password either: kith user reset-password gives it one.\n");
    return OK;
}

/* In pages, each in a context of its own: there may be many. */
static err users_page(ctx *c, void *arg)
{
    struct users *u = arg;
    account_page page;

    TRY(accounts_after(c, u->after, AT_ONCE, &page));
    for (size_t i = 0; i < page.n; i++, u->listed++) {
        if (!u->line->own[FLAG_JSON].p) {
            user_print(&page.at[i]);
            continue;
        }
        printf("%s", u->listed ? ",\n" : "");
        print_json(&page.at[i], S(""));
    }
    u->after = page.n == AT_ONCE ? page.at[page.n - 1].id : (id){ 0 };
    return OK;
}

static err users_list(struct line *l, struct host *h, void *arg)
{
    struct users *u = arg;
    bool json = l->own[FLAG_JSON].p != NULL;

    if (json)
        printf("[");
    else
        printf("%-19s  %-50s  %-9s  %-9s  %-24s  %s\n", "id", "user name", "role", "state", "since", "address");
    do
        TRY(host_call(h, users_page, u, &l->failure));
    while (u->after.v);
    if (json)
        printf("]\n");
    else
        printf("%lld %s\n", (long long)u->listed, u->listed == 1 ? "user" : "users");
    return OK;
}

/* ---- which of them ---- */

static const struct deed { const char *word; err (*run)(ctx *, void *); bool password; enum host_use use; } deeds[] = {
    { "create", create, true, HOST_MAKES },
    { "promote", promote, false, HOST_VISITS },
    { "suspend", suspend, false, HOST_VISITS },
    { "reset-password", reset_password, true, HOST_VISITS },
    { "reset-factors", reset_factors, false, HOST_VISITS },
};

static err do_deed(struct line *l, struct host *h, void *arg)
{
    for (size_t i = 0; i < COUNT(deeds); i++)
        if (word_is(l, deeds[i].word))
            return host_call(h, deeds[i].run, arg, &l->failure);
    return OK;
}

static int role_get(struct users *u)
{
    str word = u->line->own[FLAG_ROLE];

    if (!word.p)
        return complain(u->line, MISUSED, "user promote needs --role user, moderator or admin");
    if (role_read(word, &u->role))
        return DONE;
    return complain(u->line, MISUSED, "--role: \"" STR_FMT "\" is not user, moderator or admin", STR_ARG(word));
}

int user_run(struct line *l)
{
    struct users u = { .line = l };
    int status = word_is(l, "promote") ? role_get(&u) : DONE;

    if (status == DONE && word_is(l, "list"))
        return visit(l, HOST_READS, users_list, &u);
    for (size_t i = 0; i < COUNT(deeds) && status == DONE; i++) {
        if (!word_is(l, deeds[i].word))
            continue;
        status = deeds[i].password ? password_get(&u) : DONE;
        if (status == DONE)
            return visit(l, deeds[i].use, do_deed, &u);
    }
    return status;
}
