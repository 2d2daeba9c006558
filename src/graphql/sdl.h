/*
 * The definitions of a schema as its text has them, before they are a schema: types, their members, extensions, directives.
 */
#pragma once
#include "graphql/ast.h"

enum gql_sdl_kind { SDL_SCHEMA, SDL_DIRECTIVE, SDL_SCALAR, SDL_OBJECT, SDL_INTERFACE, SDL_UNION, SDL_ENUM, SDL_INPUT };

/* A name on its own: an interface, a member of a union, a directive's location, the type of an operation. */
struct gql_sdl_name { struct gql_name *name; u32 at; enum gql_operation_kind operation; struct gql_sdl_name *next; };

/* A field, an argument, a member of an input object, or an enum's value. */
struct gql_sdl_member {
    struct gql_name *name;
    str description;                 /* p NULL: there is none */
    u32 at, name_at;
    struct gql_type_ref ref;
    struct gql_sdl_member *args;
    struct gql_value *standard;
    struct gql_directive *directives;
    struct gql_sdl_member *next;
};

struct gql_sdl {
    enum gql_sdl_kind kind;
    bool extends, repeatable;
    u32 at, name_at;
    struct gql_name *name;           /* NULL for a schema */
    str description;
    struct gql_directive *directives;
    struct gql_sdl_name *names;      /* interfaces, members, locations, or operations */
    struct gql_sdl_member *members;  /* fields, a directive's arguments, an enum's values */
    struct gql_sdl *next;
};
