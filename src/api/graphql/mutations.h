/*
 * Mutations: each calls the verb of the domain that its twin in REST calls, with the same struct, held to the same shape, for the
 * same permission. It says what the deed is about; the payload's objects are read when that is done, so they are as every reader
 * sees them from then on.
 *
 *   static err pin(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
 *   {
 *       return post_pin(c, me->account, in->id, true, post_of_deed(c, out));
 *   }
 *   MUTATES(pin, id_input, &may_post)                     the permission is asked for first, then the input is looked at
 *
 *   MUTATION("pinPost", pin, id_input)                    in the table; payload.c has the types of payloads
 *
 * A verb has one transaction. What it is about is known when that is: an Idempotency-Key keeps it there, and a repeat reads the
 * payload of it again, instead of what the payload showed.
 */
#pragma once
#include "api/graphql/graphql_own.h"
#include "base/problems.h"

/* What a payload is made of: something by its id, or a tag by its name. */
struct payload { id id; str name; bool comment; };

/* `id`, `name`: where the verb puts them; NULL: they are in the payload already. */
struct deed { struct payload payload; const id *id; const str *name; };

typedef err mutation_verb(ctx *, const struct caller *, const void *args, struct deed *out);

/* All of a mutation. ERR_SIGN_IN, ERR_FORBIDDEN, ERR_INVALID, and what the verb returns. */
err mutate(struct gql_call *, const struct permission *, mutation_verb *);

/* The argument of every mutation. */
#define INPUT(IN)                                                                                                          \
    struct IN##_arguments { struct IN input; };                                                                            \
    static SHAPE(IN##_arguments, FIELD(IN##_arguments, input, .of = &IN##_shape))

#define MUTATES(fn, IN, who)                                                                                               \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct caller *, const struct IN *, struct deed *): 1, default: 0),   \
                   #fn " takes others");                                                                                   \
    static err fn##_verb(ctx *c, const struct caller *me, const void *args, struct deed *out)                              \
    {                                                                                                                      \
        return fn(c, me, &((const struct IN##_arguments *)args)->input, out);                                              \
    }                                                                                                                      \
    static err fn##_mutation(struct gql_call *call) { return mutate(call, who, fn##_verb); }
#define MUTATION(field, fn, IN) \
    { "Mutation." field, fn##_mutation, .args = &IN##_arguments_shape, .within = "input", .price = price_mutation }

struct id_input { id id; };
struct user_input { str user_id; };
extern const struct shape id_input_shape, user_input_shape;
