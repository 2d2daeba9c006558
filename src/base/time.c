#include "base/time.h"
#include <string.h>
#include <time.h>

enum { DAY_SECONDS = 86400 };

static const i64 ms_least = -62135596800000, ms_most = 253402300799999;      /* years 0001 to 9999 */

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char day_names[] = "SunMonTueWedThuFriSat";

struct civil { int year, month, day, hour, minute, second; };

static i64 floor_div(i64 a, i64 b)
{
    return a / b - (a % b < 0);
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

/*
 * Days since 1970-01-01. The year begins in March here, so that the leap day is its
 * last and the months' lengths repeat in fives (153 days); 400 years are 146097 days.
 */
static i64 days_of(int year, int month, int day)
{
    i64 y = month > 2 ? year : year - 1;
    i64 era = floor_div(y, 400), of_era = y - era * 400;
    i64 of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(i64 days, struct civil *out)
{
    i64 era = floor_div(days + 719468, 146097);
    i64 of_era = days + 719468 - era * 146097;
    i64 year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    i64 of_year = of_era - (365 * year + year / 4 - year / 100);
    i64 month = (5 * of_year + 2) / 153;

    out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    out->month = (int)(month < 10 ? month + 3 : month - 9);
    out->year = (int)(year + era * 400 + (out->month <= 2));
}

static void civil_of(i64 seconds, struct civil *out)
{
    i64 days = floor_div(seconds, DAY_SECONDS);
    int rest = (int)(seconds - days * DAY_SECONDS);

    date_of(days, out);
    out->hour = rest / 3600;
    out->minute = rest / 60 % 60;
    out->second = rest % 60;
}

/* Second 60 is a leap second, inserted at the end of a month, UTC; it counts as the next second. */
static bool seconds_of(const struct civil *c, int offset, i64 *out)
{
    if (c->year < 1 || c->month < 1 || c->month > 12 || c->day < 1 || c->day > month_days(c->year, c->month))
        return false;
    if (c->hour > 23 || c->minute > 59 || c->second > 60)
        return false;
    *out = days_of(c->year, c->month, c->day) * DAY_SECONDS + c->hour * 3600 + c->minute * 60 + c->second - offset;
    if (c->second < 60)
        return true;
    struct civil next;
    civil_of(*out, &next);
    return next.day == 1 && next.hour == 0 && next.minute == 0;
}

static bool when_of(i64 seconds, int ms, when *out)
{
    out->ms = seconds * 1000 + ms;
    return out->ms >= ms_least && out->ms <= ms_most;
}

static void put2(char *to, int v)
{
    to[0] = (char)('0' + v / 10);
    to[1] = (char)('0' + v % 10);
}

static void put4(char *to, int v)
{
    put2(to, v / 100);
    put2(to + 2, v % 100);
}

/* A time outside of the four-digit years is shown as the nearest one inside. */
static i64 clamp(i64 ms)
{
    return ms < ms_least ? ms_least : ms > ms_most ? ms_most : ms;
}

void time_rfc3339(when t, char out[RFC3339_LENGTH])
{
    i64 ms = clamp(t.ms), seconds = floor_div(ms, 1000);
    int rest = (int)(ms - seconds * 1000);
    struct civil c;

    civil_of(seconds, &c);
    memcpy(out, "0000-00-00T00:00:00.000Z", RFC3339_LENGTH);
    put4(out, c.year);
    put2(out + 5, c.month);
    put2(out + 8, c.day);
    put2(out + 11, c.hour);
    put2(out + 14, c.minute);
    put2(out + 17, c.second);
    out[20] = (char)('0' + rest / 100);
    put2(out + 21, rest % 100);
}

void time_http_date(when t, char out[HTTP_DATE_LENGTH])
{
    i64 seconds = floor_div(clamp(t.ms), 1000), days = floor_div(seconds, DAY_SECONDS);
    struct civil c;

    civil_of(seconds, &c);
    memcpy(out, "Thu, 01 Jan 1970 00:00:00 GMT", HTTP_DATE_LENGTH);
    memcpy(out, day_names + 3 * (((days + 4) % 7 + 7) % 7), 3);
    put2(out + 5, c.day);
    memcpy(out + 8, month_names + 3 * (c.month - 1), 3);
    put4(out + 12, c.year);
    put2(out + 17, c.hour);
    put2(out + 20, c.minute);
    put2(out + 23, c.second);
}

/*
 * Reading follows a pattern, a byte of it for each byte of text: y o d h i s are digits of year,
 * month, day, hour, minute and second, n stands for a month's name (three bytes), _ for a
 * digit of the day or a space, and anything else for itself.
 */
static bool digit_take(char c, int *number)
{
    if (c < '0' || c > '9')
        return false;
    *number = *number * 10 + (c - '0');
    return true;
}

static int name_find(const char *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(names + 3 * i, name, 3) == 0)
            return (int)i + 1;
    return 0;
}

static bool piece_take(char kind, const char **p, struct civil *c)
{
    switch (kind) {
    case 'y': return digit_take(*(*p)++, &c->year);
    case 'o': return digit_take(*(*p)++, &c->month);
    case 'd': return digit_take(*(*p)++, &c->day);
    case 'h': return digit_take(*(*p)++, &c->hour);
    case 'i': return digit_take(*(*p)++, &c->minute);
    case 's': return digit_take(*(*p)++, &c->second);
    case '_': return **p == ' ' ? (*p)++, true : digit_take(*(*p)++, &c->day);
    case 'n':
        c->month = name_find(month_names, 12, *p);
        *p += 3;
        return c->month > 0;
    default: return *(*p)++ == kind;
    }
}

/* The text is at least as long as what the pattern takes. */
static bool pattern_take(const char *pattern, const char *p, struct civil *c)
{
    for (; *pattern; pattern++)
        if (!piece_take(*pattern, &p, c))
            return false;
    return true;
}

static const char *fraction_take(const char *p, const char *end, int *ms)
{
    const char *first = p;

    for (int weight = 100; p < end && *p >= '0' && *p <= '9'; p++, weight /= 10)
        *ms += (*p - '0') * weight;
    return p > first ? p : NULL;
}

/* "Z" or "+01:30", in seconds: all of what is left. */
static bool offset_take(const char *p, const char *end, int *offset)
{
    struct civil c = {0};

    if (end - p == 1)
        return *p == 'Z' || *p == 'z';
    if (end - p != 6 || (*p != '+' && *p != '-') || !pattern_take("hh:ii", p + 1, &c) || c.hour > 23 || c.minute > 59)
        return false;
    *offset = (c.hour * 3600 + c.minute * 60) * (*p == '-' ? -1 : 1);
    return true;
}

bool time_parse_rfc3339(str s, when *out)
{
    enum { FIXED = 19 };             /* 2026-11-21T09:30:00 */
    struct civil c = {0};
    int ms = 0, offset = 0;
    i64 seconds;

    if (s.n <= FIXED)
        return false;
    if (!pattern_take("yyyy-oo-dd", s.p, &c) || (s.p[10] | 32) != 't' || !pattern_take("hh:ii:ss", s.p + 11, &c))
        return false;
    const char *p = s.p + FIXED, *end = s.p + s.n;
    if (*p == '.' && !(p = fraction_take(p + 1, end, &ms)))
        return false;
    if (!offset_take(p, end, &offset) || !seconds_of(&c, offset, &seconds))
        return false;
    return when_of(seconds, c.second == 60 ? 0 : ms, out);
}

static bool day_name(str s)
{
    return s.n >= 3 && name_find(day_names, 7, s.p);
}

/* "Saturday, " and so on; how long it is, or 0. */
static size_t long_day_name(str s)
{
    static const char *const names[] = {
        "Sunday, ", "Monday, ", "Tuesday, ", "Wednesday, ", "Thursday, ", "Friday, ", "Saturday, "
    };

    for (size_t i = 0; i < COUNT(names); i++) {
        size_t n = strlen(names[i]);
        if (s.n > n && memcmp(s.p, names[i], n) == 0)
            return n;
    }
    return 0;
}

static bool http_date_fields(str s, struct civil *c)
{
    size_t day = long_day_name(s);

    if (s.n == HTTP_DATE_LENGTH)
        if (day_name(s) && pattern_take(", dd n yyyy hh:ii:ss GMT", s.p + 3, c))
            return true;
    *c = (struct civil){0};
    if (s.n == 24 && day_name(s))    /* Sat Nov 21 09:30:00 2026 */
        return pattern_take(" n _d hh:ii:ss yyyy", s.p + 3, c);
    if (!day || s.n != day + 22)     /* Saturday, 21-Nov-26 09:30:00 GMT */
        return false;
    if (!pattern_take("dd-n-yy hh:ii:ss GMT", s.p + day, c))
        return false;
    c->year += c->year < 70 ? 2000 : 1900;
    return true;
}

bool time_parse_http_date(str s, when *out)
{
    struct civil c = {0};
    i64 seconds;

    return http_date_fields(s, &c) && seconds_of(&c, 0, &seconds) && when_of(seconds, 0, out);
}
