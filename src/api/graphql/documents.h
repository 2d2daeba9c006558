/*
 * Documents by their text: parsed, validated and planned once, then shared by all loops until there is no room. Bounded in octets
 * and entries; what nobody asked for again goes first. Nothing is locked while a text is parsed: two loops that meet it at once both
 * do, and one of the results is kept. A document lives as long as somebody uses it, in the cache or not.
 */
#pragma once
#include "graphql/graphql.h"

struct documents;
struct document_use;

struct documents *documents_open(struct arena *, const struct gql_schema *, const struct gql_limits *, size_t octets);
void documents_close(struct documents *);        /* nobody uses one any more */

/*
 * OK, or ERR_INVALID with what is wrong; ERR_CROWDED: too many large ones are in use at once. An invalid text is not kept. `made`:
 * nobody had it. Each use ends with documents_leave, on any thread.
 */
err documents_use(struct documents *, str text, struct gql_errors *, struct document_use **out, bool *made);
void documents_leave(struct documents *, struct document_use *);
const struct gql_document *document_of(const struct document_use *);

/* A number that its users keep with the name of an operation, by that name's hash; -1: none. */
int document_label(const struct document_use *, u64 name);
void document_label_keep(struct document_use *, u64 name, int label);

struct documents_state { size_t entries, octets, alive; };   /* alive: octets with those that are in use but not kept */
struct documents_state documents_state(struct documents *);
