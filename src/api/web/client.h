/*
 * The web client (web/), as tools/web.py puts it into the program. Without npm there is none: everything is empty, and `client.script.n`
 * is 0.
 */
#pragma once
#include "base/types.h"
#include "net/negotiate.h"

/* `hashed`: its name changes with its content. Forms that would not be smaller are not there. */
struct client_file { str path, type; bool hashed; str forms[CODING_COUNT]; };

/* Its texts load later, but are better asked for at once. */
struct client_language { str name, module; };

struct client {
    const struct client_file *files;
    int count;                       /* in the order of their paths' octets */
    str later;                       /* the address of a script that starts the client once the reader stirs */
    str script;                      /* of the module that is the client */
    const str *styles, *modules;     /* of style sheets, and of modules that the script imports: up to one that is empty */
    const struct client_language *languages; /* "en"; the last has no name */
    str shell;                       /* a page that has all of these, and nothing else */
    str queries;                     /* JSON: {name: document} of each operation that the server answers beforehand */
};
extern const struct client client;
