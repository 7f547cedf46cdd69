/* Who this process is, and what it may do, by the kernel's own account. */

#include "init.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A group list may repeat the process's own group, which is nothing supplementary. */
static unsigned count_other_groups(const char *list)
{
    unsigned others = 0;
    char *end;
    for (unsigned long group; group = strtoul(list, &end, 10), end != list; list = end)
        others += group != (unsigned long)getegid();
    return others;
}

/* One line of /proc/self/status: the name, a colon, a tab, the values. */
static void add_status_line(struct text *text, const char *line)
{
    unsigned id;
    char word[32];
    if (sscanf(line, "Uid: %*u %u", &id) == 1)
        text_add(text, "uid=%u\n", id);
    else if (sscanf(line, "Gid: %*u %u", &id) == 1)
        text_add(text, "gid=%u\n", id);
    else if (strncmp(line, "Groups:", 7) == 0)
        text_add(text, "groups=%u\n", count_other_groups(line + 7));
    else if (sscanf(line, "Seccomp: %31s", word) == 1)
        text_add(text, "seccomp=%s\n", word);
    else if (sscanf(line, "CapEff: %31s", word) == 1)
        text_add(text, "cap_eff=%s\n", word);
    else if (sscanf(line, "CapBnd: %31s", word) == 1)
        text_add(text, "cap_bnd=%s\n", word);
}

void status_add(struct text *text)
{
    char line[4096];
    FILE *status = fopen("/proc/self/status", "re");
    if (status == NULL)
        return;
    while (fgets(line, sizeof line, status) != NULL)
        add_status_line(text, line);
    fclose(status);
}
