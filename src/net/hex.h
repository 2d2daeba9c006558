/* Hexadecimal digits, as escapes and chunk sizes have them. */
#pragma once

/* 0 to 15, or -1. */
static inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
