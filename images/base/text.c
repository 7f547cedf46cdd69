#include "init.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

void text_add(struct text *text, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int n = vsnprintf(text->at, text->left, format, values);
    va_end(values);
    if (n < 0 || (size_t)n >= text->left)
        return; /* our texts are far shorter than the buffer; half a line would be a lie */
    text->at += n;
    text->left -= (size_t)n;
}

void text_add_number(struct text *text, const char *key, int64_t value)
{
    if (value >= 0)
        text_add(text, "%s=%lld\n", key, (long long)value);
}

const char *errno_name(int error)
{
    static char other[24];
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {E2BIG, "E2BIG"},     {EACCES, "EACCES"},   {EAGAIN, "EAGAIN"},   {EBUSY, "EBUSY"},
        {EDQUOT, "EDQUOT"},   {EEXIST, "EEXIST"},   {EFAULT, "EFAULT"},   {EFBIG, "EFBIG"},
        {EINVAL, "EINVAL"},   {EIO, "EIO"},         {EISDIR, "EISDIR"},   {ELIBBAD, "ELIBBAD"},
        {ELOOP, "ELOOP"},     {EMFILE, "EMFILE"},   {ENAMETOOLONG, "ENAMETOOLONG"},
        {ENFILE, "ENFILE"},   {ENOENT, "ENOENT"},   {ENOEXEC, "ENOEXEC"}, {ENOMEM, "ENOMEM"},
        {ENOSPC, "ENOSPC"},   {ENOSYS, "ENOSYS"},   {ENOTDIR, "ENOTDIR"}, {EPERM, "EPERM"},
        {EROFS, "EROFS"},     {ETXTBSY, "ETXTBSY"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == error)
            return names[i].name;
    snprintf(other, sizeof other, "errno %d", error);
    return other;
}
