/*
 * What the tests of the maker share: a world with a maker in it, pictures that are made with
 * libvips, and the answers looked at with libvips again.
 */
#pragma once
#include <vips/vips.h>
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/maker/maker.h"

enum { SIDE = 4096, FRAMES = 5 };
static const i64 pixels_most = 64000000;

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { WALLS = false };              /* a sanitizer needs what they refuse */
#else
enum { WALLS = true };
#endif

/* The world of the test that runs. */
struct bench { struct test_world *w; };
extern struct bench b;

/* What maker_make said of one media, kept after its ctx. */
struct answer { err e; const char *code; struct made made; str main, stills[MADE_STILLS], poster; };

struct asking { const char *format; str bytes; bool voice; struct maker_limits limits; struct answer answer; };

#define V(call) do { if (call) test_fail(__FILE__, __LINE__, "%s: %s", #call, vips_error_buffer()); } while (0)

void bench_open(const struct test_setting *more);          /* NULL: the usual ones, with the helper of this build */
void bench_close(void);
err make(ctx *c, void *arg);
struct answer made_within(const char *format, str bytes, struct maker_limits limits);
struct answer made_of(const char *format, str bytes);
struct answer good(const char *format, str bytes);
void refused(const char *format, str bytes, const char *code);
VipsImage *a_picture(int width, int height, int bands);
str saved(VipsImage *im, const char *as);
VipsImage *loaded(str bytes);
double difference(VipsImage *a, VipsImage *z);
void size_is(str bytes, i64 width, i64 height);
void with_exif(VipsImage *im, int orientation);
void tells_nothing(struct answer *a);
VipsImage *an_animation(int width, int height, int bands);
str changed(str s, size_t at, str with);
