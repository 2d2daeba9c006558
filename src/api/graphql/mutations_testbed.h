/* For tests of mutations: documents, and what comes of them. The ctx is `c`. */
#pragma once
#include "api/graphql/testbed.h"
#include "base/id.h"
#include "kit/test.h"

#define TEXT(...) arena_cstr(&c->arena, arena_format(&c->arena, __VA_ARGS__))
#define ID(of) ((long long)(of).v)
#define DONE(me, data, ...) expect_answer(c, me, TEXT("mutation { " __VA_ARGS__), TEXT("{\"data\":{%s}}", data))
#define REFUSED(me, code, ...) refused(c, answer(c, me, TEXT("mutation { " __VA_ARGS__)), code)
#define WRONG(me, field, code, ...) wrong(c, answer(c, me, TEXT("mutation { " __VA_ARGS__)), field, code)

static inline bool told(str answer, const char *what) { return str_find(answer, str_of(what)) >= 0; }

/* One error with this code, and nothing came of it. */
static inline void refused(ctx *c, str said, const char *code)
{
    const char *coded = TEXT("\"extensions\":{\"code\":\"%s\"", code);

    if (!str_starts(said, S("{\"errors\":[{")) || !told(said, coded) || told(said, "}},{\"message\"") || !str_ends(said, S(":null}}")))
        test_fail(__FILE__, __LINE__, "%s: " STR_FMT, code, STR_ARG(said));
}

static inline void wrong(ctx *c, str said, const char *field, const char *code)
{
    refused(c, said, "invalid_input");
    if (!told(said, TEXT("{\"field\":\"%s\",\"code\":\"%s\"", field, code)))
        test_fail(__FILE__, __LINE__, "%s %s: " STR_FMT, field, code, STR_ARG(said));
}
