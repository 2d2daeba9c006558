/* What the files of this room share. */
#pragma once
#include "api/front/call.h"
#include "api/web/web.h"

/*
 * The built-in pages. A page's policy names what it loads and what it may call, and allows nothing else. `root`: an
 * operator's folder replaces it; the others belong to the program, for signing in.
 */
struct web_page { str path; struct document *document; str policy; bool root; };
enum { FRONT, ICON, FORMS_SCRIPT, FIRST_ADMIN, FIRST_ADMIN_SCRIPT, CONFIRM, RESET, EMAIL, LETTERS_SCRIPT, LINK, LINK_SCRIPT, PAGES };

struct client_parts;
struct graphql;

/* A document of the client's that a page answers beforehand. */
struct named_query { str name, text; };
enum { VIEW_QUERIES = 8 };

struct web {
    struct arena arena;              /* it holds the web itself */
    int folder;                      /* web_root; -1: the built-in pages */
    struct forms *forms;             /* of its files */
    struct web_page pages[PAGES];
    str instance;                    /* its name */
    str failure_policy;
    struct { struct document *page, *script, *styles; } graphiql;
    struct { struct document *script, *types; } module;
    struct { struct document *shell, **files; } site;    /* NULL: without the client */
    struct {
        bool on;
        struct graphql *graphql;
        str style, style_source; /* of its pages, and how their policy names it */
        const struct client_parts *parts;        /* NULL: without the client */
        struct named_query queries[VIEW_QUERIES];
        size_t query_count;
    } view;                          /* view/ */
};

void policy_tell(struct exchange *, str policy);

/* A page's placeholders, each with its text; the last mark is "{{" itself. */
struct blank { str mark, text; };
str page_filled(struct arena *, str page, const struct blank *);

/* graphiql.c. False: there is no such page. */
bool graphiql_open(struct web *, const struct world *);
void graphiql_close(struct web *);
extern const struct route graphiql_pages[];

/* site.c: the client's files, and its shell wherever a browser navigates to; ERR_NO_ROUTE otherwise. */
void site_open(struct web *);
void site_close(struct web *);
err site_answer(struct exchange *, const struct web *);
err site_shell(struct exchange *, const struct web *);
void site_policy_tell(struct call *, str style);            /* of the pages that are the client's */

/* The server's origin for sockets, after a space, as a policy names it: not every browser counts that as itself. */
str socket_origin(struct call *);

/* view/view.c: the pages that the server renders. False: the program has no people and posts. */
bool view_open(struct web *, struct graphql *);
extern const struct route *const view_tables[];

/* module.c: what other people's programs talk with. False: there is none. */
bool module_open(struct web *);
void module_close(struct web *);
extern const struct route module_pages[];

/*
 * failure.c, of programs without these pages: a row's refusal: a browser that navigates gets a page with a link to the front page, a
 * program gets a problem.
 */
route_refusal page_refuse;
route_refusal view_refuse;           /* view/refuse.c: the same, as a page with all that is around pages */
bool page_wanted(const struct call *);   /* does a browser navigate here? */
