/*
 * Mutations: each calls the verb of the domain that its twin in REST calls, with the same struct, held to the same shape, for the
 * same permission. A verb says in a payload what became of it; the payload's objects are read after that, so they are as every
 * reader sees them from then on.
 *
 *   static err pin(ctx *c, const struct caller *me, const struct id_input *in, struct payload *out)
 *   {
 *       return post_pin(c, me->account, in->id, true, ...);
 *   }
 *   MUTATES(pin, id_input, &may_post)                     the permission is asked for first, then the input is looked at
 *
 *   MUTATION("pinPost", pin, id_input)                    in the table
 *
 * A verb has one transaction. The name of a type of payloads is in payload.c.
 */
#pragma once
#include "api/graphql/graphql_own.h"
#include "base/problems.h"

/* What payloads are made of: something by its id, or a tag by its name. */
struct payload { id id; str name; bool comment; };

/* The argument of every mutation. */
#define INPUT(IN)                                                                                                          \
    struct IN##_arguments { struct IN input; };                                                                            \
    static SHAPE(IN##_arguments, FIELD(IN##_arguments, input, .of = &IN##_shape))

#define MUTATES(fn, IN, who)                                                                                               \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct caller *, const struct IN *, struct payload *): 1, default: 0), \
                   #fn " takes others");                                                                                   \
    static err fn##_mutation(struct gql_call *call)                                                                        \
    {                                                                                                                      \
        struct payload *out = arena_zero(call->arena, sizeof *out, _Alignof(struct payload));                              \
        TRY(mutation_begin(call, who));                                                                                    \
        TRY(fn(ctx_of(call), caller_of(call), &((const struct IN##_arguments *)call->args)->input, out));                  \
        gql_give(call, 0, out);                                                                                            \
        return OK;                                                                                                         \
    }
#define MUTATION(field, fn, IN) \
    { "Mutation." field, fn##_mutation, .args = &IN##_arguments_shape, .within = "input", .price = price_mutation }

/* May the caller, and is the input within its shape? ERR_SIGN_IN, ERR_FORBIDDEN, ERR_INVALID. */
static inline err mutation_begin(struct gql_call *call, const struct permission *who)
{
    TRY(writer_check(call, who));
    return gql_args_check(call);
}

struct id_input { id id; };
struct user_input { str user_id; };
extern const struct shape id_input_shape, user_input_shape;
