#include "blurhash.h"
#include <math.h>
#include <string.h>

enum { TERMS = 12 };

struct term { double c[3]; };

static double linear_of(int v)
{
    double s = v / 255.0;

    return s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
}

static int srgb_of(double v)
{
    double s = v < 0 ? 0 : v > 1 ? 1 : v;

    return (int)((s <= 0.0031308 ? s * 12.92 : 1.055 * pow(s, 1 / 2.4) - 0.055) * 255 + 0.5);
}

static struct term term_of(const double *linear, const u8 *rgb, int width, int height, int x, int y)
{
    struct term t = {0};
    double scale = (x || y ? 2.0 : 1.0) / ((double)width * height);

    for (int j = 0; j < height; j++)
        for (int i = 0; i < width; i++) {
            double basis = cos(M_PI * x * i / width) * cos(M_PI * y * j / height);
            const u8 *p = rgb + 3 * ((size_t)j * (size_t)width + (size_t)i);
            for (int k = 0; k < 3; k++)
                t.c[k] += basis * linear[p[k]];
        }
    for (int k = 0; k < 3; k++)
        t.c[k] *= scale;
    return t;
}

static char *digits_add(char *at, int value, int n)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

    for (int i = n - 1; i >= 0; i--, value /= 83)
        at[i] = digits[value % 83];
    return at + n;
}

static int bounded(double v, int most)
{
    return v < 0 ? 0 : v > most ? most : (int)v;
}

static int quantised(double v, double most)
{
    double s = v / most;

    return bounded(floor(copysign(sqrt(fabs(s)), s) * 9 + 9.5), 18);
}

static double most_of(const struct term *terms)
{
    double most = 0;

    for (int i = 1; i < TERMS; i++)
        for (int k = 0; k < 3; k++)
            most = fmax(most, fabs(terms[i].c[k]));
    return most;
}

void blurhash_make(const u8 *rgb, int width, int height, bool tall, char out[BLURHASH_MOST])
{
    int across = tall ? 3 : 4, down = tall ? 4 : 3;
    double linear[256];
    struct term t[TERMS];

    for (int v = 0; v < 256; v++)
        linear[v] = linear_of(v);
    for (int i = 0; i < TERMS; i++)
        t[i] = term_of(linear, rgb, width, height, i % across, i / across);
    int most = bounded(floor(most_of(t) * 166 - 0.5), 82);
    char *at = digits_add(out, across - 1 + (down - 1) * 9, 1);
    at = digits_add(at, most, 1);
    at = digits_add(at, srgb_of(t[0].c[0]) << 16 | srgb_of(t[0].c[1]) << 8 | srgb_of(t[0].c[2]), 4);
    double bound = (most + 1) / 166.0;
    for (int i = 1; i < TERMS; i++)
        at = digits_add(at, (quantised(t[i].c[0], bound) * 19 + quantised(t[i].c[1], bound)) * 19 + quantised(t[i].c[2], bound), 2);
    *at = 0;
}
